-- Second factors (RFC 6238). A row exists once its owner has confirmed it with a code. The secret is encrypted with the practice's key.
CREATE TABLE second_factors (
    user_id BLOB PRIMARY KEY NOT NULL REFERENCES users (id),
    secret TEXT NOT NULL,
    confirmed_at TIMESTAMPTZ NOT NULL,
    -- The time step of the last accepted code: a code works once.
    last_step BIGINT NOT NULL
);
-- Secrets that wait for their first code. The id is that of the session in which it was begun, or of the sign-in that is not complete yet.
CREATE TABLE second_factor_setups (
    id BLOB PRIMARY KEY NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    secret TEXT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX second_factor_setups_user ON second_factor_setups (user_id);
CREATE INDEX second_factor_setups_expiry ON second_factor_setups (expires_at);
-- Recovery codes, as hashes. A used one is deleted.
CREATE TABLE recovery_codes (
    user_id BLOB NOT NULL REFERENCES users (id),
    hash TEXT NOT NULL,
    PRIMARY KEY (user_id, hash)
);
-- Why somebody else has removed a second factor.
CREATE TABLE second_factor_resets (
    id BLOB PRIMARY KEY NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    -- NULL: on the command line.
    reset_by BLOB REFERENCES users (id),
    reason TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX second_factor_resets_user ON second_factor_resets (user_id, created_at);
