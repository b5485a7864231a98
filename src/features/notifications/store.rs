//! Database queries for notifications.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::service::Subject;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Notification, User};
use crate::base::text::Lang;
use crate::platform::db::append::Table;
use crate::platform::db::{Conn, Engine, Tx, with_conn};

const TABLE: Table = Table {
    name: "notifications",
    columns: &["id", "user_id", "kind", "subject_kind", "subject_id", "parameters", "created_at"],
    tail: "",
};
const LIST: &str = "SELECT id, kind, subject_kind, subject_id, parameters, created_at, read_at FROM notifications \
     WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
const MARK: &str = "UPDATE notifications SET read_at = $3 WHERE id = $1 AND user_id = $2 AND read_at IS NULL";
const EXISTS: &str = "SELECT COUNT(*) FROM notifications WHERE id = $1 AND user_id = $2";
const MARK_ABOUT: &str =
    "UPDATE notifications SET read_at = $4 WHERE user_id = $1 AND subject_kind = $2 AND subject_id = $3 AND read_at IS NULL";
const MARK_FOR_STAFF: &str = "UPDATE notifications SET read_at = $3 WHERE user_id IN (SELECT id FROM users WHERE role = 'admin') \
     AND subject_kind = $1 AND subject_id = $2 AND read_at IS NULL";
const UNREAD: &str = "SELECT COUNT(*) FROM notifications WHERE user_id = $1 AND read_at IS NULL";
const MARK_ALL: &str = "UPDATE notifications SET read_at = $2 WHERE user_id = $1 AND read_at IS NULL";

const ERASE: &str = "DELETE FROM notifications WHERE user_id = $1";
// The ids as JSON: hexadecimal on SQLite, with hyphens on PostgreSQL.
const FORGET_NAME_SQLITE: &str = "UPDATE notifications SET parameters = json_set(parameters, '$.with', '') \
     WHERE user_id = $1 AND subject_kind = $2 AND subject_id IN (SELECT unhex(value) FROM json_each($3))";
const FORGET_NAME_POSTGRES: &str = "UPDATE notifications SET parameters = jsonb_set(parameters::jsonb, '{with}', '\"\"')::text \
     WHERE user_id = $1 AND subject_kind = $2 AND subject_id = ANY($3)";

const RECIPIENT: &str = "SELECT id, email, full_name, locale FROM users WHERE id = $1";
// Whoever was only invited may have a mistyped address.
const ACTIVE_ADMINS: &str = "SELECT id, email, full_name, locale FROM users WHERE role = 'admin' AND status = 'active' AND invited_at IS NULL \
     ORDER BY id LIMIT 20";

/// The recipient of a mail.
#[derive(Clone, Debug, FromRow)]
pub struct Recipient {
    pub id: Id<User>,
    pub email: String,
    pub full_name: String,
    #[sqlx(try_from = "String")]
    pub locale: Lang,
}

#[derive(Clone, Debug, FromRow)]
pub struct NotificationRow {
    pub id: Id<Notification>,
    pub kind: String,
    pub subject_kind: String,
    pub subject_id: Uuid,
    /// JSON, parsed by the kind.
    pub parameters: String,
    pub created_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
}

/// A new notification.
pub struct New {
    pub id: Id<Notification>,
    pub user: Id<User>,
    pub kind: &'static str,
    pub subject: Subject,
    /// JSON.
    pub parameters: String,
    pub at: DateTime<Utc>,
}

/// Deletes all notifications of an account.
pub async fn erase(tx: &mut Tx, user: Id<User>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(user).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Empties the name in the user's notifications about these subjects.
pub async fn forget_name(tx: &mut Tx, user: Id<User>, kind: &str, subjects: &[Uuid]) -> Result<()> {
    match tx.engine() {
        Engine::Sqlite(c) => {
            let ids: Vec<String> = subjects.iter().map(|id| id.simple().to_string()).collect();
            let ids = serde_json::to_string(&ids).map_err(|_| Code::Internal)?;
            sqlx::query(FORGET_NAME_SQLITE).bind(user).bind(kind).bind(ids).execute(c).await?;
        }
        Engine::Postgres(c) => {
            sqlx::query(FORGET_NAME_POSTGRES).bind(user).bind(kind).bind(subjects).execute(c).await?;
        }
    }
    Ok(())
}

pub fn add(tx: &mut Tx, new: New) {
    let New { id, user, kind, subject, parameters, at } = new;
    tx.append(&TABLE, [id.into(), user.into(), kind.into(), subject.kind.into(), subject.id.into(), parameters.into(), at.into()]);
}

/// Returns up to `limit` notifications with ids before `before`, the newest first.
pub async fn list(conn: &mut Conn, user: Id<User>, before: Uuid, limit: i64) -> Result<Vec<NotificationRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(LIST).bind(user).bind(before).bind(limit).fetch_all(c).await)?)
}

/// Marks a notification as read; `false` if the account has none with that id.
pub async fn mark_read(tx: &mut Tx, id: Id<Notification>, user: Id<User>, now: DateTime<Utc>) -> Result<bool> {
    let known: i64 = with_conn!(tx.engine(), c => sqlx::query_scalar(EXISTS).bind(id).bind(user).fetch_one(c).await)?;
    with_conn!(tx.engine(), c => sqlx::query(MARK).bind(id).bind(user).bind(now).execute(c).await.map(|_| ()))?;
    Ok(known > 0)
}

/// Marks all notifications of an account about this subject as read.
pub async fn mark_read_about(tx: &mut Tx, user: Id<User>, subject: Subject, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(MARK_ABOUT).bind(user).bind(subject.kind).bind(subject.id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Marks all notifications of staff about this subject as read.
pub async fn mark_read_for_staff(tx: &mut Tx, subject: Subject, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(MARK_FOR_STAFF).bind(subject.kind).bind(subject.id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn unread(conn: &mut Conn, user: Id<User>) -> Result<i64> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(UNREAD).bind(user).fetch_one(c).await)?)
}

pub async fn mark_all_read(tx: &mut Tx, user: Id<User>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(MARK_ALL).bind(user).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn recipient(conn: &mut Conn, id: Id<User>) -> Result<Option<Recipient>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(RECIPIENT).bind(id).fetch_optional(c).await)?)
}

/// Returns the active staff accounts, the first twenty.
pub async fn active_admins(conn: &mut Conn) -> Result<Vec<Recipient>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(ACTIVE_ADMINS).fetch_all(c).await)?)
}
