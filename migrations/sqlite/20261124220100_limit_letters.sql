-- How many letters one recipient is sent in an hour.

-- The address without differences of case, to compare by.
ALTER TABLE outbox ADD COLUMN recipient_key TEXT NOT NULL DEFAULT '';
-- Not held back: about the security of the account, or an answer that its reader waits for.
ALTER TABLE outbox ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT FALSE;
-- Came when the hour was full, and goes out with the others like it.
ALTER TABLE outbox ADD COLUMN held BOOLEAN NOT NULL DEFAULT FALSE;
-- When it was first taken to be sent: it counts for an hour from then.
ALTER TABLE outbox ADD COLUMN admitted_at TIMESTAMPTZ;
-- The mail that has it, with others.
ALTER TABLE outbox ADD COLUMN digest_id BLOB;
UPDATE outbox SET recipient_key = lower(trim(recipient));
CREATE INDEX outbox_admitted ON outbox (recipient_key, admitted_at) WHERE admitted_at IS NOT NULL;
CREATE INDEX outbox_waiting ON outbox (recipient_key) WHERE admitted_at IS NULL AND sent_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_digest ON outbox (digest_id) WHERE digest_id IS NOT NULL;
