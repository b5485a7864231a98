//! Deletion of expired rows.

use chrono::Duration;
use serde_json::json;

use crate::harness::{Practice, REASON, both};

const FLASHES: &str = "SELECT COUNT(*) FROM flashes";
const KEYS: &str = "SELECT COUNT(*) FROM idempotency_keys";
const LETTERS: &str = "SELECT COUNT(*) FROM jobs";
const SESSIONS: &str = "SELECT COUNT(*) FROM sessions";
const THROTTLES: &str = "SELECT COUNT(*) FROM throttles";

async fn swept(practice: &Practice) -> [i64; 5] {
    praxis::platform::sweep::sweep(&practice.app).await.expect("it is swept");
    let mut counts = [0; 5];
    for (count, sql) in counts.iter_mut().zip([FLASHES, KEYS, LETTERS, SESSIONS, THROTTLES]) {
        *count = practice.rows.count(sql).await;
    }
    counts
}

both!(what_has_had_its_time_is_removed_and_nothing_else, |practice: Practice| async move {
    // More than one transaction deletes.
    const MANY: &str = "INSERT INTO throttles (key, failures, last_at, until) WITH RECURSIVE numbers (n) AS \
         (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 450) \
         SELECT 'many:' || n, failures, last_at, until FROM numbers, (SELECT * FROM throttles LIMIT 1) AS one";
    const DEAD: &str = "UPDATE jobs SET done_at = NULL, dead_at = created_at \
         WHERE id = (SELECT id FROM jobs ORDER BY id LIMIT 1)";
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let slot = doctor.offers("2027-03-04T09:00:00Z", "2027-03-04T10:00:00Z").await;
    let booking = patient.request(reqwest::Method::POST, "/appointments").header("idempotency-key", "once");
    let booked = booking.json(&json!({ "slot_id": slot, "reason": REASON })).send().await.expect("the server answers");
    assert_eq!(booked.status().as_u16(), 201);
    practice.mails(&patient, 2).await;
    practice.mails(&doctor, 1).await;
    for _ in 0..200 {
        if practice.rows.count("SELECT COUNT(*) FROM jobs WHERE done_at IS NULL").await == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    practice.rows.change(DEAD).await;
    let guess = json!({ "email": "nobody@example.org", "password": "wrong horse battery" });
    practice.anybody().post("/auth/login", guess.clone()).await.is_problem(401, "wrong_credentials");
    let browser = practice.browser();
    browser.form_on("/sign-in", "/fn/accounts/sign-in", &[("email", "nobody@example.org"), ("password", "wrong")]).await.is(303);
    practice.rows.change(MANY).await;

    let [flashes, keys, letters, sessions, throttles] = swept(&practice).await;
    assert_eq!((flashes, keys, letters, sessions), (1, 1, 3, 2), "nothing is old yet");
    assert!(throttles > 450, "{throttles}");
    practice.advance(Duration::minutes(6));
    assert_eq!(swept(&practice).await, [0, 1, 3, 2, throttles], "a flash lives for five minutes");
    practice.advance(Duration::hours(20));
    practice.anybody().post("/auth/login", guess).await.is_problem(401, "wrong_credentials");
    practice.advance(Duration::hours(5));
    let [_, keys, letters, sessions, left] = swept(&practice).await;
    assert_eq!((keys, letters, sessions), (0, 3, 2), "keys and counters live for a day");
    assert!((1..10).contains(&left), "what still counts stays: {left}");
    practice.advance(Duration::days(28));
    assert_eq!(swept(&practice).await, [0, 0, 3, 2, 0]);
    practice.advance(Duration::days(3));
    practice.sign_in(&patient.email).await;
    let [_, _, letters, sessions, _] = swept(&practice).await;
    assert_eq!((letters, sessions), (1, 1), "a letter that nobody got stays, and who is signed in");
});
