//! Schemas and their fields, as text.

use std::fmt::Write as _;

use serde_json::Value;

use super::{escape, prose, words};
use crate::server::openapi::{SCHEMA_PREFIX, in_words};

/// Returns the type of a value, with links to schemas.
pub fn kind(schema: &Value) -> String {
    if let Some(name) = words(schema, "$ref").strip_prefix(SCHEMA_PREFIX) {
        return format!("<a href=\"#schema-{0}\">{0}</a>", escape(name));
    }
    let list = |name: &str| schema.get(name).and_then(Value::as_array).into_iter().flatten();
    let either: Vec<String> = list("oneOf").map(kind).filter(|kind| kind != "null").collect();
    if !either.is_empty() {
        let null = if list("oneOf").any(|one| words(one, "type") == "null") { " or null" } else { "" };
        return format!("{}{null}", either.join(" or "));
    }
    let kinds: Vec<&str> = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        Some(kind) => kind.as_str().into_iter().collect(),
        None => Vec::new(),
    };
    let named = |one: &str| match (one, words(schema, "format")) {
        ("array", _) => format!("list of {}", schema.get("items").map(kind).unwrap_or_default()),
        ("string", "uuid") => "UUID".to_owned(),
        ("string", "date-time") => "instant".to_owned(),
        ("string", "date") => "date".to_owned(),
        ("string", "email") => "email address".to_owned(),
        ("string", _) => "text".to_owned(),
        ("integer", _) => "whole number".to_owned(),
        ("boolean", _) => "<code>true</code> or <code>false</code>".to_owned(),
        (other, _) => escape(other),
    };
    kinds.into_iter().map(named).collect::<Vec<_>>().join(" or ")
}

/// Returns the other constraints of a value.
fn constraints(schema: &Value) -> Vec<String> {
    let number = |name: &str| schema.get(name).filter(|value| value.is_number()).map(Value::to_string);
    let between = |low: Option<String>, high: Option<String>, unit: &str| match (low, high) {
        (Some(low), Some(high)) => Some(format!("{low} to {high}{unit}")),
        (None, Some(high)) => Some(format!("at most {high}{unit}")),
        (Some(low), None) => Some(format!("at least {low}{unit}")),
        (None, None) => None,
    };
    let pattern = schema.get("pattern").and_then(Value::as_str);
    let choices: Vec<String> = schema
        .get("enum")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|word| format!("<code>{}</code>", escape(word)))
        .collect();
    let parts = [
        between(number("minLength"), number("maxLength"), " characters"),
        between(number("minimum"), number("maximum"), ""),
        pattern.map(|pattern| in_words(pattern).map_or_else(|| format!("<code>{}</code>", escape(pattern)), str::to_owned)),
        (!choices.is_empty()).then(|| format!("one of {}", choices.join(", "))),
        schema.get("default").map(|value| format!("{} by default", escape(&value.to_string()))),
    ];
    parts.into_iter().flatten().collect()
}

/// The marks at the end of a field's line.
pub const REQUIRED: &str = " <strong class=\"required\">required</strong>";
const LEFT_OUT: &str = " <span class=\"small\">may be left out</span>";

/// Writes a field's line, which ends with `mark`; `about` has its location and description, if any.
pub fn write_field(page: &mut String, name: &str, schema: &Value, mark: &str, about: &[&str]) -> std::fmt::Result {
    let mut facts = vec![kind(schema)];
    facts.extend(constraints(schema));
    facts.retain(|fact| !fact.is_empty());
    let place = about.iter().find(|text| text.starts_with("in the ")).map(|place| format!(" {place}")).unwrap_or_default();
    let text = about.iter().find(|text| !text.is_empty() && !text.starts_with("in the ")).copied().unwrap_or_default();
    write!(
        page,
        "<div><dt><code>{}</code> <span class=\"small\">{}{place}</span>{mark}</dt><dd>{}</dd></div>",
        escape(name),
        facts.join("; "),
        prose(text)
    )
}

/// Writes all fields of a schema, or its constraints if it has none.
pub fn write_all(page: &mut String, schema: &Value) -> std::fmt::Result {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return write!(page, "<p>{}</p>", constraints(schema).join("; "));
    };
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    // In requests the required fields are marked, in responses the optional ones.
    let sent = schema.get("additionalProperties").is_some();
    page.push_str("<dl class=\"fields\">");
    for (name, schema) in properties {
        let mark = match (sent, required.contains(&name.as_str())) {
            (true, true) => REQUIRED,
            (false, false) => LEFT_OUT,
            _ => "",
        };
        write_field(page, name, schema, mark, &[words(schema, "description")])?;
    }
    page.push_str("</dl>");
    Ok(())
}
