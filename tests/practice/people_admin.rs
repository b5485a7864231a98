//! People: what staff do to accounts, and who may not.

use chrono::Duration;
use futures::FutureExt;
use praxis::features::accounts::service as accounts;
use praxis::platform::mail::Mail;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Browser, DoctorSeed, PASSWORD, Person, Practice, both, text};

const NEW: &str = "violet harbour lantern";
const WHY: &str = "Asked for it on the phone";
const NOBODY: &str = "01900000-0000-7000-8000-000000000000";

/// The token of the link to `page` in a mail.
fn token(mail: &Mail, page: &str) -> String {
    let found = mail.text.split_whitespace().find_map(|word| word.split_once(page).map(|(_, rest)| rest.to_owned()));
    let token = found.and_then(|rest| rest.strip_prefix("?token=").map(str::to_owned));
    token.unwrap_or_else(|| panic!("no link to {page} in {}", mail.text))
}

/// Whoever has this address, without an account.
fn addressed(practice: &Practice, email: &str) -> Person {
    let mut person = practice.anybody();
    email.clone_into(&mut person.email);
    person
}

async fn signs_in(practice: &Practice, email: &str, password: &str) -> u16 {
    practice.anybody().post("/auth/login", json!({ "email": email, "password": password })).await.status
}

async fn accepts(practice: &Practice, token: &str, password: &str) -> Answer {
    practice.anybody().post("/auth/accept-invitation", json!({ "token": token, "password": password })).await
}

async fn sets(admin: &Person, id: &str, mut change: Value) -> Answer {
    change["reason"] = json!(WHY);
    admin.patch(&format!("/users/{id}"), change).await
}

async fn deletes(admin: &Person, path: &str, reason: &str) -> Answer {
    Answer::of(admin.request(Method::DELETE, path).json(&json!({ "reason": reason }))).await
}

async fn colleague(practice: &Practice, name: &str) -> Person {
    let permit = praxis::policy::allow(&praxis::policy::Actor::System).expect("the practice itself may");
    let email = format!("{}@practice.example", name.to_lowercase());
    accounts::create_admin(&practice.app, &permit, email.clone(), format!("{name} Admin"), PASSWORD.to_owned())
        .await
        .expect("an admin can be made");
    practice.sign_in(&email).await
}

async fn browser_of(practice: &Practice, person: &Person) -> Browser {
    let browser = practice.browser();
    browser.signs_in(&person.email, PASSWORD).await.is(303);
    browser
}

fn new_doctor(email: &str) -> Value {
    json!({
        "role": "doctor", "email": email, "full_name": "Arta Leka", "time_zone": "Europe/Tirane", "specialty": "neurology",
        "licence_number": "AL-4711", "experience_years": 9, "location": "Tirana", "reason": WHY,
    })
}

/// What was done to the account, in the order of the alphabet: the clock stands still.
fn actions(user: &Value) -> Vec<&str> {
    let history = user["history"].as_array().expect("a list");
    let mut actions: Vec<&str> = history.iter().map(|entry| entry["action"].as_str().expect("a word")).collect();
    actions.sort_unstable();
    actions
}

both!(staff_invite_people_who_then_set_their_password, |practice: Practice| async move {
    let admin = practice.admin().await;
    let body = json!({
        "role": "patient", "email": "Lan@people.example", "full_name": "Lan Nguyễn", "date_of_birth": "1987-06-05", "locale": "fr",
        "address": "1 rue de la Paix\nParis", "reason": WHY,
    });
    let answer = admin.post("/users", body.clone()).await;
    let id = text(&answer.body["id"]);
    assert_eq!(answer.headers["location"], format!("/api/v1/users/{id}"));
    let made = answer.is(201);
    assert_eq!((&made["status"], &made["is_invited"], &made["email_verified_at"]), (&json!("active"), &json!(true), &json!(null)));
    assert_eq!((made["patient"]["date_of_birth"].as_str(), actions(&made)), (Some("1987-06-05"), vec!["create"]));
    let taken =
        admin.post("/users", json!({ "role": "admin", "email": "lan@PEOPLE.example", "full_name": "X Y", "reason": WHY })).await;
    assert_eq!(taken.is_problem(422, "invalid")["errors"][0]["code"], "taken");
    let lan = addressed(&practice, "Lan@people.example");
    let mails = practice.mails(&lan, 1).await;
    assert!(mails[0].subject.contains("votre compte") && !mails[0].text.contains(WHY), "{:?}", mails[0]);
    let first = token(&mails[0], "/accept-invitation");
    for password in [PASSWORD, "", NEW] {
        assert_eq!(signs_in(&practice, &lan.email, password).await, 401, "there is no password yet");
    }

    // Opening the page changes nothing; bad passwords leave the link valid.
    let browser = practice.browser();
    assert!(browser.get(&format!("/accept-invitation?token={first}")).await.raw.contains(&first));
    accepts(&practice, &first, "short").await.is_problem(422, "invalid");
    let reset = json!({ "token": first, "password": NEW });
    practice.anybody().post("/auth/password/reset", reset).await.is_problem(410, "link_invalid");
    let answer = browser.form("/fn/accounts/accept-invitation", &[("token", &first), ("password", NEW)]).await;
    assert_eq!(answer.headers.get("location").map(String::as_str), Some("/sign-in?invited=1"), "{}", answer.raw);
    accepts(&practice, &first, "another harbour lantern").await.is_problem(410, "link_invalid");
    assert_eq!(signs_in(&practice, "lan@people.example", NEW).await, 200);
    let seen = admin.get(&format!("/users/{id}")).await.is(200);
    assert_eq!((&seen["is_invited"], seen["email_verified_at"].is_string()), (&json!(false), true));
    let again = admin.post(&format!("/users/{id}/invitation"), json!({ "reason": WHY })).await;
    again.is_problem(409, "decided");

    // A doctor is found at once, or waits for a decision.
    let doctor = admin.post("/users", new_doctor("arta@people.example")).await.is(201);
    assert_eq!(practice.anybody().get("/doctors?q=leka").await.is(200)["items"][0]["id"], doctor["id"]);
    let mut waits = new_doctor("drita@people.example");
    waits["approved"] = json!(false);
    waits["full_name"] = json!("Drita Waits");
    let waiting = admin.post("/users", waits).await.is(201);
    assert_eq!(waiting["status"], "pending");
    assert!(practice.anybody().get("/doctors?q=drita").await.is(200)["items"].as_array().expect("a list").is_empty());
    let approved = sets(&admin, &text(&waiting["id"]), json!({ "status": "active" })).await.is(200);
    assert_eq!((&approved["status"], actions(&approved)), (&json!("active"), vec!["approve", "create"]));
    assert_eq!(practice.anybody().get("/doctors?q=drita").await.is(200)["items"][0]["id"], waiting["id"]);

    // Late: the link has expired; a new one works, and only the last one, and for its own account.
    let late = addressed(&practice, "arta@people.example");
    let old = token(&practice.mails(&late, 1).await[0], "/accept-invitation");
    practice.advance(Duration::days(8));
    admin.renew().await;
    accepts(&practice, &old, NEW).await.is_problem(410, "link_invalid");
    let path = format!("/users/{}/invitation", text(&doctor["id"]));
    for _ in 0..2 {
        admin.post(&path, json!({ "reason": WHY })).await.is(202);
    }
    let mails = practice.mails(&late, 3).await;
    accepts(&practice, &token(&mails[1], "/accept-invitation"), NEW).await.is_problem(410, "link_invalid");
    accepts(&practice, &token(&mails[2], "/accept-invitation"), NEW).await.is(204);
    assert_eq!(signs_in(&practice, &late.email, NEW).await, 200);
    assert_eq!(signs_in(&practice, &lan.email, NEW).await, 200, "others keep theirs");

    // A mistyped address is corrected at once, and the first invitation is void.
    let staff = json!({ "role": "admin", "email": "nadja@people.example", "full_name": "Nadia Kaya", "reason": WHY });
    let staff = admin.post("/users", staff).await.is(201);
    let wrong = addressed(&practice, "nadja@people.example");
    let void = token(&practice.mails(&wrong, 1).await[0], "/accept-invitation");
    let id = text(&staff["id"]);
    let taken = sets(&admin, &id, json!({ "email": "lan@people.example" })).await.is_problem(422, "invalid");
    assert_eq!(taken["errors"][0]["code"], "taken");
    sets(&admin, &id, json!({ "email": "nadia@people.example" })).await.is(200);
    accepts(&practice, &void, NEW).await.is_problem(410, "link_invalid");
    let right = addressed(&practice, "nadia@people.example");
    let valid = token(&practice.mails(&right, 1).await[0], "/accept-invitation");
    // Two at once: one sets the password.
    let both = futures::future::join(accepts(&practice, &valid, NEW), accepts(&practice, &valid, NEW)).await;
    let mut statuses = [both.0.status, both.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 410]);
    assert_eq!(signs_in(&practice, &right.email, NEW).await, 200);
});

both!(people_are_found_by_name_address_role_and_state, |practice: Practice| async move {
    let admin = practice.admin().await;
    for name in ["Đặng Thị Lan", "Lan Nguyễn", "Élodie Zola"] {
        practice.rows.add_patient(name, "", practice.clock.now()).await;
    }
    practice.doctor().await;
    practice.rows.change("UPDATE users SET status = 'suspended' WHERE full_name = 'Élodie Zola'").await;
    let names = async |query: &str| -> Vec<String> {
        let page = admin.get(&format!("/users{query}")).await.is(200);
        page["items"].as_array().expect("a list").iter().map(|user| text(&user["full_name"])).collect()
    };
    assert_eq!(names("").await, ["Ada Admin", "Đặng Thị Lan", "Dr Vera Hoxha", "Élodie Zola", "Lan Nguyễn"]);
    assert_eq!(names("?q=dang").await, ["Đặng Thị Lan"]);
    assert_eq!(names("?q=NGUYEN%20lan").await, ["Lan Nguyễn"]);
    assert_eq!(names("?q=lan%20lan%20lan%20lan%20lan").await, [""; 0]);
    assert_eq!(names("?q=VERA.hoxha%40doc").await, ["Dr Vera Hoxha"]);
    assert_eq!(names("?q=%25").await, [""; 0], "a pattern is a text");
    assert_eq!(names("?role=doctor").await, ["Dr Vera Hoxha"]);
    assert_eq!(names("?status=suspended").await, ["Élodie Zola"]);
    assert_eq!(names("?role=patient&status=active&q=lan").await, ["Đặng Thị Lan", "Lan Nguyễn"]);
    let mut found = Vec::new();
    let mut cursor = String::new();
    for _ in 0..5 {
        let page = admin.get(&format!("/users?limit=2{cursor}")).await.is(200);
        found.extend(page["items"].as_array().expect("a list").iter().map(|user| text(&user["full_name"])));
        match page["next_cursor"].as_str() {
            None => break,
            Some(next) => cursor = format!("&cursor={next}"),
        }
    }
    assert_eq!(found.len(), 5, "{found:?}");
    for (query, status, code) in [
        ("?q=a%00b", 200, ""),
        (&*format!("?q={}", "x".repeat(121)), 422, "invalid"),
        ("?status=gone", 422, "invalid"),
        ("?role=nurse", 422, "invalid"),
        ("?limit=0", 422, "invalid"),
        ("?cursor=x", 400, "malformed"),
        ("?cursor=WyJhXHUwMDAwIiwiMDE5MDAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAwIl0", 400, "malformed"),
    ] {
        let answer = admin.get(&format!("/users{query}")).await;
        assert_eq!((answer.status, answer.body["code"].as_str().unwrap_or_default()), (status, code), "{query}: {}", answer.raw);
    }
    // The page, as without JavaScript.
    let browser = browser_of(&practice, &admin).await;
    let page = browser.get("/people?q=zola&state=suspended").await.raw;
    assert!(page.contains("Élodie Zola") && !page.contains("Lan Nguyễn"), "{page}");
    assert!(browser.get("/people?q=nobody").await.raw.contains("Nobody found"));
});

both!(every_change_needs_a_reason_a_person_and_an_admin, |practice: Practice| async move {
    let (admin, patient, doctor) = (practice.admin().await, practice.patient("Lan Nguyễn").await, practice.doctor().await);
    let id = patient.id.clone();
    let requests = |id: &str| -> Vec<(Method, String, Value)> {
        vec![
            (Method::PATCH, format!("/users/{id}"), json!({ "status": "suspended" })),
            (Method::PATCH, format!("/users/{id}"), json!({ "status": "active" })),
            (Method::PATCH, format!("/users/{id}"), json!({ "role": "admin" })),
            (Method::PATCH, format!("/users/{id}"), json!({ "email": "new@people.example" })),
            (Method::PATCH, format!("/users/{id}"), json!({ "full_name": "Somebody Else" })),
            (Method::POST, format!("/users/{id}/invitation"), json!({})),
            (Method::POST, format!("/users/{id}/password-reset"), json!({})),
            (Method::DELETE, format!("/users/{id}/sessions"), json!({})),
            (Method::DELETE, format!("/users/{id}"), json!({})),
        ]
    };
    let ask = async |who: &Person, (method, path, mut body): (Method, String, Value), reason: Option<&str>| {
        if let Some(reason) = reason {
            body["reason"] = json!(reason);
        }
        Answer::of(who.request(method, &path).json(&body)).await
    };
    let long = "x".repeat(501);
    for reason in [None, Some(""), Some("  "), Some("no"), Some("a\u{0}b"), Some(&*long)] {
        for request in requests(&id) {
            let what = format!("{request:?} {reason:?}");
            let answer = ask(&admin, request, reason).await;
            let found = answer.body["errors"].as_array().is_some_and(|list| list.iter().any(|one| one["pointer"] == "/reason"));
            assert!(answer.status == 422 && found, "{what}: {}", answer.raw);
        }
        let person = json!({ "role": "admin", "email": "new@people.example", "full_name": "X Y" });
        let answer = ask(&admin, (Method::POST, "/users".to_owned(), person), reason).await;
        assert_eq!(answer.status, 422, "{reason:?}");
    }
    for request in requests(NOBODY) {
        let what = format!("{request:?}");
        let answer = ask(&admin, request, Some(WHY)).await;
        assert_eq!(answer.status, 404, "{what}: {}", answer.raw);
    }
    admin.get(&format!("/users/{NOBODY}")).await.is_problem(404, "not_found");
    admin.get("/users/nobody").await.is_problem(404, "not_found");
    for who in [&patient, &doctor] {
        for request in requests(&id) {
            assert_eq!(ask(who, request, Some(WHY)).await.status, 403);
        }
        assert_eq!((who.get("/users").await.status, who.get(&format!("/users/{id}")).await.status), (403, 403));
    }
    assert_eq!(practice.anybody().get("/users").await.status, 401);
    // One change per request; nothing but what there is.
    for (change, pointer) in [
        (json!({ "status": "suspended", "role": "admin" }), "/role"),
        (json!({ "status": "suspended", "full_name": "Somebody Else" }), "/full_name"),
        (json!({ "email": "new@people.example", "phone": null }), "/phone"),
        (json!({}), "/status"),
        (json!({ "status": "pending" }), "/status"),
        (json!({ "doctor": { "location": "Here" } }), "/doctor"),
        (json!({ "role": "doctor", "doctor": { "location": "Here" } }), "/doctor/specialty"),
        (json!({ "email": "no address" }), "/email"),
        (json!({ "time_zone": "Nowhere" }), "/time_zone"),
        (json!({ "patient": { "date_of_birth": "1800-01-01" } }), "/patient/date_of_birth"),
    ] {
        let what = change.to_string();
        let problem = sets(&admin, &id, change).await.is_problem(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{what}: {problem}");
    }
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM account_actions").await, 0, "nothing was done");
    assert_eq!(patient.get("/me").await.status, 200);
});

both!(staff_correct_details_and_each_change_is_kept, |practice: Practice| async move {
    let (admin, patient, doctor) = (practice.admin().await, practice.patient("Lan Nguyễn").await, practice.doctor().await);
    let change = json!({
        "full_name": "Lan Phạm", "phone": null, "locale": "vi", "gender": "other", "time_zone": "Hanoi",
        "patient": { "date_of_birth": "1988-07-06", "address": "Hà Nội" },
    });
    // A city is not always a zone.
    let zone = sets(&admin, &patient.id, change.clone()).await;
    let mut change = change;
    if zone.status == 422 {
        change["time_zone"] = json!("Asia/Ho_Chi_Minh");
        sets(&admin, &patient.id, change).await.is(200);
    }
    let me = patient.get("/me").await.is(200);
    assert_eq!((me["full_name"].as_str(), me["phone"].as_str(), me["locale"].as_str()), (Some("Lan Phạm"), None, Some("vi")));
    assert_eq!(me["patient"]["address"], "Hà Nội");
    // What staff have verified of a doctor changes at once, because staff change it.
    let change = json!({ "full_name": "Dr Vera Kola", "doctor": { "specialty": "neurology", "licence_number": "L-9" } });
    let seen = sets(&admin, &doctor.id, change).await.is(200);
    assert_eq!((&seen["doctor"]["specialty"], &seen["doctor"]["pending_change"]), (&json!("neurology"), &json!(null)));
    assert_eq!(practice.anybody().get("/doctors?q=kola%20neurology").await.is(200)["items"][0]["id"], json!(doctor.id));
    let required = sets(&admin, &doctor.id, json!({ "time_zone": null })).await.is_problem(422, "invalid");
    assert_eq!(required["errors"][0]["pointer"], "/time_zone");

    // The forms, as without JavaScript; the history shows what was done, and why.
    let browser = browser_of(&practice, &admin).await;
    let edit = format!("/people/{}/edit", patient.id);
    let fields = [
        ("id", patient.id.as_str()),
        ("role", "patient"),
        ("full_name", "Lan Nguyễn"),
        ("birth_day", "31"),
        ("birth_month", "2"),
        ("birth_year", "1987"),
        ("reason", ""),
    ];
    let refused = browser.form_on(&edit, "/fn/people/edit", &fields).await;
    assert_eq!(refused.headers.get("location"), Some(&edit));
    let shown = browser.get(&edit).await.raw;
    assert!(shown.contains("This date does not exist") && shown.contains("Fill this in"), "{shown}");
    let mut fields = fields;
    fields[3] = ("birth_day", "5");
    fields[6] = ("reason", "She wrote: <b>my old name</b>, \u{201c}please\u{201d}");
    browser.form_on(&edit, "/fn/people/edit", &fields).await.is(303);
    let page = browser.get(&format!("/people/{}", patient.id)).await.raw;
    assert!(page.contains("&lt;b>my old name&lt;/b>") || page.contains("&lt;b&gt;my old name&lt;/b&gt;"), "{page}");
    assert!(page.contains("Details changed (Ada Admin)"), "{page}");
    let user = admin.get(&format!("/users/{}", patient.id)).await.is(200);
    assert_eq!((actions(&user), &user["history"][0]["by_name"]), (vec!["edit", "edit"], &json!("Ada Admin")));
    practice.advance(Duration::minutes(1));
    deletes(&admin, &format!("/users/{}/sessions", patient.id), "Has lost the phone").await.is(204);
    let user = admin.get(&format!("/users/{}", patient.id)).await.is(200);
    assert_eq!(
        (&user["history"][0]["action"], &user["history"][0]["reason"]),
        (&json!("end_sessions"), &json!("Has lost the phone"))
    );
    // Each has its row in the audit, in the same transaction.
    let audited = practice
        .rows
        .count("SELECT COUNT(*) FROM account_actions a JOIN audit_records r ON r.subject = a.id AND r.action = 'people.' || a.action AND r.actor = a.by_user")
        .await;
    assert_eq!((audited, practice.rows.count("SELECT COUNT(*) FROM account_actions").await), (4, 4));
});

both!(an_address_that_staff_enter_is_confirmed_by_its_owner, |practice: Practice| async move {
    let (admin, patient, other) =
        (practice.admin().await, practice.patient("Lan Nguyễn").await, practice.patient("Ana Marku").await);
    practice.rows.change("UPDATE users SET email_verified_at = created_at").await;
    let taken = sets(&admin, &patient.id, json!({ "email": other.email })).await.is_problem(422, "invalid");
    assert_eq!(taken["errors"][0]["code"], "taken");
    sets(&admin, &patient.id, json!({ "email": "lan.new@people.example" })).await.is(200);
    let new = addressed(&practice, "lan.new@people.example");
    let link = token(&practice.mails(&new, 1).await[0], "/confirm-email");
    assert!(practice.mails(&patient, 2).await[1].text.contains(&new.email), "the old address is told");
    assert_eq!(text(&patient.get("/me").await.is(200)["email"]), patient.email, "nothing has changed yet");
    practice.anybody().post("/auth/confirm-email", json!({ "token": link })).await.is(204);
    assert_eq!(signs_in(&practice, &new.email, PASSWORD).await, 200);
    sets(&admin, &admin.id, json!({ "email": "ada@people.example" })).await.is_problem(409, "own_account");
});

both!(a_suspended_person_is_out_at_once_and_comes_back_when_restored, |practice: Practice| async move {
    let (admin, patient) = (practice.admin().await, practice.patient("Lan Nguyễn").await);
    let phone = practice.sign_in(&patient.email).await;
    let browser = browser_of(&practice, &patient).await;
    practice.anybody().post("/auth/password/forgot", json!({ "email": patient.email })).await.is(202);
    let reset = token(&practice.mails(&patient, 2).await[1], "/reset-password");
    let staff = browser_of(&practice, &admin).await;
    let page = format!("/people/{}", patient.id);
    let fields = [("id", patient.id.as_str()), ("reason", WHY)];
    let done = staff.form_on(&page, "/fn/people/suspend", &fields).await;
    assert_eq!(done.headers.get("location"), Some(&page));
    // The next request of each is refused.
    assert_eq!((patient.get("/me").await.status, phone.get("/me").await.status), (401, 401));
    assert!(browser.get("/profile").await.headers["location"].starts_with("/sign-in"));
    let unknown = practice.anybody().post("/auth/login", json!({ "email": "nobody@people.example", "password": PASSWORD })).await;
    let suspended = practice.anybody().post("/auth/login", json!({ "email": patient.email, "password": PASSWORD })).await;
    assert_eq!((suspended.status, suspended.raw), (unknown.status, unknown.raw), "as for an unknown address");
    let body = json!({ "token": reset, "password": NEW });
    practice.anybody().post("/auth/password/reset", body.clone()).await.is_problem(410, "link_invalid");
    let mails = practice.mails(&patient, 3).await;
    assert!(mails[2].subject.contains("suspended") && !mails[2].text.contains(WHY), "{:?}", mails[2]);
    sets(&admin, &patient.id, json!({ "status": "suspended" })).await.is_problem(409, "decided");
    for (path, code) in [("password-reset", "decided"), ("invitation", "decided")] {
        admin.post(&format!("/users/{}/{path}", patient.id), json!({ "reason": WHY })).await.is_problem(409, code);
    }
    sets(&admin, &patient.id, json!({ "role": "admin" })).await.is_problem(409, "decided");
    sets(&admin, &patient.id, json!({ "email": "lan.new@people.example" })).await.is_problem(409, "decided");
    assert!(staff.get(&page).await.raw.contains("/fn/people/restore"));

    let user = sets(&admin, &patient.id, json!({ "status": "active" })).await.is(200);
    assert_eq!((&user["status"], actions(&user)), (&json!("active"), vec!["restore", "suspend"]));
    practice.mails(&patient, 4).await;
    assert_eq!(patient.get("/me").await.status, 401, "ended sessions stay ended");
    practice.anybody().post("/auth/password/reset", body).await.is_problem(410, "link_invalid");
    assert_eq!(signs_in(&practice, &patient.email, PASSWORD).await, 200);
    sets(&admin, &patient.id, json!({ "status": "active" })).await.is_problem(409, "decided");

    // A doctor who was not approved is pending again.
    let register = json!({
        "role": "doctor", "email": "arta@people.example", "password": PASSWORD, "full_name": "Arta Leka", "specialty": "neurology",
        "licence_number": "AL-1", "experience_years": 9, "location": "Tirana", "time_zone": "Europe/Tirane",
    });
    practice.anybody().post("/auth/register", register).await.is(202);
    let arta = practice.sign_in("arta@people.example").await;
    sets(&admin, &arta.id, json!({ "status": "suspended" })).await.is(200);
    assert_eq!(sets(&admin, &arta.id, json!({ "status": "active" })).await.is(200)["status"], "pending");
    // Decided on the person's page, as it was shown.
    let page = format!("/people/{}", arta.id);
    assert!(staff.get(&page).await.raw.contains("/fn/people/decide"));
    let decide = |decision, licence| {
        [
            ("id", arta.id.as_str()),
            ("decision", decision),
            ("full_name", "Arta Leka"),
            ("specialty", "neurology"),
            ("licence_number", licence),
            ("reason", WHY),
        ]
    };
    assert_eq!(staff.call("/fn/people/decide", &decide("approved", "AL-2")).await.status, 409);
    assert_eq!(staff.call("/fn/people/decide", &decide("refused", "AL-1")).await.status, 200);
    assert_eq!(staff.call("/fn/people/decide", &decide("approved", "AL-1")).await.status, 409);
    let user = admin.get(&format!("/users/{}", arta.id)).await.is(200);
    assert_eq!(actions(&user), ["reject", "restore", "suspend"]);
});

both!(a_suspended_doctors_appointments_are_shown_and_cancelled, |practice: Practice| async move {
    let (admin, doctor) = (practice.admin().await, practice.doctor().await);
    let (lan, ana) = (practice.patient("Lan Nguyễn").await, practice.patient("Ana Marku").await);
    let mut slots = Vec::new();
    for hour in 9..13 {
        slots.push(doctor.offers(&format!("2027-03-04T{hour:02}:00:00Z"), &format!("2027-03-04T{hour:02}:30:00Z")).await);
    }
    let first = text(&lan.books(&slots[0]).await.is(201)["id"]);
    let second = text(&ana.books(&slots[1]).await.is(201)["id"]);
    let staff = browser_of(&practice, &admin).await;
    let page = format!("/people/{}", doctor.id);
    sets(&admin, &doctor.id, json!({ "role": "admin" })).await.is_problem(409, "has_appointments");
    sets(&admin, &lan.id, json!({ "role": "admin" })).await.is_problem(409, "has_appointments");
    let cancel = [("id", doctor.id.as_str()), ("reason", "The doctor is away")];
    assert_eq!(staff.call("/fn/people/cancel-appointments", &cancel).await.status, 409, "only of a suspended one");
    sets(&admin, &doctor.id, json!({ "status": "suspended" })).await.is(200);

    // Nobody finds or books the doctor, and nobody is moved to a time.
    let anybody = practice.anybody();
    assert!(anybody.get("/doctors").await.is(200)["items"].as_array().expect("a list").is_empty());
    assert_eq!(anybody.get(&format!("/doctors/{}", doctor.id)).await.status, 404);
    assert_eq!(anybody.get(&format!("/doctors/{}/slots", doctor.id)).await.status, 404);
    lan.books(&slots[2]).await.is_problem(404, "not_found");
    let patients = browser_of(&practice, &lan).await;
    assert_eq!(patients.get(&format!("/book/{}", slots[2])).await.status, 404);
    let times = staff.call("/fn/appointments/times", &[("id", &first)]).await;
    assert_eq!(times.is(200)["slots"], json!([]));
    admin.patch(&format!("/appointments/{first}"), json!({ "slot_id": slots[2] })).await.is_problem(404, "not_found");

    let shown = staff.get(&page).await.raw;
    assert!(shown.contains(&first) && shown.contains(&second) && shown.contains("2 coming appointments"), "{shown}");
    assert!(shown.contains("/fn/people/cancel-appointments"), "{shown}");
    practice.mails(&lan, 2).await;
    staff.form_on(&page, "/fn/people/cancel-appointments", &cancel).await.is(303);
    for (patient, id) in [(&lan, &first), (&ana, &second)] {
        let seen = patient.get(&format!("/appointments/{id}")).await.is(200);
        assert_eq!(seen["status"], "cancelled");
        let history = seen["history"].as_array().expect("a list");
        assert!(history.iter().any(|change| change["reason"] == "The doctor is away"), "{seen}");
    }
    assert!(practice.mails(&lan, 3).await[2].subject.contains("Cancelled"));
    let user = admin.get(&format!("/users/{}", doctor.id)).await.is(200);
    assert_eq!((&user["coming_appointments"], actions(&user)), (&json!(0), vec!["cancel_appointments", "suspend"]));

    // Restored, the free times are there again.
    sets(&admin, &doctor.id, json!({ "status": "active" })).await.is(200);
    assert_eq!(anybody.get(&format!("/doctors/{}/slots", doctor.id)).await.is(200)["items"].as_array().map(Vec::len), Some(4));
    lan.books(&slots[2]).await.is(201);
});

both!(roles_change_only_where_it_is_safe, |practice: Practice| async move {
    let (admin, patient, doctor) = (practice.admin().await, practice.patient("Lan Nguyễn").await, practice.doctor().await);
    let slot = doctor.offers("2027-03-04T09:00:00Z", "2027-03-04T09:30:00Z").await;
    // A patient becomes a doctor: with a profile, and found at once.
    let missing = sets(&admin, &patient.id, json!({ "role": "doctor" })).await.is_problem(422, "invalid");
    assert_eq!(missing["errors"][0]["code"], "required", "{missing}");
    let profile = json!({ "specialty": "neurology", "licence_number": "L-7", "experience_years": 3, "location": "Paris" });
    sets(&admin, &patient.id, json!({ "role": "doctor", "doctor": profile })).await.is(200);
    assert_eq!(patient.get("/me").await.status, 401, "every session has ended");
    let mails = practice.mails(&patient, 2).await;
    assert!(mails[1].text.contains("Doctor"), "{}", mails[1].text);
    let new = practice.sign_in(&patient.email).await;
    assert_eq!(new.get("/me").await.is(200)["doctor"]["location"], "Paris");
    assert_eq!(practice.anybody().get("/doctors?q=lan").await.is(200)["items"][0]["id"], json!(patient.id));
    sets(&admin, &patient.id, json!({ "role": "doctor", "doctor": profile_again() })).await.is_problem(409, "decided");
    // And a patient again, with the date of birth from before.
    let back = sets(&admin, &patient.id, json!({ "role": "patient" })).await.is(200);
    assert_eq!((&back["patient"]["date_of_birth"], actions(&back)), (&json!("1987-06-05"), vec!["make_doctor", "make_patient"]));
    assert!(practice.anybody().get("/doctors?q=lan").await.is(200)["items"].as_array().expect("a list").is_empty());

    // A doctor becomes an admin: nobody finds or books them, and they see what staff see.
    let booker = practice.patient("Ana Marku").await;
    sets(&admin, &doctor.id, json!({ "role": "admin" })).await.is(200);
    assert_eq!(practice.anybody().get(&format!("/doctors/{}", doctor.id)).await.status, 404);
    booker.books(&slot).await.is_problem(404, "not_found");
    doctor.renew().await;
    assert_eq!((doctor.get("/users").await.status, doctor.get("/me/slots").await.status), (200, 403));
    // A doctor again without naming the profile: it is kept.
    sets(&admin, &doctor.id, json!({ "role": "doctor" })).await.is(200);
    booker.books(&slot).await.is(201);
    // An admin becomes a patient only with a date of birth.
    let ben = colleague(&practice, "Ben").await;
    let missing = sets(&admin, &ben.id, json!({ "role": "patient" })).await.is_problem(422, "invalid");
    assert_eq!(missing["errors"][0]["pointer"], "/patient/date_of_birth");
    sets(&admin, &ben.id, json!({ "role": "patient", "patient": { "date_of_birth": "1970-01-02" } })).await.is(200);
    ben.renew().await;
    assert_eq!(ben.get("/users").await.status, 403);
});

both!(nobody_books_a_doctor_who_is_one_no_more, |practice: Practice| async move {
    let (admin, doctor, patient) = (practice.admin().await, practice.doctor().await, practice.patient("Lan Nguyễn").await);
    for hour in 9..15 {
        let slot = doctor.offers(&format!("2027-03-04T{hour:02}:00:00Z"), &format!("2027-03-04T{hour:02}:30:00Z")).await;
        // At the same moment: whichever is first, the other one sees it.
        let (changed, booked) =
            futures::future::join(sets(&admin, &doctor.id, json!({ "role": "admin" })), patient.books(&slot)).await;
        match (changed.status, booked.status) {
            (200, 404) => {
                sets(&admin, &doctor.id, json!({ "role": "doctor" })).await.is(200);
                doctor.renew().await;
            }
            (409, 201) => {
                changed.is_problem(409, "has_appointments");
                patient.sets(&text(&booked.body["id"]), "cancelled").await.is(200);
            }
            _ => panic!("{} {}", changed.raw, booked.raw),
        }
    }
});

fn profile_again() -> Value {
    json!({ "specialty": "neurology", "licence_number": "L-7", "experience_years": 3, "location": "Paris" })
}

both!(a_forced_password_and_ended_sessions_put_everybody_out, |practice: Practice| async move {
    let (admin, patient) = (practice.admin().await, practice.patient("Lan Nguyễn").await);
    let path = format!("/users/{}", patient.id);
    assert_eq!(admin.get(&path).await.is(200)["sessions"], 1);
    deletes(&admin, &format!("{path}/sessions"), WHY).await.is(204);
    assert_eq!(patient.get("/me").await.status, 401);
    patient.renew().await;
    admin.post(&format!("{path}/password-reset"), json!({ "reason": WHY })).await.is(202);
    assert_eq!(patient.get("/me").await.status, 401);
    assert_eq!((signs_in(&practice, &patient.email, PASSWORD).await, signs_in(&practice, &patient.email, "").await), (401, 401));
    let link = token(&practice.mails(&patient, 2).await[1], "/reset-password");
    let body = json!({ "token": link, "password": NEW });
    practice.anybody().post("/auth/password/reset", body).await.is(204);
    assert_eq!(signs_in(&practice, &patient.email, NEW).await, 200);
    assert_eq!(actions(&admin.get(&path).await.is(200)), ["end_sessions", "reset_password"]);
});

both!(the_last_admin_stays, |practice: Practice| async move {
    let ada = practice.admin().await;
    let own = format!("/users/{}", ada.id);
    for change in [json!({ "status": "suspended" }), json!({ "role": "patient", "patient": { "date_of_birth": "1970-01-02" } })] {
        sets(&ada, &ada.id, change).await.is_problem(409, "own_account");
    }
    deletes(&ada, &own, WHY).await.is_problem(409, "own_account");
    ada.post(&format!("{own}/password-reset"), json!({ "reason": WHY })).await.is_problem(409, "own_account");
    let page = browser_of(&practice, &ada).await.get(&format!("/people/{}", ada.id)).await.raw;
    assert!(page.contains("your own account") && !page.contains("/fn/people/suspend"), "{page}");

    // Somebody who has only been invited keeps no practice running.
    let invited = json!({ "role": "admin", "email": "nadia@people.example", "full_name": "Nadia Kaya", "reason": WHY });
    let nadia = text(&ada.post("/users", invited).await.is(201)["id"]);
    let ben = colleague(&practice, "Ben").await;
    sets(&ben, &ada.id, json!({ "status": "suspended" })).await.is(200);
    let rows = &practice.rows;
    rows.change("UPDATE users SET status = 'active' WHERE full_name = 'Ada Admin'").await;
    ada.renew().await;

    // Two at the same moment: one wins, whatever they do to each other.
    let doing = [
        (json!({ "status": "suspended" }), json!({ "status": "suspended" })),
        (json!({ "role": "patient", "patient": { "date_of_birth": "1970-01-02" } }), json!({ "status": "suspended" })),
        (json!({ "status": "suspended" }), json!({ "role": "patient", "patient": { "date_of_birth": "1970-01-02" } })),
    ];
    for (round, (one, other)) in doing.into_iter().enumerate() {
        let (a, b) = futures::future::join(sets(&ada, &ben.id, one), sets(&ben, &ada.id, other)).await;
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses[0], 200, "round {round}: {} {}", a.raw, b.raw);
        assert!([401, 403].contains(&statuses[1]), "round {round}: {} {}", a.raw, b.raw);
        let active = "SELECT COUNT(*) FROM users WHERE role = 'admin' AND status = 'active' AND password_hash <> ''";
        assert_eq!(rows.count(active).await, 1, "round {round}");
        rows.change("UPDATE users SET status = 'active', role = 'admin' WHERE full_name IN ('Ada Admin', 'Ben Admin')").await;
        ada.renew().await;
        ben.renew().await;
    }
    // Also when both come from one who has lost the right in between: nobody acts with a right of before.
    sets(&ada, &ben.id, json!({ "status": "suspended" })).await.is(200);
    assert_eq!(sets(&ben, &nadia, json!({ "status": "suspended" })).await.status, 401);
    // With everybody else gone, the practice itself keeps the last one.
    let kept = practice
        .app
        .write({
            let ada = ada.id.parse().expect("an id");
            move |tx| async move { accounts::has_other_admin(tx, ada).await }.boxed()
        })
        .await;
    assert!(!kept.expect("it is counted"), "the invited and the suspended do not count");
});

both!(a_deleted_account_is_erased_and_nothing_more_is_done_to_it, |practice: Practice| async move {
    let (admin, doctor, patient) = (practice.admin().await, practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let mistake = practice.patient("Ana Marku").await;
    let (past, coming) = (
        doctor.offers("2027-03-01T09:00:00Z", "2027-03-01T09:30:00Z").await,
        doctor.offers("2027-03-04T09:00:00Z", "2027-03-04T09:30:00Z").await,
    );
    let visit = text(&patient.books(&past).await.is(201)["id"]);
    doctor.sets(&visit, "confirmed").await.is(200);
    let id = text(&patient.books(&coming).await.is(201)["id"]);
    practice.advance(Duration::hours(9));
    for person in [&admin, &doctor, &patient] {
        person.renew().await;
    }
    doctor.sets(&visit, "completed").await.is(200);
    for person in [&patient, &mistake] {
        deletes(&admin, &format!("/users/{}", person.id), WHY).await.is(204);
        assert_eq!((person.get("/me").await.status, signs_in(&practice, &person.email, PASSWORD).await), (401, 401));
    }
    // The visit that took place stays without the name; the coming one is cancelled, and the doctor told.
    let kept = doctor.get(&format!("/appointments/{visit}")).await.is(200);
    assert_eq!((&kept["status"], &kept["patient"]["full_name"]), (&json!("completed"), &json!("Deleted patient")));
    let cancelled = doctor.get(&format!("/appointments/{id}")).await.is(200);
    assert_eq!((&cancelled["status"], &cancelled["patient"]["full_name"]), (&json!("cancelled"), &json!("Deleted patient")));
    let told = doctor.get("/notifications").await.is(200)["items"][0].clone();
    assert_eq!((&told["kind"], &told["with"]), (&json!("cancelled"), &json!("Deleted patient")), "{told}");
    // Welcome, and the last.
    assert!(practice.mails(&mistake, 2).await[1].text.contains("was deleted"));

    // Nothing more can be done to it, and no list has it.
    let path = format!("/users/{}", patient.id);
    admin.get(&path).await.is_problem(404, "not_found");
    deletes(&admin, &path, WHY).await.is_problem(404, "not_found");
    deletes(&admin, &format!("{path}/sessions"), WHY).await.is_problem(404, "not_found");
    for change in [
        json!({ "status": "suspended" }),
        json!({ "status": "active" }),
        json!({ "role": "admin" }),
        json!({ "email": "new@people.example" }),
        json!({ "full_name": "Somebody Else" }),
    ] {
        sets(&admin, &patient.id, change).await.is_problem(404, "not_found");
    }
    for more in ["invitation", "password-reset", "mfa/reset"] {
        admin.post(&format!("{path}/{more}"), json!({ "reason": WHY })).await.is_problem(404, "not_found");
    }
    let staff = browser_of(&practice, &admin).await;
    for form in ["suspend", "restore", "delete", "cancel-appointments"] {
        let fields = [("id", patient.id.as_str()), ("reason", WHY)];
        assert_eq!(staff.call(&format!("/fn/people/{form}"), &fields).await.status, 404, "{form}");
    }
    assert_eq!(staff.get(&format!("/people/{}", patient.id)).await.status, 404);
    let listed = admin.get("/users").await.is(200);
    let listed: Vec<String> = listed["items"].as_array().expect("a list").iter().map(|user| text(&user["full_name"])).collect();
    assert_eq!(listed, ["Ada Admin", "Dr Vera Hoxha"]);

    // What was done is recorded with its reason, once for each.
    let deleted = "SELECT reason FROM account_actions WHERE action = 'delete'";
    assert_eq!(practice.rows.words(deleted).await, [WHY, WHY]);
    for action in ["people.delete", "privacy.delete_account"] {
        let audited = admin.get(&format!("/audit?action={action}")).await.is(200)["items"].clone();
        let by: Vec<&Value> = audited.as_array().expect("a list").iter().map(|entry| &entry["actor"]["full_name"]).collect();
        assert_eq!(by, ["Ada Admin", "Ada Admin"], "{action}");
    }
    // The address is free again.
    let again = json!({ "role": "admin", "email": mistake.email, "full_name": "Ana Marku", "reason": WHY });
    admin.post("/users", again).await.is(201);
    // What was done cannot be changed or removed.
    let changed = match &practice.rows {
        crate::harness::Rows::Sqlite(pool) => sqlx::query("DELETE FROM account_actions").execute(pool).await.map(|_| ()),
        crate::harness::Rows::Postgres(pool) => sqlx::query("DELETE FROM account_actions").execute(pool).await.map(|_| ()),
    };
    assert!(changed.is_err_and(|error| error.to_string().contains("append-only")));
});

both!(a_deleted_doctors_appointments_are_cancelled_and_the_patients_told, |practice: Practice| async move {
    let (admin, doctor, patient) = (practice.admin().await, practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let mut ids = Vec::new();
    for hour in [9, 10] {
        let slot = doctor.offers(&format!("2027-03-04T{hour:02}:00:00Z"), &format!("2027-03-04T{hour:02}:30:00Z")).await;
        ids.push(text(&patient.books(&slot).await.is(201)["id"]));
    }
    doctor.sets(&ids[0], "confirmed").await.is(200);
    let free = doctor.offers("2027-03-04T11:00:00Z", "2027-03-04T11:30:00Z").await;
    // Whoever waits for a decision is deleted, too, and there is nothing to decide any more.
    let mut waits = new_doctor("drita@people.example");
    waits["approved"] = json!(false);
    let waiting = text(&admin.post("/users", waits).await.is(201)["id"]);
    for id in [&doctor.id, &waiting] {
        deletes(&admin, &format!("/users/{id}"), WHY).await.is(204);
        admin.get(&format!("/users/{id}")).await.is_problem(404, "not_found");
        practice.anybody().get(&format!("/doctors/{id}")).await.is_problem(404, "not_found");
    }
    assert_eq!(doctor.get("/me").await.status, 401);
    let staff = browser_of(&practice, &admin).await;
    let decide = [
        ("id", waiting.as_str()),
        ("decision", "approved"),
        ("full_name", "Arta Leka"),
        ("specialty", "neurology"),
        ("licence_number", "AL-4711"),
        ("reason", WHY),
    ];
    assert_eq!(staff.call("/fn/people/decide", &decide).await.status, 404);
    patient.books(&free).await.is_problem(404, "not_found");
    for id in &ids {
        let seen = patient.get(&format!("/appointments/{id}")).await.is(200);
        assert_eq!((&seen["status"], &seen["doctor"]["full_name"]), (&json!("cancelled"), &json!("Former doctor")));
    }
    let told = patient.get("/notifications").await.is(200);
    let cancelled = told["items"].as_array().expect("a list").iter().filter(|one| one["kind"] == "cancelled");
    assert_eq!(cancelled.map(|one| text(&one["with"])).collect::<Vec<_>>(), ["Former doctor", "Former doctor"]);
    // The welcome, two bookings, one confirmation, two cancellations.
    let mails = practice.mails(&patient, 6).await;
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("Cancelled")).count(), 2, "{mails:#?}");
});

both!(a_deleted_member_of_staff_has_a_word_instead_of_a_name, |practice: Practice| async move {
    let (admin, patient) = (practice.admin().await, practice.patient("Lan Nguyễn").await);
    let ben = colleague(&practice, "Ben").await;
    sets(&ben, &patient.id, json!({ "status": "suspended" })).await.is(200);
    ben.get(&format!("/users/{}", patient.id)).await.is(200);
    deletes(&admin, &format!("/users/{}", ben.id), WHY).await.is(204);
    let seen = admin.get(&format!("/users/{}", patient.id)).await.is(200);
    assert_eq!(seen["history"][0]["by_name"], "Former staff member");
    sets(&admin, &patient.id, json!({ "status": "active" })).await.is(200);
    let staff = browser_of(&practice, &admin).await;
    assert!(staff.get(&format!("/people/{}", patient.id)).await.raw.contains("Former staff member"));
    let query = format!("/audit?actor_id={}", ben.id);
    let entries = admin.get(&query).await.is(200)["items"].as_array().expect("a list").clone();
    assert!(entries.len() > 1, "{entries:?}");
    for entry in entries {
        assert_eq!((&entry["actor"]["full_name"], &entry["actor"]["role"]), (&json!("Former staff member"), &json!("admin")));
    }
    assert!(staff.get(&format!("/audit?by={}", ben.id)).await.raw.contains("Former staff member"));
    // The patient sees the same, and is a word themselves once they are deleted.
    patient.renew().await;
    assert!(browser_of(&practice, &patient).await.get("/profile/access").await.raw.contains("Former staff member"));
    deletes(&admin, &format!("/users/{}", patient.id), WHY).await.is(204);
    let page = staff.get(&format!("/audit?about={}", patient.id)).await.raw;
    assert!(page.contains("Deleted patient") && !page.contains("Lan Nguyễn"), "{page}");

    // Of two who delete each other, one stays.
    let cem = colleague(&practice, "Cem").await;
    let (a, b) = futures::future::join(
        deletes(&admin, &format!("/users/{}", cem.id), WHY),
        deletes(&cem, &format!("/users/{}", admin.id), WHY),
    )
    .await;
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert!(statuses[0] == 204 && [401, 403].contains(&statuses[1]), "{} {}", a.raw, b.raw);
    let active = "SELECT COUNT(*) FROM users WHERE role = 'admin' AND status = 'active'";
    assert_eq!(practice.rows.count(active).await, 1);
});

both!(a_deletion_and_bookings_at_the_same_moment_end, |settings| settings.limits = false, |practice: Practice| async move {
    let (admin, doctor) = (practice.admin().await, practice.doctor().await);
    let other = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;
    for hour in 9..13 {
        let patient = practice.patient(&format!("Patient Nr{hour}")).await;
        let slot = async |doctor: &Person, minutes: [u32; 2]| {
            let [from, to] = minutes.map(|minute| format!("2027-03-04T{hour:02}:{minute:02}:00Z"));
            doctor.offers(&from, &to).await
        };
        let (first, second) = (slot(&doctor, [0, 15]).await, slot(&doctor, [15, 30]).await);
        let third = slot(&other, [30, 45]).await;
        let id = text(&patient.books(&first).await.is(201)["id"]);
        let path = format!("/users/{}", patient.id);
        let (deleted, second, third, confirmed) = tokio::join!(
            deletes(&admin, &path, WHY),
            patient.books(&second),
            patient.books(&third),
            doctor.sets(&id, "confirmed"),
        );
        deleted.is(204);
        for booked in [second, third] {
            assert!([201, 401, 404].contains(&booked.status), "{}", booked.raw);
        }
        assert!([200, 409].contains(&confirmed.status), "{}", confirmed.raw);
        let left = "SELECT COUNT(*) FROM active_appointments a JOIN users u ON u.id = a.patient_id WHERE u.deleted_at IS NOT NULL";
        assert_eq!(practice.rows.count(left).await, 0);
    }
});
