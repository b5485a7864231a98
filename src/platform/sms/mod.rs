//! Text messages: to the SMS provider of the settings, to a folder (development), or to memory (tests). One enum, so no mocks.
//!
//! [`codes`] has the codes that verify a phone number. Features word the messages, in jobs of their own: a message is short, in the
//! language of its reader, and has nothing clinical in it.

pub mod codes;
pub mod store;
mod webhook;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use self::webhook::Webhook;
use super::app::private_folder;
use super::config::Settings;

/// A text message ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sms {
    /// The same in all retries.
    pub id: String,
    /// `+33123456789` (E.164).
    pub to: String,
    pub text: String,
}

/// Why a message was not sent, without number, text and URL: the operator sees it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SmsError {
    /// No retry will succeed: the provider does not accept this number or this request.
    #[error("{0}")]
    Refused(String),
    #[error("{0}")]
    Later(String),
}

/// The transport of the settings.
#[derive(Clone)]
pub struct Messenger(Transport);

#[derive(Clone)]
enum Transport {
    Webhook(Webhook),
    Folder(PathBuf),
    Memory(Arc<Mutex<Vec<Sms>>>),
    /// None is set: phone numbers cannot be verified.
    Disabled,
}

impl Messenger {
    /// # Errors
    /// A sentence that names the invalid setting.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        Ok(Self(if let Some(webhook) = &settings.sms {
            Transport::Webhook(Webhook::new(webhook)?)
        } else if settings.mail_memory {
            Transport::Memory(Arc::default())
        } else if let (None, Some(folder)) = (&settings.smtp_url, &settings.mail_dir) {
            private_folder(folder).map_err(|error| format!("mail_dir: {} cannot be made: {error}", folder.display()))?;
            Transport::Folder(folder.clone())
        } else {
            Transport::Disabled
        }))
    }

    /// Returns whether there is a transport.
    pub const fn works(&self) -> bool {
        !matches!(self.0, Transport::Disabled)
    }

    /// Returns the messages that the memory transport has sent.
    pub fn sent(&self) -> Vec<Sms> {
        match &self.0 {
            Transport::Memory(sent) => sent.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Transport::Webhook(_) | Transport::Folder(_) | Transport::Disabled => Vec::new(),
        }
    }

    /// Sends `sms`; `Ok` means that the transport has accepted it.
    ///
    /// # Errors
    /// [`SmsError::Refused`] for permanent errors, [`SmsError::Later`] for temporary ones.
    pub async fn send(&self, sms: Sms) -> Result<(), SmsError> {
        match &self.0 {
            Transport::Disabled => Err(SmsError::Later("no sms_url is set".to_owned())),
            Transport::Webhook(webhook) => webhook.send(&sms).await,
            Transport::Memory(sent) => {
                sent.lock().unwrap_or_else(PoisonError::into_inner).push(sms);
                Ok(())
            }
            Transport::Folder(folder) => {
                let folder = folder.clone();
                let written = tokio::task::spawn_blocking(move || write(&folder, &sms)).await;
                let later = |error: &dyn std::fmt::Display| SmsError::Later(error.to_string());
                written.map_err(|error| later(&error))?.map_err(|error| later(&error))
            }
        }
    }
}

/// Writes the message as a file that only its owner may read, named by its id: if it is sent again, it is the same file.
fn write(folder: &Path, sms: &Sms) -> std::io::Result<()> {
    let (unfinished, finished) = (folder.join(format!(".{}.part", sms.id)), folder.join(format!("{}.sms.txt", sms.id)));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(format!("To: {}\n\n{}\n", sms.to, sms.text).as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&unfinished, &finished)
}
