//! Mail transports: SMTP, a folder, or memory (tests). One enum, so no mocks.
//!
//! `features::notifications::mail` has the texts: it renders them in the reader's language when a mail is sent, from the data stored
//! when it was queued.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;

use super::config::{Settings, is_loopback};

/// A mail ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The same in all retries: it contains the id of the batch of jobs.
    pub message_id: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// An iCalendar file.
    pub calendar: Option<String>,
}

#[derive(Clone, Debug, thiserror::Error)]
pub enum MailError {
    /// No retry will succeed: the address or the mail itself is invalid.
    #[error("{0}")]
    Refused(String),
    #[error("{0}")]
    Later(String),
}

impl MailError {
    /// Responses of mail servers contain the recipient ("550 5.1.1 <eve@example.org> unknown"); it is removed before storing and logging.
    fn refused(error: &dyn std::fmt::Display) -> Self {
        Self::Refused(without_addresses(&error.to_string()))
    }

    fn later(error: &dyn std::fmt::Display) -> Self {
        Self::Later(without_addresses(&error.to_string()))
    }
}

/// Returns `text` with “…” for each word that contains an `@`.
fn without_addresses(text: &str) -> String {
    let word = |word: &str| if word.contains('@') { "…".to_owned() } else { word.to_owned() };
    text.split_inclusive(char::is_whitespace)
        .map(|part| {
            let text = part.trim_end();
            word(text) + part.get(text.len()..).unwrap_or_default()
        })
        .collect()
}

/// Returns a warning for the operator if mails, which contain names and times, may be read or changed on the way to the server. `None`
/// if TLS is required, or the server is on this machine.
pub fn warning(settings: &Settings) -> Option<&'static str> {
    let url = settings.smtp_url.as_ref()?.expose_secret();
    let (scheme, rest) = url.split_once("://")?;
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let host = place.split('/').next().and_then(|authority| authority.rsplit('@').next()).unwrap_or_default();
    let name =
        host.strip_prefix('[').and_then(|host| host.split(']').next()).or_else(|| host.split(':').next()).unwrap_or_default();
    let here = is_loopback(name);
    let tls = query.split('&').find_map(|pair| pair.strip_prefix("tls="));
    match (scheme.to_ascii_lowercase().as_str(), tls) {
        ("smtp", None) if !here => {
            Some("smtp_url: mails, and the password, travel unencrypted to another machine; use smtps://… or smtp://…?tls=required")
        }
        ("smtp", Some("opportunistic")) if !here => {
            Some("smtp_url: with tls=opportunistic, who stands between can keep mails unencrypted; use smtps://… or ?tls=required")
        }
        _ => None,
    }
}

/// The mail transport of the settings.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    transport: Transport,
}

#[derive(Clone)]
enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
    Memory(Arc<Mutex<Vec<Mail>>>),
    /// None is set: mails wait in the job queue until one is.
    Disabled,
}

impl Mailer {
    /// # Errors
    /// A sentence that names the invalid setting.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        let from = settings.mail_from.parse().map_err(|_| format!("mail_from: “{}” is not a mail address", settings.mail_from))?;
        let transport = if settings.mail_memory {
            Transport::Memory(Arc::default())
        } else if let Some(url) = &settings.smtp_url {
            let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
                .map_err(|_| "smtp_url: this is no smtp://user:password@host:port".to_owned())?;
            Transport::Smtp(transport.timeout(Some(std::time::Duration::from_secs(20))).build())
        } else if let Some(folder) = &settings.mail_dir {
            std::fs::create_dir_all(folder).map_err(|error| format!("mail_dir: {} cannot be made: {error}", folder.display()))?;
            Transport::Folder(folder.clone())
        } else {
            Transport::Disabled
        };
        Ok(Self { from, transport })
    }

    /// Returns whether there is a transport.
    pub const fn works(&self) -> bool {
        !matches!(self.transport, Transport::Disabled)
    }

    /// Returns the sent mails of the memory transport.
    pub fn sent(&self) -> Vec<Mail> {
        match &self.transport {
            Transport::Memory(sent) => sent.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Transport::Smtp(_) | Transport::Folder(_) | Transport::Disabled => Vec::new(),
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, MailError> {
        let refused = MailError::refused;
        let to: Mailbox = mail.to.parse().map_err(|error| refused(&error))?;
        let body = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
        let builder = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject.clone())
            .message_id(Some(mail.message_id.clone()));
        match &mail.calendar {
            None => builder.multipart(body),
            Some(calendar) => {
                let kind = ContentType::parse("text/calendar; charset=utf-8; method=PUBLISH").map_err(|error| refused(&error))?;
                let file: SinglePart = Attachment::new("appointment.ics".to_owned()).body(calendar.clone(), kind);
                builder.multipart(MultiPart::mixed().multipart(body).singlepart(file))
            }
        }
        .map_err(|error| refused(&error))
    }

    /// Sends `mail`; `Ok` means that the transport has accepted it.
    ///
    /// # Errors
    /// [`MailError::Refused`] for permanent errors, [`MailError::Later`] for temporary ones.
    pub async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let message = self.message(&mail)?;
        match &self.transport {
            Transport::Disabled => Err(MailError::Later("no SMTP server and no mail folder is set".to_owned())),
            Transport::Memory(sent) => {
                sent.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
                Ok(())
            }
            Transport::Smtp(transport) => match transport.send(message).await {
                Ok(_) => Ok(()),
                Err(error) if is_about_the_mail(&error) => Err(MailError::refused(&error)),
                Err(error) => Err(MailError::later(&error)),
            },
            Transport::Folder(folder) => {
                // Named by its id: if it is sent again after a crash, it is the same file.
                let name: String = mail.message_id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
                let (unfinished, finished) = (folder.join(format!(".{name}.part")), folder.join(format!("{name}.eml")));
                let bytes = message.formatted();
                let later = |error: std::io::Error| MailError::Later(error.to_string());
                let file = tokio::task::spawn_blocking(move || {
                    use std::io::Write as _;
                    let mut file = std::fs::File::create(&unfinished)?;
                    file.write_all(&bytes)?;
                    file.sync_all()?;
                    std::fs::rename(&unfinished, &finished)
                });
                file.await.map_err(|error| MailError::Later(error.to_string()))?.map_err(later)
            }
        }
    }
}

/// Returns whether the server rejects this mail or this address permanently. After a wrong password (535), a closed relay (550 5.7.1)
/// or a blocked sender (554) mails wait, because the practice can fix these.
fn is_about_the_mail(error: &lettre::transport::smtp::Error) -> bool {
    let code = error.status().map(u16::from);
    let message = error.to_string();
    matches!(code, Some(551 | 553)) || (code == Some(550) && ["5.1.", "5.2."].iter().any(|class| message.contains(class)))
}
