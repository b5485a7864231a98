//! Load test over HTTP: bookings, the find page, startup time and memory.
//!
//! `scripts/bench` builds the binary, starts a PostgreSQL with durable writes, and calls this. The load comes from one thread of
//! this process, with a minimal HTTP client, because it shares the machine with the server that it measures.
//!
//! `--seconds N`: duration of each measurement (default 10). `--only-bookings`: leaves out the find page and the start.
//!
//! Two other measurements instead of these: `--timing` compares how long sign-ins and forgotten passwords take for known and unknown
//! addresses; `--sign-ins` counts sign-ins while booking pages are loaded.
#![expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that meets the unexpected has failed, and its result is what it prints"
)]

#[path = "../tests/practice/rows.rs"]
#[expect(dead_code, reason = "the tests read more rows than this does")]
mod rows;
mod sign_in;

use std::ffi::OsStr;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::Duration as Span;
use praxis::platform::clock::Clock;
use praxis::platform::password::Hasher;
use rows::{DoctorSeed, Rows};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use uuid::Uuid;

const PASSWORD: &str = "correct horse battery";
const CLIENTS: usize = 64;
const SLOTS: usize = 1600;
const READERS: usize = 25;
const KB: f64 = 1024.0;

/// A keep-alive connection.
struct Connection {
    stream: BufReader<TcpStream>,
    line: String,
    body: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::with_capacity(64 * 1024, stream), line: String::new(), body: Vec::new() })
    }

    /// Sends a request and reads the whole response; its body is in `self.body`.
    async fn ask(&mut self, request: &[u8]) -> std::io::Result<u16> {
        self.stream.get_mut().write_all(request).await?;
        self.line().await?;
        let status = self.line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let (mut length, mut chunked) = (0, false);
        while self.line().await? {
            let header = self.line.to_ascii_lowercase();
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            chunked |= header.starts_with("transfer-encoding:") && header.contains("chunked");
        }
        self.body.clear();
        if chunked {
            loop {
                self.line().await?;
                let size = usize::from_str_radix(self.line.split(';').next().unwrap_or_default().trim(), 16).unwrap_or(0);
                self.take(size).await?;
                self.line().await?;
                if size == 0 {
                    return Ok(status);
                }
            }
        }
        self.take(length).await?;
        Ok(status)
    }

    /// Reads the next line without its line ending; `false` if it is empty.
    async fn line(&mut self) -> std::io::Result<bool> {
        self.line.clear();
        if self.stream.read_line(&mut self.line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        self.line.truncate(self.line.trim_end().len());
        Ok(!self.line.is_empty())
    }

    async fn take(&mut self, count: usize) -> std::io::Result<()> {
        let begin = self.body.len();
        self.body.resize(begin + count, 0);
        self.stream.read_exact(&mut self.body[begin..]).await.map(|_| ())
    }
}

fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: bench\r\n{headers}\r\n").into_bytes()
}

fn post(path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// A running server of the release build.
struct Server {
    process: Child,
    address: SocketAddr,
    /// From the call to the first response.
    start: Duration,
}

/// The binary that is measured.
fn binary() -> PathBuf {
    std::env::var_os("PRAXIS_BIN").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_praxis")), PathBuf::from)
}

impl Server {
    async fn start(folder: &Path, database: Option<&str>) -> Self {
        Self::start_with(folder, database, &[]).await
    }

    /// With these variables, too.
    async fn start_with(folder: &Path, database: Option<&str>, variables: &[(&str, &OsStr)]) -> Self {
        let address =
            std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free");
        let log = std::fs::File::create(folder.join("server.log")).expect("a log");
        let mut command = Command::new(binary());
        command.args(["serve", "--listen", &address.to_string()]).arg("--data-dir").arg(folder);
        command.envs(variables.iter().copied()).env("PRAXIS_LIMITS", "off").env("RUST_LOG", "warn").stdin(Stdio::null());
        command.stdout(log.try_clone().expect("a log")).stderr(log);
        match database {
            Some(url) => command.env("PRAXIS_DATABASE", url),
            None => command.env_remove("PRAXIS_DATABASE"),
        };
        let begun = Instant::now();
        let process = command.spawn().expect("PRAXIS_BIN starts");
        let mut server = Self { process, address, start: Duration::ZERO };
        let request = get("/livez", "");
        loop {
            if let Ok(mut connection) = Connection::open(address).await
                && connection.ask(&request).await.is_ok_and(|status| status == 200)
            {
                server.start = begun.elapsed();
                return server;
            }
            let log = || std::fs::read_to_string(folder.join("server.log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(20), "the server does not start:\n{}", log());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// The resident memory of the process: all of it, and that without mapped files, in MB.
    fn memory(&self) -> [f64; 2] {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        ["VmRSS:", "RssAnon:"].map(|name| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.trim().trim_end_matches(" kB").trim().parse::<f64>().map_or(f64::NAN, |kb| kb / KB)
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The duration of each request.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn at(&self, part: f64) -> f64 {
        let index = ((self.0.len().max(1) - 1) as f64 * part).round();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index below the length")]
        self.0.get(index as usize).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
    }
}

/// Keeps the connections busy for `length`; each sends the requests that `request` returns, in order, and expects `status`.
async fn load(
    server: &Server,
    connections: usize,
    length: Duration,
    status: u16,
    request: impl Fn(usize, usize) -> Option<Vec<u8>> + Clone + Send + 'static,
) -> (f64, Times) {
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for client in 0..connections {
        let (address, request) = (server.address, request.clone());
        clients.spawn(async move {
            let mut connection = Connection::open(address).await.expect("the server accepts");
            let mut times = Vec::new();
            while begun.elapsed() < length {
                let request = request(client, times.len()).expect("there is more to ask for than time to ask in");
                let asked = Instant::now();
                let got = connection.ask(&request).await.expect("the server answers");
                assert_eq!(got, status, "{}", String::from_utf8_lossy(&connection.body));
                times.push(asked.elapsed());
            }
            times
        });
    }
    let mut all = Vec::new();
    while let Some(times) = clients.join_next().await {
        all.extend(times.expect("a client came back"));
    }
    let rate = rate(all.len(), begun.elapsed());
    all.sort_unstable();
    (rate, Times(all))
}

fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// A practice of 64 doctors with 1,600 free slots each, and 64 patients.
struct Seeded {
    slots: Vec<Vec<Uuid>>,
    patients: Vec<String>,
}

/// Creates the tables by the binary that is measured, so that an earlier one can be, too.
fn migrate(folder: &Path, database: Option<&str>) {
    let mut command = Command::new(binary());
    command.arg("migrate").arg("--data-dir").arg(folder).stdout(Stdio::null());
    match database {
        Some(url) => command.env("PRAXIS_DATABASE", url),
        None => command.env_remove("PRAXIS_DATABASE"),
    };
    assert!(command.status().expect("PRAXIS_BIN starts").success(), "the tables cannot be made");
}

async fn seed(url: &str, folder: &Path, database: Option<&str>) -> Seeded {
    migrate(folder, database);
    let rows = Rows::open(url).await;
    let now = Clock::system().now();
    let hash = Hasher::new(2).hash(PASSWORD.to_owned()).await.expect("a password can be hashed");
    let mut seeded = Seeded { slots: Vec::new(), patients: Vec::new() };
    let specialties = ["general_practice", "cardiology", "dermatology", "neurology", "paediatrics"];
    for n in 0..CLIENTS {
        let name = format!("Dr Number {n}");
        let doctor = DoctorSeed { name: &name, specialty: specialties[n % specialties.len()], ..DoctorSeed::default() };
        let (doctor, _) = rows.add_doctor(&doctor, &hash, now).await;
        let begin = now + Span::days(2);
        let times: Vec<_> =
            (0_i32..).take(SLOTS).map(|n| (doctor, begin + Span::minutes(20) * n, begin + Span::minutes(20) * (n + 1))).collect();
        seeded.slots.push(rows.add_slots(&times, now).await);
        seeded.patients.push(rows.add_patient(&format!("Patient {n}"), &hash, now).await.1);
    }
    rows.close().await;
    seeded
}

async fn sign_in(server: &Server, email: &str) -> String {
    let mut connection = Connection::open(server.address).await.expect("the server accepts");
    let body = format!(r#"{{"email":"{email}","password":"{PASSWORD}"}}"#);
    let status = connection.ask(&post("/api/v1/auth/login", "", &body)).await.expect("the server answers");
    let answer = String::from_utf8_lossy(&connection.body).into_owned();
    assert_eq!(status, 200, "{answer}");
    let token: serde_json::Value = serde_json::from_str(&answer).expect("signing in answers JSON");
    token["access_token"].as_str().expect("and gives a token").to_owned()
}

fn row(what: &str, value: &str, p50: f64, p99: f64, wanted: &str) {
    println!("| {what:<44} | {value:>12} | {p50:>8.1} | {p99:>8.1} | {wanted:<26} |");
}

fn line(what: &str, value: &str, wanted: &str) {
    println!("| {what:<44} | {value:>12} | {:>8} | {:>8} | {wanted:<26} |", "", "");
}

/// Measures the find page, anonymous and signed in.
async fn find(server: &Server, name: &str, token: &str, length: Duration, wanted: &str) {
    for (what, headers) in [("plain", ""), ("brotli", "Accept-Encoding: br\r\n")] {
        let request = get("/doctors", headers);
        // Warm-up.
        let again = request.clone();
        load(server, READERS, Duration::from_secs(1), 200, move |_, _| Some(again.clone())).await;
        let (rate, times) = load(server, READERS, length, 200, move |_, _| Some(request.clone())).await;
        row(
            &format!("{name}: find page, {what}, {READERS} connections"),
            &format!("{rate:.0}/s"),
            times.at(0.5),
            times.at(0.99),
            wanted,
        );
    }
    let cookie = format!("Cookie: access={token}\r\n");
    let request = get("/doctors", &cookie);
    let (rate, times) = load(server, READERS, length, 200, move |_, _| Some(request.clone())).await;
    row(
        &format!("{name}: find page, signed in, {READERS} connections"),
        &format!("{rate:.0}/s"),
        times.at(0.5),
        times.at(0.99),
        "",
    );
}

fn only_bookings() -> bool {
    std::env::args().any(|argument| argument == "--only-bookings")
}

async fn engine(name: &str, url: &str, folder: &Path, database: Option<&str>, length: Duration, wanted: [&str; 2]) {
    let seeded = seed(url, folder, database).await;
    let server = Server::start(folder, database).await;
    let mut tokens = Vec::new();
    for email in &seeded.patients {
        tokens.push(sign_in(&server, email).await);
    }
    if !only_bookings() {
        find(&server, name, &tokens[0], length, wanted[1]).await;
    }
    // Each client takes the doctors in turn, one slot after the other: no slot twice, no overlapping appointments.
    let book = move |client: usize, n: usize| {
        let slot = seeded.slots[(client + n) % CLIENTS].get(n)?;
        let body = format!(r#"{{"slot_id":"{slot}","reason":"A cough that does not go away"}}"#);
        Some(post("/api/v1/appointments", &format!("Authorization: Bearer {}\r\n", tokens[client]), &body))
    };
    let (rate, times) = load(&server, CLIENTS, length, 201, book).await;
    row(&format!("{name}: bookings, {CLIENTS} clients"), &format!("{rate:.0}/s"), times.at(0.5), times.at(0.99), wanted[0]);
    let [all, own] = server.memory();
    line(&format!("{name}: memory after the load"), &format!("{all:.0} MB"), "below 100 MB");
    line(&format!("{name}: the same without mapped files"), &format!("{own:.0} MB"), "");
}

/// The median duration of 201 writes of 4 KiB with fdatasync, in milliseconds.
fn disk(folder: &Path) -> f64 {
    let mut file = std::fs::File::create(folder.join("disk")).expect("a file");
    let mut times: Vec<Duration> = (0..201)
        .map(|_| {
            let begun = Instant::now();
            file.write_all(&[7; 4096]).and_then(|()| file.sync_data()).expect("the disk writes");
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    Times(times).at(0.5)
}

async fn fetched(server: &Server, path: &str, headers: &str) -> Vec<u8> {
    let mut connection = Connection::open(server.address).await.expect("the server accepts");
    let status = connection.ask(&get(path, headers)).await.expect("the server answers");
    assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&connection.body));
    connection.body
}

fn sqlite(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("praxis.sqlite").display())
}

/// Creates a database on the server of `PRAXIS_BENCH_POSTGRES`.
async fn postgres() -> Option<String> {
    let server = std::env::var("PRAXIS_BENCH_POSTGRES").ok()?;
    let name = format!("praxis_bench_{}", std::process::id());
    let pool = sqlx::PgPool::connect(&server).await.expect("PRAXIS_BENCH_POSTGRES answers");
    let create = format!("CREATE DATABASE {name}");
    sqlx::query(sqlx::AssertSqlSafe(create)).execute(&pool).await.expect("a database can be made");
    Some(format!("{}/{name}", server.trim_end_matches('/')))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let seconds = arguments
        .windows(2)
        .find(|pair| pair[0] == "--seconds")
        .map_or(10, |pair| pair[1].parse().expect("--seconds takes a number"));
    let length = Duration::from_secs(seconds);
    let folder = TempDir::new().expect("a temporary folder");

    println!("| {:<44} | {:>12} | {:>8} | {:>8} | {:<26} |", "what", "seen", "p50 ms", "p99 ms", "wanted");
    println!("|{:-<46}|{:->14}|{:->10}|{:->10}|{:-<28}|", "", ":", ":", ":", "");
    line("fdatasync of 4 KiB, median", &format!("{:.2} ms", disk(folder.path())), "");

    let is_asked = |name: &str| arguments.iter().any(|argument| argument == name);
    if is_asked("--timing") {
        sign_in::timing("SQLite", &sqlite(folder.path()), folder.path(), None).await;
        if let Some(url) = postgres().await {
            let folder = TempDir::new().expect("a temporary folder");
            sign_in::timing("PostgreSQL", &url, folder.path(), Some(&url)).await;
        }
        return;
    }
    if is_asked("--sign-ins") {
        sign_in::beside_pages("SQLite", folder.path(), length).await;
        return;
    }

    engine("SQLite", &sqlite(folder.path()), folder.path(), None, length, ["4,000/s", "2,000/s, p99 30 ms"]).await;
    match postgres().await {
        None => line("PostgreSQL: PRAXIS_BENCH_POSTGRES is not set", "", ""),
        Some(url) => {
            let folder = TempDir::new().expect("a temporary folder");
            engine("PostgreSQL", &url, folder.path(), Some(&url), length, ["2,500/s", "2,000/s, p99 30 ms"]).await;
        }
    }

    if only_bookings() {
        return;
    }
    let mut starts = Vec::new();
    for _ in 0..5 {
        starts.push(Server::start(folder.path(), None).await.start);
    }
    starts.sort_unstable();
    line("start, until /livez answers, median of 5", &format!("{:.0} ms", starts[2].as_secs_f64() * 1000.0), "below 300 ms");
    let server = Server::start(folder.path(), None).await;
    fetched(&server, "/doctors", "").await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    line("idle memory, after one page", &format!("{:.1} MB", server.memory()[0]), "below 60 MB");
    drop(server);

    println!(
        "\nMails are not sent meanwhile: neither an SMTP server nor a folder is set. For what a browser loads see scripts/weigh."
    );
}
