//! The flashes' rows.

use chrono::{DateTime, Utc};

use crate::error::Result;
use crate::model::{Id, Record, Session};
use crate::platform::db::{Conn, Tx, on};

const INSERT: &str = "INSERT INTO flashes (id, body, expires_at, session_id) VALUES ($1, $2, $3, $4)";
const FIND: &str = "SELECT body FROM flashes WHERE id = $1 AND expires_at > $2 AND session_id IS NOT DISTINCT FROM $3";
const FORGET_OLD: &str = "DELETE FROM flashes WHERE expires_at <= $1";

pub async fn insert(tx: &mut Tx, id: Id<Record>, body: &str, expires: DateTime<Utc>, session: Option<Id<Session>>) -> Result<()> {
    on!(tx.on(), c => sqlx::query(INSERT).bind(id).bind(body).bind(expires).bind(session).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// The one of that name, where it is this session's.
pub async fn find(conn: &mut Conn, id: Id<Record>, now: DateTime<Utc>, session: Option<Id<Session>>) -> Result<Option<String>> {
    Ok(on!(conn.on(), c => sqlx::query_scalar(FIND).bind(id).bind(now).bind(session).fetch_optional(c).await)?)
}

pub async fn forget_old(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    on!(tx.on(), c => sqlx::query(FORGET_OLD).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}
