//! Stored files: a folder in the data folder, or a bucket on S3.
//!
//! How to use it: [`Blobs::put`] first, then the row with the key, the size and the SHA-256; delete the row first, then the object
//! ([`Blobs::delete`]). A crash between the two leaves an object without a row, never the reverse; [`Blobs::list`] is for finding such
//! objects. Rights, quotas and types are up to the feature whose row it is.
//!
//! What [`Blobs::put`] has returned survives a power failure: the file and its folders are synced, and S3 answers when the object is durable.
//! A put that is refused, fails or is dropped leaves nothing. One that a crash interrupts leaves no object, but an unfinished file, which
//! [`Blobs::sweep`] removes after a day, or an incomplete multipart upload, which S3 removes by a lifecycle rule of the bucket.

mod error;
mod folder;
mod key;
mod put;
mod read;
mod s3;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt, future};
use object_store::local::LocalFileSystem;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};
use tokio_util::task::TaskTracker;

pub use self::error::{BlobError, BoxError};
pub use self::folder::is_unfinished;
pub use self::key::{BlobKey, NotAKey};
pub use self::read::{Blob, ByteRange};
use super::app::{private_folder, sync_folder};
use super::config::Settings;

/// The folder's name in the data folder.
const FOLDER: &str = "blobs";

/// A SHA-256.
pub type Sha256 = [u8; 32];

/// What [`Blobs::put`] has stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    pub key: BlobKey,
    pub bytes: u64,
    pub sha256: Sha256,
}

/// An object in a [`Blobs::list`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    pub key: BlobKey,
    pub bytes: u64,
    /// When it was stored, by the clock of the machine that stores it.
    pub modified: DateTime<Utc>,
}

/// The storage of the settings. A handle that is cheap to clone.
#[derive(Clone)]
pub struct Blobs(Arc<Inner>);

struct Inner {
    store: Arc<dyn ObjectStore>,
    place: Place,
    /// The path of all objects in the store.
    root: object_store::path::Path,
    /// Bytes in a part of a large object, and how many are written at the same time: with the part that is being filled and one that waits,
    /// a put has at most `(parallel + 2) * part` bytes in memory.
    part: usize,
    parallel: usize,
    /// Writes and removals that run.
    writes: TaskTracker,
}

enum Place {
    Folder(PathBuf),
    S3(s3::Probe),
}

impl Blobs {
    /// Opens the storage, and makes the folder if it is missing. Does not connect to S3: see [`Blobs::check`].
    ///
    /// # Errors
    /// A sentence that names the invalid setting or the folder.
    pub fn open(settings: &Settings) -> Result<Self, String> {
        let writes = TaskTracker::new();
        // Only so that it can be waited for; more may be spawned.
        writes.close();
        let inner = match &settings.s3 {
            Some(s3) => {
                let wrong = |error: object_store::Error| format!("s3_bucket: S3 cannot be used: {}", error::reason(&error));
                let root = object_store::path::Path::parse(&s3.prefix).map_err(|_| "s3_prefix: this is no path".to_owned())?;
                let probe = s3::Probe::new(s3).map_err(wrong)?;
                let store = Arc::new(s3::store(s3, s3::retries()).map_err(wrong)?);
                // S3's smallest part; all but the last are of the same size, which some servers want.
                Inner { store, place: Place::S3(probe), root, part: 5 * 1024 * 1024, parallel: 2, writes }
            }
            None => {
                let folder = settings.data_dir.join(FOLDER);
                let failed = |error: &dyn std::fmt::Display| format!("files cannot be stored in {}: {error}", folder.display());
                folder::make(&folder).map_err(|error| failed(&error))?;
                let store = LocalFileSystem::new_with_prefix(&folder).map_err(|error| failed(&error))?.with_fsync(true);
                let root = object_store::path::Path::default();
                Inner { store: Arc::new(store), place: Place::Folder(folder), root, part: 1024 * 1024, parallel: 1, writes }
            }
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Checks that objects can be stored: the folder can be written to, or the S3 server knows the bucket and accepts the key.
    ///
    /// # Errors
    /// A sentence that names the invalid setting or the folder.
    pub async fn check(&self) -> Result<(), String> {
        match &self.0.place {
            Place::S3(probe) => probe.check().await,
            Place::Folder(folder) => {
                let to = folder.clone();
                let probed = folder::blocking(move || folder::probe(&to)).await;
                probed.map_err(|error| format!("files cannot be stored in {}: {error}", folder.display()))
            }
        }
    }

    /// Stores the bytes of `source` under a new random key, without holding them in memory. It is durable when this returns.
    ///
    /// # Errors
    /// [`BlobError::TooLarge`] as soon as there are more than `limit` bytes, [`BlobError::Source`] if the source fails,
    /// [`BlobError::Storage`]. Nothing is stored then, nor if the future is dropped.
    pub async fn put<S, E>(&self, source: S, limit: u64) -> Result<Stored, BlobError>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: Into<BoxError>,
    {
        put::put(self, source, limit).await
    }

    /// Opens an object, or the range of it. What is read is not compared with its SHA-256: see [`Blobs::get_verified`].
    ///
    /// # Errors
    /// [`BlobError::NotFound`], [`BlobError::OutOfRange`], [`BlobError::Storage`].
    pub async fn get(&self, key: BlobKey, range: Option<ByteRange>) -> Result<Blob, BlobError> {
        let path = key.path(&self.0.root);
        let range = match range {
            None => None,
            // Not left to the server: what servers answer to a suffix of more bytes than there are, or of an empty object, differs.
            Some(range) => {
                let size = self.0.store.head(&path).await?.size;
                Some(range.within(size).ok_or(BlobError::OutOfRange { size })?)
            }
        };
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let found = self.0.store.get_opts(&path, options).await?;
        let chunks = read::chunks(found.payload, &found.range);
        Ok(Blob { size: found.meta.size, range: found.range, chunks })
    }

    /// Opens an object whose SHA-256 is known. Its chunks fail with [`BlobError::Damaged`] before the last one if what was read has another.
    ///
    /// # Errors
    /// [`BlobError::NotFound`], [`BlobError::Storage`].
    pub async fn get_verified(&self, key: BlobKey, sha256: Sha256) -> Result<Blob, BlobError> {
        let blob = self.get(key, None).await?;
        Ok(Blob { chunks: read::verified(blob.chunks, sha256), ..blob })
    }

    /// Deletes an object. It is no error if there is none. It stays deleted after a power failure.
    ///
    /// # Errors
    /// [`BlobError::Storage`].
    pub async fn delete(&self, key: BlobKey) -> Result<(), BlobError> {
        let path = key.path(&self.0.root);
        match self.0.store.delete(&path).await {
            Ok(()) => {}
            Err(object_store::Error::NotFound { .. }) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
        match self.folder_of(key) {
            Some(folder) => folder::blocking(move || sync_folder(&folder)).await,
            None => Ok(()),
        }
    }

    /// Lists all objects, in no order. Objects that are being written are not among them; what others have stored there is left out.
    pub fn list(&self) -> BoxStream<'static, Result<Listed, BlobError>> {
        let root = self.0.root.clone();
        let below = Some(&self.0.root).filter(|root| !root.as_ref().is_empty());
        let listed = self.0.store.list(below).map_err(BlobError::from).try_filter_map(move |meta| {
            let key = BlobKey::of(&meta.location, &root);
            future::ok(key.map(|key| Listed { key, bytes: meta.size, modified: meta.last_modified }))
        });
        listed.boxed()
    }

    /// Removes unfinished files that are older than a day; returns how many. On S3, a lifecycle rule of the bucket does it.
    ///
    /// # Errors
    /// [`BlobError::Storage`].
    pub async fn sweep(&self) -> Result<u64, BlobError> {
        match &self.0.place {
            Place::S3(_) => Ok(0),
            Place::Folder(folder) => {
                let folder = folder.clone();
                folder::blocking(move || folder::remove_abandoned(&folder)).await
            }
        }
    }

    /// Waits until all writes have ended, also the removal of what dropped puts have written.
    pub async fn settle(&self) {
        self.0.writes.wait().await;
    }

    /// Makes the folder of a key, readable by its owner only.
    async fn prepare(&self, key: BlobKey) -> Result<(), BlobError> {
        match self.folder_of(key) {
            Some(folder) => folder::blocking(move || private_folder(&folder)).await,
            None => Ok(()),
        }
    }

    /// Syncs the names of the folders of keys. After each put, not only after the one that made the folder: another put may find the folder
    /// before its name is on disk.
    async fn sync_root(&self) -> Result<(), BlobError> {
        match &self.0.place {
            Place::S3(_) => Ok(()),
            Place::Folder(folder) => {
                let folder = folder.clone();
                folder::blocking(move || sync_folder(&folder)).await
            }
        }
    }

    /// The folder that an object's file is in.
    fn folder_of(&self, key: BlobKey) -> Option<PathBuf> {
        let Place::Folder(folder) = &self.0.place else { return None };
        let path = folder.join(key.path(&self.0.root).as_ref());
        path.parent().map(Path::to_path_buf)
    }
}
