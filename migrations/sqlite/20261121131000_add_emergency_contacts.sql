-- Whom to call for a patient.
ALTER TABLE patients ADD COLUMN emergency_name TEXT;
ALTER TABLE patients ADD COLUMN emergency_phone TEXT;
