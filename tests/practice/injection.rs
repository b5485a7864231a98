//! User input never becomes an element of a page.
//!
//! One payload, which would close every element with its own parsing rules for text, is entered in every field. Then every page of
//! every role is parsed as in a browser, with scripting on and off, and must not contain elements of the payload. The pages are
//! those of the permission matrix, so new ones are included; add new fields to [`typed_everywhere`].

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};
use scraper::{Html, HtmlTreeSink, Selector};
use serde_json::json;

use crate::harness::{Browser, DoctorSeed, PASSWORD, Person, Practice, both, text};
use crate::matrix::pages;

/// Closes a title, a textarea and similar elements, then adds elements that would be shown, loaded or sent. It has 64 characters,
/// the maximum length of the shortest field.
const PAYLOAD: &str = "\"'></title></textarea></option><x-p><form action=//e.example>&lt;";
/// Matches the elements that the payload would create.
const FOREIGN: &str = "x-p, form[action*='e.example'], meta[http-equiv], base, iframe, object, embed";

/// The page as a browser parses it.
fn parsed(html: &str, scripting_enabled: bool) -> Html {
    let opts =
        ParseOpts { tree_builder: TreeBuilderOpts { scripting_enabled, ..TreeBuilderOpts::default() }, ..ParseOpts::default() };
    parse_document(HtmlTreeSink::new(Html::new_document()), opts).one(html)
}

fn all(css: &str) -> Selector {
    Selector::parse(css).expect("a selector")
}

/// The faults of a page, and how often the payload is in it as text or as a value.
fn look(html: &str) -> (Vec<String>, usize) {
    let mut wrong = Vec::new();
    let mut shown = 0;
    for scripting in [true, false] {
        let page = parsed(html, scripting);
        for element in page.select(&all(FOREIGN)) {
            wrong.push(format!(
                "scripting {scripting}: <{}> {:?}",
                element.value().name(),
                element.value().attrs().collect::<Vec<_>>()
            ));
        }
        let titles = page.select(&all("head > title")).count();
        if titles != 1 {
            wrong.push(format!("scripting {scripting}: {titles} titles"));
        }
        for element in page.select(&all("*")) {
            if element.value().attrs().any(|(name, _)| name.starts_with("on")) {
                wrong.push(format!("scripting {scripting}: a handler in <{}>", element.value().name()));
            }
        }
        let texts: String = page.select(&all("title, body")).flat_map(|element| element.text()).collect();
        let inputs = all("input[value]");
        let values = page.select(&inputs).filter(|input| input.value().attr("value").is_some_and(|value| value.contains(PAYLOAD)));
        shown = texts.matches(PAYLOAD).count() + values.count();
    }
    (wrong, shown)
}

/// Who reads the pages, with a name for messages.
struct Reader {
    name: &'static str,
    browser: Browser,
}

async fn reader(practice: &Practice, name: &'static str, email: &str) -> Reader {
    let browser = practice.browser();
    if !email.is_empty() {
        browser.signs_in(email, PASSWORD).await.is(303);
    }
    Reader { name, browser }
}

async fn registers(practice: &Practice, role: &str, email: &str) -> Person {
    let mut body = json!({
        "role": role, "email": email, "password": PASSWORD, "full_name": PAYLOAD, "locale": "en", "time_zone": "Europe/Paris",
    });
    let own = match role {
        "patient" => json!({ "date_of_birth": "1987-06-05", "address": PAYLOAD }),
        _ => json!({ "specialty": "neurology", "licence_number": &PAYLOAD[..64], "experience_years": 9, "location": PAYLOAD }),
    };
    body.as_object_mut().expect("an object").extend(own.as_object().expect("an object").clone());
    practice.anybody().post("/auth/register", body).await.is(202);
    practice.sign_in(email).await
}

/// The ids of the records in page paths.
struct Records {
    doctor: String,
    free: String,
    standing: String,
    cancelled: String,
}

/// Enters the payload in every field of the API and the forms.
async fn typed_everywhere(practice: &Practice) -> (Records, Vec<Reader>) {
    let patient = registers(practice, "patient", "eve@people.example").await;
    patient
        .patch("/me", json!({ "patient": { "emergency_contact": { "name": PAYLOAD, "phone": "+33 1 23 45 67 89" } } }))
        .await
        .is(200);
    let doctor = practice.doctor_like(&DoctorSeed { name: "Dr Vera Hoxha", ..DoctorSeed::default() }).await;
    let profile = json!({ "full_name": PAYLOAD, "doctor": { "bio": PAYLOAD, "location": PAYLOAD } });
    doctor.patch("/me", profile).await.is(200);
    // A new name of an approved doctor waits for approval; here it is approved.
    practice
        .rows
        .change(
            "UPDATE users SET full_name = (SELECT full_name FROM users WHERE email = 'eve@people.example') WHERE role = 'doctor'",
        )
        .await;
    let pending = registers(practice, "doctor", "pending@doctors.example").await;
    let rejected = registers(practice, "doctor", "rejected@doctors.example").await;
    let admin = practice.admin().await;
    practice
        .rows
        .change(
            "UPDATE users SET full_name = (SELECT full_name FROM users WHERE email = 'eve@people.example') WHERE role = 'admin'",
        )
        .await;

    let mut slots = Vec::new();
    for hour in 9..15 {
        slots.push(doctor.offers(&format!("2027-03-04T{hour:02}:00:00Z"), &format!("2027-03-04T{hour:02}:30:00Z")).await);
    }
    let book =
        async |slot: &str| text(&patient.post("/appointments", json!({ "slot_id": slot, "reason": PAYLOAD })).await.is(201)["id"]);
    let (standing, cancelled) = (book(&slots[0]).await, book(&slots[1]).await);
    let path = format!("/appointments/{standing}");
    patient.patch(&path, json!({ "notes": PAYLOAD })).await.is(200);
    doctor.patch(&path, json!({ "notes": PAYLOAD })).await.is(200);
    doctor.patch(&path, json!({ "status": "confirmed" })).await.is(200);
    patient.patch(&format!("/appointments/{cancelled}"), json!({ "status": "cancelled", "reason": PAYLOAD })).await.is(200);
    admin.patch(&path, json!({ "slot_id": slots[2], "reason": PAYLOAD })).await.is(200);

    let staff = reader(practice, "admin", &admin.email).await;
    staff.browser.form("/fn/appointments/reword", &[("id", &standing), ("reason", PAYLOAD)]).await.is(303);
    let refusal = [
        ("id", rejected.id.as_str()),
        ("decision", "refused"),
        ("full_name", PAYLOAD),
        ("specialty", "neurology"),
        ("licence_number", &PAYLOAD[..64]),
        ("reason", PAYLOAD),
    ];
    staff.browser.form("/fn/doctors/review", &refusal).await.is(303);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM doctor_reviews WHERE NOT approved").await, 1, "the refusal went through");
    let readers = vec![
        reader(practice, "anybody", "").await,
        reader(practice, "patient", &patient.email).await,
        reader(practice, "doctor", &doctor.email).await,
        reader(practice, "pending doctor", &pending.email).await,
        reader(practice, "rejected doctor", &rejected.email).await,
        staff,
    ];
    (Records { doctor: doctor.id.clone(), free: slots[4].clone(), standing, cancelled }, readers)
}

/// Each page with the ids of its records, and with the payload in its path and query parameters.
fn addresses(records: &Records) -> BTreeSet<String> {
    let typed = serde_urlencoded::to_string([("x", PAYLOAD)]).expect("it can be encoded").split_off(2);
    let mut addresses: BTreeSet<String> = [
        format!("/doctors?q={typed}&place={typed}&specialty={typed}"),
        format!("/sign-in?next=/{typed}"),
        format!("/register?next=/{typed}"),
        format!("/appointments?period=all&name={typed}&status={typed}&from={typed}"),
        format!("/appointments?cursor={typed}"),
        format!("/schedule?week={typed}"),
        format!("/nothing/{typed}"),
        format!("/doctors/{typed}"),
        format!("/appointments/{typed}"),
        format!("/appointments/{}?ask=cancel&booked=1", records.standing),
        "/appointments?period=past".to_owned(),
        "/appointments?period=all".to_owned(),
        "/schedule?week=2027-03-04".to_owned(),
    ]
    .into();
    for page in pages() {
        let ids: &[&str] = match page {
            "/doctors/:id" => &[&records.doctor],
            "/book/:slot" | "/schedule/:id" => &[&records.free],
            _ => &[&records.standing, &records.cancelled],
        };
        addresses.extend(ids.iter().map(|id| page.replace(":id", id).replace(":slot", id)));
    }
    addresses
}

/// Native form posts: the page that shows the typed values again, the server function, and the fields that get the payload.
const FORMS: &[(&str, &str, &[&str])] = &[
    ("/sign-in", "/fn/accounts/sign-in", &["email"]),
    ("/register", "/fn/accounts/register", &["full_name", "email", "phone", "address", "birth_day", "birth_month", "birth_year"]),
    (
        "/register/doctor",
        "/fn/accounts/register-doctor",
        &["full_name", "email", "licence_number", "location", "experience_years", "time_zone"],
    ),
    (
        "/profile/edit",
        "/fn/accounts/change",
        &["full_name", "phone", "address", "emergency_name", "emergency_phone", "time_zone", "birth_day"],
    ),
    ("/profile/practice", "/fn/accounts/practice", &["specialty", "experience_years", "location", "bio", "fee", "currency"]),
    ("/book/:free", "/fn/appointments/book", &["slot", "reason"]),
    ("/appointments/:standing", "/fn/appointments/note", &["id", "note"]),
    ("/appointments/:standing", "/fn/appointments/change", &["id", "to", "reason"]),
    ("/appointments/:standing", "/fn/appointments/reword", &["id", "reason"]),
    ("/appointments/:standing/move", "/fn/appointments/move", &["id", "slot", "reason"]),
    ("/schedule", "/fn/schedule/add", &["date", "start", "end", "kind"]),
    ("/doctor-applications", "/fn/doctors/review", &["id", "decision", "full_name", "specialty", "licence_number", "reason"]),
];

both!(nothing_that_is_typed_becomes_an_element_of_a_page, |settings| settings.limits = false, |practice: Practice| async move {
    let (records, readers) = typed_everywhere(&practice).await;
    let (mut wrong, mut pages, mut shown) = (Vec::new(), 0, BTreeMap::<&str, usize>::new());
    let addresses = addresses(&records);
    let mut note = |who: &'static str, page: &str, html: &str| {
        let (found, times) = look(html);
        pages += 1;
        *shown.entry(who).or_default() += times;
        wrong.extend(found.into_iter().map(|what| format!("{page}, as {who}: {what}")));
    };
    for Reader { name, browser } in &readers {
        for address in &addresses {
            let answer = browser.get(address).await;
            // Redirects have no page.
            if !(300..400).contains(&answer.status) {
                note(name, address, &answer.raw);
            }
        }
        // A form that failed shows the typed values again.
        for (page, form, fields) in FORMS {
            let page = page.replace(":free", &records.free).replace(":standing", &records.standing);
            let typed: Vec<(&str, &str)> = fields.iter().map(|field| (*field, PAYLOAD)).collect();
            browser.form_on(&page, form, &typed).await.is(303);
            let again = browser.get(&page).await;
            if !(300..400).contains(&again.status) {
                note(name, &format!("{page} after {form}"), &again.raw);
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {pages} pages:\n  {}", wrong.len(), wrong.join("\n  "));
    // Otherwise nothing was tested.
    for Reader { name, .. } in &readers {
        assert!(shown[name] > 10, "{name} was shown the payload {} times", shown[name]);
    }
    let texts: usize = shown.values().sum();
    println!("injection: {pages} pages of {} roles, the payload {texts} times as text", readers.len());

    practice.advance(Duration::minutes(1));
    let mails = practice.app.mailer.sent();
    assert!(mails.len() > 8, "{}", mails.len());
    for mail in &mails {
        let page = parsed(&mail.html, true);
        let foreign: Vec<&str> = page.select(&all(FOREIGN)).map(|element| element.value().name()).collect();
        assert!(foreign.is_empty() && !mail.subject.contains(['\r', '\n']), "{foreign:?} in {mail:#?}");
        // Calendar lines are folded (RFC 5545 §3.1).
        let lines = mail.calendar.iter().flat_map(|calendar| calendar.lines());
        assert!(lines.clone().all(|line| line.len() <= 75), "{:#?}", mail.calendar);
    }
});
