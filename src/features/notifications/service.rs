//! Telling somebody in the app, and what they have been told.

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

/// What a notification is about: a word for its kind, and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    pub kind: &'static str,
    pub id: Uuid,
}

/// Tells `user` about something, in the transaction of what happened to it. `parameters` are what the kind's text needs.
///
/// # Errors
/// [`Code::Internal`] for parameters that JSON cannot hold.
pub fn tell(
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

/// Who changes something knows what they were told about it before.
///
/// # Errors
/// The database's.
pub async fn seen(tx: &mut Tx, clock: &Clock, user: Id<User>, about: Subject) -> Result<()> {
    tx.flush().await?;
    store::mark_read_about(tx, user, about, clock.now()).await
}

/// None of the practice's staff has to do anything about this any more.
///
/// # Errors
/// The database's.
pub async fn settled(tx: &mut Tx, clock: &Clock, about: Subject) -> Result<()> {
    tx.flush().await?;
    store::mark_read_for_staff(tx, about, clock.now()).await
}

/// Tells each of the practice's staff, in the app and by a mail that `mail` makes of their name. What they were told of the same before is
/// read by then.
///
/// # Errors
/// The database's.
pub async fn tell_staff<T: Template>(
    tx: &mut Tx,
    clock: &Clock,
    (kind, subject): (&'static str, Subject),
    parameters: &(impl Serialize + Sync),
    mail: impl Fn(String) -> T + Send,
) -> Result<()> {
    settled(tx, clock, subject).await?;
    for admin in store::active_admins(tx).await? {
        tell(tx, clock, admin.id, kind, subject, parameters)?;
        mail::post(tx, clock, &admin.email, admin.locale, &mail(admin.full_name))?;
    }
    Ok(())
}

/// Writes to one person, in their language.
///
/// # Errors
/// [`Code::NotFound`] for no such account; the database's.
pub async fn write_to<T: Template>(tx: &mut Tx, clock: &Clock, to: Id<User>, mail: impl FnOnce(String) -> T + Send) -> Result<()> {
    let row = store::recipient(tx, to).await?.ok_or(Code::NotFound)?;
    mail::post(tx, clock, &row.email, row.locale, &mail(row.full_name))
}

/// How many of one's own are not read yet.
///
/// # Errors
/// The database's.
pub async fn unread(app: &App, permit: &Permit<act::ReadNotifications>) -> Result<u32> {
    let mut conn = app.read().await?;
    let count = store::unread(&mut conn, permit.user()?).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A page of one's own, newest first; the cursor is the last one's id.
///
/// # Errors
/// [`Code::Malformed`] for a cursor that is not ours.
pub async fn list(
    app: &App,
    permit: &Permit<act::ReadNotifications>,
    after: Option<&str>,
    limit: usize,
    reader: Reader,
) -> Result<Page<NotificationView>> {
    let before = cursor::after(after)?.unwrap_or(Uuid::max());
    let most = i64::try_from(limit).map_err(|_| Code::Internal)? + 1;
    let mut conn = app.read().await?;
    let mut rows = store::list(&mut conn, permit.user()?, before, most).await?;
    let next_cursor = cursor::cut(&mut rows, limit, |row| row.id)?;
    let show = |row: NotificationRow| {
        let known = app.registry.all::<NotificationKind>().iter().find(|kind| kind.name == row.kind);
        let Some(kind) = known else {
            tracing::error!(kind = row.kind, "a notification of a kind that no feature has");
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

/// Marks one as read; reading it twice changes nothing.
///
/// # Errors
/// [`Code::NotFound`] when it is not theirs.
pub async fn mark_read(app: &App, permit: &Permit<act::MarkNotifications>, id: Id<Notification>) -> Result<()> {
    let (user, now) = (permit.user()?, app.clock.now());
    let known = app.write(move |tx| async move { store::mark_read(tx, id, user, now).await }.boxed()).await?;
    if known { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Marks all as read.
///
/// # Errors
/// The database's.
pub async fn mark_all_read(app: &App, permit: &Permit<act::MarkNotifications>) -> Result<()> {
    let (user, now) = (permit.user()?, app.clock.now());
    app.write(move |tx| async move { store::mark_all_read(tx, user, now).await }.boxed()).await
}
