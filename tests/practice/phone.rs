//! Phone numbers that are verified by a code: the codes, their limits, and the ways on which text messages are sent.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration as StdDuration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use chrono::Duration;
use praxis::platform::config::{BodyKind, Settings, SmsWebhook};
use serde_json::{Value, json};

use crate::harness::{Answer, PASSWORD, Person, Practice, both, text};

const NUMBER: &str = "+33612345678";

/// Waits for `count` messages to `number`, and returns the code in the last one.
async fn code(practice: &Practice, number: &str, count: usize) -> String {
    for _ in 0..500 {
        let texts: Vec<String> = practice.app.sms.sent().into_iter().filter(|sms| sms.to == number).map(|sms| sms.text).collect();
        if texts.len() >= count {
            assert_eq!(texts.len(), count, "more messages than expected: {texts:?}");
            return digits(&texts[count - 1]);
        }
        tokio::time::sleep(StdDuration::from_millis(10)).await;
    }
    panic!("{number} did not get {count} messages, but {:?}", practice.app.sms.sent());
}

/// The code in a message.
fn digits(text: &str) -> String {
    let word = text.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6);
    word.unwrap_or_else(|| panic!("no code in {text}")).to_owned()
}

/// Another code than this.
fn wrong(code: &str) -> String {
    let number: u32 = code.parse().expect("a number");
    format!("{:06}", (number + 1) % 1_000_000)
}

async fn sends(person: &Person, number: &str) -> Answer {
    person.post("/me/phone", json!({ "phone": number })).await
}

async fn enters(person: &Person, code: &str) -> Answer {
    person.post("/auth/verify-phone", json!({ "code": code })).await
}

#[track_caller]
fn refused(answer: Answer, field: &str, code: &str) {
    let body = answer.is_problem(422, "invalid");
    assert_eq!((body["errors"][0]["pointer"].as_str(), body["errors"][0]["code"].as_str()), (Some(field), Some(code)), "{body}");
}

async fn verified(person: &Person) -> bool {
    person.get("/me").await.is(200)["phone_verified_at"].is_string()
}

both!(a_number_is_verified_by_the_code_in_a_text_message, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    assert!(!verified(&person).await);
    refused(sends(&person, "").await, "/phone", "required");
    refused(sends(&person, "06 12 34 56 78").await, "/phone", "no_country_code");
    refused(sends(&person, "+06 12 34 56 78").await, "/phone", "no_country_code");
    refused(sends(&person, "+33 61").await, "/phone", "not_a_phone");
    refused(enters(&person, "123456").await, "/code", "code_ended");
    assert!(practice.app.sms.sent().is_empty());

    // Without a number, the account's.
    person.post("/me/phone", json!({})).await.is(202);
    let own = code(&practice, "+33123456789", 1).await;
    // Another number ends the code for the first.
    sends(&person, "0033 (0)6 12-34.56/78").await.is(202);
    let right = code(&practice, NUMBER, 1).await;
    assert_eq!(text(&person.get("/me").await.is(200)["phone"]), "+33 1 23 45 67 89", "nothing has changed yet");
    if own != right {
        refused(enters(&person, &own).await, "/code", "wrong_phone_code");
    }
    refused(enters(&person, "12345").await, "/code", "wrong_phone_code");
    refused(enters(&person, " ").await, "/code", "required");
    let stranger = practice.patient("Ana Marku").await;
    refused(enters(&stranger, &right).await, "/code", "code_ended");
    let me = enters(&person, &format!(" {} {} ", &right[..3], &right[3..])).await.is(200);
    assert_eq!(text(&me["phone"]), "0033 (0)6 12-34.56/78", "as it was typed");
    assert!(me["phone_verified_at"].is_string(), "{me}");
    refused(enters(&person, &right).await, "/code", "code_ended");
    refused(sends(&person, NUMBER).await, "/phone", "already_verified");

    // Families share phones.
    sends(&stranger, NUMBER).await.is(202);
    enters(&stranger, &code(&practice, NUMBER, 2).await).await.is(200);

    // The same number, written in another way, stays verified; another is not.
    person.patch("/me", json!({ "phone": "+33 6 12 34 56 78" })).await.is(200);
    assert!(verified(&person).await);
    person.patch("/me", json!({ "phone": "+33 6 12 34 56 79" })).await.is(200);
    assert!(!verified(&person).await);
    assert!(verified(&stranger).await);

    // The code is in the message, and nowhere else.
    for sql in ["SELECT payload FROM jobs", "SELECT phone FROM phone_codes", "SELECT action FROM audit_records"] {
        let found: Vec<String> = practice.rows.words(sql).await;
        assert!(!found.is_empty() && !found.iter().any(|row| row.contains(&right)), "{sql}: {found:?}");
    }
    let audited =
        practice.rows.words("SELECT action FROM audit_records WHERE action LIKE 'accounts.%phone%' AND outcome = 'done'").await;
    for (action, count) in [("accounts.send_phone_code", 3), ("accounts.verify_phone", 2)] {
        assert_eq!(audited.iter().filter(|found| *found == action).count(), count, "{action}: {audited:?}");
    }
});

both!(a_code_ends_after_ten_minutes_five_tries_and_another_number, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    sends(&person, NUMBER).await.is(202);
    let first = code(&practice, NUMBER, 1).await;
    for _ in 0..5 {
        refused(enters(&person, &wrong(&first)).await, "/code", "wrong_phone_code");
    }
    refused(enters(&person, &first).await, "/code", "code_ended");

    sends(&person, NUMBER).await.is(202);
    let second = code(&practice, NUMBER, 2).await;
    practice.advance(Duration::minutes(10));
    person.renew().await;
    refused(enters(&person, &second).await, "/code", "code_ended");

    sends(&person, NUMBER).await.is(202);
    let third = code(&practice, NUMBER, 3).await;
    person.patch("/me", json!({ "phone": null })).await.is(200);
    refused(enters(&person, &third).await, "/code", "code_ended");
    assert!(!verified(&person).await);

    // Tries at the same time are counted, too; of several right ones, one works.
    sends(&person, NUMBER).await.is(202);
    let fourth = code(&practice, NUMBER, 4).await;
    let guess = wrong(&fourth);
    let answers = futures::future::join_all((0..20).map(|_| enters(&person, &guess))).await;
    let counted = answers.iter().filter(|answer| answer.raw.contains("wrong_phone_code")).count();
    assert_eq!(counted, 5, "{answers:?}");
    sends(&person, NUMBER).await.is(202);
    let fifth = code(&practice, NUMBER, 5).await;
    let answers = futures::future::join_all((0..5).map(|_| enters(&person, &fifth))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{answers:?}");
});

both!(a_day_allows_few_messages_for_an_account_and_for_a_number, |practice: Practice| async move {
    let (lan, ana) = (practice.patient("Lan Nguyễn").await, practice.patient("Ana Marku").await);
    // At the same time, too.
    let answers = futures::future::join_all((0..8).map(|_| sends(&lan, NUMBER))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 202).count(), 5, "{answers:?}");
    let waits = answers.into_iter().find(|answer| answer.status == 429).expect("a refused one");
    let seconds: i64 = waits.headers["retry-after"].parse().expect("a number");
    assert!((86_000..=86_401).contains(&seconds), "{seconds}");
    waits.is_problem(429, "too_many");
    sends(&lan, "+33 6 98 76 54 32").await.is_problem(429, "too_many");
    sends(&ana, NUMBER).await.is(202);
    sends(&ana, NUMBER).await.is_problem(429, "too_many");
    sends(&ana, "+33 6 98 76 54 32").await.is(202);
    practice.advance(Duration::hours(24));
    lan.renew().await;
    ana.renew().await;
    sends(&lan, NUMBER).await.is(202);
    // Then they are forgotten.
    practice.advance(Duration::hours(26));
    praxis::platform::sweep::sweep(&practice.app).await.expect("it is swept");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM phone_codes").await, 0);
});

both!(
    a_practice_sends_no_more_messages_a_day_than_it_wants_to_pay,
    |settings| settings.max_sms_per_day = 2,
    |practice: Practice| async move {
        let (lan, ana) = (practice.patient("Lan Nguyễn").await, practice.patient("Ana Marku").await);
        for number in [NUMBER, "+33612345679"] {
            sends(&lan, number).await.is(202);
        }
        sends(&ana, "+33612345670").await.is_problem(429, "too_many");
    }
);

both!(a_message_is_short_and_in_the_language_of_its_reader, |settings| settings.limits = false, |practice: Practice| async move {
    // 3GPP TS 23.038 §6.2.1, without the letters that count as two.
    const GSM: &str = "@£$¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉÄÖÑÜ§¿äöñüà";
    for (n, lang) in ["en", "fr", "sq", "vi"].into_iter().enumerate() {
        let person = practice.patient_reading(&format!("Reader {lang}"), lang).await;
        let number = format!("+3361234560{n}");
        sends(&person, &number).await.is(202);
        code(&practice, &number, 1).await;
        let sms = practice.app.sms.sent().into_iter().find(|sms| sms.to == number).expect("it was sent").text;
        let plain = sms.chars().all(|c| c.is_ascii() || GSM.contains(c));
        // The practice's name may have fourteen letters more.
        let max = if plain { 160 } else { 70 };
        assert!(sms.chars().count() + 14 <= max, "{lang}: {} of {max}: {sms}", sms.chars().count());
        assert!(sms.contains("Praxis") && !sms.contains("://"), "{sms}");
    }
});

both!(a_browser_verifies_a_number_on_the_profile, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let browser = practice.browser();
    browser.signs_in(&person.email, PASSWORD).await.is(303);
    let profile = browser.get("/profile").await;
    assert!(profile.raw.contains("/profile/phone") && profile.raw.contains("+33 1 23 45 67 89 (not confirmed)"), "{}", profile.raw);
    let page = browser.get("/profile/phone").await;
    assert!(page.raw.contains("value=\"+33 1 23 45 67 89\"") && !page.raw.contains("one-time-code"), "{}", page.raw);
    let answer = browser.form_on("/profile/phone", "/fn/accounts/send-phone-code", &[("phone", "06 12 34 56 78")]).await;
    assert_eq!(answer.headers["location"], "/profile/phone");
    let page = browser.get("/profile/phone").await;
    assert!(page.raw.contains("country code, such as +355;"), "{}", page.raw);
    let answer = browser.form_on("/profile/phone", "/fn/accounts/send-phone-code", &[("phone", NUMBER)]).await;
    assert_eq!(answer.headers["location"], "/profile/phone");
    let page = browser.get("/profile/phone").await;
    assert!(page.raw.contains("one-time-code") && page.raw.contains(NUMBER), "{}", page.raw);
    let right = code(&practice, NUMBER, 1).await;
    browser.form_on("/profile/phone", "/fn/accounts/verify-phone", &[("code", &wrong(&right))]).await.is(303);
    let page = browser.get("/profile/phone").await;
    assert!(page.raw.contains("not the code in the latest text message"), "{}", page.raw);
    let answer = browser.form_on("/profile/phone", "/fn/accounts/verify-phone", &[("code", &right)]).await;
    assert_eq!(answer.headers["location"], "/profile?saved=1");
    assert!(browser.get("/profile").await.raw.contains(&format!("{NUMBER} (confirmed)")));
    assert!(browser.get("/profile/phone").await.raw.contains("is confirmed."));
});

both!(without_a_provider_no_number_is_verified, |settings| settings.mail_memory = false, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    sends(&person, NUMBER).await.is_problem(404, "not_found");
    let browser = practice.browser();
    browser.signs_in(&person.email, PASSWORD).await.is(303);
    let profile = browser.get("/profile").await;
    assert!(!profile.raw.contains("/profile/phone") && profile.raw.contains("+33 1 23 45 67 89<"), "{}", profile.raw);
    assert_eq!(browser.get("/profile/phone").await.status, 404);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM phone_codes").await, 0);
});

/// Mails and text messages as files.
fn to_files(settings: &mut Settings) {
    settings.mail_memory = false;
    settings.mail_dir = Some(settings.data_dir.join("mails"));
}

both!(in_development_a_code_is_a_file_beside_the_mails, to_files, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    sends(&person, NUMBER).await.is(202);
    let folder = practice.app.settings.mail_dir.clone().expect("a folder");
    let files = || -> Vec<_> {
        let all = std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        all.filter(|path| path.to_string_lossy().ends_with(".sms.txt")).collect()
    };
    for _ in 0..500 {
        if !files().is_empty() {
            break;
        }
        tokio::time::sleep(StdDuration::from_millis(10)).await;
    }
    let [file] = files().try_into().expect("one file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    }
    let said = std::fs::read_to_string(&file).expect("a text");
    assert!(said.starts_with(&format!("To: {NUMBER}\n\n")), "{said}");
    enters(&person, &digits(said.split_once("\n\n").expect("a text").1)).await.is(200);
});

/// What the SMS provider of a test answers next.
#[derive(Clone, Copy, Debug)]
enum Next {
    Status(u16),
    Never,
}

/// A request that the provider got.
#[derive(Clone, Debug)]
struct Got {
    method: String,
    path: String,
    key: Option<String>,
    kind: Option<String>,
    body: String,
}

/// An SMS provider on this machine. Without an instruction it answers 200.
#[derive(Clone, Default)]
struct Provider {
    next: Arc<Mutex<VecDeque<Next>>>,
    got: Arc<Mutex<Vec<Got>>>,
}

impl Provider {
    /// Listens before the practice starts; returns its URL.
    fn start(&self) -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
        listener.set_nonblocking(true).expect("it can be polled");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(Self::answer).with_state(self.clone());
        let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    async fn answer(State(provider): State<Self>, request: Request) -> StatusCode {
        let (head, body) = request.into_parts();
        let header = |name: &str| head.headers.get(name).map(|value| value.to_str().expect("text").to_owned());
        let (method, path) = (head.method.to_string(), head.uri.to_string());
        let (key, kind) = (header("authorization"), header("content-type"));
        let body = axum::body::to_bytes(body, 10_000).await.expect("a body");
        let body = String::from_utf8(body.to_vec()).expect("UTF-8");
        provider.got.lock().unwrap_or_else(PoisonError::into_inner).push(Got { method, path, key, kind, body });
        let next = provider.next.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        match next {
            None => StatusCode::OK,
            Some(Next::Status(status)) => StatusCode::from_u16(status).expect("a status"),
            Some(Next::Never) => std::future::pending().await,
        }
    }

    fn will(&self, answers: &[Next]) {
        self.next.lock().unwrap_or_else(PoisonError::into_inner).extend(answers);
    }

    /// Waits for `count` requests; advances the clock meanwhile, so that failed jobs are due.
    async fn got(&self, practice: &Practice, count: usize) -> Vec<Got> {
        for _ in 0..1500 {
            let got = self.got.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if got.len() >= count {
                assert_eq!(got.len(), count, "more requests than expected: {got:#?}");
                return got;
            }
            practice.advance(Duration::milliseconds(200));
            tokio::time::sleep(StdDuration::from_millis(40)).await;
        }
        panic!("{count} requests were expected: {:#?}", self.got.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// The settings of a provider at this URL, with a JSON body.
fn webhook(url: &str) -> SmsWebhook {
    let mut headers = axum::http::HeaderMap::new();
    headers.insert("authorization", "Bearer hush-hush".parse().expect("a value"));
    headers.insert("content-type", "application/json".parse().expect("a value"));
    SmsWebhook {
        url: format!("{url}/messages").into(),
        method: axum::http::Method::POST,
        headers,
        body: Some(r#"{"messages":[{"recipient":"{to}","body":"{text}"}]}"#.into()),
        body_kind: BodyKind::Json,
        timeout: StdDuration::from_secs(1),
    }
}

const DEAD: &str = "SELECT last_error FROM jobs WHERE kind = 'phone_code' AND dead_at IS NOT NULL";

async fn with_provider<T: Future<Output = ()> + Send + 'static>(
    engine: crate::harness::Engine,
    change: impl FnOnce(&mut Settings),
    test: impl FnOnce(Practice, Provider) -> T,
) {
    let provider = Provider::default();
    let url = provider.start();
    let set = |settings: &mut Settings| {
        settings.sms = Some(webhook(&url));
        // Text that must be escaped, and must not be replaced again.
        settings.practice_name = "A \"B\" {to} & ü".to_owned();
        change(settings);
    };
    crate::harness::run(engine, set, |practice| test(practice, provider)).await;
}

/// Defines a test with a provider for each database.
macro_rules! both_with_provider {
    ($name:ident, $change:expr, $test:expr) => {
        mod $name {
            use super::*;
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                with_provider(crate::harness::Engine::Sqlite, $change, $test).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                with_provider(crate::harness::Engine::Postgres, $change, $test).await;
            }
        }
    };
}

both_with_provider!(a_provider_gets_the_request_of_the_settings_until_it_accepts, |_| (), |practice, provider| async move {
    let person = practice.patient("Lan Nguyễn").await;
    sends(&person, NUMBER).await.is(202);
    let got = provider.got(&practice, 1).await.remove(0);
    assert_eq!((got.method.as_str(), got.path.as_str()), ("POST", "/messages"));
    assert_eq!((got.key.as_deref(), got.kind.as_deref()), (Some("Bearer hush-hush"), Some("application/json")));
    let body: Value = serde_json::from_str(&got.body).expect("JSON");
    let message = &body["messages"][0];
    assert_eq!(message["recipient"], NUMBER);
    assert!(text(&message["body"]).contains("A \"B\" {to} & ü"), "{body}");
    enters(&person, &digits(&text(&message["body"]))).await.is(200);

    // A provider that fails, or does not answer, gets the same message again.
    provider.will(&[Next::Status(500), Next::Never, Next::Status(302)]);
    sends(&person, "+33612345679").await.is(202);
    let got = provider.got(&practice, 5).await;
    let bodies: Vec<&str> = got[1..].iter().map(|got| got.body.as_str()).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    let body: Value = serde_json::from_str(bodies[0]).expect("JSON");
    enters(&person, &digits(&text(&body["messages"][0]["body"]))).await.is(200);
    assert_eq!(practice.rows.words(DEAD).await, Vec::<String>::new());

    // What can never succeed is not tried again, and the operator reads why, without number and text.
    provider.will(&[Next::Status(400)]);
    sends(&person, "+33612345670").await.is(202);
    provider.got(&practice, 6).await;
    for _ in 0..200 {
        if !practice.rows.words(DEAD).await.is_empty() {
            break;
        }
        tokio::time::sleep(StdDuration::from_millis(10)).await;
    }
    assert_eq!(practice.rows.words(DEAD).await, ["the SMS provider answered 400"]);

    // A code that was replaced is not sent any more.
    provider.will(&[Next::Status(503)]);
    sends(&person, "+33612345671").await.is(202);
    provider.got(&practice, 7).await;
    sends(&person, "+33612345672").await.is(202);
    let got = provider.got(&practice, 8).await;
    assert!(got[7].body.contains("+33612345672"), "{got:?}");
    practice.advance(Duration::minutes(2));
    tokio::time::sleep(StdDuration::from_secs(3)).await;
    provider.got(&practice, 8).await;
});

both_with_provider!(
    a_provider_may_expect_a_form_or_a_query,
    |settings| {
        let sms = settings.sms.as_mut().expect("a provider");
        sms.url = format!("{}?key=hush&to={{to}}&text={{text}}", sms.url.expose()).into();
        sms.method = axum::http::Method::GET;
        sms.body = None;
        sms.headers.clear();
    },
    |practice, provider| async move {
        let person = practice.patient("Lan Nguyễn").await;
        sends(&person, NUMBER).await.is(202);
        let got = provider.got(&practice, 1).await.remove(0);
        let query = got.path.strip_prefix("/messages?").expect("a query");
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).expect("pairs");
        assert_eq!((got.method.as_str(), &pairs[0].1, &pairs[1].1), ("GET", &"hush".to_owned(), &NUMBER.to_owned()));
        assert!(pairs.len() == 3 && pairs[2].1.contains("A \"B\" {to} & ü"), "{pairs:?}");
        enters(&person, &digits(&pairs[2].1)).await.is(200);
    }
);

trait Expose {
    fn expose(&self) -> &str;
}

impl Expose for secrecy::SecretString {
    fn expose(&self) -> &str {
        secrecy::ExposeSecret::expose_secret(self)
    }
}
