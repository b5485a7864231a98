//! Events: changes that are pushed to users.
//!
//! There are two kinds. A person's journal has what they must not miss (messages, receipts, notifications): [`add`] writes an event in
//! the transaction, and [`after`] returns all events after a number. The numbers are assigned at the commit, in commit order and without
//! gaps, so that whoever reads the events after N misses none and sees none twice. Topics have no rows (a doctor's slots, the practice's
//! inbox): [`changed`] signals after the commit that whatever shows them must be read again.
//!
//! [`subscribe`] receives signals of both, also from other servers on the same PostgreSQL. Each server forwards the signals of its
//! commits, batched and outside the transactions, because `NOTIFY` inside them makes commits wait for each other. A signal says only
//! *that* there are new events: read them from the journal. After [`Update::Everything`] anything may have changed: a connection was lost,
//! or the subscriber was too slow.

pub mod store;

use std::time::Duration as Pause;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgListener;
use sqlx::{Connection, PgConnection};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

pub use self::store::Event;
use super::app::App;
use super::clock::{Clock, random};
use super::db::append::Table;
use super::db::{Conn, Engine, Notice, Signal, Topic, Tx};
use super::fold::containing;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, User};

/// How long an event is kept.
const RETENTION: Duration = Duration::days(7);
/// The PostgreSQL channel between the servers of one practice.
const CHANNEL: &str = "praxis_events";
/// How long signals are collected before they are forwarded, and how many fit into a message of 8,000 bytes.
const BATCH_TIME: Pause = Pause::from_millis(20);
const BATCH_MAX: usize = 80;
/// A connection that has received nothing for this long is checked.
const PING_INTERVAL: Pause = Pause::from_secs(30);
const RECONNECT_PAUSE: Pause = Pause::from_secs(1);

const JOURNAL: Table = Table { name: Table::JOURNAL, columns: &["user_id", "seq", "topic", "payload", "at"], tail: "" };

/// A topic that a feature uses with [`changed`]; those in the registry are received from other servers.
pub struct EventTopic(pub &'static str);

/// Adds an event to a person's journal. Its number is assigned at the commit.
///
/// # Errors
/// [`Code::Internal`] if the payload cannot be serialized.
pub fn add(tx: &mut Tx, clock: &Clock, user: Id<User>, topic: &'static str, payload: &impl Serialize) -> Result<()> {
    let payload = serde_json::to_string(payload).map_err(|_| Code::Internal)?;
    tx.append(&JOURNAL, [user.into(), 0.into(), topic.into(), payload.into(), clock.now().into()]);
    tx.after_commit(Signal::News(user));
    Ok(())
}

/// Signals after the commit that whatever shows this topic is out of date.
pub fn changed(tx: &mut Tx, topic: Topic) {
    tx.after_commit(Signal::Changed(topic));
}

/// A person's events after `seq`.
#[derive(Debug)]
pub struct Journal {
    /// At most as many as requested, in order.
    pub events: Vec<Event>,
    /// Events after `seq` have been deleted: what is shown must be read again.
    pub has_gap: bool,
}

/// Returns the events after the one with this number, at most `max`.
///
/// # Errors
/// Database errors.
pub async fn after(conn: &mut Conn, user: Id<User>, seq: i64, max: i64) -> Result<Journal> {
    let mut events = store::after(conn, user, seq, max).await?;
    // The counter tells whether events have been deleted. A second query returns those committed in between.
    let has_more = events.is_empty() && store::last(conn, user).await? > seq;
    if has_more {
        events = store::after(conn, user, seq, max).await?;
    }
    let has_gap = events.first().map_or(has_more, |event| event.seq > seq + 1);
    Ok(Journal { events, has_gap })
}

/// Returns the number of a person's last event, 0 before the first.
///
/// # Errors
/// Database errors.
pub async fn last(conn: &mut Conn, user: Id<User>) -> Result<i64> {
    store::last(conn, user).await
}

/// A signal that a subscriber receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// This person's journal has new events.
    News(Id<User>),
    Changed(Topic),
    /// Anything may have changed.
    Everything,
}

/// Receives the signals of all events from now on.
pub struct Subscription(broadcast::Receiver<Notice>);

impl Subscription {
    /// Returns the next signal; `None` if the server stops.
    pub async fn next(&mut self) -> Option<Update> {
        loop {
            match self.0.recv().await {
                Ok(Notice { signal: Signal::News(user), .. }) => return Some(Update::News(user)),
                Ok(Notice { signal: Signal::Changed(topic), .. }) => return Some(Update::Changed(topic)),
                Ok(Notice { signal: Signal::Everything, .. }) | Err(RecvError::Lagged(_)) => return Some(Update::Everything),
                Ok(Notice { signal: Signal::Jobs, .. }) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

/// Returns a subscription to all signals.
pub fn subscribe(app: &App) -> Subscription {
    Subscription(app.db.notices())
}

/// Starts to forward signals between the servers of one PostgreSQL, until the app stops. SQLite has one server.
pub fn start(app: &App) {
    if matches!(app.db.engine(), Engine::Postgres(())) {
        let server = Uuid::from_bytes(random());
        app.tasks.spawn(forward(app.clone(), server));
        app.tasks.spawn(listen(app.clone(), server));
    }
}

/// A message with signals for the other servers.
#[derive(Serialize, Deserialize)]
struct Message {
    /// The server that sends it.
    from: Uuid,
    news: Vec<Id<User>>,
    changed: Vec<(String, Uuid)>,
    everything: bool,
}

async fn forward(app: App, server: Uuid) {
    let mut notices = app.db.notices();
    let url = app.settings.database_url();
    let mut connection: Option<PgConnection> = None;
    loop {
        let first = tokio::select! {
            () = app.stopping.cancelled() => return,
            notice = notices.recv() => notice,
        };
        let mut message = Message { from: server, news: Vec::new(), changed: Vec::new(), everything: false };
        collect(first, &mut message);
        let until = tokio::time::Instant::now() + BATCH_TIME;
        while message.news.len() + message.changed.len() < BATCH_MAX {
            let Ok(next) = tokio::time::timeout_at(until, notices.recv()).await else { break };
            collect(next, &mut message);
        }
        if message.news.is_empty() && message.changed.is_empty() && !message.everything {
            continue;
        }
        let Ok(text) = serde_json::to_string(&message) else { continue };
        // Twice: the first attempt detects a lost connection.
        for _ in 0..2 {
            if connection.is_none() {
                connection =
                    PgConnection::connect(&url).await.inspect_err(|error| tracing::warn!(%error, "events are not forwarded")).ok();
            }
            let Some(open) = &mut connection else { break };
            match store::notify(open, CHANNEL, &text).await {
                Ok(()) => break,
                Err(error) => {
                    tracing::warn!(%error, "events could not be forwarded");
                    connection = None;
                }
            }
        }
    }
}

/// Adds a signal of this server to the message.
fn collect(notice: std::result::Result<Notice, RecvError>, message: &mut Message) {
    match notice {
        Ok(Notice { is_own: true, signal: Signal::News(user) }) if !message.news.contains(&user) => message.news.push(user),
        Ok(Notice { is_own: true, signal: Signal::Changed(topic) }) => {
            let named = (topic.kind.to_owned(), topic.id);
            if !message.changed.contains(&named) {
                message.changed.push(named);
            }
        }
        Err(RecvError::Lagged(_)) => message.everything = true,
        Ok(_) | Err(RecvError::Closed) => {}
    }
}

async fn listen(app: App, server: Uuid) {
    let url = app.settings.database_url();
    while !app.stopping.is_cancelled() {
        let ended = tokio::select! {
            () = app.stopping.cancelled() => return,
            ended = receive(&app, server, &url) => ended,
        };
        if let Err(error) = ended {
            tracing::warn!(%error, "events of other servers are not received");
        }
        tokio::select! {
            () = app.stopping.cancelled() => return,
            () = tokio::time::sleep(RECONNECT_PAUSE) => {}
        }
    }
}

async fn receive(app: &App, server: Uuid, url: &str) -> std::result::Result<(), sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    listener.listen(CHANNEL).await?;
    // Earlier signals were missed.
    app.db.raise(Signal::Everything);
    loop {
        match tokio::time::timeout(PING_INTERVAL, listener.try_recv()).await {
            Ok(Ok(Some(notification))) => match serde_json::from_str::<Message>(notification.payload()) {
                Ok(message) if message.from == server => {}
                Ok(message) => raise_all(app, message),
                Err(error) => {
                    tracing::warn!(%error, "another server's events cannot be read");
                    app.db.raise(Signal::Everything);
                }
            },
            // The connection was lost and has been opened again.
            Ok(Ok(None)) => app.db.raise(Signal::Everything),
            Ok(Err(error)) => return Err(error),
            Err(_) => store::ping(&mut listener).await?,
        }
    }
}

/// Raises the signals of another server here.
fn raise_all(app: &App, message: Message) {
    if message.everything {
        app.db.raise(Signal::Everything);
    }
    for user in message.news {
        app.db.raise(Signal::News(user));
    }
    for (kind, id) in message.changed {
        // A topic that this version does not have is shown to nobody here.
        if let Some(EventTopic(kind)) = app.registry.all::<EventTopic>().iter().find(|known| known.0 == kind) {
            app.db.raise(Signal::Changed(Topic { kind, id }));
        }
    }
}

/// Deletes an account's journal, and empties the events of others whose payload contains one of `words`.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, user: Id<User>, words: &[&str]) -> Result<()> {
    tx.flush().await?;
    let likes: Vec<String> = words.iter().map(|word| containing(word)).collect();
    store::erase(tx, user, &likes).await
}

/// Deletes up to `max` expired events; returns how many.
///
/// # Errors
/// Database errors.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>, max: i64) -> Result<u64> {
    store::delete_expired(tx, now - RETENTION, max).await
}
