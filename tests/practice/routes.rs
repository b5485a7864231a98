//! Sign-in, refused requests, and malformed requests.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration as StdDuration;

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, PASSWORD, Person, Practice, both, text};

fn registration(email: &str) -> Value {
    json!({
        "role": "patient", "email": email, "password": PASSWORD, "full_name": "Ana D'Arcy-Müller", "date_of_birth": "1990-12-31",
        "gender": "female", "phone": "069 / 12 34 567", "locale": "sq", "time_zone": "Europe/Tirane",
    })
}

/// The fields of a problem's errors, each with its code.
fn faults(problem: &Value) -> Vec<(String, String)> {
    let errors = problem["errors"].as_array().expect("a problem with errors");
    errors.iter().map(|error| (text(&error["pointer"]), text(&error["code"]))).collect()
}

both!(somebody_registers_and_signs_in, |practice| async move {
    let nobody = practice.anybody();
    let registered = nobody.post("/auth/register", registration("Ana@Example.org")).await;
    assert_eq!((registered.status, registered.raw.as_str()), (202, ""));
    let person = practice.sign_in(" ana@example.ORG ").await;
    let me = person.get("/me").await.is(200);
    assert_eq!(me["role"], "patient");
    assert_eq!(me["full_name"], "Ana D'Arcy-Müller");
    assert_eq!((&me["locale"], &me["time_zone"]), (&json!("sq"), &json!("Europe/Tirane")));
    assert_eq!(me["patient"]["date_of_birth"], "1990-12-31");
    assert!(me["password"].is_null() && me["password_hash"].is_null());
});

both!(a_known_address_gets_the_same_answer_and_its_owner_a_mail, |practice| async move {
    let owner = practice.patient("Lan Nguyễn").await;
    let again = practice.anybody().post("/auth/register", registration(&owner.email.to_uppercase())).await;
    assert_eq!((again.status, again.raw.as_str()), (202, ""));
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM users").await, 1);
    assert_eq!(owner.get("/me").await.is(200)["full_name"], owner.name.as_str());
    let told = practice.mails(&owner, 2).await;
    assert!(told[1].subject.contains("have an account"), "in the owner's language: {told:#?}");
});

both!(every_wrong_field_of_a_registration_is_named_at_once, |practice| async move {
    let wrong = json!({
        "role": "patient", "email": "ana.example.org", "password": "short", "full_name": " ", "date_of_birth": "2029-01-01",
        "phone": "call me", "time_zone": "Europe/Atlantis",
    });
    let problem = practice.anybody().post("/auth/register", wrong).await.is_problem(422, "invalid");
    let mut named: Vec<String> = faults(&problem).into_iter().map(|(pointer, _)| pointer).collect();
    named.sort();
    assert_eq!(named, ["/date_of_birth", "/email", "/full_name", "/password", "/phone", "/time_zone"]);
});

both!(a_common_password_is_refused, |practice| async move {
    for password in ["password12345", "aaaaaaaaaaaa", "abcdefghijkl", "MotDePasse123"] {
        let mut body = registration("ana@example.org");
        body["password"] = json!(password);
        let problem = practice.anybody().post("/auth/register", body).await.is_problem(422, "invalid");
        assert_eq!(faults(&problem), [("/password".to_owned(), "common_password".to_owned())], "{password}");
    }
});

both!(nobody_registers_as_an_admin, |practice| async move {
    let mut body = registration("ana@example.org");
    body["role"] = json!("admin");
    practice.anybody().post("/auth/register", body).await.is_problem(422, "invalid");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM users").await, 0);
});

both!(a_wrong_password_and_an_unknown_address_answer_alike, |practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let nobody = practice.anybody();
    let wrong = nobody.post("/auth/login", json!({ "email": person.email, "password": "wrong horse battery" })).await;
    let unknown = nobody.post("/auth/login", json!({ "email": "nobody@example.org", "password": "wrong horse battery" })).await;
    assert_eq!(wrong.raw, unknown.raw);
    wrong.is_problem(401, "wrong_credentials");
});

both!(what_cannot_be_understood_is_told_and_never_a_500, |practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let send = async |method: Method, path: &str, kind: &str, body: Vec<u8>| -> Answer {
        Answer::of(person.request(method, path).header("content-type", kind).body(body)).await
    };
    let json_kind = "application/json";
    for (body, status) in [
        (b"{".to_vec(), 400),
        (b"".to_vec(), 400),
        (b"\xff\xfe".to_vec(), 400),
        (b"[]".to_vec(), 400),
        (b"{}".to_vec(), 422),
        (br#"{"slot_id":7,"reason":"x"}"#.to_vec(), 422),
        (br#"{"slot_id":"not-an-id","reason":"x"}"#.to_vec(), 422),
        (br#"{"slot_id":"01900000-0000-7000-8000-000000000000","reason":"x","colour":"red"}"#.to_vec(), 422),
        (vec![b' '; 3 << 20], 413),
    ] {
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        let answer = send(Method::POST, "/appointments", json_kind, body).await;
        assert_eq!(answer.status, status, "{shown}: {}", answer.raw);
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{shown}");
    }
    send(Method::POST, "/appointments", "text/plain", b"{}".to_vec()).await.is_problem(415, "wrong_media_type");
    send(Method::GET, "/appointments/not-an-id", json_kind, Vec::new()).await.is_problem(404, "not_found");
    for query in ["limit=many", "limit=-1", "cursor=%00%ff", "cursor=x", "period=never", "colour=red"] {
        let answer = send(Method::GET, &format!("/appointments?{query}"), json_kind, Vec::new()).await;
        assert!(matches!(answer.status, 400 | 422), "{query}: {} {}", answer.status, answer.raw);
    }
    send(Method::GET, "/nothing/here", json_kind, Vec::new()).await.is_problem(404, "not_found");
    let wrong_method = send(Method::DELETE, "/appointments", json_kind, Vec::new()).await;
    wrong_method.is_problem(405, "wrong_method");
});

both!(text_with_hidden_signs_is_refused, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let slot = doctor.offers("2027-03-04T09:00:00Z", "2027-03-04T10:00:00Z").await;
    for reason in ["", "   ", "a\u{0}b", "a\u{202e}b", &"x".repeat(1001)] {
        let refused = patient.post("/appointments", json!({ "slot_id": slot, "reason": reason })).await;
        assert_eq!(faults(&refused.is_problem(422, "invalid"))[0].0, "/reason", "{reason:?}");
    }
    patient.post("/appointments", json!({ "slot_id": slot, "reason": "đau khớp\nhai tuần — “nặng”" })).await.is(201);
});

both!(server_functions_never_answer_500_to_what_a_client_sends, |practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let browser = practice.browser();
    browser.signs_in(&person.email, PASSWORD).await.is(303);
    for path in praxis::policy::ROUTES.iter().filter(|(_, path, _)| path.starts_with("/fn/")).map(|(_, path, _)| *path) {
        if path.ends_with("sign-out") {
            continue;
        }
        for body in ["", "a=%ff", "id=1&id=2", "slot=%00", "{", "limit=99999999999999999999"] {
            let request = browser
                .posting(path, &[])
                .header("origin", &practice.url)
                .header("accept", "application/json")
                .body(body.to_owned());
            let answer = Answer::of(request).await;
            assert!(answer.status < 500, "{path} with {body:?}: {} {}", answer.status, answer.raw);
        }
        // The server may close a connection whose body it does not read: the next request needs another.
        let request =
            browser.posting(path, &[]).header("origin", &practice.url).header("connection", "close").body(vec![b'a'; 3 << 20]);
        let large = Answer::of(request).await;
        assert!(large.status < 500 && large.status >= 400, "{path} with a large body: {} {}", large.status, large.raw);
    }
});

both!(a_browser_signs_in_with_cookies_that_scripts_cannot_read, |practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let browser = practice.browser();
    let answer = browser.signs_in(&person.email, PASSWORD).await;
    assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/appointments"));
    let cookie = &answer.headers["set-cookie"];
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
    let page = browser.get("/appointments").await;
    assert_eq!(page.status, 200, "{}", page.raw);
    assert!(page.raw.contains("Lan Nguyễn"));
    assert!(page.headers["content-security-policy"].contains("'strict-dynamic'"), "{:?}", page.headers);
    assert_eq!(page.headers["cache-control"], "no-store");
});

both!(who_is_not_signed_in_is_led_to_the_sign_in_page_and_back, |practice| async move {
    let browser = practice.browser();
    for path in ["/appointments", "/schedule", "/notifications", "/profile"] {
        let answer = browser.get(path).await;
        assert!(matches!(answer.status, 302 | 303 | 307), "{path}: {}", answer.status);
        assert!(answer.headers["location"].starts_with("/sign-in?next="), "{path}: {}", answer.headers["location"]);
    }
    let person = practice.patient("Lan Nguyễn").await;
    let away = browser
        .form("/fn/accounts/sign-in", &[("email", &person.email), ("password", PASSWORD), ("next", "//evil.example/x")])
        .await;
    assert_eq!((away.status, away.headers["location"].as_str()), (303, "/"), "only a path of ours is gone to");
});

both!(the_profile_lists_the_pages_about_the_account, |practice| async move {
    let (patient, doctor) = (practice.patient("Lan Nguyễn").await, practice.doctor().await);
    for (person, is_patient) in [(&patient, true), (&doctor, false)] {
        let browser = practice.browser();
        browser.signs_in(&person.email, PASSWORD).await.is(303);
        let page = browser.get("/profile").await.raw;
        for heading in ["You", "Sign-in and security", "Privacy"] {
            assert!(page.contains(&format!(">{heading}<")), "{heading}: {page}");
        }
        for name in ["photo", "email", "phone", "password", "two-factor", "sessions", "data"] {
            assert_eq!(page.matches(&format!("href=\"/profile/{name}\"")).count(), 1, "{name}: {page}");
        }
        assert_eq!(page.contains("href=\"/profile/access\""), is_patient, "{page}");
    }
});

both!(a_form_of_another_site_is_refused, |practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let browser = practice.browser();
    browser.signs_in(&person.email, PASSWORD).await.is(303);
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let answer = Answer::of(browser.posting("/fn/notifications/read-all", &[]).header("origin", origin)).await;
        assert_eq!(answer.status, 403, "{origin}: {}", answer.raw);
    }
    let foreign = browser.posting("/fn/accounts/sign-in", &[("email", &person.email), ("password", PASSWORD), ("next", "/")]);
    assert_eq!(Answer::of(foreign.header("origin", "https://evil.example")).await.status, 403, "nor may it sign somebody in");
    let own = Answer::of(browser.posting("/fn/notifications/read-all", &[]).header("origin", &practice.url)).await;
    assert!(own.status < 400, "{}", own.raw);
});

both!(an_access_token_lives_for_ten_minutes, |practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    practice.advance(Duration::minutes(9));
    person.get("/me").await.is(200);
    practice.advance(Duration::minutes(2));
    person.get("/me").await.is_problem(401, "not_signed_in");
});

both!(a_token_of_somebody_elses_making_opens_nothing, |practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let token = text(&person.renew().await["access_token"]);
    let parts: Vec<&str> = token.split('.').collect();
    let cut = token.len() - 4;
    // {"alg":"none","typ":"JWT"}
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", parts[1]);
    for forged in [format!("{}AAAA", &token[..cut]), unsigned, "Bearer".to_owned(), "a.b.c".to_owned()] {
        person.use_token(&forged);
        person.get("/me").await.is_problem(401, "not_signed_in");
    }
});

async fn refreshed(person: &Person, token: &str) -> Answer {
    person.post("/auth/refresh", json!({ "refresh_token": token })).await
}

both!(a_refresh_token_is_used_once, |practice| async move {
    let (person, anybody) = (practice.patient("Lan Nguyễn").await, practice.anybody());
    let first = text(&person.renew().await["refresh_token"]);
    practice.advance(Duration::minutes(15));
    let second = text(&refreshed(&anybody, &first).await.is(200)["refresh_token"]);
    assert_ne!(first, second);
    practice.advance(Duration::seconds(11));
    refreshed(&anybody, &first).await.is_problem(401, "not_signed_in");
    refreshed(&anybody, &second).await.is_problem(401, "not_signed_in");
});

both!(parallel_tabs_may_refresh_within_ten_seconds, |practice| async move {
    let (person, anybody) = (practice.patient("Lan Nguyễn").await, practice.anybody());
    let first = text(&person.renew().await["refresh_token"]);
    practice.advance(Duration::minutes(15));
    let second = text(&refreshed(&anybody, &first).await.is(200)["refresh_token"]);
    practice.advance(Duration::seconds(9));
    let parallel = refreshed(&anybody, &first).await.is(200);
    person.use_token(&text(&parallel["access_token"]));
    person.get("/me").await.is(200);
    refreshed(&anybody, &second).await.is(200);
});

both!(a_session_ends_after_an_hour_of_silence_and_after_a_day, |practice| async move {
    let (person, anybody) = (practice.patient("Lan Nguyễn").await, practice.anybody());
    let silent = text(&person.renew().await["refresh_token"]);
    practice.advance(Duration::minutes(61));
    refreshed(&anybody, &silent).await.is_problem(401, "not_signed_in");

    let mut token = text(&person.renew().await["refresh_token"]);
    for _ in 0..28 {
        practice.advance(Duration::minutes(50));
        token = text(&refreshed(&anybody, &token).await.is(200)["refresh_token"]);
    }
    practice.advance(Duration::minutes(50));
    refreshed(&anybody, &token).await.is_problem(401, "not_signed_in");
});

both!(signing_out_ends_the_session_at_once, |practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let refresh = text(&person.renew().await["refresh_token"]);
    person.post("/auth/logout", json!({})).await.is(204);
    person.get("/me").await.is_problem(401, "not_signed_in");
    refreshed(&practice.anybody(), &refresh).await.is_problem(401, "not_signed_in");
});

both!(a_browsers_session_lives_on_without_its_user_noticing, |practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let browser = practice.browser();
    browser.signs_in(&person.email, PASSWORD).await.is(303);
    practice.advance(Duration::minutes(30));
    assert_eq!(browser.get("/appointments").await.status, 200);
    browser.form("/fn/accounts/sign-out", &[]).await.is(303);
    assert_ne!(browser.get("/appointments").await.status, 200);
});

both!(signing_in_leads_on_to_pages_of_this_practice_only, |practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let browser = practice.browser();
    browser.signs_in(&person.email, PASSWORD).await.is(303);
    for (next, leads) in [
        ("/%09/evil.example", "/"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/%5Cevil.example", "/"),
        ("%2Fdoctors%3Fq%3DNguy%25E1%25BB%2585n", "/doctors?q=Nguy%E1%BB%85n"),
    ] {
        let answer = browser.get(&format!("/sign-in?next={next}")).await;
        assert_eq!((answer.status, answer.headers["location"].as_str()), (302, leads), "{next}: {}", answer.raw);
    }
});

both!(what_is_no_address_cannot_sign_in_either, |practice| async move {
    let anybody = practice.anybody();
    for email in ["a\u{0}@b.org".to_owned(), "x".repeat(100_000), String::new()] {
        let body = json!({ "email": email, "password": PASSWORD });
        anybody.post("/auth/login", body).await.is_problem(401, "wrong_credentials");
    }
});

both!(a_suspended_account_is_out_at_once, |practice| async move {
    const SUSPEND: &str = "UPDATE users SET status = 'suspended' WHERE role = 'patient'";
    let person = practice.patient("Lan Nguyễn").await;
    practice.rows.change(SUSPEND).await;
    person.get("/me").await.is_problem(401, "not_signed_in");
    let again = person.post("/auth/login", json!({ "email": person.email, "password": PASSWORD })).await;
    assert_eq!(again.status, 401, "{}", again.raw);
});

both!(wrong_passwords_cost_more_and_more_time_and_never_lock, |practice| async move {
    let (person, anybody) = (practice.patient("Lan Nguyễn").await, practice.anybody());
    let attempt = async |password: &str| anybody.post("/auth/login", json!({ "email": person.email, "password": password })).await;
    let wait = |answer: &Answer| answer.headers["retry-after"].parse::<i64>().expect("seconds");
    // Five attempts are free; the sixth starts the waiting time.
    for _ in 0..6 {
        attempt("wrong horse battery").await.is_problem(401, "wrong_credentials");
    }
    let mut waits = Vec::new();
    for _ in 0..4 {
        let refused = attempt(PASSWORD).await;
        let seconds = wait(&refused);
        refused.is_problem(429, "too_many");
        waits.push(seconds);
        practice.advance(Duration::seconds(seconds));
        attempt("wrong horse battery").await.is_problem(401, "wrong_credentials");
    }
    assert!(waits.windows(2).all(|pair| pair[1] > pair[0]), "the delay grows: {waits:?}");
    let refused = attempt(PASSWORD).await;
    practice.advance(Duration::seconds(wait(&refused)));
    attempt(PASSWORD).await.is(200);
});

both!(an_address_that_guesses_everywhere_is_slowed_too, |practice| async move {
    let anybody = practice.anybody();
    let mut statuses = Vec::new();
    for n in 0..60 {
        let body = json!({ "email": format!("somebody{n}@example.org"), "password": "wrong horse battery" });
        statuses.push(anybody.post("/auth/login", body).await.status);
    }
    assert!(statuses.contains(&429), "{statuses:?}");
});

both!(guesses_at_the_same_moment_count_each, |practice| async move {
    let (person, anybody) = (practice.patient("Lan Nguyễn").await, practice.anybody());
    let guesses = (0..30).map(|_| anybody.post("/auth/login", json!({ "email": person.email, "password": "wrong horse battery" })));
    let statuses: Vec<u16> = futures::future::join_all(guesses).await.iter().map(|answer| answer.status).collect();
    assert_eq!(
        statuses.iter().filter(|status| **status == 401).count(),
        6,
        "five are free and one begins the waiting: {statuses:?}"
    );
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 24, "{statuses:?}");
});

both!(right_passwords_behind_one_address_are_never_slowed, |practice| async move {
    let reception = [practice.patient("Lan Nguyễn").await, practice.patient("Ana Marku").await];
    for _ in 0..8 {
        for person in &reception {
            person.renew().await;
        }
    }
    let guess = async |person: &Person| {
        let body = json!({ "email": person.email, "password": "wrong horse battery" });
        practice.anybody().post("/auth/login", body).await.status
    };
    for person in reception.iter().cycle().take(12) {
        assert_eq!(guess(person).await, 401, "what was right has not counted");
    }
    assert_eq!(guess(&reception[0]).await, 429, "the seventh guess at one account from one address");
});

both!(a_flood_from_one_address_is_slowed, |settings| settings.requests_per_minute = 30, |practice| async move {
    let anybody = practice.anybody();
    let mut answers = Vec::new();
    for _ in 0..80 {
        answers.push(anybody.get("/doctors").await);
    }
    let refused = answers.into_iter().find(|answer| answer.status == 429).expect("it is slowed");
    assert!(refused.headers.contains_key("retry-after"));
    refused.is_problem(429, "too_many");
});

/// A request that stays open: its body is announced but not sent.
fn begun(practice: &Practice, from: &str) -> TcpStream {
    let address = practice.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("the practice is served");
    let head = format!(
        "POST /api/v1/auth/login HTTP/1.1\r\nhost: {address}\r\nx-forwarded-for: {from}\r\ncontent-type: application/json\r\n\
         content-length: 60\r\n\r\n{{"
    );
    stream.write_all(head.as_bytes()).expect("it is read");
    stream
}

both!(
    behind_a_proxy_an_address_and_its_network_have_so_many_requests_under_way,
    |settings| {
        settings.trusted_proxies = 1;
        settings.max_connections_per_address = 2;
    },
    |practice| async move {
        let status = async |from: &str| {
            let request = practice.anybody().request(Method::GET, "/doctors").header("x-forwarded-for", from);
            Answer::of(request).await.status
        };
        // Two in each of four /64 networks: the limit of each, and the limit of the /48 that they share.
        let networks: Vec<String> = (1..=4).map(|network| format!("2001:db8:1:{network}::7")).collect();
        let mut held = Vec::new();
        for from in &networks {
            // One that arrives during the `status` request is refused, and is started again.
            let mut tries = 0;
            while status(from).await == 200 {
                held.push(begun(&practice, from));
                tries += 1;
                assert!(tries < 200, "{from}");
                tokio::time::sleep(StdDuration::from_millis(25)).await;
            }
            assert!(tries >= 2, "{from}");
        }
        assert_eq!(status("2001:db8:1:5::7").await, 429, "the network is full");
        assert_eq!(status("2001:db8:2:1::7").await, 200, "another is not");
        assert_eq!(status("203.0.113.9").await, 200);
        held.clear();
        for from in &networks {
            let mut tries = 0;
            while status(from).await == 429 {
                tries += 1;
                assert!(tries < 200, "{from} has given its places back");
                tokio::time::sleep(StdDuration::from_millis(25)).await;
            }
        }
    }
);

both!(
    a_browser_is_told_of_a_failure_by_a_page_in_its_language,
    |settings| settings.requests_per_minute = 30,
    |practice| async move {
        let browser = practice.browser();
        let mut refused = None;
        for _ in 0..80 {
            let answer = browser.get_in("fr", "/doctors?q=a%22b").await;
            if answer.status == 429 {
                refused = Some(answer);
                break;
            }
        }
        let refused = refused.expect("it is slowed");
        assert!(refused.headers.contains_key("retry-after"));
        assert_eq!(refused.headers["content-type"], "text/html; charset=utf-8");
        assert!(refused.headers["content-security-policy"].contains("style-src 'self'"));
        assert!(refused.raw.contains("<html lang=\"fr\">"), "{}", refused.raw);
        assert!(refused.raw.contains("href=\"/doctors?q=a%22b\""), "the way to try again: {}", refused.raw);
        // A path that a browser would read as another host is not offered for a retry.
        let elsewhere = browser.get_in("fr", "//elsewhere.example/").await;
        assert_eq!(elsewhere.status, 429);
        assert!(elsewhere.raw.contains("<html") && !elsewhere.raw.contains("elsewhere"), "{}", elsewhere.raw);
        // The API always answers with JSON.
        browser.get_in("fr", "/api/v1/doctors").await.is_problem(429, "too_many");
    }
);

both!(the_server_says_that_it_lives_and_is_ready, |practice| async move {
    let browser = practice.browser();
    assert_eq!(browser.get("/livez").await.status, 200);
    assert_eq!(browser.get("/readyz").await.status, 200);
});

both!(the_api_describes_itself, |practice| async move {
    let described = practice.anybody().get("/openapi.json").await.is(200);
    let paths = described["paths"].as_object().expect("OpenAPI has paths");
    for (method, path, _) in praxis::policy::ROUTES.iter().filter(|(_, path, _)| path.starts_with("/api/v1/")) {
        let known = paths.get(*path).or_else(|| paths.get(path.trim_start_matches("/api/v1")));
        assert!(known.is_some_and(|operations| operations[method.to_lowercase()].is_object()), "{method} {path} is not described");
    }
    assert_eq!(practice.browser().get("/api/docs").await.status, 200);
});

both!(pages_come_in_the_readers_language, |practice| async move {
    let browser = practice.browser();
    for (lang, accept) in [("fr", "fr-CA,fr;q=0.9,en;q=0.5"), ("vi", "vi"), ("sq", "de,sq;q=0.8"), ("en", "zz")] {
        let request = reqwest::Client::new().get(format!("{}/", practice.url)).header("accept-language", accept);
        let page = Answer::of(request).await;
        assert!(page.raw.contains(&format!("lang=\"{lang}\"")), "{accept}");
    }
    browser.form("/fn/accounts/language", &[("lang", "vi"), ("back", "/doctors")]).await.is(303);
    assert!(browser.get("/").await.raw.contains("lang=\"vi\""), "the choice holds");
});
