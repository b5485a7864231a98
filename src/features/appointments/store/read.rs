//! Database queries that read appointments: one, a page of a list, those of a period.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::AppointmentRow;
use crate::base::error::Result;
use crate::base::model::{Appointment, Doctor, Id, Patient, User};
use crate::features::appointments::model::Status;
use crate::platform::audit::{AuditedRead, OfPatients, Sealed};
use crate::platform::db::{Conn, Engine, Tx, with_conn};
use crate::policy::Scope;

/// Selects appointments with patient and doctor; the table or view `a` follows. When the practice last moved one is an index lookup among
/// its few changes, in the same statement, also for a list.
macro_rules! people {
    () => {
        "SELECT a.id, a.slot_id, a.starts_at, a.ends_at, a.kind, a.status, a.reason, a.patient_note, a.doctor_note, \
         a.created_at, a.updated_at, a.doctor_id, du.full_name AS doctor_name, du.email AS doctor_email, \
         du.locale AS doctor_locale, du.time_zone AS doctor_zone, du.photo_id AS doctor_photo, d.specialty, d.location, a.patient_id, \
         pu.full_name AS patient_name, pu.email AS patient_email, pu.locale AS patient_locale, \
         pu.time_zone AS patient_zone, pu.phone AS patient_phone, (SELECT MAX(c.at) FROM appointment_changes c \
         WHERE c.appointment_id = a.id AND c.moved_to IS NOT NULL AND c.by_user <> a.patient_id) AS moved_at \
         FROM doctors d JOIN users du ON du.id = d.id JOIN users pu ON TRUE JOIN "
    };
}

/// A query for appointments; the tail is the condition and the order.
macro_rules! appointments {
    ($tail:literal) => {
        concat!(people!(), "appointments a ON a.doctor_id = d.id AND a.patient_id = pu.id WHERE ", $tail)
    };
}

/// The same for active ones.
macro_rules! active {
    ($tail:literal) => {
        concat!(people!(), "active_appointments a ON a.doctor_id = d.id AND a.patient_id = pu.id WHERE ", $tail)
    };
}

/// A query for a list with its filter, `$1` to `$6`; the tail adds owner, period and order.
macro_rules! listed {
    ($tail:literal) => {
        concat!(
            people!(),
            "appointments a ON a.doctor_id = d.id AND a.patient_id = pu.id WHERE (CAST($1 AS TEXT) IS NULL OR a.status = $1) \
             AND (pu.name_key LIKE $2 ESCAPE '\\' OR du.name_key LIKE $2 ESCAPE '\\') \
             AND a.starts_at >= $3 AND a.starts_at < $4 AND (a.doctor_id = $5 OR $5 IS NULL) AND (a.patient_id = $6 OR $6 IS NULL) AND ",
            $tail
        )
    };
}

/// The same of active ones.
macro_rules! listed_active {
    ($tail:literal) => {
        concat!(
            people!(),
            "active_appointments a ON a.doctor_id = d.id AND a.patient_id = pu.id WHERE (CAST($1 AS TEXT) IS NULL OR a.status = $1) \
             AND (pu.name_key LIKE $2 ESCAPE '\\' OR du.name_key LIKE $2 ESCAPE '\\') \
             AND a.starts_at >= $3 AND a.starts_at < $4 AND (a.doctor_id = $5 OR $5 IS NULL) AND (a.patient_id = $6 OR $6 IS NULL) AND ",
            $tail
        )
    };
}

const BY_ID: &str = appointments!("a.id = $1 AND (a.patient_id = $2 OR $2 IS NULL) AND (a.doctor_id = $3 OR $3 IS NULL)");
const PARTIES: &str = "SELECT a.patient_id, a.doctor_id FROM appointments a WHERE a.id = $1 \
     AND (a.patient_id = $2 OR $2 IS NULL) AND (a.doctor_id = $3 OR $3 IS NULL)";
const BY_ID_LOCKED: &str =
    appointments!("a.id = $1 AND (a.patient_id = $2 OR $2 IS NULL) AND (a.doctor_id = $3 OR $3 IS NULL) FOR UPDATE OF a");
const UPCOMING_OF_PATIENT: &str = listed_active!(
    "a.patient_id = $11 AND a.ends_at > $7 AND (a.starts_at, a.id) > ($8, $9) \
     ORDER BY a.starts_at, a.id LIMIT $10"
);
const UPCOMING_OF_DOCTOR: &str = listed_active!(
    "a.doctor_id = $11 AND a.ends_at > $7 AND (a.starts_at, a.id) > ($8, $9) \
     ORDER BY a.starts_at, a.id LIMIT $10"
);
const UPCOMING: &str = listed_active!(
    "a.ends_at > $7 AND (a.starts_at, a.id) > ($8, $9) \
     ORDER BY a.starts_at, a.id LIMIT $10"
);
const PAST_OF_PATIENT: &str = listed!(
    "a.patient_id = $11 AND NOT EXISTS (SELECT 1 FROM active_appointments v WHERE v.id = a.id AND v.ends_at > $7) AND (a.starts_at, a.id) < ($8, $9) \
     ORDER BY a.starts_at DESC, a.id DESC LIMIT $10"
);
const PAST_OF_DOCTOR: &str = listed!(
    "a.doctor_id = $11 AND NOT EXISTS (SELECT 1 FROM active_appointments v WHERE v.id = a.id AND v.ends_at > $7) AND (a.starts_at, a.id) < ($8, $9) \
     ORDER BY a.starts_at DESC, a.id DESC LIMIT $10"
);
const PAST: &str = listed!(
    "NOT EXISTS (SELECT 1 FROM active_appointments v WHERE v.id = a.id AND v.ends_at > $7) AND (a.starts_at, a.id) < ($8, $9) \
     ORDER BY a.starts_at DESC, a.id DESC LIMIT $10"
);
const ALL_OF_PATIENT: &str =
    listed!("a.patient_id = $10 AND (a.starts_at, a.id) < ($7, $8) ORDER BY a.starts_at DESC, a.id DESC LIMIT $9");
const ALL_OF_DOCTOR: &str =
    listed!("a.doctor_id = $10 AND (a.starts_at, a.id) < ($7, $8) ORDER BY a.starts_at DESC, a.id DESC LIMIT $9");
const ALL: &str = listed!("(a.starts_at, a.id) < ($7, $8) ORDER BY a.starts_at DESC, a.id DESC LIMIT $9");
const BETWEEN_OF_DOCTOR: &str = appointments!(
    "a.doctor_id = $1 AND a.status <> 'cancelled' AND a.starts_at < $3 AND a.starts_at >= $2 ORDER BY a.starts_at, a.id LIMIT 1000"
);
const BETWEEN_OF_PATIENT: &str = active!(
    "a.patient_id = $1 AND a.starts_at < $3 AND a.starts_at >= $2 \
     ORDER BY a.starts_at, a.id LIMIT 50"
);
const BUSY: &str = "SELECT a.starts_at, a.ends_at FROM active_appointments a WHERE a.patient_id = $1 AND a.starts_at < $3 \
     AND a.starts_at >= $2 ORDER BY a.starts_at, a.id LIMIT 50";
const PENDING_OF_DOCTOR: &str =
    appointments!("a.doctor_id = $1 AND a.status = 'pending' AND a.starts_at > $2 ORDER BY a.starts_at, a.id LIMIT 200");

const COUNT_COMING: &str = "SELECT \
     (SELECT COUNT(*) FROM active_appointments a WHERE a.doctor_id = $1 AND a.starts_at > $3 AND a.ends_at > $2) + \
     (SELECT COUNT(*) FROM active_appointments a WHERE a.patient_id = $1 AND a.starts_at > $3 AND a.ends_at > $2)";

impl OfPatients for AppointmentRow {
    fn patients(&self) -> Vec<Id<Patient>> {
        vec![self.patient_id]
    }
}

/// The position after which a page of a list starts: start and id.
#[derive(Clone, Copy, Debug)]
pub struct After {
    pub starts_at: DateTime<Utc>,
    pub id: Uuid,
}

/// The filter of a list; the pattern `%` and the widest times do not filter.
#[derive(Clone, Debug)]
pub struct Filter {
    pub status: Option<Status>,
    /// For `LIKE`, on the folded name of patient or doctor.
    pub name: String,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub doctor: Option<Uuid>,
    pub patient: Option<Uuid>,
}

pub async fn find(conn: &mut Conn, read: &AuditedRead, id: Id<Appointment>) -> Result<Sealed<Option<AppointmentRow>>> {
    let scope = read.scope();
    let row = with_conn!(conn.engine(), c => sqlx::query_as(BY_ID)
        .bind(id).bind(scope.patient).bind(scope.doctor).fetch_optional(c).await)?;
    Ok(Sealed::new(row))
}

/// Returns whose appointment it is.
pub async fn parties(conn: &mut Conn, id: Id<Appointment>, scope: Scope) -> Result<Option<(Id<Patient>, Id<Doctor>)>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(PARTIES)
        .bind(id).bind(scope.patient).bind(scope.doctor).fetch_optional(c).await)?)
}

/// Returns an appointment that is about to change, locked until this transaction ends; the change's own row in the audit log says who.
pub async fn find_locked(tx: &mut Tx, id: Id<Appointment>, scope: Scope) -> Result<Option<AppointmentRow>> {
    Ok(match tx.engine() {
        Engine::Sqlite(c) => sqlx::query_as(BY_ID).bind(id).bind(scope.patient).bind(scope.doctor).fetch_optional(c).await,
        Engine::Postgres(c) => sqlx::query_as(BY_ID_LOCKED).bind(id).bind(scope.patient).bind(scope.doctor).fetch_optional(c).await,
    }?)
}

async fn list(
    conn: &mut Conn,
    [of_patient, of_doctor, all]: [&'static str; 3],
    read: &AuditedRead,
    filter: &Filter,
    now: Option<DateTime<Utc>>,
    after: After,
    limit: i64,
) -> Result<Sealed<Vec<AppointmentRow>>> {
    let scope = read.scope();
    let (sql, owner) = match (scope.patient, scope.doctor) {
        (Some(patient), _) => (of_patient, Some(patient.uuid())),
        (None, Some(doctor)) => (of_doctor, Some(doctor.uuid())),
        (None, None) => (all, None),
    };
    let rows = with_conn!(conn.engine(), c => {
        let mut query = sqlx::query_as(sql)
            .bind(filter.status.map(Status::as_str)).bind(&filter.name).bind(filter.from).bind(filter.to)
            .bind(filter.doctor).bind(filter.patient);
        if let Some(now) = now {
            query = query.bind(now);
        }
        query = query.bind(after.starts_at).bind(after.id).bind(limit);
        if let Some(owner) = owner {
            query = query.bind(owner);
        }
        query.fetch_all(c).await
    })?;
    Ok(Sealed::new(rows))
}

/// Returns active appointments that have not ended, soonest first.
pub async fn upcoming(
    conn: &mut Conn,
    read: &AuditedRead,
    filter: &Filter,
    now: DateTime<Utc>,
    after: After,
    limit: i64,
) -> Result<Sealed<Vec<AppointmentRow>>> {
    list(conn, [UPCOMING_OF_PATIENT, UPCOMING_OF_DOCTOR, UPCOMING], read, filter, Some(now), after, limit).await
}

/// Returns all other appointments, latest first.
pub async fn past(
    conn: &mut Conn,
    read: &AuditedRead,
    filter: &Filter,
    now: DateTime<Utc>,
    after: After,
    limit: i64,
) -> Result<Sealed<Vec<AppointmentRow>>> {
    list(conn, [PAST_OF_PATIENT, PAST_OF_DOCTOR, PAST], read, filter, Some(now), after, limit).await
}

/// Returns all appointments, latest first.
pub async fn all(
    conn: &mut Conn,
    read: &AuditedRead,
    filter: &Filter,
    after: After,
    limit: i64,
) -> Result<Sealed<Vec<AppointmentRow>>> {
    list(conn, [ALL_OF_PATIENT, ALL_OF_DOCTOR, ALL], read, filter, None, after, limit).await
}

/// Returns a doctor's appointments that start in `[from, to)`, without cancelled ones.
pub async fn between_of_doctor(
    conn: &mut Conn,
    _: &AuditedRead,
    doctor: Id<Doctor>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Sealed<Vec<AppointmentRow>>> {
    let rows =
        with_conn!(conn.engine(), c => sqlx::query_as(BETWEEN_OF_DOCTOR).bind(doctor).bind(from).bind(to).fetch_all(c).await)?;
    Ok(Sealed::new(rows))
}

/// Returns a patient's active appointments that start in `[from, to)`.
pub async fn between_of_patient(
    conn: &mut Conn,
    _: &AuditedRead,
    patient: Id<Patient>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Sealed<Vec<AppointmentRow>>> {
    let rows =
        with_conn!(conn.engine(), c => sqlx::query_as(BETWEEN_OF_PATIENT).bind(patient).bind(from).bind(to).fetch_all(c).await)?;
    Ok(Sealed::new(rows))
}

/// Returns when a patient has active appointments that start in `[from, to)`: nothing else of them.
pub async fn busy_times(
    conn: &mut Conn,
    patient: Id<Patient>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<(DateTime<Utc>, DateTime<Utc>)>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(BUSY).bind(patient).bind(from).bind(to).fetch_all(c).await)?)
}

/// Returns the number of active appointments that have not ended, of somebody as doctor and as patient.
pub async fn count_coming(conn: &mut Conn, person: Id<User>, now: DateTime<Utc>) -> Result<i64> {
    let earliest = now - super::MAX_LENGTH;
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(COUNT_COMING).bind(person).bind(now).bind(earliest).fetch_one(c).await)?)
}

/// Returns a doctor's upcoming pending requests.
pub async fn pending(
    conn: &mut Conn,
    _: &AuditedRead,
    doctor: Id<Doctor>,
    now: DateTime<Utc>,
) -> Result<Sealed<Vec<AppointmentRow>>> {
    let rows = with_conn!(conn.engine(), c => sqlx::query_as(PENDING_OF_DOCTOR).bind(doctor).bind(now).fetch_all(c).await)?;
    Ok(Sealed::new(rows))
}
