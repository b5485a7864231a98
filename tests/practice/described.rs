//! Checks the API against its OpenAPI description: every response that a test gets from `/api/v1` has a described status, and a
//! body, a media type and headers as described; and every accepted body is valid by the description.

use std::collections::HashMap;
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::harness::Answer;

/// The description with a validator for each body.
pub struct Described {
    pub all: Value,
    /// By method, path and status; request bodies by method, path and `request`.
    bodies: HashMap<(String, String, String), Validator>,
}

/// Built once, for all tests.
pub fn described() -> &'static Described {
    static DESCRIBED: OnceLock<Described> = OnceLock::new();
    DESCRIBED.get_or_init(|| Described::new(praxis::server::api().1))
}

/// A validator for `schema`, which may refer to the description's components.
pub fn validator(all: &Value, schema: &Value) -> Validator {
    let mut root: Map<String, Value> = schema.as_object().cloned().unwrap_or_default();
    root.insert("components".to_owned(), all["components"].clone());
    jsonschema::options()
        .should_validate_formats(true)
        .build(&Value::Object(root))
        .unwrap_or_else(|error| panic!("no schema: {error}: {schema}"))
}

/// Rejects fields that are not described: clients must expect new ones, but here one is missing in the description.
fn closed(value: &mut Value) {
    if let Some(schema) = value.as_object_mut().filter(|schema| schema.contains_key("properties")) {
        schema.entry("additionalProperties").or_insert(json!(false));
    }
}

/// Media type and schema of a body.
pub fn content(body: &Value) -> Option<(&str, &Value)> {
    body["content"].as_object()?.iter().next().map(|(kind, media)| (kind.as_str(), &media["schema"]))
}

impl Described {
    fn new(mut all: Value) -> Self {
        all["components"]["schemas"].as_object_mut().expect("schemas").values_mut().for_each(closed);
        let mut bodies = HashMap::new();
        for (path, operations) in all["paths"].as_object().expect("paths") {
            for (method, operation) in operations.as_object().expect("operations") {
                let sent = content(&operation["requestBody"]).map(|(_, schema)| ("request".to_owned(), schema));
                let answers = operation["responses"].as_object().expect("answers").iter();
                let answered = answers.filter_map(|(status, answer)| Some((status.clone(), content(answer)?.1)));
                for (what, schema) in sent.into_iter().chain(answered) {
                    bodies.insert((method.to_uppercase(), path.clone(), what), validator(&all, schema));
                }
            }
        }
        Self { all, bodies }
    }

    /// The described path that an address matches.
    fn path_of(&self, address: &str) -> Option<&str> {
        let parts: Vec<&str> = address.split('/').collect();
        let fits = |path: &&String| {
            let described: Vec<&str> = path.split('/').collect();
            described.len() == parts.len()
                && described.iter().zip(&parts).all(|(described, part)| described == part || described.starts_with('{'))
        };
        self.all["paths"].as_object()?.keys().find(fits).map(String::as_str)
    }

    fn fits(&self, method: &str, path: &str, what: &str, value: &Value) -> Result<(), String> {
        let Some(validator) = self.bodies.get(&(method.to_owned(), path.to_owned(), what.to_owned())) else { return Ok(()) };
        let faults: Vec<String> = validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        if faults.is_empty() { Ok(()) } else { Err(faults.join("; ")) }
    }

    /// Fails if the response is not as described.
    pub fn check(&self, method: &str, address: &str, sent: Option<&[u8]>, answer: &Answer) {
        let status = answer.status.to_string();
        let told = format!("{method} {address} answered {status} {:?}: {}", answer.headers, answer.raw);
        let Some(path) = self.path_of(address) else {
            assert!(matches!(answer.status, 403 | 404 | 429), "nothing is described there: {told}");
            return;
        };
        let shown = if method == "HEAD" { "GET" } else { method };
        let operation = &self.all["paths"][path][shown.to_lowercase()];
        if operation.is_null() {
            assert!(matches!(answer.status, 403 | 405 | 429), "the method is not described: {told}");
            assert!(answer.status != 405 || answer.headers.contains_key("allow"), "RFC 9110 §15.5.6: {told}");
            return;
        }
        let described = &operation["responses"][&status];
        assert!(described.is_object(), "the status is not described: {told}");
        for (header, _) in described["headers"].as_object().into_iter().flatten() {
            assert!(answer.headers.contains_key(&header.to_lowercase()), "without {header}: {told}");
        }
        if method == "HEAD" {
            return;
        }
        match content(described) {
            None => assert_eq!(answer.raw, "", "no body is described: {told}"),
            Some((kind, _)) => {
                assert_eq!(answer.headers.get("content-type").map(String::as_str), Some(kind), "{told}");
                self.fits(shown, path, &status, &answer.body).unwrap_or_else(|faults| panic!("{faults}\n{told}"));
            }
        }
        let accepted = sent.filter(|_| answer.status < 300).and_then(|sent| serde_json::from_slice::<Value>(sent).ok());
        if let Some(sent) = accepted {
            let fits = self.fits(shown, path, "request", &sent);
            fits.unwrap_or_else(|faults| panic!("accepted, and yet not what is described: {faults}\n{sent}\n{told}"));
        }
    }
}
