//! What people write stands neither in the audit log nor in the server's log: the real binary, with a conspicuous name in everything that
//! somebody can type.

use std::io::Write;
use std::process::{Child, Stdio};
use std::time::{Duration as StdDuration, Instant};

use chrono::Duration;
use praxis::platform::clock::Clock;
use praxis::platform::password::Hasher;
use reqwest::Method;
use serde_json::json;

use crate::harness::{Browser, DoctorSeed, Engine, PASSWORD, Person, Place, both, text};
use crate::start::praxis;

/// In every name, address, reason, note and password here, and nowhere else.
const SIGN: &str = "quocker";
const SECRET: &str = "Quockerpassword of mine";

/// Kills the server if the test fails.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

async fn signed_in(anybody: &Person, base: &str, email: &str, password: &str) -> Person {
    let mut person = anybody.at_server(base);
    let answer = person.post("/auth/login", json!({ "email": email, "password": password })).await.is(200);
    person.use_token(&text(&answer["access_token"]));
    person.id = text(&person.get("/me").await.is(200)["id"]);
    person
}

both!(nothing_that_people_write_is_in_the_audit_log_or_in_the_servers_log, |practice| async move {
    let engine = practice.database.as_ref().map_or(Engine::Sqlite, |_| Engine::Postgres);
    let place = Place::make(engine).await;
    let command = || {
        let mut command = praxis(place.folder());
        command.arg("--data-dir").arg(place.folder()).arg("--mail-dir").arg(place.folder().join("mails"));
        command.env("PRAXIS_LIMITS", "off").env("RUST_LOG", "info,praxis=trace");
        if let Some(url) = &place.database {
            command.env("PRAXIS_DATABASE", url);
        }
        command
    };
    let mut admin = command();
    admin.args(["admin", "create", "--email", "ada@quocker.example", "--full-name", "Ada Quockeradmin", "--password-stdin"]);
    let mut admin = admin.stdin(Stdio::piped()).spawn().expect("it starts");
    admin.stdin.take().expect("a pipe").write_all(SECRET.as_bytes()).expect("it reads");
    let output = admin.wait_with_output().expect("it ends");
    let mut log = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{log}");
    // The command says to whom it gave an account: that is its answer, not a log.
    log.clear();

    let now = Clock::system().now();
    let hash = Hasher::new(2).hash(SECRET.to_owned()).await.expect("a password can be hashed");
    let seed = DoctorSeed { name: "Dr Vera Quockerdoctor", place: "Quockertown", ..DoctorSeed::default() };
    let (_, doctors) = place.rows.add_doctor(&seed, &hash, now).await;
    // A demo's staff sign in without a second factor.
    place.rows.change("INSERT INTO practice_facts (name, value) VALUES ('demo', 'ready')").await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let base = format!("http://127.0.0.1:{port}");
    let path = place.folder().join("server.log");
    let file = std::fs::File::create(&path).expect("a log");
    let mut serve = command();
    serve.args(["serve", "--listen", &format!("127.0.0.1:{port}")]);
    serve.stdout(file.try_clone().expect("a log")).stderr(file);
    let mut server = Server(serve.spawn().expect("it starts"));
    let begun = Instant::now();
    while !reqwest::get(format!("{base}/readyz")).await.is_ok_and(|answer| answer.status().is_success()) {
        let log = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(begun.elapsed() < StdDuration::from_secs(30), "it does not get ready: {log}");
        tokio::time::sleep(StdDuration::from_millis(20)).await;
    }

    let nobody = practice.anybody().at_server(&base);
    let registration = |name: &str, email: &str| {
        json!({ "role": "patient", "email": email, "password": SECRET, "full_name": name, "date_of_birth": "1987-06-05",
            "phone": "+33 1 23 45 67 89", "address": "1 Quockerstreet\nParis", "time_zone": "Europe/Paris" })
    };
    for (name, email) in [("Ana Quockerwodger", "ana@quocker.example"), ("Besa Quockerbody", "besa@quocker.example")] {
        nobody.post("/auth/register", registration(name, email)).await.is(202);
    }
    nobody.post("/auth/register", registration("Ana Quockerwodger", "ana@quocker.example")).await.is(202);
    nobody.post("/auth/register", json!({ "full_name": "Quockerwodger", "quocker": "quocker" })).await.is_problem(422, "invalid");
    for (email, password) in [("ana@quocker.example", "quockerwrong guess"), ("nobody@quocker.example", "quocker none")] {
        nobody.post("/auth/login", json!({ "email": email, "password": password })).await.is_problem(401, "wrong_credentials");
    }
    let ana = signed_in(&nobody, &base, "ana@quocker.example", SECRET).await;
    let besa = signed_in(&nobody, &base, "besa@quocker.example", SECRET).await;
    let doctor = signed_in(&nobody, &base, &doctors, SECRET).await;
    let admin = signed_in(&nobody, &base, "ada@quocker.example", SECRET).await;
    let day = (now + Duration::days(3)).format("%Y-%m-%d");
    let hour = |n: i64| format!("{day}T{:02}:00:00Z", 9 + n);
    let mut slots = Vec::new();
    for n in 0..3 {
        slots.push(doctor.offers(&hour(n), &hour(n + 1)).await);
    }
    let mut ids = Vec::new();
    for slot in &slots[..2] {
        let body = json!({ "slot_id": slot, "reason": "A quockerreason for a visit" });
        ids.push(text(&ana.post("/appointments", body).await.is(201)["id"]));
    }
    let (first, second) = (format!("/appointments/{}", ids[0]), format!("/appointments/{}", ids[1]));
    ana.patch(&first, json!({ "notes": "A quockernote of the patient" })).await.is(200);
    doctor.get("/appointments?name=quocker").await.is(200);
    doctor.patch(&first, json!({ "notes": "A quockernote of the doctor" })).await.is(200);
    doctor.patch(&first, json!({ "status": "confirmed", "reason": "quockerconfirmed" })).await.is(200);
    admin.patch(&first, json!({ "slot_id": slots[2], "reason": "quockermoved" })).await.is(200);
    admin.patch(&first, json!({ "reason": "A quockerreason, reworded" })).await.is(200);
    doctor.patch(&second, json!({ "status": "cancelled", "reason": "quockercancelled" })).await.is(200);
    besa.get(&first).await.is_problem(404, "not_found");
    besa.patch(&first, json!({ "notes": "quockernote of a stranger" })).await.is_problem(404, "not_found");
    besa.get("/me/slots?quocker=quocker").await;
    ana.patch("/me", json!({ "full_name": "Ana Quockerwodger-Kola", "phone": "+33 1 98 76 54 32" })).await.is(200);
    ana.patch("/me", json!({ "full_name": "quocker@quocker" })).await.is_problem(422, "invalid");
    doctor.patch("/me", json!({ "full_name": "Dr Vera Quockerdoctor-Leka" })).await.is(200);
    nobody.post("/auth/password/forgot", json!({ "email": "besa@quocker.example" })).await.is(202);
    ana.post("/me/email", json!({ "email": "new@quocker.example", "password": SECRET })).await;
    ana.post("/me/password", json!({ "present_password": SECRET, "new_password": "quockeranother phrase" })).await.is(204);
    let malformed = nobody.request(Method::POST, "/auth/login").header("content-type", "application/json");
    assert_eq!(malformed.body("{\"email\":\"quocker").send().await.expect("an answer").status(), 400);

    let browser = Browser::at(&base);
    assert_eq!(browser.signs_in("ada@quocker.example", "quockerwrong").await.status, 303);
    assert_eq!(browser.signs_in("ada@quocker.example", SECRET).await.status, 303);
    for page in [
        "/profile",
        "/appointments?name=quocker",
        "/audit?by=quocker&about=quocker",
        "/audit.csv?about=quocker",
        "/quocker",
        "/doctors?q=quocker",
        "/fn/quocker",
        "/doctors/quocker",
    ] {
        browser.get(page).await;
    }
    browser.form("/fn/accounts/change", &[("full_name", "Ada Quockeradmin"), ("quocker", "quocker")]).await;
    browser.form("/fn/accounts/language", &[("lang", "fr"), ("back", "/quocker")]).await;
    browser.form("/fn/appointments/reword", &[("id", ids[0].as_str()), ("reason", "quockerreworded")]).await;
    browser.form("/fn/appointments/reword", &[("id", "quocker"), ("reason", "quockerreworded")]).await;

    const ROWS: &str = "SELECT COUNT(*) FROM audit_records";
    const ACTIONS: &str = "SELECT DISTINCT action FROM audit_records";
    // The mails are on their way while it stops.
    let begun = Instant::now();
    while place.rows.count("SELECT COUNT(*) FROM jobs WHERE done_at IS NULL").await > 0
        && begun.elapsed() < StdDuration::from_secs(20)
    {
        tokio::time::sleep(StdDuration::from_millis(50)).await;
    }
    std::process::Command::new("kill").arg(server.0.id().to_string()).status().expect("kill");
    assert!(server.0.wait().expect("it ends").success(), "it stops when asked to");
    log += &std::fs::read_to_string(&path).expect("a log");
    assert!(log.contains("/api/v1/appointments/{id}") && log.lines().count() > 40, "the log says what was asked for: {log}");
    let (rows, actions) = (place.rows.count(ROWS).await, place.rows.words(ACTIONS).await);
    assert!(rows > 25 && actions.len() > 12, "{rows} rows: {actions:?}");
    let all = match engine {
        Engine::Sqlite => {
            place.rows.words(
                "SELECT quote(id) || quote(at) || quote(actor) || quote(action) || quote(subject) || quote(patient_id) || quote(outcome) \
                 || quote(session_id) || quote(address) FROM audit_records UNION ALL SELECT quote(record_id) || quote(seal) FROM audit_seals",
            )
        }
        Engine::Postgres => {
            place.rows.words(
                "SELECT CAST(r AS TEXT) FROM audit_records r UNION ALL SELECT CAST(s AS TEXT) FROM audit_seals s",
            )
        }
    };
    let all = all.await.join("\n").to_lowercase();
    assert!(all.contains("appointments.write_note"), "it is all of them");
    assert!(!all.contains(SIGN), "{all}");
    // Also as SQLite quotes a BLOB.
    assert!(!all.contains(&SIGN.bytes().map(|byte| format!("{byte:02x}")).collect::<String>()), "{all}");
    let found: Vec<&str> = log.lines().filter(|line| line.to_lowercase().contains(SIGN)).collect();
    assert!(found.is_empty(), "the server's log has what people wrote:\n{}", found.join("\n"));
    assert!(!log.contains(PASSWORD) && !log.contains(SECRET));
    drop(server);
    place.clear().await;
});
