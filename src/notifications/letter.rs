//! What a mail says. Noted as facts when something happens; written out, in the reader's language and zone, when it is sent.
//! Names, times and places only, and why staff gave another time: nothing clinical leaves by mail.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};
use serde::{Deserialize, Serialize};

use super::model::Kind;
use crate::model::{Appointment, Id, Role, VisitKind};
use crate::platform::app::App;
use crate::platform::mail::Mail;
use crate::platform::zone;
use crate::text::{self as t, Lang, format};
use crate::ui::words;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Letter {
    pub lang: Lang,
    pub about: About,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum About {
    Welcome {
        name: String,
    },
    /// Somebody registered with an address that has an account.
    KnownAddress,
    /// A doctor has registered and waits.
    DoctorWaits {
        name: String,
    },
    /// To the practice's staff: a doctor waits.
    LetDoctorIn {
        name: String,
        doctor: String,
    },
    LetIn {
        name: String,
    },
    Declined {
        name: String,
        reason: Option<String>,
    },
    Appointment(Box<Visit>),
}

/// An appointment as it was when the letter was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Visit {
    pub happened: Kind,
    pub reader: Role,
    pub appointment: Id<Appointment>,
    pub name: String,
    /// The other side's name.
    pub with: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// The reader's zone, the doctor's where theirs is not known.
    pub zone: String,
    pub place: String,
    pub visit_kind: VisitKind,
    /// Counts the changes, for calendars (RFC 5545 §3.8.7.4).
    pub sequence: u32,
    pub written_at: DateTime<Utc>,
    /// Only where it was moved; letters of earlier builds do not have it.
    #[serde(default)]
    pub moved: Option<MovedFrom>,
}

/// What an appointment was before it was moved, and why it was.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MovedFrom {
    pub starts_at: DateTime<Utc>,
    pub kind: VisitKind,
    pub reason: Option<String>,
}

/// The event of an appointment, as a calendar takes it (RFC 5545).
pub fn calendar(app: &App, visit: &Visit, lang: Lang, cancelled: bool) -> String {
    let mut event = Event::new();
    event
        .uid(&format!("{}@praxis", visit.appointment))
        .timestamp(visit.written_at)
        .sequence(visit.sequence)
        .starts(visit.starts_at)
        .ends(visit.ends_at)
        .summary(&t::mail_calendar_summary(lang, &visit.with))
        .url(&format!("{}/appointments/{}", app.settings.public_url, visit.appointment))
        .status(match visit.happened {
            _ if cancelled => EventStatus::Cancelled,
            Kind::Requested => EventStatus::Tentative,
            _ => EventStatus::Confirmed,
        });
    match visit.visit_kind {
        VisitKind::InPerson => event.location(&visit.place),
        VisitKind::Video => event.location(t::mail_by_video(lang)),
    };
    Calendar::new().push(event.done()).done().to_string()
}

impl Letter {
    /// The mail, ready to go.
    pub fn mail(&self, app: &App, to: &str, id: &str) -> Mail {
        let lang = self.lang;
        let practice = &app.settings.practice_name;
        let (subject, lines, link, calendar) = match &self.about {
            About::Welcome { name } => (
                t::mail_welcome_subject(lang, practice),
                vec![t::mail_greeting(lang, name), t::mail_welcome_body(lang, practice)],
                "/sign-in".to_owned(),
                None,
            ),
            About::KnownAddress => {
                (t::mail_known_subject(lang, practice), vec![t::mail_known_body(lang, practice)], "/sign-in".to_owned(), None)
            }
            About::DoctorWaits { name } => (
                t::mail_doctor_waits_subject(lang, practice),
                vec![t::mail_greeting(lang, name), t::mail_doctor_waits_body(lang, practice)],
                "/profile".to_owned(),
                None,
            ),
            About::LetDoctorIn { name, doctor } => (
                t::mail_let_doctor_in_subject(lang, doctor),
                vec![t::mail_greeting(lang, name), t::mail_let_doctor_in_body(lang, doctor, practice)],
                "/reviews".to_owned(),
                None,
            ),
            About::LetIn { name } => (
                t::mail_let_in_subject(lang, practice),
                vec![t::mail_greeting(lang, name), t::mail_let_in_body(lang, practice)],
                "/profile".to_owned(),
                None,
            ),
            About::Declined { name, reason } => {
                let mut lines = vec![t::mail_greeting(lang, name), t::mail_declined_body(lang, practice)];
                lines.extend(reason.as_ref().map(|reason| t::mail_declined_reason(lang, reason)));
                lines.push(t::mail_declined_again(lang).to_owned());
                (t::mail_declined_subject(lang, practice), lines, "/".to_owned(), None)
            }
            About::Appointment(visit) => {
                let starts = zone::zoned(visit.starts_at, zone::stored(Some(visit.zone.as_str())));
                let when = format!("{} ({})", format::date_time(lang, &starts), format::zone_label(lang, &starts.zone));
                let (subject, sentence) = visit.words(lang, &format::date_time(lang, &starts));
                let place = match visit.visit_kind {
                    VisitKind::InPerson => visit.place.clone(),
                    VisitKind::Video => t::mail_by_video(lang).to_owned(),
                };
                let mut lines =
                    vec![t::mail_greeting(lang, &visit.name), sentence, t::mail_when(lang, when), t::mail_where(lang, place)];
                lines.extend(visit.moved_lines(lang));
                let cancelled = visit.happened == Kind::Cancelled;
                let file = calendar(app, visit, lang, cancelled);
                (subject, lines, format!("/appointments/{}", visit.appointment), Some(file))
            }
        };
        let link = format!("{}{link}", app.settings.public_url);
        let text = format!("{}\n\n{link}\n\n{practice}\n", lines.join("\n\n"));
        let paragraphs: String = lines.iter().map(|line| format!("<p>{}</p>", escape(line))).collect();
        let html = format!(
            "<!doctype html><html lang=\"{lang}\"><meta charset=\"utf-8\"><title>{}</title>\
             <body style=\"font:16px/1.5 system-ui,sans-serif;color:#17252a;max-width:36em;margin:2em auto;padding:0 1em\">\
             {paragraphs}<p><a href=\"{link}\" style=\"color:#0b6e69\">{}</a></p><p>{}</p></body></html>",
            escape(&subject),
            escape(t::mail_open(lang)),
            escape(practice)
        );
        Mail { message_id: format!("<{id}@praxis>"), to: to.to_owned(), subject, text, html, calendar }
    }
}

impl Visit {
    /// The time before, the change of its kind and the reason.
    fn moved_lines(&self, lang: Lang) -> Vec<String> {
        let Some(before) = &self.moved else { return Vec::new() };
        let at = zone::zoned(before.starts_at, zone::stored(Some(self.zone.as_str())));
        let when = format!("{} ({})", format::date_time(lang, &at), format::zone_label(lang, &at.zone));
        let kind = (before.kind != self.visit_kind).then(|| words::kind_change(lang, self.visit_kind).to_owned());
        let reason = before.reason.as_ref().map(|reason| t::mail_moved_reason(lang, reason));
        [Some(t::mail_moved_before(lang, when)), kind, reason].into_iter().flatten().collect()
    }

    /// Subject and sentence, by what happened and who reads.
    fn words(&self, lang: Lang, when: &str) -> (String, String) {
        let with = &self.with;
        match (self.happened, self.reader) {
            (Kind::Requested, Role::Patient) => {
                (t::mail_requested_patient_subject(lang, when), t::mail_requested_patient_body(lang, with))
            }
            (Kind::Requested, _) => (t::mail_requested_doctor_subject(lang, when), t::mail_requested_doctor_body(lang, with)),
            (Kind::Booked, Role::Patient) => (t::mail_booked_patient_subject(lang, when), t::mail_booked_patient_body(lang, with)),
            (Kind::Booked, _) => (t::mail_booked_doctor_subject(lang, when), t::mail_booked_doctor_body(lang, with)),
            (Kind::Confirmed, _) => (t::mail_confirmed_subject(lang, when), t::mail_confirmed_body(lang, with)),
            (Kind::Cancelled, _) => (t::mail_cancelled_subject(lang, when), t::mail_cancelled_body(lang, with)),
            (Kind::Moved, _) => (t::mail_moved_subject(lang, when), t::mail_moved_body(lang, with)),
            (Kind::Completed | Kind::NoShow, _) => (t::mail_changed_subject(lang, when), t::mail_changed_body(lang, with)),
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
