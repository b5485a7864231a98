//! The rows of appointments and of their changes.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::model::Status;
use crate::doctors::model::Specialty;
use crate::error::{Code, Result};
use crate::model::{Appointment, Doctor, Id, Patient, Record, Role, Slot, User, VisitKind};
use crate::platform::db::{Conn, On, Tx, on};
use crate::policy::Scope;
use crate::text::Lang;

/// An appointment with the people in it; the tail chooses which and in what order.
macro_rules! appointments {
    ($tail:literal) => {
        concat!(
            "SELECT a.id, a.slot_id, a.starts_at, a.ends_at, a.kind, a.status, a.reason, a.patient_note, a.doctor_note, \
             a.created_at, a.updated_at, a.doctor_id, du.full_name AS doctor_name, du.email AS doctor_email, \
             du.locale AS doctor_locale, du.time_zone AS doctor_zone, d.specialty, d.location, a.patient_id, \
             pu.full_name AS patient_name, pu.email AS patient_email, pu.locale AS patient_locale, \
             pu.time_zone AS patient_zone, pu.phone AS patient_phone FROM appointments a JOIN doctors d ON d.id = a.doctor_id \
             JOIN users du ON du.id = a.doctor_id JOIN users pu ON pu.id = a.patient_id WHERE ",
            $tail
        )
    };
}

const BY_ID: &str = appointments!("a.id = $1 AND (a.patient_id = $2 OR $2 IS NULL) AND (a.doctor_id = $3 OR $3 IS NULL)");
const BY_ID_LOCKED: &str =
    appointments!("a.id = $1 AND (a.patient_id = $2 OR $2 IS NULL) AND (a.doctor_id = $3 OR $3 IS NULL) FOR UPDATE OF a");
const UPCOMING_OF_PATIENT: &str = appointments!(
    "a.patient_id = $5 AND a.status IN ('pending', 'confirmed') AND a.ends_at > $1 AND (a.starts_at, a.id) > ($2, $3) \
     ORDER BY a.starts_at, a.id LIMIT $4"
);
const UPCOMING_OF_DOCTOR: &str = appointments!(
    "a.doctor_id = $5 AND a.status IN ('pending', 'confirmed') AND a.ends_at > $1 AND (a.starts_at, a.id) > ($2, $3) \
     ORDER BY a.starts_at, a.id LIMIT $4"
);
const UPCOMING: &str = appointments!(
    "a.status IN ('pending', 'confirmed') AND a.ends_at > $1 AND (a.starts_at, a.id) > ($2, $3) \
     ORDER BY a.starts_at, a.id LIMIT $4"
);
const PAST_OF_PATIENT: &str = appointments!(
    "a.patient_id = $5 AND (a.status NOT IN ('pending', 'confirmed') OR a.ends_at <= $1) AND (a.starts_at, a.id) < ($2, $3) \
     ORDER BY a.starts_at DESC, a.id DESC LIMIT $4"
);
const PAST_OF_DOCTOR: &str = appointments!(
    "a.doctor_id = $5 AND (a.status NOT IN ('pending', 'confirmed') OR a.ends_at <= $1) AND (a.starts_at, a.id) < ($2, $3) \
     ORDER BY a.starts_at DESC, a.id DESC LIMIT $4"
);
const PAST: &str = appointments!(
    "(a.status NOT IN ('pending', 'confirmed') OR a.ends_at <= $1) AND (a.starts_at, a.id) < ($2, $3) \
     ORDER BY a.starts_at DESC, a.id DESC LIMIT $4"
);
const ALL_OF_PATIENT: &str =
    appointments!("a.patient_id = $4 AND (a.starts_at, a.id) < ($1, $2) ORDER BY a.starts_at DESC, a.id DESC LIMIT $3");
const ALL_OF_DOCTOR: &str =
    appointments!("a.doctor_id = $4 AND (a.starts_at, a.id) < ($1, $2) ORDER BY a.starts_at DESC, a.id DESC LIMIT $3");
const ALL: &str = appointments!("(a.starts_at, a.id) < ($1, $2) ORDER BY a.starts_at DESC, a.id DESC LIMIT $3");
const BETWEEN_OF_DOCTOR: &str = appointments!(
    "a.doctor_id = $1 AND a.status <> 'cancelled' AND a.starts_at < $3 AND a.starts_at >= $2 ORDER BY a.starts_at, a.id LIMIT 1000"
);
const BETWEEN_OF_PATIENT: &str = appointments!(
    "a.patient_id = $1 AND a.status IN ('pending', 'confirmed') AND a.starts_at < $3 AND a.starts_at >= $2 \
     ORDER BY a.starts_at, a.id LIMIT 50"
);
const PENDING_OF_DOCTOR: &str =
    appointments!("a.doctor_id = $1 AND a.status = 'pending' AND a.starts_at > $2 ORDER BY a.starts_at, a.id LIMIT 200");

// What a booking has to know of the slot, its doctor and the patient, in one step: each costs a booking 50 µs.
const BEFORE: &str = "SELECT s.id AS slot_id, s.starts_at, s.ends_at, s.kind, s.deleted_at IS NOT NULL AS deleted, d.auto_confirm, \
     (d.approved_at IS NOT NULL AND du.status = 'active') AS bookable, s.doctor_id, du.full_name AS doctor_name, \
     du.email AS doctor_email, du.locale AS doctor_locale, du.time_zone AS doctor_zone, d.specialty, d.location, \
     pu.id AS patient_id, pu.full_name AS patient_name, pu.email AS patient_email, pu.locale AS patient_locale, \
     pu.time_zone AS patient_zone, pu.phone AS patient_phone FROM slots s JOIN doctors d ON d.id = s.doctor_id \
     JOIN users du ON du.id = s.doctor_id JOIN users pu ON pu.id = $2 WHERE s.id = $1";
const INSERT: &str = "INSERT INTO appointments (id, doctor_id, patient_id, slot_id, starts_at, ends_at, kind, status, reason, \
     created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)";
const SET_STATUS: &str = "UPDATE appointments SET status = $2, updated_at = $3 WHERE id = $1";
const SET_PATIENT_NOTE: &str = "UPDATE appointments SET patient_note = $2, updated_at = $3 WHERE id = $1 AND patient_id = $4";
const SET_DOCTOR_NOTE: &str = "UPDATE appointments SET doctor_note = $2, updated_at = $3 WHERE id = $1 AND doctor_id = $4";
const INSERT_CHANGE: &str = "INSERT INTO appointment_changes (id, appointment_id, at, by_user, from_status, to_status, reason) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const CHANGES: &str = "SELECT c.at, u.role AS by_role, u.full_name AS by_name, c.from_status, c.to_status, c.reason \
     FROM appointment_changes c JOIN users u ON u.id = c.by_user WHERE c.appointment_id = $1 ORDER BY c.at, c.id";
const COUNT_CHANGES: &str = "SELECT COUNT(*) FROM appointment_changes WHERE appointment_id = $1";

#[derive(Clone, Debug, FromRow)]
pub struct AppointmentRow {
    pub id: Id<Appointment>,
    pub slot_id: Id<Slot>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub kind: VisitKind,
    #[sqlx(try_from = "String")]
    pub status: Status,
    pub reason: String,
    pub patient_note: Option<String>,
    pub doctor_note: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub doctor_id: Id<Doctor>,
    pub doctor_name: String,
    pub doctor_email: String,
    #[sqlx(try_from = "String")]
    pub doctor_locale: Lang,
    pub doctor_zone: Option<String>,
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
}

/// A slot with its doctor, and the patient who wants it.
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
}

impl BeforeRow {
    /// The appointment that was made of it.
    pub fn booked(self, new: &NewAppointment<'_>) -> AppointmentRow {
        AppointmentRow {
            id: new.id,
            slot_id: self.slot_id,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            kind: self.kind,
            status: new.status,
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
            specialty: self.specialty,
            location: self.location,
            patient_id: self.patient_id,
            patient_name: self.patient_name,
            patient_email: self.patient_email,
            patient_locale: self.patient_locale,
            patient_zone: self.patient_zone,
            patient_phone: self.patient_phone,
        }
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct ChangeRow {
    pub at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub by_role: Role,
    pub by_name: String,
    pub from_status: Option<String>,
    #[sqlx(try_from = "String")]
    pub to_status: Status,
    pub reason: Option<String>,
}

/// An appointment about to be.
pub struct NewAppointment<'a> {
    pub id: Id<Appointment>,
    pub doctor: Id<Doctor>,
    pub patient: Id<Patient>,
    pub slot: Id<Slot>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub kind: VisitKind,
    pub status: Status,
    pub reason: &'a str,
    pub now: DateTime<Utc>,
}

/// Where a page of a list goes on: after this start and id.
#[derive(Clone, Copy, Debug)]
pub struct After {
    pub starts_at: DateTime<Utc>,
    pub id: Uuid,
}

pub async fn find(conn: &mut Conn, id: Id<Appointment>, scope: Scope) -> Result<Option<AppointmentRow>> {
    Ok(on!(conn.on(), c => sqlx::query_as(BY_ID).bind(id).bind(scope.patient).bind(scope.doctor).fetch_optional(c).await)?)
}

/// As [`find`], and nobody else changes it until this transaction ends.
pub async fn find_locked(tx: &mut Tx, id: Id<Appointment>, scope: Scope) -> Result<Option<AppointmentRow>> {
    Ok(match tx.on() {
        On::Sqlite(c) => sqlx::query_as(BY_ID).bind(id).bind(scope.patient).bind(scope.doctor).fetch_optional(c).await,
        On::Postgres(c) => sqlx::query_as(BY_ID_LOCKED).bind(id).bind(scope.patient).bind(scope.doctor).fetch_optional(c).await,
    }?)
}

async fn list(
    conn: &mut Conn,
    [of_patient, of_doctor, all]: [&'static str; 3],
    scope: Scope,
    now: Option<DateTime<Utc>>,
    after: After,
    limit: i64,
) -> Result<Vec<AppointmentRow>> {
    let (sql, owner) = match (scope.patient, scope.doctor) {
        (Some(patient), _) => (of_patient, Some(patient.uuid())),
        (None, Some(doctor)) => (of_doctor, Some(doctor.uuid())),
        (None, None) => (all, None),
    };
    Ok(on!(conn.on(), c => {
        let mut query = sqlx::query_as(sql);
        if let Some(now) = now {
            query = query.bind(now);
        }
        query = query.bind(after.starts_at).bind(after.id).bind(limit);
        if let Some(owner) = owner {
            query = query.bind(owner);
        }
        query.fetch_all(c).await
    })?)
}

/// Active ones that have not ended, soonest first.
pub async fn upcoming(conn: &mut Conn, scope: Scope, now: DateTime<Utc>, after: After, limit: i64) -> Result<Vec<AppointmentRow>> {
    list(conn, [UPCOMING_OF_PATIENT, UPCOMING_OF_DOCTOR, UPCOMING], scope, Some(now), after, limit).await
}

/// All others, latest first.
pub async fn past(conn: &mut Conn, scope: Scope, now: DateTime<Utc>, after: After, limit: i64) -> Result<Vec<AppointmentRow>> {
    list(conn, [PAST_OF_PATIENT, PAST_OF_DOCTOR, PAST], scope, Some(now), after, limit).await
}

/// All, latest first.
pub async fn all(conn: &mut Conn, scope: Scope, after: After, limit: i64) -> Result<Vec<AppointmentRow>> {
    list(conn, [ALL_OF_PATIENT, ALL_OF_DOCTOR, ALL], scope, None, after, limit).await
}

/// A doctor's, but for the cancelled, that begin in `[from, to)`.
pub async fn between_of_doctor(
    conn: &mut Conn,
    doctor: Id<Doctor>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<AppointmentRow>> {
    Ok(on!(conn.on(), c => sqlx::query_as(BETWEEN_OF_DOCTOR).bind(doctor).bind(from).bind(to).fetch_all(c).await)?)
}

/// A patient's active ones that begin in `[from, to)`.
pub async fn between_of_patient(
    conn: &mut Conn,
    patient: Id<Patient>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<AppointmentRow>> {
    Ok(on!(conn.on(), c => sqlx::query_as(BETWEEN_OF_PATIENT).bind(patient).bind(from).bind(to).fetch_all(c).await)?)
}

/// A doctor's requests to come.
pub async fn pending(conn: &mut Conn, doctor: Id<Doctor>, now: DateTime<Utc>) -> Result<Vec<AppointmentRow>> {
    Ok(on!(conn.on(), c => sqlx::query_as(PENDING_OF_DOCTOR).bind(doctor).bind(now).fetch_all(c).await)?)
}

/// What a booking has to know; `None` when there is no such slot.
pub async fn before_booking(tx: &mut Tx, slot: Id<Slot>, patient: Id<Patient>) -> Result<Option<BeforeRow>> {
    Ok(on!(tx.on(), c => sqlx::query_as(BEFORE).bind(slot).bind(patient).fetch_optional(c).await)?)
}

/// Inserts. What stands in the way is the tables' word: a unique index on the slot, and no two active appointments of a doctor
/// or of a patient that overlap. On SQLite the constraint has no name; the trigger's message has.
pub async fn insert(tx: &mut Tx, new: &NewAppointment<'_>) -> Result<()> {
    let done = on!(tx.on(), c => sqlx::query(INSERT)
        .bind(new.id).bind(new.doctor).bind(new.patient).bind(new.slot).bind(new.starts_at).bind(new.ends_at)
        .bind(new.kind.as_str()).bind(new.status.as_str()).bind(new.reason).bind(new.now)
        .execute(c).await.map(|_| ()));
    let Err(sqlx::Error::Database(error)) = &done else { return Ok(done?) };
    let said = error.constraint().unwrap_or_else(|| error.message());
    if said.contains("appointments_patient_no_overlap") {
        Err(Code::PatientBusy.into())
    } else if said.contains("appointments_doctor_no_overlap") || error.is_unique_violation() {
        Err(Code::SlotTaken.into())
    } else {
        Ok(done?)
    }
}

pub async fn set_status(tx: &mut Tx, id: Id<Appointment>, status: Status, now: DateTime<Utc>) -> Result<()> {
    on!(tx.on(), c => sqlx::query(SET_STATUS).bind(id).bind(status.as_str()).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// `false` when it is not one of the writer's.
pub async fn set_note(tx: &mut Tx, id: Id<Appointment>, note: Option<&str>, scope: Scope, now: DateTime<Utc>) -> Result<bool> {
    let (sql, owner) = match (scope.patient, scope.doctor) {
        (Some(patient), _) => (SET_PATIENT_NOTE, patient.uuid()),
        (None, Some(doctor)) => (SET_DOCTOR_NOTE, doctor.uuid()),
        (None, None) => return Ok(false),
    };
    let rows =
        on!(tx.on(), c => sqlx::query(sql).bind(id).bind(note).bind(now).bind(owner).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(rows == 1)
}

/// A change about to be kept.
pub struct NewChange<'a> {
    pub id: Id<Record>,
    pub appointment: Id<Appointment>,
    pub at: DateTime<Utc>,
    pub by: Id<User>,
    pub from: Option<Status>,
    pub to: Status,
    pub reason: Option<&'a str>,
}

pub async fn insert_change(tx: &mut Tx, change: &NewChange<'_>) -> Result<()> {
    on!(tx.on(), c => sqlx::query(INSERT_CHANGE)
        .bind(change.id).bind(change.appointment).bind(change.at).bind(change.by)
        .bind(change.from.map(Status::as_str)).bind(change.to.as_str()).bind(change.reason)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn changes(conn: &mut Conn, id: Id<Appointment>) -> Result<Vec<ChangeRow>> {
    Ok(on!(conn.on(), c => sqlx::query_as(CHANGES).bind(id).fetch_all(c).await)?)
}

pub async fn count_changes(conn: &mut Conn, id: Id<Appointment>) -> Result<i64> {
    Ok(on!(conn.on(), c => sqlx::query_scalar(COUNT_CHANGES).bind(id).fetch_one(c).await)?)
}
