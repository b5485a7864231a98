//! The file in a form (`multipart/form-data`, RFC 7578), for browsers without JavaScript.
//!
//! `multer` reads whatever its source has ready before it looks at it, so a fast client would fill the memory with its file. The source
//! given to it here pauses after each chunk, and ends with an error if what precedes the file is long.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use futures::{Stream, StreamExt};
use http::{HeaderMap, header};
use tokio::time::timeout;

use crate::base::error::{AppError, Code, Result};

/// Max bytes before the file: the boundary and the headers of its part.
const HEAD_MAX: usize = 16 * 1024;
const HEAD_TIME: Duration = Duration::from_secs(30);

/// The file in the first part of a form, which is named `name`. Its own name and type are not looked at.
///
/// # Errors
/// [`Code::WrongMediaType`] for what is no such form, [`Code::Malformed`] for one without the file, [`Code::TimedOut`].
pub async fn file(headers: &HeaderMap, body: Body, name: &str) -> Result<impl Stream<Item = Result<Bytes, AppError>> + use<>> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|_| Code::WrongMediaType)?;
    let in_file = Arc::new(AtomicBool::new(false));
    let source = Paused { body: body.into_data_stream(), is_due: false, head: 0, in_file: in_file.clone() };
    let mut form = multer::Multipart::new(source, boundary);
    let first = timeout(HEAD_TIME, form.next_field()).await.map_err(|_| Code::TimedOut)?;
    let part = first.ok().flatten().filter(|part| part.name() == Some(name)).ok_or(Code::Malformed)?;
    in_file.store(true, Ordering::Relaxed);
    Ok(part.map(|chunk| chunk.map_err(|_| Code::Malformed.into())))
}

/// The body, one chunk at a time.
struct Paused {
    body: BodyDataStream,
    /// A chunk was given, and the next one is only after a pause.
    is_due: bool,
    head: usize,
    in_file: Arc<AtomicBool>,
}

impl Stream for Paused {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_due {
            self.is_due = false;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let Poll::Ready(next) = self.body.poll_next_unpin(context) else { return Poll::Pending };
        self.is_due = true;
        let Some(chunk) = next else { return Poll::Ready(None) };
        let chunk = chunk.map_err(std::io::Error::other);
        if let Ok(chunk) = &chunk
            && !self.in_file.load(Ordering::Relaxed)
        {
            self.head = self.head.saturating_add(chunk.len());
            // The last of these chunks may have the beginning of the file.
            if self.head.saturating_sub(chunk.len()) > HEAD_MAX {
                return Poll::Ready(Some(Err(std::io::Error::other("too much precedes the file"))));
            }
        }
        Poll::Ready(Some(chunk))
    }
}
