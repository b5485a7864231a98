//! Database queries for care relationships; `emergency` has those about emergency accesses, `record` those that read records.

mod emergency;
mod record;

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

pub use self::emergency::{
    EmergencyRow, any_emergency, doctor_name, emergencies, emergencies_of_doctor, emergency_patient, patient_by_id,
    patient_by_name, set_reviewed,
};
pub use self::record::{PatientLineRow, RecordRow, delete_note, patients, record, set_note};
use crate::base::error::Result;
use crate::base::model::{Doctor, Id, Patient, Record, User};
use crate::platform::db::append::Table;
use crate::platform::db::{Conn, Tx, with_conn};
use crate::policy::Scope;

const INSERT: &str = "INSERT INTO care_relationships (id, patient_id, doctor_id, source, source_id, since, until, reason) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
// The latest end counts; a relationship without an end does not end.
const EXTEND: &str = "UPDATE care_relationships SET until = $4 WHERE patient_id = $1 AND doctor_id = $2 AND source = $3 \
     AND until IS NOT NULL AND until < $4";
const END: &str = "UPDATE care_relationships SET until = $3 WHERE id = $1 AND source = 'emergency' AND since <= $3 AND (until IS NULL OR until > $3) AND doctor_id = $2";
const ERASE: &str = "UPDATE care_relationships SET until = CASE WHEN until <= $2 THEN until WHEN since > $2 THEN since ELSE $2 END, reason = NULL \
     WHERE patient_id = $1 OR doctor_id = $1";
const ERASE_NOTES: &str = "DELETE FROM patient_notes WHERE patient_id = $1 OR doctor_id = $1";
const FIND_OPEN: &str = "SELECT id FROM care_relationships WHERE patient_id = $1 AND doctor_id = $2 AND source = $3 AND since <= $4 \
     AND (until IS NULL OR until > $4) ORDER BY since LIMIT 1";
// `patient`, `doctor` and `in_care_of` of a permit's scope, as every statement about a patient's record binds them.
const REACHES: &str = "SELECT EXISTS (SELECT 1 FROM patients p WHERE p.id = $1 AND (p.id = $2 OR $2 IS NULL) AND ((p.id = $3) IS NULL OR EXISTS \
     (SELECT 1 FROM care_relationships c WHERE c.patient_id = p.id AND c.doctor_id = $4 AND c.since <= $5 \
     AND (c.until IS NULL OR c.until > $5))))";
const OF_PATIENT: &str = "SELECT doctor_id, source, since, until FROM care_relationships WHERE patient_id = $1 ORDER BY since, id";
const OPEN_BETWEEN: &str = "SELECT id, source, since, until FROM care_relationships WHERE patient_id = $1 AND doctor_id = $2 \
     AND since <= $3 AND (until IS NULL OR until > $3) ORDER BY (until IS NULL) DESC, until DESC LIMIT 1";
const VISIT: Table = Table {
    name: "care_relationships",
    columns: &["id", "patient_id", "doctor_id", "source", "since", "until"],
    tail: " ON CONFLICT (patient_id, doctor_id) WHERE source = 'appointment' DO UPDATE SET \
           since = CASE WHEN care_relationships.until < excluded.since THEN excluded.since ELSE care_relationships.since END, \
           until = CASE WHEN care_relationships.until < excluded.until THEN excluded.until ELSE care_relationships.until END",
};
const LAST_VISIT_END: &str = "SELECT MAX(ends_at) FROM appointments WHERE patient_id = $1 AND doctor_id = $2 \
     AND (status = 'confirmed' OR status = 'completed')";
const SET_VISITS_END: &str = "UPDATE care_relationships SET until = $3 WHERE patient_id = $1 AND doctor_id = $2 \
     AND source = 'appointment' AND since <= $3 AND until > $3";

/// A new relationship.
pub struct New<'a> {
    pub id: Id<Record>,
    pub patient: Id<Patient>,
    pub doctor: Id<Doctor>,
    pub source: &'a str,
    pub source_id: Option<Uuid>,
    pub since: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
    pub reason: Option<&'a str>,
}

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct CareRow {
    pub doctor_id: Id<Doctor>,
    pub source: String,
    pub since: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
}

pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT)
        .bind(new.id).bind(new.patient).bind(new.doctor).bind(new.source).bind(new.source_id).bind(new.since).bind(new.until)
        .bind(new.reason)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns the relationship of that source that is open at `now`.
pub async fn find_open(
    tx: &mut Tx,
    (patient, doctor): (Id<Patient>, Id<Doctor>),
    source: &str,
    now: DateTime<Utc>,
) -> Result<Option<Id<Record>>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_scalar(FIND_OPEN)
        .bind(patient).bind(doctor).bind(source).bind(now).fetch_optional(c).await)?)
}

/// Extends relationships that would end before `until`.
pub async fn extend(tx: &mut Tx, (patient, doctor): (Id<Patient>, Id<Doctor>), source: &str, until: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(EXTEND).bind(patient).bind(doctor).bind(source).bind(until).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Ends a relationship; `false` if the doctor has no such open one.
pub async fn end(tx: &mut Tx, id: Id<Record>, doctor: Id<Doctor>, at: DateTime<Utc>) -> Result<bool> {
    Ok(
        with_conn!(tx.engine(), c => sqlx::query(END).bind(id).bind(doctor).bind(at).execute(c).await.map(|done| done.rows_affected() > 0))?,
    )
}

/// Ends the relationships of a person, empties the reasons in words, and deletes the doctors' private notes.
pub async fn erase(tx: &mut Tx, user: Id<User>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE_NOTES).bind(user).execute(c).await.map(|_| ()))?;
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(user).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns whether the scope reaches the patient's record at `now`.
pub async fn reaches(conn: &mut Conn, scope: Scope, patient: Id<Patient>, now: DateTime<Utc>) -> Result<bool> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(REACHES)
        .bind(patient).bind(scope.patient).bind(scope.doctor).bind(scope.in_care_of).bind(now).fetch_one(c).await)?)
}

/// Returns the relationships of a patient, the oldest first.
pub async fn of_patient(conn: &mut Conn, patient: Id<Patient>) -> Result<Vec<CareRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(OF_PATIENT).bind(patient).fetch_all(c).await)?)
}

/// An open relationship.
#[derive(Clone, Debug, FromRow)]
pub struct OpenRow {
    pub id: Id<Record>,
    pub source: String,
    pub since: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
}

/// Returns the open relationship of the two that ends last.
pub async fn open_between(
    conn: &mut Conn,
    (patient, doctor): (Id<Patient>, Id<Doctor>),
    now: DateTime<Utc>,
) -> Result<Option<OpenRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(OPEN_BETWEEN).bind(patient).bind(doctor).bind(now).fetch_optional(c).await)?)
}

/// Begins the relationship of the visits, or extends it to `until`; with the transaction's other appended rows.
pub fn add_visit(
    tx: &mut Tx,
    id: Id<Record>,
    (patient, doctor): (Id<Patient>, Id<Doctor>),
    since: DateTime<Utc>,
    until: DateTime<Utc>,
) {
    tx.append(&VISIT, [id.into(), patient.into(), doctor.into(), "appointment".into(), since.into(), until.max(since).into()]);
}

/// Returns the end of the last visit that took place or is confirmed.
pub async fn last_visit_end(tx: &mut Tx, (patient, doctor): (Id<Patient>, Id<Doctor>)) -> Result<Option<DateTime<Utc>>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_scalar(LAST_VISIT_END).bind(patient).bind(doctor).fetch_one(c).await)?)
}

/// Shortens the relationship of the visits to `until`.
pub async fn set_visits_end(tx: &mut Tx, (patient, doctor): (Id<Patient>, Id<Doctor>), until: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SET_VISITS_END).bind(patient).bind(doctor).bind(until).execute(c).await.map(|_| ()))?;
    Ok(())
}
