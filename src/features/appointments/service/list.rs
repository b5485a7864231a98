//! Paginated lists of appointments.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::super::model::{AppointmentFilter, AppointmentView, Period, Status};
use super::super::store::AppointmentRow;
use super::super::store::read::{self as rows, After, Filter};
use super::read::{READ, Reader, around};
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Doctor, Id, Page, Patient, User};
use crate::features::schedule::model::SLOT_MINUTES;
use crate::features::schedule::service::bounded;
use crate::platform::app::App;
use crate::platform::audit::{AuditedRead, Sealed};
use crate::platform::cursor;
use crate::platform::db::Conn;
use crate::platform::fold::{containing, fold};
use crate::policy::{Permit, act};

/// Appointments per page.
const PAGE_SIZE: u32 = 20;
/// Maximum length of a searched name, in characters.
const NAME_MAX: usize = 120;

/// The parameters of a list.
pub struct Wanted<'a> {
    pub period: Period,
    pub status: Option<Status>,
    /// A part of the patient's or the doctor's name.
    pub name: Option<&'a str>,
    /// Those that start in `[from, to)`.
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    /// First and last day, inclusive, in the time zone that each appointment is shown in.
    pub days: (Option<NaiveDate>, Option<NaiveDate>),
    pub doctor: Option<Id<Doctor>>,
    pub patient: Option<Id<Patient>>,
    pub cursor: Option<&'a str>,
    /// 1 to 200.
    pub limit: Option<u32>,
}

impl<'a> Wanted<'a> {
    /// Returns the parameters for a page's filter.
    pub fn of(period: Period, filter: &'a AppointmentFilter, cursor: Option<&'a str>) -> Self {
        Self {
            period,
            status: filter.status,
            name: filter.name.as_deref(),
            from: filter.from.map(|day| around(day, day).0),
            to: filter.to.map(|day| around(day, day).1),
            days: (filter.from, filter.to),
            doctor: None,
            patient: filter.patient,
            cursor,
            limit: Some(PAGE_SIZE),
        }
    }

    fn has_day(&self, day: NaiveDate) -> bool {
        self.days.0.is_none_or(|from| from <= day) && self.days.1.is_none_or(|to| day <= to)
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

/// Returns an instant later than every appointment.
fn last() -> DateTime<Utc> {
    bounded(DateTime::<Utc>::MAX_UTC)
}

/// Returns the number of active appointments that have not ended, of somebody as doctor and as patient.
///
/// # Errors
/// Database errors.
pub async fn count_coming(conn: &mut Conn, person: Id<User>, now: DateTime<Utc>) -> Result<i64> {
    rows::count_coming(conn, person, now).await
}

/// Returns a page of the actor's appointments: upcoming ones soonest first, others latest first.
///
/// # Errors
/// [`Code::Malformed`] for an invalid cursor, [`Code::Invalid`] for a limit out of range or a name that is too long.
pub async fn list(
    app: &App,
    permit: &Permit<act::ReadAppointments>,
    wanted: &Wanted<'_>,
    reader_zone: Option<Tz>,
) -> Result<Page<AppointmentView>> {
    let reader = Reader::new(app, permit.actor(), reader_zone)?;
    let limit = cursor::limit(wanted.limit, cursor::DEFAULT_LIMIT)?;
    let filter = wanted.filter()?;
    let mut after = match (cursor::after::<(DateTime<Utc>, Uuid)>(wanted.cursor)?, wanted.period) {
        (Some((starts_at, id)), _) => After { starts_at: cursor::reachable(starts_at)?, id },
        // What has not ended started at most 12 hours ago: the index need not be read from its beginning.
        (None, Period::Upcoming) => After { starts_at: reader.now - Duration::minutes(*SLOT_MINUTES.end()), id: Uuid::nil() },
        (None, Period::Past | Period::All) => After { starts_at: last(), id: Uuid::max() },
    };
    let read = AuditedRead::of(permit, READ);
    let max = i64::try_from(limit).map_err(|_| Code::Internal)? + 1;
    let mut rows: Sealed<Vec<AppointmentRow>> = Sealed::new(Vec::new());
    let mut conn = app.read().await?;
    loop {
        let more = match wanted.period {
            Period::Upcoming => rows::upcoming(&mut conn, &read, &filter, reader.now, after, max).await?,
            Period::Past => rows::past(&mut conn, &read, &filter, reader.now, after, max).await?,
            Period::All => rows::all(&mut conn, &read, &filter, after, max).await?,
        };
        let last = more.measure(|more| more.last().map(|row| After { starts_at: row.starts_at, id: row.id.uuid() }));
        let is_whole = more.measure(Vec::len) > limit;
        rows = rows.with(more).map(|(mut rows, more)| {
            rows.extend(more.into_iter().filter(|row| wanted.has_day(reader.clocks(row).day(row.starts_at))));
            rows
        });
        // The query does not know time zones: it also reads starts just outside the first and the last day, which are filtered out here.
        match last.filter(|_| is_whole && rows.measure(Vec::len) <= limit) {
            Some(last) => after = last,
            None => break,
        }
    }
    drop(conn);
    let page = rows.map(|mut rows| {
        let next_cursor = cursor::cut(&mut rows, limit, |row| (row.starts_at, row.id));
        (rows, next_cursor)
    });
    let (rows, next_cursor) = read.open(app, page).await?;
    Ok(Page { items: rows.into_iter().map(|row| reader.show(row)).collect(), next_cursor: next_cursor? })
}
