//! Database queries for notifications.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::service::Subject;
use crate::base::error::Result;
use crate::base::model::{Id, Notification, User};
use crate::base::text::Lang;
use crate::platform::db::append::Table;
use crate::platform::db::{Conn, Tx, with_conn};

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

const DELETE_OF: &str = "DELETE FROM notifications WHERE user_id = $1";

const RECIPIENT: &str = "SELECT id, email, full_name, locale FROM users WHERE id = $1";
// Whoever was only invited may have a mistyped address.
const ACTIVE_ADMINS: &str = "SELECT id, email, full_name, locale FROM users WHERE role = 'admin' AND status = 'active' AND invited_at IS NULL \
     ORDER BY id LIMIT 20";

/// Deletes all notifications of an account.
pub async fn delete_of(tx: &mut Tx, user: Id<User>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(DELETE_OF).bind(user).execute(c).await.map(|_| ()))?;
    Ok(())
}

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
