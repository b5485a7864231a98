//! What crosses the wire about people and their sign-ins, and the rules that need no database.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::doctors::model::{PendingChange, Specialty, Spoken};
use crate::error::FieldCode;
use crate::model::{Id, Money, Role, User, VisitKind, text_enum};

text_enum! {
    Gender { Female = "female", Male = "male", Other = "other", Undisclosed = "undisclosed" }
}

text_enum! {
    /// `pending` waits for an admin's approval (doctors), `suspended` may not sign in.
    UserStatus { Active = "active", Pending = "pending", Suspended = "suspended" }
}

/// An account as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Account {
    #[cfg_attr(feature = "ssr", schema(value_type = uuid::Uuid))]
    pub id: Id<User>,
    pub role: Role,
    pub email: String,
    pub full_name: String,
    pub phone: Option<String>,
    pub gender: Gender,
    pub locale: crate::text::Lang,
    pub time_zone: Option<String>,
    pub status: UserStatus,
    pub email_verified_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub patient: Option<PatientProfile>,
    pub doctor: Option<DoctorProfile>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PatientProfile {
    pub date_of_birth: NaiveDate,
    pub address: Option<String>,
    /// Whom to call.
    pub emergency_contact: Option<EmergencyContact>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct EmergencyContact {
    pub name: String,
    pub phone: String,
}

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

/// One demo sign-in, offered on the sign-in page while the practice is a demo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoSignIn {
    pub role: Role,
    pub full_name: String,
    pub email: String,
    pub password: String,
}

/// Lengths that every door keeps to, in characters.
pub const NAME_MAX: usize = 120;
pub const EMAIL_MAX: usize = 254;
pub const ADDRESS_MAX: usize = 300;
pub const LICENCE_MAX: usize = 64;
pub const LOCATION_MAX: usize = 200;
pub const BIO_MAX: usize = 2000;
pub const PASSWORD_MIN: usize = 12;
pub const PASSWORD_MAX: usize = 128;

/// Trims `text` and refuses control characters (line breaks too, unless `lines`) and more than `max` characters.
///
/// # Errors
/// [`FieldCode::Required`], [`FieldCode::TooLong`] or [`FieldCode::NotText`].
pub fn parse_text(text: &str, max: usize, lines: bool) -> Result<String, FieldCode> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldCode::Required);
    }
    if text.chars().count() > max {
        return Err(FieldCode::TooLong);
    }
    // Bidirectional overrides could make one name look like another (Unicode TR36 §2.5).
    let hidden = |c: char| {
        (c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t')))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.chars().any(hidden) {
        return Err(FieldCode::NotText);
    }
    Ok(text.replace("\r\n", "\n"))
}

/// A person's name. No web or mail address: mails name people.
///
/// # Errors
/// As [`parse_text`].
pub fn parse_name(text: &str) -> Result<String, FieldCode> {
    let name = parse_text(text, NAME_MAX, false)?;
    if name.contains("://") || name.contains('@') { Err(FieldCode::NotText) } else { Ok(name) }
}

/// As [`parse_text`], where nothing is an answer too.
///
/// # Errors
/// [`FieldCode::TooLong`] or [`FieldCode::NotText`].
pub fn parse_optional(text: &str, max: usize, lines: bool) -> Result<Option<String>, FieldCode> {
    if text.trim().is_empty() { Ok(None) } else { parse_text(text, max, lines).map(Some) }
}

/// An address that mail can go to: one `@`, a dot after it, no blanks, at most 254 characters (RFC 5321 §4.5.3.1).
///
/// # Errors
/// [`FieldCode::Required`], [`FieldCode::TooLong`] or [`FieldCode::NotAnEmail`].
pub fn parse_email(text: &str) -> Result<String, FieldCode> {
    let text = parse_text(text, EMAIL_MAX, false)?;
    let (local, domain) = text.rsplit_once('@').ok_or(FieldCode::NotAnEmail)?;
    let labels = domain.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    });
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    if local_ok && labels && domain.contains('.') && domain.is_ascii() { Ok(text) } else { Err(FieldCode::NotAnEmail) }
}

/// A telephone number as people write it: digits with blanks, dots, dashes, brackets, a leading `+`; 5 to 15 digits (E.164).
///
/// # Errors
/// [`FieldCode::NotAPhone`].
pub fn parse_phone(text: &str) -> Result<Option<String>, FieldCode> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    let shape = rest.chars().all(|c| c.is_ascii_digit() || " .-()/".contains(c));
    if shape && (5..=15).contains(&digits) && text.len() <= 32 { Ok(Some(text.to_owned())) } else { Err(FieldCode::NotAPhone) }
}

/// 12 to 128 characters and not one of the common ones; no rules of composition (ASVS 5.0 §6.2).
///
/// # Errors
/// [`FieldCode::TooShort`], [`FieldCode::TooLong`] or [`FieldCode::CommonPassword`].
pub fn parse_password(text: &str) -> Result<String, FieldCode> {
    let length = text.chars().count();
    if length == 0 {
        return Err(FieldCode::Required);
    }
    if length < PASSWORD_MIN {
        return Err(FieldCode::TooShort);
    }
    if length > PASSWORD_MAX {
        return Err(FieldCode::TooLong);
    }
    if is_common(text) { Err(FieldCode::CommonPassword) } else { Ok(text.to_owned()) }
}

/// Common ones of twelve characters and more; a character or a short pattern repeated; a run of neighbours.
fn is_common(password: &str) -> bool {
    const COMMON: [&str; 26] = [
        "password1234",
        "password12345",
        "password123456",
        "passwordpassword",
        "123456789012",
        "1234567890123",
        "1234567891011",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopas",
        "qwertyqwerty",
        "1q2w3e4r5t6y",
        "iloveyou1234",
        "administrator",
        "letmeinletmein",
        "welcome12345",
        "welcome123456",
        "changemechangeme",
        "motdepasse12",
        "motdepasse123",
        "motdepasse1234",
        "matkhau12345",
        "matkhau123456",
        "fjalekalimi1",
        "fjalekalimi12",
        "fjalekalimi123",
    ];
    let lower = password.to_lowercase();
    let characters: Vec<char> = lower.chars().collect();
    let repeats = (1..=4).any(|n| characters.iter().zip(characters.iter().skip(n)).all(|(a, b)| a == b));
    let runs = characters.windows(2).all(|w| matches!(w, [a, b] if u32::from(*a).abs_diff(u32::from(*b)) == 1));
    COMMON.contains(&lower.as_str()) || repeats || runs
}

/// Nobody who comes was born before.
pub const FIRST_BIRTH_YEAR: i32 = 1900;

/// A date that somebody can have been born on.
///
/// # Errors
/// [`FieldCode::OutOfRange`] before 1900 and after `today`.
pub fn parse_born(date: NaiveDate, today: NaiveDate) -> Result<NaiveDate, FieldCode> {
    if date.year() < FIRST_BIRTH_YEAR || date > today { Err(FieldCode::OutOfRange) } else { Ok(date) }
}

/// As [`parse_born`], from three number fields.
///
/// # Errors
/// [`FieldCode::Required`], [`FieldCode::NotADate`] (also for 30 February) or [`FieldCode::OutOfRange`].
pub fn parse_birth_date(year: &str, month: &str, day: &str, today: NaiveDate) -> Result<NaiveDate, FieldCode> {
    if [year, month, day].iter().all(|part| part.trim().is_empty()) {
        return Err(FieldCode::Required);
    }
    let number = |part: &str| part.trim().parse::<u32>().map_err(|_| FieldCode::NotADate);
    let year = i32::try_from(number(year)?).map_err(|_| FieldCode::NotADate)?;
    let date = NaiveDate::from_ymd_opt(year, number(month)?, number(day)?).ok_or(FieldCode::NotADate)?;
    parse_born(date, today)
}

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
    let minor_digits = crate::text::format::minor_digits(currency);
    let (whole, cents) = text.split_once(['.', ',']).unwrap_or((text.as_str(), ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || cents.len() > minor_digits || !digits(whole) || !digits(cents) {
        return Err(FieldCode::NotANumber);
    }
    let amount = format!("{whole}{cents:0<minor_digits$}").parse().map_err(|_| FieldCode::NotANumber)?;
    parse_fee(amount, currency).map(Some)
}
