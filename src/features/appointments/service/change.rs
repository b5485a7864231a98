//! Changing an appointment's status and notes.

use chrono::Duration;
use chrono_tz::Tz;
use futures::FutureExt;

use super::super::model::{AppointmentEvent, AppointmentView, Status, cancel_until};
use super::super::store::{self, NewChange};
use super::tell::{self, Happened};
use crate::base::error::{Code, Result};
use crate::base::model::{Appointment, Id, Role};
use crate::features::care::service::{self as care, Between};
use crate::platform::app::App;
use crate::platform::audit;
use crate::policy::{Permit, act};

/// Changes the status as `Status::may_become` allows, and returns the appointment.
///
/// # Errors
/// [`Code::NotFound`] if the actor may not see it, [`Code::WrongStatus`], [`Code::TooLate`] for a patient who cancels a confirmed
/// appointment after [`cancel_until`].
pub async fn change_status(
    app: &App,
    permit: &Permit<act::ChangeAppointment>,
    id: Id<Appointment>,
    to: Status,
    reason: Option<String>,
    reader_zone: Option<Tz>,
) -> Result<AppointmentView> {
    let role = permit.actor().role().ok_or(Code::NotSignedIn)?;
    let (clock, scope, by, user) = (app.clock.clone(), permit.scope(), permit.by(), permit.user()?);
    let (deadline, months) = (Duration::hours(i64::from(app.settings.cancel_hours)), app.settings.care_months);
    let changed = app
        .write(move |tx| {
            async move {
                let now = clock.now();
                let row = super::held(tx, id, scope).await?;
                if !row.status.may_become(to, role, row.starts_at <= now) {
                    return Err(Code::WrongStatus.into());
                }
                let is_bound = to == Status::Cancelled && role == Role::Patient && row.status == Status::Confirmed;
                if is_bound && now > cancel_until(row.starts_at, deadline, row.moved_at) {
                    return Err(Code::TooLate.into());
                }
                store::set_status(tx, id, to, now).await?;
                let change = NewChange {
                    id: clock.new_id(),
                    appointment: id,
                    at: now,
                    by: user,
                    from: Some(row.status),
                    to,
                    reason: reason.as_deref(),
                    moved: None,
                };
                store::add_change(tx, &change);
                tx.flush().await?;
                let sequence = super::sequence(tx, id).await?;
                let (kind, mail) = match to {
                    Status::Confirmed | Status::Pending => (AppointmentEvent::Confirmed, true),
                    Status::Cancelled => (AppointmentEvent::Cancelled, true),
                    Status::Completed => (AppointmentEvent::Completed, false),
                    Status::NoShow => (AppointmentEvent::NoShow, false),
                };
                tell::everybody(tx, &clock, &row, &Happened { kind, by: user, sequence, mail, moved: None }).await?;
                // A request begins no care until it is confirmed.
                if to == Status::Confirmed || row.status == Status::Confirmed {
                    let between = Between { patient: row.patient_id, doctor: row.doctor_id };
                    care::visits_changed(tx, &clock, between, months).await?;
                }
                audit::record_about(tx, &clock, by, "appointments.change_status", id.uuid(), row.patient_id);
                Ok(row.patient_id)
            }
            .boxed()
        })
        .await?;
    // The row of the change says who has seen it.
    permit.recorded().add([changed]);
    super::read::view(app, id, permit, reader_zone).await
}

/// Sets the actor's own note; `None` removes it.
///
/// # Errors
/// [`Code::NotFound`] if the actor may not see it.
pub async fn write_note(app: &App, permit: &Permit<act::WriteNote>, id: Id<Appointment>, note: Option<String>) -> Result<()> {
    let (clock, scope, by) = (app.clock.clone(), permit.scope(), permit.by());
    app.write(move |tx| {
        async move {
            // An update checks the table's constraints again, so it takes the same locks as a booking.
            let row = super::held(tx, id, scope).await?;
            if !store::set_note(tx, id, note.as_deref(), scope, clock.now()).await? {
                return Err(Code::NotFound.into());
            }
            audit::record_about(tx, &clock, by, "appointments.write_note", id.uuid(), row.patient_id);
            Ok(())
        }
        .boxed()
    })
    .await
}
