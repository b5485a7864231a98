//! The job that a sign-in from a new browser adds. `profiles` runs it, because `accounts` sends no mails.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::model::{Id, User};

/// The kind of job.
pub const NEW_BROWSER: &str = "new_browser";

/// Its payload.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignInFromNewBrowser {
    pub user: Id<User>,
    /// Browser and system, or the name of a program.
    pub client: String,
    pub at: DateTime<Utc>,
}
