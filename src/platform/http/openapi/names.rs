//! What a type is called outside. Inside, a room's name goes without saying; in one list of all shapes it does not.

use serde_json::Value;

use super::{SHAPES, member};

/// Those that no rule gives.
const NAMES: [(&str, &str); 8] = [
    ("ChangeRequest", "AppointmentChangeRequest"),
    ("Code", "ProblemCode"),
    ("Kind", "NotificationKind"),
    ("Lang", "Language"),
    ("PublicDoctorBody", "Doctor"),
    ("Sort", "DoctorSort"),
    ("Spoken", "SpokenLanguage"),
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
    *shapes = std::mem::take(shapes).into_iter().map(|(name, shape)| (outside(&name), shape)).collect();
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
