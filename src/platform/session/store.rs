//! Database queries for sessions.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::base::error::Result;
use crate::base::model::{Id, Role, Session, StoredFile, User, UserStatus};
use crate::base::text::Lang;
use crate::platform::db::{Conn, Engine, Tx, with_conn};
use crate::policy::Actor;

const INSERT: &str = "INSERT INTO sessions (id, user_id, generation, rotated_at, created_at, expires_at, user_agent) \
     VALUES ($1, $2, 1, $3, $3, $4, $5)";
const FIND: &str = "SELECT s.user_id, s.generation, s.rotated_at, s.expires_at, s.ended_at, u.role, u.status, u.full_name, u.locale, \
     u.time_zone, u.photo_id, (SELECT COUNT(*) FROM notifications n WHERE n.user_id = s.user_id AND n.read_at IS NULL) AS unread, \
     (SELECT d.due_at FROM account_deletions d WHERE d.user_id = s.user_id) AS deletion_due_at \
     FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1";
const LOCK: &str = "UPDATE sessions SET generation = generation WHERE id = $1";
const ROTATE: &str = "UPDATE sessions SET generation = $2, rotated_at = $3 WHERE id = $1";
const END_ALL: &str = "UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL AND id <> $3";
const LIST: &str = "SELECT id, created_at, rotated_at, user_agent FROM sessions WHERE user_id = $1 AND ended_at IS NULL \
     AND expires_at > $2 AND rotated_at > $3 ORDER BY rotated_at DESC, id DESC LIMIT 100";
const END_OF_USER: &str =
    "UPDATE sessions SET ended_at = $3 WHERE id = $1 AND user_id = $2 AND ended_at IS NULL AND expires_at > $3";
const COUNT_BY_AGENT: &str = "SELECT COUNT(*), COUNT(CASE WHEN user_agent = $2 THEN 1 END) FROM sessions WHERE user_id = $1";
const OF_USER: &str =
    "SELECT id, created_at, rotated_at, expires_at, ended_at, user_agent FROM sessions WHERE user_id = $1 ORDER BY created_at, id";
const ERASE: &str = "DELETE FROM sessions WHERE user_id = $1";
const END: &str = "UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";

// Sessions that were ended count, too: `expires_at` is at most a day after their beginning.
const DELETE_EXPIRED_SQLITE: &str =
    "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
const DELETE_EXPIRED_POSTGRES: &str = "DELETE FROM sessions WHERE id IN \
     (SELECT id FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)";

/// A session with the current data of its account.
#[derive(Clone, Debug, FromRow)]
pub struct SessionRow {
    pub user_id: Id<User>,
    pub generation: i64,
    pub rotated_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    #[sqlx(try_from = "String")]
    pub role: Role,
    #[sqlx(try_from = "String")]
    pub status: UserStatus,
    pub full_name: String,
    #[sqlx(try_from = "String")]
    pub locale: Lang,
    pub time_zone: Option<String>,
    pub photo_id: Option<Id<StoredFile>>,
    pub unread: i64,
    pub deletion_due_at: Option<DateTime<Utc>>,
}

impl SessionRow {
    /// Returns whether the account may sign in: pending doctors may, and see that they are pending; suspended accounts may not.
    pub fn may_sign_in(&self) -> bool {
        self.status != UserStatus::Suspended
    }

    /// Returns whether this is a pending doctor.
    pub fn is_pending(&self) -> bool {
        self.status == UserStatus::Pending
    }

    pub fn actor(&self) -> Actor {
        if self.is_pending() { Actor::Pending { id: self.user_id } } else { Actor::User { id: self.user_id, role: self.role } }
    }
}

pub async fn insert(
    tx: &mut Tx,
    id: Id<Session>,
    user: Id<User>,
    now: DateTime<Utc>,
    expires: DateTime<Utc>,
    agent: &str,
) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT).bind(id).bind(user).bind(now).bind(expires).bind(agent).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn find(conn: &mut Conn, id: Id<Session>) -> Result<Option<SessionRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(FIND).bind(id).fetch_optional(c).await)?)
}

/// Like [`find`]; the session is locked until this transaction ends.
pub async fn lock(tx: &mut Tx, id: Id<Session>) -> Result<Option<SessionRow>> {
    if let Engine::Postgres(c) = tx.engine() {
        sqlx::query(LOCK).bind(id).execute(c).await?;
    }
    find(tx, id).await
}

pub async fn rotate(tx: &mut Tx, id: Id<Session>, generation: i64, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ROTATE).bind(id).bind(generation).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn end(tx: &mut Tx, id: Id<Session>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(END).bind(id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// An open session.
#[derive(Clone, Debug, FromRow)]
pub struct OpenSession {
    pub id: Id<Session>,
    pub created_at: DateTime<Utc>,
    /// When its tokens were last renewed: it was used within [`ACCESS_MINUTES`](super::ACCESS_MINUTES) after.
    pub rotated_at: DateTime<Utc>,
    pub user_agent: String,
}

/// Returns the sessions that have not ended and were used since `idle`, the last used first.
pub async fn list(conn: &mut Conn, user: Id<User>, now: DateTime<Utc>, idle: DateTime<Utc>) -> Result<Vec<OpenSession>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(LIST).bind(user).bind(now).bind(idle).fetch_all(c).await)?)
}

/// A session of an account, also one that has ended.
#[derive(Clone, Debug, FromRow)]
pub struct PastSession {
    pub id: Id<Session>,
    pub created_at: DateTime<Utc>,
    pub rotated_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub user_agent: String,
}

/// Returns all sessions of an account that are still stored, the oldest first.
pub async fn of_user(conn: &mut Conn, user: Id<User>) -> Result<Vec<PastSession>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(OF_USER).bind(user).fetch_all(c).await)?)
}

pub async fn erase(tx: &mut Tx, user: Id<User>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(user).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns `false` if it is not a session of `user`, or has ended.
pub async fn end_of_user(tx: &mut Tx, id: Id<Session>, user: Id<User>, now: DateTime<Utc>) -> Result<bool> {
    let rows = with_conn!(tx.engine(), c => sqlx::query(END_OF_USER).bind(id).bind(user).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Returns the number of sessions that an account has had lately, and of those with this `User-Agent`.
pub async fn count_by_agent(tx: &mut Tx, user: Id<User>, agent: &str) -> Result<(i64, i64)> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_as(COUNT_BY_AGENT).bind(user).bind(agent).fetch_one(c).await)?)
}

/// Ends all sessions of an account but `except`.
pub async fn end_all(tx: &mut Tx, user: Id<User>, except: Id<Session>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(END_ALL).bind(user).bind(now).bind(except).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn delete_expired(tx: &mut Tx, before: DateTime<Utc>, max: i64) -> Result<u64> {
    Ok(match tx.engine() {
        Engine::Sqlite(c) => sqlx::query(DELETE_EXPIRED_SQLITE).bind(before).bind(max).execute(c).await?.rows_affected(),
        Engine::Postgres(c) => sqlx::query(DELETE_EXPIRED_POSTGRES).bind(before).bind(max).execute(c).await?.rows_affected(),
    })
}
