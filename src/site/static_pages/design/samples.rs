//! Sample data for the components.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, Utc};
use uuid::Uuid;

use crate::base::model::{Id, VisitKind, ZonedTime};
use crate::base::slot::{SlotState, SlotView};
use crate::base::specialty::Specialty;
use crate::features::appointments::model::{AppointmentView, DoctorRef, Notes, PatientRef, ScheduleEntry, Status};

/// A Tuesday.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 3).unwrap_or_default()
}

/// Returns the time `minutes` after midnight of [`today`].
pub fn at(minutes: i64) -> ZonedTime {
    let midnight = today().and_time(chrono::NaiveTime::MIN).and_utc().fixed_offset();
    ZonedTime { at: midnight + Duration::minutes(minutes), zone: "Europe/Paris".to_owned() }
}

pub fn slot(minutes: i64, kind: VisitKind, state: SlotState) -> SlotView {
    SlotView {
        id: Id::from(Uuid::nil()),
        doctor_id: Id::from(Uuid::nil()),
        starts_at: at(minutes),
        ends_at: at(minutes + 20),
        doctors_clock: None,
        kind,
        state,
    }
}

pub fn appointment(status: Status) -> AppointmentView {
    AppointmentView {
        id: Id::from(Uuid::nil()),
        doctor: DoctorRef {
            id: Id::from(Uuid::nil()),
            full_name: "Elira Hoxha".to_owned(),
            specialty: Specialty::GeneralPractice,
            location: "Tirana".to_owned(),
            time_zone: "Europe/Tirane".to_owned(),
            photo_url: None,
        },
        patient: PatientRef { id: Id::from(Uuid::nil()), full_name: "Đặng Quang Minh".to_owned(), phone: None },
        slot_id: Id::from(Uuid::nil()),
        starts_at: at(560),
        ends_at: at(580),
        doctors_clock: None,
        kind: VisitKind::InPerson,
        status,
        reason: "A cough that does not go away".to_owned(),
        notes: Notes::default(),
        created_at: DateTime::<FixedOffset>::default().with_timezone(&Utc),
        updated_at: DateTime::<FixedOffset>::default().with_timezone(&Utc),
        history: Vec::new(),
        may: Vec::new(),
        may_edit: false,
        cancelling: None,
    }
}

/// A morning: a past, a current and a requested appointment, a free and a blocked slot.
pub fn day() -> Vec<ScheduleEntry> {
    let booked = |minutes, status| ScheduleEntry {
        slot: slot(minutes, VisitKind::InPerson, SlotState::Booked),
        appointment: Some(appointment(status)),
    };
    let open = |minutes, state| ScheduleEntry { slot: slot(minutes, VisitKind::Video, state), appointment: None };
    vec![
        booked(500, Status::Confirmed),
        booked(560, Status::Confirmed),
        booked(600, Status::Pending),
        open(640, SlotState::Free),
        open(680, SlotState::Blocked),
    ]
}

/// Free slots on several days of two months.
pub fn times() -> Vec<SlotView> {
    const DAY: i64 = 24 * 60;
    [0, 1, 2, 6, 7, 30, 31]
        .into_iter()
        .flat_map(|day| {
            [(540, VisitKind::InPerson), (560, VisitKind::InPerson), (840, VisitKind::Video), (1110, VisitKind::Video)]
                .map(|(minutes, kind)| slot(day * DAY + minutes, kind, SlotState::Free))
        })
        .collect()
}
