//! A practice to test: the real app on a free local port, with a clock that the test sets, mails in memory, and a temporary
//! database.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration as StdDuration;

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;
use praxis::base::model::{Gender, Id, Role, User, UserStatus};
use praxis::base::text::Lang;
use praxis::features::accounts::service::{self as accounts, NewUser};
use praxis::platform::app::App;
use praxis::platform::clock::{Clock, random};
use praxis::platform::config::Settings;
use praxis::platform::db::migrate::{POSTGRES, SQLITE};
use praxis::platform::factor::{self, pending, totp};
use praxis::platform::fold::fold;
use praxis::platform::links::{self, Purpose};
use praxis::platform::mail::Mail;
use praxis::platform::session::{self, Tokens};
use praxis::platform::sms::codes::{self, Number};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgPool;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::described::described;
pub use crate::rows::{DoctorSeed, Rows};

/// The password of all accounts in tests.
pub const PASSWORD: &str = "correct horse battery";
/// The secret of second factors that tests give, as in RFC 6238, appendix B.
pub const SECRET: &[u8; 20] = b"12345678901234567890";
/// The start of every test: a Monday morning in winter time, UTC.
pub const START: &str = "2027-03-01T08:00:00Z";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Defines a test for each database. Settings may be changed first:
/// `both!(name, |settings| settings.cancel_hours = 48, |practice| async move { … })`.
macro_rules! both {
    ($name:ident, $test:expr) => {
        both!($name, |_settings| (), $test);
    };
    ($name:ident, $change:expr, $test:expr) => {
        async fn $name(engine: $crate::harness::Engine) {
            $crate::harness::run(engine, $change, $test).await;
        }

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name($crate::harness::Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name($crate::harness::Engine::Postgres).await;
            }
        }
    };
}
pub(crate) use both;

/// Starts a practice, runs the test in it and cleans up, also after a failure.
pub async fn run<F, T>(engine: Engine, change: impl FnOnce(&mut Settings), test: F)
where
    F: FnOnce(Practice) -> T,
    T: Future<Output = ()> + Send + 'static,
{
    let place = Place::make(engine).await;
    let practice = Practice::open(&place, change).await;
    let (app, closing) = (practice.app.clone(), practice.closing.clone());
    let outcome = tokio::spawn(test(practice)).await;
    closing.cancel();
    app.stop().await;
    place.clear().await;
    if let Err(error) = outcome {
        std::panic::resume_unwind(error.into_panic());
    }
}

/// The storage of a practice: a folder and a database.
pub struct Place {
    folder: TempDir,
    /// PostgreSQL: the database's URL.
    pub database: Option<String>,
    pub rows: Rows,
}

impl Place {
    pub async fn make(engine: Engine) -> Self {
        Self::made_until(engine, i64::MAX).await
    }

    /// As an earlier version left it, whose last migration was this.
    pub async fn made_until(engine: Engine, version: i64) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(make_database().await),
        };
        let url = database.clone().unwrap_or_else(|| format!("sqlite:{}", folder.path().join("praxis.sqlite").display()));
        if version == i64::MAX {
            praxis::platform::db::Db::migrate(&url).await.expect("the tables can be made");
        } else if let Some(path) = url.strip_prefix("sqlite:") {
            std::fs::File::create(path).expect("a file can be made");
        }
        let rows = Rows::open(&url).await;
        match &rows {
            _ if version == i64::MAX => {}
            Rows::Sqlite(pool) => SQLITE.run_to(version, pool).await.expect("the tables can be made"),
            Rows::Postgres(pool) => POSTGRES.run_to(version, pool).await.expect("the tables can be made"),
        }
        Self { folder, database, rows }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub async fn clear(self) {
        self.rows.close().await;
        let Some(url) = self.database else { return };
        let name = url.rsplit('/').next().expect("a URL has a last part");
        let server = PgPool::connect(&server()).await.expect("PostgreSQL answers");
        let drop = format!("DROP DATABASE {name} WITH (FORCE)");
        sqlx::query(AssertSqlSafe(drop)).execute(&server).await.expect("the test's database can be dropped");
        server.close().await;
    }
}

fn server() -> String {
    std::env::var("PRAXIS_TEST_POSTGRES").expect(
        "PRAXIS_TEST_POSTGRES names no PostgreSQL to test on: call scripts/test, or \
         `export PRAXIS_TEST_POSTGRES=$(scripts/postgres start)`",
    )
}

async fn make_database() -> String {
    let server_url = server();
    let name = random::<8>().iter().fold("praxis_test_".to_owned(), |mut name, byte| {
        write!(name, "{byte:02x}").expect("a string takes it");
        name
    });
    let server =
        PgPool::connect(&server_url).await.expect("PRAXIS_TEST_POSTGRES names a PostgreSQL that answers (scripts/postgres)");
    let create = format!("CREATE DATABASE {name}");
    sqlx::query(AssertSqlSafe(create)).execute(&server).await.expect("a database can be made");
    server.close().await;
    format!("{}/{name}", server_url.trim_end_matches('/'))
}

/// A running practice.
pub struct Practice {
    pub app: App,
    pub clock: Clock,
    /// `http://127.0.0.1:port`
    pub url: String,
    pub rows: Rows,
    folder: PathBuf,
    pub database: Option<String>,
    closing: CancellationToken,
    http: Client,
}

impl Practice {
    async fn open(place: &Place, change: impl FnOnce(&mut Settings)) -> Self {
        let clock = Clock::manual(at(START));
        let mut settings = Settings::for_test(place.folder().to_path_buf(), place.database.clone());
        change(&mut settings);
        let (app, url, closing) = start(settings, clock.clone()).await;
        Self {
            app,
            clock,
            url,
            rows: place.rows.clone(),
            folder: place.folder().to_path_buf(),
            database: place.database.clone(),
            closing,
            http: client().build().expect("a client can be made"),
        }
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Another server on the same database, with the same signing key. Returns its URL.
    pub async fn second_server(&self, change: impl FnOnce(&mut Settings)) -> (App, String) {
        let folder = self.folder.join("second");
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        std::fs::copy(self.folder.join("signing.key"), folder.join("signing.key")).expect("the key can be shared");
        let mut settings = Settings::for_test(folder, self.database.clone());
        change(&mut settings);
        let (app, url, closing) = start(settings, self.clock.clone()).await;
        let first = self.closing.clone();
        tokio::spawn(async move {
            first.cancelled().await;
            closing.cancel();
        });
        (app, url)
    }

    pub fn anybody(&self) -> Person {
        Person {
            id: String::new(),
            email: String::new(),
            name: String::new(),
            base: self.url.clone(),
            http: self.http.clone(),
            token: Mutex::default(),
        }
    }

    /// Signs in to an account.
    pub async fn sign_in(&self, email: &str) -> Person {
        let mut person = self.anybody();
        email.clone_into(&mut person.email);
        person.renew().await;
        let me = person.get("/me").await.is(200);
        person.id = me["id"].as_str().expect("an account has an id").to_owned();
        person.name = me["full_name"].as_str().expect("an account has a name").to_owned();
        person
    }

    /// Registers a patient and signs in; the language is English, the time zone Paris.
    pub async fn patient(&self, name: &str) -> Person {
        self.patient_reading(name, "en").await
    }

    pub async fn patient_reading(&self, name: &str, locale: &str) -> Person {
        let email = format!("{}@patients.example", fold(name).replace(' ', "."));
        let body = json!({
            "role": "patient", "email": email, "password": PASSWORD, "full_name": name, "date_of_birth": "1987-06-05",
            "gender": "female", "phone": "+33 1 23 45 67 89", "address": "1 rue de la Paix\nParis", "locale": locale,
            "time_zone": "Europe/Paris",
        });
        self.anybody().post("/auth/register", body).await.is(202);
        self.sign_in(&email).await
    }

    pub async fn doctor(&self) -> Person {
        self.doctor_like(&DoctorSeed::default()).await
    }

    pub async fn doctor_like(&self, seed: &DoctorSeed<'_>) -> Person {
        let email = format!("{}@doctors.example", fold(seed.name).replace(' ', "."));
        let id: Id<User> = self.clock.new_id();
        let user = NewUser {
            id,
            role: Role::Doctor,
            email: email.clone(),
            password_hash: self.hash().await,
            full_name: seed.name.to_owned(),
            phone: None,
            gender: Gender::Undisclosed,
            locale: Lang::En,
            time_zone: Some(seed.zone.parse().expect("an IANA zone")),
            status: UserStatus::Active,
            limited: false,
        };
        let clock = self.clock.clone();
        let made = self.app.write(move |tx| async move { accounts::create_user(tx, &clock, &user).await }.boxed()).await;
        assert!(made.expect("a doctor can be made"), "{email} is known already");
        self.rows.add_doctor_profile(id.uuid(), seed, self.clock.now()).await;
        self.sign_in(&email).await
    }

    pub async fn admin(&self) -> Person {
        let permit = praxis::policy::allow(&praxis::policy::Actor::System).expect("the practice itself may");
        let email = "admin@practice.example";
        accounts::create_admin(&self.app, &permit, email.to_owned(), "Ada Admin".to_owned(), PASSWORD.to_owned())
            .await
            .expect("an admin can be made");
        self.sign_in(email).await
    }

    /// The tokens of a new session of this account, without the cost of hashing a password.
    pub async fn session(&self, account: Uuid) -> Tokens {
        let app = self.app.clone();
        let begun = self.app.write(move |tx| async move { session::begin(tx, &app, account.into(), "a test").await }.boxed());
        begun.await.expect("a session begins")
    }

    /// The person of this account, with such a session.
    pub async fn let_in(&self, account: Uuid) -> Person {
        let person = Person { id: account.to_string(), ..self.anybody() };
        person.use_token(&self.session(account).await.access);
        person
    }

    /// Gives an account a second factor whose secret is [`SECRET`].
    pub async fn give_factor(&self, account: Uuid) {
        let sealed = self.app.keys.factor.seal("secret", account.into(), SECRET).expect("a secret can be encrypted");
        let now = self.clock.now();
        let given =
            self.app.write(move |tx| async move { factor::store::insert(tx, account.into(), &sealed, now, 0).await }.boxed());
        assert!(given.await.expect("a factor can be given"), "the account has one");
    }

    /// The token of a sign-in to an account that waits for its code.
    pub async fn waiting(&self, account: Uuid) -> String {
        let mut conn = self.app.read().await.expect("a connection");
        let row = accounts::find(&mut conn, account.into()).await.expect("an answer").expect("an account");
        pending::issue(&self.app.keys.factor, row.id, &row.password_hash, self.clock.now()).0
    }

    /// The present code of [`SECRET`].
    pub fn factor_code(&self) -> String {
        totp::code(SECRET, totp::step(self.clock.now())).expect("a code")
    }

    /// [`PASSWORD`], hashed.
    pub async fn hash(&self) -> String {
        self.app.hasher.hash(PASSWORD.to_owned()).await.expect("a password can be hashed")
    }

    /// A browser: keeps cookies, follows no redirects, sends `Origin` and `Referer` with forms.
    pub fn browser(&self) -> Browser {
        Browser::at(&self.url)
    }

    /// The token of a new link for an account with this address.
    pub async fn link(&self, purpose: Purpose, user: Uuid, email: &str) -> String {
        let (clock, parameters) = (self.app.clock.clone(), json!({ "email": email }));
        let made =
            self.app.write(move |tx| async move { links::create(tx, &clock, purpose, user.into(), &parameters).await }.boxed());
        self.app.keys.link(purpose.as_str(), made.await.expect("a link can be made"))
    }

    /// A new code that verifies a phone number of this account.
    pub async fn phone_code(&self, user: Uuid) -> String {
        const NUMBER: Number<'static> = Number { phone: "+33 6 12 34 56 78", e164: "+33612345678" };
        let app = self.app.clone();
        let made = self.app.write(move |tx| async move { codes::create(tx, &app, user.into(), &NUMBER).await }.boxed());
        self.app.keys.phone_code(made.await.expect("a code can be made"))
    }

    /// Waits for `count` mails to `person` and returns them.
    pub async fn mails(&self, person: &Person, count: usize) -> Vec<Mail> {
        for _ in 0..500 {
            let mails: Vec<Mail> = self.app.mailer.sent().into_iter().filter(|mail| mail.to == person.email).collect();
            if mails.len() >= count {
                assert_eq!(mails.len(), count, "more mails than expected: {mails:#?}");
                return mails;
            }
            tokio::time::sleep(StdDuration::from_millis(10)).await;
        }
        panic!("{} did not get {count} mails, but {:#?}", person.email, self.app.mailer.sent());
    }

    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }
}

fn client() -> reqwest::ClientBuilder {
    Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).timeout(StdDuration::from_secs(60))
}

/// Starts a server; to stop it, cancel the token and stop the app. Its public URL is its address, unless the settings have one with https.
pub async fn start(mut settings: Settings, clock: Clock) -> (App, String, CancellationToken) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("a listener has an address");
    let url = format!("http://{address}");
    settings.listen = address;
    if !settings.secure() {
        settings.public_url.clone_from(&url);
    }
    let app = praxis::server::start(settings, clock).await.expect("the practice opens");
    let closing = CancellationToken::new();
    tokio::spawn(praxis::server::serve(app.clone(), listener, closing.clone()));
    (app, url, closing)
}

/// Parses an instant (RFC 3339).
pub fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect(text).with_timezone(&Utc)
}

/// The instant of a JSON value, with any offset.
pub fn instant(value: &Value) -> DateTime<Utc> {
    at(value.as_str().unwrap_or_else(|| panic!("{value} is no instant")))
}

/// A user of the API.
pub struct Person {
    pub id: String,
    pub email: String,
    pub name: String,
    base: String,
    http: Client,
    token: Mutex<String>,
}

impl Person {
    /// Signs in again: a token expires after ten minutes, and a test may advance the clock by days.
    pub async fn renew(&self) -> Value {
        self.token.lock().expect("no test panicked here").clear();
        let answer = self.post("/auth/login", json!({ "email": self.email, "password": PASSWORD })).await.is(200);
        self.use_token(answer["access_token"].as_str().expect("signing in gives a token"));
        answer
    }

    pub fn use_token(&self, token: &str) {
        token.clone_into(&mut self.token.lock().expect("no test panicked here"));
    }

    pub fn token(&self) -> String {
        self.token.lock().expect("no test panicked here").clone()
    }

    /// The same person at another server.
    pub fn at_server(&self, base: &str) -> Self {
        Self {
            id: self.id.clone(),
            email: self.email.clone(),
            name: self.name.clone(),
            base: base.to_owned(),
            http: self.http.clone(),
            token: Mutex::new(self.token()),
        }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}/api/v1{path}", self.base));
        let token = self.token.lock().expect("no test panicked here");
        if token.is_empty() { request } else { request.bearer_auth(&*token) }
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PATCH, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path)).await
    }

    /// Adds a slot of this doctor; returns its id.
    pub async fn offers(&self, from: &str, to: &str) -> String {
        let body = json!({ "starts_at": from, "ends_at": to, "kind": "in_person" });
        text(&self.post("/me/slots", body).await.is(201)["id"])
    }

    pub async fn books(&self, slot: &str) -> Answer {
        self.post("/appointments", json!({ "slot_id": slot, "reason": REASON })).await
    }

    pub async fn sets(&self, appointment: &str, status: &str) -> Answer {
        self.patch(&format!("/appointments/{appointment}"), json!({ "status": status })).await
    }
}

/// The reason that patients give when they book; tests check where it must not appear.
pub const REASON: &str = "A rash on both elbows since Sunday";

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// A response.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub body: Value,
    pub raw: String,
}

impl Answer {
    /// Sends the request. Responses of the API are checked against its description.
    pub async fn of(request: RequestBuilder) -> Self {
        let (client, request) = request.build_split();
        let request = request.expect("a request that can be sent");
        let (method, address) = (request.method().to_string(), request.url().path().to_owned());
        let sent = request.body().and_then(reqwest::Body::as_bytes).map(<[u8]>::to_vec);
        let response = client.execute(request).await.expect("the server answers");
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let raw = response.text().await.expect("an answer ends");
        let body = serde_json::from_str(&raw).unwrap_or(Value::Null);
        let answer = Self { status, headers, body, raw };
        if address.starts_with("/api/v1/") && address != "/api/v1/openapi.json" {
            described().check(&method, &address, sent.as_deref(), &answer);
        }
        answer
    }

    /// The body if the status is this one; otherwise fails with the whole body.
    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.raw);
        self.body
    }

    /// The problem (RFC 9457) with this status and code.
    #[track_caller]
    pub fn is_problem(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.raw);
        assert_eq!(self.headers.get("content-type").map(String::as_str), Some("application/problem+json"));
        for member in ["type", "title", "detail"] {
            assert!(self.body[member].is_string(), "a problem without {member}: {}", self.raw);
        }
        assert_eq!(self.body["status"], status);
        self.body
    }
}

/// A user with a browser.
pub struct Browser {
    http: Client,
    base: String,
}

impl Browser {
    /// A new browser of the server at this URL.
    pub fn at(base: &str) -> Self {
        let http = client().cookie_store(true).build().expect("a client can be made");
        Self { http, base: base.to_owned() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.http.get(format!("{}{path}", self.base)).header("accept", "text/html")).await
    }

    /// Like [`Browser::get`], with this `Accept-Language`.
    pub async fn get_in(&self, lang: &str, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.base));
        Answer::of(request.header("accept", "text/html").header("accept-language", lang)).await
    }

    /// A native form post, as without JavaScript.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::of(self.posting(path, fields).header("accept", "text/html").header("origin", &self.base)).await
    }

    /// Like [`Browser::form`], with the form on `page`.
    pub async fn form_on(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::of(self.posting_on(page, path, fields).header("accept", "text/html").header("origin", &self.base)).await
    }

    /// A native form post with a file: its media type and its bytes.
    pub async fn uploads(&self, path: &str, form: (String, Vec<u8>)) -> Answer {
        self.uploads_from(&self.base, path, form).await
    }

    /// The same from a page with this origin.
    pub async fn uploads_from(&self, origin: &str, path: &str, (kind, body): (String, Vec<u8>)) -> Answer {
        let request = self.http.post(format!("{}{path}", self.base)).header("content-type", kind).body(body);
        Answer::of(request.header("accept", "text/html").header("origin", origin)).await
    }

    /// The same form sent by the page's script.
    pub async fn call(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::of(self.posting(path, fields).header("accept", "application/json").header("origin", &self.base)).await
    }

    /// A form post without `Origin`: the test may add it.
    pub fn posting(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        self.posting_on("/", path, fields)
    }

    fn posting_on(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let body = serde_urlencoded::to_string(fields).expect("texts can be encoded");
        let request = self.http.post(format!("{}{path}", self.base));
        request
            .header("content-type", "application/x-www-form-urlencoded")
            .header("referer", format!("{}{page}", self.base))
            .body(body)
    }

    pub async fn signs_in(&self, email: &str, password: &str) -> Answer {
        self.form("/fn/accounts/sign-in", &[("email", email), ("password", password), ("next", "/appointments")]).await
    }
}
