-- What happens at sign-in waits here until the log is free: whoever writes an entry holds the chain until the transaction ends, and nobody's sign-in is to wait behind an import (functions/10_sign_in.sql, audit_take_events).
CREATE TABLE gate.event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    account_id bigint,                      -- no reference: it is told even where the account has gone
    actor text NOT NULL,
    subject text NOT NULL,                  -- kind of event
    subject_key text NOT NULL,
    change jsonb NOT NULL DEFAULT '{}'
);

-- Written by the gate and taken by the log alone.
REVOKE UPDATE, DELETE ON gate.event FROM estatemap_gate;
