-- Whom a row concerns, what came of it, and from where.
ALTER TABLE audit_records ADD COLUMN patient_id UUID;
ALTER TABLE audit_records ADD COLUMN outcome TEXT NOT NULL DEFAULT 'done';
ALTER TABLE audit_records ADD COLUMN session_id UUID;
ALTER TABLE audit_records ADD COLUMN address TEXT;
-- What others did with a patient's data; a patient's own acts are not in it.
CREATE INDEX audit_records_patient ON audit_records (patient_id, id)
    WHERE patient_id IS NOT NULL AND (actor IS NULL OR actor <> patient_id);

-- The chain over the rows (platform/audit/chain.rs).
CREATE TABLE audit_seals (
    seq BIGINT PRIMARY KEY,
    record_id UUID NOT NULL UNIQUE,
    seal TEXT NOT NULL
);
CREATE FUNCTION audit_seals_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_seals is append-only';
END $$;
CREATE TRIGGER audit_seals_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION audit_seals_keep();
