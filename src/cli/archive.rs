//! `praxis backup`, `restore` and `migrate --to`.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use crate::platform::archive::{self, ArchiveError, Counts, Encryption, Identities, Key, Manifest, Recipients, Secrets, Target};
use crate::platform::clock::Clock;
use crate::platform::config::{Settings, redacted};

fn sentence(error: ArchiveError) -> String {
    error.to_string()
}

fn key(file: Option<&Path>) -> Result<Option<Key>, String> {
    file.map(Key::read).transpose().map_err(sentence)
}

/// Measures the time since `begun`, in tenths of a second.
struct Stopwatch {
    clock: Clock,
    begun: chrono::DateTime<chrono::Utc>,
}

impl Stopwatch {
    fn start() -> Self {
        let clock = Clock::system();
        Self { begun: clock.now(), clock }
    }

    fn read(&self) -> String {
        let tenths = (self.clock.now() - self.begun).num_milliseconds() / 100;
        format!("{}.{} s", tenths / 10, tenths % 10)
    }
}

fn contents(counts: &Counts) -> String {
    format!("{} tables with {} rows, {} files", counts.rows.len(), counts.all_rows(), counts.files)
}

const UNENCRYPTED: &str = "\
WARNING: this backup is not encrypted, and it contains the signing key: whoever reads the file can sign in as anybody and
read everything in it. Create an identity once, on another machine, with `age-keygen -o identity.txt`, and back up with --recipient age1…
(or PRAXIS_BACKUP_RECIPIENT). --unencrypted turns off this warning.";
const KEY_FILE_DEPRECATED: &str = "\
WARNING: --key-file (PRAXIS_KEY_FILE) encrypts as earlier versions did, and the next release will only read such backups. Create an
identity once, with `age-keygen -o identity.txt`, and back up with --recipient age1… (or PRAXIS_BACKUP_RECIPIENT) instead.";

/// Encryption options of a backup.
#[derive(Debug, clap::Args)]
pub(super) struct EncryptionArgs {
    /// Encrypt for this recipient, `age1…` as `age-keygen` shows it; can be given several times
    #[arg(long, env = "PRAXIS_BACKUP_RECIPIENT", value_name = "AGE1…", value_delimiter = ',')]
    recipient: Vec<String>,
    /// Encrypt for the recipients in this file, one per line
    #[arg(long, env = "PRAXIS_BACKUP_RECIPIENTS_FILE", value_name = "FILE")]
    recipients_file: Option<PathBuf>,
    /// Do not encrypt, and do not warn about it
    #[arg(long)]
    unencrypted: bool,
    /// Deprecated: encrypt as earlier versions did, with a file of at least 32 random characters
    #[arg(long, env = "PRAXIS_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,
}

impl EncryptionArgs {
    fn encryption(&self) -> Result<Option<Encryption>, String> {
        let recipients = Recipients::read(&self.recipient, self.recipients_file.as_deref()).map_err(sentence)?;
        match (recipients, &self.key_file, self.unencrypted) {
            (Some(_), _, true) | (_, Some(_), true) => {
                Err("--unencrypted: a recipient or a key is given as well; omit one of the two".to_owned())
            }
            (Some(recipients), _, false) => Ok(Some(Encryption::Recipients(recipients))),
            (None, Some(file), false) => {
                eprintln!("{KEY_FILE_DEPRECATED}");
                Ok(Some(Encryption::Key(Key::read(file).map_err(sentence)?)))
            }
            (None, None, false) => {
                eprintln!("{UNENCRYPTED}");
                Ok(None)
            }
            (None, None, true) => Ok(None),
        }
    }
}

/// Decryption options of a backup.
#[derive(Debug, clap::Args)]
pub(super) struct DecryptionArgs {
    /// The identity file that decrypts it, as written by `age-keygen`
    #[arg(long, env = "PRAXIS_IDENTITY_FILE", value_name = "FILE")]
    identity: Option<PathBuf>,
    /// The key file of a backup that an earlier version encrypted
    #[arg(long, env = "PRAXIS_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,
}

impl DecryptionArgs {
    fn secrets(&self) -> Result<Secrets, String> {
        Ok(Secrets {
            identities: self.identity.as_deref().map(Identities::read).transpose().map_err(sentence)?,
            key: key(self.key_file.as_deref())?,
        })
    }
}

/// Writes a backup. All messages go to standard error, because the backup may go to standard output.
pub(super) async fn backup(settings: &Settings, file: &Path, args: &EncryptionArgs, force: bool) -> Result<(), String> {
    let stopwatch = Stopwatch::start();
    let target = match file.to_str() {
        Some("-") => Target::Stdout,
        _ => Target::File { path: file.to_owned(), replace: force },
    };
    let encryption = args.encryption()?;
    let (_, counts) = archive::backup(settings, &stopwatch.clock, target, encryption).await.map_err(sentence)?;
    let size = std::fs::metadata(file).map_or_else(|_| String::new(), |file| format!(", {} KB", file.len().div_ceil(1000)));
    eprintln!("Backed up {}: {}{size}, in {}.", settings.redacted_database_url(), contents(&counts), stopwatch.read());
    Ok(())
}

fn about(manifest: &Manifest, counts: &Counts) -> String {
    format!("{}, made by Praxis {} on {} at {}", contents(counts), manifest.praxis, manifest.engine, manifest.made_at)
}

pub(super) async fn restore(settings: &Settings, file: &Path, args: &DecryptionArgs, check: bool) -> Result<(), String> {
    let stopwatch = Stopwatch::start();
    let secrets = args.secrets()?;
    if check {
        if secrets.identities.is_none() && archive::check_encrypted(file).await.map_err(sentence)? {
            println!(
                "{} is encrypted, and its length is plausible. Only --identity can tell whether it is complete.",
                file.display()
            );
            return Ok(());
        }
        let (manifest, counts) = archive::inspect(file, &secrets).await.map_err(sentence)?;
        println!("{} is complete: {}.", file.display(), about(&manifest, &counts));
        return Ok(());
    }
    let (manifest, counts) = archive::restore(settings, file, &secrets).await.map_err(sentence)?;
    println!("Restored {}, in {}.", about(&manifest, &counts), stopwatch.read());
    println!("The practice is in {}; start it with `praxis serve`.", settings.redacted_database_url());
    Ok(())
}

pub(super) async fn move_to(settings: &Settings, to: &SecretString) -> Result<(), String> {
    let stopwatch = Stopwatch::start();
    let moved = archive::move_to(settings, to.expose_secret()).await.map_err(sentence)?;
    for (table, rows) in &moved {
        println!("{rows:>12}  {table}");
    }
    let rows: u64 = moved.iter().map(|(_, rows)| rows).sum();
    println!("{rows:>12}  rows moved to {} and counted there, in {}.", redacted(to.expose_secret()), stopwatch.read());
    println!();
    println!(
        "Now set `database` (or PRAXIS_DATABASE) to that URL and start the server again. Keep {}:",
        settings.data_dir.display()
    );
    println!("signing.key and the files in it are still used. praxis.sqlite is unchanged; remove it once everything works.");
    Ok(())
}
