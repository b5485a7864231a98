//! The list of people, and one person.

use chrono_tz::Tz;

use super::super::model::{AccountAction, HistoryEntry, PeopleQuery, PersonPage};
use super::super::store::{self, PersonRow, Search, WORDS};
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Id, Page, Patient, Role, User, UserStatus};
use crate::base::photo;
use crate::features::accounts::model::PatientProfile;
use crate::features::accounts::service as accounts;
use crate::features::appointments::model::{AppointmentFilter, AppointmentView, Period};
use crate::features::appointments::service::{self as appointments, Wanted};
use crate::features::doctors::model::Decision;
use crate::features::doctors::service as doctors;
use crate::features::profiles::model::Account;
use crate::features::profiles::patient;
use crate::platform::app::App;
use crate::platform::audit::{AuditedRead, OfPatients, Sealed};
use crate::platform::cursor;
use crate::platform::db::Conn;
use crate::platform::fold::{containing, fold};
use crate::platform::{factor, session, zone};
use crate::policy::{Permit, act, allow_by};

/// People on a page.
const PAGE: u32 = 30;
/// Coming appointments on a person's page.
const COMING: u32 = 50;
/// Maximum length of a search, in characters.
const SEARCH_MAX: usize = 120;

/// Returns one pattern per word; surplus words must directly follow the last one.
fn patterns(q: &str) -> [String; WORDS] {
    let folded = fold(q);
    let mut words = folded.splitn(WORDS, ' ');
    std::array::from_fn(|_| words.next().map_or_else(|| "%".to_owned(), containing))
}

/// Returns the search as a part of an address. PostgreSQL's text cannot contain all control characters.
fn address(q: &str) -> String {
    q.trim().to_lowercase().chars().filter(|c| !c.is_control()).collect()
}

/// Returns a page of people by name; without profiles.
///
/// # Errors
/// [`Code::Malformed`] for an invalid cursor, [`Code::Invalid`] for a limit out of range or a search that is too long.
pub async fn list(app: &App, _: &Permit<act::ReadPeople>, query: &PeopleQuery) -> Result<Page<PersonRow>> {
    let limit = cursor::limit(query.limit, PAGE)?;
    let q = query.q.as_deref().unwrap_or_default();
    if q.chars().count() > SEARCH_MAX {
        return Err(AppError::field("q", FieldCode::TooLong));
    }
    let search = Search {
        after: cursor::after(query.cursor.as_deref())?.unwrap_or_default(),
        words: patterns(q),
        // A search for a name finds addresses, too; an empty one is no filter.
        email: containing(&address(q)),
        role: query.role,
        state: query.state,
    };
    let mut conn = app.read().await?;
    let mut rows = store::list(&mut conn, &search, i64::try_from(limit).map_err(|_| Code::Internal)? + 1).await?;
    let next_cursor = cursor::cut(&mut rows, limit, |row| (row.name_key.clone(), row.id))?;
    Ok(Page { items: rows, next_cursor })
}

/// What a patient's profile says, and whose it is.
struct Personal {
    patient: Id<Patient>,
    profile: PatientProfile,
}

impl OfPatients for Personal {
    fn patients(&self) -> Vec<Id<Patient>> {
        vec![self.patient]
    }
}

/// Returns the personal data of a patient: the only place where staff read date of birth, address and emergency contact of somebody else.
/// Each read has its audit row before anything is returned.
async fn personal(app: &App, permit: &Permit<act::ReadPeople>, row: &PersonRow) -> Result<Option<PatientProfile>> {
    if row.role != Role::Patient {
        return Ok(None);
    }
    let patient = row.id.of();
    let found = {
        let mut conn = app.read().await?;
        accounts::find_patient(&mut conn, patient).await?
    };
    let sealed = Sealed::new(found.map(|found| Personal { patient, profile: patient::profile(found) }));
    let personal = AuditedRead::of(permit, "people.read").open(app, sealed).await?;
    Ok(personal.map(|personal| personal.profile))
}

/// Returns one person, with times on the clock of `reader`.
///
/// # Errors
/// [`Code::NotFound`].
pub async fn page(app: &App, permit: &Permit<act::ReadPeople>, id: Id<User>, reader: Option<Tz>) -> Result<PersonPage> {
    let (now, clock) = (app.clock.now(), reader.unwrap_or(Tz::UTC));
    let mut conn = app.read().await?;
    let row = store::one(&mut conn, id).await?.ok_or(Code::NotFound)?;
    let doctor = if row.role == Role::Doctor { doctors::profile(&mut conn, id.of()).await? } else { None };
    let applies = row.role == Role::Doctor && doctors::application(&mut conn, id.of()).await? == Some(true);
    let sessions = session::open_sessions(&mut conn, id, now).await?.len();
    let has_second_factor = factor::is_on(&mut conn, id).await?;
    let coming_count = appointments::count_coming(&mut conn, id, now).await?;
    let history = history(&mut conn, id, clock).await?;
    drop(conn);
    let patient = personal(app, permit, &row).await?;
    let coming = if coming_count > 0 { coming(app, permit, &row, reader).await? } else { Vec::new() };
    Ok(PersonPage {
        state: row.state(),
        created_at: zone::zoned(row.created_at, clock),
        invited_at: row.invited_at.map(|at| zone::zoned(at, clock)),
        is_own: permit.actor().user() == Some(id),
        applies,
        sessions: u32::try_from(sessions).unwrap_or(u32::MAX),
        has_second_factor,
        coming_count: u32::try_from(coming_count).unwrap_or(u32::MAX),
        coming,
        history,
        account: Account {
            id: row.id,
            role: row.role,
            email: row.email,
            full_name: row.full_name,
            phone: row.phone,
            gender: row.gender,
            locale: row.locale,
            time_zone: row.time_zone,
            status: row.status,
            email_verified_at: row.email_verified_at,
            phone_verified_at: row.phone_verified_at,
            photo_url: row.photo_id.map(|photo| photo::of_account(row.id, row.role, row.status == UserStatus::Pending, photo)),
            created_at: row.created_at,
            updated_at: row.updated_at,
            patient,
            doctor,
        },
    })
}

async fn coming(app: &App, permit: &Permit<act::ReadPeople>, row: &PersonRow, reader: Option<Tz>) -> Result<Vec<AppointmentView>> {
    let reads = allow_by::<act::ReadAppointments>(permit.by(), permit.recorded().clone())?;
    let filter = AppointmentFilter::default();
    let wanted = Wanted {
        doctor: (row.role == Role::Doctor).then(|| row.id.of()),
        patient: (row.role != Role::Doctor).then(|| row.id.of()),
        limit: Some(COMING),
        ..Wanted::of(Period::Upcoming, &filter, None)
    };
    Ok(appointments::list(app, &reads, &wanted, reader).await?.items)
}

/// Returns what staff did to an account, with the decisions about a doctor; the latest first.
async fn history(conn: &mut Conn, id: Id<User>, clock: Tz) -> Result<Vec<HistoryEntry>> {
    let actions = store::history(conn, id).await?.into_iter().map(|row| HistoryEntry {
        at: zone::zoned(row.at, clock),
        by_name: row.by_name,
        what: row.action,
        reason: Some(row.reason),
    });
    let decisions = doctors::applications::reviews(conn, id.of(), clock).await?.into_iter().map(|review| HistoryEntry {
        at: review.at,
        by_name: review.by_name,
        what: match review.decision {
            Decision::Approved => AccountAction::Approve,
            Decision::Rejected => AccountAction::Reject,
        },
        reason: review.reason,
    });
    let mut entries: Vec<HistoryEntry> = actions.chain(decisions).collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at.at));
    Ok(entries)
}
