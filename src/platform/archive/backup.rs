//! Creates a backup: one task reads the rows, a thread writes the archive.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use age::stream::StreamWriter;
use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use futures::TryStreamExt;
use tokio::sync::mpsc;

use super::seal::{self, Sealer};
use super::{
    AUDIT_HEAD, ArchiveError, COMMENT, COUNTS, Columns, Counts, DATABASE, Encryption, FILES, FORMAT, MANIFEST, Manifest, TABLES,
    TEMPORARY, WAITING, practice_is_there, recipients, sync_folder, temporary,
};
use crate::platform::blobs::is_unfinished;
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::db::copy::Snapshot;

/// The destination of a backup.
#[derive(Clone, Debug)]
pub enum Target {
    File { path: PathBuf, replace: bool },
    Stdout,
}

/// What the thread receives.
enum Part {
    Rows {
        table: String,
        lines: Vec<u8>,
    },
    /// All rows were read; files may follow.
    End(Counts),
}

/// Backs up the practice's current state, whether or not the server runs. A file gets its name only when it is complete and on disk.
///
/// # Errors
/// A message for the user; no partial file is left behind.
pub async fn backup(
    settings: &Settings,
    clock: &Clock,
    target: Target,
    encryption: Option<Encryption>,
) -> Result<(Manifest, Counts), ArchiveError> {
    practice_is_there(settings)?;
    if let Target::File { path, replace: false } = &target
        && path.exists()
    {
        return Err(ArchiveError::Exists(path.display().to_string()));
    }
    let unreadable = |source| ArchiveError::Unreadable { place: settings.redacted_database_url(), source };
    let mut snapshot = Snapshot::begin(&settings.database_url()).await.map_err(unreadable)?;
    let tables = snapshot.tables().to_vec();
    let manifest = Manifest {
        format: FORMAT,
        praxis: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: clock.now(),
        engine: snapshot.engine().to_owned(),
        steps: snapshot.steps().to_vec(),
        tables: tables
            .iter()
            .map(|table| Columns {
                name: table.name.clone(),
                columns: table.columns.iter().map(|column| column.name.clone()).collect(),
            })
            .collect(),
    };
    let (parts, waiting) = mpsc::channel(WAITING);
    let (data_dir, head) = (settings.data_dir.clone(), manifest.clone());
    let packing = tokio::task::spawn_blocking(move || pack_into(&target, encryption.as_ref(), &head, &data_dir, waiting));
    let read = async {
        let mut rows = BTreeMap::new();
        for table in &tables {
            // Counted separately from reading, so that a mistake in one is found by the other.
            rows.insert(table.name.clone(), snapshot.count(table).await?);
            let mut lines = snapshot.rows(table);
            while let Some(lines) = lines.try_next().await? {
                // The receiver is closed if packing has failed; that error is returned below.
                if parts.send(Part::Rows { table: table.name.clone(), lines }).await.is_err() {
                    return Ok(());
                }
            }
        }
        snapshot.end().await?;
        parts.send(Part::End(Counts { rows, files: 0 })).await.ok();
        Ok(())
    };
    let read = read.await;
    drop(parts);
    let packed = packing.await.map_err(|_| ArchiveError::Interrupted)?;
    read.map_err(unreadable)?;
    Ok((manifest, packed?))
}

type Parts = mpsc::Receiver<Part>;

fn pack_into(
    target: &Target,
    encryption: Option<&Encryption>,
    manifest: &Manifest,
    data_dir: &Path,
    parts: Parts,
) -> Result<Counts, ArchiveError> {
    let Target::File { path, .. } = target else {
        let failed = |source| ArchiveError::File { path: "standard output".to_owned(), source };
        let (mut out, counts) = pack(io::stdout().lock(), encryption, manifest, data_dir, parts).map_err(failed)?;
        out.flush().map_err(failed)?;
        return Ok(counts);
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    remove_abandoned(folder);
    let unfinished = temporary(folder, "backup");
    let made = || {
        let file = BufWriter::new(private_file(&unfinished)?);
        let (file, counts) = pack(file, encryption, manifest, data_dir, parts)?;
        file.into_inner()?.sync_all()?;
        std::fs::rename(&unfinished, path)?;
        sync_folder(folder)?;
        Ok(counts)
    };
    made().map_err(|source| {
        std::fs::remove_file(&unfinished).ok();
        ArchiveError::file(path, source)
    })
}

/// Temporary files of killed backups are removed after this time; no backup takes a day.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);

fn remove_abandoned(folder: &Path) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let begins = format!("{TEMPORARY}backup-");
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(&begins)) {
        let age = entry.metadata().and_then(|about| about.modified()).ok().and_then(|at| at.elapsed().ok());
        if age.is_some_and(|age| age > ABANDONED)
            && let Err(error) = std::fs::remove_file(entry.path())
        {
            tracing::warn!(%error, path = %entry.path().display(), "the temporary file of a killed backup cannot be removed");
        }
    }
}

/// Creates a file that only its owner can read.
pub(super) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The output, encrypted if requested.
enum Outer<W: Write> {
    Plain(W),
    Encrypted(StreamWriter<W>),
    Sealed(Sealer<W>),
}

impl<W: Write> Write for Outer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Encrypted(out) => out.write(bytes),
            Self::Sealed(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Encrypted(out) => out.flush(),
            Self::Sealed(out) => out.flush(),
        }
    }
}

type Tar<W> = tar::Builder<GzEncoder<Outer<W>>>;

fn pack<W: Write>(
    out: W,
    encryption: Option<&Encryption>,
    manifest: &Manifest,
    data_dir: &Path,
    mut parts: Parts,
) -> io::Result<(W, Counts)> {
    let outer = match encryption {
        None => Outer::Plain(out),
        Some(Encryption::Recipients(recipients)) => Outer::Encrypted(recipients.encrypt(out)?),
        Some(Encryption::Key(key)) => Outer::Sealed(Sealer::new(out, key)?),
    };
    let made_at = u64::try_from(manifest.made_at.timestamp()).unwrap_or(0);
    let mut tar = tar::Builder::new(GzBuilder::new().comment(COMMENT).write(outer, Compression::fast()));
    let add = |tar: &mut Tar<W>, name: &str, content: &[u8]| {
        tar.append_data(&mut header(content.len().try_into().unwrap_or(u64::MAX), made_at), name, content)
    };
    add(&mut tar, MANIFEST, &serde_json::to_vec_pretty(manifest)?)?;
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let mut counts = None;
    while let Some(part) = parts.blocking_recv() {
        match part {
            Part::Rows { table, lines } => {
                let number = numbers.entry(table.clone()).or_default();
                *number += 1;
                add(&mut tar, &format!("{TABLES}/{table}/{number:06}.tsv"), &lines)?;
            }
            Part::End(all) => counts = Some(all),
        }
    }
    let mut counts = counts.ok_or_else(|| io::Error::other("the rows were not read to their end"))?;
    counts.files = add_files(&mut tar, data_dir, made_at)?;
    add(&mut tar, COUNTS, &serde_json::to_vec_pretty(&counts)?)?;
    let out = match tar.into_inner()?.finish()? {
        Outer::Plain(out) => out,
        Outer::Encrypted(writer) => writer.finish()?,
        Outer::Sealed(sealer) => sealer.finish()?,
    };
    Ok((out, counts))
}

fn header(size: u64, made_at: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_mtime(made_at);
    header
}

/// At the root of a separate file system; only root can read it.
const FOUND_BY_FSCK: &str = "lost+found";

/// Adds the data folder's files, except the database, temporary files and backups. Returns their number.
fn add_files<W: Write>(tar: &mut Tar<W>, data_dir: &Path, made_at: u64) -> io::Result<u64> {
    let mut files = 0;
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        let mut entries = std::fs::read_dir(data_dir.join(&below))?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let first = below.as_os_str().is_empty();
            if name.starts_with(TEMPORARY)
                || is_unfinished(&entry.file_name())
                || (first && (name.starts_with(DATABASE) || name == FOUND_BY_FSCK || name == AUDIT_HEAD))
            {
                continue;
            }
            let path = below.join(entry.file_name());
            // A file that was removed in the meantime would not be in a later backup either.
            // Symbolic links are skipped, whatever they point to.
            let Some(about) = found(std::fs::symlink_metadata(entry.path()))? else { continue };
            if about.is_dir() {
                folders.push(path);
            } else if about.is_file()
                && let Some(mut file) = found(File::open(entry.path()))?
                && !is_backup(&mut file)?
            {
                file.rewind()?;
                // Data that is appended while reading belongs to a later backup.
                let content = Whole(file.take(about.len()));
                tar.append_data(&mut header(about.len(), made_at), Path::new(FILES).join(path), content)?;
                files += 1;
            }
        }
    }
    Ok(files)
}

/// A file that returns as many bytes as announced, or an error.
struct Whole(io::Take<File>);

impl Read for Whole {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into)? {
            0 if !into.is_empty() && self.0.limit() > 0 => Err(io::Error::other("a file became shorter while it was read")),
            read => Ok(read),
        }
    }
}

fn found<T>(opened: io::Result<T>) -> io::Result<Option<T>> {
    match opened {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    }
}

/// Older backups in the data folder are skipped: each backup would contain all before it.
fn is_backup(file: &mut File) -> io::Result<bool> {
    let mut head = Vec::new();
    file.take(64).read_to_end(&mut head)?;
    Ok(head.starts_with(seal::MAGIC) || head.starts_with(recipients::MAGIC) || is_packed(&head))
}

/// gzip's magic number, and our comment in its header (RFC 1952 §2.3).
pub(super) fn is_packed(head: &[u8]) -> bool {
    head.starts_with(&[0x1f, 0x8b]) && head.windows(COMMENT.len()).any(|window| window == COMMENT.as_bytes())
}
