//! Database queries for phone codes.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::codes::Number;
use crate::base::error::Result;
use crate::base::model::{Id, PhoneCode, User};
use crate::platform::db::{Conn, Engine, Tx, with_conn};

const INSERT: &str = "INSERT INTO phone_codes (id, user_id, phone, number, attempts, created_at, expires_at) \
     VALUES ($1, $2, $3, $4, 0, $5, $6)";
const SENT: &str = "SELECT (SELECT COUNT(*) FROM phone_codes WHERE user_id = $1 AND created_at > $3) AS to_account, \
     (SELECT MIN(created_at) FROM phone_codes WHERE user_id = $1 AND created_at > $3) AS to_account_since, \
     (SELECT COUNT(*) FROM phone_codes WHERE number = $2 AND created_at > $3) AS to_number, \
     (SELECT MIN(created_at) FROM phone_codes WHERE number = $2 AND created_at > $3) AS to_number_since, \
     (SELECT COUNT(*) FROM phone_codes WHERE created_at > $3) AS by_practice, \
     (SELECT MIN(created_at) FROM phone_codes WHERE created_at > $3) AS by_practice_since";
const OPEN: &str = "SELECT number, expires_at FROM phone_codes \
     WHERE user_id = $1 AND ended_at IS NULL AND attempts < $2 AND expires_at > $3";
const DUE: &str = "SELECT user_id, number FROM phone_codes WHERE id = $1 AND ended_at IS NULL AND expires_at > $2";
// On PostgreSQL, a concurrent try waits for the row and then sees the new count.
const COUNT_TRY: &str = "UPDATE phone_codes SET attempts = attempts + 1 \
     WHERE user_id = $1 AND ended_at IS NULL AND attempts < $2 AND expires_at > $3 RETURNING id, phone";
const ERASE: &str = "DELETE FROM phone_codes WHERE user_id = $1";
const END: &str = "UPDATE phone_codes SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL";
const DELETE_OLD_SQLITE: &str =
    "DELETE FROM phone_codes WHERE id IN (SELECT id FROM phone_codes WHERE created_at <= $1 ORDER BY created_at LIMIT $2)";
const DELETE_OLD_POSTGRES: &str = "DELETE FROM phone_codes WHERE id IN \
     (SELECT id FROM phone_codes WHERE created_at <= $1 ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)";

/// The codes of a period, and when the first of them was created.
#[derive(Clone, Debug, FromRow)]
pub struct Sent {
    pub to_account: i64,
    pub to_account_since: Option<DateTime<Utc>>,
    pub to_number: i64,
    pub to_number_since: Option<DateTime<Utc>>,
    pub by_practice: i64,
    pub by_practice_since: Option<DateTime<Utc>>,
}

/// A code that can be tried.
#[derive(Clone, Debug, FromRow)]
pub struct Open {
    /// `+33123456789` (E.164).
    pub number: String,
    pub expires_at: DateTime<Utc>,
}

/// Whom a code is for.
#[derive(Clone, Debug, FromRow)]
pub struct Due {
    pub user_id: Id<User>,
    pub number: String,
}

/// A code that was tried.
#[derive(Clone, Debug, FromRow)]
pub struct TriedRow {
    pub id: Id<PhoneCode>,
    pub phone: String,
}

pub async fn insert(
    tx: &mut Tx,
    id: Id<PhoneCode>,
    user: Id<User>,
    number: &Number<'_>,
    now: DateTime<Utc>,
    expires: DateTime<Utc>,
) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT)
        .bind(id).bind(user).bind(number.phone).bind(number.e164).bind(now).bind(expires)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn sent(tx: &mut Tx, user: Id<User>, number: &str, since: DateTime<Utc>) -> Result<Sent> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_as(SENT).bind(user).bind(number).bind(since).fetch_one(c).await)?)
}

pub async fn open(conn: &mut Conn, user: Id<User>, max_tries: i32, now: DateTime<Utc>) -> Result<Option<Open>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(OPEN).bind(user).bind(max_tries).bind(now).fetch_optional(c).await)?)
}

pub async fn due(conn: &mut Conn, id: Id<PhoneCode>, now: DateTime<Utc>) -> Result<Option<Due>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(DUE).bind(id).bind(now).fetch_optional(c).await)?)
}

/// Returns the code of the account, with one more try; `None` if there is none that may be tried.
pub async fn count_try(tx: &mut Tx, user: Id<User>, max_tries: i32, now: DateTime<Utc>) -> Result<Option<TriedRow>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_as(COUNT_TRY).bind(user).bind(max_tries).bind(now).fetch_optional(c).await)?)
}

pub async fn end(tx: &mut Tx, user: Id<User>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(END).bind(user).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn delete_old(tx: &mut Tx, before: DateTime<Utc>, max: i64) -> Result<u64> {
    Ok(match tx.engine() {
        Engine::Sqlite(c) => sqlx::query(DELETE_OLD_SQLITE).bind(before).bind(max).execute(c).await?.rows_affected(),
        Engine::Postgres(c) => sqlx::query(DELETE_OLD_POSTGRES).bind(before).bind(max).execute(c).await?.rows_affected(),
    })
}

/// Deletes all codes of an account.
pub async fn erase(tx: &mut Tx, user: Id<User>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(user).execute(c).await.map(|_| ()))?;
    Ok(())
}
