-- What is removed some time after its end is found by that end.
CREATE INDEX throttles_last ON throttles (last_at);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
-- A flash is shown once; choosing another language shows it once more.
ALTER TABLE flashes ADD COLUMN shown_at TIMESTAMPTZ;
