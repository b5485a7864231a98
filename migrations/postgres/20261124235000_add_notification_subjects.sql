-- A notification is about an appointment or about a doctor; a later feature adds its own kind of subject.
ALTER TABLE notifications ADD COLUMN subject_kind TEXT NOT NULL DEFAULT 'appointment';
ALTER TABLE notifications ALTER COLUMN subject_kind DROP DEFAULT;
ALTER TABLE notifications DROP CONSTRAINT notifications_appointment_id_fkey;
ALTER TABLE notifications RENAME COLUMN appointment_id TO subject_id;
