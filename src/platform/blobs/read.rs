//! Reading a stored object: whole or a range, with or without a check of its SHA-256.

use std::ops::Range;

use aws_lc_rs::digest::{Context, SHA256};
use axum::body::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::GetResultPayload;

use super::Sha256;
use super::error::BlobError;

/// Which bytes of an object, as in HTTP's `Range` (RFC 9110 §14.1.2). What goes beyond the object's end is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteRange {
    /// `first-last`, both included.
    Between { first: u64, last: u64 },
    /// `first-`
    From(u64),
    /// `-count`
    Last(u64),
}

impl ByteRange {
    /// The range in an object of `size` bytes; `None` if no byte is in it.
    pub(super) fn within(self, size: u64) -> Option<Range<u64>> {
        let range = match self {
            Self::Between { first, last } => first..last.saturating_add(1).min(size),
            Self::From(first) => first..size,
            Self::Last(count) => size.saturating_sub(count)..size,
        };
        (range.start < range.end).then_some(range)
    }
}

/// A stored object, opened for reading.
pub struct Blob {
    /// Of the whole object, in bytes.
    pub size: u64,
    /// Which bytes `chunks` gives; all, if no range was asked for.
    pub range: Range<u64>,
    /// The bytes, in chunks of at most some hundred KiB. It fails with [`BlobError::Damaged`] if there are fewer than the range says.
    pub chunks: BoxStream<'static, Result<Bytes, BlobError>>,
}

impl std::fmt::Debug for Blob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Blob").field("size", &self.size).field("range", &self.range).finish_non_exhaustive()
    }
}

pub(super) fn chunks(payload: GetResultPayload, range: &Range<u64>) -> BoxStream<'static, Result<Bytes, BlobError>> {
    let missing = range.end.saturating_sub(range.start);
    let chunks = match payload {
        GetResultPayload::File(file, _) => super::folder::chunks(file, range.clone()),
        GetResultPayload::Stream(chunks) => chunks.map_err(BlobError::from).boxed(),
    };
    // The state is `None` after the end and after an error.
    stream::try_unfold(Some((chunks, missing)), |state| async move {
        let Some((mut chunks, missing)) = state else { return Ok(None) };
        match chunks.try_next().await? {
            Some(chunk) => {
                let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
                let missing = missing.checked_sub(length).ok_or(BlobError::Damaged)?;
                Ok(Some((chunk, Some((chunks, missing)))))
            }
            None if missing > 0 => Err(BlobError::Damaged),
            None => Ok(None),
        }
    })
    .boxed()
}

/// The chunks, with an error instead of the last one if their SHA-256 is not `expected`. The last chunk is held back until the hash is
/// known: a client that was told the length would otherwise have received everything before the error.
pub(super) fn verified(
    chunks: BoxStream<'static, Result<Bytes, BlobError>>,
    expected: Sha256,
) -> BoxStream<'static, Result<Bytes, BlobError>> {
    struct State {
        chunks: BoxStream<'static, Result<Bytes, BlobError>>,
        hash: Context,
        held: Option<Bytes>,
    }
    let state = State { chunks, hash: Context::new(&SHA256), held: None };
    stream::try_unfold(Some(state), move |state| async move {
        let Some(mut state) = state else { return Ok(None) };
        while let Some(chunk) = state.chunks.try_next().await? {
            state.hash.update(&chunk);
            if let Some(before) = state.held.replace(chunk) {
                return Ok(Some((before, Some(state))));
            }
        }
        if state.hash.finish().as_ref() != expected {
            return Err(BlobError::Damaged);
        }
        Ok(state.held.map(|last| (last, None)))
    })
    .boxed()
}
