//! The real binary, killed 100 times under load: every booking answered with 201 still exists, and its mails are sent.

use std::collections::{HashMap, HashSet};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration as StdDuration, Instant};

use chrono::{DateTime, Duration, Utc};
use praxis::platform::clock::{Clock, random};
use praxis::platform::password::Hasher;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::harness::{DoctorSeed, Engine, PASSWORD, Place, REASON};

const CLIENTS: usize = 8;

fn rounds() -> usize {
    std::env::var("PRAXIS_CRASH_ROUNDS").map_or(100, |rounds| rounds.parse().expect("PRAXIS_CRASH_ROUNDS is a number"))
}

fn binary() -> PathBuf {
    std::env::var_os("PRAXIS_BIN").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_praxis")), PathBuf::from)
}

/// A server in its own process.
pub struct Server {
    process: Child,
    pub url: String,
}

impl Server {
    pub async fn start(place: &Place, mails: &Path, port: u16, http: &Client) -> Self {
        let log = std::fs::File::options().create(true).append(true).open(place.folder().join("server.log")).expect("a log");
        let mut command = Command::new(binary());
        command
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .arg("--data-dir")
            .arg(place.folder())
            .arg("--mail-dir")
            .arg(mails);
        command.env("PRAXIS_LIMITS", "off").stdin(Stdio::null()).stdout(log.try_clone().expect("a log")).stderr(log);
        if let Some(url) = &place.database {
            command.env("PRAXIS_DATABASE", url);
        }
        let server = Self { process: command.spawn().expect("the binary starts"), url: format!("http://127.0.0.1:{port}") };
        let begun = Instant::now();
        loop {
            let ready = http.get(format!("{}/readyz", server.url)).send().await;
            if ready.is_ok_and(|answer| answer.status().is_success()) {
                return server;
            }
            let log = || std::fs::read_to_string(place.folder().join("server.log")).unwrap_or_default();
            assert!(begun.elapsed() < StdDuration::from_secs(20), "the server does not get ready:\n{}", log());
            tokio::time::sleep(StdDuration::from_millis(10)).await;
        }
    }

    /// SIGKILL: no handler runs, no request is finished.
    pub fn kill(&mut self) {
        self.process.kill().expect("it can be killed");
        self.process.wait().expect("it has ended");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

pub async fn sign_in(http: &Client, url: &str, email: &str) -> String {
    let body = json!({ "email": email, "password": PASSWORD });
    let answer = http.post(format!("{url}/api/v1/auth/login")).json(&body).send().await.expect("signing in is answered");
    let answer: Value = answer.json().await.expect("signing in answers JSON");
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Books one slot after the other until the server is killed; returns the booked ids and the index of the next slot.
async fn book(http: Client, url: String, token: String, slots: Vec<Uuid>, mut next: usize) -> (Vec<Uuid>, usize) {
    let mut booked = Vec::new();
    while let Some(slot) = slots.get(next) {
        let body = json!({ "slot_id": slot, "reason": REASON });
        // A request without a response may have succeeded: the next one takes another slot.
        next += 1;
        let Ok(answer) = http.post(format!("{url}/api/v1/appointments")).bearer_auth(&token).json(&body).send().await else {
            break;
        };
        let status = answer.status().as_u16();
        let Ok(body) = answer.json::<Value>().await else { break };
        assert_eq!(status, 201, "{body}");
        booked.push(body["id"].as_str().and_then(|id| id.parse().ok()).expect("an appointment has an id"));
        tokio::time::sleep(StdDuration::from_millis(5)).await;
    }
    (booked, next)
}

async fn crash(engine: Engine) {
    let rounds = rounds();
    let place = Place::make(engine).await;
    let mails = place.folder().join("mails");
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free").port();
    let http = Client::builder().no_proxy().timeout(StdDuration::from_secs(10)).build().expect("a client can be made");

    let now = Clock::system().now();
    let hash = Hasher::new(2).hash(PASSWORD.to_owned()).await.expect("a password can be hashed");
    let begin = now + Duration::days(2);
    let mut people = Vec::new();
    for n in 0..CLIENTS {
        let (doctor, _) = place.rows.add_doctor(&DoctorSeed::default(), &hash, now).await;
        let (_, email) = place.rows.add_patient(&format!("Patient {n}"), &hash, now).await;
        // More than can be booked before the kill.
        let times: Vec<(Uuid, DateTime<Utc>, DateTime<Utc>)> = (0_i32..)
            .take(rounds * 50)
            .map(|n| (doctor, begin + Duration::minutes(5) * n, begin + Duration::minutes(5) * (n + 1)))
            .collect();
        people.push((email, place.rows.add_slots(&times, now).await, 0));
    }

    let mut server = Server::start(&place, &mails, port, &http).await;
    let (mut booked, mut signed_in) = (HashSet::new(), Instant::now());
    let mut tokens: Vec<String> = Vec::new();
    for round in 0..rounds {
        if tokens.is_empty() || signed_in.elapsed() > StdDuration::from_secs(300) {
            tokens.clear();
            for (email, ..) in &people {
                tokens.push(sign_in(&http, &server.url, email).await);
            }
            signed_in = Instant::now();
        }
        let mut clients = JoinSet::new();
        for (n, (_, slots, next)) in people.iter().enumerate() {
            let work = book(http.clone(), server.url.clone(), tokens[n].clone(), slots.clone(), *next);
            clients.spawn(async move { (n, work.await) });
        }
        tokio::time::sleep(StdDuration::from_millis(40 + u64::from(random::<1>()[0]) / 2)).await;
        server.kill();
        while let Some(done) = clients.join_next().await {
            let (n, (ids, next)) = done.expect("a client came back");
            booked.extend(ids);
            people[n].2 = next;
        }
        server = Server::start(&place, &mails, port, &http).await;
        let rows: HashSet<Uuid> = place.rows.ids("SELECT id FROM appointments").await.into_iter().collect();
        let lost: Vec<&Uuid> = booked.difference(&rows).collect();
        assert!(lost.is_empty(), "round {round}: answered 201 and gone after the restart: {lost:?}");
    }
    assert!(booked.len() > rounds, "only {} bookings in {rounds} rounds: that is no load", booked.len());
    server.kill();
    claims_expire(&place).await;
    let server = Server::start(&place, &mails, port, &http).await;
    all_mails_are_out(&place, &mails, &booked).await;
    println!("{} bookings outlived {rounds} kills on {engine:?}", booked.len());
    drop(server);
    place.clear().await;
}

/// Mails that a killed server had claimed are sent after the claim has expired. All do within two minutes; here they do at once.
async fn claims_expire(place: &Place) {
    const LONGER: &str = "SELECT COUNT(*) FROM jobs WHERE done_at IS NULL AND locked_until > $1";
    const EXPIRE: &str = "UPDATE jobs SET locked_until = created_at WHERE done_at IS NULL AND locked_until IS NOT NULL";
    let longer = place.rows.count_from(LONGER, Clock::system().now() + Duration::minutes(2)).await;
    assert_eq!(longer, 0, "claims that do not expire within two minutes");
    place.rows.change(EXPIRE).await;
}

async fn all_mails_are_out(place: &Place, mails: &Path, booked: &HashSet<Uuid>) {
    const WAITING: &str = "SELECT COUNT(*) FROM jobs WHERE done_at IS NULL";
    let begun = Instant::now();
    while place.rows.count(WAITING).await > 0 {
        assert!(begun.elapsed() < StdDuration::from_secs(300), "{} letters are not sent", place.rows.count(WAITING).await);
        tokio::time::sleep(StdDuration::from_millis(250)).await;
    }
    // File names are the mail's id and the practice.
    let files: HashSet<Uuid> = std::fs::read_dir(mails)
        .expect("the mails' folder")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("UTF-8"))
        .filter_map(|name| name.get(..36)?.parse().ok())
        .collect();
    let mut mailed: HashMap<Uuid, usize> = HashMap::new();
    for (id, letter) in place.rows.letters().await {
        let facts: Value = serde_json::from_str(&letter).expect("a letter is JSON");
        let appointment =
            facts["letter"]["about"]["appointment"].as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("{letter}"));
        assert!(files.contains(&id), "letter {id} is marked sent, and there is no file of it");
        *mailed.entry(appointment).or_default() += 1;
    }
    for id in booked {
        assert_eq!(mailed.get(id), Some(&2), "both sides get a mail of {id}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_outlives_a_hundred_kills_on_sqlite() {
    crash(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_outlives_a_hundred_kills_on_postgres() {
    crash(Engine::Postgres).await;
}
