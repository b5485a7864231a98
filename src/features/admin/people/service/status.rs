//! Suspending and restoring accounts, and what becomes of a suspended person's appointments.

use chrono_tz::Tz;
use futures::FutureExt;

use super::super::mails::{Restored, Suspended};
use super::super::model::AccountAction;
use super::{Change, keep_an_admin};
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Role, User, UserStatus};
use crate::features::accounts::service as accounts;
use crate::features::appointments::model::{AppointmentFilter, Period, Status};
use crate::features::appointments::service::{self as appointments, Wanted};
use crate::features::doctors::service as doctors;
use crate::features::notifications::mail;
use crate::platform::app::App;
use crate::platform::cursor;
use crate::platform::{links, session};
use crate::policy::{Permit, act, allow_by};

/// Suspends an account: its owner cannot sign in, all sessions end at once, mailed links stop working, and a doctor is no longer found or
/// booked. Coming appointments stay.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::Decided`] if it is suspended; [`Code::OwnAccount`], [`Code::LastAdmin`].
pub async fn suspend(app: &App, permit: &Permit<act::SuspendPeople>, id: Id<User>, reason: String) -> Result<()> {
    let (change, clock) = (Change::new(permit, reason)?, app.clock.clone());
    app.write(move |tx| {
        async move {
            let row = change.hold_other(tx, id).await?;
            if row.status == UserStatus::Suspended {
                return Err(Code::Decided.into());
            }
            keep_an_admin(tx, &row).await?;
            accounts::set_status(tx, &clock, id, UserStatus::Suspended).await?;
            session::end_all(tx, id, None, clock.now()).await?;
            links::revoke(tx, id, clock.now()).await?;
            mail::enqueue(tx, &clock, &row.email, row.locale, &Suspended { name: row.full_name })?;
            change.record(tx, &clock, (id, row.role), AccountAction::Suspend);
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Restores a suspended account. A doctor who was not approved before is pending again.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::Decided`] if it is not suspended.
pub async fn restore(app: &App, permit: &Permit<act::SuspendPeople>, id: Id<User>, reason: String) -> Result<()> {
    let (change, clock) = (Change::new(permit, reason)?, app.clock.clone());
    app.write(move |tx| {
        async move {
            let row = change.hold_other(tx, id).await?;
            if row.status != UserStatus::Suspended {
                return Err(Code::Decided.into());
            }
            let status = match row.role {
                Role::Patient | Role::Admin => UserStatus::Active,
                Role::Doctor => {
                    let profile = doctors::profile(tx, id.of()).await?.ok_or(Code::Internal)?;
                    if profile.approved_at.is_some() { UserStatus::Active } else { UserStatus::Pending }
                }
            };
            accounts::set_status(tx, &clock, id, status).await?;
            mail::enqueue(tx, &clock, &row.email, row.locale, &Restored { name: row.full_name })?;
            change.record(tx, &clock, (id, row.role), AccountAction::Restore);
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Cancels all coming appointments of a suspended person. Each is a change of its own, which tells patient and doctor as always, with
/// the reason, which both read.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::Decided`] if the account is not suspended.
pub async fn cancel_appointments(
    app: &App,
    permit: &Permit<act::SuspendPeople>,
    id: Id<User>,
    reason: String,
    reader: Option<Tz>,
) -> Result<()> {
    let reads = allow_by::<act::ReadAppointments>(permit.by(), permit.recorded().clone())?;
    let changes = allow_by::<act::ChangeAppointment>(permit.by(), permit.recorded().clone())?;
    let (change, clock) = (Change::new(permit, reason.clone())?, app.clock.clone());
    let role = app
        .write(move |tx| {
            async move {
                let row = change.hold_other(tx, id).await?;
                if row.status != UserStatus::Suspended {
                    return Err(Code::Decided.into());
                }
                change.record(tx, &clock, (id, row.role), AccountAction::CancelAppointments);
                Ok(row.role)
            }
            .boxed()
        })
        .await?;
    let (filter, mut after) = (AppointmentFilter::default(), None);
    loop {
        let wanted = Wanted {
            doctor: (role == Role::Doctor).then(|| id.of()),
            patient: (role != Role::Doctor).then(|| id.of()),
            limit: Some(cursor::MAX_LIMIT),
            ..Wanted::of(Period::Upcoming, &filter, after.as_deref())
        };
        let page = appointments::list(app, &reads, &wanted, reader).await?;
        for appointment in page.items {
            let cancelled =
                appointments::change_status(app, &changes, appointment.id, Status::Cancelled, Some(reason.clone()), reader).await;
            match cancelled {
                // Somebody else was faster.
                Err(error) if error.code == Code::WrongStatus => {}
                cancelled => drop(cancelled?),
            }
        }
        match page.next_cursor {
            None => return Ok(()),
            next => after = next,
        }
    }
}
