//! Validation of registration and profile input, shared by forms and REST API so that both reject the same.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::service::{Registration, RoleDetails};
use crate::base::error::{Faults, FieldCode, Result};
use crate::base::model::Gender;
use crate::base::parse::{choice, choices, parse_email, parse_name, parse_optional, parse_phone, parse_text};
use crate::base::text::Lang;
use crate::features::accounts::model::{ADDRESS_MAX, parse_born, parse_password};
use crate::features::accounts::service as accounts;
use crate::features::doctors::model::{BIO_MAX, LICENCE_MAX, LOCATION_MAX, parse_experience};
use crate::features::doctors::service::DoctorProfileChange;
use crate::platform::app::App;
use crate::platform::http::client::Counted;
use crate::platform::{throttle, zone};

/// Parses a gender; an empty text is [`Gender::Undisclosed`].
///
/// # Errors
/// [`FieldCode::NotAChoice`].
pub fn gender(text: &str) -> Result<Gender, FieldCode> {
    if text.is_empty() { Ok(Gender::Undisclosed) } else { choice(text) }
}

/// Parses a time zone, by IANA name or city; an empty text is `None`.
///
/// # Errors
/// [`FieldCode::NotAChoice`] for an unknown zone or city.
pub fn time_zone(text: &str) -> Result<Option<Tz>, FieldCode> {
    if text.trim().is_empty() { Ok(None) } else { zone::find(text).map(Some).ok_or(FieldCode::NotAChoice) }
}

/// Like [`time_zone`], for doctors, who must have one.
///
/// # Errors
/// [`FieldCode::Required`] for `None`.
pub fn doctors_zone(zone: Result<Option<Tz>, FieldCode>) -> Result<Option<Tz>, FieldCode> {
    zone.and_then(|zone| zone.ok_or(FieldCode::Required)).map(Some)
}

/// Parses a birth date of the REST API.
///
/// # Errors
/// [`FieldCode::Required`] for none, [`FieldCode::NotADate`], and those of [`parse_born`].
pub fn born(text: Option<&str>, today: NaiveDate) -> Result<NaiveDate, FieldCode> {
    let date = text.ok_or(FieldCode::Required)?.parse().map_err(|_| FieldCode::NotADate)?;
    parse_born(date, today)
}

/// The registration input of both roles.
pub struct PersonInput<'a> {
    pub full_name: &'a str,
    pub email: &'a str,
    pub password: &'a str,
    pub phone: &'a str,
    pub gender: &'a str,
}

/// The registration input of one role.
pub enum RoleInput<'a> {
    Patient { born: Result<NaiveDate, FieldCode>, address: &'a str },
    Doctor { specialty: &'a str, licence_number: &'a str, experience_years: &'a str, location: &'a str },
}

/// Returns the parsed registration, or all faults at once, including a password that is easy to guess.
///
/// # Errors
/// `invalid` with the fields; `too_many` for too many new passwords from the IP address `from`; `overloaded`.
pub async fn registration(
    app: &App,
    from: &Counted,
    person: &PersonInput<'_>,
    role: RoleInput<'_>,
    locale: Lang,
    time_zone: Result<Option<Tz>, FieldCode>,
) -> Result<Registration> {
    let parsed = parsed(person, role, locale, time_zone);
    let Ok(password) = parse_password(person.password) else { return parsed };
    // Checking a password is expensive, so the attempt is counted first. Over the limit, the other faults are still returned.
    if let Err(error) = throttle::new_password(app, from).await {
        return Err(parsed.err().unwrap_or(error));
    }
    if !app.hasher.is_easy(password, accounts::own_words(app, person.full_name, person.email)).await? {
        return parsed;
    }
    let mut faults = Faults::default();
    faults.note("password", FieldCode::EasyToGuess);
    faults.with(parsed)
}

fn parsed(
    person: &PersonInput<'_>,
    role: RoleInput<'_>,
    locale: Lang,
    time_zone: Result<Option<Tz>, FieldCode>,
) -> Result<Registration> {
    let mut faults = Faults::default();
    let full_name = faults.take("full_name", parse_name(person.full_name));
    let email = faults.take("email", parse_email(person.email));
    let password = faults.take("password", parse_password(person.password));
    let phone = faults.take("phone", parse_phone(person.phone));
    let becomes = becomes(role, &mut faults);
    let gender = faults.take("gender", gender(person.gender));
    let time_zone = faults.take("time_zone", time_zone);
    match (full_name, email, password, phone, becomes, gender, time_zone) {
        (Some(full_name), Some(email), Some(password), Some(phone), Some(becomes), Some(gender), Some(time_zone)) => {
            Ok(Registration { full_name, email, password, phone, gender, locale, time_zone, becomes, chosen: None })
        }
        _ => Err(faults.into_error()),
    }
}

/// Returns the parsed details of a role; faults are noted under the fields' names.
pub fn becomes(role: RoleInput<'_>, faults: &mut Faults) -> Option<RoleDetails> {
    match role {
        RoleInput::Patient { born, address } => {
            let born = faults.take("date_of_birth", born);
            let address = faults.take("address", parse_optional(address, ADDRESS_MAX, true));
            Some(RoleDetails::Patient { date_of_birth: born?, address: address? })
        }
        RoleInput::Doctor { specialty, licence_number, experience_years, location } => {
            let specialty = faults.take("specialty", choice(specialty));
            let licence_number = faults.take("licence_number", parse_text(licence_number, LICENCE_MAX, false));
            let experience_years = faults.take("experience_years", parse_experience(experience_years));
            let location = faults.take("location", parse_text(location, LOCATION_MAX, false));
            Some(RoleDetails::Doctor {
                specialty: specialty?,
                licence_number: licence_number?,
                experience_years: experience_years?,
                location: location?,
            })
        }
    }
}

/// The unparsed input of a doctor profile; `None` leaves a field unchanged.
#[derive(Default)]
pub struct DoctorProfileInput<'a> {
    pub specialty: Option<&'a str>,
    pub licence_number: Option<&'a str>,
    pub experience_years: Option<&'a str>,
    pub location: Option<&'a str>,
    pub bio: Option<&'a str>,
    pub languages: Option<&'a [String]>,
    pub kinds: Option<&'a [String]>,
}

/// Returns the parsed change; faults are noted under `prefix` and the field's name.
pub fn practice(typed: &DoctorProfileInput<'_>, prefix: &str, faults: &mut Faults) -> DoctorProfileChange {
    let named = |name: &str| format!("{prefix}{name}");
    DoctorProfileChange {
        specialty: typed.specialty.and_then(|text| faults.take(&named("specialty"), choice(text))),
        licence_number: typed
            .licence_number
            .and_then(|text| faults.take(&named("licence_number"), parse_text(text, LICENCE_MAX, false))),
        experience_years: typed.experience_years.and_then(|text| faults.take(&named("experience_years"), parse_experience(text))),
        location: typed.location.and_then(|text| faults.take(&named("location"), parse_text(text, LOCATION_MAX, false))),
        bio: typed
            .bio
            .and_then(|text| faults.take(&named("bio"), parse_optional(text, BIO_MAX, true)))
            .map(Option::unwrap_or_default),
        languages: typed.languages.and_then(|words| faults.take(&named("languages"), choices(words))),
        kinds: typed.kinds.and_then(|words| faults.take(&named("kinds"), choices(words))),
        fee: None,
        auto_confirm: None,
    }
}
