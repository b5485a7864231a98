//! Database queries for idempotency keys.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::base::error::Result;
use crate::base::model::{Id, User};
use crate::platform::db::{Engine, Tx, with_conn};

// The update changes nothing: it locks the row, so that a concurrent request with the same key waits for this one.
const TAKE: &str = "INSERT INTO idempotency_keys (user_id, route, key, fingerprint, created_at) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (user_id, route, key) DO UPDATE SET key = excluded.key RETURNING fingerprint, answer, created_at";
const PUT: &str = "UPDATE idempotency_keys SET fingerprint = $4, answer = $5, created_at = $6 \
     WHERE user_id = $1 AND route = $2 AND key = $3";
// Another account's stored response may be about this one.
const ERASE: &str = "DELETE FROM idempotency_keys WHERE user_id = $1 OR answer LIKE $2 ESCAPE '\\'";
const DELETE_EXPIRED_SQLITE: &str = "DELETE FROM idempotency_keys WHERE (user_id, route, key) IN \
     (SELECT user_id, route, key FROM idempotency_keys WHERE created_at <= $1 ORDER BY created_at LIMIT $2)";
const DELETE_EXPIRED_POSTGRES: &str = "DELETE FROM idempotency_keys WHERE (user_id, route, key) IN \
     (SELECT user_id, route, key FROM idempotency_keys WHERE created_at <= $1 ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)";

#[derive(Clone, Debug, FromRow)]
pub struct StoredKey {
    pub fingerprint: Vec<u8>,
    /// `None` until the transaction that has locked the key stores one.
    pub answer: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// Returns the key's row, created if there is none, and locked until this transaction ends.
pub async fn take(
    tx: &mut Tx,
    user: Id<User>,
    route: &str,
    key: &str,
    fingerprint: &[u8],
    now: DateTime<Utc>,
) -> Result<StoredKey> {
    let sql = tx.first(TAKE);
    Ok(
        with_conn!(tx.engine(), c => sqlx::query_as(sql).bind(user).bind(route).bind(key).bind(fingerprint).bind(now).fetch_one(c).await)?,
    )
}

pub async fn put(
    tx: &mut Tx,
    user: Id<User>,
    route: &str,
    key: &str,
    fingerprint: &[u8],
    answer: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(PUT)
        .bind(user).bind(route).bind(key).bind(fingerprint).bind(answer).bind(now)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Deletes an account's keys, and those whose response matches the pattern.
pub async fn erase(tx: &mut Tx, user: Id<User>, like: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(user).bind(like).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn delete_expired(tx: &mut Tx, before: DateTime<Utc>, max: i64) -> Result<u64> {
    Ok(match tx.engine() {
        Engine::Sqlite(c) => sqlx::query(DELETE_EXPIRED_SQLITE).bind(before).bind(max).execute(c).await?.rows_affected(),
        Engine::Postgres(c) => sqlx::query(DELETE_EXPIRED_POSTGRES).bind(before).bind(max).execute(c).await?.rows_affected(),
    })
}
