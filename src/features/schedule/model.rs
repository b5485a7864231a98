//! Slots that a doctor offers.

use serde::{Deserialize, Serialize};

/// Minimum and maximum length of a slot, in minutes.
pub const SLOT_MINUTES: std::ops::RangeInclusive<i64> = 5..=720;
/// How far ahead a slot can be offered, in days.
pub const HORIZON_DAYS: i64 = 730;

/// A slot as the form sends it, in the doctor's time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotForm {
    pub date: String,
    pub start: String,
    pub end: String,
    pub kind: String,
}
