//! What a folder needs beyond `object_store`: private folders, syncing, reading in large chunks, removing unfinished files.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, stream};

use super::error::BlobError;
use super::key::BlobKey;
use crate::platform::app::{private_folder, sync_folder};

/// Bytes that are read at once.
const CHUNK: u64 = 256 * 1024;
/// Unfinished files are removed if nothing was written to them for this time.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);

/// Runs blocking file operations.
pub(super) async fn blocking<T, F>(work: F) -> Result<T, BlobError>
where
    T: Send + 'static,
    F: FnOnce() -> io::Result<T> + Send + 'static,
{
    Ok(tokio::task::spawn_blocking(work).await??)
}

/// Makes the folder if it is missing, and syncs the one that it is in.
pub(super) fn make(folder: &Path) -> io::Result<()> {
    private_folder(folder)?;
    folder.parent().map_or(Ok(()), sync_folder)
}

/// Whether a file can be written there.
pub(super) fn probe(folder: &Path) -> io::Result<()> {
    // Named like an unfinished object, so that the sweep removes it if the process is killed here.
    let path = folder.join(format!("{}#1", BlobKey::random()));
    let written = File::create_new(&path).and_then(|mut file| file.write_all(b"probe").and_then(|()| file.sync_all()));
    let removed = std::fs::remove_file(&path);
    written.and(removed)
}

/// The file's bytes in this range. Ends early if the file does.
pub(super) fn chunks(file: File, range: Range<u64>) -> BoxStream<'static, Result<Bytes, BlobError>> {
    let start = range.start;
    stream::try_unfold((file, start), move |(mut file, at)| async move {
        if at >= range.end {
            return Ok(None);
        }
        let (file, read) = blocking(move || {
            if at == start {
                file.seek(SeekFrom::Start(at))?;
            }
            let length = (range.end - at).min(CHUNK);
            let mut read = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
            (&mut file).take(length).read_to_end(&mut read)?;
            Ok((file, read))
        })
        .await?;
        if read.is_empty() {
            return Ok(None);
        }
        let next = at.saturating_add(u64::try_from(read.len()).unwrap_or(u64::MAX));
        Ok(Some((Bytes::from(read), (file, next))))
    })
    .boxed()
}

/// Whether a file of this name is an object that is being written, or was when the process ended: `object_store` writes to
/// `<key>#<number>`.
pub fn is_unfinished(name: &OsStr) -> bool {
    let Some((key, number)) = name.to_str().and_then(|name| name.split_once('#')) else { return false };
    key.parse::<BlobKey>().is_ok() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Removes unfinished objects that are older than a day; returns how many.
pub(super) fn remove_abandoned(root: &Path) -> io::Result<u64> {
    let mut removed = 0;
    let mut folders: Vec<PathBuf> = vec![root.to_owned()];
    for entry in std::fs::read_dir(root)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        }
    }
    for folder in folders {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if !is_unfinished(&entry.file_name()) {
                continue;
            }
            // If it is finished in the meantime, it has been renamed and is not found.
            let age = entry.metadata().and_then(|about| about.modified()).ok().and_then(|at| at.elapsed().ok());
            if age.is_some_and(|age| age > ABANDONED) {
                match std::fs::remove_file(entry.path()) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    Err(_) => {}
                    Ok(()) => removed += 1,
                }
            }
        }
    }
    Ok(removed)
}
