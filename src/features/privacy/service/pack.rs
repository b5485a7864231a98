//! Packs a person's data into a ZIP file: a README, a JSON file for each kind of data, and their stored files. Nothing is held in memory:
//! records are read page by page, compressed by a thread of their own, and stored in parts.

use std::io::{self, Write};

use axum::body::Bytes;
use chrono::{DateTime, Datelike, Timelike, Utc};
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, stream};
use serde_json::Value;
use tokio::sync::mpsc;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use crate::base::error::{Code, Result};
use crate::base::text::{self as t, Lang, format};
use crate::platform::app::App;
use crate::platform::blobs::Stored;
use crate::platform::personal::{Owner, PersonalData, Records};

/// Max bytes of an export.
const MAX: u64 = 20 * 1024 * 1024 * 1024;
/// Bytes that are passed on at once.
const CHUNK: usize = 64 * 1024;

/// What the thread that compresses gets.
enum Part {
    /// A new file.
    File(String),
    /// Bytes of the file that was begun last.
    Content(Bytes),
    /// All was read.
    End,
}

/// Makes the file and stores it; if anything fails, nothing is stored.
///
/// # Errors
/// Errors of the registered exports; [`Code::Internal`] if the file cannot be written or stored.
pub async fn pack(app: &App, owner: Owner) -> Result<Stored> {
    let (parts, wanted) = mpsc::channel(16);
    let (chunks, mut made) = mpsc::channel::<io::Result<Bytes>>(4);
    let at = app.clock.now();
    let zipping = tokio::task::spawn_blocking(move || zip(wanted, &chunks, at));
    let reading = read(app, owner, parts);
    let storing = app.blobs.put(stream::poll_fn(move |context| made.poll_recv(context)), MAX);
    let (read, stored, zipped) = tokio::join!(reading, storing, zipping);
    let outcome = match (read, zipped, stored) {
        (Ok(()), Ok(()), Ok(stored)) => return Ok(stored),
        // The reason why the others failed, too, unless the storage did.
        (Err(error), _, Err(_)) if error.code != Code::Internal => return Err(error),
        (_, _, Err(error)) => error.to_string(),
        (read, zipped, Ok(stored)) => {
            app.blobs.delete(stored.key).await.ok();
            format!("{read:?} {zipped:?}")
        }
    };
    tracing::warn!(outcome, "an export could not be stored");
    Err(Code::Internal.into())
}

/// Reads everything that the registry exports.
async fn read(app: &App, owner: Owner, parts: mpsc::Sender<Part>) -> Result<()> {
    let kinds: Vec<&PersonalData> =
        app.registry.all().iter().filter(|data: &&PersonalData| data.roles.contains(&owner.role)).collect();
    send(&parts, Part::File("README.txt".to_owned())).await?;
    send(&parts, Part::Content(readme(app, owner.lang, &kinds).into())).await?;
    for data in &kinds {
        let Some(export) = data.export else { continue };
        send(&parts, Part::File(format!("{}.json", data.name))).await?;
        let mut list = List { parts: &parts, buffer: b"[".to_vec(), is_empty: true };
        export(app, owner, &mut list).await?;
        list.end().await?;
    }
    for data in &kinds {
        let Some(files) = data.files else { continue };
        for file in files(app, owner).await? {
            send(&parts, Part::File(format!("files/{}", file.name))).await?;
            let mut blob = app.blobs.get(file.key, None).await.map_err(|error| {
                tracing::warn!(%error, key = %file.key, "a stored file cannot be exported");
                Code::Internal
            })?;
            while let Some(chunk) = blob.chunks.next().await {
                send(&parts, Part::Content(chunk.map_err(|_| Code::Internal)?)).await?;
            }
        }
    }
    send(&parts, Part::End).await
}

/// Fails if the thread has ended early: then storing has failed, and says why.
async fn send(parts: &mpsc::Sender<Part>, part: Part) -> Result<()> {
    parts.send(part).await.map_err(|_| Code::Internal.into())
}

fn readme(app: &App, lang: Lang, kinds: &[&PersonalData]) -> String {
    let practice = &app.settings.practice_name;
    let date = format::date_long(lang, app.clock.now().date_naive());
    let mut lines = vec![t::privacy_readme(lang, t::PrivacyReadme { practice, date }), String::new()];
    let exported = kinds.iter().filter(|data| data.export.is_some());
    lines.extend(exported.map(|data| format!("{}.json: {}", data.name, (data.title)(lang))));
    lines.extend([String::new(), t::privacy_readme_times(lang).to_owned()]);
    // Windows' editor wants both signs.
    lines.iter().map(|line| format!("{line}\r\n")).collect()
}

/// A JSON file with a list of records.
struct List<'p> {
    parts: &'p mpsc::Sender<Part>,
    buffer: Vec<u8>,
    is_empty: bool,
}

impl Records for List<'_> {
    fn add(&mut self, record: Value) -> BoxFuture<'_, Result<()>> {
        async move {
            self.buffer.extend_from_slice(if self.is_empty { b"\n" } else { b",\n" });
            self.is_empty = false;
            serde_json::to_writer_pretty(&mut self.buffer, &record).map_err(|_| Code::Internal)?;
            if self.buffer.len() < CHUNK {
                return Ok(());
            }
            send(self.parts, Part::Content(std::mem::take(&mut self.buffer).into())).await
        }
        .boxed()
    }
}

impl List<'_> {
    async fn end(mut self) -> Result<()> {
        self.buffer.extend_from_slice(b"\n]\n");
        send(self.parts, Part::Content(self.buffer.into())).await
    }
}

/// Compresses what it gets. An error is sent on, so that what was stored so far is removed.
fn zip(mut parts: mpsc::Receiver<Part>, chunks: &mpsc::Sender<io::Result<Bytes>>, at: DateTime<Utc>) {
    if let Err(error) = write(&mut parts, chunks, at) {
        // Nobody waits for it if storing has failed.
        chunks.blocking_send(Err(error)).ok();
    }
}

fn write(parts: &mut mpsc::Receiver<Part>, chunks: &mpsc::Sender<io::Result<Bytes>>, at: DateTime<Utc>) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(Chunks { chunks, buffer: Vec::with_capacity(CHUNK) });
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(dos_time(at));
    loop {
        match parts.blocking_recv() {
            None => return Err(io::Error::other("the data was not read to its end")),
            Some(Part::File(name)) => zip.start_file(name, options).map_err(io::Error::other)?,
            Some(Part::Content(bytes)) => zip.write_all(&bytes)?,
            Some(Part::End) => break,
        }
    }
    let out: StreamWriter<Chunks<'_>> = zip.finish().map_err(io::Error::other)?;
    out.into_inner().flush()
}

/// The time of the files; ZIP knows no time zones.
fn dos_time(at: DateTime<Utc>) -> zip::DateTime {
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    let time = zip::DateTime::from_date_and_time(
        year,
        small(at.month()),
        small(at.day()),
        small(at.hour()),
        small(at.minute()),
        small(at.second()),
    );
    time.unwrap_or_default()
}

/// Passes the compressed bytes on.
struct Chunks<'c> {
    chunks: &'c mpsc::Sender<io::Result<Bytes>>,
    buffer: Vec<u8>,
}

impl Write for Chunks<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK)).into();
        self.chunks.blocking_send(Ok(chunk)).map_err(|_| io::Error::other("nobody stores it"))
    }
}
