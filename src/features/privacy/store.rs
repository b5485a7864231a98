//! Database queries for exports and deletions of accounts.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::model::ExportState;
use crate::base::error::Result;
use crate::base::model::{DataExport, Id, User};
use crate::platform::db::{Conn, Tx, with_conn};

const FIND: &str = "SELECT id, user_id, state, asked_at, expires_at, blob_key, bytes, sha256 FROM exports WHERE id = $1";
const LATEST: &str = "SELECT id, user_id, state, asked_at, expires_at, blob_key, bytes, sha256 FROM exports WHERE user_id = $1 \
     ORDER BY asked_at DESC, id DESC LIMIT 1";
const SINCE: &str = "SELECT asked_at FROM exports WHERE user_id = $1 AND asked_at > $2 ORDER BY asked_at";
const INSERT: &str = "INSERT INTO exports (id, user_id, state, asked_at) VALUES ($1, $2, 'making', $3)";
const FINISH: &str = "UPDATE exports SET state = 'ready', expires_at = $2, blob_key = $3, bytes = $4, sha256 = $5 \
     WHERE id = $1 AND state = 'making'";
const FAIL: &str = "UPDATE exports SET state = 'failed' WHERE id = $1 AND state = 'making'";
const FAIL_STALE: &str = "UPDATE exports SET state = 'failed' WHERE user_id = $1 AND state = 'making' AND asked_at <= $2";
const DELETE_BY_KEY: &str = "DELETE FROM exports WHERE blob_key = $1";
const KEYS: &str = "SELECT blob_key FROM exports WHERE user_id = $1 AND blob_key IS NOT NULL";
const ERASE: &str = "DELETE FROM exports WHERE user_id = $1";
const DELETE_OLD: &str = "DELETE FROM exports WHERE user_id = $1 AND blob_key IS NULL AND state = 'failed' AND asked_at <= $2";

const DUE: &str = "SELECT due_at FROM account_deletions WHERE user_id = $1";
const ASK: &str = "INSERT INTO account_deletions (user_id, asked_at, due_at) VALUES ($1, $2, $3) ON CONFLICT (user_id) DO NOTHING";
const TAKE_BACK: &str = "DELETE FROM account_deletions WHERE user_id = $1";

#[derive(Clone, Debug, FromRow)]
pub struct ExportRow {
    pub id: Id<DataExport>,
    pub user_id: Id<User>,
    #[sqlx(try_from = "String")]
    pub state: ExportState,
    pub asked_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub blob_key: Option<String>,
    pub bytes: Option<i64>,
    pub sha256: Option<Vec<u8>>,
}

pub async fn find(conn: &mut Conn, id: Id<DataExport>) -> Result<Option<ExportRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(FIND).bind(id).fetch_optional(c).await)?)
}

pub async fn latest(conn: &mut Conn, user: Id<User>) -> Result<Option<ExportRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(LATEST).bind(user).fetch_optional(c).await)?)
}

/// Returns when the account's exports after `since` were asked for, the oldest first.
pub async fn since(conn: &mut Conn, user: Id<User>, since: DateTime<Utc>) -> Result<Vec<DateTime<Utc>>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(SINCE).bind(user).bind(since).fetch_all(c).await)?)
}

pub async fn insert(tx: &mut Tx, id: Id<DataExport>, user: Id<User>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT).bind(id).bind(user).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns `false` if the export is not being made any more.
pub async fn finish(tx: &mut Tx, id: Id<DataExport>, expires: DateTime<Utc>, key: &str, bytes: i64, sha256: &[u8]) -> Result<bool> {
    let rows = with_conn!(tx.engine(), c => sqlx::query(FINISH)
        .bind(id).bind(expires).bind(key).bind(bytes).bind(sha256).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

pub async fn fail(tx: &mut Tx, id: Id<DataExport>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(FAIL).bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Gives up the account's exports that were asked for before `before` and are still being made.
pub async fn fail_stale(tx: &mut Tx, user: Id<User>, before: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(FAIL_STALE).bind(user).bind(before).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Deletes the rows of failed exports that were asked for before `before`.
pub async fn delete_old(tx: &mut Tx, user: Id<User>, before: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(DELETE_OLD).bind(user).bind(before).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn delete_by_key(tx: &mut Tx, key: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(DELETE_BY_KEY).bind(key).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Deletes all exports of an account; returns the keys of their files.
pub async fn erase(tx: &mut Tx, user: Id<User>) -> Result<Vec<String>> {
    let keys = with_conn!(tx.engine(), c => sqlx::query_scalar(KEYS).bind(user).fetch_all(c).await)?;
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(user).execute(c).await.map(|_| ()))?;
    Ok(keys)
}

/// Returns when the account will be deleted, if that was asked for.
pub async fn due(conn: &mut Conn, user: Id<User>) -> Result<Option<DateTime<Utc>>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(DUE).bind(user).fetch_optional(c).await)?)
}

pub async fn ask_deletion(tx: &mut Tx, user: Id<User>, now: DateTime<Utc>, due: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ASK).bind(user).bind(now).bind(due).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns `false` if no deletion was asked for.
pub async fn take_back(tx: &mut Tx, user: Id<User>) -> Result<bool> {
    let rows = with_conn!(tx.engine(), c => sqlx::query(TAKE_BACK).bind(user).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}
