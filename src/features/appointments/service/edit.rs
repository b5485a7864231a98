//! What the practice's staff put right: the time, and the words of the reason.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use futures::FutureExt;

use super::super::model::{AppointmentView, MovePage};
use super::super::store::{self, NewChange, read};
use super::tell::{self, Happened};
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Appointment, Id, Slot, VisitKind};
use crate::features::notifications::letter::MovedFrom;
use crate::features::notifications::model::NotificationKind;
use crate::features::schedule::service::{self as schedule, FreeSlots};
use crate::platform::app::App;
use crate::platform::zone;
use crate::policy::{Permit, act, allow};

/// How far ahead the times to move to reach, in days, and the most that are shown.
const DAYS: i64 = 42;
const MAX_TIMES: usize = 1000;

/// What whoever moves an appointment has said of its kind: it does not change unnoticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindSaid {
    /// It stays as it is.
    Nothing,
    /// It will be this one.
    Is(VisitKind),
    /// It may become this one.
    May(VisitKind),
}

impl KindSaid {
    fn admits(self, before: VisitKind, after: VisitKind) -> bool {
        match self {
            Self::Nothing => after == before,
            Self::Is(kind) => after == kind,
            Self::May(kind) => after == before || after == kind,
        }
    }
}

/// Where to, and why.
pub struct Move {
    pub slot: Id<Slot>,
    /// When the slot began as it was shown.
    pub seen_at: Option<DateTime<Utc>>,
    pub kind: KindSaid,
    pub reason: Option<String>,
}

/// The appointment with the times that its doctor has free.
///
/// # Errors
/// [`Code::NotFound`] when it is not theirs, [`Code::WrongStatus`] for one that is over.
pub async fn times(app: &App, permit: &Permit<act::EditAppointment>, id: Id<Appointment>, reader: Option<Tz>) -> Result<MovePage> {
    let appointment = super::read::view(app, id, permit.actor(), permit.scope(), reader).await?;
    if !appointment.status.is_active() {
        return Err(Code::WrongStatus.into());
    }
    let zone = zone::stored(Some(&appointment.doctor.time_zone));
    let now = app.clock.now();
    let wanted = FreeSlots { to: Some(now + Duration::days(DAYS)), limit: MAX_TIMES, ..FreeSlots::default() };
    let public = allow::<act::FindDoctors>(&permit.actor())?;
    let slots = schedule::free(app, &public, appointment.doctor.id, &wanted, (zone, reader)).await?.items;
    Ok(MovePage { appointment, slots, today: zone::local_day(now, reader.unwrap_or(zone)) })
}

/// Gives an appointment another time of the same doctor: the old one is free when the new one is taken, and not before.
///
/// # Errors
/// [`Code::NotFound`] when it is not theirs or the slot is another doctor's, [`Code::WrongStatus`] for one that is over,
/// [`Code::Invalid`] for the time that it has, and for one of a kind that was not agreed to; as a booking's, with the nearest free slots.
pub async fn move_to(
    app: &App,
    permit: &Permit<act::EditAppointment>,
    id: Id<Appointment>,
    to: Move,
    reader: Option<Tz>,
) -> Result<AppointmentView> {
    let slot = to.slot;
    match moved(app, permit, id, to).await {
        Ok(()) => super::read::view(app, id, permit.actor(), permit.scope(), reader).await,
        Err(error) => {
            let whose = {
                let mut conn = app.read().await?;
                read::find(&mut conn, id, permit.scope()).await?.map(|row| (row.patient_id, row.doctor_id))
            };
            let patient = whose.map(|(patient, _)| patient);
            let mut error = super::book::with_others(app, error, slot, patient, reader).await?;
            // It stays with its doctor.
            if let Some((_, doctor)) = whose {
                error.nearest.retain(|slot| slot.doctor_id == doctor);
            }
            Err(error)
        }
    }
}

async fn moved(app: &App, permit: &Permit<act::EditAppointment>, id: Id<Appointment>, to: Move) -> Result<()> {
    let (clock, scope, actor, by) = (app.clock.clone(), permit.scope(), permit.actor(), permit.user()?);
    app.write(move |tx| {
        async move {
            let now = clock.now();
            let mut row = super::held(tx, id, scope).await?;
            if !row.status.is_active() {
                return Err(Code::WrongStatus.into());
            }
            let slot = store::before_booking(tx, to.slot, row.patient_id, now).await?.ok_or(Code::NotFound)?;
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
                by,
                from: Some(row.status),
                to: row.status,
                reason: to.reason.as_deref(),
                moved: Some([(row.starts_at, row.kind), (slot.starts_at, slot.kind)]),
            };
            store::insert_change(tx, &change).await?;
            let before = MovedFrom { starts_at: row.starts_at, kind: row.kind, reason: to.reason };
            (row.slot_id, row.starts_at, row.ends_at, row.kind) = (slot.slot_id, slot.starts_at, slot.ends_at, slot.kind);
            let sequence = super::sequence(tx, id).await?;
            tell::everybody(
                tx,
                &clock,
                &row,
                &Happened { kind: NotificationKind::Moved, by, sequence, mail: true, moved: Some(before) },
            )
            .await?;
            crate::features::audit::service::record(tx, &clock, actor, "appointments.move", id.uuid()).await
        }
        .boxed()
    })
    .await
}

/// Puts the reason for the visit into other words; those before stay in the history.
///
/// # Errors
/// [`Code::NotFound`] when it is not theirs, [`Code::WrongStatus`] for one that is over.
pub async fn reword(app: &App, permit: &Permit<act::EditAppointment>, id: Id<Appointment>, reason: String) -> Result<()> {
    let (clock, scope, actor, by) = (app.clock.clone(), permit.scope(), permit.actor(), permit.user()?);
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
                by,
                from: Some(row.status),
                to: row.status,
                reason: Some(&row.reason),
                moved: None,
            };
            store::insert_change(tx, &change).await?;
            crate::features::audit::service::record(tx, &clock, actor, "appointments.reword", id.uuid()).await
        }
        .boxed()
    })
    .await
}
