//! Times that a doctor offers.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::error::FieldCode;
use crate::model::{Doctor, Id, Slot, VisitKind, ZonedTime, text_enum};

text_enum! {
    /// `free` can be booked; `booked` has an active appointment. `held` and `blocked` are the schedule's later rules.
    SlotState { Free = "free", Held = "held", Booked = "booked", Blocked = "blocked" }
}

/// The shortest and the longest slot, in minutes.
pub const SLOT_MINUTES: std::ops::RangeInclusive<i64> = 5..=720;
/// How far ahead a slot may be offered, in days.
pub const HORIZON_DAYS: i64 = 730;

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

/// A line of the doctor's day: a slot, and who is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleEntry {
    pub slot: SlotView,
    /// The active appointment in it.
    pub appointment: Option<crate::appointments::model::AppointmentView>,
}

/// "My schedule" of one week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleWeek {
    /// Monday, in the doctor's zone.
    pub monday: NaiveDate,
    pub zone: String,
    /// When this was read, in the doctor's zone.
    pub now: ZonedTime,
    pub entries: Vec<ScheduleEntry>,
    /// Requests that wait for the doctor, of any week, soonest first.
    pub requests: Vec<crate::appointments::model::AppointmentView>,
}

/// A slot as the form sends it: local to the doctor's zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotForm {
    pub date: String,
    pub start: String,
    pub end: String,
    pub kind: String,
}

/// `YYYY-MM-DD`, as `<input type=date>` sends it.
///
/// # Errors
/// [`FieldCode::Required`] or [`FieldCode::NotADate`].
pub fn parse_date(text: &str) -> Result<NaiveDate, FieldCode> {
    let text = text.trim();
    if text.is_empty() {
        Err(FieldCode::Required)
    } else {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| FieldCode::NotADate)
    }
}

/// `HH:MM`, as `<input type=time>` sends it.
///
/// # Errors
/// [`FieldCode::Required`] or [`FieldCode::NotATime`].
pub fn parse_time(text: &str) -> Result<NaiveTime, FieldCode> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldCode::Required);
    }
    NaiveTime::parse_from_str(text, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"))
        .map_err(|_| FieldCode::NotATime)
}
