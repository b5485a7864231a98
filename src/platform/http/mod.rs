//! HTTP for the handlers of all features: requests, responses and client addresses.

pub mod answer;
pub mod client;
pub mod flash;
pub mod rest;

use axum::response::{IntoResponse, Response};

use crate::base::error::AppError;

/// Returns an error as a JSON problem.
pub fn failed(error: &AppError) -> Response {
    rest::Problem::from(error.clone()).into_response()
}

/// Returns `path` if it is absolute and on this host; rejects `//host`, `/\host` and line breaks.
pub fn local_path(path: &str) -> Option<&str> {
    let plain =
        path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && path.bytes().all(|b| b.is_ascii_graphic());
    plain.then_some(path)
}
