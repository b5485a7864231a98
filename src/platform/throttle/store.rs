//! Database queries for the counters.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::base::error::Result;
use crate::platform::db::{Engine, Tx, with_conn};

// The update changes nothing: it locks the row, so that the next attempt waits for this one.
const TAKE: &str = "INSERT INTO throttles (key, failures, last_at, until) VALUES ($1, 0, $2, $2) \
     ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING failures, last_at, until";
const PUT: &str = "UPDATE throttles SET failures = $2, last_at = $3, until = $4 WHERE key = $1";
const REMOVE: &str = "DELETE FROM throttles WHERE key = $1";
const ERASE: &str = "DELETE FROM throttles WHERE key LIKE $1 ESCAPE '\\'";
const DELETE_EXPIRED_SQLITE: &str =
    "DELETE FROM throttles WHERE key IN (SELECT key FROM throttles WHERE last_at <= $1 ORDER BY last_at LIMIT $2)";
const DELETE_EXPIRED_POSTGRES: &str = "DELETE FROM throttles WHERE key IN \
     (SELECT key FROM throttles WHERE last_at <= $1 ORDER BY last_at LIMIT $2 FOR UPDATE SKIP LOCKED)";

#[derive(Clone, Copy, Debug, FromRow)]
pub struct Throttle {
    pub failures: i32,
    pub last_at: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// Returns the counter of `key`, created if there is none, and locked until this transaction ends.
pub async fn take(tx: &mut Tx, key: &str, now: DateTime<Utc>) -> Result<Throttle> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_as(TAKE).bind(key).bind(now).fetch_one(c).await)?)
}

pub async fn put(tx: &mut Tx, key: &str, row: Throttle) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(PUT).bind(key).bind(row.failures).bind(row.last_at).bind(row.until).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn remove(tx: &mut Tx, key: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(REMOVE).bind(key).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn erase(tx: &mut Tx, like: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(like).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn delete_expired(tx: &mut Tx, before: DateTime<Utc>, max: i64) -> Result<u64> {
    Ok(match tx.engine() {
        Engine::Sqlite(c) => sqlx::query(DELETE_EXPIRED_SQLITE).bind(before).bind(max).execute(c).await?.rows_affected(),
        Engine::Postgres(c) => sqlx::query(DELETE_EXPIRED_POSTGRES).bind(before).bind(max).execute(c).await?.rows_affected(),
    })
}
