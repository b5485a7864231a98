-- Links that were mailed, each for one use. A link's token is its id with a MAC of the practice's key: no table and no queued mail has it.
CREATE TABLE links (
    id UUID PRIMARY KEY NOT NULL,
    -- What it is for: 'verify_email', 'reset_password'.
    purpose TEXT NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id),
    -- JSON; only the purpose's feature reads it.
    parameters TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    -- Used, or replaced by a later one.
    used_at TIMESTAMPTZ
);
CREATE INDEX links_user ON links (user_id, purpose);
CREATE INDEX links_expiry ON links (expires_at);
-- Accounts from before there were links: their owners have used the address.
UPDATE users SET email_verified_at = created_at WHERE email_verified_at IS NULL;
