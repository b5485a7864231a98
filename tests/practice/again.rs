//! Repeated requests: one `Idempotency-Key`, one booking, one answer.

use chrono::Duration;
use reqwest::Method;
use reqwest::header::HeaderValue;
use serde_json::json;

use crate::harness::{Answer, Engine, Person, Practice, REASON, both, run, text};

const NINE: &str = "2027-03-04T09:00:00Z";
const TEN: &str = "2027-03-04T10:00:00Z";
const ELEVEN: &str = "2027-03-04T11:00:00Z";
const APPOINTMENTS: &str = "SELECT COUNT(*) FROM appointments";
const KEYS: &str = "SELECT COUNT(*) FROM idempotency_keys";

async fn books(person: &Person, key: &str, slot: &str, reason: &str) -> Answer {
    let body = json!({ "slot_id": slot, "reason": reason });
    let key = HeaderValue::from_bytes(key.as_bytes()).expect("a header");
    Answer::of(person.request(Method::POST, "/appointments").header("idempotency-key", key).json(&body)).await
}

both!(the_same_booking_again_is_given_the_first_answer, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let slot = doctor.offers(NINE, TEN).await;
    let first = books(&patient, "a-key", &slot, REASON).await;
    let id = text(&first.body["id"]);
    doctor.sets(&id, "confirmed").await.is(200);
    practice.advance(Duration::minutes(5));
    // The same in another form: another order, spaces, capitals in the id.
    let words = format!("{{ \"reason\" : {:?},\n \"slot_id\": {:?} }}", REASON, slot.to_uppercase());
    let again = patient.request(Method::POST, "/appointments").header("idempotency-key", "a-key").body(words);
    let again = Answer::of(again.header("content-type", "application/json; charset=UTF-8")).await;
    assert_eq!((again.status, &again.raw), (201, &first.raw), "as it was the first time");
    assert_eq!(again.headers["location"], first.headers["location"]);
    assert_eq!(practice.rows.count(APPOINTMENTS).await, 1);
    practice.mails(&patient, 3).await;
});

both!(the_same_key_with_another_booking_is_refused, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let (slot, other) = (doctor.offers(NINE, TEN).await, doctor.offers(TEN, ELEVEN).await);
    books(&patient, "a-key", &slot, REASON).await.is(201);
    books(&patient, "a-key", &other, REASON).await.is_problem(422, "key_reused");
    books(&patient, "a-key", &slot, "Something else").await.is_problem(422, "key_reused");
    books(&patient, "A-key", &slot, REASON).await.is_problem(409, "slot_taken");
    books(&patient, "another", &other, REASON).await.is(201);
    assert_eq!(practice.rows.count(APPOINTMENTS).await, 2);
});

both!(ten_at_once_under_one_key_are_one_booking, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let slot = doctor.offers(NINE, TEN).await;
    let answers = futures::future::join_all((0..10).map(|_| books(&patient, "a-key", &slot, REASON))).await;
    let first = text(&answers[0].body["id"]);
    for answer in answers {
        assert_eq!(answer.is(201)["id"], first.as_str());
    }
    assert_eq!(practice.rows.count(APPOINTMENTS).await, 1);
});

both!(somebody_elses_key_is_another_one, |practice| async move {
    let (doctor, first, second) =
        (practice.doctor().await, practice.patient("Lan Nguyễn").await, practice.patient("Arben Krasniqi").await);
    let (slot, other) = (doctor.offers(NINE, TEN).await, doctor.offers(TEN, ELEVEN).await);
    let booked = books(&first, "a-key", &slot, REASON).await.is(201);
    books(&second, "a-key", &slot, REASON).await.is_problem(409, "slot_taken");
    let own = books(&second, "a-key", &other, REASON).await.is(201);
    assert_ne!(booked["id"], own["id"]);
});

both!(a_booking_that_was_refused_may_succeed_under_its_key, |practice| async move {
    let (doctor, first, second) =
        (practice.doctor().await, practice.patient("Lan Nguyễn").await, practice.patient("Arben Krasniqi").await);
    let slot = doctor.offers(NINE, TEN).await;
    let booked = text(&first.books(&slot).await.is(201)["id"]);
    books(&second, "a-key", &slot, REASON).await.is_problem(409, "slot_taken");
    first.sets(&booked, "cancelled").await.is(200);
    books(&second, "a-key", &slot, REASON).await.is(201);
});

both!(a_key_is_forgotten_after_a_day, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let (slot, other) = (doctor.offers(NINE, TEN).await, doctor.offers(TEN, ELEVEN).await);
    let first = books(&patient, "a-key", &slot, REASON).await.is(201);
    practice.advance(Duration::hours(23));
    patient.renew().await;
    assert_eq!(books(&patient, "a-key", &slot, REASON).await.is(201)["id"], first["id"]);
    practice.advance(Duration::hours(1));
    patient.renew().await;
    books(&patient, "a-key", &other, REASON).await.is(201);
    assert_eq!(practice.rows.count(APPOINTMENTS).await, 2);
    practice.advance(Duration::hours(24));
    praxis::platform::sweep::sweep(&practice.app).await.expect("it is swept");
    assert_eq!(practice.rows.count(KEYS).await, 0, "what patients said is not kept a second time");
});

both!(what_is_no_key_is_told, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let slot = doctor.offers(NINE, TEN).await;
    for key in ["", "two words", "clé", &"k".repeat(256)] {
        let refused = books(&patient, key, &slot, REASON).await.is_problem(422, "invalid");
        assert_eq!(refused["errors"][0]["pointer"], "/Idempotency-Key", "{key:?}");
    }
    let twice = patient.request(Method::POST, "/appointments").header("idempotency-key", "a").header("idempotency-key", "b");
    Answer::of(twice.json(&json!({ "slot_id": slot, "reason": REASON }))).await.is_problem(422, "invalid");
    assert_eq!(practice.rows.count(APPOINTMENTS).await, 0);
    books(&patient, &"k".repeat(255), &slot, REASON).await.is(201);
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_holds_at_every_server_on_one_postgres() {
    run(
        Engine::Postgres,
        |_| (),
        |practice: Practice| async move {
            let (second, url) = practice.second_server(|_| ()).await;
            let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
            let slot = doctor.offers(NINE, TEN).await;
            let elsewhere = patient.at_server(&url);
            let both = (0..10).map(|n| books(if n % 2 == 0 { &patient } else { &elsewhere }, "a-key", &slot, REASON));
            let answers = futures::future::join_all(both).await;
            let first = text(&answers[0].body["id"]);
            for answer in answers {
                assert_eq!(answer.is(201)["id"], first.as_str());
            }
            assert_eq!(practice.rows.count(APPOINTMENTS).await, 1);
            second.stop().await;
        },
    )
    .await;
}
