//! What a type is called outside. Inside, a room's name goes without saying; in one list of all shapes it does not.

use serde_json::{Value, json};

use super::{SHAPES, member};

/// Those that no rule gives.
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

/// `Page_AppointmentBody` → `AppointmentPage`, `AppointmentBody` → `Appointment`.
fn outside(name: &str) -> String {
    if let Some(item) = name.strip_prefix("Page_") {
        return format!("{}Page", outside(item));
    }
    let given = NAMES.iter().find(|(inside, _)| *inside == name).map(|(_, outside)| *outside);
    given.unwrap_or_else(|| name.strip_suffix("Body").unwrap_or(name)).to_owned()
}

pub fn apply(all: &mut Value) {
    refer(all);
    let shapes = member(member_value(all), "schemas");
    *shapes = std::mem::take(shapes).into_iter().map(|(name, shape)| named(&name, shape)).collect();
}

/// A shape under its name; a page refers to what is on it, instead of saying it once more.
fn named(name: &str, mut shape: Value) -> (String, Value) {
    if let (Some(item), Some(items)) = (name.strip_prefix("Page_"), shape.pointer_mut("/properties/items/items")) {
        *items = json!({ "$ref": format!("{SHAPES}{}", outside(item)) });
    }
    (outside(name), shape)
}

fn member_value(all: &mut Value) -> &mut Value {
    super::object(all).entry("components").or_insert(Value::Null)
}

/// Every `$ref` below.
fn refer(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get_mut("$ref")
                && let Some(name) = reference.strip_prefix(SHAPES)
            {
                *reference = format!("{SHAPES}{}", outside(name));
            }
            map.values_mut().for_each(refer);
        }
        Value::Array(list) => list.iter_mut().for_each(refer),
        _ => {}
    }
}
