//! Corrections by staff: moving an appointment and rewording its reason.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use futures::FutureExt;

use super::super::mails::MovedFrom;
use super::super::model::{AppointmentEvent, AppointmentView, MovePage, Status};
use super::super::store::{self, NewChange, read};
use super::tell::{self, Happened};
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Appointment, Id, Patient, Slot, VisitKind};
use crate::features::care::service::{self as care, Between};
use crate::features::doctors::service as doctors;
use crate::features::schedule::service::{self as schedule, FreeSlots};
use crate::platform::app::App;
use crate::platform::{audit, zone};
use crate::policy::{Permit, act, allow};

/// Slots to move to: days ahead, and the maximum number.
const DAYS: i64 = 42;
const MAX_TIMES: usize = 1000;

/// The kind of visit that a move may lead to, so that the kind does not change unnoticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllowedKind {
    /// It stays the same.
    Nothing,
    /// It must become this one.
    Is(VisitKind),
    /// It stays the same or becomes this one.
    May(VisitKind),
}

impl AllowedKind {
    fn admits(self, before: VisitKind, after: VisitKind) -> bool {
        match self {
            Self::Nothing => after == before,
            Self::Is(kind) => after == kind,
            Self::May(kind) => after == before || after == kind,
        }
    }
}

/// The target of a move, and the reason.
pub struct Move {
    pub slot: Id<Slot>,
    /// The slot's start as it was shown.
    pub seen_at: Option<DateTime<Utc>>,
    pub kind: AllowedKind,
    pub reason: Option<String>,
}

/// Returns the appointment with its doctor's free slots.
///
/// # Errors
/// [`Code::NotFound`] if the actor may not see it, [`Code::WrongStatus`] if it is not active.
pub async fn times(app: &App, permit: &Permit<act::EditAppointment>, id: Id<Appointment>, reader: Option<Tz>) -> Result<MovePage> {
    let appointment = super::read::view(app, id, permit, reader).await?;
    if !appointment.status.is_active() {
        return Err(Code::WrongStatus.into());
    }
    let zone = zone::stored(Some(&appointment.doctor.time_zone));
    let now = app.clock.now();
    let wanted = FreeSlots { to: Some(now + Duration::days(DAYS)), limit: MAX_TIMES, ..FreeSlots::default() };
    let public = allow::<act::FindDoctors>(&permit.actor())?;
    // Times of a suspended doctor cannot be booked.
    let slots = match doctors::get(app, &public, appointment.doctor.id, reader).await {
        Ok(_) => schedule::free(app, &public, appointment.doctor.id, &wanted, (zone, reader)).await?.items,
        Err(error) if error.code == Code::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    Ok(MovePage { appointment, slots, today: zone::local_day(now, reader.unwrap_or(zone)) })
}

/// Moves an appointment to another slot of the same doctor and returns it. The old slot becomes free in the same transaction.
///
/// # Errors
/// [`Code::NotFound`] if the actor may not see it or the slot is another doctor's, [`Code::WrongStatus`] if it is not active,
/// [`Code::Invalid`] for its current slot or a kind that was not agreed to; the conflicts of a booking, with the nearest free slots.
pub async fn move_to(
    app: &App,
    permit: &Permit<act::EditAppointment>,
    id: Id<Appointment>,
    to: Move,
    reader: Option<Tz>,
) -> Result<AppointmentView> {
    let slot = to.slot;
    match moved(app, permit, id, to).await {
        Ok(patient) => {
            permit.recorded().add([patient]);
            super::read::view(app, id, permit, reader).await
        }
        Err(error) => {
            let whose = {
                let mut conn = app.read().await?;
                read::parties(&mut conn, id, permit.scope()).await?
            };
            let patient = whose.map(|(patient, _)| patient);
            let mut error = super::book::with_others(app, error, slot, patient, reader).await?;
            // The appointment stays with its doctor.
            if let Some((_, doctor)) = whose {
                error.nearest.retain(|slot| slot.doctor_id == doctor);
            }
            Err(error)
        }
    }
}

async fn moved(app: &App, permit: &Permit<act::EditAppointment>, id: Id<Appointment>, to: Move) -> Result<Id<Patient>> {
    let months = app.settings.care_months;
    let (clock, scope, by, user) = (app.clock.clone(), permit.scope(), permit.by(), permit.user()?);
    app.write(move |tx| {
        async move {
            let now = clock.now();
            let mut row = super::held(tx, id, scope).await?;
            if !row.status.is_active() {
                return Err(Code::WrongStatus.into());
            }
            let slot = store::before_moving(tx, to.slot, row.patient_id, now).await?.ok_or(Code::NotFound)?;
            if slot.doctor_id != row.doctor_id {
                return Err(Code::NotFound.into());
            }
            if slot.slot_id == row.slot_id {
                return Err(AppError::field("slot", FieldCode::NotAChoice));
            }
            super::book::check(&slot, to.seen_at, now)?;
            if !to.kind.admits(row.kind, slot.kind) {
                return Err(AppError::field("kind", FieldCode::OtherKind));
            }
            store::move_to(tx, id, &slot, now).await?;
            let change = NewChange {
                id: clock.new_id(),
                appointment: id,
                at: now,
                by: user,
                from: Some(row.status),
                to: row.status,
                reason: to.reason.as_deref(),
                moved: Some([(row.starts_at, row.kind), (slot.starts_at, slot.kind)]),
            };
            store::add_change(tx, &change);
            let before = MovedFrom { starts_at: row.starts_at, kind: row.kind, reason: to.reason };
            (row.slot_id, row.starts_at, row.ends_at, row.kind) = (slot.slot_id, slot.starts_at, slot.ends_at, slot.kind);
            tx.flush().await?;
            let sequence = super::sequence(tx, id).await?;
            tell::everybody(
                tx,
                &clock,
                &row,
                &Happened { kind: AppointmentEvent::Moved, by: user, sequence, mail: true, moved: Some(before) },
            )
            .await?;
            if row.status == Status::Confirmed {
                let between = Between { patient: row.patient_id, doctor: row.doctor_id };
                care::visits_changed(tx, &clock, between, months).await?;
            }
            audit::record_about(tx, &clock, by, "appointments.move", id.uuid(), row.patient_id);
            Ok(row.patient_id)
        }
        .boxed()
    })
    .await
}

/// Rewords the reason for the visit; the previous text is kept in the history.
///
/// # Errors
/// [`Code::NotFound`] if the actor may not see it, [`Code::WrongStatus`] if it is not active.
pub async fn reword(app: &App, permit: &Permit<act::EditAppointment>, id: Id<Appointment>, reason: String) -> Result<()> {
    let (clock, scope, by, user) = (app.clock.clone(), permit.scope(), permit.by(), permit.user()?);
    app.write(move |tx| {
        async move {
            let now = clock.now();
            let row = super::held(tx, id, scope).await?;
            if !row.status.is_active() {
                return Err(Code::WrongStatus.into());
            }
            store::set_reason(tx, id, &reason, now).await?;
            let change = NewChange {
                id: clock.new_id(),
                appointment: id,
                at: now,
                by: user,
                from: Some(row.status),
                to: row.status,
                reason: Some(&row.reason),
                moved: None,
            };
            store::add_change(tx, &change);
            audit::record_about(tx, &clock, by, "appointments.reword", id.uuid(), row.patient_id);
            Ok(())
        }
        .boxed()
    })
    .await
}
