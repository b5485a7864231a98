//! What every REST handler uses: JSON in, JSON or a problem (RFC 9457) out.
//!
//! A recipe for a handler: `State(app)`, `visit: Visit`, then [`PathId`], [`Query`], and last [`Body`]; authorize with
//! `policy::allow`, call the service, answer `Result<_, Problem>`. Request types are `deny_unknown_fields`.

use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::error::{AppError, Code, FieldCode, FieldError};
use crate::model::Id;
use crate::schedule::rest::SlotBody;
use crate::text::Lang;
use crate::ui::words;

/// Bytes of a request's body, at most.
pub const BODY_MAX: usize = 256 * 1024;
/// A body has this long to arrive.
const BODY_TIME: Duration = Duration::from_secs(30);
/// Bytes that are read and thrown away, so that a client who is still sending gets to read the answer (RFC 9112 §9.6).
const DRAIN_MAX: usize = 8 * 1024 * 1024;

/// The whole body.
///
/// # Errors
/// [`Code::TooLarge`] beyond [`BODY_MAX`], [`Code::Malformed`] when the client breaks off, [`Code::TooSlow`] after [`BODY_TIME`].
pub async fn read_body(body: axum::body::Body) -> Result<Vec<u8>, Code> {
    tokio::time::timeout(BODY_TIME, read_all(body)).await.unwrap_or(Err(Code::TooSlow))
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

/// RFC 9457, `application/problem+json`.
#[derive(Serialize, ToSchema)]
pub struct ProblemBody {
    /// `urn:praxis:problem:<code>`.
    #[schema(example = "urn:praxis:problem:slot_taken")]
    r#type: String,
    title: &'static str,
    status: u16,
    /// The same in the reader's language.
    detail: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemField>,
    /// On a conflict: the nearest free slots.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nearest_slots: Vec<SlotBody>,
}

#[derive(Serialize, ToSchema)]
pub struct ProblemField {
    /// RFC 6901, into the request's body.
    #[schema(example = "/email")]
    pointer: String,
    code: FieldCode,
    message: &'static str,
}

/// An [`AppError`] on its way to somebody who reads JSON.
#[derive(Debug)]
pub struct Problem {
    error: AppError,
    lang: Lang,
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        Self { error, lang: Lang::En }
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        AppError::from(code).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { error, lang } = self;
        let status = error.code.status();
        let retry_after = error.retry_after;
        let body = ProblemBody {
            r#type: format!("urn:praxis:problem:{}", error.code),
            title: words::code(Lang::En, error.code),
            status,
            detail: words::code(lang, error.code),
            code: error.code,
            errors: error.fields.into_iter().map(|field| problem_field(lang, field)).collect(),
            nearest_slots: error.nearest.into_iter().map(Into::into).collect(),
        };
        let mut response = axum::Json(body).into_response();
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == 401 {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

fn problem_field(lang: Lang, field: FieldError) -> ProblemField {
    let pointer = format!("/{}", field.field.replace('~', "~0").replace('/', "~1").replace('.', "/"));
    ProblemField { pointer, code: field.code, message: words::field_code(lang, field.code) }
}

/// A JSON body. 415 without the media type, 413 beyond [`BODY_MAX`], 400 where it is no JSON, 422 where a field is missing, unknown
/// or of the wrong shape.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let json =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
                value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
            });
        if !json {
            return Err(Code::WrongMediaType.into());
        }
        let bytes = read_body(request.into_body()).await?;
        let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| Code::Malformed)?;
        if !value.is_object() {
            return Err(Code::Malformed.into());
        }
        serde_json::from_value(value).map(Self).map_err(|error| AppError::field(&named_field(&error), shape(&error)).into())
    }
}

/// serde names the field of an unknown or missing one between backticks.
fn named_field(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let named = text.contains("unknown field") || text.contains("missing field");
    text.split('`').nth(1).filter(|_| named).unwrap_or_default().to_owned()
}

fn shape(error: &serde_json::Error) -> FieldCode {
    let text = error.to_string();
    if text.contains("unknown field") {
        FieldCode::Unknown
    } else if text.contains("missing field") {
        FieldCode::Required
    } else {
        FieldCode::NotText
    }
}

/// The query; 400 for an unknown name or a value of the wrong shape.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let parsed: Result<axum::extract::Query<T>, QueryRejection> = axum::extract::Query::from_request_parts(parts, state).await;
        parsed.map(|query| Self(query.0)).map_err(|_| Code::Malformed.into())
    }
}

/// The `{id}` of the path; what is no id names nothing, so 404.
pub struct PathId<T>(pub Id<T>);

impl<T, S: Send + Sync> FromRequestParts<S> for PathId<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        let id = path.ok().and_then(|text| text.parse().ok());
        id.map(Self).ok_or_else(|| Code::NotFound.into())
    }
}
