//! Booking: one transaction that checks the slot and inserts the appointment, its history, notifications and mail.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use futures::FutureExt;

use super::super::model::{AppointmentEvent, AppointmentView};
use super::super::store::{self, BeforeRow, CountTo, NewBooking, NewChange, Standing, read};
use super::tell::{self, Happened};
use crate::base::error::{AppError, Code, Result};
use crate::base::model::{Appointment, Id, Patient, Slot};
use crate::base::slot::{SlotState, SlotView};
use crate::features::care::service::{self as care, Between};
use crate::features::schedule::model::SLOT_MINUTES;
use crate::features::schedule::service::{self as schedule, BookableSlot};
use crate::platform::app::App;
use crate::platform::config::Settings;
use crate::platform::db::Conn;
use crate::platform::{audit, idempotency};
use crate::policy::{Permit, act};

/// Number of free slots that a conflict offers.
const NEAREST: usize = 3;
/// Number of candidates for these: some may overlap the patient's appointments.
const LOOKED_AT: usize = 12;

/// A parsed booking request.
pub struct Booking {
    pub slot: Id<Slot>,
    /// The slot's start as the patient saw it.
    pub seen_at: Option<DateTime<Utc>>,
    pub reason: String,
    /// A repeated booking with the same key returns the first result.
    pub key: Option<idempotency::Key>,
}

/// Books the slot for the acting patient and returns the appointment.
///
/// # Errors
/// [`Code::NotFound`] for no such slot or a doctor who cannot be booked; [`Code::SlotTaken`], [`Code::PatientBusy`],
/// [`Code::SlotPast`], [`Code::SlotMoved`] with the nearest free slots, a moved slot itself first; [`Code::KeyReused`]; the errors of
/// [`limit`].
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
        Err(error) => Err(with_others(app, error, slot, permit.scope().patient, reader_zone).await?),
    }
}

/// Returns the error with the nearest free slots added, if it means that this slot is unavailable; a moved slot itself comes first.
///
/// # Errors
/// Database errors.
pub(super) async fn with_others(
    app: &App,
    mut error: AppError,
    slot: Id<Slot>,
    patient: Option<Id<Patient>>,
    reader_zone: Option<Tz>,
) -> Result<AppError> {
    if !error.code.offers_others() {
        return Ok(error);
    }
    let mut conn = app.read().await?;
    let Some(wanted) = schedule::slot_for_booking(&mut conn, slot).await? else { return Ok(error) };
    let now = app.clock.now();
    if error.code == Code::SlotMoved {
        let moved = schedule::view(&mut conn, &wanted, reader_zone, now).await?;
        error.nearest.extend((moved.state == SlotState::Free).then_some(moved));
    }
    error.nearest.extend(free_near(&mut conn, now, reader_zone, &wanted, patient).await?);
    error.nearest.truncate(NEAREST);
    Ok(error)
}

/// Returns the nearest free slots that do not overlap the patient's appointments.
///
/// # Errors
/// Database errors.
pub(super) async fn free_near(
    conn: &mut Conn,
    now: DateTime<Utc>,
    reader: Option<Tz>,
    slot: &BookableSlot,
    patient: Option<Id<Patient>>,
) -> Result<Vec<SlotView>> {
    let others = schedule::nearest(conn, now, reader, slot, LOOKED_AT).await?;
    let mut free = without_busy(conn, patient, others).await?;
    free.truncate(NEAREST);
    Ok(free)
}

/// Removes the slots that overlap the patient's appointments.
async fn without_busy(conn: &mut Conn, patient: Option<Id<Patient>>, mut slots: Vec<SlotView>) -> Result<Vec<SlotView>> {
    let times = |slot: &SlotView| (slot.starts_at.utc(), slot.ends_at.utc());
    let (first, last) = (slots.iter().map(|slot| times(slot).0).min(), slots.iter().map(|slot| times(slot).1).max());
    let (Some(patient), Some(first), Some(last)) = (patient, first, last) else { return Ok(slots) };
    let longest = Duration::minutes(*SLOT_MINUTES.end());
    let busy = read::busy_times(conn, patient, first - longest, last).await?;
    slots.retain(|slot| {
        let (from, to) = times(slot);
        !busy.iter().any(|(starts_at, ends_at)| *starts_at < to && *ends_at > from)
    });
    Ok(slots)
}

/// Checks that the slot can be booked at `now` by somebody who saw it with the start `seen_at`.
///
/// # Errors
/// [`Code::NotFound`] for a doctor who cannot be booked, [`Code::SlotTaken`], [`Code::SlotMoved`], [`Code::SlotPast`].
pub(super) fn check(slot: &BeforeRow, seen_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<()> {
    if !slot.bookable {
        Err(Code::NotFound.into())
    } else if slot.deleted {
        Err(Code::SlotTaken.into())
    } else if seen_at.is_some_and(|seen| seen != slot.starts_at) {
        Err(Code::SlotMoved.into())
    } else if slot.starts_at <= now {
        Err(Code::SlotPast.into())
    } else {
        Ok(())
    }
}

/// Returns how many upcoming appointments [`limit`] has to know of.
pub(super) fn count_to(settings: &Settings) -> CountTo {
    if !settings.limits {
        return CountTo::default();
    }
    CountTo {
        active: settings.max_bookings.max(settings.max_bookings_unverified),
        active_with_doctor: settings.max_bookings_per_doctor,
    }
}

/// Returns the booking limit that a patient with these upcoming appointments has reached, if any.
pub(super) fn limit(settings: &Settings, standing: &Standing) -> Option<AppError> {
    if !settings.limits {
        return None;
    }
    let reached = |code: Code, count: i64, most: u32| {
        (count >= i64::from(most)).then(|| AppError { limit: Some(most), ..AppError::from(code) })
    };
    let unverified =
        standing.unverified.then(|| reached(Code::TooManyUnverified, standing.active, settings.max_bookings_unverified)).flatten();
    unverified
        .or_else(|| reached(Code::TooManyBookings, standing.active, settings.max_bookings))
        .or_else(|| reached(Code::TooManyWithDoctor, standing.active_with_doctor, settings.max_bookings_per_doctor))
}

async fn insert(
    app: &App,
    permit: &Permit<act::BookAppointment>,
    id: Id<Appointment>,
    booking: Booking,
    reader_zone: Option<Tz>,
) -> Result<AppointmentView> {
    let (app, by) = (app.clone(), permit.by());
    let user = permit.user()?;
    app.clone()
        .write_from(move |tx| {
            async move {
                let clock = &app.clock;
                let now = clock.now();
                if let Some(key) = &booking.key
                    && let Some(booked) = idempotency::first(tx, key, now).await?
                {
                    return Ok(booked);
                }
                store::lock_for_booking(tx, booking.slot, user.of()).await?;
                let new = NewBooking { id, slot: booking.slot, patient: user.of(), reason: &booking.reason, now };
                let (slot, inserted) = store::book(tx, &new, count_to(&app.settings)).await?.ok_or(Code::NotFound)?;
                check(&slot, booking.seen_at, now)?;
                // After the locks: of two bookings by one patient, the second counts the first.
                if let Some(reached) = limit(&app.settings, &slot.standing) {
                    return Err(reached);
                }
                inserted?;
                let status = slot.first_status();
                let change = NewChange {
                    id: clock.new_id(),
                    appointment: id,
                    at: now,
                    by: user,
                    from: None,
                    to: status,
                    reason: None,
                    moved: None,
                };
                store::add_change(tx, &change);
                let kind = if slot.auto_confirm { AppointmentEvent::Booked } else { AppointmentEvent::Requested };
                let is_confirmed = slot.auto_confirm;
                let row = slot.booked(&new);
                tell::everybody(tx, clock, &row, &Happened { kind, by: user, sequence: 0, mail: true, moved: None }).await?;
                if is_confirmed {
                    let between = Between { patient: user.of(), doctor: row.doctor_id };
                    care::visit(tx, clock.new_id(), between, now, row.ends_at, app.settings.care_months);
                }
                audit::record_about(tx, clock, by, "appointments.book", id.uuid(), user.of());
                let booked = super::read::just_booked(&app, by.actor, reader_zone, row)?;
                if let Some(key) = &booking.key {
                    idempotency::keep(tx, key, &booked, now).await?;
                }
                Ok(booked)
            }
            .boxed()
        })
        .await
}
