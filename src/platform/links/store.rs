//! Database queries for links.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::Purpose;
use crate::base::error::Result;
use crate::base::model::{Id, MailedLink, User};
use crate::platform::db::{Conn, Engine, Tx, with_conn};

const INSERT: &str = "INSERT INTO links (id, purpose, user_id, parameters, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
// On PostgreSQL, a concurrent use waits for the row and then finds it used.
const USE_UP: &str = "UPDATE links SET used_at = $3 WHERE id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 \
     RETURNING user_id, parameters";
const PEEK: &str = "SELECT user_id, parameters FROM links WHERE id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3";
const REVOKE: &str = "UPDATE links SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL";
const ERASE: &str = "DELETE FROM links WHERE user_id = $1";
const DELETE_EXPIRED_SQLITE: &str =
    "DELETE FROM links WHERE id IN (SELECT id FROM links WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
const DELETE_EXPIRED_POSTGRES: &str = "DELETE FROM links WHERE id IN \
     (SELECT id FROM links WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)";

#[derive(Clone, Debug, FromRow)]
pub struct Used {
    pub user_id: Id<User>,
    pub parameters: String,
}

pub async fn insert(
    tx: &mut Tx,
    id: Id<MailedLink>,
    purpose: Purpose,
    user: Id<User>,
    parameters: &str,
    now: DateTime<Utc>,
    expires: DateTime<Utc>,
) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT)
        .bind(id).bind(purpose.as_str()).bind(user).bind(parameters).bind(now).bind(expires)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns `None` if it has been used, or has expired, or is for another purpose.
pub async fn use_up(tx: &mut Tx, id: Id<MailedLink>, purpose: Purpose, now: DateTime<Utc>) -> Result<Option<Used>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_as(USE_UP).bind(id).bind(purpose.as_str()).bind(now).fetch_optional(c).await)?)
}

/// Like [`use_up`], without using it.
pub async fn peek(conn: &mut Conn, id: Id<MailedLink>, purpose: Purpose, now: DateTime<Utc>) -> Result<Option<Used>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(PEEK).bind(id).bind(purpose.as_str()).bind(now).fetch_optional(c).await)?)
}

pub async fn revoke(tx: &mut Tx, user: Id<User>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(REVOKE).bind(user).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn erase(tx: &mut Tx, user: Id<User>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(user).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn delete_expired(tx: &mut Tx, before: DateTime<Utc>, max: i64) -> Result<u64> {
    Ok(match tx.engine() {
        Engine::Sqlite(c) => sqlx::query(DELETE_EXPIRED_SQLITE).bind(before).bind(max).execute(c).await?.rows_affected(),
        Engine::Postgres(c) => sqlx::query(DELETE_EXPIRED_POSTGRES).bind(before).bind(max).execute(c).await?.rows_affected(),
    })
}
