//! A doctor's time as several features show it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::error::FieldCode;
use super::model::{Doctor, Id, Slot, VisitKind, ZonedTime, text_enum};

text_enum! {
    /// `free` can be booked; `booked` has an active appointment. `held` and `blocked` are the schedule's later rules.
    SlotState { Free = "free", Held = "held", Booked = "booked", Blocked = "blocked" }
}

/// A slot with its times on the clock that its visit is shown on (`platform::zone::Clocks`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotView {
    pub id: Id<Slot>,
    pub doctor_id: Id<Doctor>,
    pub starts_at: ZonedTime,
    pub ends_at: ZonedTime,
    /// The beginning on the doctor's clock, where the times stand on another that differs then.
    #[serde(default)]
    pub doctors_clock: Option<ZonedTime>,
    pub kind: VisitKind,
    pub state: SlotState,
}

/// A free time as a reader saw it: once its slot is moved it is another one. In a form `<slot id>@<instant>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    pub slot: Id<Slot>,
    pub starts_at: DateTime<Utc>,
}

impl Offer {
    pub fn of(slot: &SlotView) -> Self {
        Self { slot: slot.id, starts_at: slot.starts_at.at.to_utc() }
    }
}

impl fmt::Display for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.slot, self.starts_at.to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl FromStr for Offer {
    type Err = FieldCode;
    fn from_str(text: &str) -> Result<Self, FieldCode> {
        let (slot, starts_at) = text.split_once('@').ok_or(FieldCode::NotAnId)?;
        let slot = slot.parse().map_err(|_| FieldCode::NotAnId)?;
        let starts_at = DateTime::parse_from_rfc3339(starts_at).map_err(|_| FieldCode::NotAnId)?.to_utc();
        Ok(Self { slot, starts_at })
    }
}

/// A free time that somebody has chosen before signing in: what everybody may know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenTime {
    pub slot: Id<Slot>,
    pub starts_at: ZonedTime,
    pub doctor_name: String,
}

/// The slot of a booking page's address, `/book/<slot>`; nothing for every other address.
pub fn slot_of_path(path: &str) -> Option<Id<Slot>> {
    path.strip_prefix("/book/")?.parse().ok()
}
