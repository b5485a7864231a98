//! The limits on a patient's future appointments, and on mails per address and hour.

use chrono::{DateTime, Duration, Utc};
use praxis::base::model::{Id, Role, VisitKind};
use praxis::base::text::Lang;
use praxis::features::appointments::mails::AppointmentSnapshot;
use praxis::features::appointments::model::AppointmentEvent;
use praxis::features::notifications::mail::{MailContent, MailKind, combine};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, DoctorSeed, Engine, PASSWORD, Person, Practice, REASON, both, run, text};

const ACTIVE: &str = "SELECT COUNT(*) FROM appointments WHERE status IN ('pending', 'confirmed')";

/// `count` free one-hour slots of a doctor; the first begins in three days and `later` hours.
async fn hours(practice: &Practice, doctor: Uuid, count: i64, later: i64) -> Vec<String> {
    let begin = practice.clock.now() + Duration::days(3) + Duration::hours(later);
    let times: Vec<_> = (0..count).map(|n| (doctor, begin + Duration::hours(n), begin + Duration::hours(n + 1))).collect();
    practice.rows.add_slots(&times, practice.clock.now()).await.iter().map(ToString::to_string).collect()
}

async fn doctor(practice: &Practice) -> Uuid {
    practice.rows.add_doctor(&DoctorSeed::default(), "", practice.clock.now()).await.0
}

async fn books_once(person: &Person, slot: &str, key: &str) -> Answer {
    let request = person.request(Method::POST, "/appointments").header("idempotency-key", key);
    Answer::of(request.json(&json!({ "slot_id": slot, "reason": REASON }))).await
}

both!(
    a_patient_has_so_many_appointments_ahead_and_no_more,
    |settings| (settings.max_bookings, settings.max_bookings_per_doctor) = (3, 2),
    |practice: Practice| async move {
        let mut free = Vec::new();
        for later in [0, 10, 20] {
            let doctor = doctor(&practice).await;
            free.push(hours(&practice, doctor, 4, later).await);
        }
        let patient = practice.patient("Lan Nguyễn").await;
        let browser = practice.browser();
        browser.signs_in(&patient.email, PASSWORD).await.is(303);
        let first = text(&patient.books(&free[0][0]).await.is(201)["id"]);
        let second = books_once(&patient, &free[0][1], "the-second").await;
        assert_eq!(second.status, 201, "{}", second.raw);

        let refused = patient.books(&free[0][2]).await.is_problem(409, "too_many_with_doctor");
        assert_eq!(refused["limit"], 2);
        assert!(text(&refused["detail"]).ends_with("Allowed at the same time: 2."), "{refused}");
        let page = browser.get(&format!("/book/{}", free[0][2])).await;
        assert!(page.raw.contains("Allowed at the same time: 2."), "{}", page.raw);
        assert!(!page.raw.contains("name=\"reason\""), "there is no form to fill in for nothing: {}", page.raw);
        assert!(browser.get(&format!("/book/{}", free[1][0])).await.raw.contains("name=\"reason\""));

        patient.books(&free[1][0]).await.is(201);
        let refused = patient.books(&free[2][0]).await.is_problem(409, "too_many_bookings");
        assert_eq!(refused["limit"], 3);
        assert!(browser.get(&format!("/book/{}", free[2][0])).await.raw.contains("Allowed at the same time: 3."));
        let form = [
            ("slot", format!("{}@{}", free[2][0], (practice.clock.now() + Duration::hours(92)).to_rfc3339())),
            ("reason", REASON.to_owned()),
        ];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = browser.call("/fn/appointments/book", &form).await;
        assert_eq!((answer.status, &answer.body["code"]), (409, &json!("too_many_bookings")), "{}", answer.raw);
        assert_eq!(books_once(&patient, &free[0][1], "the-second").await.raw, second.raw, "the same request again");
        assert_eq!(practice.rows.count(ACTIVE).await, 3);

        patient.sets(&first, "cancelled").await.is(200);
        patient.books(&free[2][0]).await.is(201);
        // Past appointments do not count.
        practice.advance(Duration::days(10));
        patient.renew().await;
        let doctor = doctor(&practice).await;
        for slot in hours(&practice, doctor, 2, 0).await {
            patient.books(&slot).await.is(201);
        }
    }
);

both!(
    a_new_account_books_one_until_its_address_is_confirmed,
    |settings| settings.max_bookings_unverified = 1,
    |practice: Practice| async move {
        let doctor = doctor(&practice).await;
        let free = hours(&practice, doctor, 6, 0).await;
        let newcomer = practice.patient_reading("Lan Nguyễn", "fr").await;
        newcomer.books(&free[0]).await.is(201);
        let refused = newcomer.books(&free[1]).await.is_problem(409, "too_many_unverified");
        assert_eq!(refused["limit"], 1);
        assert!(text(&refused["detail"]).contains("Annulez celui que vous avez"), "{refused}");
        // Accounts from before this limit, or created by the practice, have only the general limits.
        let (id, _) = practice.rows.add_patient("Before", "", practice.clock.now()).await;
        let before = practice.let_in(id).await;
        before.books(&free[2]).await.is(201);
        before.books(&free[3]).await.is(201);
        practice.rows.change("UPDATE users SET email_verified_at = created_at").await;
        newcomer.books(&free[1]).await.is(201);
    }
);

both!(
    a_hundred_bookings_of_one_patient_at_once_stay_within_the_limit,
    |settings| (settings.max_bookings, settings.requests_per_minute) = (10, 100_000),
    |practice: Practice| async move {
        let mut wanted = Vec::new();
        for later in 0..100 {
            let doctor = doctor(&practice).await;
            wanted.extend(hours(&practice, doctor, 1, later).await);
        }
        let (id, _) = practice.rows.add_patient("Hasty", "", practice.clock.now()).await;
        let patient = practice.let_in(id).await;
        let answers = futures::future::join_all(wanted.iter().map(|slot| patient.books(slot))).await;
        let booked = answers.iter().filter(|answer| answer.status == 201).count();
        for answer in answers.into_iter().filter(|answer| answer.status != 201) {
            answer.is_problem(409, "too_many_bookings");
        }
        assert_eq!((booked, practice.rows.count(ACTIVE).await), (10, 10));
    }
);

/// Waits until no mail is waiting to be sent.
async fn quiet(practice: &Practice) {
    const ON_ITS_WAY: &str = "SELECT COUNT(*) FROM jobs WHERE done_at IS NULL AND NOT (held AND admitted_at IS NULL)";
    for _ in 0..1500 {
        if practice.rows.count(ON_ITS_WAY).await == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("letters are still on their way");
}

const MOST: u32 = 5;

both!(
    a_flood_of_bookings_is_a_few_mails_and_one_that_names_the_rest,
    |settings| {
        settings.max_mails_per_hour = MOST;
        settings.max_bookings_per_doctor = 2;
        settings.requests_per_minute = 100_000;
    },
    |practice: Practice| async move {
        let doctor = practice.doctor().await;
        let free = hours(&practice, doctor.id.parse().expect("an id"), 300, 0).await;
        let mut booked = 0;
        for (n, pair) in free.chunks(2).enumerate() {
            let (id, _) = practice.rows.add_patient(&format!("Patient {n}"), "", practice.clock.now()).await;
            let patient = practice.let_in(id).await;
            for slot in pair.iter().chain(free.last()) {
                booked += usize::from(patient.books(slot).await.status == 201);
            }
        }
        assert_eq!(booked, 300);
        quiet(&practice).await;
        let told = |practice: &Practice| -> Vec<_> {
            practice.app.mailer.sent().into_iter().filter(|mail| mail.to == doctor.email).collect()
        };
        let most = usize::try_from(MOST).expect("a small number");
        assert_eq!(told(&practice).len(), most);

        practice.advance(Duration::minutes(59));
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        quiet(&practice).await;
        assert_eq!(told(&practice).len(), most, "the hour is not over");
        // A mail about the account is not held back.
        practice
            .anybody()
            .post(
                "/auth/register",
                json!({
                    "role": "patient", "email": doctor.email.to_uppercase(), "password": PASSWORD, "full_name": "Somebody",
                    "date_of_birth": "1987-06-05",
                }),
            )
            .await
            .is(202);
        practice.mails(&doctor, most + 1).await;

        practice.advance(Duration::minutes(2));
        let mails = practice.mails(&doctor, most + 2).await;
        let all = &mails[most + 1];
        let lines: Vec<&str> = all.text.lines().filter(|line| line.starts_with("New request: ")).collect();
        assert_eq!((lines.len(), all.calendar.as_ref()), (300 - most, None), "{}", all.text);
        let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
        assert!(!lines.iter().any(|line| subjects.contains(line)), "told twice: {lines:#?}");
        // In chronological order.
        let held: Vec<String> = practice.rows.words("SELECT payload FROM jobs WHERE batch_id IS NOT NULL ORDER BY id").await;
        let alone = held.iter().map(|letter| {
            let job: serde_json::Value = serde_json::from_str(letter).expect("JSON");
            let letter: MailContent<Value> = serde_json::from_value(job["letter"].clone()).expect("a letter");
            combine(&practice.app, &[letter], &doctor.email, "id").expect("a mail").subject
        });
        assert_eq!(alone.collect::<Vec<_>>(), lines);
        assert!(all.text.contains("/appointments"), "{}", all.text);
        quiet(&practice).await;

        // A server that crashed between sending and recording it: the same mail again, with the same id, and no other.
        practice.rows.change("UPDATE jobs SET done_at = NULL WHERE batch_id IS NOT NULL").await;
        practice.advance(Duration::minutes(3));
        let mails = practice.mails(&doctor, most + 3).await;
        assert_eq!((&mails[most + 2].message_id, &mails[most + 2].text), (&mails[most + 1].message_id, &mails[most + 1].text));
        quiet(&practice).await;

        // After that, mails are sent one by one again, up to the hourly limit.
        let (id, _) = practice.rows.add_patient("Later", "", practice.clock.now()).await;
        let slot = hours(&practice, doctor.id.parse().expect("an id"), 1, 400).await;
        practice.advance(Duration::minutes(61));
        practice.let_in(id).await.books(&slot[0]).await.is(201);
        let mails = practice.mails(&doctor, most + 4).await;
        assert!(mails[most + 3].calendar.is_some());
    }
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_on_one_postgres_keep_the_same_hour() {
    let change = |settings: &mut praxis::platform::config::Settings| {
        settings.max_mails_per_hour = MOST;
        settings.requests_per_minute = 100_000;
    };
    run(Engine::Postgres, change, move |practice: Practice| async move {
        let (second, _) = practice.second_server(change).await;
        let doctor = practice.doctor().await;
        let free = hours(&practice, doctor.id.parse().expect("an id"), 60, 0).await;
        let (id, _) = practice.rows.add_patient("Busy", "", practice.clock.now()).await;
        let patient = practice.let_in(id).await;
        futures::future::join_all(free.iter().map(|slot| patient.books(slot))).await;
        quiet(&practice).await;
        let told = || {
            let both = [practice.app.mailer.sent(), second.mailer.sent()].into_iter().flatten();
            both.filter(|mail| mail.to == doctor.email).count()
        };
        let most = usize::try_from(MOST).expect("a small number");
        assert_eq!(told(), most);
        practice.advance(Duration::minutes(61));
        for _ in 0..500 {
            if told() > most {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        quiet(&practice).await;
        assert_eq!(told(), most + 1, "one server sends the digest");
        second.stop().await;
    })
    .await;
}

/// Every kind of mail, with names chosen by users.
fn letters(name: &str, now: DateTime<Utc>) -> Vec<Value> {
    let reason = "The number is not in the register";
    let mut all = vec![
        json!({ "kind": "welcome", "name": name, "chosen": null }),
        json!({ "kind": "known_address", "chosen": null }),
        json!({ "kind": "verify_address", "name": name, "link": Uuid::nil() }),
        json!({ "kind": "application_received", "name": name }),
        json!({ "kind": "doctor_applied", "name": name, "doctor": name }),
        json!({ "kind": "approved", "name": name }),
        json!({ "kind": "rejected", "name": name, "reason": reason }),
        json!({ "kind": "change_asked", "name": name, "doctor": name }),
        json!({ "kind": "change_approved", "name": name }),
        json!({ "kind": "change_refused", "name": name, "reason": null }),
        json!({ "kind": "password_forgotten", "name": name, "link": Uuid::nil() }),
        json!({ "kind": "password_changed", "name": name }),
        json!({ "kind": "record_opened", "name": name, "doctor": name }),
        json!({ "kind": "emergency_reported", "name": name, "doctor": name }),
        json!({ "kind": "new_browser", "name": name, "client": name, "at": { "at": now, "zone": "Europe/Paris" } }),
        json!({ "kind": "invitation", "name": name, "role": "doctor", "link": Uuid::nil() }),
        json!({ "kind": "account_suspended", "name": name }),
        json!({ "kind": "account_restored", "name": name }),
        json!({ "kind": "role_changed", "name": name, "role": "admin" }),
        json!({ "kind": "password_taken", "name": name, "link": Uuid::nil() }),
        json!({ "kind": "confirm_address", "name": name, "link": Uuid::nil() }),
        json!({ "kind": "address_change", "name": name, "address": "lan@patients.example", "is_done": false }),
        json!({ "kind": "address_change", "name": name, "address": "lan@patients.example", "is_done": true }),
        json!({ "kind": "second_factor", "name": name, "event": "on" }),
        json!({ "kind": "second_factor", "name": name, "event": "off" }),
        json!({ "kind": "second_factor", "name": name, "event": "reset" }),
        json!({ "kind": "second_factor", "name": name, "event": "recovery_code_used", "codes_left": 9 }),
        json!({ "kind": "export_ready", "name": name, "until": { "at": now, "zone": "Europe/Paris" } }),
        json!({ "kind": "deletion_asked", "name": name, "due": { "at": now, "zone": "Europe/Paris" } }),
        json!({ "kind": "deletion_taken_back", "name": name }),
        json!({ "kind": "account_deleted", "name": name }),
    ];
    for happened in AppointmentEvent::ALL {
        for reader in [Role::Patient, Role::Doctor] {
            let snapshot = AppointmentSnapshot {
                happened: *happened,
                reader,
                appointment: Id::from(Uuid::nil()),
                name: name.to_owned(),
                with: name.to_owned(),
                starts_at: now,
                ends_at: now + Duration::hours(1),
                zone: "Europe/Paris".to_owned(),
                doctor_zone: None,
                moved: None,
                place: "Rruga e Durrësit, Tirana".to_owned(),
                visit_kind: VisitKind::InPerson,
                sequence: 0,
                written_at: now,
            };
            let mut about = serde_json::to_value(snapshot).expect("JSON");
            about["kind"] = json!("appointment");
            all.push(about);
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_mail_says_what_a_name_wants_to_say() {
    const NAME: &str = "Quincebait http://evil.example evil.example\nBcc: eve@evil.example ”";
    run(
        Engine::Sqlite,
        |_| (),
        |practice: Practice| async move {
            let all = letters(NAME, practice.clock.now());
            let known: Vec<String> = all.iter().map(|about| text(&about["kind"])).collect();
            let kinds = practice.app.registry.all::<MailKind>();
            assert!(kinds.len() >= 10, "only {} kinds", kinds.len());
            for kind in kinds {
                assert!(known.iter().any(|known| known == kind.name), "this test knows no letter of the kind {}", kind.name);
            }
            for lang in Lang::ALL {
                let letters: Vec<MailContent<Value>> =
                    all.iter().map(|about| MailContent { lang: *lang, about: about.clone() }).collect();
                let singles = letters.chunks(1);
                for letters in singles.chain([letters.as_slice()]) {
                    let mail = combine(&practice.app, letters, "lan@patients.example", "id").expect("a mail");
                    let what = format!("{lang} {letters:?}: {mail:#?}");
                    assert!(!mail.subject.contains("Quincebait"), "in a subject: {what}");
                    assert!(!mail.subject.contains('\n'), "{what}");
                    for sentence in mail.text.split(['\n', '.', '!', '?', ':']) {
                        assert!(!sentence.trim_start().starts_with("Quincebait"), "a sentence begins with a name: {what}");
                    }
                    let without_ours = mail.text.replace(&practice.url, "");
                    for link in ["evil.example", "://", "eve@", "example ”", "\nBcc"] {
                        assert!(!without_ours.contains(link), "{link}: {what}");
                    }
                }
            }
        },
    )
    .await;
}
