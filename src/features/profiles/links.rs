//! What this feature's mailed links carry (`platform::links`).

use serde::{Deserialize, Serialize};

/// Of a link that verifies an address: where to go on, as a local path, such as the booking that registering interrupted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Verification {
    #[serde(default)]
    pub next: Option<String>,
}

/// Of a link that changes the address: the new one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewAddress {
    pub email: String,
}

/// Of the others.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Nothing {}
