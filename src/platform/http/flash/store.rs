//! Database queries for flashes.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::base::error::Result;
use crate::base::model::{Id, Record, Session, User};
use crate::platform::db::{Conn, Engine, Tx, with_conn};

const INSERT: &str = "INSERT INTO flashes (id, body, expires_at, session_id) VALUES ($1, $2, $3, $4)";
const FIND: &str = "SELECT body, shown_at FROM flashes WHERE id = $1 AND expires_at > $2 AND session_id IS NOT DISTINCT FROM $3";
const SHOW: &str = "UPDATE flashes SET shown_at = $2 WHERE id = $1 AND shown_at IS NULL";
const SHOW_AGAIN: &str = "UPDATE flashes SET shown_at = NULL WHERE id = $1";
const REMOVE: &str = "DELETE FROM flashes WHERE id = $1";
const ERASE: &str =
    "DELETE FROM flashes WHERE session_id IN (SELECT id FROM sessions WHERE user_id = $1) OR body LIKE $2 ESCAPE '\\'";
const DELETE_EXPIRED_SQLITE: &str =
    "DELETE FROM flashes WHERE id IN (SELECT id FROM flashes WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
const DELETE_EXPIRED_POSTGRES: &str = "DELETE FROM flashes WHERE id IN \
     (SELECT id FROM flashes WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)";

#[derive(Clone, Debug, FromRow)]
pub struct StoredFlash {
    pub body: String,
    pub shown_at: Option<DateTime<Utc>>,
}

pub async fn insert(tx: &mut Tx, id: Id<Record>, body: &str, expires: DateTime<Utc>, session: Option<Id<Session>>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT).bind(id).bind(body).bind(expires).bind(session).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns the flash of that name, if it is for this session.
pub async fn find(
    conn: &mut Conn,
    id: Id<Record>,
    now: DateTime<Utc>,
    session: Option<Id<Session>>,
) -> Result<Option<StoredFlash>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(FIND).bind(id).bind(now).bind(session).fetch_optional(c).await)?)
}

/// Marks a flash as shown; `false` if it already was.
pub async fn show(tx: &mut Tx, id: Id<Record>, now: DateTime<Utc>) -> Result<bool> {
    let rows =
        with_conn!(tx.engine(), c => sqlx::query(SHOW).bind(id).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

pub async fn show_again(tx: &mut Tx, id: Id<Record>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SHOW_AGAIN).bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn remove(tx: &mut Tx, id: Id<Record>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(REMOVE).bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Deletes the flashes of an account's sessions, and those whose input matches the pattern.
pub async fn erase(tx: &mut Tx, user: Id<User>, like: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(user).bind(like).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn delete_expired(tx: &mut Tx, now: DateTime<Utc>, max: i64) -> Result<u64> {
    Ok(match tx.engine() {
        Engine::Sqlite(c) => sqlx::query(DELETE_EXPIRED_SQLITE).bind(now).bind(max).execute(c).await?.rows_affected(),
        Engine::Postgres(c) => sqlx::query(DELETE_EXPIRED_POSTGRES).bind(now).bind(max).execute(c).await?.rows_affected(),
    })
}
