-- Hand edits that a run made needless or was told to overrule: taking that run back puts them back.
CREATE TABLE retired_hand_edit (
    dataset_id text NOT NULL,
    record_key text NOT NULL,
    field text NOT NULL,
    value jsonb,
    seen_value jsonb,
    file_value jsonb,
    edited_by text NOT NULL,
    edited_at timestamptz NOT NULL,
    why text NOT NULL,
    retired_by_run_id bigint NOT NULL REFERENCES import_run ON DELETE CASCADE,
    PRIMARY KEY (retired_by_run_id, dataset_id, record_key, field),
    FOREIGN KEY (dataset_id, record_key) REFERENCES source_record ON DELETE CASCADE
);
CREATE INDEX retired_hand_edit_by_record ON retired_hand_edit (dataset_id, record_key);

ALTER TABLE retired_hand_edit ENABLE ROW LEVEL SECURITY;
