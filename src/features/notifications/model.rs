//! What the practice tells somebody in the app.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::model::{Id, Notification, ZonedTime};
use crate::ui::Glyph;

/// A notification as it is read: its kind has already put it into the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationView {
    pub id: Id<Notification>,
    pub kind: String,
    /// What it is about: its kind and its id.
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub glyph: Glyph,
    pub link: String,
    pub text: String,
    pub emphasised: Option<String>,
    pub detail: Option<String>,
    /// The other side's name, or that of the doctor whom staff are notified of.
    pub with: String,
    /// When the appointment begins, on the clock that the visit is shown on.
    pub starts_at: Option<ZonedTime>,
    pub created_at: DateTime<Utc>,
    pub is_read: bool,
}
