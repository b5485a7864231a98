//! The outbox's rows.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::Result;
use crate::model::{Id, Record};
use crate::platform::db::{Conn, On, Tx, on};

const INSERT: &str = "INSERT INTO outbox (id, recipient, letter, attempts, next_at, created_at) VALUES ($1, $2, $3, 0, $4, $4)";
const INSERT_BOTH: &str = "INSERT INTO outbox (id, recipient, letter, attempts, next_at, created_at) \
     VALUES ($1, $2, $3, 0, $7, $7), ($4, $5, $6, 0, $7, $7)";
const CLAIM_SQLITE: &str = "UPDATE outbox SET next_at = $2, attempts = attempts + 1 WHERE id IN \
     (SELECT id FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL AND next_at <= $1 ORDER BY next_at LIMIT $3) \
     RETURNING id, recipient, letter, attempts, created_at";
const CLAIM_POSTGRES: &str = "UPDATE outbox SET next_at = $2, attempts = attempts + 1 WHERE id IN \
     (SELECT id FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL AND next_at <= $1 ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED) \
     RETURNING id, recipient, letter, attempts, created_at";
const SENT: &str = "UPDATE outbox SET sent_at = $2, last_error = NULL WHERE id = $1";
const AGAIN: &str = "UPDATE outbox SET next_at = $2, last_error = $3 WHERE id = $1";
const DEAD: &str = "UPDATE outbox SET dead_at = $2, last_error = $3 WHERE id = $1";
const FORGET_SENT_SQLITE: &str =
    "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE sent_at <= $1 ORDER BY sent_at LIMIT $2)";
const FORGET_SENT_POSTGRES: &str = "DELETE FROM outbox WHERE id IN \
     (SELECT id FROM outbox WHERE sent_at <= $1 ORDER BY sent_at LIMIT $2 FOR UPDATE SKIP LOCKED)";
const PING: &str = "SELECT 1";
const OLDEST: &str = "SELECT MIN(created_at) FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL";

#[derive(Clone, Debug, FromRow)]
pub struct Due {
    pub id: Uuid,
    pub recipient: String,
    pub letter: String,
    pub attempts: i32,
    pub created_at: DateTime<Utc>,
}

pub async fn insert(tx: &mut Tx, id: Id<Record>, recipient: &str, letter: &str, now: DateTime<Utc>) -> Result<()> {
    on!(tx.on(), c => sqlx::query(INSERT).bind(id).bind(recipient).bind(letter).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn insert_both(tx: &mut Tx, letters: [(Id<Record>, &str, &str); 2], now: DateTime<Utc>) -> Result<()> {
    let [(one, to, body), (two, other, second)] = letters;
    on!(tx.on(), c => sqlx::query(INSERT_BOTH)
        .bind(one).bind(to).bind(body).bind(two).bind(other).bind(second).bind(now)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn claim(tx: &mut Tx, now: DateTime<Utc>, until: DateTime<Utc>, most: i64) -> Result<Vec<Due>> {
    Ok(match tx.on() {
        On::Sqlite(c) => sqlx::query_as(CLAIM_SQLITE).bind(now).bind(until).bind(most).fetch_all(c).await,
        On::Postgres(c) => sqlx::query_as(CLAIM_POSTGRES).bind(now).bind(until).bind(most).fetch_all(c).await,
    }?)
}

pub async fn sent(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    on!(tx.on(), c => sqlx::query(SENT).bind(id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn again(tx: &mut Tx, id: Uuid, next: DateTime<Utc>, error: &str) -> Result<()> {
    on!(tx.on(), c => sqlx::query(AGAIN).bind(id).bind(next).bind(error).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn dead(tx: &mut Tx, id: Uuid, now: DateTime<Utc>, error: &str) -> Result<()> {
    on!(tx.on(), c => sqlx::query(DEAD).bind(id).bind(now).bind(error).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn forget_sent(tx: &mut Tx, before: DateTime<Utc>, most: i64) -> Result<u64> {
    Ok(match tx.on() {
        On::Sqlite(c) => sqlx::query(FORGET_SENT_SQLITE).bind(before).bind(most).execute(c).await?.rows_affected(),
        On::Postgres(c) => sqlx::query(FORGET_SENT_POSTGRES).bind(before).bind(most).execute(c).await?.rows_affected(),
    })
}

/// When the longest-waiting letter was written.
pub async fn oldest(conn: &mut Conn) -> Result<Option<DateTime<Utc>>> {
    Ok(on!(conn.on(), c => sqlx::query_scalar(OLDEST).fetch_one(c).await)?)
}

/// Whether the database answers.
pub async fn ping(conn: &mut Conn) -> Result<()> {
    let _: i32 = on!(conn.on(), c => sqlx::query_scalar(PING).fetch_one(c).await)?;
    Ok(())
}
