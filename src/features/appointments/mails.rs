//! Mails about appointments, and their calendar file.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};
use serde::{Deserialize, Serialize};

use super::model::AppointmentEvent;
use crate::base::model::{Appointment, Id, Role, VisitKind};
use crate::base::text::{self as t, Lang, format};
use crate::base::words;
use crate::features::notifications::mail::{MailText, Template, greeting, sanitize};
use crate::platform::app::App;
use crate::platform::zone::{self, Clocks};

/// An appointment as it was when the mail was queued.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AppointmentSnapshot {
    pub happened: AppointmentEvent,
    pub reader: Role,
    pub appointment: Id<Appointment>,
    pub name: String,
    /// The name of the other party.
    pub with: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// The reader's time zone, or the doctor's if it is unknown.
    pub zone: String,
    /// The doctor's time zone. Mails queued before this was stored use the reader's.
    #[serde(default)]
    pub doctor_zone: Option<String>,
    pub place: String,
    pub visit_kind: VisitKind,
    /// The number of changes, for calendars (RFC 5545 §3.8.7.4).
    pub sequence: u32,
    pub written_at: DateTime<Utc>,
    /// Only if it was moved; mails of earlier builds do not have it.
    #[serde(default)]
    pub moved: Option<MovedFrom>,
}

/// An appointment before it was moved, and why it was.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MovedFrom {
    pub starts_at: DateTime<Utc>,
    pub kind: VisitKind,
    pub reason: Option<String>,
}

impl Template for AppointmentSnapshot {
    const NAME: &'static str = "appointment";
    const IS_URGENT: bool = false;
    const LIST_LINK: &'static str = "/appointments";

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let Begins { short, long } = self.begins(lang);
        let (subject, sentence) = self.sentences(lang, &short);
        let place = match self.visit_kind {
            VisitKind::InPerson => sanitize(&self.place),
            VisitKind::Video => t::mail_by_video(lang).to_owned(),
        };
        let with = sanitize(&self.with(lang));
        let with = if self.reader == Role::Patient { t::mail_doctor(lang, with) } else { t::mail_patient(lang, with) };
        let mut lines =
            vec![greeting(lang, &self.name), sentence.to_owned(), with, t::mail_when(lang, long), t::mail_where(lang, place)];
        lines.extend(self.moved_lines(lang));
        let file = calendar(app, self, lang, self.happened == AppointmentEvent::Cancelled);
        MailText { subject, lines, link: format!("/appointments/{}", self.appointment), calendar: Some(file) }
    }
}

/// The start of a visit, as a mail shows it.
struct Begins {
    /// “Tuesday 3 March 2026, 09:20”, with the city if it is not in the reader's time zone.
    short: String,
    /// The same with its time zone, and the time in the doctor's.
    long: String,
}

impl Begins {
    fn at(at: DateTime<Utc>, kind: VisitKind, (zone, doctor): (&str, Option<&str>), lang: Lang) -> Self {
        let clocks = Clocks::of(kind, zone::stored(Some(doctor.unwrap_or(zone))), Some(zone::stored(Some(zone))));
        let starts = clocks.show(at);
        let when = format::date_time(lang, &starts);
        let (doctors, line) = (clocks.doctors(at), |doctors| format::clock_line(lang, &starts, doctors));
        let long = match &doctors {
            None => t::calendar_at_place(lang, t::CalendarAtPlace { when: &when, place: line(None) }),
            Some(doctors) => t::calendar_with_clocks(lang, t::CalendarWithClocks { when: &when, clocks: line(Some(doctors)) }),
        };
        Self { short: format::at_place(lang, when, &starts, Some(zone)), long }
    }
}

/// Returns an appointment as an iCalendar file (RFC 5545): in UTC, so that each calendar shows it in its owner's time zone; the
/// description has the time zone of the snapshot.
pub fn calendar(app: &App, snapshot: &AppointmentSnapshot, lang: Lang, cancelled: bool) -> String {
    let mut event = Event::new();
    event
        .uid(&format!("{}@praxis", snapshot.appointment))
        .timestamp(snapshot.written_at)
        .sequence(snapshot.sequence)
        .starts(snapshot.starts_at)
        .ends(snapshot.ends_at)
        .summary(&t::mail_calendar_summary(lang, sanitize(&snapshot.with(lang))))
        .description(&t::mail_when(lang, snapshot.begins(lang).long))
        .url(&format!("{}/appointments/{}", app.settings.public_url, snapshot.appointment))
        .status(match snapshot.happened {
            _ if cancelled => EventStatus::Cancelled,
            AppointmentEvent::Requested => EventStatus::Tentative,
            _ => EventStatus::Confirmed,
        });
    match snapshot.visit_kind {
        VisitKind::InPerson => event.location(&snapshot.place),
        VisitKind::Video => event.location(t::mail_by_video(lang)),
    };
    Calendar::new().push(event.done()).done().to_string()
}

impl AppointmentSnapshot {
    /// The name of the other party.
    fn with(&self, lang: Lang) -> String {
        let other = if self.reader == Role::Patient { Role::Doctor } else { Role::Patient };
        words::name(lang, other, &self.with)
    }

    fn begins(&self, lang: Lang) -> Begins {
        Begins::at(self.starts_at, self.visit_kind, (&self.zone, self.doctor_zone.as_deref()), lang)
    }

    /// Returns the previous time, the change of the kind of visit and the reason.
    fn moved_lines(&self, lang: Lang) -> Vec<String> {
        let Some(before) = &self.moved else { return Vec::new() };
        let when = Begins::at(before.starts_at, before.kind, (&self.zone, self.doctor_zone.as_deref()), lang).long;
        let kind = (before.kind != self.visit_kind).then(|| words::kind_change(lang, self.visit_kind).to_owned());
        let reason = before.reason.as_ref().map(|reason| t::mail_moved_reason(lang, reason));
        [Some(t::mail_moved_before(lang, when)), kind, reason].into_iter().flatten().collect()
    }

    /// Returns subject and sentence, by event and reader.
    fn sentences(&self, lang: Lang, when: &str) -> (String, &'static str) {
        match (self.happened, self.reader) {
            (AppointmentEvent::Requested, Role::Patient) => {
                (t::mail_requested_patient_subject(lang, when), t::mail_requested_patient_body(lang))
            }
            (AppointmentEvent::Requested, _) => (t::mail_requested_doctor_subject(lang, when), t::mail_requested_doctor_body(lang)),
            (AppointmentEvent::Booked, Role::Patient) => {
                (t::mail_booked_patient_subject(lang, when), t::mail_booked_patient_body(lang))
            }
            (AppointmentEvent::Booked, _) => (t::mail_booked_doctor_subject(lang, when), t::mail_booked_doctor_body(lang)),
            (AppointmentEvent::Confirmed, _) => (t::mail_confirmed_subject(lang, when), t::mail_confirmed_body(lang)),
            (AppointmentEvent::Cancelled, _) => (t::mail_cancelled_subject(lang, when), t::mail_cancelled_body(lang)),
            (AppointmentEvent::Moved, _) => (t::mail_moved_subject(lang, when), t::mail_moved_body(lang)),
            (AppointmentEvent::Completed | AppointmentEvent::NoShow, _) => {
                (t::mail_changed_subject(lang, when), t::mail_changed_body(lang))
            }
        }
    }
}
