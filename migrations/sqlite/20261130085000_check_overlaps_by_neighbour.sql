-- Active appointments of one person do not overlap, so a new one overlaps any of them only if it overlaps the last that begins before it
-- ends: one row to read instead of those of twelve hours.
DROP TRIGGER appointments_no_overlap_insert;
DROP TRIGGER appointments_no_overlap_update;
CREATE TRIGGER appointments_no_overlap_insert BEFORE INSERT ON appointments
WHEN NEW.status IN ('pending', 'confirmed')
BEGIN
    SELECT RAISE(ABORT, 'appointments_doctor_no_overlap') WHERE NEW.starts_at < (
        SELECT a.ends_at FROM appointments a
        WHERE a.doctor_id = NEW.doctor_id AND a.status IN ('pending', 'confirmed') AND a.id <> NEW.id AND a.starts_at < NEW.ends_at
        ORDER BY a.starts_at DESC LIMIT 1);
    SELECT RAISE(ABORT, 'appointments_patient_no_overlap') WHERE NEW.starts_at < (
        SELECT a.ends_at FROM appointments a
        WHERE a.patient_id = NEW.patient_id AND a.status IN ('pending', 'confirmed') AND a.id <> NEW.id AND a.starts_at < NEW.ends_at
        ORDER BY a.starts_at DESC LIMIT 1);
END;
CREATE TRIGGER appointments_no_overlap_update BEFORE UPDATE OF status, starts_at, ends_at, doctor_id, patient_id ON appointments
WHEN NEW.status IN ('pending', 'confirmed')
BEGIN
    SELECT RAISE(ABORT, 'appointments_doctor_no_overlap') WHERE NEW.starts_at < (
        SELECT a.ends_at FROM appointments a
        WHERE a.doctor_id = NEW.doctor_id AND a.status IN ('pending', 'confirmed') AND a.id <> NEW.id AND a.starts_at < NEW.ends_at
        ORDER BY a.starts_at DESC LIMIT 1);
    SELECT RAISE(ABORT, 'appointments_patient_no_overlap') WHERE NEW.starts_at < (
        SELECT a.ends_at FROM appointments a
        WHERE a.patient_id = NEW.patient_id AND a.status IN ('pending', 'confirmed') AND a.id <> NEW.id AND a.starts_at < NEW.ends_at
        ORDER BY a.starts_at DESC LIMIT 1);
END;
