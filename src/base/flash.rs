//! A refused form on its way back to its page.

use serde::{Deserialize, Serialize};

use super::error::AppError;

/// What the server kept of a form that the browser posted by itself. Passwords are never in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The page that the form stands on.
    pub page: String,
    /// The server function's address, such as `/fn/appointments/book`.
    pub form: String,
    pub values: Vec<(String, String)>,
    /// Why it was refused; without a reason, the form only knows already what to ask no more.
    pub error: Option<AppError>,
}

impl Flash {
    /// Whether `name` was sent with `value`.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(known, sent)| known == name && sent == value)
    }
}
