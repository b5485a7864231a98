//! Problems (RFC 9457): every error as whoever reads JSON gets it, told in the language of whoever asks.

use std::borrow::Cow;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use super::slot::SlotBody;
use crate::base::error::{AppError, Code, FieldCode, FieldError};
use crate::base::text::Lang;
use crate::base::words;
use crate::platform::session::context;

tokio::task_local! {
    /// Whom the request under way is answered in.
    static LANG: Lang;
}

/// Answers whatever fails in `answering` in `lang`.
pub async fn in_language<T>(lang: Lang, answering: impl Future<Output = T>) -> T {
    LANG.scope(lang, answering).await
}

/// The language of whoever is being answered.
pub fn language() -> Lang {
    LANG.try_with(|lang| *lang).unwrap_or_default()
}

/// Until it is known who is here: the language that the request itself names.
pub async fn in_the_requests_language(request: Request, next: Next) -> Response {
    let lang = context::asked_language(request.headers()).unwrap_or_default();
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
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599, example = 409)]
    status: u16,
    /// What went wrong, in the reader's language: the account's, or what `Accept-Language` asks for.
    #[schema(example = "Quelqu’un vient de réserver ce créneau. Rien n’a été réservé pour vous.")]
    detail: Cow<'static, str>,
    code: Code,
    /// The fields at fault, all of them; left out when it is not about fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemField>,
    /// On a conflict: the nearest free slots, at most three; left out when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nearest_slots: Vec<SlotBody>,
    /// With `too_many_bookings`, `too_many_with_doctor` and `too_many_unverified`: how many appointments a patient may have
    /// ahead, in all, with this doctor, or before the address is confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u32)]
    limit: Option<u32>,
}

/// One field at fault.
#[derive(Serialize, ToSchema)]
pub struct ProblemField {
    /// RFC 6901, into the request's body; for a query or a header, a slash and the parameter's name.
    #[schema(pattern = "^/", example = "/reason")]
    pointer: String,
    code: FieldCode,
    /// In the reader's language.
    #[schema(example = "Fill this in")]
    message: &'static str,
}

/// An [`AppError`] on its way to somebody who reads JSON.
#[derive(Debug)]
pub struct Problem {
    error: AppError,
    /// Instead of the code's own sentence, in the reader's language.
    detail: Option<String>,
}

impl Problem {
    /// With a sentence that says more than the code's own, in [`language`].
    pub const fn saying(error: AppError, detail: String) -> Self {
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
        // For who makes a page of it.
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
