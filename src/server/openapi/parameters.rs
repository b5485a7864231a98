//! Parameters that mean the same wherever they stand.

use serde_json::{Map, Value, json};

use super::object;
use super::shapes::VISIBLE;
use crate::platform::cursor::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::platform::http::rest::KEY_MAX;

/// What a parameter of this name is, whatever its handler says.
fn shared(name: &str) -> Option<(&'static str, Option<Value>)> {
    Some(match name {
        "id" => ("Its id.", None),
        "limit" => (
            "How many, at most.",
            Some(json!({ "type": "integer", "format": "int32", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT })),
        ),
        "cursor" => ("Where the list goes on: the `next_cursor` of the page before.", Some(json!({ "type": "string" }))),
        "Idempotency-Key" => (
            "A name for this request, of the client’s choice. The same request again under the same key is given the first answer again.",
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

/// A parameter is there or it is not; `null` cannot be written in an address.
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
