//! `/api/docs`: the API's description as a page, made from the OpenAPI itself; nothing is loaded from elsewhere.

use std::fmt::Write as _;

use serde_json::Value;

use crate::platform::site;

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn words<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A schema in one line: its name, or its type.
fn schema(value: &Value) -> String {
    let named = words(value, "$ref").rsplit('/').next().unwrap_or_default();
    let kind = value.get("type").map(|kind| kind.as_str().map_or_else(|| kind.to_string(), str::to_owned)).unwrap_or_default();
    let choices = value.get("enum").map(Value::to_string).unwrap_or_default();
    escape(
        [named, &kind, words(value, "format"), &choices]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
            .as_str(),
    )
}

fn content(value: &Value) -> String {
    let media = value.get("content").and_then(Value::as_object);
    media.and_then(|media| media.values().next()).and_then(|media| media.get("schema")).map(schema).unwrap_or_default()
}

fn operation(page: &mut String, method: &str, path: &str, operation: &Value) -> std::fmt::Result {
    write!(
        page,
        "<section class=\"card stack\"><h2><code>{} {}</code></h2><p>{}</p>",
        method.to_uppercase(),
        escape(path),
        escape(words(operation, "summary"))
    )?;
    let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let body = operation.get("requestBody").map(content).filter(|body| !body.is_empty());
    page.push_str("<table><tbody>");
    for parameter in parameters {
        let shape = parameter.get("schema").map(schema).unwrap_or_default();
        write!(
            page,
            "<tr><th>{}</th><td>{} {}</td></tr>",
            escape(words(parameter, "name")),
            shape,
            escape(words(parameter, "description"))
        )?;
    }
    if let Some(body) = body {
        write!(page, "<tr><th>body</th><td>{body}</td></tr>")?;
    }
    for (status, answer) in operation.get("responses").and_then(Value::as_object).into_iter().flatten() {
        write!(page, "<tr><th>{}</th><td>{} {}</td></tr>", escape(status), content(answer), escape(words(answer, "description")))?;
    }
    page.push_str("</tbody></table></section>");
    Ok(())
}

fn write_page(page: &mut String, description: &Value) -> std::fmt::Result {
    write!(
        page,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\"><title>The API – Praxis</title><link rel=\"stylesheet\" href=\"/assets/{}/praxis.css\"></head><body>\
         <main class=\"stack\"><h1>The API</h1><p><a href=\"/api/v1/openapi.json\">OpenAPI 3.1</a></p>",
        site::TAG
    )?;
    for (path, operations) in description.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for (method, described) in operations.as_object().into_iter().flatten() {
            operation(page, method, path, described)?;
        }
    }
    page.push_str("<h2>Shapes</h2>");
    let schemas = description.get("components").and_then(|components| components.get("schemas")).and_then(Value::as_object);
    for (name, shape) in schemas.into_iter().flatten() {
        write!(page, "<section class=\"card stack\"><h3><code>{}</code></h3><p>{}</p><table><tbody>", escape(name), schema(shape))?;
        for (field, value) in shape.get("properties").and_then(Value::as_object).into_iter().flatten() {
            write!(page, "<tr><th>{}</th><td>{} {}</td></tr>", escape(field), schema(value), escape(words(value, "description")))?;
        }
        page.push_str("</tbody></table></section>");
    }
    page.push_str("</main></body></html>");
    Ok(())
}

/// The whole page.
pub fn page(description: &Value) -> String {
    let mut page = String::new();
    match write_page(&mut page, description) {
        Ok(()) => page,
        Err(error) => error.to_string(),
    }
}
