//! Slots as seen by people who book one.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;

use super::super::model::HORIZON_DAYS;
use super::super::store::{self, Around, SlotRow};
use super::{bounded, show, state};
use crate::base::error::{Code, Result};
use crate::base::model::{Doctor, Id, Page, Slot, VisitKind};
use crate::base::slot::SlotView;
use crate::base::specialty::Specialty;
use crate::base::text::Lang;
use crate::platform::app::App;
use crate::platform::cursor;
use crate::platform::db::Conn;
use crate::platform::zone::{self, Clocks};
use crate::policy::{Permit, act};

/// What a booking needs to know about a slot and its doctor.
#[derive(Clone, Debug)]
pub struct BookableSlot {
    pub id: Id<Slot>,
    pub doctor_id: Id<Doctor>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub kind: VisitKind,
    pub deleted: bool,
    pub doctor_zone: Tz,
    pub doctor_name: String,
    pub doctor_email: String,
    pub doctor_locale: Lang,
    pub specialty: Specialty,
    pub location: String,
    pub auto_confirm: bool,
    /// The doctor is approved and active.
    pub doctor_bookable: bool,
}

/// Returns the slot with its doctor; `None` if there is no such slot.
///
/// # Errors
/// Database errors.
pub async fn slot_for_booking(conn: &mut Conn, id: Id<Slot>) -> Result<Option<BookableSlot>> {
    let row = store::for_booking(conn, id).await?;
    Ok(row.map(|row| BookableSlot {
        id: row.id,
        doctor_id: row.doctor_id,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        kind: row.kind,
        deleted: row.deleted,
        doctor_zone: zone::stored(row.time_zone.as_deref()),
        doctor_name: row.full_name,
        doctor_email: row.email,
        doctor_locale: row.locale,
        specialty: row.specialty,
        location: row.location,
        auto_confirm: row.auto_confirm,
        doctor_bookable: row.bookable,
    }))
}

impl BookableSlot {
    /// Returns the time zones of a visit in it, for a reader in the zone `reader`.
    pub fn clocks(&self, reader: Option<Tz>) -> Clocks {
        Clocks::of(self.kind, self.doctor_zone, reader)
    }
}

/// Returns the slot for a reader in the zone `reader`, with its state at `now`.
///
/// # Errors
/// Database errors.
pub async fn view(conn: &mut Conn, slot: &BookableSlot, reader: Option<Tz>, now: DateTime<Utc>) -> Result<SlotView> {
    let booked = store::is_booked(conn, slot.id).await?;
    let clocks = slot.clocks(reader);
    Ok(SlotView {
        id: slot.id,
        doctor_id: slot.doctor_id,
        starts_at: clocks.show(slot.starts_at),
        ends_at: clocks.show(slot.ends_at),
        doctors_clock: clocks.doctors(slot.starts_at),
        kind: slot.kind,
        state: state(booked, !slot.deleted && slot.doctor_bookable && slot.starts_at > now),
    })
}

/// Returns up to `limit` free slots nearest in time to `slot`, without `slot` itself: its doctor's first, then those of the same
/// specialty.
///
/// # Errors
/// Database errors.
pub async fn nearest(
    conn: &mut Conn,
    now: DateTime<Utc>,
    reader: Option<Tz>,
    slot: &BookableSlot,
    limit: usize,
) -> Result<Vec<SlotView>> {
    let each = i64::try_from(limit).map_err(|_| Code::Internal)?;
    let (from, to) = (now + Duration::microseconds(1), now + Duration::days(HORIZON_DAYS + 1));
    let around = Around { from, at: slot.starts_at, to, each };
    let by_distance = |mut rows: Vec<SlotRow>| {
        rows.sort_by_key(|row| ((row.starts_at - slot.starts_at).abs(), row.starts_at, row.id));
        rows
    };
    let mut found = Vec::new();
    if slot.doctor_bookable {
        found.extend(by_distance(store::nearest_of_doctor(conn, slot.doctor_id, slot.id, around).await?));
    }
    if found.len() < limit {
        found.extend(by_distance(store::nearest_of_specialty(conn, slot.specialty, slot.doctor_id, around).await?));
    }
    found.truncate(limit);
    let zone = |row: &SlotRow| {
        if row.doctor_id == slot.doctor_id { slot.doctor_zone } else { zone::stored(row.doctor_zone.as_deref()) }
    };
    Ok(found.iter().map(|row| show(row, zone(row), reader, now)).collect())
}

/// The parameters of a list of free slots.
#[derive(Clone, Debug, Default)]
pub struct FreeSlots {
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    pub cursor: Option<String>,
    pub limit: usize,
}

/// Returns a page of a doctor's free slots, by start, for a reader in the zone `reader`. The caller checks that the doctor may be seen,
/// and passes the doctor's zone.
///
/// # Errors
/// [`Code::Malformed`] for an invalid cursor.
pub async fn free(
    app: &App,
    _: &Permit<act::FindDoctors>,
    doctor: Id<Doctor>,
    wanted: &FreeSlots,
    (zone, reader): (Tz, Option<Tz>),
) -> Result<Page<SlotView>> {
    let now = app.clock.now();
    let step = Duration::microseconds(1);
    let mut from = wanted.from.map_or(now, bounded).max(now + step);
    if let Some(after) = cursor::after(wanted.cursor.as_deref())? {
        from = from.max(cursor::reachable(after)? + step);
    }
    let to = wanted.to.map_or(now + Duration::days(HORIZON_DAYS + 1), bounded);
    let max = i64::try_from(wanted.limit).map_err(|_| Code::Internal)? + 1;
    let mut conn = app.read().await?;
    let mut rows = store::free(&mut conn, doctor, from, to, max).await?;
    let next_cursor = cursor::cut(&mut rows, wanted.limit, |row| row.starts_at)?;
    Ok(Page { items: rows.iter().map(|row| show(row, zone, reader, now)).collect(), next_cursor })
}
