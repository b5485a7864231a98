//! The job queue: once for each key, not before its time, again after a failure or a crash, and what was given up.

use std::sync::Mutex;

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;
use praxis::base::error::{AppError, Code};
use praxis::platform::jobs::{self, Kind, NewJob, Outcome};
use uuid::Uuid;

use crate::harness::{Practice, both, text};

/// What ran, of all practices of this process: batch, payloads.
static RAN: Mutex<Vec<(Uuid, Vec<String>)>> = Mutex::new(Vec::new());

fn ran(of: &str) -> Vec<Vec<String>> {
    let ran = RAN.lock().expect("nobody panicked with it");
    ran.iter()
        .map(|(_, payloads)| payloads.clone())
        .filter(|payloads| payloads.iter().any(|payload| payload.starts_with(of)))
        .collect()
}

/// A kind whose jobs do what their payload ends with.
fn kind(limit: fn(&praxis::platform::app::App) -> Option<u32>) -> Kind {
    Kind {
        name: "test",
        ready: |_| true,
        limit,
        lock: Duration::minutes(2),
        give_up: Duration::hours(3),
        run: |_, batch| {
            RAN.lock().expect("nobody panicked with it").push((batch.id, batch.payloads.clone()));
            let payloads = batch.payloads.clone();
            async move {
                assert!(!payloads.iter().any(|payload| payload.ends_with("panics")), "this test means it");
                let outcome = |payload: &String| match payload.rsplit(' ').next() {
                    Some("fails") => Outcome::Later("not now".to_owned()),
                    Some("never") => Outcome::Dead("never".to_owned()),
                    _ => Outcome::Done,
                };
                payloads.iter().map(outcome).collect()
            }
            .boxed()
        },
    }
}

async fn run_due(practice: &Practice) -> usize {
    jobs::run_due(&practice.app, &kind(|_| None)).await.expect("the jobs can be read")
}

/// Adds a job; the payload begins with a word of this practice alone.
async fn add(practice: &Practice, payload: &str, at: Option<(DateTime<Utc>, &'static str)>) {
    let (clock, payload) = (practice.app.clock.clone(), payload.to_owned());
    practice
        .app
        .write(move |tx| {
            async move {
                let job = NewJob::new("test", payload);
                jobs::add(
                    tx,
                    &clock,
                    match at {
                        Some((at, key)) => job.at(at, key),
                        None => job,
                    },
                );
                Ok::<_, AppError>(())
            }
            .boxed()
        })
        .await
        .expect("it is added");
}

fn marker() -> String {
    Uuid::from_bytes(praxis::platform::clock::random()).to_string()
}

both!(a_job_runs_at_its_time_and_once_for_each_key, |practice: Practice| async move {
    let (mark, now) = (marker(), practice.clock.now());
    add(&practice, &format!("{mark} first"), Some((now + Duration::hours(2), "reminder"))).await;
    add(&practice, &format!("{mark} second"), Some((now + Duration::hours(1), "reminder"))).await;
    practice.advance(Duration::minutes(90));
    assert_eq!(run_due(&practice).await, 0, "the first with this key counts, and its time has not come");
    practice.advance(Duration::minutes(31));
    assert_eq!(run_due(&practice).await, 1);
    assert_eq!(ran(&mark), [[format!("{mark} first")]]);
    assert_eq!(run_due(&practice).await, 0, "it is done");
    add(&practice, &format!("{mark} third"), Some((practice.clock.now(), "reminder"))).await;
    assert_eq!(run_due(&practice).await, 1, "what is done keeps no key");

    add(&practice, &format!("{mark} fourth"), Some((practice.clock.now(), "cancelled"))).await;
    let cancel = || practice.app.write(|tx| async move { jobs::cancel(tx, "test", "cancelled").await }.boxed());
    assert_eq!(cancel().await, Ok(true));
    assert_eq!(cancel().await, Ok(false), "there is none any more");
    assert_eq!(run_due(&practice).await, 0);
});

both!(a_job_that_fails_is_tried_again_later_and_given_up_at_last, |practice: Practice| async move {
    let mark = marker();
    add(&practice, &format!("{mark} fails"), None).await;
    add(&practice, &format!("{mark} panics"), None).await;
    add(&practice, &format!("{mark} never"), None).await;
    assert_eq!(run_due(&practice).await, 3);
    assert_eq!(run_due(&practice).await, 0, "each has its pause");
    assert_eq!(practice.rows.words("SELECT last_error FROM jobs WHERE dead_at IS NOT NULL").await, ["never"]);
    let mut attempts = 1;
    while practice.rows.count("SELECT COUNT(*) FROM jobs WHERE kind = 'test' AND dead_at IS NULL").await > 0 {
        practice.advance(Duration::minutes(20));
        attempts += 1;
        run_due(&practice).await;
        assert!(attempts < 40, "they are given up after three hours");
    }
    let runs = ran(&mark);
    assert!((6..30).contains(&runs.len()), "later and later: {}", runs.len());
    let mut errors = practice.rows.words("SELECT last_error FROM jobs WHERE dead_at IS NOT NULL").await;
    errors.sort();
    assert_eq!(errors, ["never", "not now", "the handler panicked"]);
});

both!(a_job_of_a_server_that_crashed_is_run_by_another, |practice: Practice| async move {
    let mark = marker();
    add(&practice, &format!("{mark} done"), None).await;
    // A server has claimed it and is gone.
    practice
        .rows
        .change("UPDATE jobs SET attempts = 1, admitted_at = created_at, locked_until = '2999-01-01T00:00:00Z' WHERE kind = 'test'")
        .await;
    practice.advance(Duration::minutes(3));
    assert_eq!(run_due(&practice).await, 0, "it is still locked");
    practice.rows.change("UPDATE jobs SET locked_until = created_at WHERE kind = 'test'").await;
    assert_eq!(run_due(&practice).await, 1);
    assert_eq!(ran(&mark).len(), 1);
});

both!(staff_see_what_was_given_up_and_have_it_tried_again, |practice: Practice| async move {
    let (patient, admin) = (practice.patient("Ana Dervishi").await, practice.admin().await);
    practice.mails(&patient, 1).await;
    // A mail that cannot be read, as if a later version had written it.
    practice
        .rows
        .change("UPDATE jobs SET done_at = NULL, payload = REPLACE(payload, '\"welcome\"', '\"unknown\"') WHERE kind = 'mail'")
        .await;
    let dead = "SELECT COUNT(*) FROM jobs WHERE dead_at IS NOT NULL";
    for _ in 0..500 {
        if practice.rows.count(dead).await == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let browser = practice.browser();
    browser.signs_in(&admin.email, crate::harness::PASSWORD).await;
    assert!(browser.get("/").await.raw.contains("1 job was given up"));
    let page = browser.get("/jobs").await.raw;
    assert!(page.contains("unknown kind of mail: unknown"), "{page}");
    assert!(!page.contains(&patient.email), "the payload is not shown");
    let id = practice.rows.ids("SELECT id FROM jobs WHERE dead_at IS NOT NULL").await[0].to_string();

    practice.rows.change("UPDATE jobs SET payload = REPLACE(payload, '\"unknown\"', '\"welcome\"') WHERE kind = 'mail'").await;
    let other = browser.call("/fn/admin/retry-job", &[("id", &Uuid::nil().to_string())]).await;
    assert_eq!((other.status, text(&other.body["code"])), (404, Code::NotFound.to_string()));
    assert_eq!(browser.form("/fn/admin/retry-job", &[("id", &id)]).await.status, 303);
    practice.mails(&patient, 2).await;
    assert!(browser.get("/jobs").await.raw.contains("Nothing was given up"));
    assert_eq!(browser.call("/fn/admin/retry-job", &[("id", &id)]).await.status, 404, "it is done");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM audit_records WHERE action = 'admin.retry_job'").await, 1);
});
