//! Exports of one's own data, and the deletion of one's account: afterwards the whole database and the data folder are searched.
//!
//! A feature that stores something about a person adds it to [`everything`], and, if the law keeps some of it, a line to [`KEPT`].

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::time::Duration as StdDuration;

use chrono::Duration;
use futures::{FutureExt, TryStreamExt};
use praxis::features::care::service::{self as care, Between, CareSource};
use praxis::platform::db::copy::Snapshot;
use praxis::platform::events;
use praxis::platform::fold::fold;
use praxis::platform::personal::{Exported, ImpersonalTables, PersonalData};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Browser, DoctorSeed, PASSWORD, Person, Practice, both, text};

const NAME: &str = "Désirée Quincewater";
const EARLIER_NAME: &str = "Désirée Medlarsen";
const EMAIL: &str = "Desiree@quincewater.example";
const EARLIER_EMAIL: &str = "desiree@medlarsen.example";
const PHONE: &str = "+33 6 55 44 33 22";
const NEXT_OF_KIN: &str = "Hortense Rowanberry";
const THEIR_PHONE: &str = "+33 6 11 22 33 44";
/// One that waits for its code.
const NEXT_PHONE: &str = "+33 6 77 88 99 00";

/// What identifies the patient, as it may be written, without accents and in lower case.
const WORDS: [&str; 16] = [
    "quincewater",
    "medlarsen",
    "desiree",
    "655443322",
    "6 55 44 33 22",
    "1931-05-17",
    "17 may 1931",
    "17/05/1931",
    "19310517",
    "cognassiers",
    "rowanberry",
    "611223344",
    "6 11 22 33 44",
    "677889900",
    "6 77 88 99 00",
    // In the patient's own note, and in the reason of a visit that did not take place.
    "ownquincewords",
];

/// What the law keeps although it may name the patient: table and column, the text, and why.
const KEPT: [(&str, &str, &str); 2] = [
    ("appointments", "Désirée Quincewater reports less pain", "a doctor's note on a visit that took place: the medical record"),
    ("account_actions", "Désirée Quincewater asked for it", "the reason for what staff did, which only staff read: append-only"),
];

/// A practice with a patient who has everything that the product has.
struct Fixture {
    patient: Person,
    doctor: Person,
    admin: Person,
    browser: Browser,
    upcoming: String,
    completed: String,
}

/// Waits until this statement counts 0.
async fn none_of(practice: &Practice, sql: &'static str) {
    for _ in 0..1000 {
        if practice.rows.count(sql).await == 0 {
            return;
        }
        tokio::time::sleep(StdDuration::from_millis(10)).await;
    }
    panic!("still not 0: {sql}");
}

const UNFINISHED: &str = "SELECT COUNT(*) FROM jobs WHERE done_at IS NULL AND dead_at IS NULL AND run_at <= '2027-03-01T20:00:00Z'";

async fn asks_export(person: &Person) -> Value {
    person.post("/me/export", json!({ "password": PASSWORD })).await.is(202)
}

async fn deletes(person: &Person, password: &str) -> crate::harness::Answer {
    let request = person.request(Method::DELETE, "/me").json(&json!({ "password": password }));
    crate::harness::Answer::of(request).await
}

/// The patient's latest export, when it has this state.
async fn exported(person: &Person) -> Value {
    for _ in 0..1000 {
        let export = person.get("/me/export").await.is(200);
        if export["state"] != "making" {
            return export;
        }
        tokio::time::sleep(StdDuration::from_millis(10)).await;
    }
    panic!("an export is not made");
}

async fn download(practice: &Practice, person: &Person, export: &Value) -> reqwest::Response {
    let url = format!("{}{}", practice.url, text(&export["url"]));
    reqwest::Client::new().get(url).bearer_auth(person.token()).send().await.expect("the server answers")
}

/// The files of an export by their names.
async fn files(practice: &Practice, person: &Person, export: &Value) -> BTreeMap<String, String> {
    let response = download(practice, person, export).await;
    assert_eq!(response.status().as_u16(), 200);
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("content-type"), "application/zip");
    assert!(header("content-disposition").starts_with("attachment"));
    let bytes = response.bytes().await.expect("it is whole");
    assert_eq!(export["bytes"], bytes.len());
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP file");
    let mut files = BTreeMap::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).expect("a file");
        let name = file.name().expect("a name").into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("it is whole");
        // A picture has no texts.
        files.insert(name, String::from_utf8_lossy(&content).into_owned());
    }
    files
}

fn records(files: &BTreeMap<String, String>, name: &str) -> Vec<Value> {
    serde_json::from_str(files.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", files.keys()))).expect(name)
}

/// The path of the link in the latest mail to this address, without its token.
async fn token(practice: &Practice, email: &str, page: &str) -> String {
    for _ in 0..500 {
        let mails = practice.app.mailer.sent();
        let found = mails.iter().rev().filter(|mail| mail.to == email).find_map(|mail| {
            mail.text
                .split_whitespace()
                .find_map(|word| word.split_once(&format!("{page}?token=")).map(|(_, token)| token.to_owned()))
        });
        if let Some(found) = found {
            return found;
        }
        tokio::time::sleep(StdDuration::from_millis(10)).await;
    }
    panic!("no link to {page} was mailed to {email}");
}

/// The code of the only text message.
async fn phone_code(practice: &Practice) -> String {
    for _ in 0..500 {
        if let [sms] = practice.app.sms.sent().as_slice() {
            let word = sms.text.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6);
            return word.expect("a code").to_owned();
        }
        tokio::time::sleep(StdDuration::from_millis(10)).await;
    }
    panic!("one message was expected: {:?}", practice.app.sms.sent());
}

/// A new session of somebody who would have to enter a code to sign in.
async fn continues(practice: &Practice, person: &Person) {
    let account = person.id.parse().expect("an id");
    person.use_token(&practice.session(account).await.access);
}

async fn everything(practice: &Practice) -> Fixture {
    let admin = practice.admin().await;
    let doctor = practice.doctor().await;
    let colleague = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;

    // An account under another name and address at first, with sessions, links, and a wrong password.
    let body = json!({
        "role": "patient", "email": EARLIER_EMAIL, "password": PASSWORD, "full_name": EARLIER_NAME, "date_of_birth": "1931-05-17",
        "gender": "female", "phone": PHONE, "address": "17 rue des Cognassiers\nTours", "locale": "fr", "time_zone": "Europe/Paris",
    });
    practice.anybody().post("/auth/register", body).await.is(202);
    let mut patient = practice.sign_in(EARLIER_EMAIL).await;
    let verify = token(practice, EARLIER_EMAIL, "/verify-email").await;
    practice.anybody().post("/auth/verify-email", json!({ "token": verify })).await.is(200);
    let early = doctor.offers("2027-03-01T08:30:00Z", "2027-03-01T08:50:00Z").await;
    let early = text(&patient.books(&early).await.is(201)["id"]);
    doctor.sets(&early, "cancelled").await.is(200);
    let contact = json!({ "patient": { "emergency_contact": { "name": NEXT_OF_KIN, "phone": THEIR_PHONE } }, "full_name": NAME });
    patient.patch("/me", contact).await.is(200);
    patient.post("/me/email", json!({ "email": EMAIL, "password": PASSWORD })).await.is(202);
    let confirm = token(practice, EMAIL, "/confirm-email").await;
    practice.anybody().post("/auth/confirm-email", json!({ "token": confirm })).await.is(204);
    EMAIL.clone_into(&mut patient.email);
    patient.renew().await;
    let browser = practice.browser();
    browser.signs_in(EMAIL, PASSWORD).await.is(303);
    // A form that failed keeps what was typed; a wrong password is counted; a forgotten one mails a link.
    browser.form_on("/profile/email", "/fn/accounts/change-email", &[("email", EMAIL), ("password", "wrong horse")]).await.is(303);
    let wrong = [("email", EMAIL), ("password", "wrong horse battery"), ("next", "/")];
    practice.browser().form_on("/sign-in", "/fn/accounts/sign-in", &wrong).await.is(303);
    practice.anybody().post("/auth/password/forgot", json!({ "email": EMAIL })).await.is(202);

    // Appointments in all states, with reasons, notes by both, moves and cancellations in words.
    let hours = [9, 10, 11, 12, 13, 14].map(|hour| format!("2027-03-01T{hour:02}"));
    let mut ids = Vec::new();
    for (nth, hour) in hours.iter().enumerate() {
        let slot = doctor.offers(&format!("{hour}:00:00Z"), &format!("{hour}:20:00Z")).await;
        let request = patient.request(Method::POST, "/appointments").header("idempotency-key", format!("key-{nth}"));
        let reason = if nth < 2 { "A rash on both elbows" } else { "ownquincewords" };
        let booked = crate::harness::Answer::of(request.json(&json!({ "slot_id": slot, "reason": reason }))).await.is(201);
        ids.push(text(&booked["id"]));
    }
    let [completed, confirmed, cancelled, declined, no_show, pending] = <[String; 6]>::try_from(ids).expect("six");
    for id in [&completed, &confirmed, &no_show] {
        doctor.sets(id, "confirmed").await.is(200);
    }
    let cancel = |reason: &str| json!({ "status": "cancelled", "reason": reason });
    patient.patch(&format!("/appointments/{cancelled}"), cancel("ownquincewords")).await.is(200);
    doctor.patch(&format!("/appointments/{declined}"), cancel("Désirée Quincewater should see a colleague")).await.is(200);
    let later = doctor.offers("2027-03-22T09:00:00Z", "2027-03-22T09:20:00Z").await;
    let moved = json!({ "slot_id": later, "reason": "The doctor is away" });
    admin.patch(&format!("/appointments/{confirmed}"), moved).await.is(200);
    let other = colleague.offers("2027-03-23T09:00:00Z", "2027-03-23T09:20:00Z").await;
    patient.books(&other).await.is(201);
    for id in [&completed, &pending] {
        patient.patch(&format!("/appointments/{id}"), json!({ "notes": "ownquincewords" })).await.is(200);
    }

    // Care, also in an emergency, and an event of the doctor about the patient.
    let ids = |person: &Person| person.id.parse::<Uuid>().expect("an id");
    let (of_patient, of_doctor) = (ids(&patient), ids(&doctor));
    let between = Between { patient: of_patient.into(), doctor: of_doctor.into() };
    let clock = practice.app.clock.clone();
    let written = practice.app.write(move |tx| {
        async move {
            care::begin(tx, &clock, between, (CareSource::Question, None), None).await?;
            events::add(tx, &clock, of_doctor.into(), "test", &json!({ "patient": of_patient }))?;
            events::add(tx, &clock, of_patient.into(), "test", &json!({ "name": NAME }))
        }
        .boxed()
    });
    written.await.expect("it is written");

    let why = json!({ "reason": "Désirée Quincewater lay unconscious" });
    colleague.post(&format!("/patients/{}/access", patient.id), why).await.is(204);
    let doctors = practice.browser();
    doctors.signs_in(&doctor.email, PASSWORD).await.is(303);
    doctors.form("/fn/patients/note", &[("id", &patient.id), ("note", "Désirée Quincewater likes tea")]).await.is(303);

    // Hours later: one visit has taken place, to another the patient did not come.
    none_of(practice, UNFINISHED).await;
    practice.advance(Duration::hours(9));
    for person in [&patient, &doctor, &admin] {
        person.renew().await;
    }
    browser.signs_in(EMAIL, PASSWORD).await.is(303);
    doctor.sets(&completed, "completed").await.is(200);
    doctor.sets(&no_show, "no_show").await.is(200);
    let note = json!({ "notes": "Désirée Quincewater reports less pain" });
    doctor.patch(&format!("/appointments/{completed}"), note).await.is(200);
    let why = json!({ "reason": "Désirée Quincewater asked for it", "gender": "female" });
    admin.patch(&format!("/users/{}", patient.id), why).await.is(200);

    // A verified phone number and a code for another one, a photo, and a second factor instead of one that was lost.
    patient.post("/me/phone", json!({})).await.is(202);
    let code = phone_code(practice).await;
    patient.post("/auth/verify-phone", json!({ "code": code })).await.is(200);
    patient.post("/me/phone", json!({ "phone": NEXT_PHONE })).await.is(202);
    practice.give_factor(of_patient).await;
    let lost = json!({ "reason": "Désirée Quincewater lost the phone" });
    admin.post(&format!("/users/{}/mfa/reset", patient.id), lost).await.is(204);
    patient.renew().await;
    browser.signs_in(EMAIL, PASSWORD).await.is(303);
    patient.post("/me/mfa", json!({ "password": PASSWORD })).await.is(200);
    practice.give_factor(of_patient).await;
    patient.post("/me/mfa/recovery-codes", json!({ "code": practice.factor_code() })).await.is(200);
    crate::files::sets(&patient, crate::files::pictures::jpeg(300, 300)).await;
    asks_export(&patient).await;
    assert_eq!(exported(&patient).await["state"], "ready");
    // The mail server takes nothing any more: mails to the doctor wait.
    none_of(practice, "SELECT COUNT(*) FROM jobs WHERE kind = 'mail' AND done_at IS NULL").await;
    practice
        .rows
        .change("UPDATE jobs SET done_at = NULL, admitted_at = NULL, run_at = '2999-01-01T00:00:00Z' WHERE kind = 'mail' AND id IN (SELECT id FROM jobs WHERE kind = 'mail' AND group_key LIKE '%@doctors.example' ORDER BY id DESC LIMIT 2)")
        .await;
    Fixture { patient, doctor, admin, browser, upcoming: confirmed, completed }
}

/// Every row of every table as text, by table.
async fn dump(practice: &Practice) -> BTreeMap<String, Vec<String>> {
    let mut snapshot = Snapshot::begin(&practice.app.settings.database_url()).await.expect("a snapshot");
    let mut dumped = BTreeMap::new();
    for table in snapshot.tables().to_vec() {
        let parts: Vec<Vec<u8>> = snapshot.rows(&table).try_collect().await.expect("rows");
        let rows = String::from_utf8(parts.concat()).expect("UTF-8");
        dumped.insert(table.name.clone(), rows.lines().map(str::to_owned).collect());
    }
    snapshot.end().await.expect("it ends");
    dumped
}

/// The rows and files that have one of the words, but those that the law keeps.
async fn remains(practice: &Practice) -> Vec<String> {
    let names = |text: &str| {
        let folded = fold(text);
        WORDS.iter().any(|word| folded.contains(word) || folded.replace(['.', '-', ' '], "").contains(word))
    };
    let mut found = Vec::new();
    for (table, rows) in dump(practice).await {
        for row in rows {
            let left =
                KEPT.iter().filter(|(kept, ..)| *kept == table).fold(row.clone(), |row, (_, words, _)| row.replace(words, ""));
            if names(&left) {
                found.push(format!("{table}: {row}"));
            }
        }
    }
    let mut folders = vec![practice.folder().to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.to_string_lossy().contains("praxis.sqlite") {
                let bytes = std::fs::read(&path).expect("a file");
                if names(&path.to_string_lossy()) || names(&String::from_utf8_lossy(&bytes)) {
                    found.push(path.display().to_string());
                }
            }
        }
    }
    found
}

const NOT_DELETED: &str = "SELECT COUNT(*) FROM account_deletions";

/// Waits until the deletion is carried out and the last mail is sent.
async fn carried_out(practice: &Practice) {
    none_of(practice, NOT_DELETED).await;
    none_of(practice, "SELECT COUNT(*) FROM jobs WHERE kind IN ('account_farewell', 'forget_export', 'delete_files', 'mail') AND done_at IS NULL AND run_at <= '2027-03-09T20:00:00Z'").await;
}

both!(every_table_says_what_export_and_deletion_do_to_it, |practice: Practice| async move {
    let tables: BTreeSet<String> = dump(&practice).await.into_keys().collect();
    assert!(tables.len() > 15, "{tables:?}");
    let registry = &practice.app.registry;
    let mut named: Vec<&str> =
        registry.all::<PersonalData>().iter().flat_map(|data| data.tables.iter().map(|table| table.name)).collect();
    named.extend(registry.all::<ImpersonalTables>().iter().flat_map(|tables| tables.0));
    named.sort_unstable();
    let known: BTreeSet<String> = named.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(known.len(), named.len(), "a table has two entries: {named:?}");
    assert_eq!(known, tables, "each table has an entry (`platform/personal.rs`), and each entry a table");
    for data in registry.all::<PersonalData>() {
        let exported = data.tables.iter().any(|table| table.exported == Exported::Yes);
        assert_eq!(exported, data.export.is_some(), "{}: what the entry exports", data.name);
        for lang in praxis::base::text::Lang::ALL {
            assert!(!(data.title)(*lang).is_empty() && (data.text)(*lang, &practice.app.settings).len() > 40, "{}", data.name);
        }
    }
    let names: BTreeSet<&str> = registry.all::<PersonalData>().iter().map(|data| data.name).collect();
    assert_eq!(names.len(), registry.all::<PersonalData>().len(), "two kinds of data have one name");
});

/// The rows of tables that have something of the fixture's patient, and of nobody else, and no names.
const NAMELESS: [&str; 7] = [
    "SELECT COUNT(*) FROM exports",
    "SELECT COUNT(*) FROM files",
    "SELECT COUNT(*) FROM file_objects",
    "SELECT COUNT(*) FROM second_factors",
    "SELECT COUNT(*) FROM second_factor_setups",
    "SELECT COUNT(*) FROM recovery_codes",
    "SELECT COUNT(*) FROM idempotency_keys",
];

/// Whatever the patient had is erased, but [`KEPT`].
async fn nothing_is_left(practice: &Practice, patient: &Person) {
    assert_eq!(patient.get("/me").await.status, 401, "every session has ended");
    let found = remains(practice).await;
    assert!(found.is_empty(), "{} rows and files are left:\n{}", found.len(), found.join("\n"));
    for rows in NAMELESS {
        assert_eq!(practice.rows.count(rows).await, 0, "{rows}");
    }
    assert_eq!(walk(&practice.folder().join("blobs")), 0, "photos and exports");
    let set = "SELECT COUNT(*) FROM users WHERE deleted_at IS NOT NULL AND (phone IS NOT NULL OR phone_verified_at IS NOT NULL \
         OR email_verified_at IS NOT NULL OR photo_id IS NOT NULL OR password_hash <> '' OR time_zone IS NOT NULL)";
    assert_eq!(practice.rows.count(set).await, 0);
}

both!(after_staff_have_deleted_an_account_only_what_the_law_keeps_is_left, |practice: Practice| async move {
    let Fixture { patient, admin, upcoming, doctor, .. } = everything(&practice).await;
    // What is remembered for minutes is there, too.
    let delete = admin.request(Method::DELETE, &format!("/users/{}", patient.id));
    crate::harness::Answer::of(delete.json(&json!({ "reason": "Asked for it" }))).await.is(204);
    none_of(&practice, UNFINISHED).await;
    nothing_is_left(&practice, &patient).await;
    assert_eq!(text(&doctor.get(&format!("/appointments/{upcoming}")).await.is(200)["status"]), "cancelled");
});

both!(what_an_account_has_of_an_earlier_role_is_erased_too, |practice: Practice| async move {
    let admin = practice.admin().await;
    let other = practice.doctor().await;
    let seed = DoctorSeed { name: "Dr Zoé Quincewater", place: "Cognassiers", ..DoctorSeed::default() };
    let doctor = practice.doctor_like(&seed).await;
    let patient = practice.patient("Désirée Medlarsen").await;
    for (with, day) in [(&doctor, "01"), (&other, "02")] {
        let slot = with.offers(&format!("2027-03-{day}T09:00:00Z"), &format!("2027-03-{day}T09:20:00Z")).await;
        let id = text(&patient.books(&slot).await.is(201)["id"]);
        with.sets(&id, "confirmed").await.is(200);
    }
    doctor.patch("/me", json!({ "doctor": { "bio": "ownquincewords" } })).await.is(200);
    practice.advance(Duration::days(2));
    admin.renew().await;
    // The doctor was one; the patient becomes staff.
    for person in [&doctor, &patient] {
        let change = json!({ "role": "admin", "reason": "Works at the desk" });
        admin.patch(&format!("/users/{}", person.id), change).await.is(200);
        let delete = admin.request(Method::DELETE, &format!("/users/{}", person.id));
        crate::harness::Answer::of(delete.json(&json!({ "reason": "Asked for it" }))).await.is(204);
    }
    carried_out(&practice).await;
    assert_eq!(remains(&practice).await, [""; 0]);
    other.renew().await;
    for one in other.get("/notifications").await.is(200)["items"].as_array().expect("a list") {
        assert_eq!(one["with"], "Deleted patient", "{one}");
    }
});

both!(after_a_deletion_only_what_the_law_keeps_is_left, |practice: Practice| async move {
    let Fixture { patient, doctor, admin, browser, upcoming, completed } = everything(&practice).await;
    let before = remains(&practice).await;
    let tables: BTreeSet<&str> = before.iter().filter_map(|row| row.split_once(": ")).map(|(table, _)| table).collect();
    for table in [
        "appointments",
        "appointment_changes",
        "care_relationships",
        "patient_notes",
        "events",
        "flashes",
        "jobs",
        "links",
        "notifications",
        "patients",
        "phone_codes",
        "second_factor_resets",
        "throttles",
        "users",
    ] {
        assert!(tables.contains(table), "the fixture has nothing in {table}: {tables:?}");
    }
    for rows in NAMELESS {
        assert!(practice.rows.count(rows).await > 0, "the fixture has none: {rows}");
    }
    let all = dump(&practice).await;
    for (table, words, why) in KEPT {
        assert!(all[table].iter().any(|row| row.contains(words)), "the fixture has nothing that is kept as {why}");
    }
    assert_eq!(walk(&practice.folder().join("blobs")), 3, "a photo in two sizes, an export");

    deletes(&patient, "wrong horse battery").await.is_problem(422, "invalid");
    assert_eq!(patient.get("/me/deletion").await.is(200)["due_at"], Value::Null);
    let due = deletes(&patient, PASSWORD).await.is(202)["due_at"].clone();
    assert_eq!(deletes(&patient, PASSWORD).await.is(202)["due_at"], due, "asking twice changes nothing");
    assert_eq!(patient.get("/me/deletion").await.is(200)["due_at"], due);
    let page = browser.get("/profile").await;
    assert!(page.raw.contains("/profile/data/delete"), "every page says so");
    assert_eq!(
        text(&patient.get(&format!("/appointments/{upcoming}")).await.is(200)["status"]),
        "confirmed",
        "nothing is cancelled yet"
    );

    // A minute too early.
    practice.advance(Duration::days(7) - Duration::minutes(1));
    tokio::time::sleep(StdDuration::from_millis(2500)).await;
    assert_eq!(practice.rows.count(NOT_DELETED).await, 1);
    continues(&practice, &patient).await;
    practice.advance(Duration::minutes(1));
    carried_out(&practice).await;
    nothing_is_left(&practice, &patient).await;
    praxis::platform::sweep::sweep(&practice.app).await.expect("it is swept");
    assert_eq!(remains(&practice).await, [""; 0]);
    // After the search: an attempt with the address is counted by it for a day.
    let sign_in = practice.anybody().post("/auth/login", json!({ "email": EMAIL, "password": PASSWORD })).await;
    sign_in.is_problem(401, "wrong_credentials");

    // What stays shows a word instead of the name, in the reader's language.
    doctor.renew().await;
    admin.renew().await;
    let visit = doctor.get(&format!("/appointments/{completed}")).await.is(200);
    assert_eq!((&visit["patient"]["full_name"], &visit["patient"]["phone"]), (&json!("Deleted patient"), &Value::Null), "{visit}");
    assert_eq!(visit["reason"], "A rash on both elbows");
    assert_eq!(visit["notes"], json!({ "patient": null, "doctor": "Désirée Quincewater reports less pain" }));
    doctor.patch("/me", json!({ "locale": "vi" })).await.is(200);
    let visit = doctor.get(&format!("/appointments/{upcoming}")).await.is(200);
    assert_eq!(
        (text(&visit["patient"]["full_name"]).as_str(), text(&visit["status"]).as_str()),
        ("Bệnh nhân đã xóa tài khoản", "cancelled")
    );
    let told = doctor.get("/notifications?limit=200").await.is(200);
    for one in told["items"].as_array().expect("a list") {
        assert_eq!(one["with"], "Bệnh nhân đã xóa tài khoản", "{one}");
    }
    doctor.patch("/me", json!({ "locale": "en" })).await.is(200);

    // The doctors were told; the patient got the last mail at the last address.
    let mails = practice.app.mailer.sent();
    let told = |to: &str, words: &str| mails.iter().any(|mail| mail.to == to && mail.text.contains(words));
    assert!(told(&doctor.email, "Deleted patient"), "{:#?}", mails.iter().rfind(|mail| mail.to == doctor.email));
    assert!(mails.last().is_some() && told(EMAIL, "n’est plus enregistrée"), "{:#?}", mails.last());

    // The address can be registered again, by somebody who sees nothing of this.
    let body = json!({ "role": "patient", "email": EMAIL, "password": PASSWORD, "full_name": "Somebody Else", "date_of_birth": "1990-01-02" });
    practice.anybody().post("/auth/register", body).await.is(202);
    let next = practice.sign_in(EMAIL).await;
    assert_eq!(next.get("/appointments").await.is(200)["items"], json!([]));

    // Ten years after the last visit, the records go, too.
    practice.advance(Duration::days(3700));
    none_of(&practice, "SELECT COUNT(*) FROM appointments").await;
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM appointment_changes").await, 0);
});

both!(an_export_has_what_the_database_has_and_only_its_owner_gets_it, |practice: Practice| async move {
    let Fixture { patient, doctor, admin, browser, completed, .. } = everything(&practice).await;
    let wrong = patient.post("/me/export", json!({ "password": "wrong horse battery" })).await.is_problem(422, "invalid");
    assert_eq!(wrong["errors"][0]["code"], "wrong_password");
    assert_eq!(doctor.get("/me/export").await.status, 404);
    // Also while the deletion is due.
    deletes(&patient, PASSWORD).await.is(202);
    // The latest one is told by its time.
    practice.advance(Duration::seconds(1));
    asks_export(&patient).await;
    let export = exported(&patient).await;
    assert_eq!(export["state"], "ready", "{export}");

    let files = files(&practice, &patient, &export).await;
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "README.txt",
            "account-actions.json",
            "account.json",
            "appointments.json",
            "audit.json",
            "care.json",
            "files/photo-full.jpg",
            "files/photo-small.jpg",
            "notifications.json",
            "sign-ins.json"
        ]
    );
    assert!(files["README.txt"].contains("enregistre à votre sujet"), "{}", files["README.txt"]);
    let account = &records(&files, "account.json")[0];
    let me = patient.get("/me").await.is(200);
    assert_eq!(account, &me);
    let mut appointments = records(&files, "appointments.json");
    appointments.sort_by_key(|one| text(&one["id"]));
    let mut shown = patient.get("/appointments?limit=200").await.is(200)["items"].as_array().expect("a list").clone();
    shown.sort_by_key(|one| text(&one["id"]));
    assert_eq!(appointments.len(), shown.len());
    for (one, shown) in appointments.iter().zip(&shown) {
        for field in ["id", "status", "reason", "notes", "kind"] {
            assert_eq!(one[field], shown[field], "{one}");
        }
    }
    let visit = appointments.iter().find(|one| one["id"] == completed.as_str()).expect("the visit");
    assert_eq!(visit["notes"]["doctor"], "Désirée Quincewater reports less pain", "what the patient may see");
    assert!(visit["history"].as_array().is_some_and(|history| history.len() == 3), "{visit}");
    let told = patient.get("/notifications?limit=200").await.is(200);
    assert_eq!(records(&files, "notifications.json").len(), told["items"].as_array().expect("a list").len());
    let sessions = records(&files, "sign-ins.json");
    let stored =
        practice.rows.count("SELECT COUNT(*) FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.role = 'patient'").await;
    assert_eq!(i64::try_from(sessions.len()), Ok(stored), "{sessions:#?}");
    let done = records(&files, "audit.json");
    for action in ["accounts.change_email", "appointments.write_note", "privacy.ask_deletion"] {
        assert!(done.iter().any(|one| one["action"] == action && one["by"] == "you"), "{action}: {done:#?}");
    }
    assert_eq!(records(&files, "care.json").len(), 3, "visits, a question, an emergency");

    // Nobody else gets it; without signing in, nobody at all.
    for other in [&doctor, &admin] {
        assert_eq!(download(&practice, other, &export).await.status().as_u16(), 404);
    }
    assert_eq!(download(&practice, &practice.anybody(), &export).await.status().as_u16(), 401);
    assert!(browser.get("/profile/data").await.raw.contains(&text(&export["url"])), "the page links to it");

    // At most three a day.
    asks_export(&patient).await;
    exported(&patient).await;
    patient.post("/me/export", json!({ "password": PASSWORD })).await.is_problem(429, "too_many");

    // An admin's export has no patients.
    asks_export(&admin).await;
    let export = exported(&admin).await;
    let files = self::files(&practice, &admin, &export).await;
    assert!(!files.contains_key("appointments.json"), "{:?}", files.keys());
    // One at a time; one that nobody finishes counts as failed, and can be asked for again.
    practice
        .rows
        .change("UPDATE exports SET state = 'making', blob_key = NULL WHERE user_id IN (SELECT id FROM users WHERE role = 'admin')")
        .await;
    admin.post("/me/export", json!({ "password": PASSWORD })).await.is_problem(409, "export_running");
    practice.advance(Duration::hours(2));
    continues(&practice, &patient).await;
    for person in [&doctor, &admin] {
        person.renew().await;
    }
    assert_eq!(admin.get("/me/export").await.is(200)["state"], "failed");
    // A doctor's has no names of patients, reasons or notes.
    asks_export(&doctor).await;
    let doctors = exported(&doctor).await;
    let files = self::files(&practice, &doctor, &doctors).await;
    assert_eq!(records(&files, "appointments.json").len(), 7);
    for word in ["rash", "reports less", "ownquincewords"] {
        assert!(!files["appointments.json"].contains(word), "{word}");
    }

    // It expires, and its file is deleted.
    let stored = || walk(&practice.folder().join("blobs"));
    assert_eq!(stored(), 7, "five exports, and a photo in two sizes");
    practice.advance(Duration::days(7));
    doctor.renew().await;
    assert_eq!(download(&practice, &doctor, &doctors).await.status().as_u16(), 404);
    doctor.get("/me/export").await.is_problem(404, "not_found");
    none_of(&practice, "SELECT COUNT(*) FROM exports WHERE blob_key IS NOT NULL").await;
    none_of(&practice, "SELECT COUNT(*) FROM jobs WHERE kind = 'forget_export' AND done_at IS NULL").await;
    // The patient's deletion was due, too.
    carried_out(&practice).await;
    assert_eq!(stored(), 0);
});

/// The number of files below a folder.
fn walk(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries.map(|entry| entry.expect("an entry").path()).map(|path| if path.is_dir() { walk(&path) } else { 1 }).sum()
}

both!(a_deletion_is_taken_back_until_it_is_carried_out, |practice: Practice| async move {
    let patient = practice.patient("Lan Nguyễn").await;
    let browser = practice.browser();
    browser.signs_in(&patient.email, PASSWORD).await.is(303);
    let wrong = browser.form_on("/profile/data/delete", "/fn/privacy/delete", &[("password", "wrong horse battery")]).await;
    assert_eq!(wrong.headers.get("location").map(String::as_str), Some("/profile/data/delete"));
    assert!(browser.get("/profile/data/delete").await.raw.contains("error-summary"), "it says what is wrong");
    browser.form_on("/profile/data/delete", "/fn/privacy/delete", &[("password", PASSWORD)]).await.is(303);
    assert!(browser.get("/profile/data/delete").await.raw.contains("/fn/privacy/keep"), "it can be taken back");
    // Signing in again is possible.
    practice.advance(Duration::days(6));
    patient.renew().await;
    patient.post("/me/deletion/cancel", json!({})).await.is(204);
    patient.post("/me/deletion/cancel", json!({})).await.is(204);
    practice.advance(Duration::days(2));
    tokio::time::sleep(StdDuration::from_millis(2500)).await;
    patient.renew().await;
    assert_eq!(text(&patient.get("/me").await.is(200)["full_name"]), "Lan Nguyễn");
    // Welcome, asked, taken back.
    let mails = practice.mails(&patient, 3).await;
    assert!(mails.iter().any(|mail| mail.text.contains("has asked for the deletion") && mail.text.contains("2027")), "{mails:#?}");
    // Two at once, and one of two servers that carry it out.
    let (second, _url) = practice.second_server(|_| ()).await;
    let both = futures::future::join_all((0..2).map(|_| deletes(&patient, PASSWORD))).await;
    assert!(both.iter().all(|answer| answer.status == 202), "{both:?}");
    assert_eq!(practice.rows.count(NOT_DELETED).await, 1);
    practice.advance(Duration::days(7));
    carried_out(&practice).await;
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM audit_records WHERE action = 'privacy.delete_account'").await, 1);
    let sent = || practice.app.mailer.sent().len() + second.mailer.sent().len();
    for _ in 0..100 {
        if sent() >= 5 {
            break;
        }
        tokio::time::sleep(StdDuration::from_millis(50)).await;
    }
    assert_eq!(sent(), 5, "asked again, and the last");
    second.stop().await;
});

both!(a_doctor_who_leaves_is_not_found_and_the_patients_are_told, |practice: Practice| async move {
    let admin = practice.admin().await;
    let seed = DoctorSeed { name: "Dr Zoé Quincewater", place: "Cognassiers", ..DoctorSeed::default() };
    let doctor = practice.doctor_like(&seed).await;
    let patient = practice.patient("Lan Nguyễn").await;
    let (past, coming) = (
        doctor.offers("2027-03-01T09:00:00Z", "2027-03-01T09:20:00Z").await,
        doctor.offers("2027-03-22T09:00:00Z", "2027-03-22T09:20:00Z").await,
    );
    doctor.offers("2027-03-23T09:00:00Z", "2027-03-23T09:20:00Z").await;
    let mut ids = Vec::new();
    for slot in [&past, &coming] {
        let id = text(&patient.books(slot).await.is(201)["id"]);
        doctor.sets(&id, "confirmed").await.is(200);
        ids.push(id);
    }
    doctor.patch("/me", json!({ "full_name": "Dr Zoé Medlarsen", "doctor": { "bio": "ownquincewords" } })).await.is(200);
    deletes(&doctor, PASSWORD).await.is(202);
    practice.advance(Duration::days(7));
    carried_out(&practice).await;
    let found = remains(&practice).await;
    assert_eq!(found, [""; 0]);
    practice.anybody().get(&format!("/doctors/{}", doctor.id)).await.is_problem(404, "not_found");
    patient.renew().await;
    admin.renew().await;
    let visits = patient.get("/appointments?limit=200").await.is(200);
    let status = |id: &str| {
        visits["items"].as_array().expect("a list").iter().find(|one| one["id"] == id).expect("it is there")["status"].clone()
    };
    assert_eq!((status(&ids[0]), status(&ids[1])), (json!("confirmed"), json!("cancelled")));
    assert_eq!(visits["items"][0]["doctor"]["full_name"], "Former doctor");
    let told = patient.get("/notifications").await.is(200);
    assert_eq!((&told["items"][0]["kind"], &told["items"][0]["with"]), (&json!("cancelled"), &json!("Former doctor")));
    for item in admin.get("/notifications").await.is(200)["items"].as_array().expect("a list") {
        assert_eq!(item["with"], "Former doctor");
    }
    let browser = practice.browser();
    browser.signs_in(&patient.email, PASSWORD).await.is(303);
    for page in ["/appointments?period=past".to_owned(), format!("/appointments/{}", ids[0])] {
        let page = browser.get(&page).await;
        assert!(page.status == 200 && page.raw.contains("Former doctor"), "{}", page.raw);
    }
});

both!(the_last_admin_stays, |practice: Practice| async move {
    let admin = practice.admin().await;
    deletes(&admin, PASSWORD).await.is_problem(409, "last_admin");
    let permit = praxis::policy::allow(&praxis::policy::Actor::System).expect("the practice itself may");
    let made = praxis::features::accounts::service::create_admin(
        &practice.app,
        &permit,
        "second@practice.example".to_owned(),
        "Ben Admin".to_owned(),
        PASSWORD.to_owned(),
    );
    made.await.expect("an admin can be made");
    let second = practice.sign_in("second@practice.example").await;
    deletes(&admin, PASSWORD).await.is(202);
    deletes(&second, PASSWORD).await.is(202);
    practice.advance(Duration::days(7));
    // Of two that are due, one stays, and somebody sees why.
    none_of(&practice, "SELECT 1 - COUNT(*) FROM users WHERE deleted_at IS NOT NULL").await;
    tokio::time::sleep(StdDuration::from_millis(2500)).await;
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM users WHERE role = 'admin' AND status = 'active'").await, 1);
    assert_eq!(practice.rows.count(NOT_DELETED).await, 1);
    let error = practice.rows.words("SELECT last_error FROM jobs WHERE kind = 'account_deletion' AND done_at IS NULL").await;
    assert_eq!(error, ["last_admin"]);
});
