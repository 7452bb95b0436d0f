-- Every change of data, permission and decision, in order, each entry sealed with the hash of the one before: whoever alters, removes or inserts one breaks the chain (functions/09_audit.sql, `estatemap doctor --audit`).
CREATE TABLE audit_entry (
    id bigint PRIMARY KEY,              -- 1, 2, 3 ... without a gap
    at timestamptz NOT NULL,
    account_id bigint,                  -- null: the program itself, or whoever sits at this computer. No reference: the log outlives what it tells of
    actor text NOT NULL,                -- the role that did it, as it was called then
    action text NOT NULL CHECK (action IN ('insert', 'update', 'delete', 'event')),
    subject text NOT NULL,              -- table, or kind of event
    subject_key text NOT NULL,          -- key of the row
    change jsonb NOT NULL,              -- what became of it, field by field: {"field": [before, after]}; never a secret
    hash bytea NOT NULL                 -- SHA-256 over the hash before and all of the above
);
CREATE INDEX audit_entry_by_subject ON audit_entry (subject, subject_key, id);
CREATE INDEX audit_entry_by_account ON audit_entry (account_id, id);

ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
REVOKE INSERT, UPDATE, DELETE ON audit_entry FROM estatemap_writer;
