//! Backups of a practice, and the move from SQLite to PostgreSQL.
//!
//! A backup is a `.tar.gz` that can be opened without Praxis:
//! - `manifest.json`: version, time, engine, applied migrations, tables and columns ([`Manifest`]);
//! - `tables/<name>/<number>.tsv`: the rows, in the format of `db::copy`, which is the same for both engines: a backup of one can be
//!   restored into the other;
//! - `files/…`: the data folder without the database and temporary files;
//! - `counts.json`: the expected numbers of rows and files ([`Counts`]).
//!
//! The rows are a consistent snapshot, taken while the server may run. Files are read afterwards: a file is on disk before the row that
//! names it. gzip's checksum detects a damaged or truncated backup; an encrypted backup is such a file inside the age format
//! ([`recipients`]) or inside the format of earlier versions ([`seal`]).

mod backup;
mod mover;
mod recipients;
mod restore;
mod seal;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::app::sync_folder;
use super::config::Settings;
use super::db::copy::CopyError;

pub use backup::{Target, backup};
pub use mover::{Moved, move_to};
pub use recipients::{Identities, Recipients};
pub use restore::{check_encrypted, inspect, restore};
pub use seal::Key;

/// The version of the archive format; a larger one was created by a newer Praxis.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
const COUNTS: &str = "counts.json";
const TABLES: &str = "tables";
const FILES: &str = "files";
/// The comment in the gzip header, which identifies a backup.
const COMMENT: &str = "Praxis backup";
/// SQLite's file in the data folder; the files that SQLite puts beside it start with the same name.
const DATABASE: &str = "praxis.sqlite";
/// The prefix of files that are not complete yet.
const TEMPORARY: &str = ".praxis-";
/// The end of the audit log as this folder knows it. Not in backups: it is read after the rows, and would miss what was added in between.
pub const AUDIT_HEAD: &str = "audit.head";
/// Parts (about 1 MiB each) that are buffered between the database and the file.
const WAITING: usize = 4;

/// How a backup is encrypted.
#[derive(Clone)]
pub enum Encryption {
    Recipients(Recipients),
    /// The format of earlier versions; this release can still write it.
    Key(Key),
}

/// What may open a backup; the backup's format decides which is used.
#[derive(Clone, Default)]
pub struct Secrets {
    pub identities: Option<Identities>,
    /// For a backup in the format of earlier versions.
    pub key: Option<Key>,
}

impl Secrets {
    const fn is_empty(&self) -> bool {
        self.identities.is_none() && self.key.is_none()
    }
}

/// Describes a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The version of Praxis that created it.
    pub praxis: String,
    pub made_at: DateTime<Utc>,
    pub engine: String,
    /// The applied migrations.
    pub steps: Vec<i64>,
    pub tables: Vec<Columns>,
}

/// A table, and the order of the columns in its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    pub name: String,
    pub columns: Vec<String>,
}

/// The expected content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub rows: BTreeMap<String, u64>,
    pub files: u64,
}

impl Counts {
    pub fn all_rows(&self) -> u64 {
        self.rows.values().sum()
    }
}

/// Why a backup, restore or move failed, as a message for the user.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("there is no practice in {0}")]
    NoPractice(String),
    #[error("{0} already exists; --force overwrites it")]
    Exists(String),
    #[error("{path}: {source}")]
    File { path: String, source: std::io::Error },
    #[error("{0} is not a backup of Praxis")]
    NotABackup(String),
    #[error("{path} is damaged or incomplete; nothing was changed ({what})")]
    Damaged { path: String, what: String },
    #[error("{0} was made by a newer version of Praxis; restore it with that version")]
    Newer(String),
    #[error("{0} is encrypted; --key-file must name its key file")]
    KeyNeeded(String),
    #[error("{0} is encrypted; --identity must name the identity file that decrypts it")]
    IdentityNeeded(String),
    #[error("{0} is not encrypted; omit --identity and --key-file")]
    NoKeyNeeded(String),
    #[error("{0} is not a recipient: a recipient begins with age1, as `age-keygen` shows it")]
    Recipient(String),
    #[error("a recipient is public and begins with age1; this is an identity, which is secret: keep it out of command lines")]
    SecretRecipient,
    #[error("{0} contains no recipient")]
    NoRecipient(String),
    #[error("{0} contains no identity, or other text too; `age-keygen -o {0}` creates one")]
    NoIdentity(String),
    #[error("the key does not decrypt {0}: it is the wrong key, or the backup is damaged; nothing was changed")]
    WrongKey(String),
    #[error("{0}: a key has at least 32 characters; create one with `openssl rand -hex 32`")]
    ShortKey(String),
    #[error("{0} already exists: a backup is restored into an empty folder; choose another --data-dir")]
    NotEmpty(String),
    #[error("nothing was changed in {place}: {source}")]
    Database { place: String, source: CopyError },
    #[error("{place} cannot be read: {source}")]
    Unreadable { place: String, source: CopyError },
    #[error("the practice already uses PostgreSQL")]
    MovedAlready,
    #[error("--to: must be postgres://…")]
    NotPostgres,
    #[error("data was changed during the move, so nothing was moved: stop the server, then try again")]
    Overtaken,
    #[error("the operation was interrupted")]
    Interrupted,
}

impl ArchiveError {
    fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File { path: path.display().to_string(), source }
    }

    fn damaged(path: &Path, what: impl std::fmt::Display) -> Self {
        Self::Damaged { path: path.display().to_string(), what: what.to_string() }
    }
}

/// SQLite would create a missing file, so this checks that it exists.
fn practice_is_there(settings: &Settings) -> Result<(), ArchiveError> {
    let file = settings.data_dir.join(DATABASE);
    if settings.database.is_some() || file.is_file() {
        return Ok(());
    }
    Err(ArchiveError::NoPractice(settings.data_dir.display().to_string()))
}

/// A unique temporary path in the same folder as the final one.
fn temporary(folder: &Path, what: &str) -> PathBuf {
    let random: [u8; 8] = super::clock::random();
    folder.join(format!("{TEMPORARY}{what}-{}", hex::encode(random)))
}
