-- Plain pages on which anybody says what they think of a scenario, or of what an area has. Made and moderated by planners; nobody is asked who they are.
CREATE TABLE consultation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scenario_id bigint REFERENCES scenario,
    area_id bigint REFERENCES area,
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    intro text NOT NULL CHECK (length(intro) BETWEEN 1 AND 4000),   -- what is asked, in plain words
    closes_on date NOT NULL,                    -- the last day, by the place's calendar
    opened_at timestamptz,                      -- null while it is drafted; from then on everybody sees it
    closed_at timestamptz,                      -- ended by hand, before its last day
    version int NOT NULL DEFAULT 1,
    made_at timestamptz NOT NULL DEFAULT now(),
    made_by text NOT NULL,                      -- a role, never a person
    CHECK (num_nonnulls(scenario_id, area_id) = 1),
    CHECK (closed_at IS NULL OR opened_at IS NOT NULL)
);
CREATE INDEX consultation_by_scenario ON consultation (scenario_id);
CREATE INDEX consultation_by_area ON consultation (area_id);

-- What can be commented on by itself: a change of the scenario, a place of the area. Its words are kept as they were when it opened.
CREATE TABLE consultation_item (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consultation_id bigint NOT NULL REFERENCES consultation ON DELETE CASCADE,
    number int NOT NULL CHECK (number > 0),
    site_id bigint REFERENCES site ON DELETE SET NULL,
    heading text NOT NULL CHECK (length(heading) BETWEEN 1 AND 300),
    words text NOT NULL CHECK (length(words) <= 4000),
    UNIQUE (consultation_id, number)
);
CREATE INDEX consultation_item_by_site ON consultation_item (site_id);

CREATE TABLE consultation_comment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consultation_id bigint NOT NULL REFERENCES consultation ON DELETE CASCADE,
    item_id bigint REFERENCES consultation_item ON DELETE CASCADE,      -- null: about the whole
    words text NOT NULL CHECK (length(words) BETWEEN 1 AND 4000),       -- personal addresses and mobile numbers taken out
    personal_values_dropped int NOT NULL DEFAULT 0,
    made_at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL DEFAULT 'in_review' CHECK (state IN ('in_review', 'shown', 'kept_back')),
    judged_at timestamptz,
    judged_by text,
    judged_why text,
    CHECK ((state = 'in_review') = (judged_at IS NULL) AND (judged_at IS NULL) = (judged_by IS NULL) AND (judged_at IS NULL) = (judged_why IS NULL))
);
CREATE INDEX consultation_comment_by_consultation ON consultation_comment (consultation_id, state, id);
CREATE INDEX consultation_comment_by_item ON consultation_comment (item_id);

ALTER TABLE consultation ENABLE ROW LEVEL SECURITY;
ALTER TABLE consultation_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE consultation_comment ENABLE ROW LEVEL SECURITY;
GRANT INSERT, UPDATE, DELETE ON consultation, consultation_item TO estatemap_editor;
GRANT INSERT, UPDATE ON consultation_comment TO estatemap_editor;
