//! Operations on notifications: creating, listing and marking them.

use futures::FutureExt;
use serde::Serialize;
use uuid::Uuid;

use super::kinds::{NotificationKind, Reader, Rendered};
use super::mail::{self, Template};
use super::model::NotificationView;
use super::store::{self, New, NotificationRow};
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Notification, Page, User};
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::cursor;
use crate::platform::db::Tx;
use crate::policy::{Permit, act};

/// The subject of a notification: its kind and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    pub kind: &'static str,
    pub id: Uuid,
}

/// Notifies `user`, in the transaction of the change. `parameters` are those of the kind's text.
///
/// # Errors
/// [`Code::Internal`] if the parameters cannot be serialized.
pub fn notify(
    tx: &mut Tx,
    clock: &Clock,
    user: Id<User>,
    kind: &'static str,
    subject: Subject,
    parameters: &impl Serialize,
) -> Result<()> {
    let parameters = serde_json::to_string(parameters).map_err(|_| Code::Internal)?;
    store::add(tx, New { id: clock.new_id(), user, kind, subject, parameters, at: clock.now() });
    Ok(())
}

/// Marks the user's notifications about this subject as read: whoever changes it knows about it.
///
/// # Errors
/// Database errors.
pub async fn seen(tx: &mut Tx, clock: &Clock, user: Id<User>, about: Subject) -> Result<()> {
    tx.flush().await?;
    store::mark_read_about(tx, user, about, clock.now()).await
}

/// Marks all notifications of staff about this subject as read: it needs no more attention.
///
/// # Errors
/// Database errors.
pub async fn settled(tx: &mut Tx, clock: &Clock, about: Subject) -> Result<()> {
    tx.flush().await?;
    store::mark_read_for_staff(tx, about, clock.now()).await
}

/// Notifies all staff, in the app and by the mail that `mail` returns for their name. Earlier notifications about the same subject are
/// marked as read.
///
/// # Errors
/// [`Code::Internal`] if parameters or mail cannot be serialized; database errors.
pub async fn notify_staff<T: Template>(
    tx: &mut Tx,
    clock: &Clock,
    (kind, subject): (&'static str, Subject),
    parameters: &(impl Serialize + Sync),
    mail: impl Fn(String) -> T + Send,
) -> Result<()> {
    settled(tx, clock, subject).await?;
    for admin in store::active_admins(tx).await? {
        notify(tx, clock, admin.id, kind, subject, parameters)?;
        mail::enqueue(tx, clock, &admin.email, admin.locale, &mail(admin.full_name))?;
    }
    Ok(())
}

/// Queues a mail to one person, in their language.
///
/// # Errors
/// [`Code::NotFound`] for no such account; database errors.
pub async fn mail_to<T: Template>(tx: &mut Tx, clock: &Clock, to: Id<User>, mail: impl FnOnce(String) -> T + Send) -> Result<()> {
    let row = store::recipient(tx, to).await?.ok_or(Code::NotFound)?;
    mail::enqueue(tx, clock, &row.email, row.locale, &mail(row.full_name))
}

/// Empties the name of the person whom the user's notifications about these subjects are about.
///
/// # Errors
/// Database errors.
pub async fn forget_name(tx: &mut Tx, user: Id<User>, kind: &str, subjects: &[Uuid]) -> Result<()> {
    tx.flush().await?;
    store::forget_name(tx, user, kind, subjects).await
}

/// The same for all staff.
///
/// # Errors
/// Database errors.
pub async fn forget_name_for_staff(
    tx: &mut Tx,
    subject: Subject,
    is_about: impl Fn(&serde_json::Value) -> bool + Send + Copy,
) -> Result<()> {
    for admin in store::active_admins(tx).await? {
        forget_name(tx, admin.id, subject.kind, &[subject.id]).await?;
        mail::forget_name(tx, &admin.email, "doctor", is_about).await?;
    }
    Ok(())
}

/// Deletes all notifications of an account.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, user: Id<User>) -> Result<()> {
    tx.flush().await?;
    store::erase(tx, user).await
}

/// Returns the number of the user's own unread notifications.
///
/// # Errors
/// Database errors.
pub async fn unread(app: &App, permit: &Permit<act::ReadNotifications>) -> Result<u32> {
    let mut conn = app.read().await?;
    let count = store::unread(&mut conn, permit.user()?).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Returns a page of the user's own notifications, newest first; the cursor is the last one's id.
///
/// # Errors
/// [`Code::Malformed`] for an invalid cursor.
pub async fn list(
    app: &App,
    permit: &Permit<act::ReadNotifications>,
    after: Option<&str>,
    limit: usize,
    reader: Reader,
) -> Result<Page<NotificationView>> {
    let before = cursor::after(after)?.unwrap_or(Uuid::max());
    let max = i64::try_from(limit).map_err(|_| Code::Internal)? + 1;
    let mut conn = app.read().await?;
    let mut rows = store::list(&mut conn, permit.user()?, before, max).await?;
    let next_cursor = cursor::cut(&mut rows, limit, |row| row.id)?;
    let show = |row: NotificationRow| {
        let known = app.registry.all::<NotificationKind>().iter().find(|kind| kind.name == row.kind);
        let Some(kind) = known else {
            tracing::error!(kind = row.kind, "a notification of an unknown kind");
            return None;
        };
        let parameters = serde_json::from_str(&row.parameters);
        let rendered = parameters.and_then(|parameters| (kind.render)(&row.kind, &parameters, &reader));
        let Rendered { text, emphasised, detail, with, starts_at } = match rendered {
            Ok(rendered) => rendered,
            Err(error) => {
                tracing::error!(%error, notification = %row.id, "a notification cannot be read");
                return None;
            }
        };
        Some(NotificationView {
            id: row.id,
            glyph: kind.glyph,
            link: (kind.link)(row.subject_id),
            kind: row.kind,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            text,
            emphasised,
            detail,
            with,
            starts_at,
            created_at: row.created_at,
            is_read: row.read_at.is_some(),
        })
    };
    Ok(Page { items: rows.into_iter().filter_map(show).collect(), next_cursor })
}

/// Marks a notification as read; a second call changes nothing.
///
/// # Errors
/// [`Code::NotFound`] if it is not the user's.
pub async fn mark_read(app: &App, permit: &Permit<act::MarkNotifications>, id: Id<Notification>) -> Result<()> {
    let (user, now) = (permit.user()?, app.clock.now());
    let known = app.write(move |tx| async move { store::mark_read(tx, id, user, now).await }.boxed()).await?;
    if known { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Marks all of the user's own notifications as read.
///
/// # Errors
/// Database errors.
pub async fn mark_all_read(app: &App, permit: &Permit<act::MarkNotifications>) -> Result<()> {
    let (user, now) = (permit.user()?, app.clock.now());
    app.write(move |tx| async move { store::mark_all_read(tx, user, now).await }.boxed()).await
}
