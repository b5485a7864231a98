-- An appointment that was moved to another time: a change that keeps its status and says from when to when.
ALTER TABLE appointment_changes ADD COLUMN moved_from TIMESTAMPTZ;
ALTER TABLE appointment_changes ADD COLUMN moved_to TIMESTAMPTZ;
