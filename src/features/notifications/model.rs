//! Notifications, as shown in the app.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::model::{Id, Notification, ZonedTime};
use crate::ui::Glyph;

/// A notification, rendered in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationView {
    pub id: Id<Notification>,
    pub kind: String,
    /// The kind and the id of its subject.
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub glyph: Glyph,
    pub link: String,
    pub text: String,
    pub emphasised: Option<String>,
    pub detail: Option<String>,
    /// The name of the other party, or of the doctor whom staff are notified about.
    pub with: String,
    /// The appointment's start, in the time zone that the visit is shown in.
    pub starts_at: Option<ZonedTime>,
    pub created_at: DateTime<Utc>,
    pub is_read: bool,
}
