//! A rejected form, to be shown again on its page.

use serde::{Deserialize, Serialize};

use super::error::AppError;

/// The stored values of a native form post. Never contains passwords.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The page with the form.
    pub page: String,
    /// The server function's path, such as `/fn/appointments/book`.
    pub form: String,
    pub values: Vec<(String, String)>,
    /// Why it was rejected; `None` if the values only prefill the form.
    pub error: Option<AppError>,
}

impl Flash {
    /// Whether `name` was sent with `value`.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(known, sent)| known == name && sent == value)
    }
}
