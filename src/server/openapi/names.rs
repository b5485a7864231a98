//! Public names of schemas. Rust types leave out the feature's name; the API's single list of schemas needs it.

use serde_json::{Value, json};

use super::{SCHEMA_PREFIX, member};

/// Names that do not follow the rule.
const NAMES: [(&str, &str); 12] = [
    ("ChangeRequest", "AppointmentChangeRequest"),
    ("Code", "ProblemCode"),
    ("ContactRequest", "EmergencyContactRequest"),
    ("DoctorRequest", "DoctorProfileRequest"),
    ("Kind", "NotificationKind"),
    ("Lang", "Language"),
    ("MeRequest", "AccountChangeRequest"),
    ("PatientRequest", "PatientProfileRequest"),
    ("PublicDoctorBody", "Doctor"),
    ("Spoken", "SpokenLanguage"),
    ("RegisterRequest", "Registration"),
    ("Status", "AppointmentStatus"),
];

/// Returns the public name: `Page_AppointmentBody` → `AppointmentPage`, `AppointmentBody` → `Appointment`.
fn outside(name: &str) -> String {
    if let Some(item) = name.strip_prefix("Page_") {
        return format!("{}Page", outside(item));
    }
    let given = NAMES.iter().find(|(inside, _)| *inside == name).map(|(_, outside)| *outside);
    given.unwrap_or_else(|| name.strip_suffix("Body").unwrap_or(name)).to_owned()
}

pub fn apply(all: &mut Value) {
    refer(all);
    let schemas = member(member_value(all), "schemas");
    *schemas = std::mem::take(schemas).into_iter().map(|(name, schema)| named(&name, schema)).collect();
}

/// Returns the schema with its public name; a page refers to the schema of its items instead of repeating it.
fn named(name: &str, mut schema: Value) -> (String, Value) {
    if let (Some(item), Some(items)) = (name.strip_prefix("Page_"), schema.pointer_mut("/properties/items/items")) {
        *items = json!({ "$ref": format!("{SCHEMA_PREFIX}{}", outside(item)) });
    }
    (outside(name), schema)
}

fn member_value(all: &mut Value) -> &mut Value {
    super::object(all).entry("components").or_insert(Value::Null)
}

/// Renames every `$ref` in the value.
fn refer(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get_mut("$ref")
                && let Some(name) = reference.strip_prefix(SCHEMA_PREFIX)
            {
                *reference = format!("{SCHEMA_PREFIX}{}", outside(name));
            }
            map.values_mut().for_each(refer);
        }
        Value::Array(list) => list.iter_mut().for_each(refer),
        _ => {}
    }
}
