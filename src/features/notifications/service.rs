//! Telling somebody in the app, and what they have been told.

use chrono_tz::Tz;
use futures::FutureExt;
use uuid::Uuid;

use super::letter::{About, Letter};
use super::model::{NotificationKind, NotificationView, Subject};
use super::store::{self, NotificationRow};
use crate::base::error::{Code, Result};
use crate::base::model::{Doctor, Id, Notification, Page, User};
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::cursor;
use crate::platform::db::Tx;
use crate::platform::zone::{self, Clocks};
use crate::policy::{Permit, act};

/// Tells `user` about something, in the transaction of what happened to it.
pub fn tell(tx: &mut Tx, clock: &Clock, user: Id<User>, kind: NotificationKind, about: impl Into<Subject>) {
    store::add(tx, clock.new_id(), user, kind, about.into(), clock.now());
}

/// Who changes something knows what they were told about it before.
///
/// # Errors
/// The database's.
pub async fn seen(tx: &mut Tx, clock: &Clock, user: Id<User>, about: impl Into<Subject> + Send) -> Result<()> {
    tx.flush().await?;
    store::mark_read_about(tx, user, about.into(), clock.now()).await
}

/// None of the practice's staff has to do anything about this any more.
///
/// # Errors
/// The database's.
pub async fn settled(tx: &mut Tx, clock: &Clock, about: impl Into<Subject> + Send) -> Result<()> {
    tx.flush().await?;
    store::mark_read_for_staff(tx, about.into(), clock.now()).await
}

/// Tells each of the practice's staff of a doctor, in the app and by a mail with their name. What they were told of that doctor
/// before is read by then.
///
/// # Errors
/// The database's.
pub async fn tell_staff(
    tx: &mut Tx,
    clock: &Clock,
    (kind, doctor): (NotificationKind, Id<Doctor>),
    about: impl Fn(String) -> About + Send,
) -> Result<()> {
    settled(tx, clock, doctor).await?;
    for admin in store::active_admins(tx).await? {
        tell(tx, clock, admin.id, kind, doctor);
        let about = about(admin.full_name);
        Letter { lang: admin.locale, about }.post(tx, clock, &admin.email)?;
    }
    Ok(())
}

/// Writes to one person, in their language.
///
/// # Errors
/// [`Code::NotFound`] for no such account; the database's.
pub async fn write_to(tx: &mut Tx, clock: &Clock, to: Id<User>, about: impl FnOnce(String) -> About + Send) -> Result<()> {
    let row = store::recipient(tx, to).await?.ok_or(Code::NotFound)?;
    Letter { lang: row.locale, about: about(row.full_name) }.post(tx, clock, &row.email)
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
    reader_zone: Option<Tz>,
) -> Result<Page<NotificationView>> {
    let before = cursor::after(after)?.unwrap_or(Uuid::max());
    let most = i64::try_from(limit).map_err(|_| Code::Internal)? + 1;
    let mut conn = app.read().await?;
    let mut rows = store::list(&mut conn, permit.user()?, before, most).await?;
    let next_cursor = cursor::cut(&mut rows, limit, |row| row.id)?;
    let show = |row: NotificationRow| {
        let about = |kind: &str| (row.subject_kind == kind).then_some(row.subject_id);
        let (appointment, doctor) = (about("appointment").map(Id::from), about("doctor").map(Id::from));
        let visit = row.visit_kind.as_deref().and_then(|kind| kind.parse().ok());
        let clocks = visit.map(|kind| Clocks::of(kind, zone::stored(row.doctor_zone.as_deref()), reader_zone));
        NotificationView {
            id: row.id,
            kind: row.kind,
            appointment_id: appointment,
            doctor_id: doctor,
            with: row.other.unwrap_or_default(),
            starts_at: clocks.zip(row.starts_at).map(|(clocks, at)| clocks.show(at)),
            created_at: row.created_at,
            read: row.read_at.is_some(),
            other_kind: row.other_kind.and_then(|kind| kind.parse().ok()),
        }
    };
    Ok(Page { items: rows.into_iter().map(show).collect(), next_cursor })
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
