//! Database queries for patients as those read them who treat them: the list, the record, and the doctor's own note.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::base::error::Result;
use crate::base::model::{Doctor, Gender, Id, Patient};
use crate::platform::audit::{AuditedRead, OfPatients, Sealed};
use crate::platform::db::{Conn, Tx, with_conn};

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
