//! Rules for all schemas: the required fields of responses, and the patterns of texts.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{SCHEMA_PREFIX, member, object, operations};

/// Custom formats as patterns: what `base::parse::parse_text` accepts, not blank and without control characters.
const PATTERNS: [(&str, &str); 3] = [
    (
        "line",
        r"^[^\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*[^\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069][^\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$",
    ),
    (
        "lines",
        r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*[^\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069][^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$",
    ),
    ("lines or nothing", r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$"),
];

/// Visible ASCII characters.
pub const VISIBLE: &str = "^[!-~]+$";

/// Returns what a custom pattern means, in words.
pub fn in_words(pattern: &str) -> Option<&'static str> {
    if pattern == VISIBLE {
        return Some("visible ASCII characters");
    }
    let (format, _) = PATTERNS.iter().find(|(_, known)| *known == pattern)?;
    Some(match *format {
        "line" => "one line, not blank, no control characters",
        "lines" => "not blank, no control characters except line breaks",
        _ => "no control characters except line breaks",
    })
}

pub fn complete(all: &mut Value) {
    let sent = reachable(all, |operation| operation.get("requestBody"));
    let schemas = member(object(all).entry("components").or_insert(Value::Null), "schemas");
    for (name, schema) in schemas {
        if name == "Registration" {
            by_role(object(schema));
        }
        if !sent.contains(name) {
            always_there(object(schema));
        }
        each_schema(schema, &mut |schema| {
            pattern(schema);
            examples(schema);
        });
    }
}

/// Requires the fields of the registration's role and forbids those of the other role.
fn by_role(registration: &mut Map<String, Value>) {
    let none =
        |fields: &[&str]| Value::Object(fields.iter().map(|field| ((*field).to_owned(), json!({ "type": "null" }))).collect());
    let doctors = ["specialty", "licence_number", "experience_years", "location", "time_zone"];
    let some: Map<String, Value> =
        doctors.iter().map(|field| ((*field).to_owned(), json!({ "not": { "type": "null" } }))).collect();
    registration.insert("if".to_owned(), json!({ "properties": { "role": { "const": "doctor" } } }));
    let patients = none(&["date_of_birth", "address"]);
    let (mut then, mut otherwise) = (patients, none(&["specialty", "licence_number", "experience_years", "location"]));
    object(&mut then).extend(some);
    object(&mut otherwise).insert("date_of_birth".to_owned(), json!({ "type": "string" }));
    registration.insert("then".to_owned(), json!({ "properties": then, "required": doctors }));
    registration.insert("else".to_owned(), json!({ "properties": otherwise, "required": ["date_of_birth"] }));
}

/// Makes nullable fields of responses required: they are sent as `null`. Only empty lists are left out.
fn always_there(schema: &mut Map<String, Value>) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
    let mut required: BTreeSet<String> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    required.extend(properties.iter().filter(|(_, schema)| may_be_null(schema)).map(|(name, _)| name.clone()));
    schema.insert("required".to_owned(), json!(required));
}

fn may_be_null(schema: &Value) -> bool {
    let is_null = |kind: &Value| kind == "null";
    let listed = |name: &str| schema.get(name).and_then(Value::as_array).into_iter().flatten();
    listed("type").any(is_null) || listed("oneOf").any(|one| one.get("type").is_some_and(is_null))
}

fn pattern(schema: &mut Map<String, Value>) {
    let known = PATTERNS.iter().find(|(format, _)| schema.get("format").is_some_and(|named| named == format));
    if let Some((_, pattern)) = known {
        schema.remove("format");
        schema.insert("pattern".to_owned(), json!(pattern));
    }
}

/// JSON Schema's `examples` instead of the older `example`.
fn examples(schema: &mut Map<String, Value>) {
    if let Some(example) = schema.remove("example") {
        schema.insert("examples".to_owned(), json!([example]));
    }
}

fn each_schema(schema: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    let Some(schema) = schema.as_object_mut() else { return };
    change(schema);
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.values_mut().for_each(|property| each_schema(property, change));
    }
    if let Some(items) = schema.get_mut("items") {
        each_schema(items, change);
    }
}

/// Returns the names of the schemas that are reachable from a part of any operation.
fn reachable<'a>(all: &'a Value, part: impl Fn(&'a Value) -> Option<&'a Value>) -> BTreeSet<String> {
    fn names(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                into.extend(
                    map.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix(SCHEMA_PREFIX)).map(str::to_owned),
                );
                map.values().for_each(|value| names(value, into));
            }
            Value::Array(list) => list.iter().for_each(|value| names(value, into)),
            _ => {}
        }
    }
    let mut open = Vec::new();
    operations(all).filter_map(|(_, _, operation)| part(operation)).for_each(|value| names(value, &mut open));
    let mut found = BTreeSet::new();
    while let Some(name) = open.pop() {
        if let Some(schema) = all.get("components").and_then(|components| components.get("schemas")?.get(&name)) {
            names(schema, &mut open);
        }
        // The schemas have no cycles; a cycle would end here because its name is known.
        if !found.insert(name) {
            open.retain(|name| !found.contains(name));
        }
    }
    found
}
