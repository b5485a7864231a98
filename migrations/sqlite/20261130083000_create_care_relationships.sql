-- Which patients are in the care of which doctor, from when to when, and why. A cell InCare of the policy reaches the patients of the relationships that
-- have begun and not ended.
CREATE TABLE care_relationships (
    id BLOB PRIMARY KEY NOT NULL,
    patient_id BLOB NOT NULL REFERENCES patients (id),
    doctor_id BLOB NOT NULL REFERENCES doctors (id),
    -- What began it: an appointment, a question that was taken, an emergency access.
    source TEXT NOT NULL,
    -- The id of that, where it has one.
    source_id BLOB,
    since TIMESTAMPTZ NOT NULL,
    -- NULL: until something ends it.
    until TIMESTAMPTZ,
    -- Of an emergency access: why.
    reason TEXT,
    CHECK (until IS NULL OR since <= until)
);
CREATE INDEX care_relationships_doctor ON care_relationships (doctor_id, patient_id, until);
CREATE INDEX care_relationships_patient ON care_relationships (patient_id, since);
