//! Post that has to leave the house.
//!
//! A recipe: inside the transaction that makes the news, `outbox::post(tx, &clock, recipient, &letter)`. The worker wakes when
//! the transaction stands and sends; a letter that cannot be sent is tried again, later and later, and after two days lies
//! with its error as a dead one. A crash between sending and noting it sends the letter a second time, under the same
//! Message-ID: never less than once.
//!
//! One recipient is sent so many mails an hour (`max_letters_per_hour`). What comes beyond is held until the hour has room, and
//! then goes out as one mail that lists all of it. Urgent letters are not held.

pub mod store;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration as Pause;

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;
use serde::Serialize;
use uuid::Uuid;

use self::store::Due;
use super::app::App;
use super::clock::{Clock, random};
use super::db::{Signal, Tx, lock};
use super::mail::MailError;
use super::registry::WriteMail;
use crate::base::error::Result;

/// Letters taken at once; each is claimed for [`CLAIM`], so that two servers do not send the same one.
const BATCH: i64 = 32;
const CLAIM: Duration = Duration::minutes(2);
/// Looked through without being woken, for what waits for its next attempt.
const POLL_INTERVAL: Pause = Pause::from_secs(2);
/// A letter that was sent is kept this long, for whoever asks whether it was. A dead one stays.
const KEPT: Duration = Duration::days(30);
/// A letter is dead after this.
const GIVE_UP: Duration = Duration::hours(48);
/// In which the mails to one recipient are counted.
const HOUR: Duration = Duration::hours(1);
/// What a server locks while it claims letters.
const CLAIMING: Uuid = Uuid::from_u128(0x0193_5f2e_0b5c_7000_8a3d_6c2f_90e1_47ab);

/// The address as it is compared: case and blanks do not matter.
fn key(recipient: &str) -> String {
    recipient.trim().to_lowercase()
}

/// A letter about to be posted: JSON that the registry's `write_mail` reads.
pub struct Body {
    json: String,
    urgent: bool,
}

impl Body {
    /// Urgent ones are sent at once, however many mails the recipient was sent in the last hour.
    ///
    /// # Errors
    /// `internal` for a letter that JSON cannot hold.
    pub fn new(letter: &impl Serialize, urgent: bool) -> Result<Self> {
        let json = serde_json::to_string(letter).map_err(|_| crate::base::error::Code::Internal)?;
        Ok(Self { json, urgent })
    }
}

/// Puts a letter into the outbox, with the change that it tells of.
///
/// # Errors
/// The database's.
pub async fn post(tx: &mut Tx, clock: &Clock, recipient: &str, letter: &Body) -> Result<()> {
    let key = key(recipient);
    let new = store::New { id: clock.new_id(), recipient, key: &key, letter: &letter.json, urgent: letter.urgent };
    store::insert(tx, &new, clock.now()).await?;
    tx.after_commit(Signal::Outbox);
    Ok(())
}

/// Two letters about the same thing, in one step.
///
/// # Errors
/// The database's.
pub async fn post_both(tx: &mut Tx, clock: &Clock, letters: [(&str, &Body); 2]) -> Result<()> {
    let [(to, first), (other, second)] = letters;
    let (one, two) = (&key(to), &key(other));
    let new = [
        store::New { id: clock.new_id(), recipient: to, key: one, letter: &first.json, urgent: first.urgent },
        store::New { id: clock.new_id(), recipient: other, key: two, letter: &second.json, urgent: second.urgent },
    ];
    store::insert_both(tx, new, clock.now()).await?;
    tx.after_commit(Signal::Outbox);
    Ok(())
}

/// Begins sending, until the app stops.
pub fn start(app: App) {
    if !app.mailer.works() {
        tracing::warn!("mails wait in the outbox: neither smtp_url nor mail_dir is set");
        return;
    }
    let tasks = app.tasks.clone();
    tasks.spawn(async move {
        loop {
            if app.stopping.is_cancelled() {
                return;
            }
            match send_due(&app).await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::error!(%error, "the outbox could not be read"),
            }
            tokio::select! {
                () = app.stopping.cancelled() => return,
                () = app.db.signalled(Signal::Outbox) => {}
                () = tokio::time::sleep(POLL_INTERVAL) => {}
            }
        }
    });
}

/// Doubling from five seconds to an hour, with a quarter of jitter, so that a returning server is not stormed.
fn pause(attempts: i32) -> Duration {
    let [byte] = random::<1>();
    let doublings = u32::try_from(attempts.clamp(0, 10)).unwrap_or(0);
    let seconds = (5 * 2_i64.pow(doublings)).min(3600);
    Duration::milliseconds(seconds * 1000 + seconds * 250 * i64::from(byte) / 255)
}

/// What goes out as one mail: a letter, or those of one recipient that were held, the oldest first.
struct Parcel {
    /// Of the letter, or of the digest; the mail's Message-ID is made of it.
    id: Uuid,
    rows: Vec<Due>,
}

impl Parcel {
    fn of(row: Due) -> Self {
        Self { id: row.id, rows: vec![row] }
    }

    fn digest(id: Uuid, mut rows: Vec<Due>) -> Self {
        rows.sort_by_key(|row| row.id);
        Self { id, rows }
    }
}

/// Claims what is due and may go out now; how many letters were looked at, and the mails. `most`: mails to one recipient in an
/// hour, where that is limited.
async fn take(tx: &mut Tx, now: DateTime<Utc>, most: Option<u32>) -> Result<(usize, Vec<Parcel>)> {
    // One server at a time: two would both count the same hour before either has added to it.
    lock::lock(tx, CLAIMING).await?;
    let mut due = store::claim(tx, now, now + CLAIM, BATCH).await?;
    due.sort_by_key(|row| row.id);
    let (looked_at, mut parcels) = (due.len(), Vec::new());
    let (mut digests, mut fresh) = (BTreeSet::new(), BTreeMap::<String, Vec<Due>>::new());
    for row in due {
        match (row.digest_id, most) {
            (Some(digest), _) => {
                if digests.insert(digest) {
                    parcels.push(Parcel::digest(digest, store::digest(tx, digest, now + CLAIM).await?));
                }
            }
            // A letter of a backup from before there were keys has none, and nothing in common with others that have none.
            (None, Some(_)) if row.admitted_at.is_none() && (row.urgent || row.recipient_key.is_empty()) => {
                store::admit(tx, row.id, now).await?;
                parcels.push(Parcel::of(row));
            }
            (None, Some(_)) if row.admitted_at.is_none() => fresh.entry(row.recipient_key.clone()).or_default().push(row),
            (None, _) => parcels.push(Parcel::of(row)),
        }
    }
    if let Some(most) = most {
        for (recipient, rows) in fresh {
            parcels.extend(within_limit(tx, &recipient, rows, most, now).await?);
        }
    }
    Ok((looked_at, parcels))
}

/// Those of a recipient's new letters that the hour has room for; the others wait until it has, and then go out as one.
async fn within_limit(tx: &mut Tx, recipient: &str, rows: Vec<Due>, most: u32, now: DateTime<Utc>) -> Result<Vec<Parcel>> {
    let admitted = store::admitted(tx, recipient, now - HOUR, i64::from(most)).await?;
    let room = usize::try_from(most).unwrap_or(usize::MAX).saturating_sub(admitted.len());
    if room > 0 && store::any_held(tx, recipient).await? {
        // The new ones go with them: what happened first is told first.
        let Some(digest) = rows.first().map(|row| row.id) else { return Ok(Vec::new()) };
        let gathered = store::gather(tx, recipient, digest, now, now + CLAIM).await?;
        return Ok(vec![Parcel::digest(digest, gathered)]);
    }
    let is_full = rows.len() > room;
    let mut parcels = Vec::new();
    for row in rows.into_iter().take(room) {
        store::admit(tx, row.id, now).await?;
        parcels.push(Parcel::of(row));
    }
    if is_full {
        // There is room when the oldest of the mails that fill the hour is an hour old.
        store::hold(tx, recipient, admitted.last().copied().unwrap_or(now) + HOUR).await?;
    }
    Ok(parcels)
}

/// Sends it; what became of each letter.
async fn send(app: &App, parcel: Parcel) -> Vec<(Due, Result<(), MailError>)> {
    let Some(recipient) = parcel.rows.last().map(|row| row.recipient.clone()) else { return Vec::new() };
    let letters: Vec<&str> = parcel.rows.iter().map(|row| row.letter.as_str()).collect();
    let Some(write) = app.registry.all::<WriteMail>().first() else { return Vec::new() };
    let (mail, unreadable) = write(app, &letters, &recipient, &parcel.id.to_string());
    let mut told = Vec::new();
    let mut rows = Vec::new();
    for (row, error) in parcel.rows.into_iter().zip(unreadable) {
        match error {
            Some(error) => told.push((row, Err(MailError::Refused(format!("it cannot be read: {error}"))))),
            None => rows.push(row),
        }
    }
    let Some(mail) = mail else { return told };
    let outcome = app.mailer.send(mail).await;
    told.extend(rows.into_iter().map(|row| (row, outcome.clone())));
    told
}

/// Sends what is due; how many letters were looked at.
///
/// # Errors
/// The database's.
pub async fn send_due(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let most = app.settings.limits.then_some(app.settings.max_letters_per_hour);
    let (looked_at, parcels) = app.write(move |tx| async move { take(tx, now, most).await }.boxed()).await?;
    if parcels.is_empty() {
        return Ok(looked_at);
    }
    let sent = futures::future::join_all(parcels.into_iter().map(|parcel| send(app, parcel))).await;
    let now = app.clock.now();
    app.write(move |tx| {
        async move {
            for (row, outcome) in sent.into_iter().flatten() {
                match outcome {
                    Ok(()) => store::sent(tx, row.id, now).await?,
                    Err(MailError::Refused(error)) => {
                        tracing::error!(letter = %row.id, error, "a letter was refused for good");
                        store::dead(tx, row.id, now, &error).await?;
                    }
                    Err(MailError::Later(error)) if now - row.admitted_at.unwrap_or(row.created_at) > GIVE_UP => {
                        tracing::error!(letter = %row.id, error, "a letter could not be sent for two days");
                        store::dead(tx, row.id, now, &error).await?;
                    }
                    Err(MailError::Later(error)) => {
                        tracing::warn!(letter = %row.id, error, "a letter will be tried again");
                        store::again(tx, row.id, now + pause(row.attempts), &error).await?;
                    }
                }
            }
            Ok(())
        }
        .boxed()
    })
    .await?;
    Ok(looked_at)
}

/// Removes letters that were sent long ago, `most` at once; how many there were.
///
/// # Errors
/// The database's.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>, most: i64) -> Result<u64> {
    store::forget_sent(tx, now - KEPT, most).await
}
