//! What the pages about one's own data show.

use serde::{Deserialize, Serialize};

use crate::base::model::{DataExport, Fate, Id, ZonedTime, text_enum};

text_enum! {
    /// `ready`: the file can be downloaded, until it expires.
    ExportState { Making = "making", Ready = "ready", Failed = "failed" }
}

/// The latest export of one's own data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportView {
    pub id: Id<DataExport>,
    pub state: ExportState,
    pub asked_at: ZonedTime,
    /// Only if it is ready, like the next two.
    pub expires_at: Option<ZonedTime>,
    pub bytes: Option<u64>,
    /// The path of the file.
    pub url: Option<String>,
}

/// A kind of data, and what deleting the account does to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindView {
    pub title: String,
    pub fate: Fate,
    pub text: String,
}

/// The data of both pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyData {
    pub export: Option<ExportView>,
    /// When the account will be deleted, if its owner has asked for that.
    pub deletion_due_at: Option<ZonedTime>,
    /// Days from asking for a deletion until it is carried out.
    pub deletion_days: u32,
    pub kinds: Vec<KindView>,
}
