//! Doctors as shown to everybody, and pending doctors as shown to staff.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::error::FieldCode;
use crate::base::model::{Doctor, Id, Money, VisitKind, ZonedTime, text_enum};
use crate::base::slot::SlotView;
use crate::base::specialty::{Specialty, Spoken};

text_enum! {
    /// Sort by name, or by the next free slot.
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
    pub photo_url: Option<String>,
    pub languages: Vec<Spoken>,
    /// IANA name.
    pub time_zone: String,
    pub fee: Option<Money>,
    pub kinds: Vec<VisitKind>,
    /// Bookings are confirmed immediately; otherwise they are requests, which the doctor answers.
    pub auto_confirm: bool,
    /// The next free slots, soonest first.
    pub next_slots: Vec<SlotView>,
}

/// The parameters of the search page. Empty strings and unknown values do not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorQuery {
    /// A part of a name, a place or a specialty; accents and case are ignored.
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
    /// Default: by name.
    #[serde(default)]
    pub sort: Option<Sort>,
    #[serde(default)]
    pub cursor: Option<String>,
    /// 1 to 200; the page's default is 20, the API's 50.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// The data of a doctor's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorPage {
    pub doctor: DoctorView,
    /// Free slots of the next four weeks, by start. The day of each is in its own time zone: the doctor's for visits in person, the
    /// reader's for video visits.
    pub slots: Vec<SlotView>,
    /// In the reader's time zone if known, otherwise the doctor's.
    pub today: chrono::NaiveDate,
}

text_enum! {
    /// The staff's decision about a doctor's application.
    Decision { Approved = "approved", Rejected = "refused" }
}

/// One decision, never deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub at: ZonedTime,
    pub by_name: String,
    pub decision: Decision,
    pub reason: Option<String>,
}

/// A change of verified data that an approved doctor requests: all three requested values. Until an admin approves it, everybody sees
/// the current values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PendingChange {
    pub full_name: String,
    pub specialty: Specialty,
    pub licence_number: String,
    /// When these values were requested.
    pub asked_at: DateTime<Utc>,
}

impl PendingChange {
    /// Returns whether both request the same values, at any time.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.full_name, self.specialty, &self.licence_number) == (&other.full_name, other.specialty, &other.licence_number)
    }
}

/// A doctor with a pending application or change, as shown to staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingDoctor {
    pub id: Id<Doctor>,
    pub full_name: String,
    pub email: String,
    pub phone: Option<String>,
    pub photo_url: Option<String>,
    pub specialty: Specialty,
    pub licence_number: String,
    pub experience_years: i32,
    pub location: String,
    pub bio: String,
    pub since: ZonedTime,
    /// The requested change of an approved doctor.
    pub change: Option<PendingChange>,
    /// Earlier decisions, the oldest first.
    pub reviews: Vec<Review>,
}

/// The state of a doctor's application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationState {
    /// Not decided yet.
    pub is_pending: bool,
    pub last: Option<Review>,
}

/// Maximum length of the reason for a rejection, in characters.
pub const REJECTION_MAX: usize = 1000;

/// A doctor profile, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DoctorProfile {
    pub specialty: Specialty,
    pub licence_number: String,
    pub experience_years: i32,
    pub location: String,
    pub bio: String,
    /// Languages spoken with patients.
    pub languages: Vec<Spoken>,
    pub fee: Option<Money>,
    pub kinds: Vec<VisitKind>,
    /// Bookings are confirmed immediately, without the doctor.
    pub auto_confirm: bool,
    /// When the practice approved the doctor; until then nobody finds them.
    pub approved_at: Option<DateTime<Utc>>,
    /// The change of name, specialty or licence number that is waiting for the practice's approval.
    pub pending_change: Option<PendingChange>,
}

/// Maximum lengths in characters.
pub const LICENCE_MAX: usize = 64;
pub const LOCATION_MAX: usize = 200;
pub const BIO_MAX: usize = 2000;

/// Full years of experience.
pub const EXPERIENCE_YEARS: std::ops::RangeInclusive<i32> = 0..=80;

/// Parses years of experience.
///
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

/// The currencies of fees (ISO 4217).
pub const CURRENCIES: [&str; 6] = ["EUR", "ALL", "CHF", "GBP", "USD", "VND"];
/// Maximum fee, in the minor unit.
pub const FEE_MAX: i64 = 1_000_000_000;

/// Checks a fee in the currency's minor unit.
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

/// Parses a fee as people write it: `45`, `45.50`, `45,50`, `1 200`; an empty text is `None`.
///
/// # Errors
/// [`FieldCode::NotANumber`], and those of [`parse_fee`].
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
