//! A doctor as everybody may see them, and as the practice's staff see one who waits.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::error::FieldCode;
use crate::base::model::{Doctor, Id, Money, VisitKind, ZonedTime, text_enum};
use crate::base::slot::SlotView;
use crate::base::specialty::{Specialty, Spoken};

text_enum! {
    /// By name, or by the next free slot.
    Sort { Name = "name", Soonest = "soonest" }
}

/// A doctor on a card or on their own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorView {
    pub id: Id<Doctor>,
    pub full_name: String,
    pub specialty: Specialty,
    pub bio: String,
    pub experience_years: i32,
    pub location: String,
    pub languages: Vec<Spoken>,
    /// IANA name.
    pub time_zone: String,
    pub fee: Option<Money>,
    pub kinds: Vec<VisitKind>,
    /// A booking is confirmed at once; otherwise it is a request, which the doctor answers.
    pub auto_confirm: bool,
    /// The next free ones, soonest first.
    pub next_slots: Vec<SlotView>,
}

/// What the find page was asked for. Empty strings and unknown words ask for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorQuery {
    /// A part of a name, a place or a specialty; accents and case do not matter.
    #[serde(default)]
    pub q: Option<String>,
    #[serde(default)]
    pub specialty: Option<Specialty>,
    #[serde(default)]
    pub language: Option<Spoken>,
    #[serde(default)]
    pub kind: Option<VisitKind>,
    #[serde(default)]
    pub place: Option<String>,
    /// By name unless said otherwise.
    #[serde(default)]
    pub sort: Option<Sort>,
    #[serde(default)]
    pub cursor: Option<String>,
    /// 1 to 200; the page's default is 20, the API's 50.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A doctor's page: who they are and when they are free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorPage {
    pub doctor: DoctorView,
    /// Free slots of the coming four weeks, by time. Each stands on the day that it has on its own clock: visits in person on the
    /// doctor's, those by video on the reader's.
    pub slots: Vec<SlotView>,
    /// On the reader's clock, or else the doctor's.
    pub today: chrono::NaiveDate,
}

text_enum! {
    /// What the practice's staff decided about a doctor who asked to be let in.
    Decision { Approved = "approved", Refused = "refused" }
}

/// One decision, kept for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub at: ZonedTime,
    pub by_name: String,
    pub decision: Decision,
    pub reason: Option<String>,
}

/// What an approved doctor asks to change of what staff have checked: all three as they would be. Until an admin approves it,
/// everybody sees the present values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PendingChange {
    pub full_name: String,
    pub specialty: Specialty,
    pub licence_number: String,
    /// When it was asked for, as it is now.
    pub asked_at: DateTime<Utc>,
}

impl PendingChange {
    /// Whether the same is asked for, whenever that was.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.full_name, self.specialty, &self.licence_number) == (&other.full_name, other.specialty, &other.licence_number)
    }
}

/// A doctor who waits to be let in, or for a change, as the practice's staff see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingDoctor {
    pub id: Id<Doctor>,
    pub full_name: String,
    pub email: String,
    pub phone: Option<String>,
    pub specialty: Specialty,
    pub licence_number: String,
    pub experience_years: i32,
    pub location: String,
    pub bio: String,
    pub since: ZonedTime,
    /// Of an approved doctor: what is asked for.
    pub change: Option<PendingChange>,
    /// What was decided before, the oldest first.
    pub reviews: Vec<Review>,
}

/// How it stands with a doctor who asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationState {
    /// Somebody has still to look.
    pub is_pending: bool,
    pub last: Option<Review>,
}

/// Characters of a reason for declining.
pub const REFUSAL_MAX: usize = 1000;

/// What a doctor says of the own practice, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DoctorProfile {
    pub specialty: Specialty,
    pub licence_number: String,
    pub experience_years: i32,
    pub location: String,
    pub bio: String,
    /// Spoken with patients.
    pub languages: Vec<Spoken>,
    pub fee: Option<Money>,
    pub kinds: Vec<VisitKind>,
    /// A booking is confirmed at once, without the doctor looking at it.
    pub auto_confirm: bool,
    /// When the practice let the doctor in; until then nobody finds them.
    pub approved_at: Option<DateTime<Utc>>,
    /// What waits for the practice's approval, of name, specialty and licence number.
    pub pending_change: Option<PendingChange>,
}

/// Lengths in characters.
pub const LICENCE_MAX: usize = 64;
pub const LOCATION_MAX: usize = 200;
pub const BIO_MAX: usize = 2000;

/// Whole years in the profession.
pub const EXPERIENCE_YEARS: std::ops::RangeInclusive<i32> = 0..=80;

/// # Errors
/// [`FieldCode::Required`], [`FieldCode::NotANumber`] or [`FieldCode::OutOfRange`].
pub fn parse_experience(text: &str) -> Result<i32, FieldCode> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldCode::Required);
    }
    let years = text.parse().map_err(|_| FieldCode::NotANumber)?;
    if EXPERIENCE_YEARS.contains(&years) { Ok(years) } else { Err(FieldCode::OutOfRange) }
}

/// What a fee may be in (ISO 4217).
pub const CURRENCIES: [&str; 6] = ["EUR", "ALL", "CHF", "GBP", "USD", "VND"];
/// The highest fee, in the minor unit.
pub const FEE_MAX: i64 = 1_000_000_000;

/// A fee in the currency's minor unit.
///
/// # Errors
/// [`FieldCode::OutOfRange`] for the amount, [`FieldCode::NotAChoice`] for the currency.
pub fn parse_fee(amount: i64, currency: &str) -> Result<Money, FieldCode> {
    if !CURRENCIES.contains(&currency) {
        return Err(FieldCode::NotAChoice);
    }
    if !(0..=FEE_MAX).contains(&amount) {
        return Err(FieldCode::OutOfRange);
    }
    Ok(Money { amount, currency: currency.to_owned() })
}

/// A fee as people write it: `45`, `45.50`, `45,50`, `1 200`; nothing is none.
///
/// # Errors
/// [`FieldCode::NotANumber`]; as [`parse_fee`].
pub fn parse_written_fee(text: &str, currency: &str) -> Result<Option<Money>, FieldCode> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        return Ok(None);
    }
    let minor_digits = crate::base::text::format::minor_digits(currency);
    let (whole, cents) = text.split_once(['.', ',']).unwrap_or((text.as_str(), ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || cents.len() > minor_digits || !digits(whole) || !digits(cents) {
        return Err(FieldCode::NotANumber);
    }
    let amount = format!("{whole}{cents:0<minor_digits$}").parse().map_err(|_| FieldCode::NotANumber)?;
    parse_fee(amount, currency).map(Some)
}
