//! What the practice tells somebody in the app.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::{Appointment, Id, Notification, VisitKind, ZonedTime, text_enum};

text_enum! {
    /// What happened, seen from who is told.
    Kind {
        Requested = "requested",
        Booked = "booked",
        Confirmed = "confirmed",
        Cancelled = "cancelled",
        Moved = "moved",
        Completed = "completed",
        NoShow = "no_show",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationView {
    pub id: Id<Notification>,
    pub kind: Kind,
    pub appointment_id: Id<Appointment>,
    /// The other side's name.
    pub with: String,
    /// On the clock that the visit is shown on.
    pub starts_at: ZonedTime,
    pub created_at: DateTime<Utc>,
    pub read: bool,
    /// The kind of visit that a move has made of another.
    #[serde(default)]
    pub other_kind: Option<VisitKind>,
}
