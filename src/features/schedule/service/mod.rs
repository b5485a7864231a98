//! Operations on a doctor's slots. `booking` reads them for people who book, `own` for the doctor; `change` adds, changes and deletes
//! them.

mod booking;
mod change;
mod own;
mod personal;

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;

pub use booking::{BookableSlot, FreeSlots, free, nearest, slot_for_booking, view};
pub use change::{API, Ends, FORM, LocalSlot, NewSlot, SlotChange, add, add_local, create_slots, delete, edit, edit_local};
pub use own::{OwnWeek, my_slot, my_slots, own_week};
pub use personal::{erase, export};

use super::store::{self, SlotRow};
use crate::base::error::{Code, Result};
use crate::base::model::{Doctor, Id};
use crate::base::slot::{SlotState, SlotView};
use crate::platform::db::Conn;
use crate::platform::zone::{self, Clocks};
use crate::policy::Permit;

/// Years that both databases sort correctly.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=9998;

const fn state(booked: bool, offered: bool) -> SlotState {
    match (booked, offered) {
        (true, _) => SlotState::Booked,
        (false, true) => SlotState::Free,
        (false, false) => SlotState::Blocked,
    }
}

/// Returns the row for a reader in the zone `reader`; a slot that has started is no longer offered.
fn show(row: &SlotRow, doctor: Tz, reader: Option<Tz>, now: DateTime<Utc>) -> SlotView {
    let clocks = Clocks::of(row.kind, doctor, reader);
    SlotView {
        id: row.id,
        doctor_id: row.doctor_id,
        starts_at: clocks.show(row.starts_at),
        ends_at: clocks.show(row.ends_at),
        doctors_clock: clocks.doctors(row.starts_at),
        kind: row.kind,
        state: state(row.booked, row.starts_at > now),
    }
}

/// Returns the acting doctor.
fn own_doctor<A>(permit: &Permit<A>) -> Result<Id<Doctor>> {
    permit.scope().doctor.ok_or_else(|| Code::Forbidden.into())
}

async fn zone_of(conn: &mut Conn, doctor: Id<Doctor>) -> Result<Tz> {
    let name = store::zone(conn, doctor).await?.ok_or(Code::NotFound)?;
    Ok(zone::stored(name.as_deref()))
}

/// Returns the instant itself, or the nearest one that both databases sort correctly.
pub fn bounded(at: DateTime<Utc>) -> DateTime<Utc> {
    if YEARS.contains(&at.year()) {
        at
    } else if at.year() < *YEARS.start() {
        DateTime::UNIX_EPOCH
    } else {
        // The year 9000.
        DateTime::from_timestamp(221_845_305_600, 0).unwrap_or(at)
    }
}
