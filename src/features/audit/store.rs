//! The audit's rows.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::base::error::Result;
use crate::base::model::{Id, Record, User};
use crate::platform::db::{Tx, with_conn};

const INSERT: &str = "INSERT INTO audit_records (id, at, actor, action, subject) VALUES ($1, $2, $3, $4, $5)";

pub async fn insert(
    tx: &mut Tx,
    id: Id<Record>,
    at: DateTime<Utc>,
    actor: Option<Id<User>>,
    action: &str,
    subject: Uuid,
) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT).bind(id).bind(at).bind(actor).bind(action).bind(subject).execute(c).await.map(|_| ()))?;
    Ok(())
}
