//! Database queries for second factors.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::base::error::Result;
use crate::base::model::{Id, Record, User};
use crate::platform::db::{Conn, Engine, Tx, with_conn};

const FIND: &str = "SELECT secret, last_step FROM second_factors WHERE user_id = $1";
const INSERT: &str = "INSERT INTO second_factors (user_id, secret, confirmed_at, last_step) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (user_id) DO NOTHING";
// On PostgreSQL, a concurrent use of the same code waits for the row and then finds a later step.
const ADVANCE: &str = "UPDATE second_factors SET last_step = $2 WHERE user_id = $1 AND last_step < $2";
const DELETE: &str = "DELETE FROM second_factors WHERE user_id = $1";
const PUT_SETUP: &str = "INSERT INTO second_factor_setups (id, user_id, secret, expires_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, secret = excluded.secret, expires_at = excluded.expires_at";
const FIND_SETUP: &str = "SELECT secret FROM second_factor_setups WHERE id = $1 AND user_id = $2 AND expires_at > $3";
const DELETE_SETUPS: &str = "DELETE FROM second_factor_setups WHERE user_id = $1";
const COUNT_CODES: &str = "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1";
const INSERT_CODE: &str = "INSERT INTO recovery_codes (user_id, hash) VALUES ($1, $2)";
const USE_CODE: &str = "DELETE FROM recovery_codes WHERE user_id = $1 AND hash = $2";
const DELETE_CODES: &str = "DELETE FROM recovery_codes WHERE user_id = $1";
const INSERT_RESET: &str =
    "INSERT INTO second_factor_resets (id, user_id, reset_by, reason, created_at) VALUES ($1, $2, $3, $4, $5)";
const DELETE_EXPIRED_SQLITE: &str = "DELETE FROM second_factor_setups WHERE id IN \
     (SELECT id FROM second_factor_setups WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
const DELETE_EXPIRED_POSTGRES: &str = "DELETE FROM second_factor_setups WHERE id IN \
     (SELECT id FROM second_factor_setups WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)";

const DELETE_RESETS: &str = "DELETE FROM second_factor_resets WHERE user_id = $1";

/// Deletes everything about an account's second factor.
pub async fn erase(tx: &mut Tx, user: Id<User>) -> Result<()> {
    for sql in [DELETE, DELETE_SETUPS, DELETE_CODES, DELETE_RESETS] {
        with_conn!(tx.engine(), c => sqlx::query(sql).bind(user).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}

#[derive(Clone, Debug, FromRow)]
pub struct Factor {
    /// Encrypted.
    pub secret: String,
    pub last_step: i64,
}

pub async fn find(conn: &mut Conn, user: Id<User>) -> Result<Option<Factor>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(FIND).bind(user).fetch_optional(c).await)?)
}

/// Returns `false` if the account has a factor.
pub async fn insert(tx: &mut Tx, user: Id<User>, secret: &str, now: DateTime<Utc>, step: i64) -> Result<bool> {
    let rows = with_conn!(tx.engine(), c => sqlx::query(INSERT).bind(user).bind(secret).bind(now).bind(step).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Returns `false` if a code of this step or a later one was accepted before.
pub async fn advance(tx: &mut Tx, user: Id<User>, step: i64) -> Result<bool> {
    let rows =
        with_conn!(tx.engine(), c => sqlx::query(ADVANCE).bind(user).bind(step).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Returns `false` if there is none.
pub async fn delete(tx: &mut Tx, user: Id<User>) -> Result<bool> {
    let rows = with_conn!(tx.engine(), c => sqlx::query(DELETE).bind(user).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

pub async fn put_setup(tx: &mut Tx, id: Uuid, user: Id<User>, secret: &str, expires: DateTime<Utc>) -> Result<()> {
    let id = Id::<Record>::from(id);
    with_conn!(tx.engine(), c => sqlx::query(PUT_SETUP).bind(id).bind(user).bind(secret).bind(expires).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn find_setup(conn: &mut Conn, id: Uuid, user: Id<User>, now: DateTime<Utc>) -> Result<Option<String>> {
    let id = Id::<Record>::from(id);
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(FIND_SETUP).bind(id).bind(user).bind(now).fetch_optional(c).await)?)
}

pub async fn delete_setups(tx: &mut Tx, user: Id<User>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(DELETE_SETUPS).bind(user).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn count_codes(conn: &mut Conn, user: Id<User>) -> Result<i64> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(COUNT_CODES).bind(user).fetch_one(c).await)?)
}

pub async fn insert_code(tx: &mut Tx, user: Id<User>, hash: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT_CODE).bind(user).bind(hash).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns `false` if it is not one of the account's, or was used before.
pub async fn use_code(tx: &mut Tx, user: Id<User>, hash: &str) -> Result<bool> {
    let rows = with_conn!(tx.engine(), c => sqlx::query(USE_CODE).bind(user).bind(hash).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

pub async fn delete_codes(tx: &mut Tx, user: Id<User>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(DELETE_CODES).bind(user).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn insert_reset(
    tx: &mut Tx,
    id: Id<Record>,
    user: Id<User>,
    by: Option<Id<User>>,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT_RESET).bind(id).bind(user).bind(by).bind(reason).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn delete_expired(tx: &mut Tx, before: DateTime<Utc>, max: i64) -> Result<u64> {
    Ok(match tx.engine() {
        Engine::Sqlite(c) => sqlx::query(DELETE_EXPIRED_SQLITE).bind(before).bind(max).execute(c).await?.rows_affected(),
        Engine::Postgres(c) => sqlx::query(DELETE_EXPIRED_POSTGRES).bind(before).bind(max).execute(c).await?.rows_affected(),
    })
}
