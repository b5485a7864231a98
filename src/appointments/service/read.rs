//! Showing appointments, with times on the reader's clock and the moves that are open to them.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::super::model::{
    AppointmentFilter, AppointmentView, BookingPage, Change, DoctorRef, Moved, Notes, PatientRef, Period, Status,
};
use super::super::store::read::{After, Filter};
use super::super::store::{self, AppointmentRow, read as rows};
use super::tell::{self, Happened};
use crate::error::{AppError, Code, FieldCode, Result};
use crate::model::{Appointment, Doctor, Id, Page, Patient, Role, Slot};
use crate::notifications::model::Kind;
use crate::platform::app::App;
use crate::platform::db::Conn;
use crate::platform::fold::{containing, fold};
use crate::platform::{cursor, zone};
use crate::policy::{Actor, Permit, Scope, act, allow};
use crate::schedule::model::{SLOT_MINUTES, SlotState};
use crate::schedule::service::{self as schedule, bounded};
use crate::text::Lang;

/// Appointments on a page.
const ON_A_PAGE: u32 = 20;
/// The longest part of a name that is looked for, in characters.
const NAME_MAX: usize = 120;

/// What a reader sees of a row at `now`.
struct Reader {
    role: Role,
    zone: Option<Tz>,
    now: DateTime<Utc>,
    deadline: Duration,
}

impl Reader {
    fn new(app: &App, actor: Actor, zone: Option<Tz>) -> Self {
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
        let late = self.role == Role::Patient && self.now > row.starts_at - self.deadline;
        Status::ALL
            .iter()
            .copied()
            .filter(|to| row.status.may_become(*to, self.role, started) && !(late && *to == Status::Cancelled))
            .collect()
    }

    fn show(&self, row: AppointmentRow) -> AppointmentView {
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
            moved: change
                .moved_from
                .zip(change.moved_to)
                .map(|(from, to)| Moved { from: zone::zoned(from, zone), to: zone::zoned(to, zone) }),
        })
        .collect();
    Ok(AppointmentView { history, ..reader.show(row) })
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

/// What a list is asked for.
pub struct Wanted<'a> {
    pub period: Period,
    pub status: Option<Status>,
    /// A part of the patient's or the doctor's name.
    pub name: Option<&'a str>,
    /// Those that begin in `[from, to)`.
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    pub doctor: Option<Id<Doctor>>,
    pub patient: Option<Id<Patient>>,
    pub cursor: Option<&'a str>,
    /// 1 to 200.
    pub limit: Option<u32>,
}

impl<'a> Wanted<'a> {
    /// What a page's filter asks for; its days are those of a clock in `zone`.
    pub fn of(period: Period, filter: &'a AppointmentFilter, cursor: Option<&'a str>, zone: Tz) -> Self {
        let day = |day: NaiveDate| bounded(zone::day_start(day, zone));
        Self {
            period,
            status: filter.status,
            name: filter.name.as_deref(),
            from: filter.from.map(day),
            to: filter.to.and_then(|to| to.checked_add_days(Days::new(1))).map(day),
            doctor: None,
            patient: None,
            cursor,
            limit: Some(ON_A_PAGE),
        }
    }

    fn filter(&self) -> Result<Filter> {
        let name = self.name.unwrap_or_default();
        if name.chars().count() > NAME_MAX {
            return Err(AppError::field("name", FieldCode::TooLong));
        }
        Ok(Filter {
            status: self.status,
            name: containing(&fold(name)),
            from: self.from.map_or(DateTime::UNIX_EPOCH, bounded),
            to: self.to.map_or_else(last, bounded),
            doctor: self.doctor.map(Id::uuid),
            patient: self.patient.map(Id::uuid),
        })
    }
}

/// Later than every appointment.
fn last() -> DateTime<Utc> {
    bounded(DateTime::<Utc>::MAX_UTC)
}

/// A page of the actor's appointments: the upcoming soonest first, the others latest first.
///
/// # Errors
/// [`Code::Malformed`] for a cursor that is not ours, [`Code::Invalid`] for a limit out of range or too long a name.
pub async fn list(
    app: &App,
    permit: &Permit<act::ReadAppointments>,
    wanted: &Wanted<'_>,
    reader_zone: Option<Tz>,
) -> Result<Page<AppointmentView>> {
    let reader = Reader::new(app, permit.actor(), reader_zone);
    let limit = cursor::limit(wanted.limit, cursor::DEFAULT_LIMIT)?;
    let filter = wanted.filter()?;
    let after = match (cursor::after::<(DateTime<Utc>, Uuid)>(wanted.cursor)?, wanted.period) {
        (Some((starts_at, id)), _) => After { starts_at: cursor::reachable(starts_at)?, id },
        // What is not over began half a day ago at most: the index need not be read from its beginning.
        (None, Period::Upcoming) => After { starts_at: reader.now - Duration::minutes(*SLOT_MINUTES.end()), id: Uuid::nil() },
        (None, Period::Past | Period::All) => After { starts_at: last(), id: Uuid::max() },
    };
    let mut conn = app.read().await?;
    let (scope, most) = (permit.scope(), i64::try_from(limit).map_err(|_| Code::Internal)? + 1);
    let mut rows = match wanted.period {
        Period::Upcoming => rows::upcoming(&mut conn, scope, &filter, reader.now, after, most).await?,
        Period::Past => rows::past(&mut conn, scope, &filter, reader.now, after, most).await?,
        Period::All => rows::all(&mut conn, scope, &filter, after, most).await?,
    };
    let next_cursor = cursor::cut(&mut rows, limit, |row| (row.starts_at, row.id))?;
    Ok(Page { items: rows.into_iter().map(|row| reader.show(row)).collect(), next_cursor })
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

/// What is about to be booked, with the free slots near it when it is not free any more.
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
    let nearest =
        if slot.state == SlotState::Free { Vec::new() } else { schedule::nearest(&mut conn, reader.now, zone, &wanted, 3).await? };
    let today = zone::local_day(wanted.starts_at, zone);
    let (day, next) = (zone::day_start(today, zone), zone::day_start(today + Days::new(1), zone));
    let same_day = rows::between_of_patient(&mut conn, permit.user()?.of(), day, next).await?;
    let public = allow::<act::FindDoctors>(&permit.actor())?;
    drop(conn);
    let doctor = crate::doctors::service::get(app, &public, wanted.doctor_id, reader_zone).await?;
    Ok(BookingPage {
        slot,
        doctor,
        zone_is_doctors: reader_zone.is_none(),
        nearest,
        same_day: same_day.into_iter().map(|row| reader.show(row)).collect(),
    })
}

/// The appointment as an iCalendar file, as its reader sees it.
///
/// # Errors
/// [`Code::NotFound`] when it is not theirs.
pub async fn calendar(app: &App, permit: &Permit<act::ReadAppointments>, id: Id<Appointment>, lang: Lang) -> Result<String> {
    let mut conn = app.read().await?;
    let row = rows::find(&mut conn, id, permit.scope()).await?.ok_or(Code::NotFound)?;
    let sequence = u32::try_from(store::count_changes(&mut conn, id).await? - 1).unwrap_or(0);
    let cancelled = row.status == Status::Cancelled;
    let kind = if row.status == Status::Pending { Kind::Requested } else { Kind::Booked };
    let happened = Happened { kind, by: permit.user()?, sequence, mail: false };
    let visit = tell::visit(&row, permit.actor().role().unwrap_or(Role::Admin), &happened, &app.clock);
    Ok(crate::notifications::letter::calendar(app, &visit, lang, cancelled))
}
