//! What handlers of every feature need of HTTP: reading requests, answering them, and who called.

pub mod answer;
pub mod client;
pub mod flash;
pub mod rest;

use axum::response::{IntoResponse, Response};

use crate::base::error::AppError;

/// An error for whoever reads JSON.
pub fn failed(error: &AppError) -> Response {
    rest::Problem::from(error.clone()).into_response()
}

/// `path` when it is one of ours: absolute, on this host, without tricks (`//host`, `/\host`, line breaks).
pub fn local_path(path: &str) -> Option<&str> {
    let plain =
        path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && path.bytes().all(|b| b.is_ascii_graphic());
    plain.then_some(path)
}
