//! The practice that `praxis demo` creates: everybody in it can sign in and has data on every page, whenever it is created.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use praxis::base::model::Role;

use crate::harness::{Browser, Engine, Practice, at, both, run, text};

const COUNTS: [&str; 7] = [
    "SELECT COUNT(*) FROM users",
    "SELECT COUNT(*) FROM doctors WHERE approved_at IS NOT NULL",
    "SELECT COUNT(*) FROM slots",
    "SELECT COUNT(*) FROM appointments",
    "SELECT COUNT(*) FROM appointment_changes",
    "SELECT COUNT(*) FROM notifications",
    "SELECT COUNT(*) FROM doctor_reviews",
];

/// The minimum counts, whenever a demo is created.
const FULL: [(&str, i64); 17] = [
    ("SELECT COUNT(*) FROM appointments WHERE status = 'pending'", 8),
    ("SELECT COUNT(*) FROM appointments WHERE status = 'confirmed'", 60),
    ("SELECT COUNT(*) FROM appointments WHERE status = 'completed'", 200),
    ("SELECT COUNT(*) FROM appointments WHERE status = 'cancelled'", 30),
    ("SELECT COUNT(*) FROM appointments WHERE status = 'no_show'", 10),
    ("SELECT COUNT(DISTINCT doctor_id) FROM appointments WHERE status = 'completed'", 15),
    ("SELECT COUNT(DISTINCT doctor_id) FROM appointments WHERE status = 'cancelled'", 15),
    ("SELECT COUNT(DISTINCT doctor_id) FROM appointments WHERE status = 'no_show'", 12),
    ("SELECT COUNT(*) FROM appointments WHERE patient_note IS NOT NULL", 30),
    ("SELECT COUNT(*) FROM appointments WHERE doctor_note IS NOT NULL", 100),
    ("SELECT COUNT(*) FROM appointment_changes WHERE moved_from IS NOT NULL", 10),
    ("SELECT COUNT(*) FROM appointment_changes WHERE from_status = to_status AND moved_from IS NULL", 5),
    ("SELECT COUNT(*) FROM appointment_changes WHERE to_status = 'cancelled' AND reason IS NOT NULL", 30),
    ("SELECT COUNT(*) FROM notifications WHERE read_at IS NULL", 20),
    ("SELECT COUNT(*) FROM notifications WHERE read_at IS NOT NULL", 300),
    ("SELECT COUNT(*) FROM doctors WHERE waiting_since IS NOT NULL", 3),
    ("SELECT COUNT(*) FROM doctor_reviews WHERE NOT approved", 1),
];

/// What must never exist.
const NEVER: [&str; 5] = [
    // The practice's limits on bookings: ten in all, three with one doctor.
    "SELECT COUNT(*) FROM (SELECT patient_id FROM appointments WHERE status IN ('pending', 'confirmed') \
     GROUP BY patient_id HAVING COUNT(*) > 10) AS many",
    "SELECT COUNT(*) FROM (SELECT patient_id FROM appointments WHERE status IN ('pending', 'confirmed') \
     GROUP BY patient_id, doctor_id HAVING COUNT(*) > 3) AS many",
    "SELECT COUNT(*) FROM jobs WHERE dead_at IS NULL",
    "SELECT COUNT(*) FROM appointments WHERE updated_at < created_at",
    // A history is in chronological order.
    "SELECT COUNT(*) FROM appointment_changes c JOIN appointments a ON a.id = c.appointment_id WHERE c.at < a.created_at",
];

async fn made(practice: &Practice) -> Vec<praxis::base::model::DemoSignIn> {
    praxis::demo::create(&practice.app).await.expect("it is made").expect("nobody else is here")
}

async fn check_rows(practice: &Practice) {
    for (sql, least) in FULL {
        let found = practice.rows.count(sql).await;
        assert!(found >= least, "{found}, and {least} at least: {sql}");
    }
    for sql in NEVER {
        assert_eq!(practice.rows.count(sql).await, 0, "{sql}");
    }
}

/// The pages of this role with a list or a form.
fn pages(role: Role) -> Vec<&'static str> {
    let mut pages = vec![
        "/",
        "/doctors",
        "/appointments",
        "/appointments?period=past",
        "/appointments?period=all",
        "/profile",
        "/profile/edit",
    ];
    match role {
        Role::Patient => pages.push("/notifications"),
        Role::Doctor => pages.extend(["/notifications", "/schedule", "/profile/practice"]),
        Role::Admin => pages.extend([
            "/notifications",
            "/doctor-applications",
            "/appointments?period=all&status=no_show",
            "/appointments?status=pending",
        ]),
    }
    pages
}

async fn finds_something_everywhere(browser: &Browser, role: Role, email: &str) {
    let mut appointment = None;
    for path in pages(role) {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{email} {path}");
        assert!(!page.raw.contains("class=\"empty\""), "{email} finds nothing on {path}");
        let link = |raw: &str| raw.split("href=\"/appointments/").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
        if path.starts_with("/appointments") && appointment.is_none() {
            appointment = link(&page.raw);
        }
    }
    let path = format!("/appointments/{}", appointment.expect("a list leads to its appointments"));
    assert_eq!(browser.get(&path).await.status, 200, "{email} {path}");
}

both!(everybody_of_the_demo_signs_in_and_finds_something_on_every_page, |practice| async move {
    let sign_ins = made(&practice).await;
    check_rows(&practice).await;
    for sign_in in &sign_ins {
        let browser = practice.browser();
        browser.signs_in(&sign_in.email, &sign_in.password).await.is(303);
        finds_something_everywhere(&browser, sign_in.role, &sign_in.email).await;
    }
    let mut before = Vec::new();
    for count in COUNTS {
        before.push(practice.rows.count(count).await);
    }
    assert!(before[1] >= 12, "a dozen doctors");
    let found = practice.anybody().get("/doctors?limit=200").await.is(200);
    for doctor in found["items"].as_array().expect("a list") {
        assert!(!doctor["next_slots"].as_array().expect("a list").is_empty(), "{} has no free time", doctor["full_name"]);
    }

    // Another run changes nothing, nor does a run that completes an interrupted one days later.
    made(&practice).await;
    practice.rows.change("UPDATE practice_facts SET value = 'begun' WHERE name = 'demo'").await;
    practice.advance(chrono::Duration::days(3));
    made(&practice).await;
    for (count, before) in COUNTS.iter().zip(before) {
        assert_eq!(practice.rows.count(count).await, before, "made once: {count}");
    }
});

/// Creates a demo at that moment and checks it as doctors in Tirana, Dublin and Montréal, one patient and the admin.
async fn made_at(practice: Practice, moment: &str) {
    practice.advance(at(moment) - practice.clock.now());
    let sign_ins = made(&practice).await;
    check_rows(&practice).await;
    for mailbox in ["dr.hoxha", "dr.oconnell", "dr.beranger", "dr.nguyen", "ana", "admin"] {
        let sign_in = sign_ins.iter().find(|sign_in| sign_in.email.starts_with(&format!("{mailbox}@"))).expect(mailbox);
        let browser = practice.browser();
        browser.signs_in(&sign_in.email, &sign_in.password).await.is(303);
        finds_something_everywhere(&browser, sign_in.role, &format!("{mailbox} at {moment}")).await;
    }
}

both!(a_demo_made_on_a_sunday_night_is_as_full, |practice| made_at(practice, "2027-03-07T22:40:00Z"));
both!(a_demo_made_on_the_day_the_clocks_change_is_as_full, |practice| made_at(practice, "2027-03-28T09:30:00Z"));
both!(a_demo_made_on_the_last_of_december_is_as_full, |practice| made_at(practice, "2027-12-31T23:50:00Z"));

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_moment_gives_the_same_practice() {
    const SUMS: [&str; 3] = [
        "SELECT CAST(SUM(LENGTH(reason)) AS BIGINT) FROM appointments",
        "SELECT CAST(SUM(LENGTH(a.reason) * LENGTH(u.full_name)) AS BIGINT) FROM appointments a JOIN users u ON u.id = a.patient_id",
        "SELECT COUNT(*) FROM notifications WHERE read_at IS NULL",
    ];
    let all: Arc<Mutex<Vec<Vec<i64>>>> = Arc::default();
    for engine in [Engine::Sqlite, Engine::Sqlite, Engine::Postgres] {
        let all = Arc::clone(&all);
        run(
            engine,
            |_| (),
            move |practice| async move {
                made(&practice).await;
                let mut found = Vec::new();
                for sql in COUNTS.into_iter().chain(SUMS) {
                    found.push(practice.rows.count(sql).await);
                }
                all.lock().expect("no test panicked here").push(found);
            },
        )
        .await;
    }
    let all = all.lock().expect("no test panicked here");
    assert!(all.iter().all(|found| *found == all[0]), "{all:?}");
}

/// Fails if an element is not closed, or is not one of `ELEMENTS`.
fn is_a_plain_picture(svg: &str) {
    const ELEMENTS: [&str; 6] = ["svg", "path", "ellipse", "circle", "rect", "g"];
    let mut open = Vec::new();
    let mut rest = svg;
    while let Some(begin) = rest.find('<') {
        assert!(rest[..begin].is_empty(), "text between elements: {svg}");
        let end = begin + rest[begin..].find('>').expect("an element ends");
        let inner = &rest[begin + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = inner.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{svg}");
            continue;
        }
        let name = inner.split([' ', '/']).next().expect("a name");
        assert!(ELEMENTS.contains(&name), "{name} in {svg}");
        assert_eq!(inner.matches('"').count() % 2, 0, "{inner}");
        for word in ["href", "url(", " on", "style", "&"] {
            assert!(!inner.contains(word), "{word} in {inner}");
        }
        if !inner.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty() && rest.is_empty(), "{svg}");
}

both!(every_doctor_has_a_drawn_portrait_once_they_are_approved, |practice| async move {
    made(&practice).await;
    let found = practice.anybody().get("/doctors?limit=200").await.is(200);
    let ids: BTreeSet<String> = found["items"].as_array().expect("a list").iter().map(|doctor| text(&doctor["id"])).collect();
    let mut pictures = BTreeMap::new();
    let browser = practice.browser();
    let cards = browser.get("/doctors").await.raw;
    for id in &ids {
        let path = format!("/doctors/{id}/portrait.svg");
        assert!(cards.contains(&format!("src=\"{path}\"")), "{path} stands on no card");
        let picture = browser.get(&path).await;
        assert_eq!(picture.status, 200);
        assert_eq!(picture.headers["content-type"], "image/svg+xml");
        assert_eq!(picture.headers["content-security-policy"], "default-src 'none'; sandbox");
        assert_eq!(picture.headers["x-content-type-options"], "nosniff");
        assert!(picture.headers["cache-control"].starts_with("public, max-age="), "{:?}", picture.headers);
        is_a_plain_picture(&picture.raw);
        assert_eq!(browser.get(&path).await.raw, picture.raw, "the same again");
        let known = reqwest::Client::new()
            .get(format!("{}{path}", practice.url))
            .header("if-none-match", &picture.headers["etag"])
            .send()
            .await
            .expect("the server answers");
        assert_eq!(known.status().as_u16(), 304);
        pictures.insert(picture.raw, id.clone());
    }
    assert_eq!(pictures.len(), ids.len(), "no two of the demo look alike");
    for id in practice.rows.ids("SELECT id FROM doctors WHERE approved_at IS NULL").await {
        assert_eq!(browser.get(&format!("/doctors/{id}/portrait.svg")).await.status, 404, "whom nobody may find has none");
    }
    // Without a chosen look, the portrait follows from the doctor's id.
    let doctor = practice.doctor().await;
    let path = format!("/doctors/{}/portrait.svg", doctor.id);
    let picture = browser.get(&path).await;
    is_a_plain_picture(&picture.raw);
    assert_eq!(browser.get(&path).await.raw, picture.raw);
});

both!(a_practice_with_people_in_it_does_not_become_a_demo, |practice| async move {
    practice.patient("Lan Nguyễn").await;
    let made = praxis::demo::create(&practice.app).await.expect("it is looked at");
    assert!(made.is_none(), "a demo's password is public");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM users").await, 1);
});
