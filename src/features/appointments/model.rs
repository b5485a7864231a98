//! An appointment, its states, and the moves between them.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::model::{Appointment, Doctor, Id, Patient, Role, Slot, VisitKind, ZonedTime, text_enum};
use crate::base::slot::SlotView;
use crate::base::specialty::Specialty;
use crate::base::text::{self as t, Lang};
use crate::features::doctors::model::DoctorView;

text_enum! {
    Status { Pending = "pending", Confirmed = "confirmed", Completed = "completed", Cancelled = "cancelled", NoShow = "no_show" }
}

/// Lengths in characters.
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

    /// It keeps the slot, the doctor and the patient occupied.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Pending | Self::Confirmed)
    }

    /// Whether `role` may lead an appointment from here to `to`. `started` is whether its time has come: before, nobody can
    /// say that it took place or that the patient stayed away; after, it is no longer confirmed or given up.
    pub const fn may_become(self, to: Self, role: Role, started: bool) -> bool {
        match (self, to, role) {
            (Self::Pending, Self::Confirmed, Role::Doctor) => !started,
            // Staff put right what nobody answered in time.
            (Self::Pending, Self::Confirmed, Role::Admin) => true,
            (Self::Pending | Self::Confirmed, Self::Cancelled, Role::Patient) => !started,
            (Self::Pending | Self::Confirmed, Self::Cancelled, Role::Doctor | Role::Admin) => true,
            (Self::Confirmed, Self::Completed | Self::NoShow, Role::Doctor | Role::Admin) => started,
            _ => false,
        }
    }
}

/// How long a patient may cancel an appointment that the practice has moved.
const AFTER_MOVE: Duration = Duration::hours(24);

/// The last instant at which its patient may cancel a confirmed appointment: `deadline` before it begins, or a day after the
/// practice moved it, whichever is later; never after it begins. A request that nobody has answered yet has no deadline.
pub fn cancel_until(starts_at: DateTime<Utc>, deadline: Duration, moved_at: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let by_rule = starts_at - deadline;
    moved_at.map_or(by_rule, |moved_at| by_rule.max((moved_at + AFTER_MOVE).min(starts_at)))
}

/// Until when a patient may cancel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelling {
    /// The last moment for a confirmed appointment, on the clock that its times stand in.
    pub until: ZonedTime,
    /// That moment has passed.
    pub closed: bool,
    /// It would be earlier, had the practice not moved the appointment.
    pub moved: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorRef {
    pub id: Id<Doctor>,
    pub full_name: String,
    pub specialty: Specialty,
    pub location: String,
    pub time_zone: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientRef {
    pub id: Id<Patient>,
    pub full_name: String,
    /// Only for the doctor and the practice.
    pub phone: Option<String>,
}

/// One change of status, kept for ever. The first has no `from`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// On the reader's clock.
    pub at: ZonedTime,
    pub by: Role,
    pub by_name: String,
    pub from: Option<Status>,
    pub to: Status,
    pub reason: Option<String>,
    /// The status stayed, and the time changed.
    pub moved: Option<Moved>,
}

impl Change {
    /// Neither the status nor the time changed: the reason for the visit was put into other words, and `reason` has those before.
    pub fn is_rewording(&self) -> bool {
        self.from == Some(self.to) && self.moved.is_none()
    }
}

/// From when to when an appointment was moved, on the clock that it is shown on now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub from: ZonedTime,
    pub to: ZonedTime,
    /// Before and after; not known of moves that were made before kinds were kept.
    pub kinds: Option<(VisitKind, VisitKind)>,
}

impl Moved {
    /// The kind that it has become, where that is another.
    pub fn other_kind(&self) -> Option<VisitKind> {
        self.kinds.filter(|(from, to)| from != to).map(|(_, to)| to)
    }
}

/// What each side wrote down for this visit; both see both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Notes {
    pub patient: Option<String>,
    pub doctor: Option<String>,
}

/// An appointment, its times on the clock that its visit is shown on (`platform::zone::Clocks`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentView {
    pub id: Id<Appointment>,
    pub doctor: DoctorRef,
    pub patient: PatientRef,
    pub slot_id: Id<Slot>,
    pub starts_at: ZonedTime,
    pub ends_at: ZonedTime,
    /// The beginning on the doctor's clock, where the times stand on another that differs then. (Answers kept for an idempotency key
    /// may be older than this.)
    #[serde(default)]
    pub doctors_clock: Option<ZonedTime>,
    pub kind: VisitKind,
    pub status: Status,
    pub reason: String,
    pub notes: Notes,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Only in the detail; lists leave it empty.
    pub history: Vec<Change>,
    /// The moves that the reader may make now.
    pub may: Vec<Status>,
    /// The reader may move it to another time, and put its reason right.
    pub may_edit: bool,
    /// For its patient alone, while it is active and ahead; only in the detail.
    #[serde(default)]
    pub cancelling: Option<Cancelling>,
}

text_enum! {
    Period { Upcoming = "upcoming", Past = "past", All = "all" }
}

/// Which appointments of a period a list has. What is `None` asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentFilter {
    #[serde(default)]
    pub status: Option<Status>,
    /// A part of the patient's or the doctor's name; accents and case do not matter.
    #[serde(default)]
    pub name: Option<String>,
    /// Days as the clock shows them that each visit is shown on, both of them within.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

/// What is about to be moved, and where to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovePage {
    pub appointment: AppointmentView,
    /// The doctor's free times of the coming weeks, by time.
    pub slots: Vec<SlotView>,
    /// On the reader's clock, or else the doctor's.
    pub today: NaiveDate,
}

/// The booking page: what is about to be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingPage {
    pub slot: SlotView,
    pub doctor: DoctorView,
    /// Until when it can be cancelled, once it is confirmed.
    pub cancelling: Cancelling,
    /// Free ones near it, at which the patient is nowhere else; filled when this one cannot be booked.
    pub nearest: Vec<SlotView>,
    /// What the patient has at the time of a free slot, which stands in the way of booking it.
    pub overlapping: Vec<AppointmentView>,
    /// Other appointments that the patient has on the same day.
    pub same_day: Vec<AppointmentView>,
    /// The limit that the patient has reached, whatever the time.
    #[serde(default)]
    pub refused: Option<crate::base::error::AppError>,
}

/// A line of the doctor's day: a slot, and who is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleEntry {
    pub slot: SlotView,
    /// The active appointment in it.
    pub appointment: Option<AppointmentView>,
}

/// "My schedule" of one week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleWeek {
    /// Monday, in the doctor's zone.
    pub monday: NaiveDate,
    pub zone: String,
    /// When this was read, in the doctor's zone.
    pub now: ZonedTime,
    pub entries: Vec<ScheduleEntry>,
    /// Requests that wait for the doctor, of any week, soonest first.
    pub requests: Vec<AppointmentView>,
}
