//! A patient's own fields on the server: read, parsed from a form or a REST request, changed.
//!
//! How to add a field: the column in `migrations`, `accounts/store.rs` and `accounts/model.rs`; here; `view/patient.rs` with its texts; and
//! the form's field in `api/profile.rs`.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use super::input::born;
use crate::base::error::{Faults, FieldCode};
use crate::base::parse::{NAME_MAX, parse_optional, parse_phone};
use crate::features::accounts::model::{ADDRESS_MAX, EmergencyContact, PatientProfile};
use crate::features::accounts::service::PatientRow;
use crate::platform::http::rest::{Object, sent};

/// Returns the profile of a row.
pub fn profile(row: PatientRow) -> PatientProfile {
    PatientProfile {
        date_of_birth: row.date_of_birth,
        address: row.address,
        emergency_contact: row.emergency_name.zip(row.emergency_phone).map(|(name, phone)| EmergencyContact { name, phone }),
    }
}

/// The changed fields; `None` leaves a field unchanged.
#[derive(Default)]
pub struct PatientChange {
    pub date_of_birth: Option<NaiveDate>,
    pub address: Option<Option<String>>,
    pub emergency_contact: Option<Option<EmergencyContact>>,
}

impl PatientChange {
    /// Returns the row with the changed fields.
    pub fn over(self, before: PatientRow) -> PatientRow {
        let (emergency_name, emergency_phone) = match self.emergency_contact {
            None => (before.emergency_name, before.emergency_phone),
            Some(contact) => contact.map(|contact| (contact.name, contact.phone)).unzip(),
        };
        PatientRow {
            date_of_birth: self.date_of_birth.unwrap_or(before.date_of_birth),
            address: self.address.unwrap_or(before.address),
            emergency_name,
            emergency_phone,
        }
    }
}

/// A missing field stays unchanged.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatientRequest {
    #[schema(value_type = Option<NaiveDate>)]
    date_of_birth: Option<String>,
    /// `null` or an empty text removes it.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, format = "lines or nothing", max_length = 300)]
    address: Option<Option<String>>,
    /// `null` removes it.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<ContactRequest>)]
    emergency_contact: Option<Option<Object<ContactRequest>>>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContactRequest {
    #[schema(format = "line", max_length = 120, example = "Minh Nguyễn")]
    name: String,
    #[schema(pattern = r"^\s*\+?[0-9 .()/-]*\s*$", max_length = 32, example = "+33 6 11 22 33 44")]
    phone: String,
}

impl PatientRequest {
    /// Returns the change; faults are noted under `patient/` and the field's name.
    pub fn parse(self, today: NaiveDate, faults: &mut Faults) -> PatientChange {
        let names = ["patient/emergency_contact/name", "patient/emergency_contact/phone"];
        PatientChange {
            date_of_birth: self.date_of_birth.and_then(|text| faults.take("patient/date_of_birth", born(Some(&text), today))),
            address: self
                .address
                .and_then(|text| faults.take("patient/address", parse_optional(&text.unwrap_or_default(), ADDRESS_MAX, true))),
            emergency_contact: match self.emergency_contact {
                None => None,
                Some(None) => Some(None),
                Some(Some(Object(contact))) => emergency_contact(&contact.name, &contact.phone, names, faults),
            },
        }
    }
}

/// Parses an emergency contact; name and phone require each other. Returns `None` after a fault.
pub fn emergency_contact(name: &str, phone: &str, names: [&str; 2], faults: &mut Faults) -> Option<Option<EmergencyContact>> {
    let [name_field, phone_field] = names;
    let name = faults.take(name_field, parse_optional(name, NAME_MAX, false))?;
    let phone = faults.take(phone_field, parse_phone(phone))?;
    match (name, phone) {
        (None, None) => Some(None),
        (Some(name), Some(phone)) => Some(Some(EmergencyContact { name, phone })),
        (None, Some(_)) => {
            faults.note(name_field, FieldCode::Required);
            None
        }
        (Some(_), None) => {
            faults.note(phone_field, FieldCode::Required);
            None
        }
    }
}
