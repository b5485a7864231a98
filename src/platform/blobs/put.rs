//! Storing an object from a stream.
//!
//! The caller's future reads the source and sends parts to a task, which writes them. The task keeps running when the caller's future is
//! dropped; if that or an error ends the parts early, it removes what it has written. So only a crash leaves something behind.

use std::pin::pin;

use aws_lc_rs::digest::{Context, SHA256};
use axum::body::Bytes;
use futures::{Stream, StreamExt};
use object_store::{MultipartUpload, ObjectStoreExt, PutPayload};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::error::{BlobError, BoxError};
use super::key::BlobKey;
use super::{Blobs, Sha256, Stored};

/// A part's buffer is this small until there is more: most objects are smaller than a part.
const SMALL: usize = 64 * 1024;

enum Part {
    /// Of exactly the store's part size; more follows.
    More(Bytes),
    /// The end of the object.
    Last(Bytes),
}

pub(super) async fn put<S, E>(blobs: &Blobs, source: S, limit: u64) -> Result<Stored, BlobError>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<BoxError>,
{
    let key = BlobKey::random();
    let (parts, waiting) = mpsc::channel(1);
    let writing = blobs.0.writes.spawn(write(blobs.clone(), key, waiting));
    let read = read(source, limit, blobs.0.part, parts).await;
    let written = writing.await?;
    let (bytes, sha256) = match read {
        Ok(Some(read)) => read,
        // The task has ended early, and says why.
        Ok(None) => return Err(written.err().unwrap_or_else(abandoned)),
        Err(error) => return Err(error),
    };
    written?.keep();
    Ok(Stored { key, bytes, sha256 })
}

/// Reads the source to its end and sends it in parts. Returns its size and hash; `None` if the receiver is closed.
async fn read<S, E>(source: S, limit: u64, part_size: usize, parts: mpsc::Sender<Part>) -> Result<Option<(u64, Sha256)>, BlobError>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<BoxError>,
{
    let mut source = pin!(source);
    let mut hash = Context::new(&SHA256);
    let mut bytes: u64 = 0;
    let mut part: Vec<u8> = Vec::new();
    while let Some(chunk) = source.next().await {
        let chunk = chunk.map_err(|error| BlobError::Source(error.into()))?;
        bytes = bytes.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if bytes > limit {
            return Err(BlobError::TooLarge { limit });
        }
        hash.update(&chunk);
        // Copied, because a short chunk may keep a large buffer in memory.
        let mut rest = &*chunk;
        while !rest.is_empty() {
            if part.len() == part_size {
                let full = Bytes::from(std::mem::take(&mut part));
                if parts.send(Part::More(full)).await.is_err() {
                    return Ok(None);
                }
            }
            let (now, later) = rest.split_at(rest.len().min(part_size.saturating_sub(part.len())));
            let wanted = if part.len().saturating_add(now.len()) <= SMALL { SMALL } else { part_size };
            part.reserve_exact(wanted.saturating_sub(part.len()));
            part.extend_from_slice(now);
            rest = later;
        }
    }
    if parts.send(Part::Last(part.into())).await.is_err() {
        return Ok(None);
    }
    let sha256 = hash.finish().as_ref().try_into().map_err(|_| BlobError::Storage("SHA-256 has 32 bytes".to_owned()))?;
    Ok(Some((bytes, sha256)))
}

/// The result of a write whose caller was dropped or has failed; it is not shown.
fn abandoned() -> BlobError {
    BlobError::Storage("the source ended early".to_owned())
}

/// Writes the parts as one object, or leaves nothing.
async fn write(blobs: Blobs, key: BlobKey, mut parts: mpsc::Receiver<Part>) -> Result<Placed, BlobError> {
    // Removes the object unless it is kept. Also after an error: the store may have completed it nevertheless.
    let (first, placed) = match parts.recv().await {
        None => return Err(abandoned()),
        Some(first) => (first, Placed { blobs: blobs.clone(), key, runtime: tokio::runtime::Handle::current(), is_kept: false }),
    };
    let path = key.path(&blobs.0.root);
    blobs.prepare(key).await?;
    match first {
        Part::Last(bytes) => {
            blobs.0.store.put(&path, PutPayload::from(bytes)).await?;
        }
        Part::More(first) => {
            let mut upload = blobs.0.store.put_multipart(&path).await?;
            if let Err(error) = write_parts(upload.as_mut(), first, &mut parts, blobs.0.parallel).await {
                if let Err(error) = upload.abort().await {
                    tracing::warn!(error = super::error::reason(&error), %key, "an unfinished object could not be removed");
                }
                return Err(error);
            }
        }
    }
    blobs.sync_root().await?;
    Ok(placed)
}

async fn write_parts(
    upload: &mut dyn MultipartUpload,
    first: Bytes,
    parts: &mut mpsc::Receiver<Part>,
    parallel: usize,
) -> Result<(), BlobError> {
    let mut writing = JoinSet::new();
    let mut next = Some(Part::More(first));
    let taken = loop {
        let (part, is_last) = match next {
            // The caller was dropped or has failed.
            None => break Err(abandoned()),
            Some(Part::More(part)) => (part, false),
            Some(Part::Last(part)) => (part, true),
        };
        writing.spawn(upload.put_part(PutPayload::from(part)));
        if is_last {
            break Ok(());
        }
        if writing.len() >= parallel
            && let Err(error) = joined(writing.join_next().await)
        {
            break Err(error);
        }
        next = parts.recv().await;
    };
    // All are waited for, also after an error: a part that arrives after the abort would be left.
    let mut outcome = taken;
    while let Some(done) = writing.join_next().await {
        outcome = outcome.and(joined(Some(done)));
    }
    outcome?;
    upload.complete().await?;
    Ok(())
}

fn joined(done: Option<Result<object_store::Result<()>, tokio::task::JoinError>>) -> Result<(), BlobError> {
    match done {
        None => Ok(()),
        Some(done) => Ok(done??),
    }
}

/// An object that is removed on drop, unless the caller has received it.
struct Placed {
    blobs: Blobs,
    key: BlobKey,
    runtime: tokio::runtime::Handle,
    is_kept: bool,
}

impl Placed {
    fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        let (blobs, key) = (self.blobs.clone(), self.key);
        let removal = async move {
            if let Err(error) = blobs.delete(key).await {
                tracing::warn!(%error, %key, "an object that nobody received could not be removed");
            }
        };
        self.runtime.spawn(self.blobs.0.writes.track_future(removal));
    }
}
