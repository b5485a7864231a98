//! Adds the responses that follow from an operation's parts: token, body, id, query.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{SCHEMA_PREFIX, member, object};
use crate::base::model::Role;
use crate::policy::{ROUTES, is_for_pending, is_open, roles};

/// Returns the default description of a status, for handlers that give none.
fn meaning(status: u16) -> &'static str {
    match status {
        200..=299 => "Done.",
        400 => "`malformed`: the request cannot be parsed.",
        401 => "`not_signed_in`: the access token is missing or no longer valid.",
        404 => "`not_found`: it does not exist, or is not yours.",
        408 => "`timed_out`: the body took longer than 30 seconds.",
        413 => "`too_large`: the body is larger than 256 KiB.",
        415 => "`wrong_media_type`: the body is not `application/json` in UTF-8.",
        422 => "`invalid`: `errors` names the fields.",
        429 => "`too_many`: too many requests from this IP address.",
        503 => "`overloaded`: the request was not processed.",
        _ => "",
    }
}

pub fn complete(method: &str, path: &str, operation: &mut Value) {
    let route = ROUTES.iter().find(|(verb, route, _)| verb.eq_ignore_ascii_case(method) && *route == path);
    let (open, may) = route.map_or((false, Vec::new()), |(_, _, action)| (is_open(*action), roles(*action)));
    // What no role may do is for whoever has a token from a mail or a sign-in: it is in the body.
    let open = open || (route.is_some() && may.is_empty());
    let parameter = |place: &str| {
        let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
        parameters.filter(|parameter| parameter.get("in").is_some_and(|found| found == place)).count() > 0
    };
    let (path_id, query, header) = (parameter("path"), parameter("query"), parameter("header"));
    let body = operation.get("requestBody").is_some();

    let mut wanted: BTreeMap<u16, String> = BTreeMap::new();
    let mut add = |status: u16| {
        wanted.insert(status, meaning(status).to_owned());
    };
    [429, 503].into_iter().for_each(&mut add);
    if !open {
        add(401);
    }
    if path_id {
        add(404);
    }
    if query {
        [400, 422].into_iter().for_each(&mut add);
    }
    if body {
        [400, 408, 413, 415, 422].into_iter().for_each(&mut add);
    }
    let mut refused = Vec::new();
    let waits = route.is_some_and(|(_, _, action)| !is_for_pending(*action));
    if !open && waits && may.len() == Role::ALL.len() {
        refused.push("`forbidden`: a doctor whom the practice has not approved yet.".to_owned());
    }
    if !open && may.len() < Role::ALL.len() {
        let roles: Vec<&str> = may.iter().map(|role| role.as_str()).collect();
        refused.push(format!("`forbidden`: only for {}.", roles.join(" and ")));
    }
    if method != "get" {
        refused.push("`foreign_origin`: sent from another website.".to_owned());
    }
    if !refused.is_empty() {
        wanted.insert(403, refused.join(" "));
    }
    if query {
        wanted.insert(400, "`malformed`: the query cannot be decoded, or the cursor does not belong to this list.".to_owned());
    }
    if header {
        wanted.insert(
            422,
            "`invalid`: `errors` names the fields. `key_reused`: the key was used before with another body.".to_owned(),
        );
    }

    let who: Vec<&str> = if open { vec!["anyone"] } else { may.iter().map(|role| role.as_str()).collect() };
    object(operation).insert("x-who".to_owned(), json!(who));
    if let Some(body) = object(operation).get_mut("requestBody") {
        object(body).insert("required".to_owned(), json!(true));
    }
    let answers = member(operation, "responses");
    for (status, description) in wanted {
        let answer = object(answers.entry(status.to_string()).or_insert(Value::Null));
        let own = answer.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
        // The handler's description takes precedence; for 403 both are kept.
        let both = if status == 403 && !own.is_empty() { format!("{own} {description}") } else { own };
        answer.insert("description".to_owned(), json!(if both.is_empty() { description } else { both }));
    }
    for (status, answer) in answers.iter_mut() {
        if answer.get("description").and_then(Value::as_str).is_none_or(str::is_empty) {
            object(answer).insert("description".to_owned(), json!(meaning(status.parse().unwrap_or_default())));
        }
        head(status, object(answer));
        if status.starts_with(['4', '5']) {
            let schema = json!({ "schema": { "$ref": format!("{SCHEMA_PREFIX}Problem") } });
            object(answer).insert("content".to_owned(), json!({ "application/problem+json": schema }));
        }
    }
    // Sorted by status: the keys have the same length.
    *answers = std::mem::take(answers).into_iter().collect::<BTreeMap<_, _>>().into_iter().collect();
}

/// Adds the headers that responses with this status have.
fn head(status: &str, answer: &mut Map<String, Value>) {
    let header = match status {
        "201" => json!({ "Location": { "required": true, "description": "Path of the new resource.",
            "schema": { "type": "string", "format": "uri-reference" } } }),
        "401" => json!({ "WWW-Authenticate": { "required": true, "description": "RFC 6750.",
            "schema": { "type": "string", "enum": ["Bearer"] } } }),
        "429" | "503" => json!({ "Retry-After": { "required": true, "description": "Seconds to wait.",
            "schema": { "type": "integer", "format": "int32", "minimum": 0 } } }),
        _ => return,
    };
    answer.insert("headers".to_owned(), header);
}
