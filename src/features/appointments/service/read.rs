//! Reading appointments, with the status changes that the reader may make.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use super::super::model::{
    AppointmentEvent, AppointmentView, BookingPage, Cancelling, Change, DoctorRef, Moved, Notes, PatientRef, Status, cancel_until,
};
use super::super::store::{self, AppointmentRow, read as rows};
use super::book::{count_to, free_near};
use super::tell::{self, Happened};
use crate::base::error::{Code, Result};
use crate::base::model::{Appointment, Doctor, Id, Role, Slot, ZonedTime};
use crate::base::photo;
use crate::base::slot::{ChosenTime, SlotState};
use crate::base::text::Lang;
use crate::features::schedule::model::SLOT_MINUTES;
use crate::features::schedule::service as schedule;
use crate::platform::app::App;
use crate::platform::audit::AuditedRead;
use crate::platform::zone::{self, Clocks};
use crate::policy::{ActionType, Actor, Permit, act, allow};

/// Converts rows to what a reader sees at `now`.
pub(super) struct Reader {
    role: Role,
    zone: Option<Tz>,
    pub(super) now: DateTime<Utc>,
    deadline: Duration,
}

impl Reader {
    /// # Errors
    /// [`Code::NotSignedIn`] for an actor without a role: the result depends on it.
    pub(super) fn new(app: &App, actor: Actor, zone: Option<Tz>) -> Result<Self> {
        Ok(Self {
            role: actor.role().ok_or(Code::NotSignedIn)?,
            zone,
            now: app.clock.now(),
            deadline: Duration::hours(i64::from(app.settings.cancel_hours)),
        })
    }

    pub(super) fn clocks(&self, row: &AppointmentRow) -> Clocks {
        Clocks::of(row.kind, zone::stored(row.doctor_zone.as_deref()), self.zone)
    }

    /// Returns the time of an action in the reader's time zone if known, otherwise the doctor's.
    fn own_clock(&self, row: &AppointmentRow, at: DateTime<Utc>) -> ZonedTime {
        zone::zoned(at, self.zone.unwrap_or_else(|| zone::stored(row.doctor_zone.as_deref())))
    }

    fn may(&self, row: &AppointmentRow) -> Vec<Status> {
        let started = row.starts_at <= self.now;
        let late = self.role == Role::Patient
            && row.status == Status::Confirmed
            && self.now > cancel_until(row.starts_at, self.deadline, row.moved_at);
        Status::ALL
            .iter()
            .copied()
            .filter(|to| row.status.may_become(*to, self.role, started) && !(late && *to == Status::Cancelled))
            .collect()
    }

    fn cancelling(&self, starts_at: DateTime<Utc>, moved_at: Option<DateTime<Utc>>, clocks: &Clocks) -> Cancelling {
        let until = cancel_until(starts_at, self.deadline, moved_at);
        Cancelling {
            until: clocks.show(until),
            closed: self.now > until,
            moved: until > cancel_until(starts_at, self.deadline, None),
        }
    }

    pub(super) fn show(&self, row: AppointmentRow) -> AppointmentView {
        let clocks = self.clocks(&row);
        let may = self.may(&row);
        AppointmentView {
            id: row.id,
            doctor: DoctorRef {
                id: row.doctor_id,
                full_name: row.doctor_name,
                specialty: row.specialty,
                location: row.location,
                photo_url: row.doctor_photo.map(|photo| photo::of_doctor(row.doctor_id, photo)),
                time_zone: row.doctor_zone.unwrap_or_else(|| "UTC".to_owned()),
            },
            patient: PatientRef {
                id: row.patient_id,
                full_name: row.patient_name,
                phone: row.patient_phone.filter(|_| self.role != Role::Patient),
            },
            slot_id: row.slot_id,
            starts_at: clocks.show(row.starts_at),
            ends_at: clocks.show(row.ends_at),
            doctors_clock: clocks.doctors(row.starts_at),
            kind: row.kind,
            status: row.status,
            reason: row.reason,
            notes: Notes { patient: row.patient_note, doctor: row.doctor_note },
            created_at: row.created_at,
            updated_at: row.updated_at,
            history: Vec::new(),
            may,
            may_edit: self.role == Role::Admin && row.status.is_active(),
            cancelling: None,
        }
    }
}

/// Returns the range of all starts on the days `from` to `to` in any time zone: no zone is further from UTC than 14 hours (IANA), and a
/// day has at most 25 hours.
pub(super) fn around(from: NaiveDate, to: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let far = Duration::hours(15);
    let begins = midnight(from).checked_sub_signed(far).unwrap_or(DateTime::<Utc>::MIN_UTC);
    let ends = midnight(to).checked_add_signed(Duration::days(1) + far).unwrap_or(DateTime::<Utc>::MAX_UTC);
    (begins, ends)
}

/// What the audit log says about reading appointments.
pub(super) const READ: &str = "appointments.read";

/// Returns one appointment with its history.
///
/// # Errors
/// [`Code::NotFound`] if the actor may not see it.
pub async fn detail(
    app: &App,
    permit: &Permit<act::ReadAppointments>,
    id: Id<Appointment>,
    reader_zone: Option<Tz>,
) -> Result<AppointmentView> {
    view(app, id, permit, reader_zone).await
}

pub(super) async fn view<A: ActionType>(
    app: &App,
    id: Id<Appointment>,
    permit: &Permit<A>,
    reader_zone: Option<Tz>,
) -> Result<AppointmentView> {
    let reader = Reader::new(app, permit.actor(), reader_zone)?;
    let read = AuditedRead::of(permit, READ);
    let sealed = {
        let mut conn = app.read().await?;
        match rows::find(&mut conn, &read, id).await?.found() {
            Some(row) => Some(row.with(store::changes(&mut conn, &read, id).await?)),
            None => None,
        }
    };
    let (row, changes) = read.open_found(app, id.uuid(), sealed).await?;
    let clocks = reader.clocks(&row);
    let history = changes
        .into_iter()
        .map(|change| Change {
            at: reader.own_clock(&row, change.at),
            by: change.by_role,
            by_name: change.by_name,
            from: change.from_status.and_then(|status| status.parse().ok()),
            to: change.to_status,
            reason: change.reason,
            moved: change.moved_from.zip(change.moved_to).map(|(from, to)| Moved {
                from: clocks.show(from),
                to: clocks.show(to),
                kinds: change
                    .moved_from_kind
                    .zip(change.moved_to_kind)
                    .and_then(|(from, to)| from.parse().ok().zip(to.parse().ok())),
            }),
        })
        .collect();
    let is_cancellable = reader.role == Role::Patient && row.status.is_active() && row.starts_at > reader.now;
    let cancelling = is_cancellable.then(|| reader.cancelling(row.starts_at, row.moved_at, &clocks));
    Ok(AppointmentView { history, cancelling, ..reader.show(row) })
}

/// Returns the appointment that its patient has just booked, without reading it again.
///
/// # Errors
/// [`Code::NotSignedIn`] for an actor without a role.
pub(super) fn just_booked(app: &App, actor: Actor, reader_zone: Option<Tz>, row: AppointmentRow) -> Result<AppointmentView> {
    let reader = Reader::new(app, actor, reader_zone)?;
    let first = Change {
        at: reader.own_clock(&row, row.created_at),
        by: Role::Patient,
        by_name: row.patient_name.clone(),
        from: None,
        to: row.status,
        reason: None,
        moved: None,
    };
    Ok(AppointmentView { history: vec![first], ..reader.show(row) })
}

/// Returns the doctor's appointments that start in `[from, to)`, without cancelled ones, and their pending requests, soonest first; for "My
/// schedule".
///
/// # Errors
/// Database errors.
pub(super) async fn of_doctor(
    app: &App,
    permit: &Permit<act::ReadOwnSchedule>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    zone: Tz,
) -> Result<[Vec<AppointmentView>; 2]> {
    let reader = Reader::new(app, permit.actor(), Some(zone))?;
    let read = AuditedRead::of(permit, READ);
    let doctor: Id<Doctor> = permit.user()?.of();
    let (booked, pending) = {
        let mut conn = app.read().await?;
        let booked = rows::between_of_doctor(&mut conn, &read, doctor, from, to).await?;
        (booked, rows::pending(&mut conn, &read, doctor, reader.now).await?)
    };
    let (booked, pending) = (read.open(app, booked).await?, read.open(app, pending).await?);
    Ok([booked, pending].map(|rows| rows.into_iter().map(|row| reader.show(row)).collect()))
}

/// Returns the slot that a user has chosen before signing in; `None` if it is not free.
///
/// # Errors
/// Database errors.
pub async fn chosen(
    app: &App,
    _: &Permit<act::FindDoctors>,
    slot: Id<Slot>,
    reader_zone: Option<Tz>,
) -> Result<Option<ChosenTime>> {
    let mut conn = app.read().await?;
    let Some(wanted) = schedule::slot_for_booking(&mut conn, slot).await? else { return Ok(None) };
    let shown = schedule::view(&mut conn, &wanted, reader_zone, app.clock.now()).await?;
    let free = shown.state == SlotState::Free;
    Ok(free.then_some(ChosenTime { slot, starts_at: shown.starts_at, doctor_name: wanted.doctor_name }))
}

/// Returns the data of the booking page, with the nearest free slots if this one cannot be booked.
///
/// # Errors
/// [`Code::NotFound`] for no such slot or a doctor who cannot be booked.
pub async fn booking_page(
    app: &App,
    permit: &Permit<act::SeeBooking>,
    slot: Id<Slot>,
    reader_zone: Option<Tz>,
) -> Result<BookingPage> {
    let mut conn = app.read().await?;
    let wanted = schedule::slot_for_booking(&mut conn, slot).await?.filter(|slot| slot.doctor_bookable).ok_or(Code::NotFound)?;
    let reader = Reader::new(app, permit.actor(), reader_zone)?;
    let slot = schedule::view(&mut conn, &wanted, reader_zone, reader.now).await?;
    let patient = permit.user()?.of();
    let day = wanted.clocks(reader_zone).day(wanted.starts_at);
    let (from, to) = around(day, day);
    // An overlapping appointment may have started on the day before.
    let from = from.min(wanted.starts_at - Duration::minutes(*SLOT_MINUTES.end()));
    let read = AuditedRead::of(permit, READ);
    let theirs = rows::between_of_patient(&mut conn, &read, patient, from, to.max(wanted.ends_at)).await?;
    // The patient's own: opening it writes nothing.
    let theirs = read.open(app, theirs).await?;
    let is_free = slot.state == SlotState::Free;
    let overlaps = |row: &AppointmentRow| row.starts_at < wanted.ends_at && row.ends_at > wanted.starts_at;
    let (overlapping, others): (Vec<_>, Vec<_>) = theirs.into_iter().partition(|row| is_free && overlaps(row));
    let same_day = others.into_iter().filter(|row| reader.clocks(row).day(row.starts_at) == day);
    let same_day = same_day.map(|row| reader.show(row)).collect();
    let nearest = if is_free && overlapping.is_empty() {
        Vec::new()
    } else {
        free_near(&mut conn, reader.now, reader_zone, &wanted, Some(patient)).await?
    };
    let public = allow::<act::FindDoctors>(&permit.actor())?;
    let standing = store::standing(&mut conn, permit.user()?.of(), wanted.doctor_id, reader.now, count_to(&app.settings))
        .await?
        .ok_or(Code::NotFound)?;
    drop(conn);
    let doctor = crate::features::doctors::service::get(app, &public, wanted.doctor_id, reader_zone).await?;
    Ok(BookingPage {
        cancelling: reader.cancelling(wanted.starts_at, None, &wanted.clocks(reader_zone)),
        slot,
        doctor,
        nearest,
        overlapping: overlapping.into_iter().map(|row| reader.show(row)).collect(),
        same_day,
        refused: super::book::limit(&app.settings, &standing),
    })
}

/// Returns the appointment as an iCalendar file for the reader.
///
/// # Errors
/// [`Code::NotFound`] if the actor may not see it.
pub async fn calendar(app: &App, permit: &Permit<act::ReadAppointments>, id: Id<Appointment>, lang: Lang) -> Result<String> {
    let read = AuditedRead::of(permit, READ);
    let (sealed, sequence) = {
        let mut conn = app.read().await?;
        (rows::find(&mut conn, &read, id).await?.found(), super::sequence(&mut conn, id).await?)
    };
    let row = read.open_found(app, id.uuid(), sealed).await?;
    let cancelled = row.status == Status::Cancelled;
    let kind = if row.status == Status::Pending { AppointmentEvent::Requested } else { AppointmentEvent::Booked };
    let happened = Happened { kind, by: permit.user()?, sequence, mail: false, moved: None };
    let snapshot = tell::snapshot(&row, permit.actor().role().ok_or(Code::NotSignedIn)?, &happened, &app.clock);
    Ok(super::super::mails::calendar(app, &snapshot, lang, cancelled))
}
