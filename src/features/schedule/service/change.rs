//! Adding, changing and deleting a doctor's slots. Each operation takes the doctor's lock first, as a booking does, so that its checks
//! still hold when it writes.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Timelike, Utc};
use futures::FutureExt;

use super::super::model::{HORIZON_DAYS, SLOT_MINUTES, SlotForm};
use super::super::store::{self, SlotRow, SlotToBe};
use super::{YEARS, own_doctor, show, zone_of};
use crate::base::error::{AppError, Code, Faults, FieldCode, Result};
use crate::base::model::{Doctor, Id, Slot, VisitKind};
use crate::base::parse::{parse_date, parse_time};
use crate::base::slot::SlotView;
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::{Tx, lock};
use crate::platform::zone;
use crate::policy::{Permit, act};

/// The field names for the start and end of a slot, for faults in a form or in the REST API.
#[derive(Clone, Copy, Debug)]
pub struct Ends {
    pub start: &'static str,
    pub end: &'static str,
}

pub const FORM: Ends = Ends { start: "start", end: "end" };
pub const API: Ends = Ends { start: "starts_at", end: "ends_at" };

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewSlot {
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub kind: VisitKind,
}

/// A slot in the doctor's time zone.
#[derive(Clone, Copy, Debug)]
pub struct LocalSlot {
    pub date: NaiveDate,
    pub start: NaiveTime,
    pub end: NaiveTime,
    pub kind: VisitKind,
}

impl LocalSlot {
    /// Parses the form.
    ///
    /// # Errors
    /// [`Code::Invalid`] with each field that cannot be parsed.
    pub fn parse(form: &SlotForm) -> Result<Self> {
        let mut faults = Faults::default();
        let date = faults.take("date", parse_date(&form.date));
        let start = faults.take(FORM.start, parse_time(&form.start));
        let end = faults.take(FORM.end, parse_time(&form.end));
        let kind = faults.take("kind", form.kind.parse().map_err(|_| FieldCode::NotAChoice));
        match (date, start, end, kind) {
            (Some(date), Some(start), Some(end), Some(kind)) => Ok(Self { date, start, end, kind }),
            _ => Err(faults.into_error()),
        }
    }
}

/// The changed fields; `None` leaves a field unchanged.
#[derive(Clone, Copy, Debug, Default)]
pub struct SlotChange {
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
    pub kind: Option<VisitKind>,
}

/// Checks that the slot is on whole minutes, in the future, within the horizon, and neither too short nor too long.
fn check(slot: &NewSlot, now: DateTime<Utc>, ends: Ends) -> Result<()> {
    let whole = |at: DateTime<Utc>| at.second() == 0 && at.nanosecond() == 0;
    let mut faults = Faults::default();
    if !whole(slot.starts_at) {
        faults.note(ends.start, FieldCode::NotATime);
    } else if slot.starts_at <= now {
        faults.note(ends.start, FieldCode::InThePast);
    } else if slot.starts_at > now + Duration::days(HORIZON_DAYS) {
        faults.note(ends.start, FieldCode::OutOfRange);
    }
    if !whole(slot.ends_at) {
        faults.note(ends.end, FieldCode::NotATime);
    } else if slot.ends_at <= slot.starts_at {
        faults.note(ends.end, FieldCode::EndBeforeStart);
    } else if !SLOT_MINUTES.contains(&(slot.ends_at - slot.starts_at).num_minutes()) {
        faults.note(ends.end, FieldCode::OutOfRange);
    }
    faults.check()
}

async fn instants(app: &App, doctor: Id<Doctor>, local: LocalSlot) -> Result<NewSlot> {
    if !YEARS.contains(&local.date.year()) {
        return Err(AppError::field("date", FieldCode::OutOfRange));
    }
    let zone = {
        let mut conn = app.read().await?;
        zone_of(&mut conn, doctor).await?
    };
    let mut faults = Faults::default();
    let start = faults.take(FORM.start, zone::instant(local.date.and_time(local.start), zone));
    let end = faults.take(FORM.end, zone::instant(local.date.and_time(local.end), zone));
    match (start, end) {
        (Some(starts_at), Some(ends_at)) => Ok(NewSlot { starts_at, ends_at, kind: local.kind }),
        _ => Err(faults.into_error()),
    }
}

async fn refuse_overlap(tx: &mut Tx, slot: &SlotToBe) -> Result<()> {
    if store::overlaps(tx, slot, Duration::minutes(*SLOT_MINUTES.end())).await? { Err(Code::SlotOverlaps.into()) } else { Ok(()) }
}

async fn shown(tx: &mut Tx, slot: &SlotToBe) -> Result<SlotView> {
    let zone = zone_of(tx, slot.doctor).await?;
    let &SlotToBe { id, doctor, starts_at, ends_at, kind, now } = slot;
    Ok(show(&SlotRow { id, doctor_id: doctor, starts_at, ends_at, kind, booked: false, doctor_zone: None }, zone, None, now))
}

/// Adds a slot to the acting doctor's schedule and returns it.
///
/// # Errors
/// [`Code::Invalid`] with the fields, [`Code::SlotOverlaps`].
pub async fn add(app: &App, permit: &Permit<act::ChangeOwnSchedule>, slot: NewSlot, ends: Ends) -> Result<SlotView> {
    let (doctor, by, clock) = (own_doctor(permit)?, permit.by(), app.clock.clone());
    app.write(move |tx| {
        async move {
            let now = clock.now();
            check(&slot, now, ends)?;
            lock::lock(tx, doctor.uuid()).await?;
            let NewSlot { starts_at, ends_at, kind } = slot;
            let slot = SlotToBe { id: clock.new_id(), doctor, starts_at, ends_at, kind, now };
            let view = shown(tx, &slot).await?;
            refuse_overlap(tx, &slot).await?;
            store::insert(tx, &slot).await?;
            crate::platform::audit::record(tx, &clock, by, "schedule.add_slot", slot.id.uuid());
            Ok(view)
        }
        .boxed()
    })
    .await
}

/// Like [`add`], with times in the doctor's time zone.
///
/// # Errors
/// See [`add`]; [`FieldCode::MissingHour`] for a time that the clock change skips.
pub async fn add_local(app: &App, permit: &Permit<act::ChangeOwnSchedule>, local: LocalSlot) -> Result<SlotView> {
    let slot = instants(app, own_doctor(permit)?, local).await?;
    add(app, permit, slot, FORM).await
}

/// Changes an unbooked slot and returns it.
///
/// # Errors
/// [`Code::NotFound`] if it is not the doctor's own, [`Code::SlotBooked`], [`Code::SlotOverlaps`], [`Code::Invalid`] with the fields.
pub async fn edit(
    app: &App,
    permit: &Permit<act::ChangeOwnSchedule>,
    id: Id<Slot>,
    change: SlotChange,
    ends: Ends,
) -> Result<SlotView> {
    let (doctor, by, clock) = (own_doctor(permit)?, permit.by(), app.clock.clone());
    app.write(move |tx| {
        async move {
            let now = clock.now();
            lock::lock(tx, doctor.uuid()).await?;
            let row = unbooked(tx, id, doctor).await?;
            let slot = NewSlot {
                starts_at: change.starts_at.unwrap_or(row.starts_at),
                ends_at: change.ends_at.unwrap_or(row.ends_at),
                kind: change.kind.unwrap_or(row.kind),
            };
            check(&slot, now, ends)?;
            let NewSlot { starts_at, ends_at, kind } = slot;
            let slot = SlotToBe { id, doctor, starts_at, ends_at, kind, now };
            refuse_overlap(tx, &slot).await?;
            store::update(tx, &slot).await?;
            crate::platform::audit::record(tx, &clock, by, "schedule.edit_slot", id.uuid());
            shown(tx, &slot).await
        }
        .boxed()
    })
    .await
}

/// Like [`edit`], with times in the doctor's time zone.
///
/// # Errors
/// See [`edit`]; [`FieldCode::MissingHour`] for a time that the clock change skips.
pub async fn edit_local(app: &App, permit: &Permit<act::ChangeOwnSchedule>, id: Id<Slot>, local: LocalSlot) -> Result<SlotView> {
    let NewSlot { starts_at, ends_at, kind } = instants(app, own_doctor(permit)?, local).await?;
    let change = SlotChange { starts_at: Some(starts_at), ends_at: Some(ends_at), kind: Some(kind) };
    edit(app, permit, id, change, FORM).await
}

/// Deletes an unbooked slot and returns it; a slot with past appointments is only hidden.
///
/// # Errors
/// [`Code::NotFound`] if it is not the doctor's own, [`Code::SlotBooked`].
pub async fn delete(app: &App, permit: &Permit<act::ChangeOwnSchedule>, id: Id<Slot>) -> Result<SlotView> {
    let (doctor, by, clock) = (own_doctor(permit)?, permit.by(), app.clock.clone());
    app.write(move |tx| {
        async move {
            lock::lock(tx, doctor.uuid()).await?;
            let row = unbooked(tx, id, doctor).await?;
            if store::has_appointments(tx, id).await? {
                store::retire(tx, id, doctor, clock.now()).await?;
            } else {
                store::delete(tx, id, doctor).await?;
            }
            crate::platform::audit::record(tx, &clock, by, "schedule.delete_slot", id.uuid());
            Ok(show(&row, zone_of(tx, doctor).await?, None, clock.now()))
        }
        .boxed()
    })
    .await
}

async fn unbooked(tx: &mut Tx, id: Id<Slot>, doctor: Id<Doctor>) -> Result<SlotRow> {
    let row = store::own_by_id(tx, id, doctor).await?.ok_or(Code::NotFound)?;
    if row.booked { Err(Code::SlotBooked.into()) } else { Ok(row) }
}

/// Inserts many slots, for generated data. The only check is that no two start at the same time. Returns their ids in the same order.
///
/// # Errors
/// [`Code::SlotOverlaps`] if two start at the same time.
pub async fn create_slots(tx: &mut Tx, clock: &Clock, doctor: Id<Doctor>, slots: &[NewSlot]) -> Result<Vec<Id<Slot>>> {
    let now = clock.now();
    let rows: Vec<SlotToBe> = slots
        .iter()
        .map(|&NewSlot { starts_at, ends_at, kind }| SlotToBe { id: clock.new_id(), doctor, starts_at, ends_at, kind, now })
        .collect();
    store::insert_many(tx, &rows, now).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
