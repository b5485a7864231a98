//! Problems (RFC 9457): errors as JSON responses, in the reader's language.

use std::borrow::Cow;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use super::slot::SlotBody;
use crate::base::error::{AppError, Code, FieldCode, FieldError};
use crate::base::text::Lang;
use crate::base::words;
use crate::platform::app::App;
use crate::platform::session::context;

tokio::task_local! {
    /// The language of the current request.
    static LANG: Lang;
}

/// Runs `answering` and returns its result; its errors are in `lang`.
pub async fn in_language<T>(lang: Lang, answering: impl Future<Output = T>) -> T {
    LANG.scope(lang, answering).await
}

/// Returns the language of the current request.
pub fn language() -> Lang {
    LANG.try_with(|lang| *lang).unwrap_or_default()
}

/// Middleware: sets the language that the request asks for, until the account is known.
pub async fn in_the_requests_language(State(app): State<App>, request: Request, next: Next) -> Response {
    let lang = context::asked_language(&app, request.headers()).unwrap_or_default();
    in_language(lang, next.run(request)).await
}

/// RFC 9457, `application/problem+json`.
#[derive(Serialize, ToSchema)]
pub struct ProblemBody {
    /// `urn:praxis:problem:` and the code.
    #[schema(pattern = "^urn:praxis:problem:[a-z_]+$", example = "urn:praxis:problem:slot_taken")]
    r#type: String,
    /// What went wrong, in English.
    #[schema(example = "Somebody else has just booked this time. Nothing was booked for you.")]
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 409)]
    status: u16,
    /// What went wrong, in the reader's language: the account's, or what `Accept-Language` asks for.
    #[schema(example = "Quelqu’un vient de réserver ce créneau. Rien n’a été réservé pour vous.")]
    detail: Cow<'static, str>,
    code: Code,
    /// All invalid fields; omitted if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemField>,
    /// On a conflict: the nearest free slots, at most three; omitted if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nearest_slots: Vec<SlotBody>,
    /// With `too_many_bookings`, `too_many_with_doctor` and `too_many_unverified`: the maximum number of a patient's upcoming
    /// appointments: in total, with this doctor, or with an unverified email address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u32)]
    limit: Option<u32>,
}

/// One invalid field.
#[derive(Serialize, ToSchema)]
pub struct ProblemField {
    /// A JSON Pointer (RFC 6901) into the request body; for a query or a header, a slash and the parameter's name.
    #[schema(pattern = "^/", example = "/reason")]
    pointer: String,
    code: FieldCode,
    /// In the reader's language.
    #[schema(example = "Fill this in")]
    message: &'static str,
}

/// An [`AppError`] as a JSON response.
#[derive(Debug)]
pub struct Problem {
    error: AppError,
    /// Replaces the code's own message; in the reader's language.
    detail: Option<String>,
}

impl Problem {
    /// Returns a problem with a more specific message than the code's own, in [`language`].
    pub const fn with_detail(error: AppError, detail: String) -> Self {
        Self { error, detail: Some(detail) }
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        Self { error, detail: None }
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        AppError::from(code).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { error, detail } = self;
        let lang = language();
        let status = error.code.status();
        let retry_after = error.retry_after.or(matches!(status, 429 | 503).then_some(1));
        let body = ProblemBody {
            r#type: format!("urn:praxis:problem:{}", error.code),
            title: words::code(Lang::En, error.code),
            status,
            detail: detail.map_or_else(|| words::error(lang, &error), Cow::Owned),
            code: error.code,
            errors: error.fields.into_iter().map(|field| problem_field(lang, field)).collect(),
            nearest_slots: error.nearest.into_iter().map(Into::into).collect(),
            limit: error.limit,
        };
        let mut response = axum::Json(body).into_response();
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // For the middleware that renders error pages.
        response.extensions_mut().insert(error.code);
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
    ProblemField { pointer: format!("/{}", field.field), code: field.code, message: words::field_code(lang, field.code) }
}
