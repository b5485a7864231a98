-- The first tables. Instants are written by the app's clock in UTC; ids are UUIDv7. The same tables as SQLite's.

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE users (
    id UUID PRIMARY KEY NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('patient', 'doctor', 'admin')),
    email TEXT NOT NULL,
    email_key TEXT COLLATE "C" NOT NULL,
    password_hash TEXT NOT NULL,
    full_name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    phone TEXT,
    gender TEXT NOT NULL CHECK (gender IN ('female', 'male', 'other', 'undisclosed')),
    locale TEXT NOT NULL CHECK (locale IN ('en', 'sq', 'fr', 'vi')),
    time_zone TEXT,
    status TEXT NOT NULL CHECK (status IN ('active', 'pending', 'suspended')),
    email_verified_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX users_email ON users (email_key);

CREATE TABLE patients (
    id UUID PRIMARY KEY NOT NULL REFERENCES users (id),
    date_of_birth DATE NOT NULL,
    address TEXT
);

CREATE TABLE doctors (
    id UUID PRIMARY KEY NOT NULL REFERENCES users (id),
    specialty TEXT NOT NULL,
    licence_number TEXT NOT NULL,
    experience_years INTEGER NOT NULL CHECK (experience_years BETWEEN 0 AND 80),
    location TEXT NOT NULL,
    bio TEXT NOT NULL,
    -- Folded name, place and specialty (in all languages), for the search: accents and case gone.
    search_key TEXT COLLATE "C" NOT NULL,
    place_key TEXT COLLATE "C" NOT NULL,
    sort_key TEXT COLLATE "C" NOT NULL,
    fee_amount BIGINT,
    fee_currency TEXT,
    in_person BOOLEAN NOT NULL,
    video BOOLEAN NOT NULL,
    auto_confirm BOOLEAN NOT NULL,
    -- An admin's approval; until then nobody finds the doctor.
    approved_at TIMESTAMPTZ,
    CHECK ((fee_amount IS NULL) = (fee_currency IS NULL))
);
CREATE INDEX doctors_sort ON doctors (sort_key, id);

CREATE TABLE doctor_languages (
    doctor_id UUID NOT NULL REFERENCES doctors (id),
    language TEXT NOT NULL,
    PRIMARY KEY (doctor_id, language)
);

CREATE TABLE sessions (
    id UUID PRIMARY KEY NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id),
    -- Counts the refreshes; a refresh token names the count it was made for.
    generation BIGINT NOT NULL,
    rotated_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    user_agent TEXT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE throttles (
    key TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    failures INTEGER NOT NULL,
    last_at TIMESTAMPTZ NOT NULL,
    until TIMESTAMPTZ NOT NULL
);

CREATE TABLE slots (
    id UUID PRIMARY KEY NOT NULL,
    doctor_id UUID NOT NULL REFERENCES doctors (id),
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('in_person', 'video')),
    -- A deleted slot with past appointments stays for them, and is offered no more.
    deleted_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CHECK (starts_at < ends_at)
);
CREATE UNIQUE INDEX slots_doctor_start ON slots (doctor_id, starts_at) WHERE deleted_at IS NULL;

CREATE TABLE appointments (
    id UUID PRIMARY KEY NOT NULL,
    doctor_id UUID NOT NULL REFERENCES doctors (id),
    patient_id UUID NOT NULL REFERENCES patients (id),
    slot_id UUID NOT NULL REFERENCES slots (id),
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('in_person', 'video')),
    status TEXT NOT NULL CHECK (status IN ('pending', 'confirmed', 'completed', 'cancelled', 'no_show')),
    reason TEXT NOT NULL,
    patient_note TEXT,
    doctor_note TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CHECK (starts_at < ends_at),
    CHECK (ends_at - starts_at <= INTERVAL '12 hours')
);
CREATE UNIQUE INDEX appointments_slot ON appointments (slot_id) WHERE status IN ('pending', 'confirmed');
CREATE INDEX appointments_of_slot ON appointments (slot_id);
CREATE INDEX appointments_doctor ON appointments (doctor_id, starts_at, id);
CREATE INDEX appointments_patient ON appointments (patient_id, starts_at, id);
CREATE INDEX appointments_start ON appointments (starts_at, id);

-- The last word against two active appointments that overlap; the service locks, looks first and answers better.
ALTER TABLE appointments ADD CONSTRAINT appointments_doctor_no_overlap
    EXCLUDE USING gist (doctor_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (status IN ('pending', 'confirmed'));
ALTER TABLE appointments ADD CONSTRAINT appointments_patient_no_overlap
    EXCLUDE USING gist (patient_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (status IN ('pending', 'confirmed'));

-- Every change of status, with who and when. Never changed, never removed.
CREATE TABLE appointment_changes (
    id UUID PRIMARY KEY NOT NULL,
    appointment_id UUID NOT NULL REFERENCES appointments (id),
    at TIMESTAMPTZ NOT NULL,
    by_user UUID NOT NULL REFERENCES users (id),
    from_status TEXT,
    to_status TEXT NOT NULL,
    reason TEXT
);
CREATE INDEX appointment_changes_appointment ON appointment_changes (appointment_id, id);

CREATE TABLE notifications (
    id UUID PRIMARY KEY NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL,
    appointment_id UUID NOT NULL REFERENCES appointments (id),
    created_at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ
);
CREATE INDEX notifications_user ON notifications (user_id, id);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;

-- Post that has to leave the house: written with the change it tells of, sent after.
CREATE TABLE outbox (
    id UUID PRIMARY KEY NOT NULL,
    recipient TEXT NOT NULL,
    letter TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    sent_at TIMESTAMPTZ,
    dead_at TIMESTAMPTZ,
    last_error TEXT
);
CREATE INDEX outbox_due ON outbox (next_at) WHERE sent_at IS NULL AND dead_at IS NULL;

-- Values and errors of a form that failed without JavaScript, until its page has been shown again.
CREATE TABLE flashes (
    id UUID PRIMARY KEY NOT NULL,
    body TEXT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

-- Who did what to which record. Ids, never contents; append-only.
CREATE TABLE audit_records (
    id UUID PRIMARY KEY NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor UUID,
    action TEXT NOT NULL,
    subject UUID NOT NULL
);
CREATE FUNCTION audit_records_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_records is append-only';
END $$;
CREATE TRIGGER audit_records_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_records
    FOR EACH STATEMENT EXECUTE FUNCTION audit_records_keep();

-- Facts about this practice that the binary remembers.
CREATE TABLE practice_facts (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);
