-- What an active appointment and a free slot are, in one place. Booked slots are counted: for NOT EXISTS, PostgreSQL without statistics
-- reads all appointments instead of looking each slot up.
CREATE VIEW active_appointments AS SELECT * FROM appointments WHERE status IN ('pending', 'confirmed');
CREATE VIEW free_slots AS SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind FROM slots s
    WHERE s.deleted_at IS NULL AND (SELECT COUNT(*) FROM active_appointments a WHERE a.slot_id = s.id) = 0;
