-- A person's journal of what they must not miss. Its numbers grow in the order of commits, without gaps: who asks for what came after N
-- misses nothing. A row is kept some days; the counter stays.
CREATE TABLE event_counters (
    user_id BLOB PRIMARY KEY NOT NULL REFERENCES users (id),
    seq BIGINT NOT NULL
);
CREATE TABLE events (
    user_id BLOB NOT NULL REFERENCES users (id),
    seq BIGINT NOT NULL,
    topic TEXT NOT NULL,
    -- JSON; only the topic's feature reads it.
    payload TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, seq)
);
CREATE INDEX events_at ON events (at);
