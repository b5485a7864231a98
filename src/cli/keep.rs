//! `praxis backup`, `restore` and `migrate --to`: what keeps a practice.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};

use crate::platform::archive::{self, ArchiveError, Counts, Key, Manifest, Target};
use crate::platform::clock::Clock;
use crate::platform::config::{Settings, shown};

fn sentence(error: ArchiveError) -> String {
    error.to_string()
}

fn key(file: Option<&Path>) -> Result<Option<Key>, String> {
    file.map(Key::read).transpose().map_err(sentence)
}

/// Seconds since `begun`, with a tenth.
struct Watch {
    clock: Clock,
    begun: chrono::DateTime<chrono::Utc>,
}

impl Watch {
    fn start() -> Self {
        let clock = Clock::system();
        Self { begun: clock.now(), clock }
    }

    fn read(&self) -> String {
        let tenths = (self.clock.now() - self.begun).num_milliseconds() / 100;
        format!("{}.{} s", tenths / 10, tenths % 10)
    }
}

fn contents(counts: &Counts) -> String {
    format!("{} tables with {} rows, {} files", counts.rows.len(), counts.all_rows(), counts.files)
}

/// Everything but the backup itself goes to standard error, where the backup may go to standard output.
pub(super) async fn backup(settings: &Settings, file: &Path, key_file: Option<&Path>, force: bool) -> Result<(), String> {
    let watch = Watch::start();
    let target = match file.to_str() {
        Some("-") => Target::Stdout,
        _ => Target::File { path: file.to_owned(), replace: force },
    };
    let key = key(key_file)?;
    let (_, counts) = archive::backup(settings, &watch.clock, target, key).await.map_err(sentence)?;
    let size = std::fs::metadata(file).map_or_else(|_| String::new(), |file| format!(", {} KB", file.len().div_ceil(1000)));
    eprintln!("Backed up {}: {}{size}, in {}.", settings.database_shown(), contents(&counts), watch.read());
    Ok(())
}

fn about(manifest: &Manifest, counts: &Counts) -> String {
    format!("{}, made by Praxis {} on {} at {}", contents(counts), manifest.praxis, manifest.engine, manifest.made_at)
}

pub(super) async fn restore(settings: &Settings, file: &Path, key_file: Option<&Path>, check: bool) -> Result<(), String> {
    let watch = Watch::start();
    let key = key(key_file)?;
    if check {
        let (manifest, counts) = archive::inspect(file, key.as_ref()).await.map_err(sentence)?;
        println!("{} is whole: {}.", file.display(), about(&manifest, &counts));
        return Ok(());
    }
    let (manifest, counts) = archive::restore(settings, file, key.as_ref()).await.map_err(sentence)?;
    println!("Restored {}, in {}.", about(&manifest, &counts), watch.read());
    println!("The practice is in {}; `praxis serve` opens it.", settings.database_shown());
    Ok(())
}

pub(super) async fn move_to(settings: &Settings, to: &SecretString) -> Result<(), String> {
    let watch = Watch::start();
    let moved = archive::move_to(settings, to.expose_secret()).await.map_err(sentence)?;
    for (table, rows) in &moved {
        println!("{rows:>12}  {table}");
    }
    let rows: u64 = moved.iter().map(|(_, rows)| rows).sum();
    println!("{rows:>12}  rows moved to {} and counted there, in {}.", shown(to.expose_secret()), watch.read());
    println!();
    println!("Now set `database` (or PRAXIS_DATABASE) to that URL and serve again. Keep {}:", settings.data_dir.display());
    println!("signing.key and the files in it are still used. praxis.sqlite is as it was; put it away once all is well.");
    Ok(())
}
