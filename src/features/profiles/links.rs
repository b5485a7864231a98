//! What this feature's mailed links and jobs carry (`platform::links`, `platform::jobs`).

use serde::{Deserialize, Serialize};

use crate::base::model::{Id, PhoneCode};

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

/// Of a link to set a new password: where to go on after signing in with it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct NewPassword {
    #[serde(default)]
    pub next: Option<String>,
}

/// Of the job that mails such a link: the key of the typed address, which may have no account, and `next` of [`NewPassword`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ForgottenPassword {
    pub key: String,
    #[serde(default)]
    pub next: Option<String>,
}

/// Of the job that sends a code to a phone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CodeToSend {
    pub id: Id<PhoneCode>,
}
