//! Account types shared by server and client, and validation that needs no database.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::base::error::FieldCode;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PatientProfile {
    pub date_of_birth: NaiveDate,
    pub address: Option<String>,
    /// The person to call in an emergency.
    pub emergency_contact: Option<EmergencyContact>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct EmergencyContact {
    pub name: String,
    pub phone: String,
}

/// Length limits in characters, for forms and REST API.
pub const ADDRESS_MAX: usize = 300;
pub const PASSWORD_MIN: usize = 12;
pub const PASSWORD_MAX: usize = 128;

/// Checks a password: 12 to 128 characters, not a common one; no composition rules (ASVS 5.0 §6.2).
///
/// # Errors
/// [`FieldCode::Required`], [`FieldCode::TooShort`], [`FieldCode::TooLong`] or [`FieldCode::CommonPassword`].
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

/// Returns whether the password is a common one, a repeated character or short pattern, or a run of consecutive characters.
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

/// The earliest accepted year of birth.
pub const FIRST_BIRTH_YEAR: i32 = 1900;

/// Checks a date of birth.
///
/// # Errors
/// [`FieldCode::OutOfRange`] before 1900 and after `today`.
pub fn parse_born(date: NaiveDate, today: NaiveDate) -> Result<NaiveDate, FieldCode> {
    if date.year() < FIRST_BIRTH_YEAR || date > today { Err(FieldCode::OutOfRange) } else { Ok(date) }
}

/// Parses a date of birth from three number fields; see [`parse_born`].
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
