//! The rows of notifications.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::model::{NotificationKind, Subject};
use crate::base::error::Result;
use crate::base::model::{Id, Notification, User};
use crate::base::text::Lang;
use crate::platform::db::append::Table;
use crate::platform::db::{Conn, Tx, with_conn};

const ADDED: Table =
    Table { name: "notifications", columns: &["id", "user_id", "kind", "subject_kind", "subject_id", "created_at"], tail: "" };
const LIST: &str = "SELECT n.id, n.kind, n.subject_kind, n.subject_id, n.created_at, n.read_at, a.starts_at, a.kind AS visit_kind, \
     du.time_zone AS doctor_zone, CASE WHEN n.subject_kind = 'doctor' THEN su.full_name WHEN a.patient_id = n.user_id THEN du.full_name \
     ELSE pu.full_name END AS other, \
     CASE WHEN c.moved_from_kind <> c.moved_to_kind THEN c.moved_to_kind END AS other_kind FROM notifications n \
     LEFT JOIN appointments a ON n.subject_kind = 'appointment' AND a.id = n.subject_id \
     LEFT JOIN users du ON du.id = a.doctor_id LEFT JOIN users pu ON pu.id = a.patient_id \
     LEFT JOIN users su ON n.subject_kind = 'doctor' AND su.id = n.subject_id \
     LEFT JOIN appointment_changes c ON n.kind = 'moved' AND c.id = (SELECT m.id FROM appointment_changes m \
     WHERE m.appointment_id = n.subject_id AND m.moved_to IS NOT NULL AND m.at <= n.created_at ORDER BY m.at DESC, m.id DESC LIMIT 1) \
     WHERE n.user_id = $1 AND n.id < $2 ORDER BY n.id DESC LIMIT $3";
const MARK: &str = "UPDATE notifications SET read_at = $3 WHERE id = $1 AND user_id = $2 AND read_at IS NULL";
const EXISTS: &str = "SELECT COUNT(*) FROM notifications WHERE id = $1 AND user_id = $2";
const MARK_ABOUT: &str =
    "UPDATE notifications SET read_at = $4 WHERE user_id = $1 AND subject_kind = $2 AND subject_id = $3 AND read_at IS NULL";
const MARK_FOR_STAFF: &str = "UPDATE notifications SET read_at = $3 WHERE user_id IN (SELECT id FROM users WHERE role = 'admin') \
     AND subject_kind = $1 AND subject_id = $2 AND read_at IS NULL";
const UNREAD: &str = "SELECT COUNT(*) FROM notifications WHERE user_id = $1 AND read_at IS NULL";
const MARK_ALL: &str = "UPDATE notifications SET read_at = $2 WHERE user_id = $1 AND read_at IS NULL";

const RECIPIENT: &str = "SELECT id, email, full_name, locale FROM users WHERE id = $1";
const ACTIVE_ADMINS: &str =
    "SELECT id, email, full_name, locale FROM users WHERE role = 'admin' AND status = 'active' ORDER BY id LIMIT 20";

/// Somebody who can be written to.
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
    #[sqlx(try_from = "String")]
    pub kind: NotificationKind,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub created_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
    /// Of the appointment that it is about, as its kind.
    pub starts_at: Option<DateTime<Utc>>,
    pub visit_kind: Option<String>,
    pub doctor_zone: Option<String>,
    pub other: Option<String>,
    /// Of the move that it tells of, where that changed it.
    pub other_kind: Option<String>,
}

pub fn add(tx: &mut Tx, id: Id<Notification>, user: Id<User>, kind: NotificationKind, subject: Subject, now: DateTime<Utc>) {
    let (subject_kind, subject_id) = subject.stored();
    tx.append(&ADDED, [id.into(), user.into(), kind.as_str().into(), subject_kind.into(), subject_id.into(), now.into()]);
}

/// The newest before `before`.
pub async fn list(conn: &mut Conn, user: Id<User>, before: Uuid, limit: i64) -> Result<Vec<NotificationRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(LIST).bind(user).bind(before).bind(limit).fetch_all(c).await)?)
}

/// `false` when there is none of that id for that account.
pub async fn mark_read(tx: &mut Tx, id: Id<Notification>, user: Id<User>, now: DateTime<Utc>) -> Result<bool> {
    let known: i64 = with_conn!(tx.engine(), c => sqlx::query_scalar(EXISTS).bind(id).bind(user).fetch_one(c).await)?;
    with_conn!(tx.engine(), c => sqlx::query(MARK).bind(id).bind(user).bind(now).execute(c).await.map(|_| ()))?;
    Ok(known > 0)
}

/// All that the account has been told about this.
pub async fn mark_read_about(tx: &mut Tx, user: Id<User>, subject: Subject, now: DateTime<Utc>) -> Result<()> {
    let (kind, id) = subject.stored();
    with_conn!(tx.engine(), c => sqlx::query(MARK_ABOUT).bind(user).bind(kind).bind(id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// All that the practice's staff have been told about this.
pub async fn mark_read_for_staff(tx: &mut Tx, subject: Subject, now: DateTime<Utc>) -> Result<()> {
    let (kind, id) = subject.stored();
    with_conn!(tx.engine(), c => sqlx::query(MARK_FOR_STAFF).bind(kind).bind(id).bind(now).execute(c).await.map(|_| ()))?;
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

/// The practice's staff, the first twenty.
pub async fn active_admins(conn: &mut Conn) -> Result<Vec<Recipient>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(ACTIVE_ADMINS).fetch_all(c).await)?)
}
