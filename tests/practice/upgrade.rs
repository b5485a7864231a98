//! A practice that an earlier version has left opens: its mails are sent, and its notifications read.

use chrono::Duration;
use praxis::platform::clock::Clock;
use praxis::platform::config::Settings;
use praxis::platform::password::Hasher;

use crate::harness::{Browser, DoctorSeed, Engine, PASSWORD, Place, start};

/// The last migration of the version before the job queue.
const BEFORE_JOBS: i64 = 20_261_124_235_000;

async fn opens(engine: Engine) {
    let place = Place::made_until(engine, BEFORE_JOBS).await;
    let rows = &place.rows;
    let clock = Clock::system();
    let now = clock.now();
    let hash = Hasher::new(1).hash(PASSWORD.to_owned()).await.expect("it can be hashed");
    let (patient, patients_email) = rows.add_patient("Ana Dervishi", &hash, now).await;
    let (doctor, doctors_email) = rows.add_doctor(&DoctorSeed::default(), &hash, now).await;
    let starts_at = now + Duration::days(3);
    let slot = rows.add_slots(&[(doctor, starts_at, starts_at + Duration::minutes(20))], now).await[0];
    let appointment = rows.add_appointment(slot, doctor, patient, starts_at).await;
    let at = starts_at.to_rfc3339();
    let letter = |about: &str| format!(r#"{{"lang":"en","about":{about}}}"#);
    for about in [
        r#"{"kind":"welcome","name":"Ana Dervishi"}"#.to_owned(),
        format!(
            r#"{{"kind":"appointment","happened":"confirmed","reader":"patient","appointment":"{appointment}","name":"Ana","with":"Dr Vera Hoxha","starts_at":"{at}","ends_at":"{at}","zone":"Europe/Tirane","place":"Tirana","visit_kind":"in_person","sequence":1,"written_at":"{at}"}}"#
        ),
    ] {
        rows.add_old_mail(&patients_email, &letter(&about), now).await;
    }
    for about in [
        r#"{"kind":"doctor_waits","name":"Vera"}"#,
        r#"{"kind":"let_in","name":"Vera"}"#,
        r#"{"kind":"declined","name":"Vera","reason":"The number is wrong"}"#,
        r#"{"kind":"let_doctor_in","name":"Ada","doctor":"Dr Vera Hoxha"}"#,
    ] {
        rows.add_old_mail(&doctors_email, &letter(about), now).await;
    }
    rows.add_old_notification(patient, "confirmed", ("appointment", appointment), now).await;
    rows.add_old_notification(patient, "doctor_applied", ("doctor", doctor), now).await;

    let settings = Settings::for_test(place.folder().to_path_buf(), place.database.clone());
    let (app, url, closing) = start(settings, clock).await;
    let unverified = rows.count("SELECT COUNT(*) FROM users WHERE email_verified_at IS NULL").await;
    assert_eq!(unverified, 0, "accounts from before have used their addresses");
    let mut sent = Vec::new();
    for _ in 0..500 {
        sent = app.mailer.sent();
        if sent.len() == 6 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let mut said: Vec<(bool, &str)> = sent.iter().map(|mail| (mail.to == patients_email, mail.subject.as_str())).collect();
    said.sort_unstable();
    assert_eq!(said.len(), 6, "{said:?}; {:?}", rows.words("SELECT last_error FROM jobs WHERE last_error IS NOT NULL").await);
    assert!(said.iter().filter(|(to_patient, _)| *to_patient).count() == 2, "{said:?}");

    let browser = Browser::at(&url);
    browser.signs_in(&patients_email, PASSWORD).await.is(303);
    let page = browser.get("/notifications").await.raw;
    assert!(page.contains("Dr Vera Hoxha") && page.contains(&format!("/appointments/{appointment}")), "{page}");
    let day = starts_at.with_timezone(&chrono_tz::Europe::Tirane).format("%H:%M").to_string();
    assert!(page.contains(&day), "the appointment's time, on the doctor's clock: {page}");
    assert!(page.contains("href=\"/doctor-applications\""), "{page}");
    closing.cancel();
    app.stop().await;
    place.clear().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_of_an_earlier_version_opens_on_sqlite() {
    opens(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_of_an_earlier_version_opens_on_postgres() {
    opens(Engine::Postgres).await;
}
