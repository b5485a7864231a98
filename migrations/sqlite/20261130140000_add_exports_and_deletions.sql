-- An account that was deleted: the row stays, without identity, for the records that the law keeps. It is suspended, so nobody signs in.
ALTER TABLE users ADD COLUMN deleted_at TIMESTAMPTZ;

-- Accounts whose owner has asked for the deletion, until it is carried out or taken back.
CREATE TABLE account_deletions (
    user_id BLOB PRIMARY KEY NOT NULL REFERENCES users (id),
    asked_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL
);

-- Exports of a person's own data.
CREATE TABLE exports (
    id BLOB PRIMARY KEY NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    state TEXT NOT NULL CHECK (state IN ('making', 'ready', 'failed')),
    asked_at TIMESTAMPTZ NOT NULL,
    -- Until when the file can be downloaded.
    expires_at TIMESTAMPTZ,
    -- The stored file, its size and hash.
    blob_key TEXT,
    bytes BIGINT,
    sha256 BLOB,
    CHECK ((state = 'ready') = (blob_key IS NOT NULL))
);
-- One at a time.
CREATE UNIQUE INDEX exports_making ON exports (user_id) WHERE state = 'making';
CREATE INDEX exports_user ON exports (user_id, asked_at);
