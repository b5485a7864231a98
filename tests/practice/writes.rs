//! Writes that share a commit succeed or fail independently.

use futures::FutureExt;
use praxis::base::error::{Code, Result};
use praxis::platform::db::Engine;
use praxis::platform::throttle;

use crate::harness::{Practice, both};

/// Counts an attempt under `name`, and then ends with `end`.
async fn write(practice: &Practice, name: &str, end: fn() -> Result<()>) -> Result<()> {
    let key = name.to_owned();
    let clock = practice.app.clock.clone();
    practice
        .app
        .write(move |tx| {
            async move {
                throttle::store::take(tx, &key, clock.now()).await?;
                end()
            }
            .boxed()
        })
        .await
}

/// Adds the fact `name` with a statement that sets the write's savepoint, between `before` and `after`.
async fn add_fact(practice: &Practice, name: &str, before: fn() -> Result<()>, after: fn() -> Result<()>) -> Result<()> {
    let name = name.to_owned();
    practice
        .app
        .write_from(move |tx| {
            async move {
                before()?;
                let sql = tx.first("INSERT INTO practice_facts (name, value) VALUES ($1, $1)");
                match tx.engine() {
                    Engine::Sqlite(c) => sqlx::query(sql).bind(name).execute(c).await.map(|_| ())?,
                    Engine::Postgres(c) => sqlx::query(sql).bind(name).execute(c).await.map(|_| ())?,
                }
                after()
            }
            .boxed()
        })
        .await
}

both!(a_write_that_fails_before_its_first_statement_undoes_no_other, |practice| async move {
    let good = || Ok(());
    let failing = || Err(Code::Internal.into());
    for round in 0..20 {
        let named = |what: &str, n: i32| format!("{what}-{round}-{n}");
        let (a, b, c, d, e, f) =
            (named("good", 1), named("failing", 1), named("good", 2), named("failing", 2), named("good", 3), named("good", 4));
        let done = tokio::join!(
            add_fact(&practice, &a, good, good),
            add_fact(&practice, &b, failing, good),
            add_fact(&practice, &c, good, good),
            add_fact(&practice, &d, good, failing),
            write(&practice, &e, good),
            // There is one of this name: the statement itself fails.
            add_fact(&practice, &a, good, good),
            add_fact(&practice, &f, good, good),
        );
        assert!(done.2.is_ok() && done.4.is_ok() && done.6.is_ok(), "{done:?}");
        assert!(done.1.is_err() && done.3.is_err() && done.0.is_ok() != done.5.is_ok(), "{done:?}");
    }
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM practice_facts WHERE name LIKE 'good-%'").await, 60);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM practice_facts WHERE name LIKE 'failing-%'").await, 0);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM throttles").await, 20);
});

both!(a_write_that_begins_with_another_statement_undoes_no_other, |practice| async move {
    let good = || Ok(());
    let mut kept = 0;
    for round in 0..20 {
        let clock = practice.app.clock.clone();
        let wrong = practice.app.write_from(move |tx| {
            async move {
                throttle::store::take(tx, &format!("wrong-{round}"), clock.now()).await?;
                Ok(())
            }
            .boxed()
        });
        let (a, b) = (format!("good-{round}-1"), format!("good-{round}-2"));
        let done = tokio::join!(add_fact(&practice, &a, good, good), wrong, add_fact(&practice, &b, good, good));
        assert!(done.0.is_ok() && done.2.is_ok(), "{done:?}");
        // On PostgreSQL, and as the first of a commit on SQLite, it does no harm.
        kept += i64::from(done.1.is_ok());
    }
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM practice_facts WHERE name LIKE 'good-%'").await, 40);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM throttles").await, kept);
});

both!(of_writes_at_the_same_moment_only_the_failing_ones_are_undone, |practice| async move {
    let good = || Ok(());
    let failing = || Err(Code::Internal.into());
    let panicking: fn() -> Result<()> = || panic!("this test means it");
    for round in 0..20 {
        let named = |what: &str, n: i32| format!("{what}-{round}-{n}");
        let (a, b, c, d, e) = (named("good", 1), named("failing", 1), named("good", 2), named("panicking", 1), named("good", 3));
        let done = tokio::join!(
            write(&practice, &a, good),
            write(&practice, &b, failing),
            write(&practice, &c, good),
            write(&practice, &d, panicking),
            write(&practice, &e, good),
        );
        assert!(done.0.is_ok() && done.2.is_ok() && done.4.is_ok(), "{done:?}");
        assert!(done.1.is_err() && done.3.is_err(), "{done:?}");
    }
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM throttles WHERE key LIKE 'good-%'").await, 60);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM throttles").await, 60, "nothing is left of those that failed");
    write(&practice, "after-all", good).await.expect("the queue goes on");
});
