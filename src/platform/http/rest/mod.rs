//! The shared parts of REST handlers: JSON in, JSON or a problem (RFC 9457) out.
//!
//! How to add a handler:
//! 1. Arguments: `State(app)`, `context: RequestContext`, then [`PathId`], [`Query`], [`IdempotencyKey`], and last [`Body`]. Authorize
//!    with `policy::allow`, call the service, return `Result<_, Problem>`; a new resource is returned as [`Created`].
//! 2. `#[utoipa::path]` has the method, path, `operation_id` (a verb and a noun), tag, parameters and body, and `security(())` if no
//!    token is required. It lists the success, and the responses of this handler only (a 409, with its codes as description). All
//!    others are added in `openapi/answers.rs`. The comment's first paragraph is the summary, the others are the description. A tag's
//!    text is in the feature's `routes.rs`, examples by field name in `openapi/examples.rs`.
//! 3. A request type derives `Deserialize, ToSchema`, is `deny_unknown_fields`, has lengths, formats and patterns as `schema`
//!    (`openapi/schemas.rs` has the formats `line`, `lines` and `lines or nothing`), and has an example for each field. `null` is the
//!    same as absent. An enum that only a query uses is `#[param(inline)]`: it gets no schema of its own.
//! 4. A response type ends in `Body` (omitted in the description) and derives `Serialize, ToSchema`. An absent value is `null`; only an
//!    empty list may be omitted. A schema whose name would be taken has another in `openapi/names.rs`.
//! 5. Every response in every test is compared with the description (`tests/practice/described.rs`).

mod parse;
mod problem;
pub mod slot;

pub use parse::{BODY_MAX, Body, IdempotencyKey, KEY_MAX, Object, PathId, Query, read_body, sent};
pub use problem::{Problem, ProblemBody, in_language, in_the_requests_language, language};

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::base::error::Code;

/// A 201 response: the new resource and its location.
pub struct Created<T> {
    /// A path in this API.
    pub at: String,
    pub body: T,
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        match HeaderValue::from_str(&self.at) {
            Ok(at) => (StatusCode::CREATED, [(header::LOCATION, at)], axum::Json(self.body)).into_response(),
            Err(_) => Problem::from(Code::Internal).into_response(),
        }
    }
}
