//! Showing appointments, with times on the reader's clock and the moves that are open to them.

use chrono::{DateTime, Days, Duration, Utc};
use chrono_tz::Tz;

use super::super::model::{
    AppointmentView, BookingPage, Cancelling, Change, DoctorRef, Moved, Notes, PatientRef, Status, cancel_until,
};
use super::super::store::{self, AppointmentRow, read as rows};
use super::book::free_near;
use super::tell::{self, Happened};
use crate::error::{Code, Result};
use crate::model::{Appointment, Doctor, Id, Role, Slot};
use crate::notifications::model::Kind;
use crate::platform::app::App;
use crate::platform::db::Conn;
use crate::platform::zone;
use crate::policy::{Actor, Permit, Scope, act, allow};
use crate::schedule::model::{SLOT_MINUTES, SlotState};
use crate::schedule::service::{self as schedule};
use crate::text::Lang;

/// What a reader sees of a row at `now`.
pub(super) struct Reader {
    role: Role,
    zone: Option<Tz>,
    pub(super) now: DateTime<Utc>,
    deadline: Duration,
}

impl Reader {
    pub(super) fn new(app: &App, actor: Actor, zone: Option<Tz>) -> Self {
        Self {
            role: actor.role().unwrap_or(Role::Admin),
            zone,
            now: app.clock.now(),
            deadline: Duration::hours(i64::from(app.settings.cancel_hours)),
        }
    }

    fn zone_of(&self, row: &AppointmentRow) -> Tz {
        self.zone.unwrap_or_else(|| zone::stored(row.doctor_zone.as_deref()))
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

    fn cancelling(&self, starts_at: DateTime<Utc>, moved_at: Option<DateTime<Utc>>, zone: Tz) -> Cancelling {
        let until = cancel_until(starts_at, self.deadline, moved_at);
        Cancelling {
            until: zone::zoned(until, zone),
            closed: self.now > until,
            moved: until > cancel_until(starts_at, self.deadline, None),
        }
    }

    pub(super) fn show(&self, row: AppointmentRow) -> AppointmentView {
        let zone = self.zone_of(&row);
        let may = self.may(&row);
        AppointmentView {
            id: row.id,
            doctor: DoctorRef {
                id: row.doctor_id,
                full_name: row.doctor_name,
                specialty: row.specialty,
                location: row.location,
                time_zone: row.doctor_zone.unwrap_or_else(|| "UTC".to_owned()),
            },
            patient: PatientRef {
                id: row.patient_id,
                full_name: row.patient_name,
                phone: row.patient_phone.filter(|_| self.role != Role::Patient),
            },
            slot_id: row.slot_id,
            starts_at: zone::zoned(row.starts_at, zone),
            ends_at: zone::zoned(row.ends_at, zone),
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

/// One appointment with its history.
///
/// # Errors
/// [`Code::NotFound`] when it is not theirs.
pub async fn detail(
    app: &App,
    permit: &Permit<act::ReadAppointments>,
    id: Id<Appointment>,
    reader_zone: Option<Tz>,
) -> Result<AppointmentView> {
    view(app, id, permit.actor(), permit.scope(), reader_zone).await
}

pub(super) async fn view(
    app: &App,
    id: Id<Appointment>,
    actor: Actor,
    scope: Scope,
    reader_zone: Option<Tz>,
) -> Result<AppointmentView> {
    let reader = Reader::new(app, actor, reader_zone);
    let mut conn = app.read().await?;
    let row = rows::find(&mut conn, id, scope).await?.ok_or(Code::NotFound)?;
    let zone = reader.zone_of(&row);
    let history = store::changes(&mut conn, id)
        .await?
        .into_iter()
        .map(|change| Change {
            at: zone::zoned(change.at, zone),
            by: change.by_role,
            by_name: change.by_name,
            from: change.from_status.and_then(|status| status.parse().ok()),
            to: change.to_status,
            reason: change.reason,
            moved: change.moved_from.zip(change.moved_to).map(|(from, to)| Moved {
                from: zone::zoned(from, zone),
                to: zone::zoned(to, zone),
                kinds: change
                    .moved_from_kind
                    .zip(change.moved_to_kind)
                    .and_then(|(from, to)| from.parse().ok().zip(to.parse().ok())),
            }),
        })
        .collect();
    let is_cancellable = reader.role == Role::Patient && row.status.is_active() && row.starts_at > reader.now;
    let cancelling = is_cancellable.then(|| reader.cancelling(row.starts_at, row.moved_at, zone));
    Ok(AppointmentView { history, cancelling, ..reader.show(row) })
}

/// The appointment that its patient has made this moment, without reading it again.
pub(super) fn just_booked(app: &App, actor: Actor, reader_zone: Option<Tz>, row: AppointmentRow) -> AppointmentView {
    let reader = Reader::new(app, actor, reader_zone);
    let first = Change {
        at: zone::zoned(row.created_at, reader.zone_of(&row)),
        by: Role::Patient,
        by_name: row.patient_name.clone(),
        from: None,
        to: row.status,
        reason: None,
        moved: None,
    };
    AppointmentView { history: vec![first], ..reader.show(row) }
}

/// A doctor's appointments that begin in `[from, to)`, the cancelled left out; for "My schedule".
///
/// # Errors
/// The database's.
pub async fn in_period(
    app: &App,
    conn: &mut Conn,
    permit: &Permit<act::ReadOwnSchedule>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    zone: Tz,
) -> Result<Vec<AppointmentView>> {
    let reader = Reader::new(app, permit.actor(), Some(zone));
    let doctor: Id<Doctor> = permit.user()?.of();
    Ok(rows::between_of_doctor(conn, doctor, from, to).await?.into_iter().map(|row| reader.show(row)).collect())
}

/// The requests that wait for the doctor, soonest first.
///
/// # Errors
/// The database's.
pub async fn pending(app: &App, conn: &mut Conn, permit: &Permit<act::ReadOwnSchedule>, zone: Tz) -> Result<Vec<AppointmentView>> {
    let reader = Reader::new(app, permit.actor(), Some(zone));
    let doctor: Id<Doctor> = permit.user()?.of();
    Ok(rows::pending(conn, doctor, reader.now).await?.into_iter().map(|row| reader.show(row)).collect())
}

/// What is about to be booked, with the free slots near it when this one cannot be.
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
    let reader = Reader::new(app, permit.actor(), reader_zone);
    let zone = reader_zone.unwrap_or_else(|| zone::stored(Some(wanted.doctor_time_zone.as_str())));
    let slot = schedule::view(&mut conn, &wanted, zone, reader.now).await?;
    let patient = permit.user()?.of();
    let today = zone::local_day(wanted.starts_at, zone);
    let (day, next) = (zone::day_start(today, zone), zone::day_start(today + Days::new(1), zone));
    // What overlaps may have begun on the day before.
    let from = day.min(wanted.starts_at - Duration::minutes(*SLOT_MINUTES.end()));
    let theirs = rows::between_of_patient(&mut conn, patient, from, next.max(wanted.ends_at)).await?;
    let is_free = slot.state == SlotState::Free;
    let overlaps = |row: &AppointmentRow| row.starts_at < wanted.ends_at && row.ends_at > wanted.starts_at;
    let (overlapping, others): (Vec<_>, Vec<_>) = theirs.into_iter().partition(|row| is_free && overlaps(row));
    let same_day = others.into_iter().filter(|row| row.starts_at >= day && row.starts_at < next);
    let same_day = same_day.map(|row| reader.show(row)).collect();
    let nearest = if is_free && overlapping.is_empty() {
        Vec::new()
    } else {
        free_near(&mut conn, reader.now, zone, &wanted, Some(patient)).await?
    };
    let public = allow::<act::FindDoctors>(&permit.actor())?;
    drop(conn);
    let doctor = crate::doctors::service::get(app, &public, wanted.doctor_id, reader_zone).await?;
    Ok(BookingPage {
        confirms_at_once: wanted.auto_confirm,
        // On the clock that the slot's own times stand in.
        cancelling: reader.cancelling(wanted.starts_at, None, zone::stored(Some(slot.starts_at.zone.as_str()))),
        slot,
        doctor,
        zone_is_doctors: reader_zone.is_none(),
        nearest,
        overlapping: overlapping.into_iter().map(|row| reader.show(row)).collect(),
        same_day,
    })
}

/// The appointment as an iCalendar file, as its reader sees it.
///
/// # Errors
/// [`Code::NotFound`] when it is not theirs.
pub async fn calendar(app: &App, permit: &Permit<act::ReadAppointments>, id: Id<Appointment>, lang: Lang) -> Result<String> {
    let mut conn = app.read().await?;
    let row = rows::find(&mut conn, id, permit.scope()).await?.ok_or(Code::NotFound)?;
    let sequence = super::sequence(&mut conn, id).await?;
    let cancelled = row.status == Status::Cancelled;
    let kind = if row.status == Status::Pending { Kind::Requested } else { Kind::Booked };
    let happened = Happened { kind, by: permit.user()?, sequence, mail: false, moved: None };
    let visit = tell::visit(&row, permit.actor().role().unwrap_or(Role::Admin), &happened, &app.clock);
    Ok(crate::notifications::letter::calendar(app, &visit, lang, cancelled))
}
