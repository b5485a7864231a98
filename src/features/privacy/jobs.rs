//! The payloads of this feature's jobs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::model::{DataExport, Id, User};
use crate::base::text::Lang;

/// Makes an export.
pub const EXPORT: &str = "export";
/// Deletes an export's file, and then its row.
pub const FORGET_EXPORT: &str = "forget_export";
/// Carries out a deletion.
pub const DELETION: &str = "account_deletion";
/// Tells the address of a deleted account; nothing of this job is kept.
pub const FAREWELL: &str = "account_farewell";
/// Deletes the records of a deleted account when the law asks for them no longer.
pub const RECORDS_END: &str = "account_records_end";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Make {
    pub export: Id<DataExport>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ForgetExport {
    /// The file's key in `platform::blobs`.
    pub key: String,
}

/// Of [`DELETION`] and [`RECORDS_END`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OfAccount {
    pub user: Id<User>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Farewell {
    pub to: String,
    pub lang: Lang,
    pub name: String,
    pub at: DateTime<Utc>,
}
