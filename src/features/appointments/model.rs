//! Appointments, their statuses, and the possible status changes.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::model::{Appointment, Doctor, Id, Patient, Role, Slot, VisitKind, ZonedTime, text_enum};
use crate::base::slot::SlotView;
use crate::base::specialty::Specialty;
use crate::base::text::{self as t, Lang};
use crate::base::words;
use crate::features::doctors::model::DoctorView;

text_enum! {
    Status { Pending = "pending", Confirmed = "confirmed", Completed = "completed", Cancelled = "cancelled", NoShow = "no_show" }
}

text_enum! {
    /// What happened to an appointment, as those concerned are notified of it.
    AppointmentEvent {
        Requested = "requested",
        Booked = "booked",
        Confirmed = "confirmed",
        Cancelled = "cancelled",
        Moved = "moved",
        Completed = "completed",
        NoShow = "no_show",
    }
}

/// Maximum lengths in characters.
pub const REASON_MAX: usize = 1000;
pub const NOTE_MAX: usize = 4000;

impl Status {
    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Pending => t::status_pending(lang),
            Self::Confirmed => t::status_confirmed(lang),
            Self::Completed => t::status_completed(lang),
            Self::Cancelled => t::status_cancelled(lang),
            Self::NoShow => t::status_no_show(lang),
        }
    }

    /// Returns whether the appointment occupies its slot, doctor and patient.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Pending | Self::Confirmed)
    }

    /// Returns whether `role` may change the status to `to`. `started` is whether the appointment has started: before, it cannot be
    /// completed or a no-show; after, doctors cannot confirm it and patients cannot cancel it.
    pub const fn may_become(self, to: Self, role: Role, started: bool) -> bool {
        match (self, to, role) {
            (Self::Pending, Self::Confirmed, Role::Doctor) => !started,
            // Admins can still confirm a request that nobody answered in time.
            (Self::Pending, Self::Confirmed, Role::Admin) => true,
            (Self::Pending | Self::Confirmed, Self::Cancelled, Role::Patient) => !started,
            (Self::Pending | Self::Confirmed, Self::Cancelled, Role::Doctor | Role::Admin) => true,
            (Self::Confirmed, Self::Completed | Self::NoShow, Role::Doctor | Role::Admin) => started,
            _ => false,
        }
    }
}

/// How long a patient may cancel an appointment after the practice has moved it.
const AFTER_MOVE: Duration = Duration::hours(24);

/// Returns the last instant at which the patient may cancel a confirmed appointment: `deadline` before its start, or 24 hours after the
/// practice moved it, whichever is later; never after its start. Unanswered requests have no deadline.
pub fn cancel_until(starts_at: DateTime<Utc>, deadline: Duration, moved_at: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let by_rule = starts_at - deadline;
    moved_at.map_or(by_rule, |moved_at| by_rule.max((moved_at + AFTER_MOVE).min(starts_at)))
}

/// The patient's deadline for cancelling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelling {
    /// The deadline for a confirmed appointment, in the same time zone as its other times.
    pub until: ZonedTime,
    /// The deadline has passed.
    pub closed: bool,
    /// The deadline is later because the practice has moved the appointment.
    pub moved: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorRef {
    pub id: Id<Doctor>,
    pub full_name: String,
    pub specialty: Specialty,
    pub location: String,
    pub time_zone: String,
    pub photo_url: Option<String>,
}

impl DoctorRef {
    /// The name, or a word for a deleted account.
    pub fn name(&self, lang: Lang) -> String {
        words::name(lang, Role::Doctor, &self.full_name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientRef {
    pub id: Id<Patient>,
    pub full_name: String,
    /// Visible only to the doctor and the practice.
    pub phone: Option<String>,
}

impl PatientRef {
    /// The name, or a word for a deleted account.
    pub fn name(&self, lang: Lang) -> String {
        words::name(lang, Role::Patient, &self.full_name)
    }
}

/// One status change, never deleted. The first has no `from`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// In the reader's time zone.
    pub at: ZonedTime,
    pub by: Role,
    pub by_name: String,
    pub from: Option<Status>,
    pub to: Status,
    pub reason: Option<String>,
    /// Set if the time changed, and not the status.
    pub moved: Option<Moved>,
}

impl Change {
    /// Returns whether only the reason for the visit was reworded; `reason` is then the previous text.
    pub fn is_rewording(&self) -> bool {
        self.from == Some(self.to) && self.moved.is_none()
    }
}

/// The times before and after a move, in the time zone that the appointment is shown in now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub from: ZonedTime,
    pub to: ZonedTime,
    /// Before and after; unknown for moves that were made before kinds were stored.
    pub kinds: Option<(VisitKind, VisitKind)>,
}

impl Moved {
    /// Returns the new kind, if it changed.
    pub fn other_kind(&self) -> Option<VisitKind> {
        self.kinds.filter(|(from, to)| from != to).map(|(_, to)| to)
    }
}

/// The notes of patient and doctor on this visit; both see both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Notes {
    pub patient: Option<String>,
    pub doctor: Option<String>,
}

/// An appointment, with its times in the time zone that it is shown in (`platform::zone::Clocks`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentView {
    pub id: Id<Appointment>,
    pub doctor: DoctorRef,
    pub patient: PatientRef,
    pub slot_id: Id<Slot>,
    pub starts_at: ZonedTime,
    pub ends_at: ZonedTime,
    /// The start in the doctor's time zone, if the other times are in a zone with a different offset. (Responses stored for an idempotency
    /// key may be older than this field.)
    #[serde(default)]
    pub doctors_clock: Option<ZonedTime>,
    pub kind: VisitKind,
    pub status: Status,
    pub reason: String,
    pub notes: Notes,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Empty in lists.
    pub history: Vec<Change>,
    /// The statuses that the reader may set now.
    pub may: Vec<Status>,
    /// The reader may move it and reword its reason.
    pub may_edit: bool,
    /// Only for its patient, while it is active and upcoming; `None` in lists.
    #[serde(default)]
    pub cancelling: Option<Cancelling>,
}

text_enum! {
    Period { Upcoming = "upcoming", Past = "past", All = "all" }
}

/// Filter for the appointments of a period. `None` does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentFilter {
    #[serde(default)]
    pub status: Option<Status>,
    /// A part of the patient's or the doctor's name; accents and case are ignored.
    #[serde(default)]
    pub name: Option<String>,
    /// First and last day, inclusive, in the time zone that each appointment is shown in.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    #[serde(default)]
    pub to: Option<NaiveDate>,
    #[serde(default)]
    pub patient: Option<Id<Patient>>,
}

/// The data of the page that moves an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovePage {
    pub appointment: AppointmentView,
    /// The doctor's free slots of the coming weeks, by start.
    pub slots: Vec<SlotView>,
    /// In the reader's time zone if known, otherwise the doctor's.
    pub today: NaiveDate,
}

/// The data of the booking page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingPage {
    pub slot: SlotView,
    pub doctor: DoctorView,
    /// The deadline for cancelling, once it is confirmed.
    pub cancelling: Cancelling,
    /// The nearest free slots that do not overlap the patient's appointments; filled if this one cannot be booked.
    pub nearest: Vec<SlotView>,
    /// The patient's appointments that overlap a free slot and prevent booking it.
    pub overlapping: Vec<AppointmentView>,
    /// The patient's other appointments on the same day.
    pub same_day: Vec<AppointmentView>,
    /// The booking limit that the patient has reached, if any.
    #[serde(default)]
    pub refused: Option<crate::base::error::AppError>,
}

/// A slot in the doctor's schedule, with its appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleEntry {
    pub slot: SlotView,
    /// The active appointment in it.
    pub appointment: Option<AppointmentView>,
}

/// "My schedule" of one week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleWeek {
    /// Monday, in the doctor's time zone.
    pub monday: NaiveDate,
    pub zone: String,
    /// When this was read, in the doctor's time zone.
    pub now: ZonedTime,
    pub entries: Vec<ScheduleEntry>,
    /// The doctor's pending requests of all weeks, soonest first.
    pub requests: Vec<AppointmentView>,
}
