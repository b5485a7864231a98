//! Slots as several features show them.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::error::FieldCode;
use super::model::{Doctor, Id, Slot, VisitKind, ZonedTime, text_enum};

text_enum! {
    /// `free` can be booked, `booked` has an active appointment, `blocked` cannot be booked. `held` is not used yet.
    SlotState { Free = "free", Held = "held", Booked = "booked", Blocked = "blocked" }
}

/// A slot with its times in the time zone that its visit is shown in (`platform::zone::Clocks`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotView {
    pub id: Id<Slot>,
    pub doctor_id: Id<Doctor>,
    pub starts_at: ZonedTime,
    pub ends_at: ZonedTime,
    /// The start in the doctor's time zone, if `starts_at` is in a zone with another offset at that moment.
    #[serde(default)]
    pub doctors_clock: Option<ZonedTime>,
    pub kind: VisitKind,
    pub state: SlotState,
}

/// A free slot as it was shown: once the slot is moved, the offer is another one. In a form: `<slot id>@<instant>`.
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

/// A free slot that was chosen before signing in; only public data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenTime {
    pub slot: Id<Slot>,
    pub starts_at: ZonedTime,
    pub doctor_name: String,
}

/// The slot in the path of a booking page, `/book/<slot>`; `None` for every other path.
pub fn slot_of_path(path: &str) -> Option<Id<Slot>> {
    path.strip_prefix("/book/")?.parse().ok()
}
