//! The statements of a booking: few, because each costs it a round trip.

use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use sqlx::{Executor, FromRow};

use super::super::model::Status;
use super::{AppointmentRow, MAX_LENGTH, refused};
use crate::base::error::Result;
use crate::base::model::{Appointment, Doctor, Id, Patient, Slot, StoredFile, VisitKind};
use crate::base::specialty::Specialty;
use crate::base::text::Lang;
use crate::platform::db::{Conn, Engine, Tx, lock, with_conn};

// What a booking needs to know about the slot, its doctor and the patient, in one query: each query costs a booking 50 µs.
const BEFORE: &str = "SELECT s.id AS slot_id, s.starts_at, s.ends_at, s.kind, s.deleted_at IS NOT NULL AS deleted, d.auto_confirm, \
     (d.approved_at IS NOT NULL AND du.status = 'active' AND pu.deleted_at IS NULL) AS bookable, s.doctor_id, du.full_name AS doctor_name, \
     du.email AS doctor_email, du.locale AS doctor_locale, du.time_zone AS doctor_zone, du.photo_id AS doctor_photo, d.specialty, d.location, \
     pu.id AS patient_id, pu.full_name AS patient_name, pu.email AS patient_email, pu.locale AS patient_locale, \
     pu.time_zone AS patient_zone, pu.phone AS patient_phone, (pu.limited AND pu.email_verified_at IS NULL) AS unverified, \
     (SELECT COUNT(*) FROM (SELECT 1 FROM active_appointments a WHERE a.patient_id = $2 AND a.starts_at > $4 AND a.ends_at > $3 LIMIT $5) n) AS active, \
     (SELECT COUNT(*) FROM (SELECT 1 FROM active_appointments a WHERE a.patient_id = $2 AND a.starts_at > $4 AND a.ends_at > $3 AND a.doctor_id = s.doctor_id LIMIT $6) n) AS active_with_doctor \
     FROM slots s JOIN doctors d ON d.id = s.doctor_id \
     JOIN users du ON du.id = s.doctor_id JOIN users pu ON pu.id = $2 WHERE s.id = $1";
// As `platform::db::lock::both` does: the slot's doctor first, then the patient, in one step.
const LOCK_POSTGRES: &str = "SELECT pg_advisory_xact_lock(('x' || right(replace(s.doctor_id::text, '-', ''), 16))::bit(64)::bigint), \
     pg_advisory_xact_lock($2) FROM slots s WHERE s.id = $1";
const STANDING: &str = "SELECT (pu.limited AND pu.email_verified_at IS NULL) AS unverified, \
     (SELECT COUNT(*) FROM (SELECT 1 FROM active_appointments a WHERE a.patient_id = pu.id AND a.starts_at > $4 AND a.ends_at > $3 LIMIT $5) n) AS active, \
     (SELECT COUNT(*) FROM (SELECT 1 FROM active_appointments a WHERE a.patient_id = pu.id AND a.starts_at > $4 AND a.ends_at > $3 AND a.doctor_id = $2 LIMIT $6) n) AS active_with_doctor \
     FROM users pu WHERE pu.id = $1";
// SQLite: right after BEFORE and with its parameters, in the same round trip, which takes longer than the insert. What is inserted does not
// depend on whether it may be: a booking that is refused is undone.
const INSERT_SQLITE: &str = "INSERT INTO appointments (id, doctor_id, patient_id, slot_id, starts_at, ends_at, kind, status, reason, \
     created_at, updated_at) SELECT $7, s.doctor_id, $2, s.id, s.starts_at, s.ends_at, s.kind, \
     CASE WHEN d.auto_confirm THEN 'confirmed' ELSE 'pending' END, $8, $3, $3 FROM slots s JOIN doctors d ON d.id = s.doctor_id WHERE s.id = $1";
const INSERT_POSTGRES: &str = "INSERT INTO appointments (id, doctor_id, patient_id, slot_id, starts_at, ends_at, kind, status, reason, \
     created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)";

/// A slot with its doctor, and the patient who books it.
#[derive(Clone, Debug, FromRow)]
pub struct BeforeRow {
    pub slot_id: Id<Slot>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub kind: VisitKind,
    pub deleted: bool,
    pub auto_confirm: bool,
    /// The doctor is approved and active.
    pub bookable: bool,
    pub doctor_id: Id<Doctor>,
    pub doctor_name: String,
    pub doctor_email: String,
    #[sqlx(try_from = "String")]
    pub doctor_locale: Lang,
    pub doctor_zone: Option<String>,
    pub doctor_photo: Option<Id<StoredFile>>,
    #[sqlx(try_from = "String")]
    pub specialty: Specialty,
    pub location: String,
    pub patient_id: Id<Patient>,
    pub patient_name: String,
    pub patient_email: String,
    #[sqlx(try_from = "String")]
    pub patient_locale: Lang,
    pub patient_zone: Option<String>,
    pub patient_phone: Option<String>,
    #[sqlx(flatten)]
    pub standing: Standing,
}

/// Where counting upcoming appointments ends: nobody has to know how many there are beyond a limit.
#[derive(Clone, Copy, Debug, Default)]
pub struct CountTo {
    pub active: u32,
    pub active_with_doctor: u32,
}

/// A patient's upcoming appointments: pending or confirmed, and not ended. Counted up to [`CountTo`].
#[derive(Clone, Debug, FromRow)]
pub struct Standing {
    /// The account is limited, because its email address is not verified.
    pub unverified: bool,
    pub active: i64,
    pub active_with_doctor: i64,
}

impl BeforeRow {
    /// The status of an appointment that is booked in it.
    pub const fn first_status(&self) -> Status {
        if self.auto_confirm { Status::Confirmed } else { Status::Pending }
    }

    /// Returns the appointment that was booked in it.
    pub fn booked(self, new: &NewBooking<'_>) -> AppointmentRow {
        AppointmentRow {
            id: new.id,
            slot_id: self.slot_id,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            kind: self.kind,
            status: self.first_status(),
            reason: new.reason.to_owned(),
            patient_note: None,
            doctor_note: None,
            created_at: new.now,
            updated_at: new.now,
            doctor_id: self.doctor_id,
            doctor_name: self.doctor_name,
            doctor_email: self.doctor_email,
            doctor_locale: self.doctor_locale,
            doctor_zone: self.doctor_zone,
            doctor_photo: self.doctor_photo,
            specialty: self.specialty,
            location: self.location,
            patient_id: self.patient_id,
            patient_name: self.patient_name,
            patient_email: self.patient_email,
            patient_locale: self.patient_locale,
            patient_zone: self.patient_zone,
            patient_phone: self.patient_phone,
            moved_at: None,
        }
    }
}

/// PostgreSQL: locks the slot's doctor and the patient until the transaction ends: of two bookings of one of them, the second sees the first.
pub async fn lock_for_booking(tx: &mut Tx, slot: Id<Slot>, patient: Id<Patient>) -> Result<()> {
    // On SQLite, `book` has the first statement.
    if tx.is_postgres()
        && let Engine::Postgres(c) = tx.engine()
    {
        sqlx::query(LOCK_POSTGRES).bind(slot).bind(lock::key(patient.uuid())).execute(c).await?;
    }
    Ok(())
}

/// Returns what moving an appointment to the slot needs to know; `None` if there is no such slot.
pub async fn before_moving(tx: &mut Tx, slot: Id<Slot>, patient: Id<Patient>, now: DateTime<Utc>) -> Result<Option<BeforeRow>> {
    let earliest = now - MAX_LENGTH;
    // No limit applies to moving, so nothing is counted.
    let count_to = 0_i64;
    Ok(with_conn!(tx.engine(), c => sqlx::query_as(BEFORE)
        .bind(slot).bind(patient).bind(now).bind(earliest).bind(count_to).bind(count_to)
        .fetch_optional(c).await)?)
}

/// Returns the number of the patient's upcoming appointments, in total and with one doctor.
pub async fn standing(
    conn: &mut Conn,
    patient: Id<Patient>,
    doctor: Id<Doctor>,
    now: DateTime<Utc>,
    to: CountTo,
) -> Result<Option<Standing>> {
    let earliest = now - MAX_LENGTH;
    let (active, with_doctor) = (i64::from(to.active), i64::from(to.active_with_doctor));
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(STANDING)
        .bind(patient).bind(doctor).bind(now).bind(earliest).bind(active).bind(with_doctor)
        .fetch_optional(c).await)?)
}

/// A new booking.
pub struct NewBooking<'a> {
    pub id: Id<Appointment>,
    pub slot: Id<Slot>,
    pub patient: Id<Patient>,
    pub reason: &'a str,
    pub now: DateTime<Utc>,
}

/// Inserts the appointment, whether or not the slot may be booked: the caller checks what is returned, and fails if not. `None` if there is
/// no such slot; inside, why it could not be inserted: [`Code::SlotTaken`], [`Code::PatientBusy`].
///
/// # Errors
/// Database errors.
pub async fn book(tx: &mut Tx, new: &NewBooking<'_>, to: CountTo) -> Result<Option<(BeforeRow, Result<()>)>> {
    let earliest = new.now - MAX_LENGTH;
    let (active, with_doctor) = (i64::from(to.active), i64::from(to.active_with_doctor));
    let both = tx.first_two(BEFORE, INSERT_SQLITE);
    match tx.engine() {
        Engine::Sqlite(c) => {
            let query = sqlx::query(both).bind(new.slot).bind(new.patient).bind(new.now).bind(earliest);
            let query = query.bind(active).bind(with_doctor).bind(new.id).bind(new.reason);
            let mut answers = c.fetch_many(query);
            let mut before = None;
            loop {
                match (answers.try_next().await, before) {
                    (Ok(Some(answer)), earlier) => {
                        before = answer.right().map(|row| BeforeRow::from_row(&row)).transpose()?.or(earlier);
                    }
                    (Ok(None), row) => return Ok(row.map(|row| (row, Ok(())))),
                    (Err(error), Some(row)) => return Ok(Some((row, Err(refused(error))))),
                    (Err(error), None) => return Err(error.into()),
                }
            }
        }
        Engine::Postgres(c) => {
            let query = sqlx::query_as(BEFORE).bind(new.slot).bind(new.patient).bind(new.now).bind(earliest);
            let before: Option<BeforeRow> = query.bind(active).bind(with_doctor).fetch_optional(&mut *c).await?;
            let Some(row) = before else { return Ok(None) };
            let query = sqlx::query(INSERT_POSTGRES).bind(new.id).bind(row.doctor_id).bind(new.patient).bind(new.slot);
            let query = query.bind(row.starts_at).bind(row.ends_at).bind(row.kind.as_str()).bind(row.first_status().as_str());
            let inserted = query.bind(new.reason).bind(new.now).execute(c).await.map(|_| ()).map_err(refused);
            Ok(Some((row, inserted)))
        }
    }
}
