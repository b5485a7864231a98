//! Direct database access: what is stored, and many accounts and slots that would take too long to create through the API.
//! The load generator (`benches/load.rs`) also uses it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use praxis::base::model::{Role, Slot, User};
use praxis::platform::clock::{Clock, random};
use praxis::platform::fold::fold;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use uuid::Uuid;

/// The database of a practice.
#[derive(Clone)]
pub enum Rows {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

macro_rules! each {
    ($rows:expr, $pool:ident => $body:expr) => {
        match $rows {
            Rows::Sqlite($pool) => $body,
            Rows::Postgres($pool) => $body,
        }
    };
}

impl Rows {
    pub async fn open(url: &str) -> Self {
        let patience = Duration::from_secs(10);
        match url.strip_prefix("sqlite:") {
            Some(path) => {
                let options = SqliteConnectOptions::new().filename(path).busy_timeout(patience);
                Self::Sqlite(
                    SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("the file can be opened"),
                )
            }
            None => Self::Postgres(PgPoolOptions::new().max_connections(2).connect(url).await.expect("the database answers")),
        }
    }

    pub async fn close(&self) {
        each!(self, pool => pool.close().await);
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        each!(self, pool => sqlx::query_scalar(sql).fetch_one(pool).await).expect(sql)
    }

    /// Like [`Rows::count`], with an instant as `$1`.
    pub async fn count_from(&self, sql: &'static str, from: DateTime<Utc>) -> i64 {
        each!(self, pool => sqlx::query_scalar(sql).bind(from).fetch_one(pool).await).expect(sql)
    }

    pub async fn ids(&self, sql: &'static str) -> Vec<Uuid> {
        each!(self, pool => sqlx::query_scalar(sql).fetch_all(pool).await).expect(sql)
    }

    pub async fn words(&self, sql: &'static str) -> Vec<String> {
        each!(self, pool => sqlx::query_scalar(sql).fetch_all(pool).await).expect(sql)
    }

    /// The mails of the outbox with their ids.
    pub async fn letters(&self) -> Vec<(Uuid, String)> {
        const LETTERS: &str = "SELECT id, payload FROM jobs";
        each!(self, pool => sqlx::query_as(LETTERS).fetch_all(pool).await).expect(LETTERS)
    }

    pub async fn change(&self, sql: &'static str) {
        each!(self, pool => sqlx::query(sql).execute(pool).await.map(|_| ())).expect(sql);
    }

    /// Inserts a patient, without the endpoint that hashes a password for each.
    pub async fn add_patient(&self, name: &str, hash: &str, now: DateTime<Utc>) -> (Uuid, String) {
        const PATIENT: &str = "INSERT INTO patients (id, date_of_birth, address) VALUES ($1, $2, NULL)";
        let (id, email) = self.add_user(Role::Patient, name, hash, None, now).await;
        let born = chrono::NaiveDate::from_ymd_opt(1980, 2, 29).expect("1980 is a leap year");
        each!(self, pool => sqlx::query(PATIENT).bind(id).bind(born).execute(pool).await.map(|_| ())).expect(PATIENT);
        (id, email)
    }

    async fn add_user(&self, role: Role, name: &str, hash: &str, zone: Option<&str>, now: DateTime<Utc>) -> (Uuid, String) {
        const USER: &str = "INSERT INTO users (id, role, email, email_key, password_hash, full_name, name_key, phone, gender, locale, \
             time_zone, status, created_at, updated_at) \
             VALUES ($1, $2, $3, $3, $4, $5, $6, NULL, 'undisclosed', 'en', $7, 'active', $8, $8)";
        let id = Clock::manual(now).new_id::<User>().uuid();
        let email = format!("{}@practice.example", id.simple());
        each!(self, pool => sqlx::query(USER).bind(id).bind(role.as_str()).bind(&email).bind(hash).bind(name).bind(fold(name)).bind(zone)
            .bind(now).execute(pool).await.map(|_| ()))
        .expect(USER);
        (id, email)
    }

    pub async fn add_doctor(&self, doctor: &DoctorSeed<'_>, hash: &str, now: DateTime<Utc>) -> (Uuid, String) {
        let (id, email) = self.add_user(Role::Doctor, doctor.name, hash, Some(doctor.zone), now).await;
        self.add_doctor_profile(id, doctor, now).await;
        (id, email)
    }

    pub async fn add_doctor_profile(&self, id: Uuid, doctor: &DoctorSeed<'_>, now: DateTime<Utc>) {
        const DOCTOR: &str = "INSERT INTO doctors (id, specialty, licence_number, experience_years, location, bio, search_key, place_key, \
             sort_key, fee_amount, fee_currency, in_person, video, auto_confirm, approved_at) \
             VALUES ($1, $2, 'L-1', 12, $3, 'Listens first.', $4, $5, $6, 4500, 'EUR', $7, $8, $9, $10)";
        const SPEAKS: &str = "INSERT INTO doctor_languages (doctor_id, language) VALUES ($1, $2)";
        let search = fold(&format!("{} {} {}", doctor.name, doctor.place, doctor.specialty));
        each!(self, pool => sqlx::query(DOCTOR).bind(id).bind(doctor.specialty).bind(doctor.place).bind(search).bind(fold(doctor.place))
            .bind(fold(doctor.name)).bind(true).bind(true).bind(doctor.auto_confirm).bind(now).execute(pool).await.map(|_| ()))
        .expect(DOCTOR);
        for language in doctor.speaks {
            each!(self, pool => sqlx::query(SPEAKS).bind(id).bind(*language).execute(pool).await.map(|_| ())).expect(SPEAKS);
        }
    }

    /// Inserts an appointment.
    pub async fn add_appointment(&self, slot: Uuid, doctor: Uuid, patient: Uuid, starts_at: DateTime<Utc>) -> Uuid {
        const APPOINTMENT: &str = "INSERT INTO appointments (id, doctor_id, patient_id, slot_id, starts_at, ends_at, kind, status, reason, \
             created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, 'in_person', 'confirmed', 'Quincereason', $5, $5)";
        let id = Uuid::from_bytes(random());
        let ends_at = starts_at + chrono::Duration::minutes(20);
        each!(self, pool => sqlx::query(APPOINTMENT).bind(id).bind(doctor).bind(patient).bind(slot).bind(starts_at).bind(ends_at)
            .execute(pool).await.map(|_| ()))
        .expect(APPOINTMENT);
        id
    }

    /// Inserts a mail and a notification as versions before the job queue wrote them.
    pub async fn add_old_mail(&self, to: &str, letter: &str, now: DateTime<Utc>) {
        const MAIL: &str = "INSERT INTO outbox (id, recipient, recipient_key, letter, urgent, attempts, next_at, created_at) \
             VALUES ($1, $2, $2, $3, TRUE, 0, $4, $4)";
        let id = Clock::manual(now).new_id::<User>().uuid();
        each!(self, pool => sqlx::query(MAIL).bind(id).bind(to).bind(letter).bind(now).execute(pool).await.map(|_| ()))
            .expect(MAIL);
    }

    pub async fn add_old_notification(&self, to: Uuid, kind: &str, (about, id): (&str, Uuid), now: DateTime<Utc>) {
        const NOTIFICATION: &str = "INSERT INTO notifications (id, user_id, kind, subject_kind, subject_id, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6)";
        let own = Clock::manual(now).new_id::<User>().uuid();
        each!(self, pool => sqlx::query(NOTIFICATION).bind(own).bind(to).bind(kind).bind(about).bind(id).bind(now).execute(pool).await.map(|_| ()))
            .expect(NOTIFICATION);
    }

    /// Inserts free slots in one transaction.
    pub async fn add_slots(&self, slots: &[(Uuid, DateTime<Utc>, DateTime<Utc>)], now: DateTime<Utc>) -> Vec<Uuid> {
        const SLOT: &str = "INSERT INTO slots (id, doctor_id, starts_at, ends_at, kind, deleted_at, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, 'in_person', NULL, $5, $5)";
        let clock = Clock::manual(now);
        each!(self, pool => {
            let mut tx = pool.begin().await.expect("a transaction begins");
            let mut ids = Vec::new();
            for (doctor, from, to) in slots {
                let id = clock.new_id::<Slot>().uuid();
                sqlx::query(SLOT).bind(id).bind(*doctor).bind(*from).bind(*to).bind(now).execute(&mut *tx).await.expect(SLOT);
                ids.push(id);
            }
            tx.commit().await.expect("it commits");
            ids
        })
    }
}

/// The data of a new doctor.
#[derive(Clone, Copy, Debug)]
pub struct DoctorSeed<'a> {
    pub name: &'a str,
    pub specialty: &'a str,
    pub place: &'a str,
    pub zone: &'a str,
    pub speaks: &'a [&'a str],
    pub auto_confirm: bool,
}

impl Default for DoctorSeed<'_> {
    fn default() -> Self {
        Self {
            name: "Dr Vera Hoxha",
            specialty: "general_practice",
            place: "Tirana",
            zone: "Europe/Tirane",
            speaks: &["sq", "en"],
            auto_confirm: false,
        }
    }
}
