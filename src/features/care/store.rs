//! Database queries for care relationships.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::base::error::Result;
use crate::base::model::{Doctor, Gender, Id, Patient, Record, User};
use crate::platform::audit::{AuditedRead, OfPatients, Sealed};
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
const EMERGENCIES_OF_DOCTOR: &str = "SELECT c.id, c.patient_id, u.email FROM care_relationships c JOIN users u ON u.id = c.patient_id \
     WHERE c.doctor_id = $1 AND c.source = 'emergency' ORDER BY c.since, c.id";
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

/// A query about patients `p` with the next and the last visit with doctor `$1`, or with anybody, at `$2`; the tail has more columns and
/// the condition.
macro_rules! with_visits {
    ($tail:literal) => {
        concat!(
            "SELECT (SELECT MIN(a.starts_at) FROM active_appointments a WHERE a.patient_id = p.id AND (a.doctor_id = $1 OR $1 IS NULL) \
             AND a.starts_at > $2) AS next_visit, \
             (SELECT MAX(a.starts_at) FROM appointments a WHERE a.patient_id = p.id AND (a.doctor_id = $1 OR $1 IS NULL) \
             AND a.starts_at <= $2 AND (a.status = 'confirmed' OR a.status = 'completed')) AS last_visit, \
             p.id, u.full_name, p.date_of_birth, ",
            $tail
        )
    };
}
const PATIENTS_OF_DOCTOR: &str = with_visits!(
    "u.name_key FROM patients p JOIN users u ON u.id = p.id WHERE p.id IN (SELECT c.patient_id FROM care_relationships c \
     WHERE c.doctor_id = $6 AND c.since <= $2 AND (c.until IS NULL OR c.until > $2)) \
     AND u.name_key LIKE $3 ESCAPE '\\' AND (u.name_key, p.id) > ($4, $5) ORDER BY u.name_key, p.id LIMIT $7"
);
const PATIENTS: &str = with_visits!(
    "u.name_key FROM patients p JOIN users u ON u.id = p.id WHERE (p.id = $6 OR $6 IS NULL) AND u.deleted_at IS NULL \
     AND u.name_key LIKE $3 ESCAPE '\\' AND (u.name_key, p.id) > ($4, $5) ORDER BY u.name_key, p.id LIMIT $7"
);
const RECORD: &str = with_visits!(
    "u.email, u.phone, u.gender, p.address, p.emergency_name, p.emergency_phone, n.note \
     FROM patients p JOIN users u ON u.id = p.id LEFT JOIN patient_notes n ON n.patient_id = p.id AND n.doctor_id = $1 \
     WHERE p.id = $3 AND (p.id = $4 OR $4 IS NULL) AND ((p.id = $1) IS NULL OR EXISTS (SELECT 1 FROM care_relationships c \
     WHERE c.patient_id = p.id AND c.doctor_id = $5 AND c.since <= $2 AND (c.until IS NULL OR c.until > $2)))"
);
const SET_NOTE: &str = "INSERT INTO patient_notes (doctor_id, patient_id, note, updated_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (doctor_id, patient_id) DO UPDATE SET note = excluded.note, updated_at = excluded.updated_at";
const DELETE_NOTE: &str = "DELETE FROM patient_notes WHERE doctor_id = $1 AND patient_id = $2";

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

/// A patient in a list.
#[derive(Clone, Debug, FromRow)]
pub struct PatientLineRow {
    pub id: Id<Patient>,
    pub full_name: String,
    pub name_key: String,
    pub date_of_birth: NaiveDate,
    pub next_visit: Option<DateTime<Utc>>,
    pub last_visit: Option<DateTime<Utc>>,
}

impl OfPatients for PatientLineRow {
    fn patients(&self) -> Vec<Id<Patient>> {
        vec![self.id]
    }
}

/// Returns patients by name after the position `after`; `name` is for `LIKE`, on the folded name.
pub async fn patients(
    conn: &mut Conn,
    read: &AuditedRead,
    name: &str,
    (after, after_id): (&str, Uuid),
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Sealed<Vec<PatientLineRow>>> {
    let scope = read.scope();
    let (sql, only) = match (scope.in_care_of, scope.doctor, scope.patient) {
        (Some(doctor), ..) => (PATIENTS_OF_DOCTOR, Some(doctor.uuid())),
        // Nobody is in the care of a doctor whose scope does not say so.
        (None, Some(_), _) => (PATIENTS, Some(Uuid::nil())),
        (None, None, patient) => (PATIENTS, patient.map(Id::uuid)),
    };
    let rows = with_conn!(conn.engine(), c => sqlx::query_as(sql)
        .bind(scope.doctor).bind(now).bind(name).bind(after).bind(after_id).bind(only).bind(limit)
        .fetch_all(c).await)?;
    Ok(Sealed::new(rows))
}

/// A patient's record, with the reading doctor's note.
#[derive(Clone, Debug, FromRow)]
pub struct RecordRow {
    pub id: Id<Patient>,
    pub full_name: String,
    pub email: String,
    pub phone: Option<String>,
    #[sqlx(try_from = "String")]
    pub gender: Gender,
    pub date_of_birth: NaiveDate,
    pub address: Option<String>,
    pub emergency_name: Option<String>,
    pub emergency_phone: Option<String>,
    pub note: Option<String>,
    pub next_visit: Option<DateTime<Utc>>,
    pub last_visit: Option<DateTime<Utc>>,
}

impl OfPatients for RecordRow {
    fn patients(&self) -> Vec<Id<Patient>> {
        vec![self.id]
    }
}

/// Returns the record, if the scope reaches it at `now`.
pub async fn record(
    conn: &mut Conn,
    read: &AuditedRead,
    patient: Id<Patient>,
    now: DateTime<Utc>,
) -> Result<Sealed<Option<RecordRow>>> {
    let scope = read.scope();
    let row = with_conn!(conn.engine(), c => sqlx::query_as(RECORD)
        .bind(scope.doctor).bind(now).bind(patient).bind(scope.patient).bind(scope.in_care_of)
        .fetch_optional(c).await)?;
    Ok(Sealed::new(row))
}

pub async fn set_note(tx: &mut Tx, (doctor, patient): (Id<Doctor>, Id<Patient>), note: &str, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SET_NOTE).bind(doctor).bind(patient).bind(note).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn delete_note(tx: &mut Tx, (doctor, patient): (Id<Doctor>, Id<Patient>)) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(DELETE_NOTE).bind(doctor).bind(patient).execute(c).await.map(|_| ()))?;
    Ok(())
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
