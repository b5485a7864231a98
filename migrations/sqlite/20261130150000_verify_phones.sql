-- Phone numbers that were verified by a code, and the codes. A code is computed from its id with the practice's key: no table has it.
ALTER TABLE users ADD COLUMN phone_verified_at TIMESTAMPTZ;
CREATE TABLE phone_codes (
    id BLOB PRIMARY KEY NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- As its owner typed it; it becomes the account's with the code.
    phone TEXT NOT NULL,
    -- The same as +33123456789 (E.164).
    number TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    -- Used, or replaced by a later one, or the account's number has changed.
    ended_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX phone_codes_open ON phone_codes (user_id) WHERE ended_at IS NULL;
CREATE INDEX phone_codes_user ON phone_codes (user_id, created_at);
CREATE INDEX phone_codes_number ON phone_codes (number, created_at);
CREATE INDEX phone_codes_created ON phone_codes (created_at);
