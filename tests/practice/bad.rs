//! Invalid requests, each sent over REST, by a page's script and by a browser without JavaScript. Each gets a clear error, none a
//! 5xx, and nothing is changed; a form comes back with the typed values.

use std::collections::BTreeSet;

use chrono::Duration;
use serde_json::{Value, json};

use crate::contents::Contents;
use crate::harness::{Answer, Browser, DoctorSeed, PASSWORD, Person, Practice, REASON, both, text};

const NINE: &str = "2027-03-04T09:00:00Z";
const TEN: &str = "2027-03-04T10:00:00Z";

/// A practice with all accounts and records for invalid requests, and its contents.
struct Scene {
    practice: Practice,
    contents: Contents,
    doctor: Person,
    patient: Person,
    doctors: Browser,
    patients: Browser,
    /// Free slots: one, one of a pending doctor, one of a suspended doctor, one that has begun.
    free: String,
    waiting: String,
    suspended: String,
    past: String,
    /// The patient's pending appointment, and another patient's.
    request: String,
    foreign: String,
}

impl Scene {
    async fn open(practice: Practice) -> Self {
        const WAIT: &str = "UPDATE users SET status = 'pending' WHERE full_name = 'Dr Waiting'";
        const UNAPPROVE: &str =
            "UPDATE doctors SET approved_at = NULL WHERE id IN (SELECT id FROM users WHERE full_name = 'Dr Waiting')";
        const SUSPEND: &str = "UPDATE users SET status = 'suspended' WHERE full_name = 'Dr Suspended'";
        let like = async |name| practice.doctor_like(&DoctorSeed { name, ..DoctorSeed::default() }).await;
        let (doctor, waits, out) = (practice.doctor().await, like("Dr Waiting").await, like("Dr Suspended").await);
        let (patient, other) = (practice.patient("Lan Nguyễn").await, practice.patient("Arben Krasniqi").await);
        let past = doctor.offers("2027-03-01T08:20:00Z", "2027-03-01T08:50:00Z").await;
        let (free, waiting, suspended) =
            (doctor.offers(NINE, TEN).await, waits.offers(NINE, TEN).await, out.offers(NINE, TEN).await);
        let request = doctor.offers("2027-03-05T09:00:00Z", "2027-03-05T10:00:00Z").await;
        let request = text(&patient.books(&request).await.is(201)["id"]);
        let foreign = doctor.offers("2027-03-06T09:00:00Z", "2027-03-06T10:00:00Z").await;
        let foreign = text(&other.books(&foreign).await.is(201)["id"]);
        for sql in [WAIT, UNAPPROVE, SUSPEND] {
            practice.rows.change(sql).await;
        }
        practice.advance(Duration::minutes(30));
        let (doctors, patients) = (practice.browser(), practice.browser());
        doctors.signs_in(&doctor.email, PASSWORD).await.is(303);
        patients.signs_in(&patient.email, PASSWORD).await.is(303);
        doctor.renew().await;
        patient.renew().await;
        let contents = Contents::watch(&practice.rows).await;
        Self { practice, contents, doctor, patient, doctors, patients, free, waiting, suspended, past, request, foreign }
    }

    /// The answer, after checking that nothing was changed.
    async fn unchanged(&self, what: &str, answer: impl Future<Output = Answer>) -> Answer {
        self.contents.changed().await;
        let answer = answer.await;
        assert_eq!(self.contents.changed().await, BTreeSet::new(), "{what} has changed rows: {}", answer.raw);
        assert!((400..500).contains(&answer.status) || answer.status == 303, "{what}: {} {}", answer.status, answer.raw);
        answer
    }

    /// Checks the API's refusal.
    async fn api(&self, what: &str, answer: impl Future<Output = Answer>, status: u16, reason: &str) {
        let answer = self.unchanged(&format!("{what}, API"), answer).await;
        assert_eq!(answer.status, status, "{what}, API: {}", answer.raw);
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{what}, API");
        let said = &answer.body;
        let fields = said["errors"].as_array().into_iter().flatten();
        let fields: Vec<String> = fields.map(|error| format!("{} {}", text(&error["pointer"]), text(&error["code"]))).collect();
        assert!(said["code"] == reason || fields.iter().any(|field| field == reason), "{what}, API: {reason} in {}", answer.raw);
    }

    /// The same for a server function, called by a script and by a native form, which comes back with the typed values.
    async fn form(&self, browser: &Browser, path: &str, fields: &[(&str, &str)], status: u16, reason: &str) {
        self.form_on(browser, "/", path, fields, status, reason).await;
    }

    /// Like [`Scene::form`], with the form on `page`, which shows it again.
    async fn form_on(&self, browser: &Browser, page: &str, path: &str, fields: &[(&str, &str)], status: u16, reason: &str) {
        let what = format!("{path} {fields:?}");
        let said = self.unchanged(&format!("{what}, script"), browser.call(path, fields)).await;
        assert_eq!(said.status, status, "{what}, script: {}", said.raw);
        let named = said.body["fields"].as_array().into_iter().flatten();
        let named: Vec<String> = named.map(|field| format!("{} {}", text(&field["field"]), text(&field["code"]))).collect();
        assert!(said.body["code"] == reason || named.iter().any(|field| field == reason), "{what}, script: {}", said.raw);
        let sent = self.unchanged(&format!("{what}, form"), browser.form_on(page, path, fields)).await;
        assert_eq!((sent.status, sent.headers["location"].as_str()), (303, page), "{what}, form: {}", sent.raw);
        assert!(sent.headers["set-cookie"].starts_with("flash="), "{what}, form: {:?}", sent.headers);
    }
}

async fn post(person: &Person, path: &str, body: Value) -> Answer {
    person.post(path, body).await
}

both!(a_time_that_cannot_be_booked, |practice: Practice| async move {
    let scene = Scene::open(practice).await;
    let nowhere = "01900000-0000-7000-8000-000000000000".to_owned();
    for (what, slot, status, reason) in [
        ("a past slot", &scene.past, 409, "slot_past"),
        ("a waiting doctor's", &scene.waiting, 404, "not_found"),
        ("a suspended doctor's", &scene.suspended, 404, "not_found"),
        ("none at all", &nowhere, 404, "not_found"),
    ] {
        scene.api(what, scene.patient.books(slot), status, reason).await;
        let offer = format!("{slot}@{}", if *slot == scene.past { "2027-03-01T08:20:00Z" } else { NINE });
        scene.form(&scene.patients, "/fn/appointments/book", &[("slot", &offer), ("reason", REASON)], status, reason).await;
    }
    for (what, body, reason) in [
        ("no UUID", json!({ "slot_id": "7", "reason": REASON }), "/slot_id not_an_id"),
        ("a doctor's id", json!({ "slot_id": scene.free, "reason": REASON, "doctor_id": scene.doctor.id }), "/doctor_id unknown"),
        (
            "a patient's id",
            json!({ "slot_id": scene.free, "reason": REASON, "patient_id": scene.patient.id }),
            "/patient_id unknown",
        ),
        ("a status", json!({ "slot_id": scene.free, "reason": REASON, "status": "confirmed" }), "/status unknown"),
        ("no reason", json!({ "slot_id": scene.free }), "/reason required"),
        ("no slot", json!({ "reason": REASON }), "/slot_id required"),
        ("a blank reason", json!({ "slot_id": scene.free, "reason": " \n" }), "/reason required"),
        ("hidden signs", json!({ "slot_id": scene.free, "reason": "a\u{0}b" }), "/reason not_text"),
        ("a long reason", json!({ "slot_id": scene.free, "reason": "x".repeat(1001) }), "/reason too_long"),
    ] {
        scene.api(what, post(&scene.patient, "/appointments", body), 422, reason).await;
    }
    let offer = format!("{}@{NINE}", scene.free);
    let long = "x".repeat(1001);
    for (fields, status, reason) in [
        (vec![("slot", "7"), ("reason", REASON)], 404, "not_found"),
        (vec![("slot", offer.as_str())], 422, "reason required"),
        (vec![("reason", REASON)], 422, "slot required"),
        (vec![("slot", &offer), ("reason", " ")], 422, "reason required"),
        (vec![("slot", &offer), ("reason", "a\u{202e}b")], 422, "reason not_text"),
        (vec![("slot", &offer), ("reason", &long)], 422, "reason too_long"),
        (vec![("slot", &offer), ("reason", REASON), ("patient_id", &scene.doctor.id)], 422, "patient_id unknown"),
        (vec![("slot", &offer), ("reason", REASON), ("doctor_id", &scene.doctor.id)], 422, "doctor_id unknown"),
    ] {
        scene.form(&scene.patients, "/fn/appointments/book", &fields, status, reason).await;
    }
});

both!(a_status_that_nobody_may_set, |practice: Practice| async move {
    let scene = Scene::open(practice).await;
    let (request, foreign) = (scene.request.as_str(), scene.foreign.as_str());
    for (person, browser, id, to, status, reason) in [
        (&scene.patient, &scene.patients, request, "confirmed", 409, "wrong_status"),
        (&scene.patient, &scene.patients, request, "no_show", 409, "wrong_status"),
        (&scene.patient, &scene.patients, foreign, "cancelled", 404, "not_found"),
        (&scene.doctor, &scene.doctors, request, "completed", 409, "wrong_status"),
        (&scene.doctor, &scene.doctors, request, "pending", 409, "wrong_status"),
        (&scene.doctor, &scene.doctors, "not-an-id", "confirmed", 404, "not_found"),
    ] {
        scene.api(to, person.sets(id, to), status, reason).await;
        scene.form(browser, "/fn/appointments/change", &[("id", id), ("to", to)], status, reason).await;
    }
    let path = format!("/appointments/{request}");
    scene.api("no status of ours", scene.doctor.sets(request, "eaten"), 422, "/status not_a_choice").await;
    scene.form(&scene.doctors, "/fn/appointments/change", &[("id", request), ("to", "eaten")], 422, "to not_a_choice").await;
    scene.api("nothing", scene.doctor.patch(&path, json!({})), 422, "/status required").await;
    let both = json!({ "status": "confirmed", "notes": "and this" });
    scene.api("two at once", scene.doctor.patch(&path, both), 422, "/notes unknown").await;
    let by = json!({ "status": "confirmed", "by": scene.patient.id });
    scene.api("for somebody else", scene.doctor.patch(&path, by), 422, "/by unknown").await;
    let long = "x".repeat(4001);
    scene.api("a long note", scene.doctor.patch(&path, json!({ "notes": long })), 422, "/notes too_long").await;
    scene.form(&scene.doctors, "/fn/appointments/note", &[("id", request), ("note", &long)], 422, "note too_long").await;
});

both!(a_time_that_cannot_be_offered, |practice: Practice| async move {
    let scene = Scene::open(practice).await;
    let slot = |from: &str, to: &str| json!({ "starts_at": from, "ends_at": to, "kind": "video" });
    let day = |date: &str, from: &str, to: &str| format!("{date} {from} {to}");
    for (what, body, status, reason) in [
        ("end before start", slot(TEN, NINE), 422, "/ends_at end_before_start"),
        ("in the past", slot("2027-02-01T09:00:00Z", "2027-02-01T10:00:00Z"), 422, "/starts_at in_the_past"),
        ("30 February", slot("2028-02-30T09:00:00Z", "2028-02-30T10:00:00Z"), 422, "/starts_at not_a_time"),
        ("overlapping", slot("2027-03-04T09:30:00Z", "2027-03-04T10:30:00Z"), 409, "slot_overlaps"),
        ("without a zone", slot("2027-03-09T09:00:00", "2027-03-09T10:00:00"), 422, "/starts_at not_a_time"),
        (
            "another doctor's",
            json!({ "starts_at": "2027-03-09T09:00:00Z", "ends_at": "2027-03-09T10:00:00Z", "kind": "video",
            "doctor_id": scene.patient.id }),
            422,
            "/doctor_id unknown",
        ),
        (
            "no kind of ours",
            json!({ "starts_at": "2027-03-09T09:00:00Z", "ends_at": "2027-03-09T10:00:00Z", "kind": "dream" }),
            422,
            "/kind not_a_choice",
        ),
        ("booked already", json!({ "state": "booked" }), 422, "/state unknown"),
    ] {
        scene.api(what, post(&scene.doctor, "/me/slots", body), status, reason).await;
    }
    for (said, kind, status, reason) in [
        (day("2027-03-04", "10:00", "09:00"), "video", 422, "end end_before_start"),
        (day("2027-02-01", "09:00", "10:00"), "video", 422, "start in_the_past"),
        (day("2027-02-30", "09:00", "10:00"), "video", 422, "date not_a_date"),
        (day("2027-03-04", "10:30", "11:30"), "video", 409, "slot_overlaps"),
        (day("2027-03-04", "25:00", "26:00"), "video", 422, "start not_a_time"),
        (day("2027-03-28", "02:30", "03:30"), "video", 422, "start missing_hour"),
        (day("2027-03-09", "09:00", "10:00"), "dream", 422, "kind not_a_choice"),
        (day("99999-01-01", "09:00", "10:00"), "video", 422, "date not_a_date"),
    ] {
        let parts: Vec<&str> = said.split(' ').collect();
        let fields = [("date", parts[0]), ("start", parts[1]), ("end", parts[2]), ("kind", kind)];
        scene.form_on(&scene.doctors, "/schedule", "/fn/schedule/add", &fields, status, reason).await;
        let page = scene.doctors.get("/schedule").await;
        for typed in &parts {
            assert!(page.raw.contains(&format!("value=\"{typed}\"")), "{typed} was typed: {}", page.raw);
        }
    }
});

both!(people_who_cannot_be, |practice: Practice| async move {
    let scene = Scene::open(practice).await;
    let good = || {
        json!({ "role": "patient", "email": "new@example.org", "password": PASSWORD, "full_name": "Somebody New",
            "date_of_birth": "1987-06-05" })
    };
    let with = |name: &str, value: Value| {
        let mut body = good();
        body[name] = value;
        body
    };
    let anybody = scene.practice.anybody();
    for (what, body, reason) in [
        ("30 February", with("date_of_birth", json!("1987-02-30")), "/date_of_birth not_a_date"),
        ("not born yet", with("date_of_birth", json!("2030-01-01")), "/date_of_birth out_of_range"),
        ("a wrong zone", with("time_zone", json!("Mars/Olympus")), "/time_zone not_a_choice"),
        ("a long name", with("full_name", json!("x".repeat(100_000))), "/full_name too_long"),
        ("hidden signs", with("full_name", json!("Ana\u{7}")), "/full_name not_text"),
        ("a number for a name", with("full_name", json!(7)), "/full_name not_text"),
        ("an id", with("id", json!(scene.patient.id)), "/id unknown"),
        ("a status", with("status", json!("active")), "/status unknown"),
        ("an admin", with("role", json!("admin")), "/role not_a_choice"),
    ] {
        scene.api(what, post(&anybody, "/auth/register", body), 422, reason).await;
    }
    let megabyte = with("full_name", json!("x".repeat(1 << 20)));
    scene.api("a name of a megabyte", post(&anybody, "/auth/register", megabyte), 413, "too_large").await;

    let browser = scene.practice.browser();
    let typed = |changes: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("full_name", "Somebody New".to_owned()),
            ("email", "new@example.org".to_owned()),
            ("password", PASSWORD.to_owned()),
            ("birth_day", "5".to_owned()),
            ("birth_month", "6".to_owned()),
            ("birth_year", "1987".to_owned()),
        ];
        for (name, value) in changes {
            fields.retain(|(known, _)| known != name);
            fields.push((name, (*value).to_owned()));
        }
        fields
    };
    let long = "x".repeat(1000);
    for (changes, reason) in [
        (vec![("birth_day", "30"), ("birth_month", "2")], "date_of_birth not_a_date"),
        (vec![("full_name", long.as_str())], "full_name too_long"),
        (vec![("full_name", "Ana\u{7}")], "full_name not_text"),
        (vec![("role", "admin")], "role unknown"),
        (vec![("email", "nobody")], "email not_an_email"),
    ] {
        let fields = typed(&changes);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        scene.form_on(&browser, "/register", "/fn/accounts/register", &fields, 422, reason).await;
        let page = browser.get("/register").await;
        assert!(page.raw.contains("value=\"1987\""), "the year was typed: {}", page.raw);
        assert!(!page.raw.contains(PASSWORD), "a password never comes back");
    }
    let doctor = [
        ("full_name", "Dr New"),
        ("email", "dr@example.org"),
        ("password", PASSWORD),
        ("specialty", "astrology"),
        ("licence_number", ""),
        ("experience_years", "-1"),
        ("location", "Here"),
        ("time_zone", "Mars/Olympus"),
    ];
    for reason in ["specialty not_a_choice", "licence_number required", "experience_years out_of_range", "time_zone not_a_choice"] {
        scene.form(&browser, "/fn/accounts/register-doctor", &doctor, 422, reason).await;
    }
});

both!(bytes_that_are_no_request, |practice: Practice| async move {
    let scene = Scene::open(practice).await;
    let api = async |kind: &str, body: Vec<u8>| -> Answer {
        Answer::of(scene.patient.request(reqwest::Method::POST, "/appointments").header("content-type", kind).body(body)).await
    };
    for (what, kind, body, status, reason) in [
        ("no JSON", "application/json", b"{".to_vec(), 400, "malformed"),
        ("no UTF-8", "application/json", b"{\"reason\":\"\xff\xfe\"}".to_vec(), 400, "malformed"),
        ("a list", "application/json", b"[]".to_vec(), 400, "malformed"),
        ("nested deep", "application/json", [b"[".repeat(1000), b"]".repeat(1000)].concat(), 400, "malformed"),
        ("3 MB", "application/json", vec![b' '; 3 << 20], 413, "too_large"),
        ("a form", "application/x-www-form-urlencoded", b"reason=x".to_vec(), 415, "wrong_media_type"),
    ] {
        scene.api(what, api(kind, body), status, reason).await;
    }
    let registry = praxis::server::registry();
    let forms = registry.all::<praxis::platform::registry::Form>();
    for path in praxis::policy::ROUTES.iter().filter(|(_, path, _)| path.starts_with("/fn/")).map(|(_, path, _)| *path) {
        assert!(forms.iter().any(|form| form.path == path), "{path} is not in its feature's routes.rs");
        for (what, body, status) in [
            ("no UTF-8", b"reason=%ff&id=%c3%28".to_vec(), 400),
            ("3 MB", vec![b'a'; 3 << 20], 413),
            ("an unknown field", b"colour=red".to_vec(), 422),
        ] {
            let posted = scene.patients.posting(path, &[]).header("origin", &scene.practice.url);
            let answer = Answer::of(posted.header("accept", "application/json").body(body));
            let answer = scene.unchanged(&format!("{path}, {what}"), answer).await;
            assert_eq!(answer.status, status, "{path}, {what}: {}", answer.raw);
        }
    }
});

both!(cursors_that_were_tampered_with, |practice: Practice| async move {
    let scene = Scene::open(practice).await;
    for path in ["/doctors", "/appointments", "/notifications", "/me/slots"] {
        for cursor in ["x", "%00", "bnVsbA", "W10", "eyJhIjoxfQ", "WyItOTk5OTktMDEtMDFUMDA6MDA6MDBaIiwiMCJd", &"A".repeat(5000)] {
            let person = if path == "/me/slots" { &scene.doctor } else { &scene.patient };
            let path = format!("{path}?cursor={cursor}");
            scene.api(&path, person.get(&path), 400, "malformed").await;
        }
    }
    for query in ["limit=0", "limit=201", "limit=-1", "limit=many", "colour=red", "period=never", "limit=5&limit=6"] {
        let answer = scene.unchanged(query, scene.patient.get(&format!("/appointments?{query}"))).await;
        assert_eq!(answer.status, 422, "{query}: {}", answer.raw);
    }
});
