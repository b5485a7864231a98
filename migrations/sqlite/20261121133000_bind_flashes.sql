-- A flash is shown to the session that made it, and to nobody who signs in after.
ALTER TABLE flashes ADD COLUMN session_id BLOB;
CREATE INDEX flashes_expiry ON flashes (expires_at);
