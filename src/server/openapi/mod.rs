//! The OpenAPI description: the handlers' own descriptions, completed with what operations have in common.
//! `tests/practice/described.rs` compares it with every response in every test.
//!
//! utoipa generates the handlers' part; here it is edited as JSON. `names` sets the public names of schemas, `schemas` adds required
//! fields and text patterns, `parameters` describes shared parameters, `answers` adds the problems and headers of each operation,
//! `examples` adds an example to each body, and `introduction` is the text at the top.

mod answers;
mod examples;
pub mod introduction;
mod names;
mod parameters;
mod schemas;

pub use schemas::in_words;

use serde_json::{Map, Value, json};

use crate::features::notifications::kinds::NotificationKind;
use crate::platform::registry::{Registry, Rest};

/// The prefix of references to schemas.
pub const SCHEMA_PREFIX: &str = "#/components/schemas/";

/// Returns the complete OpenAPI 3.1 description.
pub fn complete(described: &utoipa::openapi::OpenApi, registry: &Registry) -> Value {
    let mut all = serde_json::to_value(described).unwrap_or_default();
    if let Some(all) = all.as_object_mut() {
        all.insert("openapi".to_owned(), json!("3.1.0"));
        all.insert("servers".to_owned(), json!([{ "url": "/", "description": "This server" }]));
        all.insert("security".to_owned(), json!([{ "bearer": [] }]));
        let mut tags: Vec<Value> =
            registry.all::<Rest>().iter().map(|part| json!({ "name": part.tag, "description": part.description })).collect();
        tags.dedup();
        all.insert("tags".to_owned(), json!(tags));
    }
    let components = member(&mut all, "components");
    let scheme =
        json!({ "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "An access token." } });
    components.insert("securitySchemes".to_owned(), scheme);
    unwrap_lines(&mut all);
    object(&mut all).insert("info".to_owned(), introduction::info());
    names::apply(&mut all);
    let kinds: Vec<&str> = registry.all::<NotificationKind>().iter().map(|kind| kind.name).collect();
    let schemas = member(&mut all, "components").entry("schemas").or_insert(Value::Null);
    member(schemas, "NotificationKind").insert("enum".to_owned(), json!(kinds));
    schemas::complete(&mut all);
    each_operation(&mut all, parameters::complete);
    each_operation(&mut all, answers::complete);
    examples::complete(&mut all);
    all
}

/// Joins the wrapped lines of doc comments: a paragraph becomes one line.
fn unwrap_lines(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                match inner {
                    Value::String(text) if name == "description" => {
                        *text = text.split("\n\n").map(|lines| lines.replace('\n', " ")).collect::<Vec<_>>().join("\n\n");
                    }
                    inner => unwrap_lines(inner),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(unwrap_lines),
        _ => {}
    }
}

/// Returns the object under `name`, created if missing.
fn member<'a>(of: &'a mut Value, name: &str) -> &'a mut Map<String, Value> {
    object(object(of).entry(name).or_insert(Value::Null))
}

/// Returns the value as an object; any other value is replaced by an empty one.
fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(map) => map,
        _ => unreachable!("it has just been made one"),
    }
}

fn each_operation(all: &mut Value, mut change: impl FnMut(&str, &str, &mut Value)) {
    for (path, operations) in member(all, "paths") {
        for (method, operation) in object(operations) {
            change(method, path, operation);
        }
    }
}

/// Iterates over all operations: method, path, operation.
pub fn operations(all: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = all.get("paths").and_then(Value::as_object).into_iter().flatten();
    paths.flat_map(|(path, operations)| {
        let operations = operations.as_object().into_iter().flatten();
        operations.map(|(method, operation)| (method.as_str(), path.as_str(), operation))
    })
}

/// Returns the schema that `schema` refers to, or `schema` itself.
pub fn resolved<'a>(all: &'a Value, schema: &'a Value) -> &'a Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix(SCHEMA_PREFIX));
    let named = name.and_then(|name| all.get("components")?.get("schemas")?.get(name));
    named.unwrap_or(schema)
}
