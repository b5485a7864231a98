-- What a notification says besides its kind and subject, as it was when it was written. The list joins no other table for it.
ALTER TABLE notifications ADD COLUMN parameters TEXT NOT NULL DEFAULT '{}';
UPDATE notifications SET parameters = (
    SELECT json_object(
        'with', CASE WHEN a.patient_id = notifications.user_id THEN du.full_name ELSE pu.full_name END,
        'starts_at', a.starts_at, 'visit_kind', a.kind, 'doctor_zone', du.time_zone,
        'other_kind', CASE WHEN notifications.kind = 'moved' THEN (
            SELECT CASE WHEN c.moved_from_kind <> c.moved_to_kind THEN c.moved_to_kind END FROM appointment_changes c
            WHERE c.appointment_id = notifications.subject_id AND c.moved_to IS NOT NULL AND c.at <= notifications.created_at
            ORDER BY c.at DESC, c.id DESC LIMIT 1) END)
    FROM appointments a JOIN users du ON du.id = a.doctor_id JOIN users pu ON pu.id = a.patient_id WHERE a.id = notifications.subject_id)
    WHERE subject_kind = 'appointment';
UPDATE notifications SET parameters = (SELECT json_object('with', u.full_name) FROM users u WHERE u.id = notifications.subject_id)
    WHERE subject_kind = 'doctor';
