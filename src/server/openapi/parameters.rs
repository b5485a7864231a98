//! Parameters that mean the same in every operation.

use serde_json::{Map, Value, json};

use super::object;
use super::schemas::VISIBLE;
use crate::platform::cursor::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::platform::http::rest::KEY_MAX;

/// Returns the description and schema of a shared parameter.
fn shared(name: &str) -> Option<(&'static str, Option<Value>)> {
    Some(match name {
        "id" => ("The id of the resource.", None),
        "limit" => (
            "The maximum number of items.",
            Some(json!({ "type": "integer", "format": "int32", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT })),
        ),
        "cursor" => ("The position in the list: `next_cursor` of the previous page.", Some(json!({ "type": "string" }))),
        "Idempotency-Key" => (
            "A key for this request, chosen by the client. The same request with the same key returns the first response again.",
            Some(json!({ "type": "string", "minLength": 1, "maxLength": KEY_MAX, "pattern": VISIBLE,
                "examples": ["019aa6b0-7c00-7000-8000-00000000000a"] })),
        ),
        _ => return None,
    })
}

pub fn complete(_: &str, _: &str, operation: &mut Value) {
    let Some(parameters) = object(operation).get_mut("parameters").and_then(Value::as_array_mut) else { return };
    for parameter in parameters {
        let parameter = object(parameter);
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some((description, schema)) = shared(&name) {
            parameter.entry("description").or_insert_with(|| json!(description));
            if let Some(schema) = schema {
                parameter.insert("schema".to_owned(), schema);
            }
        }
        if let Some(schema) = parameter.get_mut("schema") {
            never_null(schema);
        }
    }
}

/// Removes `null` from the schema: a URL parameter is either present or missing.
fn never_null(schema: &mut Value) {
    let one = schema
        .get("oneOf")
        .and_then(Value::as_array)
        .and_then(|list| list.iter().find(|one| one.get("type").is_none_or(|kind| kind != "null")));
    if let Some(one) = one.cloned() {
        *schema = one;
    }
    let schema: &mut Map<String, Value> = object(schema);
    let kind = schema.get("type").and_then(Value::as_array).and_then(|kinds| kinds.iter().find(|kind| *kind != "null"));
    if let Some(kind) = kind.cloned() {
        schema.insert("type".to_owned(), kind);
    }
}
