-- What an approved doctor asks to change of what staff have checked; the doctor's row keeps the old values until it is approved.
CREATE TABLE doctor_changes (
    doctor_id BLOB PRIMARY KEY NOT NULL REFERENCES doctors (id),
    full_name TEXT NOT NULL,
    specialty TEXT NOT NULL,
    licence_number TEXT NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX doctor_changes_asked ON doctor_changes (asked_at, doctor_id);

-- Whether a decision was about such a change, and not about letting the doctor in.
ALTER TABLE doctor_reviews ADD COLUMN about_change BOOLEAN NOT NULL DEFAULT FALSE;
