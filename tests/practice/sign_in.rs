//! Sign-in: throttling of guesses and who is not slowed by it, rejected passwords, which session a sign-in replaces, and what a
//! failed form leaves behind.

use chrono::Duration;
use praxis::platform::config::Settings;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::harness::{Answer, PASSWORD, Practice, both, text};

const WRONG: &str = "wrong horse battery";

/// Client addresses come from a proxy's `X-Forwarded-For`.
fn behind_a_proxy(settings: &mut Settings) {
    settings.trusted_proxies = 1;
}

/// Signs in by the API from an address; returns the status.
async fn tries(practice: &Practice, from: &str, email: &str, password: &str) -> u16 {
    let request = practice.anybody().request(reqwest::Method::POST, "/auth/login");
    let request = request.header("x-forwarded-for", from).json(&json!({ "email": email, "password": password }));
    Answer::of(request).await.status
}

/// A sign-in by the page's form, with this cookie and no other.
fn by_form(practice: &Practice, from: &str, email: &str, password: &str, cookie: &str) -> RequestBuilder {
    let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let body = serde_urlencoded::to_string([("email", email), ("password", password), ("next", "/")]).expect("texts");
    http.post(format!("{}/fn/accounts/sign-in", practice.url))
        .header("x-forwarded-for", from)
        .header("origin", &practice.url)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "application/json")
        .header("cookie", cookie)
        .body(body)
}

/// The status, and the `device` cookie if one was set.
async fn signs_in(practice: &Practice, from: &str, email: &str, password: &str, cookie: &str) -> (u16, Option<String>) {
    let response = by_form(practice, from, email, password, cookie).send().await.expect("the server answers");
    let set = response.headers().get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let device = set.filter(|value| value.starts_with("device=")).map(str::to_owned).next();
    if let Some(device) = &device {
        assert!(device.contains("; HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000"), "{device}");
    }
    (response.status().as_u16(), device.and_then(|value| value.split(';').next().map(str::to_owned)))
}

fn is_in(status: u16) -> bool {
    status < 400
}

both!(wrong_guesses_elsewhere_do_not_lock_an_account, behind_a_proxy, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let mut statuses = Vec::new();
    for _ in 0..12 {
        statuses.push(tries(&practice, "203.0.113.1", &person.email, WRONG).await);
    }
    assert_eq!(statuses, [[401; 6], [429; 6]].concat(), "there it is slowed");
    assert_eq!(tries(&practice, "198.51.100.7", &person.email, PASSWORD).await, 200);
    assert_eq!(tries(&practice, "203.0.113.1", &person.email, PASSWORD).await, 429, "what is right elsewhere frees nobody there");
});

both!(one_guest_does_not_block_a_practices_address, behind_a_proxy, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let clinic = "203.0.113.1";
    for n in 0..20 {
        tries(&practice, clinic, &format!("somebody{n}@example.org"), WRONG).await;
        tries(&practice, clinic, "the-same@example.org", WRONG).await;
    }
    assert_eq!(tries(&practice, clinic, &person.email, PASSWORD).await, 200);
    assert_eq!(tries(&practice, clinic, &person.email, WRONG).await, 401);
});

both!(
    a_browser_that_an_account_knows_is_judged_apart,
    |settings| {
        behind_a_proxy(settings);
        settings.free_attempts_account = 12;
    },
    |practice: Practice| async move {
        let (person, other) = (practice.patient("Lan Nguyễn").await, practice.patient("Ana Marku").await);
        let (status, device) = signs_in(&practice, "192.0.2.1", &person.email, PASSWORD, "").await;
        assert!(is_in(status));
        let device = device.expect("the browser is known from now on");
        let (_, others) = signs_in(&practice, "192.0.2.2", &other.email, PASSWORD, "").await;
        let others = others.expect("so is this one");
        for wrong in [&person.email, "nobody@example.org"] {
            let (status, none) = signs_in(&practice, "192.0.2.3", wrong, WRONG, &device).await;
            assert_eq!((status, none), (401, None), "a failure tells a browser nothing");
        }
        // Guesses from many addresses block unknown browsers, even with the right password.
        for n in 0..14 {
            tries(&practice, &format!("203.0.113.{n}"), &person.email, WRONG).await;
        }
        assert_eq!(tries(&practice, "198.51.100.7", &person.email, PASSWORD).await, 429);
        let cut = device.len() - 4;
        for nothing in ["", &others, "device=AAAA", &format!("{}AAAA", &device[..cut]), &format!("{device}.{device}")[..80]] {
            let (status, _) = signs_in(&practice, "198.51.100.8", &person.email, PASSWORD, nothing).await;
            assert_eq!(status, 429, "{nothing}");
        }
        let (status, again) = signs_in(&practice, "198.51.100.9", &person.email, PASSWORD, &device).await;
        assert!(is_in(status), "strangers do not slow it");
        // One browser, two accounts: it is known to both.
        let (_, both) = signs_in(&practice, "192.0.2.4", &other.email, PASSWORD, &again.expect("it is renewed")).await;
        let both = both.expect("it is renewed");
        assert!(is_in(signs_in(&practice, "198.51.100.9", &person.email, PASSWORD, &both).await.0));
        // A stolen cookie has the same counter from every address.
        let mut statuses = Vec::new();
        for n in 0..8 {
            statuses.push(signs_in(&practice, &format!("192.0.2.{}", 100 + n), &other.email, WRONG, &both).await.0);
        }
        assert_eq!(statuses, [[401; 6].as_slice(), &[429; 2]].concat());
        assert_eq!(tries(&practice, "192.0.2.99", &other.email, PASSWORD).await, 200, "and slows no stranger");
        // Unknown browsers may try again after a minute; after a year a known browser is unknown again.
        practice.advance(Duration::seconds(61));
        assert_eq!(tries(&practice, "198.51.100.7", &person.email, PASSWORD).await, 200);
        practice.advance(Duration::days(366));
        for n in 0..14 {
            tries(&practice, &format!("203.0.113.{n}"), &person.email, WRONG).await;
        }
        assert_eq!(signs_in(&practice, "192.0.2.1", &person.email, PASSWORD, &both).await.0, 429);
    }
);

both!(
    a_known_browser_stays_known_when_it_signs_out,
    |settings| settings.free_attempts_account = 1,
    |practice: Practice| async move {
        let person = practice.patient("Lan Nguyễn").await;
        let browser = practice.browser();
        browser.signs_in(&person.email, PASSWORD).await.is(303);
        browser.form("/fn/accounts/sign-out", &[]).await.is(303);
        let guess = json!({ "email": person.email, "password": WRONG });
        for _ in 0..3 {
            practice.anybody().post("/auth/login", guess.clone()).await;
        }
        practice.anybody().post("/auth/login", guess).await.is_problem(429, "too_many");
        assert_eq!(browser.signs_in(&person.email, PASSWORD).await.headers["location"], "/appointments");
    }
);

both!(
    an_own_account_takes_back_nothing_that_was_guessed_at_others,
    |settings| {
        behind_a_proxy(settings);
        settings.free_attempts_address = 5;
        settings.free_attempts_account = 5;
    },
    |practice: Practice| async move {
        let (eve, victim) = (practice.patient("Eve Marku").await, practice.patient("Lan Nguyễn").await);
        let mut statuses = Vec::new();
        for n in 0..7 {
            assert!(matches!(tries(&practice, "203.0.113.1", &eve.email, PASSWORD).await, 200 | 429));
            statuses.push(tries(&practice, "203.0.113.1", &format!("somebody{n}@example.org"), WRONG).await);
        }
        assert_eq!(statuses, [401, 401, 401, 401, 401, 401, 429], "the address's");
        let mut statuses = Vec::new();
        for n in 0..7 {
            let from = format!("198.51.100.{n}");
            statuses.push(tries(&practice, &from, &victim.email, WRONG).await);
            assert_eq!(tries(&practice, &from, &eve.email, PASSWORD).await, 200);
        }
        assert_eq!(statuses, [401, 401, 401, 401, 401, 401, 429], "the account's");
    }
);

both!(
    a_network_of_many_networks_is_slowed_too,
    |settings| {
        behind_a_proxy(settings);
        settings.free_attempts_address = 2;
    },
    |practice: Practice| async move {
        let mut statuses = Vec::new();
        for n in 0..22 {
            statuses.push(tries(&practice, &format!("2001:db8:1:{n:x}::1"), &format!("somebody{n}@example.org"), WRONG).await);
        }
        assert_eq!(statuses, [[401; 21].as_slice(), &[429]].concat(), "each /64 tried once, their /48 too often");
        assert_eq!(tries(&practice, "2001:db8:2:1::1", "somebody@example.org", WRONG).await, 401);
        // A /64 counts as one address.
        let mut statuses = Vec::new();
        for n in 0..4 {
            statuses.push(tries(&practice, &format!("2001:db8:3:1::{n:x}"), &format!("somebody{n}@example.org"), WRONG).await);
        }
        assert_eq!(statuses, [401, 401, 401, 429]);
    }
);

fn registration(email: &str, password: &str) -> Value {
    json!({
        "role": "patient", "email": email, "password": password, "full_name": "Lan Nguyễn", "date_of_birth": "1990-12-31",
        "time_zone": "Europe/Paris",
    })
}

fn faults(problem: &Value) -> Vec<String> {
    let errors = problem["errors"].as_array().expect("a problem with errors");
    let mut faults: Vec<String> =
        errors.iter().map(|error| format!("{} {}", text(&error["pointer"]), text(&error["code"]))).collect();
    faults.sort();
    faults
}

both!(
    a_password_that_is_easy_to_guess_is_refused,
    |settings| settings.practice_name = "Cabinet Mirabeau".to_owned(),
    |practice: Practice| async move {
        let anybody = practice.anybody();
        let long = "Password2024!".repeat(9);
        for password in ["qwerty123456", "Password2024!", "lannguyen1987", "cabinetmirabeau", &long] {
            let refused = anybody.post("/auth/register", registration("lan@example.org", password)).await;
            assert_eq!(faults(&refused.is_problem(422, "invalid")), ["/password easy_to_guess"], "{password}");
        }
        let wrong = json!({
            "role": "doctor", "email": "no address", "password": "Password2024!", "full_name": "", "specialty": "neurology",
            "licence_number": "L-1", "experience_years": 3, "location": "Tirana", "time_zone": "Europe/Tirane",
        });
        let refused = anybody.post("/auth/register", wrong).await.is_problem(422, "invalid");
        assert_eq!(faults(&refused), ["/email not_an_email", "/full_name required", "/password easy_to_guess"]);
        let said = [
            ("full_name", "Lan Nguyễn"),
            ("email", "lan@example.org"),
            ("password", "qwerty123456"),
            ("birth_day", "3"),
            ("birth_month", "4"),
            ("birth_year", "1987"),
        ];
        let refused = practice.browser().call("/fn/accounts/register", &said).await.is(422);
        assert_eq!(refused["fields"][0]["code"], "easy_to_guess");
        assert_eq!(practice.rows.count("SELECT COUNT(*) FROM users").await, 0);
        // A password with a strong part is strong.
        let filled = format!("{}violet kettle orchard", "a".repeat(100));
        for (n, password) in [PASSWORD, "praxis-demo-2026", "mật khẩu dài của tôi", &filled].into_iter().enumerate() {
            anybody.post("/auth/register", registration(&format!("lan{n}@example.org"), password)).await.is(202);
        }
        // The strength check is expensive, so it is rate-limited.
        let mut statuses = Vec::new();
        for n in 0..110 {
            statuses.push(anybody.post("/auth/register", registration(&format!("x{n}@example.org"), "qwerty123456")).await.status);
        }
        assert!(statuses.contains(&422) && statuses.last() == Some(&429), "{statuses:?}");
    }
);

both!(signing_in_again_ends_the_session_it_replaces, |practice: Practice| async move {
    const LIVE: &str = "SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL";
    let (person, other) = (practice.patient("Lan Nguyễn").await, practice.patient("Ana Marku").await);
    let browser = practice.browser();
    browser.signs_in(&person.email, PASSWORD).await.is(303);
    assert_eq!(practice.rows.count(LIVE).await, 3);
    browser.signs_in(&person.email, PASSWORD).await.is(303);
    assert_eq!(practice.rows.count(LIVE).await, 3);
    browser.signs_in(&person.email, WRONG).await.is(303);
    assert_eq!(practice.rows.count(LIVE).await, 3, "who fails keeps the session");
    // Also with an expired access token, and for another account.
    practice.advance(Duration::minutes(20));
    browser.signs_in(&other.email, PASSWORD).await.is(303);
    assert_eq!(practice.rows.count(LIVE).await, 3);
    assert!(browser.get("/appointments").await.raw.contains("Ana Marku"));
    // A session id without a valid token does not end that session.
    for id in practice.rows.ids("SELECT id FROM sessions WHERE ended_at IS NULL").await {
        let forged = format!("refresh={id}.1.AAAA; access={id}");
        assert!(is_in(signs_in(&practice, "", &person.email, PASSWORD, &forged).await.0));
    }
    assert_eq!(practice.rows.count(LIVE).await, 6);
    // An app has no cookies: its sessions exist in parallel.
    other.renew().await;
    assert_eq!(practice.rows.count(LIVE).await, 7);
});

both!(a_rejected_registration_is_shown_once, |practice: Practice| async move {
    let browser = practice.browser();
    let said = [("full_name", "Lan Nguyễn"), ("email", "no address"), ("password", "short"), ("birth_year", "1987")];
    let said = [said.as_slice(), &[("birth_day", "3"), ("birth_month", "4")]].concat();
    let refused = browser.form_on("/register?next=%2Fdoctors", "/fn/accounts/register", &said).await;
    assert_eq!((refused.status, refused.headers["location"].as_str()), (303, "/register?next=%2Fdoctors"));
    assert!(!browser.get("/sign-in").await.raw.contains("no address"), "it is for its own page");
    let page = browser.get("/register?next=%2Fdoctors").await;
    assert!(page.raw.contains("value=\"Lan Nguyễn\"") && page.raw.contains("error-summary"), "{}", page.raw);
    assert_eq!(page.headers["cache-control"], "no-store");
    // Changing the language keeps the form.
    browser.form_on("/register", "/fn/accounts/language", &[("lang", "fr"), ("back", "/register")]).await.is(303);
    let page = browser.get("/register").await;
    assert!(page.raw.contains("lang=\"fr\"") && page.raw.contains("value=\"Lan Nguyễn\""), "{}", page.raw);
    // The next person opens the page again, and may change the language too.
    let page = browser.get("/register").await;
    assert!(!page.raw.contains("Lan Nguyễn") && !page.raw.contains("error-summary"), "{}", page.raw);
    assert_eq!(page.headers["cache-control"], "no-store", "nor does the browser keep what they type");
    browser.form_on("/register", "/fn/accounts/language", &[("lang", "en"), ("back", "/register")]).await.is(303);
    assert!(!browser.get("/register").await.raw.contains("Lan Nguyễn"));
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM flashes").await, 0);
});

both!(no_address_writes_a_cookies_attributes, |practice: Practice| async move {
    let browser = practice.browser();
    for page in ["/sign-in;%20Domain=example.org", "/x;Max-Age=9", "/%3B", "/profile/edit"] {
        let refused = browser.form_on(page, "/fn/accounts/sign-in", &[("email", "a@example.org"), ("password", WRONG)]).await;
        let cookie = &refused.headers["set-cookie"];
        let (name, attributes) = cookie.split_once("; ").expect("a cookie has attributes");
        assert!(name.starts_with("flash="), "{cookie}");
        assert_eq!(attributes, "HttpOnly; SameSite=Lax; Path=/; Max-Age=300", "{page}");
    }
});
