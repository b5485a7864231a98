//! Verified addresses, forgotten passwords and new ones: each link works once, for its purpose, its time and its account.

use chrono::Duration;
use praxis::platform::links::Purpose;
use praxis::platform::mail::Mail;
use serde_json::json;

use crate::harness::{PASSWORD, Person, Practice, both, text};

const NEW: &str = "violet harbour lantern";

/// Waits for the mail about a forgotten password, which is the `count`-th to this person, and returns its token.
async fn reset_token(practice: &Practice, person: &Person, count: usize) -> String {
    let mails = practice.mails(person, count).await;
    link(mails.last().expect("a mail"), "/reset-password").1
}

/// The path of the link in a mail, and its token.
fn link(mail: &Mail, page: &str) -> (String, String) {
    let found = mail.text.split_whitespace().find_map(|word| word.split_once(page).map(|(_, rest)| rest.to_owned()));
    let token = found.and_then(|rest| rest.strip_prefix("?token=").map(str::to_owned));
    let token = token.unwrap_or_else(|| panic!("no link to {page} in {}", mail.text));
    (format!("{page}?token={token}"), token)
}

async fn registered(practice: &Practice, email: &str) -> Person {
    let body = json!({
        "role": "patient", "email": email, "password": PASSWORD, "full_name": "Lan Nguyễn", "date_of_birth": "1987-06-05",
    });
    practice.anybody().post("/auth/register", body).await.is(202);
    practice.sign_in(email).await
}

async fn forgets(practice: &Practice, email: &str) {
    practice.anybody().post("/auth/password/forgot", json!({ "email": email })).await.is(202);
}

async fn resets(practice: &Practice, token: &str, password: &str) -> crate::harness::Answer {
    practice.anybody().post("/auth/password/reset", json!({ "token": token, "password": password })).await
}

async fn signs_in(practice: &Practice, email: &str, password: &str) -> u16 {
    practice.anybody().post("/auth/login", json!({ "email": email, "password": password })).await.status
}

both!(a_link_verifies_an_address_once_and_signs_in, |practice: Practice| async move {
    let person = registered(&practice, "lan@people.example").await;
    assert_eq!(person.get("/me").await.is(200)["email_verified_at"], json!(null));
    let mails = practice.mails(&person, 1).await;
    let (path, token) = link(&mails[0], "/verify-email");
    // Opening it changes nothing: programs that check mails do that.
    let page = practice.browser().get(&path).await;
    assert!(page.raw.contains(&token), "the form has the token");
    assert_eq!(person.get("/me").await.is(200)["email_verified_at"], json!(null));
    let answer = practice.anybody().post("/auth/verify-email", json!({ "token": token })).await.is(200);
    assert_eq!(text(&answer["user"]["email"]), "lan@people.example");
    assert!(answer["user"]["email_verified_at"].is_string(), "{answer}");
    practice.anybody().post("/auth/verify-email", json!({ "token": token })).await.is_problem(410, "link_invalid");
    // For another purpose it is no link at all.
    resets(&practice, &token, NEW).await.is_problem(410, "link_invalid");
});

both!(a_browser_that_verifies_goes_on_to_the_time_that_was_chosen, |practice: Practice| async move {
    let doctor = practice.doctor().await;
    let slot = doctor.offers("2027-03-04T09:00:00Z", "2027-03-04T09:30:00Z").await;
    let book = format!("/book/{slot}");
    let form = [
        ("full_name", "Lan Nguyễn"),
        ("email", "lan@people.example"),
        ("password", PASSWORD),
        ("birth_day", "5"),
        ("birth_month", "6"),
        ("birth_year", "1987"),
        ("next", &book),
    ];
    practice.browser().form("/fn/accounts/register", &form).await.is(303);
    let person = practice.sign_in("lan@people.example").await;
    let (path, token) = link(&practice.mails(&person, 1).await[0], "/verify-email");
    let browser = practice.browser();
    browser.get(&path).await;
    let answer = browser.form("/fn/accounts/verify-email", &[("token", &token)]).await;
    assert_eq!((answer.status, answer.headers.get("location").map(String::as_str)), (303, Some(book.as_str())));
    assert!(browser.get(&book).await.raw.contains("Lan Nguyễn"), "it is signed in");
});

both!(a_forgotten_password_is_set_anew, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    forgets(&practice, &person.email.to_uppercase()).await;
    let token = reset_token(&practice, &person, 2).await;
    resets(&practice, &token, "short").await.is_problem(422, "invalid");
    resets(&practice, &token, "password1234").await.is_problem(422, "invalid");
    assert_eq!(resets(&practice, &token, NEW).await.status, 204, "refused passwords leave the link valid");
    assert_eq!(person.get("/me").await.status, 401, "every session has ended");
    assert_eq!(signs_in(&practice, &person.email, PASSWORD).await, 401);
    assert_eq!(signs_in(&practice, &person.email, NEW).await, 200);
    resets(&practice, &token, "another harbour lantern").await.is_problem(410, "link_invalid");
    // The owner is told.
    let mails = practice.mails(&person, 3).await;
    assert!(mails[2].subject.contains("changed"), "{}", mails[2].subject);
});

both!(links_end_and_belong_to_one_account, |practice: Practice| async move {
    let (lan, ana) = (practice.patient("Lan Nguyễn").await, practice.patient("Ana Marku").await);
    forgets(&practice, &lan.email).await;
    forgets(&practice, &lan.email).await;
    let mails = practice.mails(&lan, 3).await;
    let (first, second) = (link(&mails[1], "/reset-password").1, link(&mails[2], "/reset-password").1);
    assert_ne!(first, second);
    // Whatever is sent with it, it sets the password of its own account; using one ends the others.
    assert_eq!(resets(&practice, &first, NEW).await.status, 204);
    assert_eq!(signs_in(&practice, &ana.email, PASSWORD).await, 200);
    resets(&practice, &second, "another harbour lantern").await.is_problem(410, "link_invalid");

    forgets(&practice, &ana.email).await;
    let token = reset_token(&practice, &ana, 2).await;
    for wrong in [
        "",
        "AAAA",
        &token[..60],
        &format!("{token}AAAA"),
        &format!("AAAA{}", &token[4..]),
        &token.replace(&token[50..], &first[50..]),
    ] {
        resets(&practice, wrong, NEW).await.is_problem(410, "link_invalid");
    }
    practice.advance(Duration::minutes(61));
    resets(&practice, &token, NEW).await.is_problem(410, "link_invalid");
    assert_eq!(signs_in(&practice, &ana.email, PASSWORD).await, 200, "nothing has changed");
});

both!(a_link_used_by_many_at_once_works_for_one, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    forgets(&practice, &person.email).await;
    let token = reset_token(&practice, &person, 2).await;
    let passwords: Vec<String> = (0..8).map(|n| format!("violet harbour lantern {n}")).collect();
    let answers = futures::future::join_all(passwords.iter().map(|password| resets(&practice, &token, password))).await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 204).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 410).count(), 7, "{statuses:?}");
    let winner = statuses.iter().position(|status| *status == 204).expect("one");
    assert_eq!(signs_in(&practice, &person.email, &passwords[winner]).await, 200);
});

both!(nobody_learns_whether_an_address_has_an_account, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let known = practice.anybody().post("/auth/password/forgot", json!({ "email": person.email })).await;
    let unknown = practice.anybody().post("/auth/password/forgot", json!({ "email": "nobody@people.example" })).await;
    assert_eq!((known.status, &known.raw), (202, &unknown.raw));
    assert_eq!(unknown.status, 202);
    practice.mails(&person, 2).await;
    assert_eq!(practice.app.mailer.sent().len(), 2, "an address without an account gets no mail");
    practice.anybody().post("/auth/password/forgot", json!({ "email": "no address" })).await.is_problem(422, "invalid");
});

both!(an_inbox_is_not_flooded_with_links, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    // Three are free; after each further one, one has to wait.
    for _ in 0..4 {
        forgets(&practice, &person.email).await;
    }
    let answer = practice.anybody().post("/auth/password/forgot", json!({ "email": person.email })).await;
    answer.is_problem(429, "too_many");
});

both!(an_unverified_address_goes_to_whoever_reads_its_mails, |practice: Practice| async move {
    // Somebody registers with an address that is not theirs.
    let squatter = registered(&practice, "lan@people.example").await;
    let body = json!({
        "role": "patient", "email": "lan@people.example", "password": NEW, "full_name": "Lan Nguyễn", "date_of_birth": "1987-06-05",
    });
    practice.anybody().post("/auth/register", body).await.is(202);
    let mails = practice.mails(&squatter, 2).await;
    let (_, token) = link(&mails[1], "/reset-password");
    assert_eq!(resets(&practice, &token, NEW).await.status, 204);
    assert_eq!(squatter.get("/me").await.status, 401);
    assert_eq!(signs_in(&practice, "lan@people.example", PASSWORD).await, 401);
    let owner = practice.anybody().post("/auth/login", json!({ "email": "lan@people.example", "password": NEW })).await.is(200);
    assert!(owner["user"]["email_verified_at"].is_string(), "the mail has shown whose address it is");
});

both!(a_password_is_changed_with_the_present_one, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let other = practice.sign_in(&person.email).await;
    forgets(&practice, &person.email).await;
    let token = reset_token(&practice, &person, 2).await;
    let wrong =
        person.post("/me/password", json!({ "present_password": NEW, "new_password": NEW })).await.is_problem(422, "invalid");
    assert_eq!(wrong["errors"][0]["code"], "wrong_password", "{wrong}");
    person.post("/me/password", json!({ "present_password": PASSWORD, "new_password": "short" })).await.is_problem(422, "invalid");
    person.post("/me/password", json!({ "present_password": PASSWORD, "new_password": NEW })).await.is(204);
    assert_eq!(person.get("/me").await.status, 200, "this session goes on");
    assert_eq!(other.get("/me").await.status, 401, "others have ended");
    assert_eq!(signs_in(&practice, &person.email, NEW).await, 200);
    resets(&practice, &token, "another harbour lantern").await.is_problem(410, "link_invalid");
});

both!(a_suspended_account_gets_no_link, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    forgets(&practice, &person.email).await;
    let token = reset_token(&practice, &person, 2).await;
    practice.rows.change("UPDATE users SET status = 'suspended'").await;
    resets(&practice, &token, NEW).await.is_problem(410, "link_invalid");
    forgets(&practice, &person.email).await;
    practice.rows.change("UPDATE users SET status = 'active'").await;
    assert_eq!(signs_in(&practice, &person.email, PASSWORD).await, 200);
});

both!(whoever_sets_a_new_password_need_not_wait, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    for _ in 0..8 {
        signs_in(&practice, &person.email, "violet harbour wrong").await;
    }
    assert_eq!(signs_in(&practice, &person.email, PASSWORD).await, 429);
    forgets(&practice, &person.email).await;
    let token = reset_token(&practice, &person, 2).await;
    assert_eq!(resets(&practice, &token, NEW).await.status, 204);
    assert_eq!(signs_in(&practice, &person.email, NEW).await, 200);
});

both!(sessions_are_listed_and_ended_by_their_owner, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let (second, third) = (practice.sign_in(&person.email).await, practice.sign_in(&person.email).await);
    let stranger = practice.patient("Ana Marku").await;
    let list = person.get("/me/sessions").await.is(200);
    let items = list["items"].as_array().expect("a list").clone();
    assert_eq!(items.len(), 3, "{list}");
    assert_eq!(items.iter().filter(|item| item["is_current"] == true).count(), 1);
    let other = items.iter().find(|item| item["is_current"] == false).expect("another");
    let path = format!("/me/sessions/{}", text(&other["id"]));
    stranger.delete(&path).await.is_problem(404, "not_found");
    assert_eq!((second.get("/me").await.status, third.get("/me").await.status), (200, 200));
    person.delete(&path).await.is(204);
    person.delete(&path).await.is_problem(404, "not_found");
    let mut alive = [second.get("/me").await.status, third.get("/me").await.status];
    alive.sort_unstable();
    assert_eq!(alive, [200, 401]);
    let browser = practice.browser();
    browser.signs_in(&person.email, PASSWORD).await.is(303);
    browser.form("/fn/accounts/end-other-sessions", &[]).await.is(303);
    assert_eq!((person.get("/me").await.status, browser.get("/profile").await.status), (401, 200));
});

both!(a_sign_in_from_a_new_browser_is_told, |practice: Practice| async move {
    const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let person = practice.patient("Lan Nguyễn").await;
    let sign_in = async |agent: &str| {
        let body = json!({ "email": person.email, "password": PASSWORD });
        let request =
            reqwest::Client::new().post(format!("{}/api/v1/auth/login", practice.url)).header("user-agent", agent).json(&body);
        crate::harness::Answer::of(request).await.is(200)
    };
    sign_in(FIREFOX).await;
    // The welcome, and this.
    let mails = practice.mails(&person, 2).await;
    assert!(mails[1].text.contains("Firefox, Windows"), "{}", mails[1].text);
    sign_in(FIREFOX).await;
    // The one after is not about this browser.
    forgets(&practice, &person.email).await;
    let mails = practice.mails(&person, 3).await;
    assert!(mails[2].text.contains("/reset-password"), "{}", mails[2].text);
});

both!(an_email_address_changes_when_the_new_one_confirms_it, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let mut new = practice.anybody();
    new.email = "lan.new@people.example".to_owned();
    let ask = async |password: &str| person.post("/me/email", json!({ "email": new.email, "password": password })).await;
    let wrong = ask(NEW).await.is_problem(422, "invalid");
    assert_eq!(wrong["errors"][0]["code"], "wrong_password", "{wrong}");
    ask(PASSWORD).await.is(202);
    let (_, token) = link(&practice.mails(&new, 1).await[0], "/confirm-email");
    let told = practice.mails(&person, 2).await;
    assert!(told[1].text.contains(&new.email), "the old address is told: {}", told[1].text);
    assert_eq!(text(&person.get("/me").await.is(200)["email"]), person.email, "nothing has changed yet");
    let confirm = async |token: &str| practice.anybody().post("/auth/confirm-email", json!({ "token": token })).await;
    confirm(&token).await.is(204);
    confirm(&token).await.is_problem(410, "link_invalid");
    let me = person.get("/me").await.is(200);
    assert_eq!((text(&me["email"]), me["email_verified_at"].is_string()), (new.email.clone(), true));
    assert_eq!(signs_in(&practice, &person.email, PASSWORD).await, 401);
    assert_eq!(signs_in(&practice, &new.email, PASSWORD).await, 200);
    practice.mails(&person, 3).await;
});

both!(a_new_password_ends_a_change_of_address_that_somebody_else_asked_for, |practice: Practice| async move {
    let person = practice.patient("Lan Nguyễn").await;
    let mut thief = practice.anybody();
    thief.email = "thief@people.example".to_owned();
    person.post("/me/email", json!({ "email": thief.email, "password": PASSWORD })).await.is(202);
    let (_, token) = link(&practice.mails(&thief, 1).await[0], "/confirm-email");
    person.post("/me/password", json!({ "present_password": PASSWORD, "new_password": NEW })).await.is(204);
    practice.anybody().post("/auth/confirm-email", json!({ "token": token })).await.is_problem(410, "link_invalid");
    assert_eq!(text(&person.get("/me").await.is(200)["email"]), person.email);
});

both!(nobody_takes_the_address_of_another, |practice: Practice| async move {
    let (lan, ana) = (practice.patient("Lan Nguyễn").await, practice.patient("Ana Marku").await);
    let ask = async |email: &str| lan.post("/me/email", json!({ "email": email, "password": PASSWORD })).await.is(202);
    // Ana has not verified hers: whoever reads its mails gets it.
    ask(&ana.email).await;
    let mails = practice.mails(&ana, 2).await;
    let (_, token) = link(&mails[1], "/confirm-email");
    practice.rows.change("UPDATE users SET email_verified_at = created_at").await;
    practice.anybody().post("/auth/confirm-email", json!({ "token": token })).await.is_problem(410, "link_invalid");
    assert_eq!(signs_in(&practice, &ana.email, PASSWORD).await, 200, "it is verified now");
    // Of a verified one, its owner is told, and there is no link.
    ask(&ana.email).await;
    let mails = practice.mails(&ana, 3).await;
    assert!(!mails[2].text.contains("token="), "{}", mails[2].text);

    practice.rows.change("UPDATE users SET email_verified_at = NULL").await;
    practice.anybody().post("/auth/confirm-email", json!({ "token": token })).await.is(204);
    assert_eq!(ana.get("/me").await.status, 401, "the account that never verified it has lost it");
    assert_eq!(text(&lan.get("/me").await.is(200)["email"]), ana.email);
});

both!(of_two_who_confirm_one_address_at_once_one_gets_it, |practice: Practice| async move {
    for round in 0..10 {
        let address = format!("shared{round}@people.example");
        let mut tokens = Vec::new();
        for n in 0..3 {
            let (user, _) = practice.rows.add_patient(&format!("Person {round} {n}"), "", practice.clock.now()).await;
            tokens.push(practice.link(Purpose::ChangeEmail, user, &address).await);
        }
        let confirms = |token: &String| {
            let (token, anybody) = (token.clone(), practice.anybody());
            async move { anybody.post("/auth/confirm-email", json!({ "token": token })).await }
        };
        let answers = futures::future::join_all(tokens.iter().map(confirms)).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 410, 410], "{answers:?}");
    }
});

both!(the_link_that_verifies_an_address_can_be_asked_for_again, |practice: Practice| async move {
    let person = registered(&practice, "lan@people.example").await;
    practice.mails(&person, 1).await;
    let browser = practice.browser();
    browser.signs_in(&person.email, PASSWORD).await.is(303);
    let page = browser.get("/profile").await;
    assert!(page.raw.contains("/fn/accounts/ask-verification") && page.raw.contains("is not confirmed"), "{}", page.raw);
    let answer = browser.form_on("/profile", "/fn/accounts/ask-verification", &[]).await;
    assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/profile?sent=1"));
    let page = browser.get("/profile?sent=1").await;
    assert!(page.raw.contains("We have sent a link to lan@people.example"), "{}", page.raw);
    let (path, token) = link(&practice.mails(&person, 2).await[1], "/verify-email");

    // It says whose address it is, to whoever has the link, and opening it changes nothing.
    let stranger = practice.browser();
    for _ in 0..2 {
        let page = stranger.get(&path).await;
        assert!(page.raw.contains("Address: lan@people.example") && page.raw.contains(&token), "{}", page.raw);
    }
    let altered = format!("{}AAAA", &path[..path.len() - 4]);
    for wrong in [altered.as_str(), "/verify-email?token=AAAA", "/verify-email", &path.replace("verify-email", "confirm-email")] {
        let page = stranger.get(wrong).await;
        assert!(!page.raw.contains("lan@people.example") && page.raw.contains("no longer valid"), "{wrong}: {}", page.raw);
    }
    assert_eq!(person.get("/me").await.is(200)["email_verified_at"], json!(null));
    let answer = stranger.form("/fn/accounts/verify-email", &[("token", &token)]).await;
    assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/profile"));
    assert!(!practice.browser().get(&path).await.raw.contains("lan@people.example"), "it has been used");

    // A verified address gets no more of them.
    browser.form("/fn/accounts/ask-verification", &[]).await.is(303);
    assert!(!browser.get("/profile").await.raw.contains("/fn/accounts/ask-verification"));
    let other = registered(&practice, "ana@people.example").await;
    let browser = practice.browser();
    browser.signs_in(&other.email, PASSWORD).await.is(303);
    for _ in 0..4 {
        assert_eq!(browser.call("/fn/accounts/ask-verification", &[]).await.status, 200);
    }
    assert_eq!(browser.call("/fn/accounts/ask-verification", &[]).await.status, 429, "an inbox is not flooded");
    practice.mails(&person, 2).await;
});

both!(
    where_an_unverified_account_may_not_book_the_link_is_near,
    |settings| settings.max_bookings_unverified = 1,
    |practice: Practice| async move {
        let doctor = practice.doctor().await;
        let first = doctor.offers("2027-03-04T09:00:00Z", "2027-03-04T09:30:00Z").await;
        let second = doctor.offers("2027-03-05T09:00:00Z", "2027-03-05T09:30:00Z").await;
        let person = practice.patient("Lan Nguyễn").await;
        person.books(&first).await.is(201);
        let browser = practice.browser();
        browser.signs_in(&person.email, PASSWORD).await.is(303);
        let page = browser.get(&format!("/book/{second}")).await;
        assert!(page.raw.contains("Confirm your email address"), "{}", page.raw);
    }
);

both!(a_password_forgotten_on_the_way_to_a_booking_goes_on_to_it, |practice: Practice| async move {
    let doctor = practice.doctor().await;
    let slot = doctor.offers("2027-03-04T09:00:00Z", "2027-03-04T09:30:00Z").await;
    let (book, encoded) = (format!("/book/{slot}"), format!("%2Fbook%2F{slot}"));
    let person = practice.patient("Lan Nguyễn").await;
    let browser = practice.browser();
    let page = browser.get(&format!("/sign-in?next={encoded}")).await;
    let forgot = format!("/forgot-password?next={encoded}");
    assert!(page.raw.contains(&forgot), "{}", page.raw);
    let page = browser.get(&forgot).await;
    assert!(page.raw.contains(&format!("name=\"next\" value=\"{book}\"")), "{}", page.raw);
    let answer = browser.form("/fn/accounts/forgot-password", &[("email", &person.email), ("next", &book)]).await;
    assert_eq!(answer.headers["location"], format!("/forgot-password?sent=1&next={encoded}"));
    let token = reset_token(&practice, &person, 2).await;
    // Another browser: the link knows where to go on.
    let browser = practice.browser();
    let answer = browser.form("/fn/accounts/reset-password", &[("token", &token), ("password", NEW)]).await;
    assert_eq!(answer.headers["location"], format!("/sign-in?reset=1&next={encoded}"));
    let page = browser.get(&answer.headers["location"]).await;
    assert!(page.raw.contains(&format!("name=\"next\" value=\"{book}\"")), "{}", page.raw);

    // Not to other sites, and not to anything long.
    for next in ["https://evil.example/", "//evil.example", "/\\evil.example", &format!("/{}", "a".repeat(400))] {
        let fields = [("email", "nobody@people.example"), ("next", next)];
        let answer = practice.browser().form("/fn/accounts/forgot-password", &fields).await;
        let leads = answer.headers["location"].as_str();
        assert!(["/forgot-password?sent=1", "/"].contains(&leads) || answer.status == 303 && !leads.contains("evil"), "{leads}");
        practice.advance(Duration::minutes(20));
    }
});

both!(a_new_password_is_not_the_persons_name_or_address, |practice: Practice| async move {
    let person = practice.patient("Quincilla Medlarova").await;
    forgets(&practice, &person.email).await;
    let token = reset_token(&practice, &person, 2).await;
    for easy in ["quincillamedlarova", "Quincilla Medlarova", "quincilla.medlarova"] {
        let answer = resets(&practice, &token, easy).await.is_problem(422, "invalid");
        assert_eq!(answer["errors"][0]["code"], "easy_to_guess", "{easy}: {answer}");
    }
    assert_eq!(resets(&practice, &token, NEW).await.status, 204);
    resets(&practice, &token, "quincillamedlarova").await.is_problem(410, "link_invalid");
});

both!(an_account_that_lost_its_address_gets_no_mails, |practice: Practice| async move {
    let doctor = practice.doctor().await;
    let slot = doctor.offers("2027-03-04T09:00:00Z", "2027-03-04T09:30:00Z").await;
    let (lan, ana) = (practice.patient("Lan Nguyễn").await, practice.patient("Ana Marku").await);
    let appointment = text(&ana.books(&slot).await.is(201)["id"]);
    lan.post("/me/email", json!({ "email": ana.email, "password": PASSWORD })).await.is(202);
    // The welcome, the request, and the link.
    let mails = practice.mails(&ana, 3).await;
    let (_, token) = link(mails.iter().find(|mail| mail.text.contains("/confirm-email")).expect("a link"), "/confirm-email");
    practice.anybody().post("/auth/confirm-email", json!({ "token": token })).await.is(204);
    doctor.sets(&appointment, "confirmed").await.is(200);
    let jobs: Vec<String> = practice.rows.words("SELECT payload FROM jobs").await;
    assert!(!jobs.iter().any(|job| job.contains(".invalid")), "{jobs:?}");
});
