-- The kind of visit before and after a move, beside the times.
ALTER TABLE appointment_changes ADD COLUMN moved_from_kind TEXT CHECK (moved_from_kind IN ('in_person', 'video'));
ALTER TABLE appointment_changes ADD COLUMN moved_to_kind TEXT CHECK (moved_to_kind IN ('in_person', 'video'));
