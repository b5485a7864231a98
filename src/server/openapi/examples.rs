//! Adds an example to each body, made from the fields' own examples and the values below.

use serde_json::{Map, Value, json};

use super::{object, resolved};
use crate::base::error::Code;
use crate::base::text::Lang;
use crate::base::words;

/// Example values by field name, or by schema and field name where they differ.
const BY_NAME: [(&str, &str); 20] = [
    ("AppointmentChangeRequest.status", "cancelled"),
    ("Doctor.full_name", "Elira Hoxha"),
    ("DoctorRef.full_name", "Elira Hoxha"),
    ("SlotChangeRequest.kind", "video"),
    ("address", "Rruga e Durrësit 12\nTirana"),
    ("bio", "Twenty years with hearts of every age."),
    ("by_name", "Ana Marku"),
    ("currency", "EUR"),
    ("date_of_birth", "1987-06-05"),
    ("email", "ana@demo.praxis.example"),
    ("full_name", "Ana Marku"),
    ("licence_number", "AL-10482"),
    ("location", "Tirana, Rruga e Kavajës 30"),
    ("phone", "+355 69 123 4567"),
    ("starts_at", "2028-03-27T09:00:00+02:00"),
    ("ends_at", "2028-03-27T09:30:00+02:00"),
    ("time_zone", "Europe/Tirane"),
    ("with", "Elira Hoxha"),
    ("created_at", "2028-03-20T17:45:10.123456Z"),
    ("updated_at", "2028-03-20T17:45:10.123456Z"),
];

pub fn complete(all: &mut Value) {
    let known = all.clone();
    super::each_operation(all, |_, _, operation| {
        if let Some(body) = object(operation).get_mut("requestBody") {
            give(body, |schema| of(&known, schema, true));
        }
        for (status, answer) in super::member(operation, "responses") {
            let description = answer.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
            give(answer, |schema| problem(status, &description).unwrap_or_else(|| of(&known, schema, false)));
        }
    });
}

fn give(body: &mut Value, example: impl Fn(&Value) -> Value) {
    for media in object(body).get_mut("content").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
        if let Some(schema) = media.get("schema").cloned() {
            object(media).insert("example".to_owned(), example(&schema));
        }
    }
}

/// Returns the example problem of a response: of the first code in its description, if that has this status.
fn problem(status: &str, description: &str) -> Option<Value> {
    let code: Code = description.split('`').nth(1).and_then(|code| code.parse().ok())?;
    let status: u16 = status.parse().ok().filter(|status| *status == code.status())?;
    let mut problem = json!({
        "type": format!("urn:praxis:problem:{code}"), "title": words::code(Lang::En, code), "status": status,
        "detail": words::code(Lang::En, code), "code": code,
    });
    if code == Code::Invalid {
        let message = words::field_code(Lang::En, crate::base::error::FieldCode::Unknown);
        object(&mut problem).insert("errors".to_owned(), json!([{ "pointer": "/colour", "code": "unknown", "message": message }]));
    }
    Some(problem)
}

/// Returns the value of a field in [`BY_NAME`].
fn by_name(schema_name: &str, field: &str) -> Option<&'static str> {
    let of = |name: &str| BY_NAME.iter().find(|(named, _)| *named == name).map(|(_, text)| *text);
    of(&format!("{schema_name}.{field}")).or_else(|| of(field))
}

/// Returns an example value of the schema.
fn of(all: &Value, schema: &Value, sent: bool) -> Value {
    let own = schema.get("examples").and_then(Value::as_array).and_then(|examples| examples.first());
    if let Some(own) = own.or_else(|| schema.get("default")) {
        return own.clone();
    }
    let name =
        schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix(super::SCHEMA_PREFIX)).unwrap_or_default();
    let schema = resolved(all, schema);
    if let Some(whole) = schema.get("examples").and_then(Value::as_array).and_then(|examples| examples.first()) {
        return whole.clone();
    }
    let list = |name: &str| schema.get(name).and_then(Value::as_array).into_iter().flatten();
    if let Some(first) = list("enum").next() {
        return first.clone();
    }
    if let Some(one) = list("oneOf").find(|one| one.get("type").is_none_or(|kind| kind != "null")) {
        // In responses an optional enum is `null`; optional objects are shown.
        let word = resolved(all, one).get("enum").is_some();
        return if word && !sent { Value::Null } else { of(all, one, sent) };
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        return Value::Object(fields(all, name, schema, properties, sent));
    }
    let kinds = schema.get("type").map(|kind| kind.as_array().cloned().unwrap_or_else(|| vec![kind.clone()])).unwrap_or_default();
    let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
    match (kinds.iter().find_map(|kind| kind.as_str().filter(|kind| *kind != "null")), format) {
        _ if kinds.iter().any(|kind| kind == "null") => Value::Null,
        (Some("array"), _) => schema.get("items").map_or(json!([]), |items| json!([of(all, items, sent)])),
        (Some("integer" | "number"), _) => schema.get("minimum").cloned().unwrap_or_else(|| json!(12)),
        (Some("boolean"), _) => json!(false),
        (_, "uuid") => json!("019aa6b0-7c00-7000-8000-000000000000"),
        (_, "date-time") => json!("2028-03-20T17:45:10.123456Z"),
        (_, "date") => json!("1987-06-05"),
        _ => json!("…"),
    }
}

/// Returns the example's fields: the required ones, and in requests also those with an example value.
fn fields(all: &Value, schema_name: &str, schema: &Value, properties: &Map<String, Value>, sent: bool) -> Map<String, Value> {
    let required: Vec<&Value> = schema.get("required").and_then(Value::as_array).into_iter().flatten().collect();
    let has_example = |name: &str, field: &Value| field.get("examples").is_some() || by_name(schema_name, name).is_some();
    let kept = properties.iter().filter(|(name, field)| required.contains(&&json!(name)) || (sent && has_example(name, field)));
    let value = |name: &str, field: &Value| match by_name(schema_name, name) {
        Some(text) if field.get("examples").is_none() => json!(text),
        _ => of(all, field, sent),
    };
    kept.map(|(name, field)| (name.clone(), value(name, field))).collect()
}
