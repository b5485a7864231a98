//! One operation: who may use it, its request and responses, and an example for the command line.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::{code_box, escape, fields, pretty, prose, words};
use crate::server::openapi::resolved;

/// Returns the described body: its media type and content.
fn media(value: &Value) -> Option<(&str, &Value)> {
    value.get("content")?.as_object()?.iter().next().map(|(kind, media)| (kind.as_str(), media))
}

/// Whether a body is a file, which has no schema.
fn is_file(kind: &str) -> bool {
    kind != "application/json"
}

fn who(operation: &Value) -> String {
    let who: Vec<&str> = operation.get("x-who").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    match who.as_slice() {
        ["anyone"] => "For everyone; no token needed.".to_owned(),
        [_, _, _] => "For all signed-in users.".to_owned(),
        some => format!("For {}.", some.iter().map(|role| format!("{role}s")).collect::<Vec<_>>().join(" and ")),
    }
}

pub fn write_one(page: &mut String, all: &Value, method: &str, path: &str, operation: &Value) -> std::fmt::Result {
    let id = escape(words(operation, "operationId"));
    write!(
        page,
        "<section class=\"card stack operation\" aria-labelledby=\"{id}\"><h3 id=\"{id}\">{}</h3>\
         <p class=\"address\"><span class=\"method {method}\">{}</span> <code>{}</code></p><p>{}</p><p class=\"muted\">{}</p>",
        prose(words(operation, "summary").trim_end_matches('.')),
        method.to_uppercase(),
        escape(path).replace('/', "/<wbr>"),
        prose(words(operation, "description")),
        who(operation)
    )?;
    let parameters: Vec<&Value> = operation.get("parameters").and_then(Value::as_array).into_iter().flatten().collect();
    if !parameters.is_empty() {
        page.push_str("<h4>Parameters</h4><dl class=\"fields\">");
        for parameter in &parameters {
            let schema = parameter.get("schema").unwrap_or(&Value::Null);
            let place = format!("in the {}", words(parameter, "in"));
            let required = parameter.get("required").and_then(Value::as_bool).unwrap_or(false);
            let mark = if required { fields::REQUIRED } else { "" };
            fields::write_field(page, words(parameter, "name"), schema, mark, &[&place, words(parameter, "description")])?;
        }
        page.push_str("</dl>");
    }
    if let Some((kind, _)) = operation.get("requestBody").and_then(media).filter(|(kind, _)| is_file(kind)) {
        let about = words(operation.get("requestBody").unwrap_or(&Value::Null), "description");
        write!(page, "<h4>Body: <code>{}</code></h4><p>{}</p>", escape(kind), prose(about))?;
    } else if let Some((_, body)) = operation.get("requestBody").and_then(media) {
        let schema = body.get("schema").unwrap_or(&Value::Null);
        let schema = resolved(all, schema);
        write!(page, "<h4>Body: {}</h4><p>{}</p>", fields::kind(schema), prose(words(schema, "description")))?;
        fields::write_all(page, schema)?;
    }
    page.push_str("<h4>Answers</h4><dl class=\"fields\">");
    for (status, answer) in operation.get("responses").and_then(Value::as_object).into_iter().flatten() {
        let body = media(answer).and_then(|(_, media)| media.get("schema")).map(fields::kind).unwrap_or_default();
        let headers = answer.get("headers").and_then(Value::as_object).map(Map::keys).into_iter().flatten();
        let headers: String = headers.map(|header| format!(" <code>{}</code>", escape(header))).collect();
        write!(
            page,
            "<div><dt><code class=\"status\">{}</code> <span class=\"small\">{body}{headers}</span></dt><dd>{}</dd></div>",
            escape(status),
            prose(words(answer, "description"))
        )?;
    }
    page.push_str("</dl>");
    example(page, method, path, operation, &parameters)?;
    page.push_str("</section>");
    Ok(())
}

/// Writes a `curl` command and its response.
fn example(page: &mut String, method: &str, path: &str, operation: &Value, parameters: &[&Value]) -> std::fmt::Result {
    let mut call = format!("curl -X {} \"$PRAXIS{}\"", method.to_uppercase(), path.replace("{id}", "$ID"));
    if method == "get" {
        call = format!("curl \"$PRAXIS{}\"", path.replace("{id}", "$ID"));
    }
    if operation.get("x-who").and_then(|who| who.get(0)).is_none_or(|who| who != "anyone") {
        call.push_str(" \\\n  -H \"Authorization: Bearer $TOKEN\"");
    }
    if parameters.iter().any(|parameter| words(parameter, "in") == "header") {
        call.push_str(" \\\n  -H \"Idempotency-Key: $(uuidgen)\"");
    }
    if let Some((kind, _)) = operation.get("requestBody").and_then(media).filter(|(kind, _)| is_file(kind)) {
        write!(call, " \\\n  -H 'Content-Type: {kind}' \\\n  --data-binary @file")?;
    } else if let Some((kind, body)) = operation.get("requestBody").and_then(media) {
        let example = pretty(body.get("example").unwrap_or(&Value::Null)).replace('\'', "'\\''");
        write!(call, " \\\n  -H 'Content-Type: {kind}' \\\n  -d '{example}'")?;
    }
    page.push_str("<h4>Example</h4>");
    code_box(page, "A call", &call)?;
    let success =
        operation.get("responses").and_then(Value::as_object).into_iter().flatten().find(|(status, _)| status.starts_with('2'));
    if let Some(example) = success.and_then(|(_, answer)| media(answer)).and_then(|(_, media)| media.get("example")) {
        code_box(page, "Its answer", &pretty(example))?;
    }
    Ok(())
}
