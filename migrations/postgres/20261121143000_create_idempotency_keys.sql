-- The answers to requests that came with an Idempotency-Key, kept for a day: the same request again is given the same answer.

CREATE TABLE idempotency_keys (
    user_id UUID NOT NULL REFERENCES users (id),
    -- Method and path, as the API describes them.
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    -- SHA-256 of the request as it was understood.
    fingerprint BYTEA NOT NULL,
    -- JSON; empty only inside the transaction that makes it.
    answer TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, route, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
