//! Database queries for the changes that approved doctors request.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::base::error::Result;
use crate::base::model::{Doctor, Id};
use crate::base::specialty::Specialty;
use crate::features::doctors::model::PendingChange;
use crate::platform::db::{Conn, Tx, with_conn};

const FIND: &str = "SELECT full_name, specialty, licence_number, asked_at FROM doctor_changes WHERE doctor_id = $1";
const ASK: &str = "INSERT INTO doctor_changes (doctor_id, full_name, specialty, licence_number, asked_at) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (doctor_id) DO UPDATE SET full_name = excluded.full_name, specialty = excluded.specialty, \
     licence_number = excluded.licence_number, asked_at = excluded.asked_at";
const DELETE: &str = "DELETE FROM doctor_changes WHERE doctor_id = $1";

#[derive(Clone, Debug, FromRow)]
struct ChangeRow {
    full_name: String,
    #[sqlx(try_from = "String")]
    specialty: Specialty,
    licence_number: String,
    asked_at: DateTime<Utc>,
}

/// Returns the change that the doctor requests, if any.
pub async fn find(conn: &mut Conn, id: Id<Doctor>) -> Result<Option<PendingChange>> {
    let row: Option<ChangeRow> = with_conn!(conn.engine(), c => sqlx::query_as(FIND).bind(id).fetch_optional(c).await)?;
    Ok(row.map(|row| PendingChange {
        full_name: row.full_name,
        specialty: row.specialty,
        licence_number: row.licence_number,
        asked_at: row.asked_at,
    }))
}

/// Stores a requested change, in place of an earlier one.
pub async fn ask(tx: &mut Tx, id: Id<Doctor>, change: &PendingChange) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ASK)
        .bind(id).bind(&change.full_name).bind(change.specialty.as_str()).bind(&change.licence_number).bind(change.asked_at)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, id: Id<Doctor>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(DELETE).bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}
