-- Whom a row concerns, what came of it, and from where.
ALTER TABLE audit_records ADD COLUMN patient_id BLOB;
ALTER TABLE audit_records ADD COLUMN outcome TEXT NOT NULL DEFAULT 'done';
ALTER TABLE audit_records ADD COLUMN session_id BLOB;
ALTER TABLE audit_records ADD COLUMN address TEXT;
-- What others did with a patient's data; a patient's own acts are not in it.
CREATE INDEX audit_records_patient ON audit_records (patient_id, id)
    WHERE patient_id IS NOT NULL AND (actor IS NULL OR actor <> patient_id);

-- The chain over the rows (platform/audit/chain.rs).
CREATE TABLE audit_seals (
    seq INTEGER PRIMARY KEY NOT NULL,
    record_id BLOB NOT NULL UNIQUE,
    seal TEXT NOT NULL
);
CREATE TRIGGER audit_seals_keep_update BEFORE UPDATE ON audit_seals
BEGIN
    SELECT RAISE(ABORT, 'audit_seals is append-only');
END;
CREATE TRIGGER audit_seals_keep_delete BEFORE DELETE ON audit_seals
BEGIN
    SELECT RAISE(ABORT, 'audit_seals is append-only');
END;
