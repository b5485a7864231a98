-- Stored files: whose they are and what for. The bytes are objects of the blob storage.
CREATE TABLE files (
    id UUID PRIMARY KEY NOT NULL,
    owner_id UUID NOT NULL REFERENCES users (id),
    -- 'photo': the photo of an account.
    kind TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX files_owner ON files (owner_id, kind);
CREATE UNIQUE INDEX files_one_photo ON files (owner_id) WHERE kind = 'photo';
-- The objects of a file: a picture is stored in several sizes.
CREATE TABLE file_objects (
    -- The object's name in the storage.
    blob_key TEXT PRIMARY KEY NOT NULL,
    file_id UUID NOT NULL REFERENCES files (id),
    -- 'full' or 'small'.
    variant TEXT NOT NULL,
    bytes BIGINT NOT NULL CHECK (bytes > 0),
    -- In hexadecimal digits.
    sha256 TEXT NOT NULL CHECK (LENGTH(sha256) = 64),
    media_type TEXT NOT NULL,
    -- Of pictures, in pixels.
    width INTEGER,
    height INTEGER,
    UNIQUE (file_id, variant)
);
-- The account's photo, if it has one: a file of the kind 'photo'.
ALTER TABLE users ADD COLUMN photo_id UUID;
