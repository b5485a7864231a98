//! Journals: numbered in the order of commits, without gaps, across servers; and what subscribers hear.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration as StdDuration;

use chrono::Duration;
use futures::FutureExt;
use praxis::base::error::{Code, Result};
use praxis::base::model::{Id, User};
use praxis::platform::app::App;
use praxis::platform::db::Topic;
use praxis::platform::events::{self, Event, Journal, Update};
use uuid::Uuid;

use crate::harness::{Practice, both};

const WRITERS: usize = 12;
const ROUNDS: usize = 40;
const TOPIC: &str = "test";

/// Adds an event to each journal in one transaction, in the given order; `fails` undoes it.
async fn add(app: &App, users: Vec<Id<User>>, payload: String, fails: bool) -> Result<()> {
    let clock = app.clock.clone();
    app.write(move |tx| {
        async move {
            for user in users {
                events::add(tx, &clock, user, TOPIC, &payload)?;
            }
            if fails { Err(Code::Internal.into()) } else { Ok(()) }
        }
        .boxed()
    })
    .await
}

async fn after(app: &App, user: Id<User>, seq: i64) -> Journal {
    let mut conn = app.read().await.expect("a connection");
    events::after(&mut conn, user, seq, 50).await.expect("the journal can be read")
}

/// Reads a journal until it has `count` events, asking for what came after the last one that it has seen.
async fn follow(app: App, user: Id<User>, count: usize, go_on: Arc<AtomicBool>) -> Vec<Event> {
    let mut seen: Vec<Event> = Vec::new();
    while seen.len() < count && go_on.load(Ordering::SeqCst) {
        let last = seen.last().map_or(0, |event| event.seq);
        let Journal { events, has_gap } = after(&app, user, last).await;
        assert!(!has_gap, "after {last}: {events:?}");
        for event in events {
            assert_eq!(event.seq, seen.last().map_or(0, |event| event.seq) + 1, "one was missed, or seen twice");
            seen.push(event);
        }
        tokio::time::sleep(StdDuration::from_millis(1)).await;
    }
    seen
}

both!(nobody_who_asks_for_what_came_after_misses_an_event, |practice: Practice| async move {
    let people = [practice.patient("Ana Dervishi").await, practice.patient("Besa Kola").await];
    let users: Vec<Id<User>> = people.iter().map(|person| person.id.parse::<Uuid>().expect("an id").into()).collect();
    // SQLite has one server.
    let second = match practice.database {
        Some(_) => Some(practice.second_server(|_| ()).await.0),
        None => None,
    };
    let servers: Vec<App> = [Some(practice.app.clone()), second.clone()].into_iter().flatten().collect();
    let (go_on, expected) = (Arc::new(AtomicBool::new(true)), WRITERS * ROUNDS);
    let readers: Vec<_> = users
        .iter()
        .flat_map(|user| servers.iter().map(|app| tokio::spawn(follow(app.clone(), *user, expected, go_on.clone()))))
        .collect();
    let writers = (0..WRITERS).map(|writer| {
        let (app, users) = (servers[writer % servers.len()].clone(), users.clone());
        tokio::spawn(async move {
            for round in 0..ROUNDS {
                // In both orders, which would wait for each other in a circle if the counters were not counted up in one.
                let order = if (writer + round) % 2 == 0 { users.clone() } else { users.iter().rev().copied().collect() };
                let failed = add(&app, order.clone(), "undone".to_owned(), true).await;
                assert!(failed.is_err());
                add(&app, order, format!("{writer}-{round}"), false).await.expect("it is committed");
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("the writer is done");
    }
    let deadline = tokio::time::sleep(StdDuration::from_secs(20));
    let done = futures::future::join_all(readers);
    let read = tokio::select! {
        read = done => read,
        () = deadline => {
            go_on.store(false, Ordering::SeqCst);
            panic!("the readers did not see {expected} events");
        }
    };
    for events in read {
        let events = events.expect("the reader is done");
        let payloads: BTreeMap<&str, usize> = events.iter().fold(BTreeMap::new(), |mut counts, event| {
            *counts.entry(event.payload.as_str()).or_default() += 1;
            counts
        });
        assert_eq!((events.len(), payloads.len()), (expected, expected), "each event once, and none that was undone");
    }
    if let Some(second) = second {
        second.stop().await;
    }
});

both!(a_journal_says_when_it_does_not_go_back_so_far, |practice: Practice| async move {
    let person = practice.patient("Ana Dervishi").await;
    let user: Id<User> = person.id.parse::<Uuid>().expect("an id").into();
    assert!(!after(&practice.app, user, 0).await.has_gap, "nothing has happened");
    for payload in ["a", "b"] {
        add(&practice.app, vec![user], payload.to_owned(), false).await.expect("it is committed");
    }
    practice.advance(Duration::days(8));
    praxis::platform::sweep::sweep(&practice.app).await.expect("old events are deleted");
    let journal = after(&practice.app, user, 1).await;
    assert!(journal.events.is_empty() && journal.has_gap, "the second was deleted: {journal:?}");
    assert!(!after(&practice.app, user, 2).await.has_gap, "both had been seen");
    add(&practice.app, vec![user], "c".to_owned(), false).await.expect("it is committed");
    let journal = after(&practice.app, user, 1).await;
    assert_eq!((journal.events[0].seq, journal.has_gap), (3, true), "numbers are not used twice");
    assert!(!after(&practice.app, user, 2).await.has_gap);
});

/// Waits for this, whatever else is heard before.
async fn receives(subscription: &mut events::Subscription, what: Update) {
    let heard = async { while subscription.next().await.expect("the server goes on") != what {} };
    tokio::time::timeout(StdDuration::from_secs(10), heard).await.unwrap_or_else(|_| panic!("{what:?} was not heard"));
}

both!(subscribers_hear_of_news_after_the_commit_and_on_every_server, |practice: Practice| async move {
    let person = practice.patient("Ana Dervishi").await;
    let user: Id<User> = person.id.parse::<Uuid>().expect("an id").into();
    let mut own = events::subscribe(&practice.app);
    let undone = add(&practice.app, vec![user], "undone".to_owned(), true).await;
    assert!(undone.is_err());
    add(&practice.app, vec![user], "news".to_owned(), false).await.expect("it is committed");
    assert_eq!(own.next().await, Some(Update::News(user)), "the one that was committed");
    assert_eq!(after(&practice.app, user, 0).await.events.len(), 1, "it is there when it is heard of");
    let Some(_) = practice.database else { return };
    let (second, _) = practice.second_server(|_| ()).await;
    let mut elsewhere = events::subscribe(&second);
    // Until the second server listens, it says that anything may have changed.
    receives(&mut elsewhere, Update::Everything).await;
    add(&practice.app, vec![user], "for both".to_owned(), false).await.expect("it is committed");
    receives(&mut elsewhere, Update::News(user)).await;
    assert_eq!(after(&second, user, 1).await.events.len(), 1);
    // A topic that no feature has is not heard elsewhere, and disturbs nobody.
    let unknown = Topic { kind: "unknown", id: Uuid::nil() };
    practice
        .app
        .write(move |tx| {
            async move {
                events::changed(tx, unknown);
                Ok::<_, praxis::base::error::AppError>(())
            }
            .boxed()
        })
        .await
        .expect("it is committed");
    receives(&mut own, Update::Changed(unknown)).await;
    add(&second, vec![user], "back".to_owned(), false).await.expect("it is committed");
    receives(&mut own, Update::News(user)).await;
    second.stop().await;
});
