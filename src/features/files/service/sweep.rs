//! Removing objects without a row: a server that was killed between storing an object and its row leaves one.

use chrono::Duration;
use futures::TryStreamExt;

use crate::base::error::{Code, Result};
use crate::features::files::store;
use crate::platform::app::App;
use crate::platform::blobs::{BlobError, BlobKey};

/// No row is stored this long after its object.
const AGE: Duration = Duration::hours(24);
/// Objects that are looked up together.
const BATCH: usize = 500;
/// More than these, and more than half of all: that is no crash, but the storage of another practice, or an old database.
const SUSPICIOUS: usize = 1000;

/// Removes objects that are older than a day and have no row.
///
/// # Errors
/// Those of the database and of the storage; [`Code::Internal`] if so many have none that the storage is not this database's.
pub async fn sweep(app: &App) -> Result<()> {
    let before = app.clock.now() - AGE;
    let mut listed = app.blobs.list().try_chunks(BATCH);
    let (mut seen, mut orphans) = (0_usize, Vec::<BlobKey>::new());
    while let Some(chunk) = listed.try_next().await.map_err(|error| failed(&error.1))? {
        let old: Vec<BlobKey> = chunk.iter().filter(|object| object.modified < before).map(|object| object.key).collect();
        seen = seen.saturating_add(chunk.len());
        if old.is_empty() {
            continue;
        }
        let known = {
            let mut conn = app.read().await?;
            store::known(&mut conn, &old).await?
        };
        orphans.extend(old.into_iter().filter(|key| !known.contains(key)));
    }
    if orphans.len() > SUSPICIOUS && orphans.len() > seen / 2 {
        tracing::error!(
            without_row = orphans.len(),
            objects = seen,
            "most stored files are unknown to this database; nothing was removed. Is this the storage of another practice?"
        );
        return Err(Code::Internal.into());
    }
    for key in &orphans {
        app.blobs.delete(*key).await.map_err(|error| failed(&error))?;
    }
    if !orphans.is_empty() {
        tracing::info!(removed = orphans.len(), "stored files without a row were removed");
    }
    Ok(())
}

fn failed(error: &BlobError) -> Code {
    tracing::error!(%error, "stored files cannot be swept");
    Code::Internal
}
