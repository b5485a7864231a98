//! Validation of what staff type about people, shared by forms and REST API.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::model::parse_reason;
use super::service::NewPerson;
use crate::base::error::{Faults, FieldCode, Result};
use crate::base::parse::{choice, parse_email, parse_name, parse_phone};
use crate::base::text::Lang;
use crate::features::profiles::input::{self, RoleInput};

/// The input about a new person of any role.
pub struct PersonInput<'a> {
    pub full_name: &'a str,
    pub email: &'a str,
    pub phone: &'a str,
    pub gender: &'a str,
    /// Empty for the practice's first language.
    pub locale: &'a str,
    pub time_zone: &'a str,
    pub reason: &'a str,
}

/// Returns the parsed person and the reason, or all faults at once. `role` is `None` for an admin.
///
/// # Errors
/// `invalid` with the fields.
pub fn person(
    typed: &PersonInput<'_>,
    role: Option<RoleInput<'_>>,
    is_approved: bool,
    mut faults: Faults,
) -> Result<(NewPerson, String)> {
    let zone = input::time_zone(typed.time_zone);
    let zone = if matches!(role, Some(RoleInput::Doctor { .. })) { input::doctors_zone(zone) } else { zone };
    let full_name = faults.take("full_name", parse_name(typed.full_name));
    let email = faults.take("email", parse_email(typed.email));
    let phone = faults.take("phone", parse_phone(typed.phone));
    let gender = faults.take("gender", input::gender(typed.gender));
    let locale = faults.take("locale", locale(typed.locale));
    let time_zone = faults.take("time_zone", zone);
    let becomes = match role {
        None => Some(None),
        Some(role) => input::becomes(role, &mut faults).map(Some),
    };
    let reason = faults.take("reason", parse_reason(typed.reason));
    match (full_name, email, phone, gender, locale, time_zone, becomes, reason) {
        (Some(full_name), Some(email), Some(phone), Some(gender), Some(locale), Some(time_zone), Some(becomes), Some(reason)) => {
            faults.check()?;
            Ok((NewPerson { full_name, email, phone, gender, locale, time_zone, becomes, is_approved }, reason))
        }
        _ => Err(faults.into_error()),
    }
}

/// Parses a language; an empty text is English.
///
/// # Errors
/// [`FieldCode::NotAChoice`].
pub fn locale(text: &str) -> Result<Lang, FieldCode> {
    if text.is_empty() { Ok(Lang::default()) } else { choice(text) }
}

/// Parses a reason on its own.
///
/// # Errors
/// `invalid` for `reason`.
pub fn reason(text: &str) -> Result<String> {
    let mut faults = Faults::default();
    faults.take("reason", parse_reason(text)).ok_or_else(|| faults.into_error())
}

/// Parses the date of birth and time zone that a new role may bring.
pub fn born_and_zone(
    born: Option<Result<NaiveDate, FieldCode>>,
    zone: &str,
    faults: &mut Faults,
) -> (Option<NaiveDate>, Option<Tz>) {
    let born = born.and_then(|born| faults.take("date_of_birth", born));
    (born, faults.take("time_zone", input::time_zone(zone)).flatten())
}
