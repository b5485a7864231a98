//! Files of accounts: `receive` takes one from a request, `photo` has the photos, `sweep` removes objects without a row. Here is what all
//! kinds have in common: an object is stored before its row and deleted after it, by a job, so that a crash at any point loses nothing that
//! has a row, and leaves nothing that the job or the sweep does not remove.

mod photo;
mod receive;
mod sweep;

pub use photo::{PhotoSize, doctors_photo, photo, remove_photo, set_photo};
pub use receive::receive;
pub use sweep::sweep;

use axum::body::Bytes;
use chrono::Duration;
use futures::future::BoxFuture;
use futures::{FutureExt, TryStreamExt};

use super::store::{self, ObjectRow};
use crate::base::error::{Code, Result};
use crate::base::model::{Id, StoredFile, User, text_enum};
use crate::features::accounts::service as accounts;
use crate::platform::app::App;
use crate::platform::blobs::{BlobError, BlobKey};
use crate::platform::clock::Clock;
use crate::platform::db::Tx;
use crate::platform::jobs::{self, Batch, NewJob, Outcome};

text_enum! {
    /// What a file is for.
    FileKind {
        /// The photo of an account: one at most.
        Photo = "photo",
    }
}

/// The kind of job that deletes objects.
const DELETE: &str = "delete_files";

/// Removes all files of an account, for its erasure: the rows in this transaction, the objects after its commit.
///
/// # Errors
/// Database errors.
pub async fn delete_all_of(tx: &mut Tx, clock: &Clock, owner: Id<User>) -> Result<()> {
    accounts::set_photo(tx, clock, owner, None).await?;
    let files = store::of_owner(tx, owner, None).await?;
    delete(tx, clock, &files).await
}

/// Removes the files' rows, and adds the job that deletes their objects.
async fn delete(tx: &mut Tx, clock: &Clock, files: &[Id<StoredFile>]) -> Result<()> {
    let mut keys = Vec::new();
    for file in files {
        keys.extend(store::delete(tx, *file).await?);
    }
    if !keys.is_empty() {
        let payload = serde_json::to_string(&keys).map_err(|_| Code::Internal)?;
        jobs::add(tx, clock, NewJob::new(DELETE, payload));
    }
    Ok(())
}

/// Returns the kind of the jobs that [`delete`] adds.
pub fn job_kind() -> jobs::Kind {
    jobs::Kind {
        name: DELETE,
        ready: |_| true,
        limit: |_| None,
        lock: Duration::minutes(2),
        give_up: Duration::days(30),
        run: |app, batch| delete_objects(app, batch),
    }
}

fn delete_objects<'a>(app: &'a App, batch: &'a Batch) -> BoxFuture<'a, Vec<Outcome>> {
    async move {
        let mut outcomes = Vec::with_capacity(batch.payloads.len());
        for payload in &batch.payloads {
            outcomes.push(match serde_json::from_str::<Vec<String>>(payload) {
                Ok(keys) => {
                    delete_keys(app, &keys).await.map_or_else(|error| Outcome::Later(error.to_string()), |()| Outcome::Done)
                }
                Err(_) => Outcome::Dead("the payload is no list of keys".to_owned()),
            });
        }
        outcomes
    }
    .boxed()
}

async fn delete_keys(app: &App, keys: &[String]) -> Result<(), BlobError> {
    for key in keys.iter().filter_map(|key| key.parse::<BlobKey>().ok()) {
        app.blobs.delete(key).await?;
    }
    Ok(())
}

/// A stored file, whole and verified.
pub struct Stored {
    pub id: Id<StoredFile>,
    pub media_type: String,
    pub sha256: String,
    pub bytes: Bytes,
}

/// Reads a small object. One that is missing or damaged is not found, rather than sent in part.
async fn read(app: &App, row: ObjectRow) -> Result<Stored> {
    let ObjectRow { id, blob_key, sha256, media_type } = row;
    let key: BlobKey = blob_key.parse().map_err(|_| Code::Internal)?;
    let mut expected = [0; 32];
    hex::decode_to_slice(&sha256, &mut expected).map_err(|_| Code::Internal)?;
    let opened = async { app.blobs.get_verified(key, expected).await?.chunks.try_collect::<Vec<Bytes>>().await };
    match opened.await {
        Ok(chunks) => Ok(Stored { id, media_type, sha256, bytes: Bytes::from(chunks.concat()) }),
        Err(error @ (BlobError::NotFound | BlobError::Damaged)) => {
            tracing::error!(%error, %key, "a stored file cannot be shown");
            Err(Code::NotFound.into())
        }
        Err(error) => {
            tracing::error!(%error, %key, "a stored file cannot be read");
            Err(Code::Internal.into())
        }
    }
}
