//! Database queries for the appointments of a person whose account is deleted.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::base::error::Result;
use crate::base::model::{Appointment, Id, Role, User};
use crate::platform::db::{Tx, with_conn};

// The people whom a person has appointments with, and the ids of these.
const WITH_PATIENT: &str = "SELECT a.id, a.doctor_id AS other, u.email FROM appointments a JOIN users u ON u.id = a.doctor_id \
     WHERE a.patient_id = $1 ORDER BY a.doctor_id, a.id";
const WITH_DOCTOR: &str = "SELECT a.id, a.patient_id AS other, u.email FROM appointments a JOIN users u ON u.id = a.patient_id \
     WHERE a.doctor_id = $1 ORDER BY a.patient_id, a.id";
const UPCOMING: &str = "SELECT a.id FROM active_appointments a WHERE (a.patient_id = $1 OR a.doctor_id = $1) AND a.starts_at > $2 \
     ORDER BY a.starts_at, a.id";
const ACTIVE_DOCTORS: &str = "SELECT DISTINCT a.doctor_id FROM active_appointments a WHERE a.patient_id = $1 ORDER BY a.doctor_id";
const ACTIVE_PATIENTS: &str =
    "SELECT DISTINCT a.patient_id FROM active_appointments a WHERE a.doctor_id = $1 ORDER BY a.patient_id";

const LAST_RECORD: &str = "SELECT MAX(ends_at) FROM appointments WHERE patient_id = $1";

/// An appointment and its other side.
#[derive(Clone, Debug, FromRow)]
pub struct Other {
    pub id: Id<Appointment>,
    pub other: Id<User>,
    pub email: String,
}

/// Returns all appointments of a person, by the other side.
pub async fn others(tx: &mut Tx, user: Id<User>, role: Role) -> Result<Vec<Other>> {
    let sql = if role == Role::Doctor { WITH_DOCTOR } else { WITH_PATIENT };
    Ok(with_conn!(tx.engine(), c => sqlx::query_as(sql).bind(user).fetch_all(c).await)?)
}

/// Returns the active appointments of a person that begin after `now`.
pub async fn upcoming(tx: &mut Tx, user: Id<User>, now: DateTime<Utc>) -> Result<Vec<Id<Appointment>>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_scalar(UPCOMING).bind(user).bind(now).fetch_all(c).await)?)
}

/// Returns the other sides of a person's active appointments, in the order of their ids.
pub async fn active_others(tx: &mut Tx, user: Id<User>, role: Role) -> Result<Vec<Uuid>> {
    let sql = if role == Role::Doctor { ACTIVE_PATIENTS } else { ACTIVE_DOCTORS };
    Ok(with_conn!(tx.engine(), c => sqlx::query_scalar(sql).bind(user).fetch_all(c).await)?)
}

/// Returns the end of a patient's last appointment.
pub async fn last_record(tx: &mut Tx, patient: Id<User>) -> Result<Option<DateTime<Utc>>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_scalar(LAST_RECORD).bind(patient).fetch_one(c).await)?)
}
