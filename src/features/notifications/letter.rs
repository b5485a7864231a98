//! What a mail says. Noted as facts when something happens; written out, in the reader's language, when it is sent.
//! Names, times and places only, and why staff gave another time: nothing clinical leaves by mail.

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};
use serde::{Deserialize, Serialize};

use super::model::NotificationKind;
use crate::base::error::{Code, Result};
use crate::base::model::{Appointment, Id, Role, VisitKind};
use crate::base::slot::ChosenTime;
use crate::base::text::{self as t, Lang, format};
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::Tx;
use crate::platform::jobs::{self, NewJob, Outcome};
use crate::platform::mail::{Mail, MailError};
use crate::platform::zone::{self, Clocks};
use crate::ui::{sign_in_path, words};

/// Characters of a name or a place in a mail, at most.
const SHOWN_MAX: usize = 200;

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
        #[serde(default)]
        chosen: Option<ChosenTime>,
    },
    /// Somebody registered with an address that has an account.
    KnownAddress {
        #[serde(default)]
        chosen: Option<ChosenTime>,
    },
    /// A doctor has registered and is pending. (The aliases are the names that earlier versions stored.)
    #[serde(alias = "doctor_waits")]
    ApplicationReceived {
        name: String,
    },
    /// To the practice's staff: a doctor waits.
    #[serde(alias = "let_doctor_in")]
    DoctorApplied {
        name: String,
        doctor: String,
    },
    #[serde(alias = "let_in")]
    Approved {
        name: String,
    },
    #[serde(alias = "declined")]
    Rejected {
        name: String,
        reason: Option<String>,
    },
    /// To the practice's staff: an approved doctor asks to change what was checked.
    ChangeAsked {
        name: String,
        doctor: String,
    },
    ChangeApproved {
        name: String,
    },
    ChangeRefused {
        name: String,
        reason: Option<String>,
    },
    Appointment(Box<AppointmentSnapshot>),
}

impl About {
    /// Sent at once, however many mails the recipient was sent in the last hour: it is about the account itself, and none of these
    /// can be caused again and again by somebody else (registering has a limit of its own).
    pub const fn is_urgent(&self) -> bool {
        match self {
            Self::Welcome { .. }
            | Self::KnownAddress { .. }
            | Self::ApplicationReceived { .. }
            | Self::Approved { .. }
            | Self::Rejected { .. }
            | Self::ChangeApproved { .. }
            | Self::ChangeRefused { .. } => true,
            Self::DoctorApplied { .. } | Self::ChangeAsked { .. } | Self::Appointment(_) => false,
        }
    }
}

/// An appointment as it was when the letter was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AppointmentSnapshot {
    pub happened: NotificationKind,
    pub reader: Role,
    pub appointment: Id<Appointment>,
    pub name: String,
    /// The other side's name.
    pub with: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// The reader's zone, the doctor's where theirs is not known.
    pub zone: String,
    /// The doctor's. Letters written before this was noted go out on the reader's clock.
    #[serde(default)]
    pub doctor_zone: Option<String>,
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

/// When a visit begins, for a mail to somebody in `zone`.
struct Begins {
    /// “Tuesday 3 March 2026, 09:20”, with the city where the clock is not the reader's.
    short: String,
    /// The same with the clock that it is read on, and the doctor's beside it.
    long: String,
}

impl Begins {
    fn at(at: DateTime<Utc>, kind: VisitKind, (zone, doctor): (&str, Option<&str>), lang: Lang) -> Self {
        let clocks = Clocks::of(kind, zone::stored(Some(doctor.unwrap_or(zone))), Some(zone::stored(Some(zone))));
        let starts = clocks.show(at);
        let when = format::date_time(lang, &starts);
        let (doctors, line) = (clocks.doctors(at), |doctors| format::clock_line(lang, &starts, doctors));
        let long = match &doctors {
            None => t::calendar_at_place(lang, &when, line(None)),
            Some(doctors) => t::calendar_with_clocks(lang, &when, line(Some(doctors))),
        };
        Self { short: format::at_place(lang, when, &starts, Some(zone)), long }
    }
}

/// The event of an appointment, as a calendar takes it (RFC 5545): in UTC, so that each calendar shows it on its owner's clock; the
/// description has the clock of the snapshot.
pub fn calendar(app: &App, snapshot: &AppointmentSnapshot, lang: Lang, cancelled: bool) -> String {
    let mut event = Event::new();
    event
        .uid(&format!("{}@praxis", snapshot.appointment))
        .timestamp(snapshot.written_at)
        .sequence(snapshot.sequence)
        .starts(snapshot.starts_at)
        .ends(snapshot.ends_at)
        .summary(&t::mail_calendar_summary(lang, harmless(&snapshot.with)))
        .description(&t::mail_when(lang, snapshot.begins(lang).long))
        .url(&format!("{}/appointments/{}", app.settings.public_url, snapshot.appointment))
        .status(match snapshot.happened {
            _ if cancelled => EventStatus::Cancelled,
            NotificationKind::Requested => EventStatus::Tentative,
            _ => EventStatus::Confirmed,
        });
    match snapshot.visit_kind {
        VisitKind::InPerson => event.location(&snapshot.place),
        VisitKind::Video => event.location(t::mail_by_video(lang)),
    };
    Calendar::new().push(event.done()).done().to_string()
}

/// Says which time was chosen before the account was there. Gives the link to the sign-in, and from there to the booking.
fn go_on(lang: Lang, chosen: Option<&ChosenTime>, lines: &mut Vec<String>) -> String {
    let Some(ChosenTime { slot, starts_at, doctor_name }) = chosen else { return "/sign-in".to_owned() };
    let when = format::at_place(lang, format::date_time(lang, starts_at), starts_at, None);
    lines.push(t::mail_chosen(lang, when, harmless(doctor_name)));
    sign_in_path(&format!("/book/{slot}"))
}

/// What a mail says, before it is laid out.
struct Words {
    subject: String,
    lines: Vec<String>,
    /// Below the practice's address.
    link: String,
    calendar: Option<String>,
}

/// The kind of job that sends a mail.
pub const MAIL: &str = "mail";

/// A mail's job, as it is stored.
#[derive(Serialize, Deserialize)]
struct MailJob<L> {
    to: String,
    letter: L,
}

/// Mails to one recipient are limited in number; those beyond go out as one mail that lists all of them.
pub fn job_kind() -> jobs::Kind {
    jobs::Kind {
        name: MAIL,
        ready: |app| app.mailer.works(),
        limit: |app| app.settings.limits.then_some(app.settings.max_letters_per_hour),
        lock: Duration::minutes(2),
        give_up: Duration::hours(48),
        run: |app, batch| send(app, batch).boxed(),
    }
}

/// Sends a batch as one mail. Its Message-ID is made of the batch's id, so that a mail that is sent twice is known to be the same.
async fn send(app: &App, batch: &jobs::Batch) -> Vec<Outcome> {
    let read: Vec<_> = batch.payloads.iter().map(|payload| serde_json::from_str::<MailJob<Letter>>(payload)).collect();
    let mails: Vec<&MailJob<Letter>> = read.iter().flatten().collect();
    let letters: Vec<Letter> = mails.iter().map(|mail| mail.letter.clone()).collect();
    let to = mails.last().map(|mail| mail.to.clone()).unwrap_or_default();
    let sent = match Letter::mail_of(&letters, app, &to, &batch.id.to_string()) {
        None => Outcome::Done,
        Some(mail) => match app.mailer.send(mail).await {
            Ok(()) => Outcome::Done,
            Err(MailError::Refused(error)) => Outcome::Dead(error),
            Err(MailError::Later(error)) => Outcome::Later(error),
        },
    };
    let outcome = |read: &serde_json::Result<_>| match read {
        Ok(_) => sent.clone(),
        Err(error) => Outcome::Dead(format!("it cannot be read: {error}")),
    };
    read.iter().map(outcome).collect()
}

impl Letter {
    /// Has it sent to `recipient` after the commit.
    ///
    /// # Errors
    /// `internal` for a letter that JSON cannot hold.
    pub fn post(&self, tx: &mut Tx, clock: &Clock, recipient: &str) -> Result<()> {
        let payload = serde_json::to_string(&MailJob { to: recipient.to_owned(), letter: self }).map_err(|_| Code::Internal)?;
        // Addresses that differ in case or blanks are one recipient's.
        let group = recipient.trim().to_lowercase();
        jobs::add(tx, clock, NewJob::new(MAIL, payload).in_group(&group, self.about.is_urgent()));
        Ok(())
    }

    /// One mail of one letter, or of several that were gathered, the oldest first; none of none.
    pub fn mail_of(letters: &[Self], app: &App, to: &str, id: &str) -> Option<Mail> {
        let last = letters.last()?;
        let words = if letters.len() == 1 { last.words(app) } else { Self::gathered(letters, app, last.lang) };
        Some(laid_out(app, last.lang, words, to, id))
    }

    /// What happened and when, in a line each. It carries no calendar files: a mail program takes one, and each appointment's page
    /// has its own.
    fn gathered(letters: &[Self], app: &App, lang: Lang) -> Words {
        let about_appointments = letters.iter().all(|letter| matches!(letter.about, About::Appointment(_)));
        let mut lines = vec![t::mail_digest_body(lang).to_owned()];
        lines.extend(letters.iter().map(|letter| letter.words(app).subject));
        Words {
            subject: t::mail_digest_subject(lang).to_owned(),
            lines,
            link: if about_appointments { "/appointments" } else { "/" }.to_owned(),
            calendar: None,
        }
    }

    /// No subject and no sentence begins with a name that somebody chose: a mail from the practice would say what they want.
    fn words(&self, app: &App) -> Words {
        let lang = self.lang;
        let practice = &app.settings.practice_name;
        let plain =
            |subject: String, lines: Vec<String>, link: &str| Words { subject, lines, link: link.to_owned(), calendar: None };
        let hello = |name: &str| t::mail_greeting(lang, harmless(name));
        match &self.about {
            About::Welcome { name, chosen } => {
                let mut lines = vec![hello(name), t::mail_welcome_body(lang, practice)];
                let link = go_on(lang, chosen.as_ref(), &mut lines);
                plain(t::mail_welcome_subject(lang, practice), lines, &link)
            }
            About::KnownAddress { chosen } => {
                let mut lines = vec![t::mail_known_body(lang, practice)];
                let link = go_on(lang, chosen.as_ref(), &mut lines);
                plain(t::mail_known_subject(lang, practice), lines, &link)
            }
            About::ApplicationReceived { name } => plain(
                t::mail_doctor_waits_subject(lang, practice),
                vec![hello(name), t::mail_doctor_waits_body(lang, practice)],
                "/profile",
            ),
            About::DoctorApplied { name, doctor } => plain(
                t::mail_let_doctor_in_subject(lang).to_owned(),
                vec![hello(name), t::mail_let_doctor_in_body(lang, practice), t::mail_doctor(lang, harmless(doctor))],
                "/doctor-applications",
            ),
            About::Approved { name } => {
                plain(t::mail_let_in_subject(lang, practice), vec![hello(name), t::mail_let_in_body(lang, practice)], "/profile")
            }
            About::Rejected { name, reason } => {
                let mut lines = vec![hello(name), t::mail_declined_body(lang, practice)];
                lines.extend(reason.as_ref().map(|reason| t::mail_declined_reason(lang, reason)));
                lines.push(t::mail_declined_again(lang).to_owned());
                plain(t::mail_declined_subject(lang, practice), lines, "/")
            }
            About::ChangeAsked { name, doctor } => plain(
                t::mail_change_asked_subject(lang).to_owned(),
                vec![hello(name), t::mail_change_asked_body(lang).to_owned(), t::mail_doctor(lang, harmless(doctor))],
                "/doctor-applications",
            ),
            About::ChangeApproved { name } => plain(
                t::mail_change_approved_subject(lang).to_owned(),
                vec![hello(name), t::mail_change_approved_body(lang).to_owned()],
                "/profile",
            ),
            About::ChangeRefused { name, reason } => {
                let mut lines = vec![hello(name), t::mail_change_refused_body(lang).to_owned()];
                lines.extend(reason.as_ref().map(|reason| t::mail_declined_reason(lang, reason)));
                plain(t::mail_change_refused_subject(lang).to_owned(), lines, "/profile")
            }
            About::Appointment(snapshot) => {
                let Begins { short, long } = snapshot.begins(lang);
                let (subject, sentence) = snapshot.words(lang, &short);
                let place = match snapshot.visit_kind {
                    VisitKind::InPerson => harmless(&snapshot.place),
                    VisitKind::Video => t::mail_by_video(lang).to_owned(),
                };
                let with = harmless(&snapshot.with);
                let with = if snapshot.reader == Role::Patient { t::mail_doctor(lang, with) } else { t::mail_patient(lang, with) };
                let mut lines =
                    vec![hello(&snapshot.name), sentence.to_owned(), with, t::mail_when(lang, long), t::mail_where(lang, place)];
                lines.extend(snapshot.moved_lines(lang));
                let file = calendar(app, snapshot, lang, snapshot.happened == NotificationKind::Cancelled);
                Words { subject, lines, link: format!("/appointments/{}", snapshot.appointment), calendar: Some(file) }
            }
        }
    }
}

fn laid_out(app: &App, lang: Lang, words: Words, to: &str, id: &str) -> Mail {
    let Words { subject, lines, link, calendar } = words;
    let practice = &app.settings.practice_name;
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

impl AppointmentSnapshot {
    fn begins(&self, lang: Lang) -> Begins {
        Begins::at(self.starts_at, self.visit_kind, (&self.zone, self.doctor_zone.as_deref()), lang)
    }

    /// The time before, the change of its kind and the reason.
    fn moved_lines(&self, lang: Lang) -> Vec<String> {
        let Some(before) = &self.moved else { return Vec::new() };
        let when = Begins::at(before.starts_at, before.kind, (&self.zone, self.doctor_zone.as_deref()), lang).long;
        let kind = (before.kind != self.visit_kind).then(|| words::kind_change(lang, self.visit_kind).to_owned());
        let reason = before.reason.as_ref().map(|reason| t::mail_moved_reason(lang, reason));
        [Some(t::mail_moved_before(lang, when)), kind, reason].into_iter().flatten().collect()
    }

    /// Subject and sentence, by what happened and who reads.
    fn words(&self, lang: Lang, when: &str) -> (String, &'static str) {
        match (self.happened, self.reader) {
            (NotificationKind::Requested, Role::Patient) => {
                (t::mail_requested_patient_subject(lang, when), t::mail_requested_patient_body(lang))
            }
            (NotificationKind::Requested, _) => (t::mail_requested_doctor_subject(lang, when), t::mail_requested_doctor_body(lang)),
            (NotificationKind::Booked, Role::Patient) => {
                (t::mail_booked_patient_subject(lang, when), t::mail_booked_patient_body(lang))
            }
            (NotificationKind::Booked, _) => (t::mail_booked_doctor_subject(lang, when), t::mail_booked_doctor_body(lang)),
            (NotificationKind::Confirmed, _) => (t::mail_confirmed_subject(lang, when), t::mail_confirmed_body(lang)),
            (NotificationKind::Cancelled, _) => (t::mail_cancelled_subject(lang, when), t::mail_cancelled_body(lang)),
            (NotificationKind::Moved, _) => (t::mail_moved_subject(lang, when), t::mail_moved_body(lang)),
            (
                NotificationKind::Completed
                | NotificationKind::NoShow
                | NotificationKind::DoctorApplied
                | NotificationKind::DoctorChangeAsked,
                _,
            ) => (t::mail_changed_subject(lang, when), t::mail_changed_body(lang)),
        }
    }
}

/// What somebody wrote about themselves as a mail shows it: on one line, without quotation marks that would end those around it,
/// and with nothing that a mail program makes a link of. A dot inside a word is given a blank after it, so that a reader sees what
/// was typed: `J.R. Hoxha` is `J. R. Hoxha`, and `evil.example` is `evil. example`.
fn harmless(text: &str) -> String {
    let mut shown = String::new();
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let in_word = signs.peek().is_some_and(|next| next.is_alphanumeric());
        match sign {
            '/' | '\\' | '@' | '<' | '>' => shown.push(' '),
            sign if sign.is_control() || sign.is_whitespace() => shown.push(' '),
            '“' | '”' | '„' | '«' | '»' | '"' => shown.push('\''),
            // The last three are dots to domain names too (RFC 3490 §3.1).
            '.' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}' if in_word => shown.push_str(". "),
            sign => shown.push(sign),
        }
    }
    let words: Vec<&str> = shown.split_whitespace().collect();
    words.join(" ").chars().take(SHOWN_MAX).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
