//! Database queries for emergency accesses.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::base::error::Result;
use crate::base::model::{Doctor, Id, Patient, Record, User};
use crate::platform::audit::{AuditedRead, OfPatients, Sealed};
use crate::platform::db::{Conn, Tx, with_conn};

const EMERGENCIES_OF_DOCTOR: &str = "SELECT c.id, c.patient_id, u.email FROM care_relationships c JOIN users u ON u.id = c.patient_id \
     WHERE c.doctor_id = $1 AND c.source = 'emergency' ORDER BY c.since, c.id";
const PATIENT_BY_ID: &str =
    "SELECT p.id FROM patients p JOIN users u ON u.id = p.id WHERE p.id = $1 AND u.role = 'patient' AND u.deleted_at IS NULL";
// Of several with the same name and birthday none: the doctor has to ask the practice.
const PATIENT_BY_NAME: &str = "SELECT p.id FROM patients p JOIN users u ON u.id = p.id WHERE u.name_key = $1 AND p.date_of_birth = $2 \
     AND u.role = 'patient' LIMIT 2";
const NAME: &str = "SELECT full_name FROM users WHERE id = $1";
const EMERGENCIES: &str = "SELECT c.id, c.patient_id, pu.full_name AS patient_name, c.doctor_id, du.full_name AS doctor_name, \
     COALESCE(c.reason, '') AS reason, c.since, c.until, c.reviewed_at, ru.full_name AS reviewed_by FROM care_relationships c \
     JOIN users pu ON pu.id = c.patient_id JOIN users du ON du.id = c.doctor_id LEFT JOIN users ru ON ru.id = c.reviewed_by \
     WHERE c.source = 'emergency' AND (c.since, c.id) < ($1, $2) ORDER BY c.since DESC, c.id DESC LIMIT $3";
const EMERGENCY_PATIENT: &str = "SELECT patient_id FROM care_relationships WHERE id = $1 AND source = 'emergency'";
const ANY_EMERGENCY: &str = "SELECT EXISTS (SELECT 1 FROM care_relationships WHERE source = 'emergency')";
const SET_REVIEWED: &str = "UPDATE care_relationships SET reviewed_at = $2, reviewed_by = $3 WHERE id = $1 AND source = 'emergency' AND reviewed_at IS NULL";

/// Later than every access (the year 2262).
const FAR: DateTime<Utc> = DateTime::from_timestamp_nanos(i64::MAX);

/// An emergency access and its patient.
#[derive(Clone, Debug, FromRow)]
pub struct OpenedRow {
    pub id: Id<Record>,
    pub patient_id: Id<Patient>,
    pub email: String,
}

/// Returns all emergency accesses of a doctor, the oldest first.
pub async fn emergencies_of_doctor(tx: &mut Tx, doctor: Id<User>) -> Result<Vec<OpenedRow>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_as(EMERGENCIES_OF_DOCTOR).bind(doctor).fetch_all(c).await)?)
}

/// Returns the id if it is a patient's.
pub async fn patient_by_id(conn: &mut Conn, id: Id<Patient>) -> Result<Option<Id<Patient>>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(PATIENT_BY_ID).bind(id).fetch_optional(c).await)?)
}

/// Returns the only patient with this folded name and date of birth.
pub async fn patient_by_name(conn: &mut Conn, name_key: &str, date_of_birth: NaiveDate) -> Result<Option<Id<Patient>>> {
    let found: Vec<Id<Patient>> =
        with_conn!(conn.engine(), c => sqlx::query_scalar(PATIENT_BY_NAME).bind(name_key).bind(date_of_birth).fetch_all(c).await)?;
    Ok(match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}

pub async fn doctor_name(tx: &mut Tx, doctor: Id<Doctor>) -> Result<Option<String>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_scalar(NAME).bind(doctor).fetch_optional(c).await)?)
}

/// An emergency access with its names.
#[derive(Clone, Debug, FromRow)]
pub struct EmergencyRow {
    pub id: Id<Record>,
    pub patient_id: Id<Patient>,
    pub patient_name: String,
    pub doctor_id: Id<Doctor>,
    pub doctor_name: String,
    pub reason: String,
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub reviewed_at: Option<DateTime<Utc>>,
    pub reviewed_by: Option<String>,
}

impl OfPatients for EmergencyRow {
    fn patients(&self) -> Vec<Id<Patient>> {
        vec![self.patient_id]
    }
}

/// Returns emergency accesses before the position `before`, the latest first.
pub async fn emergencies(
    conn: &mut Conn,
    _: &AuditedRead,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Sealed<Vec<EmergencyRow>>> {
    let (since, id) = before.unwrap_or((FAR, Uuid::max()));
    let rows = with_conn!(conn.engine(), c => sqlx::query_as(EMERGENCIES).bind(since).bind(id).bind(limit).fetch_all(c).await)?;
    Ok(Sealed::new(rows))
}

pub async fn emergency_patient(tx: &mut Tx, id: Id<Record>) -> Result<Option<Id<Patient>>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_scalar(EMERGENCY_PATIENT).bind(id).fetch_optional(c).await)?)
}

pub async fn any_emergency(tx: &mut Tx) -> Result<bool> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_scalar(ANY_EMERGENCY).fetch_one(c).await)?)
}

/// Marks it as reviewed; `false` if it was before.
pub async fn set_reviewed(tx: &mut Tx, id: Id<Record>, by: Id<User>, now: DateTime<Utc>) -> Result<bool> {
    let done = with_conn!(tx.engine(), c => sqlx::query(SET_REVIEWED).bind(id).bind(now).bind(by).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
