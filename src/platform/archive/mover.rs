//! Moves a practice from its SQLite file to an empty PostgreSQL. The file is not changed.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use tokio::sync::mpsc;

use super::{ArchiveError, WAITING, practice_is_there};
use crate::platform::config::{Settings, redacted};
use crate::platform::db::copy::{Load, Snapshot};

/// The number of rows per table.
pub type Moved = Vec<(String, u64)>;

/// Moves all rows of the configured SQLite database to `to`: all of them or, on any error, none.
///
/// # Errors
/// A message for the user. Neither database was changed then.
pub async fn move_to(settings: &Settings, to: &str) -> Result<Moved, ArchiveError> {
    if settings.database.is_some() {
        return Err(ArchiveError::MovedAlready);
    }
    if !to.starts_with("postgres://") && !to.starts_with("postgresql://") {
        return Err(ArchiveError::NotPostgres);
    }
    practice_is_there(settings)?;
    let unreadable = |source| ArchiveError::Unreadable { place: settings.redacted_database_url(), source };
    let refused = |source| ArchiveError::Database { place: redacted(to), source };
    let mut snapshot = Snapshot::begin(&settings.database_url()).await.map_err(unreadable)?;
    let tables = snapshot.tables().to_vec();
    let mut load = Load::begin(to, snapshot.steps()).await.map_err(refused)?;
    let columns =
        tables.iter().map(|table| (table.name.as_str(), table.columns.iter().map(|column| column.name.as_str()).collect()));
    load.fits(columns).map_err(refused)?;
    // Concurrent: reading and writing wait for different machines, or at least for different processors.
    let (parts, mut waiting) = mpsc::channel(WAITING);
    let reading = async {
        let mut moved = Moved::new();
        for table in &tables {
            moved.push((table.name.clone(), snapshot.count(table).await.map_err(unreadable)?));
            let mut lines = snapshot.rows(table);
            while let Some(lines) = lines.try_next().await.map_err(unreadable)? {
                parts.send((table, lines)).await.map_err(|_| ArchiveError::Interrupted)?;
            }
        }
        drop(parts);
        Ok(moved)
    };
    let writing = async {
        while let Some((table, lines)) = waiting.recv().await {
            let columns: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
            load.rows(&table.name, &columns, &lines).await.map_err(refused)?;
        }
        Ok(())
    };
    let (moved, ()) = futures::try_join!(reading, writing)?;
    load.check(&moved.iter().cloned().collect::<BTreeMap<_, _>>()).await.map_err(refused)?;
    if snapshot.end().await.map_err(unreadable)? {
        return Err(ArchiveError::Overtaken);
    }
    load.commit().await.map_err(refused)?;
    Ok(moved)
}
