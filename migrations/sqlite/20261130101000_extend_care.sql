-- One row for the visits of a patient to a doctor; each visit extends it.
CREATE UNIQUE INDEX care_relationships_visits ON care_relationships (patient_id, doctor_id) WHERE source = 'appointment';
-- Of an emergency access: which admin has reviewed it, and when.
ALTER TABLE care_relationships ADD COLUMN reviewed_at TIMESTAMPTZ;
ALTER TABLE care_relationships ADD COLUMN reviewed_by BLOB REFERENCES users (id);
CREATE INDEX care_relationships_emergency ON care_relationships (since, id) WHERE source = 'emergency';

-- Visits from before: their patients are in care. The id is that of the first one's appointment, which no other pair has.
INSERT INTO care_relationships (id, patient_id, doctor_id, source, source_id, since, until)
SELECT MIN(id), patient_id, doctor_id, 'appointment', MIN(id), MIN(created_at), strftime('%Y-%m-%dT%H:%M:%S+00:00', MAX(ends_at), '+24 months')
FROM appointments WHERE status = 'confirmed' OR status = 'completed' GROUP BY patient_id, doctor_id;

-- What a doctor notes about a patient for themselves alone.
CREATE TABLE patient_notes (
    doctor_id BLOB NOT NULL REFERENCES doctors (id),
    patient_id BLOB NOT NULL REFERENCES patients (id),
    note TEXT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (doctor_id, patient_id)
);
