-- The queue of jobs replaces the outbox: mails are one kind of job. A row is written in the transaction of what it follows from, and run
-- after the commit, at least once.
CREATE TABLE jobs (
    id UUID PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    -- Only the kind's handler reads it.
    payload TEXT NOT NULL,
    -- Jobs of one kind and group share a limit of runs in an hour; of mails, the recipient's address without differences of case.
    group_key TEXT NOT NULL,
    -- Not held back by that limit.
    urgent BOOLEAN NOT NULL,
    -- Of those that are not done, one of a kind has this key.
    dedupe_key TEXT,
    run_at TIMESTAMPTZ NOT NULL,
    attempts INTEGER NOT NULL,
    -- A server runs it until then; another may take it after.
    locked_until TIMESTAMPTZ,
    -- Waits for its group's limit.
    held BOOLEAN NOT NULL,
    -- When it first began to run: it counts for an hour from then.
    admitted_at TIMESTAMPTZ,
    -- The run that has it, with others of its group.
    batch_id UUID,
    created_at TIMESTAMPTZ NOT NULL,
    done_at TIMESTAMPTZ,
    -- Given up; an admin may have it tried again.
    dead_at TIMESTAMPTZ,
    last_error TEXT
);
INSERT INTO jobs (id, kind, payload, group_key, urgent, run_at, attempts, held, admitted_at, batch_id, created_at, done_at, dead_at, last_error)
    SELECT id, 'mail', json_build_object('to', recipient, 'letter', letter::json)::text, recipient_key, urgent, next_at, attempts, held, admitted_at,
    digest_id, created_at, sent_at, dead_at, last_error FROM outbox;
DROP TABLE outbox;
CREATE INDEX jobs_due ON jobs (kind, run_at) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE UNIQUE INDEX jobs_dedupe ON jobs (kind, dedupe_key) WHERE dedupe_key IS NOT NULL AND done_at IS NULL AND dead_at IS NULL;
CREATE INDEX jobs_admitted ON jobs (kind, group_key, admitted_at) WHERE admitted_at IS NOT NULL;
CREATE INDEX jobs_waiting ON jobs (kind, group_key) WHERE admitted_at IS NULL AND done_at IS NULL AND dead_at IS NULL;
CREATE INDEX jobs_batch ON jobs (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX jobs_done ON jobs (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX jobs_dead ON jobs (dead_at) WHERE dead_at IS NOT NULL;
