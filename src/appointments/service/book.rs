//! Booking: one transaction, in which the slot is looked at, the appointment made, and everything that follows written down.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use futures::FutureExt;

use super::super::model::{AppointmentView, Status};
use super::super::store::{self, NewAppointment, NewChange};
use super::tell::{self, Happened};
use crate::error::{Code, Result};
use crate::model::{Appointment, Id, Slot};
use crate::notifications::model::Kind;
use crate::platform::app::App;
use crate::platform::db::lock;
use crate::platform::{idempotency, zone};
use crate::policy::{Permit, act};
use crate::schedule::model::SlotState;
use crate::schedule::service as schedule;

/// How many free slots a conflict offers.
const NEAREST: usize = 3;

/// What a patient asks for, parsed.
pub struct Booking {
    pub slot: Id<Slot>,
    /// When the slot began as the patient saw it.
    pub seen_at: Option<DateTime<Utc>>,
    pub reason: String,
    /// The same booking again, under the same key, is answered as the first time.
    pub key: Option<idempotency::Key>,
}

/// Books the slot for the patient who asks.
///
/// # Errors
/// [`Code::NotFound`] for no such slot or a doctor who cannot be booked; [`Code::SlotTaken`], [`Code::PatientBusy`],
/// [`Code::SlotPast`], [`Code::SlotMoved`] with the nearest free slots, a moved one itself first; [`Code::KeyReused`].
pub async fn book(
    app: &App,
    permit: &Permit<act::BookAppointment>,
    booking: Booking,
    reader_zone: Option<Tz>,
) -> Result<AppointmentView> {
    let id: Id<Appointment> = app.clock.new_id();
    let slot = booking.slot;
    match insert(app, permit, id, booking, reader_zone).await {
        Ok(booked) => Ok(booked),
        Err(mut error) => {
            if matches!(error.code, Code::SlotTaken | Code::PatientBusy | Code::SlotPast | Code::SlotMoved) {
                let mut conn = app.read().await?;
                if let Some(wanted) = schedule::slot_for_booking(&mut conn, slot).await? {
                    let (now, zone) =
                        (app.clock.now(), reader_zone.unwrap_or_else(|| zone::stored(Some(&wanted.doctor_time_zone))));
                    if error.code == Code::SlotMoved {
                        let moved = schedule::view(&mut conn, &wanted, zone, now).await?;
                        error.nearest.extend((moved.state == SlotState::Free).then_some(moved));
                    }
                    let more = NEAREST - error.nearest.len();
                    error.nearest.extend(schedule::nearest(&mut conn, now, zone, &wanted, more).await?);
                }
            }
            Err(error)
        }
    }
}

async fn insert(
    app: &App,
    permit: &Permit<act::BookAppointment>,
    id: Id<Appointment>,
    booking: Booking,
    reader_zone: Option<Tz>,
) -> Result<AppointmentView> {
    let (app, actor) = (app.clone(), permit.actor());
    let user = permit.user()?;
    app.clone()
        .write(move |tx| {
            async move {
                let clock = &app.clock;
                let now = clock.now();
                if let Some(key) = &booking.key
                    && let Some(booked) = idempotency::first(tx, key, now).await?
                {
                    return Ok(booked);
                }
                let mut slot = store::before_booking(tx, booking.slot, user.of()).await?.ok_or(Code::NotFound)?;
                // The doctor first, then the patient: everybody in this order, so that nobody waits in a ring.
                if lock::both(tx, slot.doctor_id.uuid(), user.uuid()).await? {
                    slot = store::before_booking(tx, booking.slot, user.of()).await?.ok_or(Code::NotFound)?;
                }
                if !slot.bookable {
                    return Err(Code::NotFound.into());
                }
                if slot.deleted {
                    return Err(Code::SlotTaken.into());
                }
                if booking.seen_at.is_some_and(|seen| seen != slot.starts_at) {
                    return Err(Code::SlotMoved.into());
                }
                if slot.starts_at <= now {
                    return Err(Code::SlotPast.into());
                }
                let status = if slot.auto_confirm { Status::Confirmed } else { Status::Pending };
                let new = NewAppointment {
                    id,
                    doctor: slot.doctor_id,
                    patient: user.of(),
                    slot: slot.slot_id,
                    starts_at: slot.starts_at,
                    ends_at: slot.ends_at,
                    kind: slot.kind,
                    status,
                    reason: &booking.reason,
                    now,
                };
                store::insert(tx, &new).await?;
                let change =
                    NewChange { id: clock.new_id(), appointment: id, at: now, by: user, from: None, to: status, reason: None };
                store::insert_change(tx, &change).await?;
                let kind = if slot.auto_confirm { Kind::Booked } else { Kind::Requested };
                let row = slot.booked(&new);
                tell::everybody(tx, clock, &row, &Happened { kind, by: user, sequence: 0, mail: true }).await?;
                crate::audit::service::record(tx, clock, actor, "appointments.book", id.uuid()).await?;
                let booked = super::read::just_booked(&app, actor, reader_zone, row);
                if let Some(key) = &booking.key {
                    idempotency::keep(tx, key, &booked, now).await?;
                }
                Ok(booked)
            }
            .boxed()
        })
        .await
}
