//! What the practice tells somebody in the app.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::model::{Appointment, Doctor, Id, Notification, VisitKind, ZonedTime, text_enum};

text_enum! {
    /// What happened, seen from who is told.
    NotificationKind {
        Requested = "requested",
        Booked = "booked",
        Confirmed = "confirmed",
        Cancelled = "cancelled",
        Moved = "moved",
        Completed = "completed",
        NoShow = "no_show",
        /// To the practice's staff: a doctor has registered, or asks again, and waits for approval.
        DoctorApplied = "doctor_applied",
        /// To the practice's staff: an approved doctor asks to change what was checked.
        DoctorChangeAsked = "doctor_change_asked",
    }
}

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Appointment(Id<Appointment>),
    Doctor(Id<Doctor>),
}

impl Subject {
    /// Its kind and its id, as they are stored.
    pub const fn stored(self) -> (&'static str, Uuid) {
        match self {
            Self::Appointment(id) => ("appointment", id.uuid()),
            Self::Doctor(id) => ("doctor", id.uuid()),
        }
    }
}

impl From<Id<Appointment>> for Subject {
    fn from(id: Id<Appointment>) -> Self {
        Self::Appointment(id)
    }
}

impl From<Id<Doctor>> for Subject {
    fn from(id: Id<Doctor>) -> Self {
        Self::Doctor(id)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationView {
    pub id: Id<Notification>,
    pub kind: NotificationKind,
    /// The appointment that it is about.
    pub appointment_id: Option<Id<Appointment>>,
    /// The doctor whom the practice's staff are told of.
    pub doctor_id: Option<Id<Doctor>>,
    /// The other side's name, or that doctor's.
    pub with: String,
    /// When the appointment begins, on the clock that the visit is shown on.
    pub starts_at: Option<ZonedTime>,
    pub created_at: DateTime<Utc>,
    pub read: bool,
    /// The kind of visit that a move has made of another.
    #[serde(default)]
    pub other_kind: Option<VisitKind>,
}
