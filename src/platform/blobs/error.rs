//! What can go wrong with stored objects, without secrets: the texts may be logged.

use object_store::Error as StoreError;

/// An error of the source of bytes.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why an object could not be stored, read or deleted.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no object with this key.
    #[error("no such object is stored")]
    NotFound,
    /// The source has more bytes than the limit allows; nothing was stored.
    #[error("more than {limit} bytes")]
    TooLarge { limit: u64 },
    /// No byte of the object is in the range (416 in HTTP); `size` is the object's, in bytes.
    #[error("the range is outside of the object's {size} bytes")]
    OutOfRange { size: u64 },
    /// The stored bytes are not those that were put: they are fewer, or have a different SHA-256.
    #[error("the stored object is damaged")]
    Damaged,
    /// The source of the bytes failed; nothing was stored.
    #[error("the bytes to store could not be read: {0}")]
    Source(#[source] BoxError),
    /// The folder or the S3 server failed.
    #[error("the storage failed: {0}")]
    Storage(String),
}

impl From<StoreError> for BlobError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound { .. } => Self::NotFound,
            other => Self::Storage(reason(&other)),
        }
    }
}

impl From<std::io::Error> for BlobError {
    fn from(error: std::io::Error) -> Self {
        Self::Storage(error.to_string())
    }
}

impl From<tokio::task::JoinError> for BlobError {
    fn from(_: tokio::task::JoinError) -> Self {
        Self::Storage("the operation was cancelled or panicked".to_owned())
    }
}

/// The HTTP status that an S3 server refused a request with. It is read from the text: `object_store` has its own errors for it only for
/// some requests, not for lists.
pub(super) fn status(error: &StoreError) -> Option<u16> {
    let text = error.to_string();
    let (_, rest) = text.split_once("status code: ")?;
    rest.get(..3)?.parse().ok()
}

/// Max characters of a reason.
const MAX: usize = 300;

/// The reason without the body of an S3 server's response, of which only the code is kept: the body repeats the access key and what was
/// signed.
pub(super) fn reason(error: &StoreError) -> String {
    let text = error.to_string();
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map(|(code, _)| code);
    let before = text.split('<').next().unwrap_or_default().trim_end_matches([':', ' ']);
    let short: String = before.chars().take(MAX).collect();
    match code {
        Some(code) => format!("{short}: {}", code.chars().take(MAX).collect::<String>()),
        None => short,
    }
}
