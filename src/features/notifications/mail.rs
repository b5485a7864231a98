//! Mails: stored as data when something happens, rendered in the reader's language when they are sent. They contain only names, times and
//! places, and why staff moved an appointment: never clinical data.
//!
//! How to add a kind of mail: a type with its data that is a [`Template`], `registry.add(MailKind::of::<T>())` in the feature's
//! `routes.rs`, and [`enqueue`] in the transaction.

use chrono::Duration;
use futures::FutureExt;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::error::{Code, Result};
use crate::base::text::{self as t, Lang};
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::Tx;
use crate::platform::jobs::{self, NewJob, Outcome};
use crate::platform::mail::{Mail, MailError};

/// The kind of job that sends a mail.
pub const MAIL: &str = "mail";
/// Max characters of a name or a place in a mail.
const SHOWN_MAX: usize = 200;

/// A kind of mail. Its fields are stored as JSON with its name: fields may only be added, with a default.
pub trait Template: Serialize + DeserializeOwned {
    /// Its name in the database.
    const NAME: &'static str;
    /// Names that earlier versions stored.
    const ALIASES: &'static [&'static str] = &[];
    /// Exempt from the hourly limit per recipient: it is about the account itself, and nobody else can trigger it repeatedly.
    const IS_URGENT: bool;
    /// The link of a mail that combines several of this kind.
    const LIST_LINK: &'static str = "/";

    /// Returns the texts. No subject and no sentence begins with a name that somebody chose: the mail could then say whatever they want.
    fn render(&self, app: &App, lang: Lang) -> MailText;
}

/// The texts of a mail, before the layout.
pub struct MailText {
    pub subject: String,
    pub lines: Vec<String>,
    /// A path below the practice's URL.
    pub link: String,
    /// An iCalendar file.
    pub calendar: Option<String>,
}

impl MailText {
    /// Returns texts without a calendar file.
    pub fn plain(subject: impl Into<String>, lines: Vec<String>, link: impl Into<String>) -> Self {
        Self { subject: subject.into(), lines, link: link.into(), calendar: None }
    }
}

/// Returns the salutation, “Dear …”.
pub fn greeting(lang: Lang, name: &str) -> String {
    t::mail_greeting(lang, sanitize(name))
}

/// A [`Template`] in the registry.
pub struct MailKind {
    pub name: &'static str,
    aliases: &'static [&'static str],
    list_link: &'static str,
    render: fn(&App, Lang, &Value) -> serde_json::Result<MailText>,
}

impl MailKind {
    pub fn of<T: Template>() -> Self {
        Self {
            name: T::NAME,
            aliases: T::ALIASES,
            list_link: T::LIST_LINK,
            render: |app, lang, fields| Ok(T::deserialize(fields)?.render(app, lang)),
        }
    }

    fn is_named(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}

/// The stored payload of a mail's job.
#[derive(Serialize, Deserialize)]
struct MailJob<A> {
    to: String,
    /// Stored as `letter`.
    #[serde(rename = "letter")]
    content: MailContent<A>,
}

/// A mail's language and data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailContent<A> {
    pub lang: Lang,
    pub about: A,
}

/// A template with its name.
#[derive(Serialize)]
struct Named<'a, T> {
    kind: &'static str,
    #[serde(flatten)]
    fields: &'a T,
}

/// Queues a mail to `to`, which is sent after the commit. None is queued to the address of an account that has lost its own.
///
/// # Errors
/// `internal` if the template cannot be serialized.
pub fn enqueue<T: Template>(tx: &mut Tx, clock: &Clock, to: &str, lang: Lang, template: &T) -> Result<()> {
    // RFC 2606 §2: no such address exists.
    if to.ends_with(".invalid") {
        return Ok(());
    }
    let about = Named { kind: T::NAME, fields: template };
    let job = MailJob { to: to.to_owned(), content: MailContent { lang, about } };
    let payload = serde_json::to_string(&job).map_err(|_| Code::Internal)?;
    // Addresses that differ only in case or blanks belong to one recipient.
    let group = to.trim().to_lowercase();
    jobs::add(tx, clock, NewJob::new(MAIL, payload).in_group(&group, T::IS_URGENT));
    Ok(())
}

/// Removes somebody's name from the mails to `to` that are about them: mails that were sent are deleted from the queue, and those that
/// are still to be sent lose the text `field`. `is_about` gets a mail's data.
///
/// # Errors
/// Database errors.
pub async fn forget_name(tx: &mut Tx, to: &str, field: &str, is_about: impl Fn(&Value) -> bool + Send) -> Result<()> {
    for job in jobs::of_group(tx, MAIL, &to.trim().to_lowercase()).await? {
        let Ok(mut payload) = serde_json::from_str::<Value>(&job.payload) else { continue };
        let Some(about) = payload.pointer_mut("/letter/about").filter(|about| is_about(about)) else { continue };
        if job.is_done {
            jobs::delete(tx, job.id).await?;
        } else if let Some(name) = about.get_mut(field) {
            *name = Value::String(String::new());
            jobs::replace(tx, job.id, &payload.to_string()).await?;
        }
    }
    Ok(())
}

/// Returns the addresses that the owner of `address` had before: those that mails in the queue have told about the change.
///
/// # Errors
/// Database errors.
pub async fn earlier_addresses(tx: &mut Tx, address: &str) -> Result<Vec<String>> {
    let mut known = vec![address.to_owned()];
    let mut next = 0;
    while let Some(address) = known.get(next).cloned() {
        next += 1;
        for payload in jobs::containing(tx, MAIL, &address).await? {
            let Ok(job) = serde_json::from_str::<MailJob<Value>>(&payload) else { continue };
            let told = job.content.about.get("address").and_then(Value::as_str).is_some_and(|new| new == address);
            if told && !known.contains(&job.to) {
                known.push(job.to);
            }
        }
    }
    known.remove(0);
    Ok(known)
}

/// Returns the kind of the jobs. Mails to one recipient are limited in number; the others are combined into one mail that lists them.
pub fn job_kind() -> jobs::Kind {
    jobs::Kind {
        name: MAIL,
        ready: |app| app.mailer.works(),
        limit: |app| app.settings.limits.then_some(app.settings.max_mails_per_hour),
        lock: Duration::minutes(2),
        give_up: Duration::hours(48),
        run: |app, batch| send(app, batch).boxed(),
    }
}

/// Sends a batch as one mail. Its Message-ID is the batch's id, so that a mail that is sent twice is recognized as the same.
async fn send(app: &App, batch: &jobs::Batch) -> Vec<Outcome> {
    let read: Vec<_> = batch.payloads.iter().map(|payload| serde_json::from_str::<MailJob<Value>>(payload)).collect();
    let to = read.iter().flatten().last().map(|job| job.to.clone()).unwrap_or_default();
    let rendered: Vec<_> = read
        .iter()
        .map(|job| job.as_ref().map_or_else(|error| Err(error.to_string()), |job| RenderedMail::of(app, &job.content)))
        .collect();
    let sent = match one_mail(app, &rendered, &to, &batch.id.to_string()) {
        None => Outcome::Done,
        Some(mail) => match app.mailer.send(mail).await {
            Ok(()) => Outcome::Done,
            Err(MailError::Refused(error)) => Outcome::Dead(error),
            Err(MailError::Later(error)) => Outcome::Later(error),
        },
    };
    let outcome = |rendered: &Result<_, String>| match rendered {
        Ok(_) => sent.clone(),
        Err(error) => Outcome::Dead(format!("it cannot be read: {error}")),
    };
    rendered.iter().map(outcome).collect()
}

/// The texts of a mail, and the page that lists others of its kind.
struct RenderedMail {
    lang: Lang,
    text: MailText,
    list_link: &'static str,
}

impl RenderedMail {
    fn of(app: &App, content: &MailContent<Value>) -> Result<Self, String> {
        let name = content.about.get("kind").and_then(Value::as_str).unwrap_or_default();
        let kinds = app.registry.all::<MailKind>();
        let kind = kinds.iter().find(|kind| kind.is_named(name)).ok_or_else(|| format!("unknown kind of mail: {name}"))?;
        let text = (kind.render)(app, content.lang, &content.about).map_err(|error| error.to_string())?;
        Ok(Self { lang: content.lang, text, list_link: kind.list_link })
    }
}

/// Returns one mail to `to` with the texts of all these, the oldest first; `None` if none of them can be read.
pub fn combine(app: &App, contents: &[MailContent<Value>], to: &str, id: &str) -> Option<Mail> {
    let rendered: Vec<_> = contents.iter().map(|content| RenderedMail::of(app, content)).collect();
    one_mail(app, &rendered, to, id)
}

fn one_mail(app: &App, rendered: &[Result<RenderedMail, String>], to: &str, id: &str) -> Option<Mail> {
    let readable: Vec<&RenderedMail> = rendered.iter().flatten().collect();
    match readable.as_slice() {
        [] => None,
        [one] => Some(layout(app, one.lang, &one.text, to, id)),
        [first, .., last] => {
            // One line each. Without calendar files: mail programs read only one, and each appointment's page has its own.
            let mut lines = vec![t::mail_digest_body(last.lang).to_owned()];
            lines.extend(readable.iter().map(|one| one.text.subject.clone()));
            let alike = readable.iter().all(|one| one.list_link == first.list_link);
            let link = if alike { first.list_link } else { "/" };
            Some(layout(app, last.lang, &MailText::plain(t::mail_digest_subject(last.lang), lines, link), to, id))
        }
    }
}

fn layout(app: &App, lang: Lang, mail_text: &MailText, to: &str, id: &str) -> Mail {
    let MailText { subject, lines, link, calendar } = mail_text;
    let practice = &app.settings.practice_name;
    let link = format!("{}{link}", app.settings.public_url);
    let text = format!("{}\n\n{link}\n\n{practice}\n", lines.join("\n\n"));
    let paragraphs: String = lines.iter().map(|line| format!("<p>{}</p>", escape(line))).collect();
    let html = format!(
        "<!doctype html><html lang=\"{lang}\"><meta charset=\"utf-8\"><title>{}</title>\
         <body style=\"font:16px/1.5 system-ui,sans-serif;color:#17252a;max-width:36em;margin:2em auto;padding:0 1em\">\
         {paragraphs}<p><a href=\"{link}\" style=\"color:#0b6e69\">{}</a></p><p>{}</p></body></html>",
        escape(subject),
        escape(t::mail_open(lang)),
        escape(practice)
    );
    Mail {
        message_id: format!("<{id}@praxis>"),
        to: to.to_owned(),
        subject: subject.clone(),
        text,
        html,
        calendar: calendar.clone(),
    }
}

/// Returns user input as a mail shows it: on one line, without quotation marks that would end those around it, and with nothing that
/// a mail program turns into a link. A dot inside a word gets a blank after it, so that the input stays readable: `J.R. Hoxha` becomes
/// `J. R. Hoxha`, and `evil.example` becomes `evil. example`.
pub fn sanitize(text: &str) -> String {
    let mut shown = String::new();
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let in_word = signs.peek().is_some_and(|next| next.is_alphanumeric());
        match sign {
            '/' | '\\' | '@' | '<' | '>' => shown.push(' '),
            sign if sign.is_control() || sign.is_whitespace() => shown.push(' '),
            '“' | '”' | '„' | '«' | '»' | '"' => shown.push('\''),
            // The last three are also dots in domain names (RFC 3490 §3.1).
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
