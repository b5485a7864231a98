-- A doctor who registers waits for the practice's staff, who let them in or decline with a reason.

-- Since when somebody has to look; NULL once they have.
ALTER TABLE doctors ADD COLUMN waiting_since TIMESTAMPTZ;
CREATE INDEX doctors_waiting ON doctors (waiting_since, id) WHERE waiting_since IS NOT NULL;

-- Every decision, kept for ever.
CREATE TABLE doctor_reviews (
    id UUID PRIMARY KEY NOT NULL,
    doctor_id UUID NOT NULL REFERENCES doctors (id),
    at TIMESTAMPTZ NOT NULL,
    by_user UUID NOT NULL REFERENCES users (id),
    approved BOOLEAN NOT NULL,
    reason TEXT
);
CREATE INDEX doctor_reviews_doctor ON doctor_reviews (doctor_id, id);
