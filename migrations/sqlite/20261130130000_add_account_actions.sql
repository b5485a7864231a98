-- When staff last invited the owner of an account who has not set a password yet; NULL for everybody else.
ALTER TABLE users ADD COLUMN invited_at TIMESTAMPTZ;
-- The list of people is sorted by name.
CREATE INDEX users_name ON users (name_key, id);
-- What staff did to an account, and why, in words. Append-only. An account can be deleted, and what was done to it is kept: no foreign key.
CREATE TABLE account_actions (
    id BLOB PRIMARY KEY NOT NULL,
    user_id BLOB NOT NULL,
    by_user BLOB NOT NULL REFERENCES users (id),
    action TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX account_actions_user ON account_actions (user_id, id);
CREATE TRIGGER account_actions_keep_update BEFORE UPDATE ON account_actions
BEGIN
    SELECT RAISE(ABORT, 'account_actions is append-only');
END;
CREATE TRIGGER account_actions_keep_delete BEFORE DELETE ON account_actions
BEGIN
    SELECT RAISE(ABORT, 'account_actions is append-only');
END;
