//! Two-step sign-in: whom it is required of, what a code and a token are good for, recovery codes, and resets.

use std::process::Command;

use chrono::Duration;
use praxis::base::model::Role;
use praxis::features::accounts::service as accounts;
use praxis::platform::clock::random;
use praxis::platform::config::Settings;
use praxis::platform::factor::{base32, totp};
use praxis::platform::links::Purpose;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, Browser, DoctorSeed, PASSWORD, Person, Practice, SECRET, at, both, start, text};

const NEW: &str = "violet harbour lantern";

fn required(settings: &mut Settings) {
    settings.require_second_factor = true;
}

/// The code of a secret in base32, so many steps from now.
fn code(practice: &Practice, secret: &str, steps: i64) -> String {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String = secret
        .chars()
        .map(|letter| format!("{:05b}", ALPHABET.find(letter).unwrap_or_else(|| panic!("{letter} in {secret}"))))
        .collect();
    let bytes: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|eight| u8::from_str_radix(std::str::from_utf8(eight).expect("digits"), 2).expect("eight bits"))
        .collect();
    totp::code(&bytes, totp::step(practice.clock.now()) + steps).expect("a code")
}

fn id_of(person: &Person) -> Uuid {
    person.id.parse().expect("an id")
}

async fn logs_in(practice: &Practice, email: &str, password: &str) -> Answer {
    practice.anybody().post("/auth/login", json!({ "email": email, "password": password })).await
}

/// The token of a sign-in whose factor is due.
async fn token(practice: &Practice, email: &str) -> String {
    let answer = logs_in(practice, email, PASSWORD).await.is(200);
    assert!(answer["access_token"].is_null() && answer["refresh_token"].is_null(), "{answer}");
    assert_eq!(answer["expires_in"], 900);
    text(&answer["mfa_token"])
}

async fn enters(practice: &Practice, token: &str, code: &str) -> Answer {
    practice.anybody().post("/auth/mfa", json!({ "mfa_token": token, "code": code })).await
}

#[track_caller]
fn is_wrong_code(answer: Answer) {
    let problem = answer.is_problem(422, "invalid");
    assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!("/code"), &json!("wrong_code")));
}

/// A patient with a second factor whose secret is [`SECRET`].
async fn two_steps(practice: &Practice, name: &str) -> Person {
    let person = practice.patient(name).await;
    practice.give_factor(id_of(&person)).await;
    person
}

/// An account of staff that has not signed in yet, by its address.
async fn staff(practice: &Practice) -> (String, String) {
    let permit = praxis::policy::allow(&praxis::policy::Actor::System).expect("the practice itself may");
    let admin = "admin@practice.example".to_owned();
    let made = accounts::create_admin(&practice.app, &permit, admin.clone(), "Ada Admin".to_owned(), PASSWORD.to_owned()).await;
    made.expect("an admin can be made");
    let (_, doctor) = practice.rows.add_doctor(&DoctorSeed::default(), &practice.hash().await, practice.clock.now()).await;
    (admin, doctor)
}

/// Signs in for the first time and sets the factor up; returns the answer with the tokens, and the secret.
async fn sets_up(practice: &Practice, email: &str) -> (Value, String) {
    let answer = logs_in(practice, email, PASSWORD).await.is(200);
    assert_eq!(answer["setup_required"], true, "{answer}");
    let token = text(&answer["mfa_token"]);
    let setup = practice.anybody().post("/auth/mfa/setup", json!({ "mfa_token": token })).await.is(200);
    let secret = text(&setup["secret"]);
    let body = json!({ "mfa_token": token, "code": code(practice, &secret, 0) });
    (practice.anybody().post("/auth/mfa/confirm", body).await.is(200), secret)
}

#[test]
fn codes_are_those_of_the_standard() {
    // RFC 6238, appendix B, for SHA-1; the last six of its eight digits.
    for (seconds, expected) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000_i64, "353130"),
    ] {
        assert_eq!(totp::code(SECRET, seconds / 30).as_deref(), Some(expected), "{seconds}");
    }
    // RFC 4226, appendix D.
    for (step, expected) in
        (0..).zip(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"])
    {
        assert_eq!(totp::code(SECRET, step).as_deref(), Some(expected), "{step}");
    }
    let now = at("2009-02-13T23:31:30Z");
    assert_eq!(totp::step_of(SECRET, "005924", now, i64::MIN), Some(totp::step(now)));
    assert_eq!(totp::step_of(SECRET, "005924", now, totp::step(now)), None, "it was used");
    for other in ["", "5924", "005925", "0059240", "00592４"] {
        assert_eq!(totp::step_of(SECRET, other, now, i64::MIN), None, "{other}");
    }
}

/// Run by hand: `pip install pyotp`, then `PRAXIS_PYTHON=<its python> cargo test --test practice pyotp -- --ignored`.
#[test]
#[ignore = "needs a Python with PyOTP"]
fn codes_are_those_of_pyotp() {
    const SCRIPT: &str = "import pyotp, sys\nfor line in sys.stdin:\n    secret, seconds = line.split()\n    \
         print(pyotp.TOTP(secret).at(int(seconds)))";
    let python = std::env::var("PRAXIS_PYTHON").expect("PRAXIS_PYTHON names a Python with PyOTP");
    let (mut asked, mut ours) = (String::new(), Vec::new());
    for _ in 0..100 {
        let secret: [u8; totp::SECRET] = random();
        for _ in 0..100 {
            // Until the year 2106.
            let seconds = i64::from(u32::from_be_bytes(random()));
            asked.push_str(&format!("{} {seconds}\n", base32::encode(&secret)));
            ours.push(totp::code(&secret, seconds / totp::PERIOD).expect("a code"));
        }
    }
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), asked).expect("it is written");
    let mut command = Command::new(python);
    command.args(["-c", SCRIPT]).stdin(std::fs::File::open(file.path()).expect("it is read"));
    let output = command.output().expect("Python runs");
    let theirs: Vec<&str> = std::str::from_utf8(&output.stdout).expect("digits").lines().collect();
    assert_eq!(theirs, ours, "{}", String::from_utf8_lossy(&output.stderr));
    println!("{} codes are those of PyOTP", theirs.len());
}

#[test]
fn base32_is_that_of_the_standard() {
    // RFC 4648 §10, without padding.
    for (plain, encoded) in [
        ("", ""),
        ("f", "MY"),
        ("fo", "MZXQ"),
        ("foo", "MZXW6"),
        ("foob", "MZXW6YQ"),
        ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ] {
        assert_eq!(base32::encode(plain.as_bytes()), encoded);
        assert_eq!(base32::decode(encoded).as_deref(), Some(plain.as_bytes()));
        assert_eq!(base32::decode(&encoded.to_lowercase()).as_deref(), Some(plain.as_bytes()));
    }
    assert_eq!(base32::decode("MZ!"), None);
}

both!(staff_set_up_a_second_factor_before_anything_else, required, |practice: Practice| async move {
    let (admin, doctor) = staff(&practice).await;
    practice.rows.change("UPDATE users SET status = 'pending' WHERE role = 'doctor'").await;
    for email in [&doctor, &admin] {
        let answer = logs_in(&practice, email, PASSWORD).await.is(200);
        assert_eq!(answer["setup_required"], true, "{answer}");
        let token = text(&answer["mfa_token"]);
        // The token is nothing else.
        for (header, value) in [
            ("authorization", format!("Bearer {token}")),
            ("cookie", format!("access={token}")),
            ("cookie", format!("refresh={token}")),
            ("cookie", format!("pending={token}")),
        ] {
            let request = practice.anybody().request(Method::GET, "/me").header(header, value);
            Answer::of(request).await.is_problem(401, "not_signed_in");
        }
        practice.anybody().post("/auth/refresh", json!({ "refresh_token": token })).await.is_problem(401, "not_signed_in");
        // There is no factor yet whose code could be entered.
        enters(&practice, &token, "123456").await.is_problem(409, "factor_inactive");

        let setup = practice.anybody().post("/auth/mfa/setup", json!({ "mfa_token": token })).await.is(200);
        let again = practice.anybody().post("/auth/mfa/setup", json!({ "mfa_token": token })).await.is(200);
        assert_eq!(setup, again, "the same for the whole sign-in");
        let (uri, secret) = (text(&setup["otpauth_uri"]), text(&setup["secret"]));
        let account = email.replace('@', "%40");
        assert_eq!(uri, format!("otpauth://totp/Praxis:{account}?secret={secret}&issuer=Praxis&algorithm=SHA1&digits=6&period=30"));
        assert_eq!(secret.len(), 32);

        // Another sign-in has another secret, and does not disturb this one.
        let other = logs_in(&practice, email, PASSWORD).await.is(200);
        let others = practice.anybody().post("/auth/mfa/setup", json!({ "mfa_token": other["mfa_token"] })).await.is(200);
        assert_ne!(text(&others["secret"]), secret);

        let confirm = async |token: &str, code: &str| {
            practice.anybody().post("/auth/mfa/confirm", json!({ "mfa_token": token, "code": code })).await
        };
        is_wrong_code(confirm(&token, &code(&practice, &text(&others["secret"]), 0)).await);
        is_wrong_code(confirm(&token, "").await);
        let right = code(&practice, &secret, 0);
        let signed_in = confirm(&token, &right).await.is(200);
        assert_eq!(text(&signed_in["user"]["email"]), *email);
        assert_eq!(signed_in["recovery_codes"].as_array().map(Vec::len), Some(10));
        let person = practice.anybody();
        person.use_token(&text(&signed_in["access_token"]));
        let state = person.get("/me/mfa").await.is(200);
        assert_eq!(state, json!({ "enabled": true, "required": true, "recovery_codes_left": 10 }));
        person.delete("/me/sessions/019aa6b0-7c00-7000-8000-000000000000").await.is_problem(404, "not_found");

        // The other sign-in cannot set up another, and the code was used.
        confirm(&text(&other["mfa_token"]), &code(&practice, &text(&others["secret"]), 0)).await.is_problem(409, "factor_active");
        let token = text(&logs_in(&practice, email, PASSWORD).await.is(200)["mfa_token"]);
        is_wrong_code(enters(&practice, &token, &right).await);
        practice.advance(Duration::seconds(30));
        let answer = enters(&practice, &token, &code(&practice, &secret, 0)).await.is(200);
        assert_eq!(text(&answer["user"]["email"]), *email);

        // It cannot be turned off.
        let request = person.request(Method::DELETE, "/me/mfa");
        practice.advance(Duration::seconds(30));
        let body = json!({ "password": PASSWORD, "code": code(&practice, &secret, 0) });
        Answer::of(request.json(&body)).await.is_problem(403, "factor_required");
        let mut told = practice.anybody();
        email.clone_into(&mut told.email);
        let mails = practice.mails(&told, 1).await;
        assert!(mails[0].subject.contains("is on"), "{}", mails[0].subject);
    }
});

both!(a_code_works_once_however_many_send_it, |settings| settings.limits = false, |practice: Practice| async move {
    let person = two_steps(&practice, "Lan Nguyễn").await;
    for _ in 0..3 {
        practice.advance(Duration::seconds(30));
        let mut tokens = Vec::new();
        for _ in 0..8 {
            tokens.push(practice.waiting(id_of(&person)).await);
        }
        let code = practice.factor_code();
        let answers = futures::future::join_all(tokens.iter().map(|token| enters(&practice, token, &code))).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [[200].as_slice(), &[422; 7]].concat());
    }
});

both!(
    a_code_is_good_for_a_step_before_and_after_and_never_again,
    |settings| settings.limits = false,
    |practice: Practice| async move {
        let person = two_steps(&practice, "Lan Nguyễn").await;
        let token = practice.waiting(id_of(&person)).await;
        let secret = base32::encode(SECRET);
        for wrong in [-2, 2, -120, 120] {
            is_wrong_code(enters(&practice, &token, &code(&practice, &secret, wrong)).await);
        }
        for right in [-1, 0, 1] {
            enters(&practice, &token, &code(&practice, &secret, right)).await.is(200);
            for used in -1..=right {
                is_wrong_code(enters(&practice, &token, &code(&practice, &secret, used)).await);
            }
        }
        practice.advance(Duration::seconds(60));
        // As people type it.
        let typed = code(&practice, &secret, 0);
        enters(&practice, &token, &format!(" {} {} ", &typed[..3], &typed[3..])).await.is(200);
    }
);

both!(a_token_is_of_one_account_and_ends, |settings| settings.limits = false, |practice: Practice| async move {
    let (lan, ana) = (two_steps(&practice, "Lan Nguyễn").await, practice.patient("Ana Marku").await);
    let token = token(&practice, &lan.email).await;
    // Another account, with a factor of its own.
    let begun = ana.post("/me/mfa", json!({ "password": PASSWORD })).await.is(200);
    let others = text(&begun["secret"]);
    ana.post("/me/mfa/confirm", json!({ "code": code(&practice, &others, -1) })).await.is(200);
    is_wrong_code(enters(&practice, &token, &code(&practice, &others, 0)).await);
    let anas = practice.waiting(id_of(&ana)).await;
    let answer = enters(&practice, &anas, &code(&practice, &others, 0)).await.is(200);
    assert_eq!(text(&answer["user"]["id"]), ana.id);

    let right = practice.factor_code();
    let end = token.len() - 2;
    for wrong in [
        "",
        "AAAA",
        &token[..end],
        &format!("{token}AA"),
        &format!("AAAA{}", &token[4..]),
        // The account of one, the rest of the other.
        &format!("{}{}", &anas[..20], &token[20..]),
        &format!("{}{}", &token[..60], &anas[60..]),
        &lan.token(),
    ] {
        enters(&practice, wrong, &right).await.is_problem(401, "sign_in_expired");
    }
    // Suspended in the meantime.
    practice.rows.change("UPDATE users SET status = 'suspended' WHERE full_name = 'Lan Nguyễn'").await;
    enters(&practice, &token, &right).await.is_problem(401, "sign_in_expired");
    practice.rows.change("UPDATE users SET status = 'active' WHERE full_name = 'Lan Nguyễn'").await;
    practice.advance(Duration::minutes(15));
    enters(&practice, &token, &practice.factor_code()).await.is_problem(401, "sign_in_expired");
    // A new password ends it; the link that sets one does not go round the second factor.
    let token = practice.waiting(id_of(&lan)).await;
    let link = practice.link(Purpose::ResetPassword, id_of(&lan), &lan.email).await;
    practice.anybody().post("/auth/password/reset", json!({ "token": link, "password": NEW })).await.is(204);
    enters(&practice, &token, &practice.factor_code()).await.is_problem(401, "sign_in_expired");
    let answer = logs_in(&practice, &lan.email, NEW).await.is(200);
    assert_eq!((answer["setup_required"].as_bool(), &answer["access_token"]), (Some(false), &Value::Null));
    enters(&practice, &text(&answer["mfa_token"]), &practice.factor_code()).await.is(200);
});

both!(a_mailed_link_that_signs_in_asks_for_the_factor_too, required, |practice: Practice| async move {
    // A doctor who registers has to set one up, still pending.
    let body = json!({
        "role": "doctor", "email": "arta@doctors.example", "password": PASSWORD, "full_name": "Dr Arta Leka", "specialty": "neurology",
        "licence_number": "AL-4711", "experience_years": 9, "location": "Tirana", "time_zone": "Europe/Tirane",
    });
    practice.anybody().post("/auth/register", body).await.is(202);
    let id = practice.rows.ids("SELECT id FROM users").await[0];
    let link = practice.link(Purpose::VerifyEmail, id, "arta@doctors.example").await;
    let answer = practice.anybody().post("/auth/verify-email", json!({ "token": link })).await.is(200);
    assert_eq!((answer["setup_required"].as_bool(), &answer["access_token"]), (Some(true), &Value::Null));
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM users WHERE email_verified_at IS NOT NULL").await, 1);
    let (signed_in, _) = sets_up(&practice, "arta@doctors.example").await;
    assert_eq!(signed_in["user"]["status"], "pending");

    // A patient who has one is asked for it.
    let lan = two_steps(&practice, "Lan Nguyễn").await;
    let link = practice.link(Purpose::VerifyEmail, id_of(&lan), &lan.email).await;
    let answer = practice.anybody().post("/auth/verify-email", json!({ "token": link })).await.is(200);
    assert_eq!((answer["setup_required"].as_bool(), &answer["access_token"]), (Some(false), &Value::Null));
    let browser = practice.browser();
    let link = practice.link(Purpose::VerifyEmail, id_of(&lan), &lan.email).await;
    let led = browser.form("/fn/accounts/verify-email", &[("token", &link)]).await;
    assert_eq!(led.headers["location"], "/sign-in/code?next=%2F");
    assert!(!browser.get("/").await.raw.contains("Lan Nguyễn"), "it is not signed in");
});

both!(a_session_from_before_the_factor_was_required_is_not_renewed, required, |practice: Practice| async move {
    let (_, doctor) = staff(&practice).await;
    let id = practice.rows.ids("SELECT id FROM users WHERE role = 'doctor'").await[0];
    let old = practice.session(id).await;
    practice.anybody().post("/auth/refresh", json!({ "refresh_token": old.refresh })).await.is_problem(401, "not_signed_in");
    let (signed_in, _) = sets_up(&practice, &doctor).await;
    practice.anybody().post("/auth/refresh", json!({ "refresh_token": signed_in["refresh_token"] })).await.is(200);
    // Setting it up has ended the old one.
    let person = practice.anybody();
    person.use_token(&old.access);
    person.get("/me").await.is_problem(401, "not_signed_in");
});

both!(a_patient_may_turn_it_on_and_off, required, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let other = practice.sign_in(&person.email).await;
    assert_eq!(person.get("/me/mfa").await.is(200), json!({ "enabled": false, "required": false, "recovery_codes_left": 0 }));
    person.post("/me/mfa/confirm", json!({ "code": "123456" })).await.is_problem(409, "factor_expired");
    person.post("/me/mfa/recovery-codes", json!({ "code": "123456" })).await.is_problem(409, "factor_inactive");
    let wrong = person.post("/me/mfa", json!({ "password": NEW })).await.is_problem(422, "invalid");
    assert_eq!(wrong["errors"][0]["code"], "wrong_password", "{wrong}");
    person.post("/me/mfa/confirm", json!({ "code": "123456" })).await.is_problem(409, "factor_expired");

    let first = text(&person.post("/me/mfa", json!({ "password": PASSWORD })).await.is(200)["secret"]);
    let secret = text(&person.post("/me/mfa", json!({ "password": PASSWORD })).await.is(200)["secret"]);
    assert_ne!(first, secret, "begun anew");
    assert!(logs_in(&practice, &person.email, PASSWORD).await.is(200)["access_token"].is_string(), "nothing has changed yet");
    is_wrong_code(person.post("/me/mfa/confirm", json!({ "code": code(&practice, &first, 0) })).await);
    // Begun in another session, it is another's.
    other.post("/me/mfa/confirm", json!({ "code": code(&practice, &secret, 0) })).await.is_problem(409, "factor_expired");
    let confirmed = person.post("/me/mfa/confirm", json!({ "code": code(&practice, &secret, 0) })).await.is(200);
    let codes: Vec<String> = confirmed["recovery_codes"].as_array().expect("codes").iter().map(text).collect();
    assert_eq!(person.get("/me/mfa").await.is(200), json!({ "enabled": true, "required": false, "recovery_codes_left": 10 }));
    assert_eq!(other.get("/me").await.status, 401, "other devices are signed out");
    person.post("/me/mfa", json!({ "password": PASSWORD })).await.is_problem(409, "factor_active");

    // What is stored shows neither.
    let stored = practice.rows.words("SELECT secret FROM second_factors UNION ALL SELECT hash FROM recovery_codes").await.join(" ");
    assert!(!stored.contains(&secret) && !codes.iter().any(|code| stored.contains(&code.replace('-', ""))), "{stored}");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM second_factor_setups").await, 0);

    let off = async |password: &str, code: &str| {
        Answer::of(person.request(Method::DELETE, "/me/mfa").json(&json!({ "password": password, "code": code }))).await
    };
    practice.advance(Duration::seconds(30));
    off(NEW, &code(&practice, &secret, 0)).await.is_problem(422, "invalid");
    is_wrong_code(off(PASSWORD, "000000").await);
    off(PASSWORD, &code(&practice, &secret, 0)).await.is(204);
    assert_eq!(person.get("/me").await.status, 200, "this session goes on");
    off(PASSWORD, &code(&practice, &secret, 1)).await.is_problem(409, "factor_inactive");
    assert!(logs_in(&practice, &person.email, PASSWORD).await.is(200)["access_token"].is_string());
    // The welcome, on, off.
    let mails = practice.mails(&person, 3).await;
    assert!(mails[1].subject.contains("is on") && mails[2].subject.contains("is off"), "{mails:#?}");
});

both!(a_setup_ends_after_a_quarter_of_an_hour, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let session = person.renew().await;
    let secret = text(&person.post("/me/mfa", json!({ "password": PASSWORD })).await.is(200)["secret"]);
    practice.advance(Duration::minutes(9));
    let renewed = practice.anybody().post("/auth/refresh", json!({ "refresh_token": session["refresh_token"] })).await.is(200);
    person.use_token(&text(&renewed["access_token"]));
    is_wrong_code(person.post("/me/mfa/confirm", json!({ "code": "000000" })).await);
    practice.advance(Duration::minutes(6));
    person.post("/me/mfa/confirm", json!({ "code": code(&practice, &secret, 0) })).await.is_problem(409, "factor_expired");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM second_factor_setups").await, 1);
    praxis::platform::sweep::sweep(&practice.app).await.expect("it is swept");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM second_factor_setups").await, 0);
});

both!(a_recovery_code_works_once, |settings| settings.limits = false, |practice: Practice| async move {
    let person = two_steps(&practice, "Lan Nguyễn").await;
    let renewed = async |code: String| {
        let answer = person.post("/me/mfa/recovery-codes", json!({ "code": code })).await.is(200);
        answer["recovery_codes"].as_array().expect("codes").iter().map(text).collect::<Vec<_>>()
    };
    let old = renewed(practice.factor_code()).await;
    practice.advance(Duration::seconds(30));
    let codes = renewed(practice.factor_code()).await;
    assert_eq!((codes.len(), codes[0].len()), (10, 29), "{codes:?}");
    let left = async || person.get("/me/mfa").await.is(200)["recovery_codes_left"].clone();
    assert_eq!(left().await, 10);
    let token = practice.waiting(id_of(&person)).await;
    is_wrong_code(enters(&practice, &token, &old[0]).await);
    // As people type it, and used by many at once.
    let typed = codes[0].to_uppercase().replace('-', " ");
    let answers = futures::future::join_all((0..8).map(|_| enters(&practice, &token, &typed))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(left().await, 9);
    is_wrong_code(enters(&practice, &token, &codes[0]).await);
    // Of another account it is nothing.
    let ana = two_steps(&practice, "Ana Marku").await;
    is_wrong_code(enters(&practice, &practice.waiting(id_of(&ana)).await, &codes[1]).await);
    for code in &codes[1..] {
        enters(&practice, &token, code).await.is(200);
    }
    assert_eq!(left().await, 0);
    // The welcome, and one for each.
    let mails = practice.mails(&person, 11).await;
    let text = mails.iter().find(|mail| mail.text.contains("9 recovery codes are left")).map(|mail| &mail.subject);
    assert_eq!(text.map(String::as_str), Some("A recovery code was used at Praxis"), "{mails:#?}");
});

both!(wrong_codes_slow_down_and_lock_nobody_out, |settings| settings.trusted_proxies = 1, |practice: Practice| async move {
    let person = two_steps(&practice, "Lan Nguyễn").await;
    let tries = async |from: &str, code: &str| {
        let token = practice.waiting(id_of(&person)).await;
        let request = practice.anybody().request(Method::POST, "/auth/mfa").header("x-forwarded-for", from);
        Answer::of(request.json(&json!({ "mfa_token": token, "code": code }))).await.status
    };
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(tries("203.0.113.1", "000000").await);
    }
    assert_eq!(statuses, [[422; 6].as_slice(), &[429; 2]].concat());
    // The right password does not take them back, nor does a new one by mail.
    let request = practice.anybody().request(Method::POST, "/auth/login").header("x-forwarded-for", "203.0.113.1");
    let answer = Answer::of(request.json(&json!({ "email": person.email, "password": PASSWORD }))).await.is(200);
    assert!(answer["mfa_token"].is_string());
    assert_eq!(tries("203.0.113.1", &practice.factor_code()).await, 429);
    // Elsewhere it works; with guesses from many places everybody there waits, at most a quarter of an hour.
    assert_eq!(tries("198.51.100.1", &practice.factor_code()).await, 200);
    let mut slowed = 0;
    for n in 0..30 {
        slowed += usize::from(tries(&format!("203.0.113.{}", 10 + n), "000000").await == 429);
    }
    assert!(slowed > 5, "{slowed}");
    practice.advance(Duration::minutes(15));
    assert_eq!(tries("198.51.100.9", &practice.factor_code()).await, 200);
});

both!(an_admin_resets_the_factor_of_whoever_has_lost_it, required, |practice: Practice| async move {
    let (admin_email, doctor_email) = staff(&practice).await;
    let as_person = |answer: &Value| {
        let mut person = practice.anybody();
        person.use_token(&text(&answer["access_token"]));
        person.id = text(&answer["user"]["id"]);
        person.email = text(&answer["user"]["email"]);
        person
    };
    let (signed_in, _) = sets_up(&practice, &admin_email).await;
    let admin = as_person(&signed_in);
    let (signed_in, old) = sets_up(&practice, &doctor_email).await;
    let doctor = as_person(&signed_in);
    let path = |person: &Person| format!("/users/{}/mfa/reset", person.id);
    let reason = json!({ "reason": "The phone was stolen." });
    admin.post(&path(&doctor), json!({ "reason": " " })).await.is_problem(422, "invalid");
    admin.post(&path(&admin), reason.clone()).await.is_problem(403, "forbidden");
    doctor.post(&path(&admin), reason.clone()).await.is_problem(403, "forbidden");
    admin.post("/users/019aa6b0-7c00-7000-8000-000000000000/mfa/reset", reason.clone()).await.is_problem(404, "not_found");
    admin.post(&path(&doctor), reason.clone()).await.is(204);
    admin.post(&path(&doctor), reason).await.is_problem(409, "factor_inactive");
    doctor.get("/me").await.is_problem(401, "not_signed_in");
    // On, reset.
    let mails = practice.mails(&doctor, 2).await;
    assert!(mails[1].subject.contains("has been reset"), "{}", mails[1].subject);
    assert_eq!(practice.rows.words("SELECT reason FROM second_factor_resets").await, ["The phone was stolen."]);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM audit_records WHERE action = 'second_factor.reset'").await, 1);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM audit_records WHERE action = 'accounts.sign_in'").await, 2);
    // The old app is of no use; a new one is set up.
    let answer = logs_in(&practice, &doctor_email, PASSWORD).await.is(200);
    assert_eq!(answer["setup_required"], true);
    let token = text(&answer["mfa_token"]);
    practice.advance(Duration::seconds(30));
    enters(&practice, &token, &code(&practice, &old, 0)).await.is_problem(409, "factor_inactive");
    let (_, new) = sets_up(&practice, &doctor_email).await;
    assert_ne!(old, new);
});

both!(the_command_line_resets_a_factor, |practice: Practice| async move {
    let person = two_steps(&practice, "Lan Nguyễn").await;
    let run = async |email: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_praxis"));
        command.arg("--data-dir").arg(&practice.app.settings.data_dir);
        command.args(["admin", "reset-second-factor", "--email", email]);
        if let Some(url) = &practice.database {
            command.env("PRAXIS_DATABASE", url);
        }
        let output = tokio::task::spawn_blocking(move || command.output()).await.expect("it runs").expect("it runs");
        (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    let (done, said) = run("nobody@patients.example").await;
    assert!(!done && said.contains("has no account"), "{said}");
    let (done, said) = run(&person.email.to_uppercase()).await;
    assert!(done && said.contains("no second factor any more"), "{said}");
    let (done, said) = run(&person.email).await;
    assert!(!done && said.contains("has no second factor"), "{said}");
    person.get("/me").await.is_problem(401, "not_signed_in");
    assert!(logs_in(&practice, &person.email, PASSWORD).await.is(200)["access_token"].is_string());
    assert_eq!(
        practice.rows.words("SELECT reason FROM second_factor_resets WHERE reset_by IS NULL").await,
        ["on the command line"]
    );
    let mails = practice.mails(&person, 2).await;
    assert!(mails[1].subject.contains("has been reset"), "{}", mails[1].subject);
});

fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{}", answer.raw);
    &answer.headers["location"]
}

/// Enters a code on the page for it.
async fn types(browser: &Browser, form: &str, code: &str) -> Answer {
    browser.form_on("/sign-in/code?next=%2Fappointments", form, &[("code", code), ("next", "/appointments")]).await
}

both!(a_browser_goes_by_way_of_the_code_and_on, |practice: Practice| async move {
    let person = two_steps(&practice, "Lan Nguyễn").await;
    let browser = practice.browser();
    assert_eq!(browser.get("/sign-in/code?next=/doctors").await.headers["location"], "/sign-in?expired=1&next=%2Fdoctors");
    let answer = browser.signs_in(&person.email, PASSWORD).await;
    assert_eq!(location(&answer), "/sign-in/code?next=%2Fappointments");
    let cookie = &answer.headers["set-cookie"];
    assert!(cookie.starts_with("pending=") && cookie.ends_with("; HttpOnly; SameSite=Lax; Path=/; Max-Age=900"), "{cookie}");
    assert_eq!(browser.get("/appointments").await.headers["location"], "/sign-in?next=%2Fappointments", "no access yet");
    let page = browser.get("/sign-in/code?next=%2Fappointments").await;
    assert!(
        page.raw.contains("name=\"code\"") && page.raw.contains("one-time-code") && !page.raw.contains("class=\"qr\""),
        "{}",
        page.raw
    );
    assert!(!page.raw.contains("Lan Nguyễn"), "it does not say whose account it is");

    assert_eq!(location(&types(&browser, "/fn/second-factor/enter", "000000").await), "/sign-in/code?next=%2Fappointments");
    let page = browser.get("/sign-in/code?next=%2Fappointments").await;
    assert!(page.raw.contains("error-summary") && !page.raw.contains("000000"), "{}", page.raw);
    let answer = types(&browser, "/fn/second-factor/enter", &practice.factor_code()).await;
    assert_eq!(location(&answer), "/appointments");
    assert!(browser.get("/appointments").await.raw.contains("Lan Nguyễn"));
    assert_eq!(location(&types(&browser, "/fn/second-factor/enter", "000000").await), "/sign-in?expired=1&next=%2Fappointments");

    // The browser is known from now on, and a page that was left open too long leads back to the password.
    browser.form("/fn/accounts/sign-out", &[]).await.is(303);
    browser.signs_in(&person.email, PASSWORD).await.is(303);
    practice.advance(Duration::minutes(15));
    let answer = types(&browser, "/fn/second-factor/enter", &practice.factor_code()).await;
    assert_eq!(location(&answer), "/sign-in?expired=1&next=%2Fappointments");
    assert!(browser.get("/sign-in?expired=1").await.raw.contains("The time for the code is over"));
});

both!(a_browser_sets_up_the_factor_and_sees_the_recovery_codes_once, required, |practice: Practice| async move {
    let (admin, _) = staff(&practice).await;
    let browser = practice.browser();
    assert_eq!(location(&browser.signs_in(&admin, PASSWORD).await), "/sign-in/code?next=%2Fappointments");
    let page = browser.get("/sign-in/code?next=%2Fappointments").await;
    assert!(page.raw.contains("class=\"qr\"") && page.raw.contains("otpauth://totp/"), "{}", page.raw);
    let shown =
        page.raw.split("<code class=\"secret\">").nth(1).and_then(|rest| rest.split('<').next()).expect("the secret as text");
    let secret = shown.replace(' ', "");
    assert_eq!(secret.len(), 32, "{shown}");
    types(&browser, "/fn/second-factor/enter-first", "000000").await;
    let page = browser.get("/sign-in/code?next=%2Fappointments").await;
    assert!(page.raw.contains(shown) && page.raw.contains("error-summary"), "the same secret, and why it failed");
    let answer = types(&browser, "/fn/second-factor/enter-first", &code(&practice, &secret, 0)).await;
    assert_eq!(location(&answer), "/profile/two-factor/codes?next=%2Fappointments");
    let page = browser.get("/profile/two-factor/codes?next=%2Fappointments").await;
    assert_eq!(page.raw.matches("<li><code>").count(), 10, "{}", page.raw);
    assert!(page.raw.contains("href=\"/appointments\""), "{}", page.raw);
    assert_eq!(browser.get("/profile/two-factor/codes").await.raw.matches("<li><code>").count(), 0, "once");
    let page = browser.get("/profile/two-factor").await;
    assert!(page.raw.contains("10 recovery codes are left") && page.raw.contains("cannot be turned off"), "{}", page.raw);

    // New codes, on that page.
    practice.advance(Duration::seconds(30));
    let again = browser.form("/fn/second-factor/renew-codes", &[("code", &code(&practice, &secret, 0))]).await;
    assert_eq!(location(&again), "/profile/two-factor/codes");
    let codes = browser.get("/profile/two-factor/codes").await;
    let one = codes.raw.split("<li><code>").nth(1).and_then(|rest| rest.split('<').next()).expect("a code").to_owned();
    let other = practice.browser();
    other.signs_in(&admin, PASSWORD).await.is(303);
    assert!(other.get("/sign-in/code?recovery=1&next=%2F").await.raw.contains("name=\"code\""));
    assert_eq!(location(&types(&other, "/fn/second-factor/enter", &one).await), "/appointments");
});

both!(nobody_needs_a_second_factor_in_a_demo, required, |practice: Practice| async move {
    let sign_ins = praxis::demo::create(&practice.app).await.expect("it is made").expect("nobody else is here");
    // A server looks for the demo when it starts.
    let (app, url, closing) = start(practice.app.settings.clone(), practice.clock.clone()).await;
    for sign_in in sign_ins.iter().filter(|sign_in| sign_in.role != Role::Patient).take(2) {
        let body = json!({ "email": sign_in.email, "password": sign_in.password });
        let answer = practice.anybody().at_server(&url).post("/auth/login", body).await.is(200);
        assert!(answer["access_token"].is_string(), "{answer}");
    }
    closing.cancel();
    app.stop().await;
});
