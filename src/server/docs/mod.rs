//! `/api/docs`: the API reference as a page, generated from the OpenAPI description. It loads our own style sheet only, and no
//! scripts.

mod fields;
mod operation;

use std::fmt::Write as _;

use serde_json::Value;

use super::error_page::escape;
use super::openapi::introduction::SECTIONS;
use super::openapi::operations;
use crate::platform::assets;

/// Returns the text as HTML; what is in backticks becomes code.
fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(n, part)| if n % 2 == 0 { escape(part) } else { format!("<code>{}</code>", escape(part)) }).collect()
}

fn words<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Writes a code block that scrolls separately and can be focused by keyboard.
fn code_box(page: &mut String, label: &str, text: &str) -> std::fmt::Result {
    write!(page, "<pre tabindex=\"0\" role=\"group\" aria-label=\"{}\"><code>{}</code></pre>", escape(label), escape(text))
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Iterates over the operations of one tag, in the order of the description.
fn of_tag<'a>(all: &'a Value, tag: &'a str) -> impl Iterator<Item = (&'a str, &'a str, &'a Value)> {
    operations(all).filter(move |(_, _, operation)| {
        operation.get("tags").and_then(Value::as_array).is_some_and(|tags| tags.iter().any(|named| named == tag))
    })
}

fn schemas(all: &Value) -> impl Iterator<Item = (&String, &Value)> {
    all.get("components").and_then(|components| components.get("schemas")).and_then(Value::as_object).into_iter().flatten()
}

fn tags(all: &Value) -> impl Iterator<Item = &Value> {
    all.get("tags").and_then(Value::as_array).into_iter().flatten()
}

fn contents(page: &mut String, all: &Value) -> std::fmt::Result {
    page.push_str("<nav class=\"contents\" aria-label=\"Contents\"><ul>");
    for (n, (title, _)) in SECTIONS.iter().enumerate() {
        write!(page, "<li><a href=\"#about-{n}\">{}</a></li>", escape(title))?;
    }
    page.push_str("</ul>");
    for tag in tags(all) {
        let name = words(tag, "name");
        write!(page, "<p><a href=\"#{0}\">{0}</a></p><ul>", escape(name))?;
        for (method, _, operation) in of_tag(all, name) {
            let title = words(operation, "summary").trim_end_matches('.');
            write!(page, "<li><a href=\"#{}\">", escape(words(operation, "operationId")))?;
            write!(page, "<span class=\"method {method}\">{}</span> {}</a></li>", method.to_uppercase(), prose(title))?;
        }
        page.push_str("</ul>");
    }
    page.push_str("<p><a href=\"#schemas\">Schemas</a></p></nav>");
    Ok(())
}

fn write_page(page: &mut String, all: &Value) -> std::fmt::Result {
    let version = all.get("info").map(|info| words(info, "version")).unwrap_or_default();
    write!(
        page,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>The API – Praxis</title>\
         <link rel=\"icon\" type=\"image/svg+xml\" href=\"/favicon.svg\"><link rel=\"stylesheet\" href=\"/assets/{}/praxis.css\">\
         </head><body class=\"docs\"><a class=\"skip\" href=\"#main\">To the content</a>",
        assets::TAG
    )?;
    write!(
        page,
        "<header><h1>The API of Praxis</h1><p class=\"lead\">For phone apps, other systems and scripts. Version {}; for machines as \
         <a href=\"/api/v1/openapi.json\">OpenAPI 3.1</a>.</p></header><div class=\"docs-columns\">",
        escape(version)
    )?;
    contents(page, all)?;
    page.push_str("<main id=\"main\">");
    for (n, (title, text)) in SECTIONS.iter().enumerate() {
        write!(page, "<section id=\"about-{n}\"><h2>{}</h2><p>{}</p></section>", escape(title), prose(text))?;
    }
    for tag in tags(all) {
        let name = words(tag, "name");
        write!(
            page,
            "<section class=\"part\"><h2 id=\"{0}\">{0}</h2><p class=\"lead\">{1}</p></section>",
            escape(name),
            prose(words(tag, "description"))
        )?;
        for (method, path, described) in of_tag(all, name) {
            operation::write_one(page, all, method, path, described)?;
        }
    }
    page.push_str("<section class=\"part\"><h2 id=\"schemas\">Schemas</h2></section>");
    for (name, schema) in schemas(all) {
        write!(
            page,
            "<section class=\"card stack\" id=\"schema-{0}\"><h3><code>{0}</code></h3><p>{1}</p>",
            escape(name),
            prose(words(schema, "description"))
        )?;
        fields::write_all(page, schema)?;
        page.push_str("</section>");
    }
    page.push_str("</main></div></body></html>");
    Ok(())
}

/// Returns the page; called once, when the server starts.
pub fn page(description: &Value) -> String {
    let mut page = String::new();
    match write_page(&mut page, description) {
        Ok(()) => page,
        Err(error) => error.to_string(),
    }
}
