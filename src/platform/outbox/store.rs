//! The outbox's rows.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::base::error::Result;
use crate::base::model::{Id, Record};
use crate::platform::db::{Conn, Engine, Tx, with_conn};

const INSERT: &str = "INSERT INTO outbox (id, recipient, recipient_key, letter, urgent, attempts, next_at, created_at) \
     VALUES ($1, $2, $3, $4, $5, 0, $6, $6)";
const INSERT_BOTH: &str = "INSERT INTO outbox (id, recipient, recipient_key, letter, urgent, attempts, next_at, created_at) \
     VALUES ($1, $2, $3, $4, $5, 0, $11, $11), ($6, $7, $8, $9, $10, 0, $11, $11)";
const CLAIM_SQLITE: &str = "UPDATE outbox SET next_at = $2, attempts = attempts + 1 WHERE id IN \
     (SELECT id FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL AND next_at <= $1 ORDER BY next_at LIMIT $3) \
     RETURNING id, recipient, recipient_key, letter, attempts, urgent, admitted_at, digest_id, created_at";
const CLAIM_POSTGRES: &str = "UPDATE outbox SET next_at = $2, attempts = attempts + 1 WHERE id IN \
     (SELECT id FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL AND next_at <= $1 ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED) \
     RETURNING id, recipient, recipient_key, letter, attempts, urgent, admitted_at, digest_id, created_at";
// The letters of one mail have the same `admitted_at`.
const ADMITTED: &str = "SELECT MIN(admitted_at) AS at FROM outbox WHERE recipient_key = $1 AND admitted_at > $2 \
     GROUP BY COALESCE(digest_id, id) ORDER BY at DESC LIMIT $3";
const ADMIT: &str = "UPDATE outbox SET admitted_at = $2 WHERE id = $1";
const ANY_HELD: &str = "SELECT EXISTS (SELECT 1 FROM outbox WHERE recipient_key = $1 AND held AND admitted_at IS NULL AND sent_at IS NULL AND dead_at IS NULL)";
const HOLD: &str = "UPDATE outbox SET held = TRUE, next_at = $2, attempts = 0 WHERE recipient_key = $1 AND NOT urgent AND admitted_at IS NULL AND sent_at IS NULL AND dead_at IS NULL";
const GATHER: &str = "UPDATE outbox SET admitted_at = $2, digest_id = $3, next_at = $4, attempts = 1 \
     WHERE recipient_key = $1 AND NOT urgent AND admitted_at IS NULL AND sent_at IS NULL AND dead_at IS NULL \
     RETURNING id, recipient, recipient_key, letter, attempts, urgent, admitted_at, digest_id, created_at";
const DIGEST: &str = "UPDATE outbox SET next_at = $2 WHERE digest_id = $1 AND sent_at IS NULL AND dead_at IS NULL \
     RETURNING id, recipient, recipient_key, letter, attempts, urgent, admitted_at, digest_id, created_at";
const SENT: &str = "UPDATE outbox SET sent_at = $2, last_error = NULL WHERE id = $1";
const AGAIN: &str = "UPDATE outbox SET next_at = $2, last_error = $3 WHERE id = $1";
const DEAD: &str = "UPDATE outbox SET dead_at = $2, last_error = $3 WHERE id = $1";
const FORGET_SENT_SQLITE: &str =
    "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE sent_at <= $1 ORDER BY sent_at LIMIT $2)";
const FORGET_SENT_POSTGRES: &str = "DELETE FROM outbox WHERE id IN \
     (SELECT id FROM outbox WHERE sent_at <= $1 ORDER BY sent_at LIMIT $2 FOR UPDATE SKIP LOCKED)";
const PING: &str = "SELECT 1";
const OLDEST: &str = "SELECT MIN(created_at) FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL";

/// A letter about to be.
pub struct New<'a> {
    pub id: Id<Record>,
    pub recipient: &'a str,
    /// The recipient's address, folded by whoever posts it.
    pub key: &'a str,
    /// JSON.
    pub letter: &'a str,
    pub urgent: bool,
}

#[derive(Clone, Debug, FromRow)]
pub struct Due {
    pub id: Uuid,
    pub recipient: String,
    pub recipient_key: String,
    pub letter: String,
    pub attempts: i32,
    pub urgent: bool,
    pub admitted_at: Option<DateTime<Utc>>,
    pub digest_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}

pub async fn insert(tx: &mut Tx, new: &New<'_>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT)
        .bind(new.id).bind(new.recipient).bind(new.key).bind(new.letter).bind(new.urgent).bind(now)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn insert_both(tx: &mut Tx, letters: [New<'_>; 2], now: DateTime<Utc>) -> Result<()> {
    let [one, two] = letters;
    with_conn!(tx.engine(), c => sqlx::query(INSERT_BOTH)
        .bind(one.id).bind(one.recipient).bind(one.key).bind(one.letter).bind(one.urgent)
        .bind(two.id).bind(two.recipient).bind(two.key).bind(two.letter).bind(two.urgent).bind(now)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn claim(tx: &mut Tx, now: DateTime<Utc>, until: DateTime<Utc>, most: i64) -> Result<Vec<Due>> {
    Ok(match tx.engine() {
        Engine::Sqlite(c) => sqlx::query_as(CLAIM_SQLITE).bind(now).bind(until).bind(most).fetch_all(c).await,
        Engine::Postgres(c) => sqlx::query_as(CLAIM_POSTGRES).bind(now).bind(until).bind(most).fetch_all(c).await,
    }?)
}

/// When the recipient's mails since then were first taken to be sent, the newest first, at most `most`.
pub async fn admitted(tx: &mut Tx, key: &str, since: DateTime<Utc>, most: i64) -> Result<Vec<DateTime<Utc>>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_scalar(ADMITTED).bind(key).bind(since).bind(most).fetch_all(c).await)?)
}

pub async fn admit(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ADMIT).bind(id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Whether letters of the recipient wait for their hour.
pub async fn any_held(tx: &mut Tx, key: &str) -> Result<bool> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_scalar(ANY_HELD).bind(key).fetch_one(c).await)?)
}

/// Lets all of the recipient's letters wait until then that are not urgent and were never taken to be sent.
pub async fn hold(tx: &mut Tx, key: &str, until: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(HOLD).bind(key).bind(until).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Makes one mail of the same letters, claimed until then.
pub async fn gather(tx: &mut Tx, key: &str, digest: Uuid, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<Due>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_as(GATHER).bind(key).bind(now).bind(digest).bind(until).fetch_all(c).await)?)
}

/// All letters of such a mail that is not sent yet, claimed until then.
pub async fn digest(tx: &mut Tx, digest: Uuid, until: DateTime<Utc>) -> Result<Vec<Due>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_as(DIGEST).bind(digest).bind(until).fetch_all(c).await)?)
}

pub async fn sent(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SENT).bind(id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn again(tx: &mut Tx, id: Uuid, next: DateTime<Utc>, error: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(AGAIN).bind(id).bind(next).bind(error).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn dead(tx: &mut Tx, id: Uuid, now: DateTime<Utc>, error: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(DEAD).bind(id).bind(now).bind(error).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn forget_sent(tx: &mut Tx, before: DateTime<Utc>, most: i64) -> Result<u64> {
    Ok(match tx.engine() {
        Engine::Sqlite(c) => sqlx::query(FORGET_SENT_SQLITE).bind(before).bind(most).execute(c).await?.rows_affected(),
        Engine::Postgres(c) => sqlx::query(FORGET_SENT_POSTGRES).bind(before).bind(most).execute(c).await?.rows_affected(),
    })
}

/// When the longest-waiting letter was written.
pub async fn oldest(conn: &mut Conn) -> Result<Option<DateTime<Utc>>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(OLDEST).fetch_one(c).await)?)
}

/// Whether the database answers.
pub async fn ping(conn: &mut Conn) -> Result<()> {
    let _: i32 = with_conn!(conn.engine(), c => sqlx::query_scalar(PING).fetch_one(c).await)?;
    Ok(())
}
