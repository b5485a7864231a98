//! Restores a backup into an empty folder and database, and checks backups.
//!
//! A backup is read twice: first to check that it is complete, before anything is created, then to load it. The last step makes it
//! effective: PostgreSQL's commit, or the SQLite file getting its name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Component, Path, PathBuf};

use flate2::bufread::GzDecoder;
use tokio::sync::mpsc;

use super::backup::{is_packed, private_file};
use super::seal::{self, Opener};
use super::{
    ArchiveError, COUNTS, Counts, DATABASE, FILES, FORMAT, MANIFEST, Manifest, Secrets, TABLES, WAITING, recipients, sync_folder,
    temporary,
};
use crate::platform::app::private_folder;
use crate::platform::config::Settings;
use crate::platform::db::copy::{CopyError, Load};

/// Reads a backup completely and compares its content with its manifest and counts.
///
/// # Errors
/// A message for the user: it is damaged, incomplete, encrypted with another key, newer, or not a backup.
pub async fn inspect(path: &Path, secrets: &Secrets) -> Result<(Manifest, Counts), ArchiveError> {
    let (path, secrets) = (path.to_owned(), secrets.clone());
    let looked = tokio::task::spawn_blocking(move || unpack(&path, &secrets, &mut Discard));
    looked.await.map_err(|_| ArchiveError::Interrupted)?
}

/// Restores a backup into the configured data folder and database, both of which must be empty.
///
/// # Errors
/// A message for the user; nothing was changed then.
pub async fn restore(settings: &Settings, path: &Path, secrets: &Secrets) -> Result<(Manifest, Counts), ArchiveError> {
    let (manifest, counts) = inspect(path, secrets).await?;
    let folder = &settings.data_dir;
    if settings.database.is_none() {
        require_no_database(folder)?;
    }
    private_folder(folder).map_err(|source| ArchiveError::file(folder, source))?;
    let staging = temporary(folder, "restore");
    private_folder(&staging).map_err(|source| ArchiveError::file(&staging, source))?;
    let done = load(settings, path, secrets, &staging, &manifest, &counts).await;
    std::fs::remove_dir_all(&staging).ok();
    done.map(|()| (manifest, counts))
}

/// Checks that there is no database file, nor a file that SQLite puts beside one: it would be used with the new database.
fn require_no_database(folder: &Path) -> Result<(), ArchiveError> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(DATABASE) {
            return Err(ArchiveError::NotEmpty(entry.path().display().to_string()));
        }
    }
    Ok(())
}

async fn load(
    settings: &Settings,
    path: &Path,
    secrets: &Secrets,
    staging: &Path,
    manifest: &Manifest,
    counts: &Counts,
) -> Result<(), ArchiveError> {
    let refused = |source| match source {
        CopyError::Newer(_) => ArchiveError::Newer(path.display().to_string()),
        source => ArchiveError::Database { place: settings.redacted_database_url(), source },
    };
    let file = staging.join(DATABASE);
    let url = if settings.database.is_some() { settings.database_url() } else { format!("sqlite:{}", file.display()) };
    let mut load = Load::begin(&url, &manifest.steps).await.map_err(refused)?;
    let tables = manifest.tables.iter().map(|table| (table.name.as_str(), table.columns.iter().map(String::as_str).collect()));
    load.fits(tables).map_err(refused)?;

    let (parts, mut waiting) = mpsc::channel(WAITING);
    let mut into = Staging { parts, folder: staging.join(FILES), made: BTreeSet::new() };
    let (from, secrets) = (path.to_owned(), secrets.clone());
    let unpacking = tokio::task::spawn_blocking(move || unpack(&from, &secrets, &mut into).map(|_| into.made));
    while let Some((table, lines)) = waiting.recv().await {
        let columns = manifest.tables.iter().find(|known| known.name == table).map(|known| known.columns.as_slice());
        load.rows(&table, columns.unwrap_or_default(), &lines).await.map_err(refused)?;
    }
    let made = unpacking.await.map_err(|_| ArchiveError::Interrupted)??;
    load.check(&counts.rows).await.map_err(refused)?;
    let files = staging.join(FILES);
    let to = settings.data_dir.join(DATABASE);
    let done = if settings.database.is_some() {
        put_in_place(&files, &settings.data_dir, &made)?;
        load.commit().await.map_err(refused)
    } else {
        load.commit().await.map_err(refused)?;
        put_in_place(&files, &settings.data_dir, &made)?;
        let named = || {
            File::open(&file)?.sync_all()?;
            std::fs::rename(&file, &to)?;
            sync_folder(&settings.data_dir)
        };
        named().map_err(|source| ArchiveError::file(&to, source))
    };
    if done.is_err() {
        remove_files(&settings.data_dir, &made);
    }
    done
}

/// Removes the files that were moved into place, if loading the database failed.
fn remove_files(to: &Path, made: &BTreeSet<PathBuf>) {
    for path in made {
        if let Err(error) = std::fs::remove_file(to.join(path)) {
            tracing::warn!(%error, path = %path.display(), "a file of a failed restore cannot be removed");
        }
    }
}

/// Moves the files into place, unless one of them exists already.
fn put_in_place(from: &Path, to: &Path, made: &BTreeSet<PathBuf>) -> Result<(), ArchiveError> {
    for path in made {
        if to.join(path).symlink_metadata().is_ok() {
            return Err(ArchiveError::NotEmpty(to.join(path).display().to_string()));
        }
    }
    for path in made {
        let (from, to) = (from.join(path), to.join(path));
        let folder = to.parent().unwrap_or(Path::new(""));
        let moved = private_folder(folder).and_then(|()| std::fs::rename(&from, &to)).and_then(|()| sync_folder(folder));
        moved.map_err(|source| ArchiveError::file(&to, source))?;
    }
    Ok(())
}

/// The destination of the parts of a backup.
trait Destination {
    /// `false` if no more parts are accepted.
    fn rows(&mut self, table: &str, lines: Vec<u8>) -> bool;
    fn file(&mut self, path: &Path, content: &mut dyn Read) -> Result<(), ArchiveError>;
}

/// Discards all parts; for checking only.
struct Discard;

impl Destination for Discard {
    fn rows(&mut self, _: &str, _: Vec<u8>) -> bool {
        true
    }

    fn file(&mut self, path: &Path, content: &mut dyn Read) -> Result<(), ArchiveError> {
        io::copy(content, &mut io::sink()).map(|_| ()).map_err(|error| ArchiveError::damaged(path, error))
    }
}

/// Sends rows to the database, and writes files to a staging folder.
struct Staging {
    parts: mpsc::Sender<(String, Vec<u8>)>,
    folder: PathBuf,
    made: BTreeSet<PathBuf>,
}

impl Destination for Staging {
    fn rows(&mut self, table: &str, lines: Vec<u8>) -> bool {
        self.parts.blocking_send((table.to_owned(), lines)).is_ok()
    }

    fn file(&mut self, path: &Path, content: &mut dyn Read) -> Result<(), ArchiveError> {
        let to = self.folder.join(path);
        let mut written = || {
            private_folder(to.parent().unwrap_or(Path::new("")))?;
            let mut file = private_file(&to)?;
            io::copy(content, &mut file)?;
            file.sync_all()
        };
        written().map_err(|source| ArchiveError::file(&to, source))?;
        self.made.insert(path.to_owned());
        Ok(())
    }
}

/// Reads a whole backup. Its content is only verified when this returns `Ok`.
fn unpack(path: &Path, secrets: &Secrets, into: &mut impl Destination) -> Result<(Manifest, Counts), ArchiveError> {
    let damaged = |what: &dyn std::fmt::Display| ArchiveError::damaged(path, what);
    let mut tar = tar::Archive::new(GzDecoder::new(opened(path, secrets)?));
    let mut manifest: Option<Manifest> = None;
    let mut promised: Option<Counts> = None;
    let mut found = Counts::default();
    for entry in tar.entries().map_err(|error| damaged(&error))? {
        let mut entry = entry.map_err(|error| damaged(&error))?;
        let name = entry.path().map_err(|error| damaged(&error))?.into_owned();
        let mut parts = name.components();
        match (parts.next().and_then(|first| first.as_os_str().to_str()), &manifest) {
            (Some(MANIFEST), None) => manifest = Some(manifest_of(path, &mut entry)?),
            (Some(TABLES), Some(about)) => {
                let table = parts.next().and_then(|table| table.as_os_str().to_str()).unwrap_or_default();
                if !about.tables.iter().any(|known| known.name == table) {
                    return Err(damaged(&format!("{} belongs to no table", name.display())));
                }
                let mut lines = Vec::new();
                entry.read_to_end(&mut lines).map_err(|error| damaged(&error))?;
                let rows = lines.iter().filter(|byte| **byte == b'\n').count();
                *found.rows.entry(table.to_owned()).or_default() += u64::try_from(rows).unwrap_or(0);
                if !into.rows(table, lines) {
                    return Err(ArchiveError::Interrupted);
                }
            }
            (Some(FILES), Some(_)) => {
                let below: PathBuf = parts.collect();
                if !below.components().all(|part| matches!(part, Component::Normal(_))) || below.as_os_str().is_empty() {
                    return Err(damaged(&format!("{} leads out of the data folder", name.display())));
                }
                into.file(&below, &mut entry)?;
                found.files += 1;
            }
            (Some(COUNTS), Some(_)) => promised = Some(serde_json::from_reader(&mut entry).map_err(|error| damaged(&error))?),
            _ => return Err(damaged(&format!("{} is not expected there", name.display()))),
        }
    }
    // The checksum of gzip, or of the last encrypted chunk, is after the last entry; nothing may follow it.
    let mut rest = tar.into_inner();
    io::copy(&mut rest, &mut io::sink()).map_err(|error| damaged(&error))?;
    if !rest.into_inner().fill_buf().map_err(|error| damaged(&error))?.is_empty() {
        return Err(damaged(&"something follows its end"));
    }
    let (Some(manifest), Some(promised)) = (manifest, promised) else { return Err(damaged(&"a part is missing")) };
    let all: BTreeMap<String, u64> =
        manifest.tables.iter().map(|table| (table.name.clone(), found.rows.get(&table.name).copied().unwrap_or(0))).collect();
    found.rows = all;
    if found != promised {
        return Err(damaged(&"it holds another number of rows or files than it says"));
    }
    Ok((manifest, promised))
}

fn manifest_of(path: &Path, entry: &mut impl Read) -> Result<Manifest, ArchiveError> {
    let about: serde_json::Value = serde_json::from_reader(entry).map_err(|error| ArchiveError::damaged(path, error))?;
    // Every later format has this field.
    match about.get("format").and_then(serde_json::Value::as_u64) {
        Some(format) if format > u64::from(FORMAT) => Err(ArchiveError::Newer(path.display().to_string())),
        _ => serde_json::from_value(about).map_err(|error| ArchiveError::damaged(path, error)),
    }
}

type Opened = BufReader<Box<dyn Read + Send>>;

/// Whether `path` is encrypted with age; if so, checks what can be checked without an identity.
///
/// # Errors
/// [`ArchiveError::Damaged`], [`ArchiveError::File`].
pub async fn check_encrypted(path: &Path) -> Result<bool, ArchiveError> {
    let path = path.to_owned();
    let looked = tokio::task::spawn_blocking(move || {
        let mut file = BufReader::new(File::open(&path).map_err(|source| ArchiveError::file(&path, source))?);
        let head = file.fill_buf().map_err(|source| ArchiveError::file(&path, source))?;
        if !head.starts_with(recipients::MAGIC) {
            return Ok(false);
        }
        recipients::check(file, &path).map(|()| true)
    });
    looked.await.map_err(|_| ArchiveError::Interrupted)?
}

/// Opens the gzip data, decrypted if necessary.
fn opened(path: &Path, secrets: &Secrets) -> Result<Opened, ArchiveError> {
    let shown = || path.display().to_string();
    let file = File::open(path).map_err(|source| ArchiveError::file(path, source))?;
    let mut file = BufReader::new(file);
    let head = file.fill_buf().map_err(|source| ArchiveError::file(path, source))?;
    let from: Box<dyn Read + Send> = if head.starts_with(recipients::MAGIC) {
        let identities = secrets.identities.as_ref().ok_or_else(|| ArchiveError::IdentityNeeded(shown()))?;
        Box::new(identities.decrypt(file, path)?)
    } else if head.starts_with(seal::MAGIC) {
        let key = secrets.key.as_ref().ok_or_else(|| ArchiveError::KeyNeeded(shown()))?;
        let opener = Opener::new(file, key).map_err(|error| ArchiveError::damaged(path, error))?;
        Box::new(opener.ok_or_else(|| ArchiveError::WrongKey(shown()))?)
    } else if !is_packed(head.get(..64).unwrap_or(head)) {
        return Err(ArchiveError::NotABackup(shown()));
    } else if secrets.is_empty() {
        Box::new(file)
    } else {
        return Err(ArchiveError::NoKeyNeeded(shown()));
    };
    Ok(BufReader::with_capacity(64 * 1024, from))
}
