//! Receiving files: into a temporary file without a name, which the system removes whatever happens to the process, and within limits of
//! size, speed and number.
//!
//! How to use it, in this order: the handler asks the policy; [`Uploads::begin`] takes a place, before anything of the body is read;
//! [`Uploads::receive`] reads the body, or the file in a form ([`form`]); the feature decides by the content what it is, in
//! [`Uploads::examine`] if that takes time or memory; then `Blobs::put`, and the row. The body is [`split`] before: after an error the
//! handler drains its [`Rest`], so that the client sees why.

pub mod form;

use std::collections::HashMap;
use std::fs::File;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use aws_lc_rs::digest::{self, SHA256};
use axum::body::{Body, BodyDataStream, Bytes};
use futures::{Stream, StreamExt};
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, EXPECT};
use tokio::io::AsyncWriteExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

use super::blobs::Sha256;
use crate::base::error::{AppError, Code, Result};
use crate::base::model::{Id, User};

/// Files that are received at the same time, in all and from one user.
const PLACES: usize = 64;
const PLACES_OF_ONE: usize = 3;
/// How long a file may take, plus a second for each of these many bytes that have arrived: 30 seconds, and then 128 kbit/s.
const GRACE: Duration = Duration::from_secs(30);
const BYTES_PER_SECOND: u64 = 16 * 1024;
/// Bytes over the limit, and time, that are spent on what is not accepted, so that a client that is still sending can read the response
/// (RFC 9112 §9.6).
const DRAIN_MAX: u64 = 8 * 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(30);
const DRAIN_PAUSE: Duration = Duration::from_secs(1);
/// How long a file waits to be examined: one at a time, because each may take 100 MiB of memory.
const EXAMINED_WITHIN: Duration = Duration::from_secs(30);

/// A handle that is cheap to clone.
#[derive(Clone)]
pub struct Uploads(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    places: Arc<Semaphore>,
    of_users: Mutex<HashMap<Id<User>, usize>>,
    examining: Arc<Semaphore>,
}

/// A place among the files that are being received; free again when dropped.
pub struct Place {
    uploads: Uploads,
    user: Id<User>,
    _one: OwnedSemaphorePermit,
}

/// What a request says about its body; it may be wrong.
#[derive(Clone, Copy, Debug, Default)]
pub struct Announced {
    pub bytes: Option<u64>,
    /// The client sends nothing before it is asked to (`Expect: 100-continue`).
    pub waits: bool,
}

impl Announced {
    pub fn of(headers: &HeaderMap) -> Self {
        let bytes = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()).and_then(|length| length.parse().ok());
        Self { bytes, waits: headers.contains_key(EXPECT) }
    }
}

/// A file that has arrived. It has no name, and disappears when this is dropped.
pub struct Received {
    pub file: File,
    pub bytes: u64,
    pub sha256: Sha256,
    /// Kept until the file has been dealt with.
    pub place: Place,
}

impl Uploads {
    /// Temporary files are in `folder`, on the disk that the files will be stored on.
    pub fn new(folder: PathBuf) -> Self {
        let (places, examining) = (Arc::new(Semaphore::new(PLACES)), Arc::new(Semaphore::new(1)));
        Self(Arc::new(Inner { folder, places, of_users: Mutex::default(), examining }))
    }

    /// Takes a place for a file of this user.
    ///
    /// # Errors
    /// [`Code::TooMany`] if the user is sending other files, [`Code::Overloaded`] if too many users are.
    pub fn begin(&self, user: Id<User>) -> Result<Place> {
        let one = self.0.places.clone().try_acquire_owned().map_err(|_| Code::Overloaded)?;
        let mut of_users = self.0.of_users.lock().unwrap_or_else(PoisonError::into_inner);
        let count = of_users.entry(user).or_default();
        if *count >= PLACES_OF_ONE {
            return Err(Code::TooMany.into());
        }
        *count += 1;
        drop(of_users);
        Ok(Place { uploads: self.clone(), user, _one: one })
    }

    /// Reads a file of at most `limit` bytes. Nothing is left of a file that is refused, or if the future is dropped.
    ///
    /// # Errors
    /// [`Code::TooLarge`], [`Code::TimedOut`]; [`Code::Malformed`] if it ends too early.
    pub async fn receive<S, E>(&self, place: Place, source: S, announced: Announced, limit: u64) -> Result<Received>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: Into<AppError>,
    {
        let mut source = std::pin::pin!(source);
        if announced.bytes.is_some_and(|bytes| bytes > limit) {
            return Err(Code::TooLarge.into());
        }
        let begun = Instant::now();
        let mut file = tokio::fs::File::from_std(self.temporary().await?);
        let (mut bytes, mut hash) = (0_u64, digest::Context::new(&SHA256));
        loop {
            let until = begun + GRACE + Duration::from_secs(bytes / BYTES_PER_SECOND);
            let Some(chunk) = timeout_at(until, source.next()).await.map_err(|_| Code::TimedOut)? else { break };
            let chunk = chunk.map_err(Into::into)?;
            bytes = bytes.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            if bytes > limit {
                return Err(Code::TooLarge.into());
            }
            hash.update(&chunk);
            file.write_all(&chunk).await.map_err(|error| failed(&error))?;
        }
        file.flush().await.map_err(|error| failed(&error))?;
        let sha256 = hash.finish().as_ref().try_into().map_err(|_| Code::Internal)?;
        Ok(Received { file: file.into_std().await, bytes, sha256, place })
    }

    async fn temporary(&self) -> Result<File> {
        let folder = self.0.folder.clone();
        let made = tokio::task::spawn_blocking(move || tempfile::tempfile_in(folder)).await.map_err(|_| Code::Internal)?;
        Ok(made.map_err(|error| failed(&error))?)
    }

    /// Runs what takes much time or memory, one at a time. It runs to its end if the future is dropped.
    ///
    /// # Errors
    /// [`Code::Overloaded`] if others take too long; the work's own, and `panicked` if it panics.
    pub async fn examine<T, F>(&self, panicked: Code, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, Code> + Send + 'static,
    {
        let waited = timeout(EXAMINED_WITHIN, self.0.examining.clone().acquire_owned()).await;
        let turn = waited.ok().and_then(Result::ok).ok_or(Code::Overloaded)?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        match done.await {
            Ok(done) => Ok(done?),
            Err(error) => {
                tracing::error!(%error, "an uploaded file could not be examined");
                Err(panicked.into())
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut of_users = self.uploads.0.of_users.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = of_users.get_mut(&self.user) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                of_users.remove(&self.user);
            }
        }
    }
}

/// A body, for whoever reads it, and what is left of it when they have given up.
pub fn split(body: Body) -> (Body, Rest) {
    let rest = Rest(Arc::new(Mutex::new(Source { body: body.into_data_stream(), is_begun: false })));
    (Body::from_stream(Rest(rest.0.clone())), rest)
}

/// The rest of a body; see [`split`].
pub struct Rest(Arc<Mutex<Source>>);

struct Source {
    body: BodyDataStream,
    is_begun: bool,
}

impl Stream for Rest {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut source = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        source.is_begun = true;
        source.body.poll_next_unpin(context)
    }
}

impl Rest {
    /// Reads and discards it, up to what a file of `limit` bytes would be and some more: a client that sends on would not see the response.
    pub async fn drain(self, announced: Announced, limit: u64) {
        let is_begun = self.0.lock().unwrap_or_else(PoisonError::into_inner).is_begun;
        if announced.waits && !is_begun {
            return;
        }
        let max = limit.saturating_add(DRAIN_MAX);
        let reading = async {
            let (mut source, mut seen) = (self, 0_u64);
            while let Ok(Some(Ok(chunk))) = timeout(DRAIN_PAUSE, source.next()).await {
                seen = seen.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
                if seen > max {
                    return;
                }
            }
        };
        // A client that sends slowly reads the response later, or not.
        drop(timeout(DRAIN_TIME, reading).await);
    }
}

fn failed(error: &std::io::Error) -> Code {
    tracing::error!(%error, "an uploaded file cannot be kept");
    Code::Internal
}
