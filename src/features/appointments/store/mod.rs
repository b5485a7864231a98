//! Database queries for appointments and their changes: `booking` has those of a booking, `read` those that read appointments.

mod booking;
pub mod personal;
pub mod read;

use chrono::{DateTime, Duration, Utc};
use sqlx::FromRow;

pub use self::booking::{BeforeRow, CountTo, NewBooking, Standing, before_moving, book, lock_for_booking, standing};
use super::model::Status;
use crate::base::error::{AppError, Code, Result};
use crate::base::model::{Appointment, Doctor, Id, Patient, Record, Role, Slot, StoredFile, User, VisitKind};
use crate::base::specialty::Specialty;
use crate::base::text::Lang;
use crate::platform::audit::{AuditedRead, Sealed};
use crate::platform::db::append::Table;
use crate::platform::db::{Conn, Tx, with_conn};
use crate::policy::Scope;

const INSERT_WHOLE: &str = "INSERT INTO appointments (id, doctor_id, patient_id, slot_id, starts_at, ends_at, kind, status, reason, \
     created_at, patient_note, doctor_note, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
const SET_STATUS: &str = "UPDATE appointments SET status = $2, updated_at = $3 WHERE id = $1";
const SET_PATIENT_NOTE: &str = "UPDATE appointments SET patient_note = $2, updated_at = $3 WHERE id = $1 AND patient_id = $4";
const SET_DOCTOR_NOTE: &str = "UPDATE appointments SET doctor_note = $2, updated_at = $3 WHERE id = $1 AND doctor_id = $4";
const MOVE: &str = "UPDATE appointments SET slot_id = $2, starts_at = $3, ends_at = $4, kind = $5, updated_at = $6 WHERE id = $1";
const SET_REASON: &str = "UPDATE appointments SET reason = $2, updated_at = $3 WHERE id = $1";
const CHANGES: &str = "SELECT c.at, u.role AS by_role, u.full_name AS by_name, c.from_status, c.to_status, c.reason, c.moved_from, c.moved_to, \
     c.moved_from_kind, c.moved_to_kind \
     FROM appointment_changes c JOIN users u ON u.id = c.by_user WHERE c.appointment_id = $1 ORDER BY c.at, c.id";
const ERASE_NOTES: &str = "UPDATE appointments SET patient_note = NULL WHERE patient_id = $1 AND patient_note IS NOT NULL";
// A visit that did not take place belongs to no medical record.
const ERASE_REASONS: &str =
    "UPDATE appointments SET reason = '' WHERE patient_id = $1 AND status NOT IN ('completed', 'confirmed')";
const ERASE_CHANGES: &str = "UPDATE appointment_changes SET reason = NULL WHERE reason IS NOT NULL AND (by_user = $1 \
     OR appointment_id IN (SELECT a.id FROM appointments a WHERE a.patient_id = $1 AND a.reason = ''))";
const DELETE_CHANGES: &str =
    "DELETE FROM appointment_changes WHERE appointment_id IN (SELECT a.id FROM appointments a WHERE a.patient_id = $1)";
const DELETE_OF_PATIENT: &str = "DELETE FROM appointments WHERE patient_id = $1";
const COUNT_CHANGES: &str = "SELECT COUNT(*) FROM appointment_changes WHERE appointment_id = $1";

const CHANGE: Table = Table {
    name: "appointment_changes",
    columns: &[
        "id",
        "appointment_id",
        "at",
        "by_user",
        "from_status",
        "to_status",
        "reason",
        "moved_from",
        "moved_to",
        "moved_from_kind",
        "moved_to_kind",
    ],
    tail: "",
};

/// Maximum length of an appointment (a constraint of the table): limits the index range for those that have not ended.
const MAX_LENGTH: Duration = Duration::hours(12);

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
    /// When the practice last moved it.
    pub moved_at: Option<DateTime<Utc>>,
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
    pub moved_from: Option<DateTime<Utc>>,
    pub moved_to: Option<DateTime<Utc>>,
    pub moved_from_kind: Option<String>,
    pub moved_to_kind: Option<String>,
}

/// A new appointment.
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

/// Converts constraint violations: a unique index on the slot, and no overlapping active appointments of a doctor or a patient. On
/// SQLite the constraint has no name, but the trigger's message contains it.
fn refused(error: sqlx::Error) -> AppError {
    let sqlx::Error::Database(database) = &error else { return error.into() };
    let said = database.constraint().unwrap_or_else(|| database.message());
    if said.contains("appointments_patient_no_overlap") {
        Code::PatientBusy.into()
    } else if said.contains("appointments_doctor_no_overlap") || database.is_unique_violation() {
        Code::SlotTaken.into()
    } else {
        error.into()
    }
}

/// Inserts an appointment with the patient's and the doctor's notes, last changed at `updated_at`.
///
/// # Errors
/// [`Code::SlotTaken`], [`Code::PatientBusy`].
pub async fn insert_whole(
    tx: &mut Tx,
    new: &NewAppointment<'_>,
    [patient_note, doctor_note]: [Option<&str>; 2],
    updated_at: DateTime<Utc>,
) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT_WHOLE)
        .bind(new.id).bind(new.doctor).bind(new.patient).bind(new.slot).bind(new.starts_at).bind(new.ends_at)
        .bind(new.kind.as_str()).bind(new.status.as_str()).bind(new.reason).bind(new.now)
        .bind(patient_note).bind(doctor_note).bind(updated_at)
        .execute(c).await.map(|_| ()))
    .map_err(refused)
}

/// Moves the appointment to another slot.
///
/// # Errors
/// [`Code::SlotTaken`], [`Code::PatientBusy`].
pub async fn move_to(tx: &mut Tx, id: Id<Appointment>, slot: &BeforeRow, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(MOVE)
        .bind(id).bind(slot.slot_id).bind(slot.starts_at).bind(slot.ends_at).bind(slot.kind.as_str()).bind(now)
        .execute(c).await.map(|_| ()))
    .map_err(refused)
}

pub async fn set_reason(tx: &mut Tx, id: Id<Appointment>, reason: &str, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SET_REASON).bind(id).bind(reason).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_status(tx: &mut Tx, id: Id<Appointment>, status: Status, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SET_STATUS).bind(id).bind(status.as_str()).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns `false` if it is not one of the writer's appointments.
pub async fn set_note(tx: &mut Tx, id: Id<Appointment>, note: Option<&str>, scope: Scope, now: DateTime<Utc>) -> Result<bool> {
    let (sql, owner) = match (scope.patient, scope.doctor) {
        (Some(patient), _) => (SET_PATIENT_NOTE, patient.uuid()),
        (None, Some(doctor)) => (SET_DOCTOR_NOTE, doctor.uuid()),
        (None, None) => return Ok(false),
    };
    let rows = with_conn!(tx.engine(), c => sqlx::query(sql).bind(id).bind(note).bind(now).bind(owner).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(rows == 1)
}

/// A new change.
pub struct NewChange<'a> {
    pub id: Id<Record>,
    pub appointment: Id<Appointment>,
    pub at: DateTime<Utc>,
    pub by: Id<User>,
    pub from: Option<Status>,
    pub to: Status,
    pub reason: Option<&'a str>,
    /// Time and kind before and after, if it was moved.
    pub moved: Option<[(DateTime<Utc>, VisitKind); 2]>,
}

pub fn add_change(tx: &mut Tx, change: &NewChange<'_>) {
    tx.append(
        &CHANGE,
        [
            change.id.into(),
            change.appointment.into(),
            change.at.into(),
            change.by.into(),
            change.from.map(Status::as_str).into(),
            change.to.as_str().into(),
            change.reason.into(),
            change.moved.map(|[(from, _), _]| from).into(),
            change.moved.map(|[_, (to, _)]| to).into(),
            change.moved.map(|[(_, from), _]| from.as_str()).into(),
            change.moved.map(|[_, (_, to)]| to.as_str()).into(),
        ],
    );
}

/// Returns the changes of an appointment that `read` has found.
pub async fn changes(conn: &mut Conn, _: &AuditedRead, id: Id<Appointment>) -> Result<Sealed<Vec<ChangeRow>>> {
    Ok(Sealed::new(with_conn!(conn.engine(), c => sqlx::query_as(CHANGES).bind(id).fetch_all(c).await)?))
}

pub async fn count_changes(conn: &mut Conn, id: Id<Appointment>) -> Result<i64> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(COUNT_CHANGES).bind(id).fetch_one(c).await)?)
}

/// Empties what only the patient has written, the reasons of visits that did not take place, and the reasons of a person's own changes.
pub async fn erase(tx: &mut Tx, user: Id<User>) -> Result<()> {
    for sql in [ERASE_NOTES, ERASE_REASONS, ERASE_CHANGES] {
        with_conn!(tx.engine(), c => sqlx::query(sql).bind(user).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}

/// Deletes a patient's appointments with their changes.
pub async fn delete_of_patient(tx: &mut Tx, patient: Id<User>) -> Result<()> {
    for sql in [DELETE_CHANGES, DELETE_OF_PATIENT] {
        with_conn!(tx.engine(), c => sqlx::query(sql).bind(patient).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}
