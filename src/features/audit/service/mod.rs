//! Reading the audit log: pages of it, in words.

mod export;

pub use export::{EXPORT, export};

use chrono::{DateTime, Days, Duration, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::model::{ActionChoice, AuditEntry, AuditFilter, Concerned};
use super::store::{self, EntryRow, Filter};
use crate::base::error::{Code, Faults, Result};
use crate::base::model::{Id, Outcome, Page, Patient, Role, User};
use crate::base::parse::{NAME_MAX, parse_optional};
use crate::base::text::{self as t, Lang};
use crate::base::words;
use crate::platform::app::App;
use crate::platform::audit::ActionWords;
use crate::platform::fold::{containing, fold};
use crate::platform::{cursor, zone};
use crate::policy::{Permit, Scope, act};

/// Entries on a page.
pub const PAGE_SIZE: usize = 40;
/// Maximum length of an action's name, in characters.
pub const ACTION_MAX: usize = 100;

/// For whom entries are put in words.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    pub lang: Lang,
    pub zone: Option<Tz>,
}

impl Reader {
    fn clock(self) -> Tz {
        self.zone.unwrap_or(Tz::UTC)
    }
}

/// Which entries; `None` does not filter.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub actor: Option<Id<User>>,
    pub patient: Option<Id<Patient>>,
    /// A part of the name, for staff only.
    pub actor_name: Option<String>,
    pub patient_name: Option<String>,
    pub action: Option<String>,
    pub outcome: Option<Outcome>,
    /// From `from` on, and before `to`.
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
}

/// An id, or else a name.
fn id_or_name<T>(text: Option<String>) -> (Option<Id<T>>, Option<String>) {
    match text.as_deref().map(str::parse) {
        Some(Ok(id)) => (Some(id), None),
        _ => (None, text),
    }
}

impl Wanted {
    /// Returns what a page's filter asks for.
    ///
    /// # Errors
    /// [`Code::Invalid`] for texts that are too long or contain control characters.
    pub fn of(filter: &AuditFilter, reader: Reader) -> Result<Self> {
        let mut faults = Faults::default();
        let mut text = |name, text: Option<&String>, max| {
            faults.take(name, parse_optional(text.map(String::as_str).unwrap_or_default(), max, false)).flatten()
        };
        let by = text("by", filter.by.as_ref(), NAME_MAX);
        let about = text("about", filter.about.as_ref(), NAME_MAX);
        let action = text("action", filter.action.as_ref(), ACTION_MAX);
        faults.check()?;
        let ((actor, actor_name), (patient, patient_name)) = (id_or_name(by), id_or_name(about));
        let start = |day| zone::day_start(day, reader.clock());
        Ok(Self {
            actor,
            patient,
            actor_name,
            patient_name,
            action,
            outcome: filter.outcome,
            from: filter.from.map(start),
            to: filter.to.and_then(|day| day.checked_add_days(Days::new(1))).map(start),
        })
    }

    fn filter(&self) -> Filter {
        let pattern = |name: &Option<String>| name.as_deref().map(|name| containing(&fold(name)));
        // Ids and times are read from the clock one after the other.
        let (slack, last) = (Duration::seconds(1), last());
        let from = self.from.unwrap_or(DateTime::UNIX_EPOCH).clamp(DateTime::UNIX_EPOCH, last);
        let to = self.to.unwrap_or(last).clamp(DateTime::UNIX_EPOCH, last);
        Filter {
            from,
            to,
            first: first_id(from - slack),
            end: first_id(to + slack),
            action: self.action.clone(),
            outcome: self.outcome,
            actor: self.actor,
            patient: self.patient,
            actor_name: pattern(&self.actor_name),
            patient_name: pattern(&self.patient_name),
        }
    }
}

/// The year 9000, later than every entry.
fn last() -> DateTime<Utc> {
    DateTime::from_timestamp(221_845_305_600, 0).unwrap_or(DateTime::UNIX_EPOCH)
}

/// The lowest id of an instant.
fn first_id(at: DateTime<Utc>) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(at.timestamp_millis()).unwrap_or(0), &[0; 10]).into_uuid()
}

/// Returns a page of the log within the actor's reach, the latest first.
///
/// # Errors
/// [`Code::Malformed`] for an invalid cursor.
pub async fn list(
    app: &App,
    permit: &Permit<act::ReadAudit>,
    wanted: &Wanted,
    after: Option<&str>,
    limit: usize,
    reader: Reader,
) -> Result<Page<AuditEntry>> {
    let before = cursor::after::<Uuid>(after)?.unwrap_or(Uuid::max());
    let max = i64::try_from(limit).map_err(|_| Code::Internal)? + 1;
    let scope = permit.scope();
    let mut rows = store::entries(&mut app.read().await?, scope, &wanted.filter(), before, max).await?;
    let next_cursor = cursor::cut(&mut rows, limit, |row| row.id.uuid())?;
    Ok(Page { items: rows.into_iter().map(|row| show(app, scope, reader, row)).collect(), next_cursor })
}

/// Returns the actions that are recorded, by their words.
pub fn actions(app: &App, _: &Permit<act::ReadAudit>, lang: Lang) -> Vec<ActionChoice> {
    let known = app.registry.all::<ActionWords>().iter();
    let mut choices: Vec<ActionChoice> =
        known.map(|known| ActionChoice { action: known.action.to_owned(), words: (known.words)(lang).to_owned() }).collect();
    choices.sort_by_cached_key(|choice| fold(&choice.words));
    choices
}

/// Returns the words for an action. Refusals have the name of a permission, not of an action.
fn words(app: &App, lang: Lang, action: &str, outcome: Outcome) -> String {
    let known = app.registry.all::<ActionWords>().iter().find(|known| known.action == action);
    match (known, outcome) {
        (Some(known), _) => (known.words)(lang).to_owned(),
        (None, Outcome::Refused) => t::audit_not_allowed(lang).to_owned(),
        // Of another version.
        (None, _) => action.to_owned(),
    }
}

fn show(app: &App, scope: Scope, reader: Reader, row: EntryRow) -> AuditEntry {
    let (lang, role) = (reader.lang, row.role());
    let who = match (row.actor, row.actor_name, role) {
        (Some(_), Some(name), Some(role)) => words::name(lang, role, &name),
        (Some(_), _, _) => t::audit_gone(lang).to_owned(),
        (None, ..) if row.address.is_none() => t::audit_practice(lang).to_owned(),
        (None, ..) => t::audit_nobody(lang).to_owned(),
    };
    let is_staff = scope.patient.is_none();
    AuditEntry {
        id: row.id,
        at: zone::zoned(row.at, reader.clock()),
        actor: row.actor,
        role,
        who,
        what: words(app, lang, &row.action, row.outcome),
        action: row.action,
        patient: row
            .patient_id
            .map(|id| Concerned { id, full_name: row.patient_name.map(|name| words::name(lang, Role::Patient, &name)) }),
        subject: row.subject,
        outcome: row.outcome,
        session: row.session_id.filter(|_| is_staff),
        address: row.address.filter(|_| is_staff),
    }
}
