//! What every REST handler uses: JSON in, JSON or a problem (RFC 9457) out.
//!
//! A recipe for a handler:
//! 1. Arguments: `State(app)`, `visit: Visit`, then [`PathId`], [`Query`], [`IdempotencyKey`], and last [`Body`]. Authorize with
//!    `policy::allow`, call the service, answer `Result<_, Problem>`; what was made is [`Created`].
//! 2. `#[utoipa::path]` names the method, path, `operation_id` (a verb and a noun), tag, parameters and body, and `security(())`
//!    where no token is asked for. Of the answers it lists the success, and what only this handler may answer (a 409, with its
//!    codes as description). All others are added by rule in `openapi/answers.rs`. The comment's first paragraph is the summary,
//!    the others the description. A new tag is described in `openapi/mod.rs`, a new name of people in `openapi/examples.rs`.
//! 3. A request type derives `Deserialize, ToSchema`, is `deny_unknown_fields`, says lengths, formats and patterns as `schema`
//!    (`openapi/shapes.rs` has the formats `line`, `lines` and `lines or nothing`), and has an example for each field. `null` is the
//!    same as absent. A word that only a query knows is `#[param(inline)]`: it becomes no shape of its own.
//! 4. An answer's type ends in `Body` (left away outside) and derives `Serialize, ToSchema`. A field that may be nothing is `null`;
//!    only an empty list may be left out. What would be called like another type has a name in `openapi/names.rs`.
//! 5. Every answer of every test is compared with the description (`tests/practice/described.rs`).

mod parse;
mod problem;
pub mod slot;

pub use parse::{BODY_MAX, Body, IdempotencyKey, KEY_MAX, Object, PathId, Query, read_body};
pub use problem::{Problem, ProblemBody, in_language, in_the_requests_language, language};

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::base::error::Code;

/// 201: the new thing, and where it is from now on.
pub struct Created<T> {
    /// A path of this API.
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
