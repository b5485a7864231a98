//! Extractors: a request's body, its query, the id in its path, its idempotency key.

use std::marker::PhantomData;
use std::time::Duration;

use axum::extract::{FromRequest, FromRequestParts, Request};
use futures::StreamExt;
use http::request::Parts;
use http::{HeaderMap, header};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_path_to_error::Segment;

use super::Problem;
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Id, User};
use crate::platform::idempotency;

/// Max size of a request's body, in bytes.
pub const BODY_MAX: usize = 256 * 1024;
/// Max bytes that are read and discarded, so that a client that is still sending can read the response (RFC 9112 §9.6).
const DRAIN_MAX: usize = 8 * 1024 * 1024;
/// Timeout for a body.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// The header with the key (draft-ietf-httpapi-idempotency-key-header), and its max length.
const KEY: &str = "Idempotency-Key";
pub const KEY_MAX: usize = 255;

/// Returns the whole body.
///
/// # Errors
/// [`Code::TooLarge`] above [`BODY_MAX`], [`Code::Malformed`] if the client disconnects, [`Code::TimedOut`] if it is too slow.
pub async fn read_body(body: axum::body::Body) -> Result<Vec<u8>, Code> {
    tokio::time::timeout(BODY_TIMEOUT, read_all(body)).await.unwrap_or(Err(Code::TimedOut))
}

async fn read_all(body: axum::body::Body) -> Result<Vec<u8>, Code> {
    let mut stream = body.into_data_stream();
    let (mut kept, mut seen) = (Vec::new(), 0_usize);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Code::Malformed)?;
        seen = seen.saturating_add(chunk.len());
        if seen <= BODY_MAX {
            kept.extend_from_slice(&chunk);
        } else if seen > DRAIN_MAX {
            break;
        }
    }
    if seen > BODY_MAX { Err(Code::TooLarge) } else { Ok(kept) }
}

/// A JSON body. 415 without the media type or in another encoding than UTF-8, 413 above [`BODY_MAX`], 408 if it does not arrive in
/// time, 400 if it is not a JSON object, 422 if a field is missing, unknown, repeated or invalid.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> std::result::Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Code::WrongMediaType.into());
        }
        let bytes = read_body(request.into_body()).await?;
        Ok(Self(object(&bytes)?))
    }
}

/// Returns whether the media type is `application/json`, and its `charset`, if any, is UTF-8 (RFC 8259 §8.1).
fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let mut parts = kind.split(';').map(str::trim);
    let json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    json && parts.filter_map(|parameter| parameter.split_once('=')).all(|(name, value)| {
        !name.trim().eq_ignore_ascii_case("charset") || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    })
}

fn object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    // Invalid JSON is detected first, even if one of its first fields is invalid, too.
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|_| Code::Malformed)?;
    if !value.is_object() {
        return Err(Code::Malformed.into());
    }
    // From the bytes: the value has lost repeated fields.
    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(bytes)).map_err(|error| fault(&error))
}

/// For `deserialize_with`: distinguishes a missing field, which needs `default`, from one that is `null`.
///
/// # Errors
/// Those of the value.
pub fn sent<'de, T: Deserialize<'de>, D: Deserializer<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

/// An object inside a body. serde alone would also accept an array of the fields' values.
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        from.deserialize_map(Fields(PhantomData))
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = Object<T>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> std::result::Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Object)
    }
}

/// The query. 400 if it cannot be decoded, 422 for an unknown or repeated name and for an invalid value.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, Problem> {
        let raw = parts.uri.query().unwrap_or_default();
        let pairs = form_urlencoded::parse(raw.as_bytes());
        // Invalid UTF-8 was decoded to U+FFFD.
        if pairs.clone().any(|(name, value)| name.contains('\u{fffd}') || value.contains('\u{fffd}')) {
            return Err(Code::Malformed.into());
        }
        let query = serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs));
        query.map(Self).map_err(|error| fault(&error).into())
    }
}

/// Returns serde's error with the field that it is about.
fn fault<E: std::fmt::Display>(error: &serde_path_to_error::Error<E>) -> AppError {
    let message = error.inner().to_string();
    let mut path: Vec<String> = error
        .path()
        .iter()
        .filter_map(|segment| match segment {
            Segment::Map { key } => Some(key.clone()),
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect();
    let (code, named) = field_code(&message);
    // serde puts the unknown, missing or repeated field in backticks.
    if let Some(name) = message.split('`').nth(1).filter(|name| named && path.last().is_none_or(|last| last != name)) {
        path.push(name.to_owned());
    }
    let pointer: Vec<String> = path.iter().map(|name| name.replace('~', "~0").replace('/', "~1")).collect();
    AppError::field(&pointer.join("/"), code)
}

/// Returns the code for an error message: serde and the types give no other details. `true` if the message names the field.
fn field_code(message: &str) -> (FieldCode, bool) {
    const OF_CHRONO: [&str; 7] = [
        "input contains invalid characters",
        "premature end of input",
        "trailing input",
        "input is out of range",
        "no possible date and time",
        "input is not enough",
        "date",
    ];
    const OF_NUMBERS: [&str; 8] =
        ["digit", "integer from empty", "number too", "expected i", "expected u", "expected f", "out of range", "number"];
    let has = |fragments: &[&str]| fragments.iter().any(|fragment| message.contains(fragment));
    let code = match message {
        _ if has(&["unknown field"]) => return (FieldCode::Unknown, true),
        _ if has(&["missing field"]) => return (FieldCode::Required, true),
        _ if has(&["duplicate field"]) => return (FieldCode::Repeated, true),
        _ if has(&["UUID"]) => FieldCode::NotAnId,
        _ if has(&["variant", "expected value", "boolean", "`true` or `false`", "string or map"]) => FieldCode::NotAChoice,
        _ if has(&OF_CHRONO) => FieldCode::NotADate,
        _ if has(&["expected a string"]) => FieldCode::NotText,
        _ if has(&OF_NUMBERS) => FieldCode::NotANumber,
        _ => FieldCode::NotText,
    };
    (code, false)
}

/// The `{id}` in the path; an invalid id is a 404.
pub struct PathId<T>(pub Id<T>);

impl<T, S: Send + Sync> FromRequestParts<S> for PathId<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> std::result::Result<Self, Problem> {
        let path = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        let id = path.ok().and_then(|text| text.parse().ok());
        id.map(Self).ok_or_else(|| Code::NotFound.into())
    }
}

/// The `Idempotency-Key`, if any: 1 to [`KEY_MAX`] visible ASCII characters, otherwise 422.
pub struct IdempotencyKey(Option<String>);

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, Problem> {
        let mut sent = parts.headers.get_all(KEY).iter();
        let Some(key) = sent.next() else { return Ok(Self(None)) };
        let code = match key.as_bytes() {
            _ if sent.next().is_some() => FieldCode::Repeated,
            [] => FieldCode::Required,
            bytes if bytes.len() > KEY_MAX => FieldCode::TooLong,
            bytes if !bytes.iter().all(u8::is_ascii_graphic) => FieldCode::NotText,
            _ => return Ok(Self(key.to_str().ok().map(str::to_owned))),
        };
        Err(AppError::field(KEY, code).into())
    }
}

impl IdempotencyKey {
    /// Returns `user`'s key for this request. Requests that differ only in their formatting are the same.
    ///
    /// # Errors
    /// [`Code::Internal`] if the request cannot be serialized.
    pub fn of(self, user: Id<User>, route: &'static str, request: &impl Serialize) -> Result<Option<idempotency::Key>> {
        self.0.map(|key| idempotency::Key::new(user, route, key, request)).transpose()
    }
}
