//! Post that has to leave the house.
//!
//! A recipe: inside the transaction that makes the news, `outbox::post(tx, &clock, recipient, &letter)`. The worker wakes when
//! the transaction stands and sends; a letter that cannot be sent is tried again, later and later, and after two days lies
//! with its error as a dead one. A crash between sending and noting it sends the letter a second time, under the same
//! Message-ID: never less than once.

pub mod store;

use std::time::Duration as Pause;

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;

use super::app::App;
use super::clock::{Clock, random};
use super::db::{Signal, Tx};
use super::mail::MailError;
use crate::error::Result;
use crate::notifications::letter::Letter;

/// Letters taken at once; each is claimed for [`CLAIM`], so that two servers do not send the same one.
const BATCH: i64 = 32;
const CLAIM: Duration = Duration::minutes(2);
/// Looked through without being woken, for what waits for its next attempt.
const PATROL: Pause = Pause::from_secs(2);
/// A letter that was sent is kept this long, for whoever asks whether it was. A dead one stays.
const KEPT: Duration = Duration::days(30);
/// A letter is dead after this.
const GIVE_UP: Duration = Duration::hours(48);

/// Puts a letter into the outbox, with the change that it tells of.
///
/// # Errors
/// The database's.
pub async fn post(tx: &mut Tx, clock: &Clock, recipient: &str, letter: &Letter) -> Result<()> {
    let body = serde_json::to_string(letter).map_err(|_| crate::error::Code::Internal)?;
    store::insert(tx, clock.new_id(), recipient, &body, clock.now()).await?;
    tx.after_commit(Signal::Outbox);
    Ok(())
}

/// Two letters about the same thing, in one step.
///
/// # Errors
/// The database's.
pub async fn post_both(tx: &mut Tx, clock: &Clock, letters: [(&str, &Letter); 2]) -> Result<()> {
    let [(to, one), (other, two)] = letters;
    let body = |letter: &Letter| serde_json::to_string(letter).map_err(|_| crate::error::Code::Internal);
    let (one, two) = (body(one)?, body(two)?);
    store::insert_both(tx, [(clock.new_id(), to, &one), (clock.new_id(), other, &two)], clock.now()).await?;
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
                () = tokio::time::sleep(PATROL) => {}
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

/// Sends what is due; how many letters were taken.
///
/// # Errors
/// The database's.
pub async fn send_due(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let due = app.write(move |tx| async move { store::claim(tx, now, now + CLAIM, BATCH).await }.boxed()).await?;
    let taken = due.len();
    let sent = futures::future::join_all(due.into_iter().map(|row| async move {
        let outcome = match serde_json::from_str::<Letter>(&row.letter) {
            Ok(letter) => app.mailer.send(letter.mail(app, &row.recipient, &row.id.to_string())).await,
            Err(error) => Err(MailError::Refused(format!("it cannot be read: {error}"))),
        };
        (row, outcome)
    }))
    .await;
    if taken == 0 {
        return Ok(0);
    }
    let now = app.clock.now();
    app.write(move |tx| {
        async move {
            for (row, outcome) in sent {
                match outcome {
                    Ok(()) => store::sent(tx, row.id, now).await?,
                    Err(MailError::Refused(error)) => {
                        tracing::error!(letter = %row.id, error, "a letter was refused for good");
                        store::dead(tx, row.id, now, &error).await?;
                    }
                    Err(MailError::Later(error)) if now - row.created_at > GIVE_UP => {
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
    Ok(taken)
}

/// Removes letters that were sent long ago, `most` at once; how many there were.
///
/// # Errors
/// The database's.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>, most: i64) -> Result<u64> {
    store::forget_sent(tx, now - KEPT, most).await
}
