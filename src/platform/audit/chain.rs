//! The chain that seals the audit log. Each seal is a MAC, by a key derived from the practice's signing key, over the seal before and one
//! row; so whoever can write to the database but does not have the key cannot change, remove or reorder a row unnoticed. The last seal's
//! number is also in a file of the data folder, so that rows cut off at the end are missed.
//!
//! A task of each server seals, one server at a time. What is removed before it is sealed, within seconds, is not noticed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration as Pause;

use chrono::Duration;
use futures::FutureExt;
use uuid::Uuid;

use super::store::{self, RecordRow, SealRow, SealedRow};
use crate::base::error::{Code, Result};
use crate::platform::app::{App, sync_folder};
use crate::platform::archive::AUDIT_HEAD;
use crate::platform::db::lock;
use crate::platform::session::keys::Keys;

/// The time between two looks for new rows.
const INTERVAL: Pause = Pause::from_secs(5);
/// Rows per transaction, and the pause after it for other writers.
const BATCH: i64 = 1000;
const PAUSE: Pause = Pause::from_millis(50);
/// A row is committed at most this long after its id was made; those that took longer are found when a server starts.
const LATE: Duration = Duration::minutes(2);
/// The lock of the server that seals.
const SEALING: Uuid = Uuid::from_u128(0x7365_616c_6175_6469_7472_6563_6f72_6473);

/// Starts the task, which runs until the app stops.
pub fn start(app: &App) {
    let (app, tasks) = (app.clone(), app.tasks.clone());
    tasks.spawn(async move {
        let mut everything = true;
        loop {
            match seal(&app, everything).await {
                Ok(_) => everything = false,
                Err(error) => tracing::warn!(%error, "the audit log could not be sealed"),
            }
            if app.stopping.run_until_cancelled(tokio::time::sleep(INTERVAL)).await.is_none() {
                return;
            }
        }
    });
}

/// Seals the rows that have no seal: the recent ones, or of all. Returns their number.
///
/// # Errors
/// Database errors, or [`Code::Internal`] if the file cannot be written.
pub async fn seal(app: &App, everything: bool) -> Result<u64> {
    let _sealing = app.sealing.lock().await;
    let mut count = 0;
    loop {
        let sealed = seal_batch(app, everything).await?;
        count += u64::try_from(sealed).unwrap_or(0);
        if sealed < BATCH || app.stopping.is_cancelled() {
            return Ok(count);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn seal_batch(app: &App, everything: bool) -> Result<i64> {
    let from = if everything {
        Uuid::nil()
    } else {
        let before = (app.clock.now() - LATE).timestamp_millis();
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(before).unwrap_or(0), &[0; 10]).into_uuid()
    };
    let (last, rows) = {
        let mut conn = app.read().await?;
        (store::last_seal(&mut conn).await?, store::unsealed(&mut conn, from, BATCH).await?)
    };
    if rows.is_empty() {
        return Ok(0);
    }
    let count = i64::try_from(rows.len()).map_err(|_| Code::Internal)?;
    let (mut seq, mut before) = last.map_or_else(|| (0, String::new()), |last| (last.seq, last.seal));
    let known = seq;
    let mut seals = Vec::with_capacity(rows.len());
    for row in rows {
        seq += 1;
        before = mac(&app.keys, &before, seq, &row);
        seals.push(SealRow { seq, record_id: row.id, seal: before.clone() });
    }
    let written = app
        .write(move |tx| {
            async move {
                lock::lock(tx, SEALING).await?;
                // Another server may have sealed them.
                if store::last_seal(tx).await?.map_or(0, |last| last.seq) != known {
                    return Ok(false);
                }
                seals.iter().for_each(|seal| store::add_seal(tx, seal));
                Ok(true)
            }
            .boxed()
        })
        .await?;
    if !written {
        return Ok(0);
    }
    let head = Head { seq, seal: before };
    let path = head_path(app);
    let saved = tokio::task::spawn_blocking(move || head.save(&path)).await.map_err(|_| Code::Internal)?;
    saved.map_err(|error| {
        tracing::error!(%error, "the end of the audit log could not be saved");
        Code::Internal
    })?;
    Ok(count)
}

/// The seal of a row: over the seal before it, its number and all its columns, each with its length.
fn mac(keys: &Keys, before: &str, seq: i64, row: &RecordRow) -> String {
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let columns = [
        before.to_owned(),
        seq.to_string(),
        row.id.to_string(),
        row.at.timestamp_micros().to_string(),
        id(row.actor),
        row.action.clone(),
        row.subject.to_string(),
        id(row.patient_id),
        row.outcome.clone(),
        id(row.session_id),
        row.address.clone().unwrap_or_default(),
    ];
    let message: String = columns.iter().map(|column| format!("{}:{column}", column.len())).collect();
    keys.audit(message.as_bytes())
}

fn head_path(app: &App) -> PathBuf {
    app.settings.data_dir.join(AUDIT_HEAD)
}

/// The last seal, as it is in the data folder.
struct Head {
    seq: i64,
    seal: String,
}

impl Head {
    fn save(&self, path: &Path) -> std::io::Result<()> {
        let temporary = path.with_extension("new");
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&temporary)?;
        writeln!(file, "{} {}", self.seq, self.seal)?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)?;
        path.parent().map_or(Ok(()), sync_folder)
    }

    /// `None` if there is no such file.
    fn load(path: &Path) -> std::io::Result<Option<Self>> {
        let text = match std::fs::read_to_string(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let parsed =
            text.trim().split_once(' ').and_then(|(seq, seal)| Some(Self { seq: seq.parse().ok()?, seal: seal.to_owned() }));
        parsed.map(Some).ok_or_else(|| std::io::Error::other("it is damaged"))
    }
}

/// What is wrong with the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("row {seq} ({record}) was changed, or is not where it was")]
    Changed { seq: i64, record: Uuid },
    #[error("row {seq} ({record}) was removed")]
    Removed { seq: i64, record: Uuid },
    #[error("row {seq} was removed together with its seal")]
    SealRemoved { seq: i64 },
    #[error("the rows after row {last} were cut off; there were {sealed}")]
    Cut { last: i64, sealed: i64 },
    #[error("the log was replaced: row {seq} is not the one whose seal is in the data folder")]
    Replaced { seq: i64 },
    #[error("{0}")]
    Unreadable(String),
}

/// An intact log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The number of sealed rows.
    pub rows: i64,
    /// Rows from before the last minutes that no server has sealed yet.
    pub unsealed: i64,
    /// Whether the data folder has the last seal: without it, nobody notices rows that were cut off.
    pub has_head: bool,
}

/// Verifies the whole log. The inner error is the first thing that is wrong with it.
///
/// # Errors
/// Database errors.
pub async fn verify(app: &App) -> Result<std::result::Result<Verified, Broken>> {
    let head = match Head::load(&head_path(app)) {
        Ok(head) => head,
        Err(error) => return Ok(Err(Broken::Unreadable(format!("{AUDIT_HEAD}: {error}")))),
    };
    // Connections are taken anew, so that reading a long log holds up nothing.
    let (mut seq, mut before) = (0, String::new());
    loop {
        let rows = store::sealed(&mut app.read().await?, seq, BATCH).await?;
        if rows.is_empty() {
            break;
        }
        for SealedRow { seal, record } in rows {
            seq += 1;
            if seal.seq != seq {
                return Ok(Err(Broken::SealRemoved { seq }));
            }
            let Some(record) = record else { return Ok(Err(Broken::Removed { seq, record: seal.record_id })) };
            before = mac(&app.keys, &before, seq, &record);
            if before != seal.seal {
                return Ok(Err(Broken::Changed { seq, record: seal.record_id }));
            }
        }
    }
    if let Some(head) = &head {
        if head.seq > seq {
            return Ok(Err(Broken::Cut { last: seq, sealed: head.seq }));
        }
        let kept = if head.seq == 0 { None } else { store::seal_at(&mut app.read().await?, head.seq).await? };
        if kept.as_ref() != Some(&head.seal) {
            return Ok(Err(Broken::Replaced { seq: head.seq }));
        }
    }
    let unsealed = store::count_unsealed(&mut app.read().await?, app.clock.now() - LATE).await?;
    Ok(Ok(Verified { rows: seq, unsealed, has_head: head.is_some() }))
}
