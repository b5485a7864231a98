//! The time zone in which a visit is shown: in person the doctor's, by video the reader's with the doctor's beside it; and what is
//! shown of a slot before the reader has an account.

use serde_json::{Value, json};

use crate::harness::{DoctorSeed, PASSWORD, Person, Practice, REASON, at, both, text};

const SAIGON: DoctorSeed<'static> =
    DoctorSeed { name: "Dr Tran Lan", place: "Ho Chi Minh City", zone: "Asia/Ho_Chi_Minh", ..seed() };

const fn seed() -> DoctorSeed<'static> {
    DoctorSeed {
        name: "Dr Vera Hoxha",
        specialty: "general_practice",
        place: "Tirana",
        zone: "Europe/Tirane",
        speaks: &["sq", "en"],
        auto_confirm: false,
    }
}

async fn offers(doctor: &Person, from: &str, kind: &str) -> String {
    let to = (at(from) + chrono::Duration::minutes(30)).to_rfc3339();
    text(&doctor.post("/me/slots", json!({ "starts_at": from, "ends_at": to, "kind": kind })).await.is(201)["id"])
}

/// The page without the markers that Leptos puts between adjacent texts, and with plain spaces.
fn words(page: &str) -> String {
    page.replace("<!>", "").replace("<!---->", "").replace('\u{a0}', " ")
}

#[track_caller]
fn has(page: &str, parts: &[&str]) {
    let page = words(page);
    for part in parts {
        assert!(page.contains(part), "{part} is missing: {page}");
    }
}

#[track_caller]
fn lacks(page: &str, parts: &[&str]) {
    let page = words(page);
    for part in parts {
        assert!(!page.contains(part), "{part} is there: {page}");
    }
}

async fn read(browser: &crate::harness::Browser, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.raw);
    answer.raw
}

both!(a_visit_in_person_is_shown_on_the_doctors_clock_everywhere, |practice: Practice| async move {
    let (doctor, patient) = (practice.doctor_like(&SAIGON).await, practice.patient("Lan Nguyễn").await);
    // 9:00 in Saigon is 3:00 in Paris.
    let slot = offers(&doctor, "2027-03-04T02:00:00Z", "in_person").await;
    let browser = practice.browser();
    browser.signs_in(&patient.email, PASSWORD).await.is(303);
    for (path, there) in [
        ("/doctors".to_owned(), "Times in Ho Chi Minh City time."),
        (format!("/doctors/{}", doctor.id), "Times are in the doctor’s time zone (Ho Chi Minh City)."),
        (format!("/book/{slot}"), "Ho Chi Minh City time"),
    ] {
        let page = read(&browser, &path).await;
        has(&page, &["09:00", there]);
        lacks(&page, &["03:00"]);
    }
    let free = patient.get(&format!("/doctors/{}/slots", doctor.id)).await.is(200);
    assert_eq!(
        (&free["items"][0]["starts_at"], &free["items"][0]["time_zone"]),
        (&json!("2027-03-04T09:00:00+07:00"), &json!("Asia/Ho_Chi_Minh"))
    );
    let booked = patient.books(&slot).await.is(201);
    assert_eq!(booked["starts_at"], "2027-03-04T09:00:00+07:00");
    // Times of actions are in the reader's zone.
    assert_eq!(booked["history"][0]["at"], "2027-03-01T09:00:00+01:00");
    let id = text(&booked["id"]);
    assert_eq!(patient.get("/appointments").await.is(200)["items"][0]["starts_at"], "2027-03-04T09:00:00+07:00");
    for (path, there) in [
        ("/".to_owned(), "Ho Chi Minh City time"),
        ("/appointments".to_owned(), "Times in Ho Chi Minh City time."),
        (format!("/appointments/{id}"), "Ho Chi Minh City time"),
        ("/offline".to_owned(), "09:00 (Ho Chi Minh City)"),
    ] {
        let page = read(&browser, &path).await;
        has(&page, &["09:00", there]);
        lacks(&page, &["03:00"]);
    }
    doctor.sets(&id, "confirmed").await.is(200);
    has(&read(&browser, "/notifications").await, &["Thursday 4 March 2027, 09:00 (Ho Chi Minh City)"]);
    let told = patient.get("/notifications").await.is(200);
    assert_eq!(told["items"][0]["starts_at"], "2027-03-04T09:00:00+07:00");

    let mails = practice.mails(&patient, 3).await;
    for mail in mails.iter().filter(|mail| mail.calendar.is_some()) {
        assert!(mail.subject.contains("09:00 (Ho Chi Minh City)"), "{}", mail.subject);
        has(&mail.text, &["When: Thursday 4 March 2027, 09:00 (Ho Chi Minh City time)", "Where: Ho Chi Minh City"]);
        let file = mail.calendar.as_deref().unwrap_or_default().replace("\r\n ", "");
        has(&file, &["DTSTART:20270304T020000Z", "LOCATION:Ho Chi Minh City", "09:00 (Ho Chi Minh City time)"]);
    }
    for mail in practice.mails(&doctor, 2).await {
        has(&mail.text, &["09:00 (Ho Chi Minh City time)"]);
    }
    let doctors = practice.browser();
    doctors.signs_in(&doctor.email, PASSWORD).await.is(303);
    has(&read(&doctors, "/appointments").await, &["09:00", "Times in Ho Chi Minh City time."]);
    has(&read(&doctors, "/schedule?week=2027-03-01").await, &["09:00"]);
});

both!(a_visit_by_video_is_shown_on_the_readers_clock_with_the_doctors_beside_it, |practice: Practice| async move {
    let (doctor, patient) = (practice.doctor_like(&SAIGON).await, practice.patient("Lan Nguyễn").await);
    let slot = offers(&doctor, "2027-03-04T13:00:00Z", "video").await;
    let browser = practice.browser();
    browser.signs_in(&patient.email, PASSWORD).await.is(303);
    let both = "your time (Paris) · 20:00 in Ho Chi Minh City";
    has(&read(&browser, "/doctors").await, &["14:00", "Times in Paris time."]);
    has(&read(&browser, &format!("/doctors/{}", doctor.id)).await, &["14:00", "Times are in Paris time."]);
    has(&read(&browser, &format!("/book/{slot}")).await, &["14:00", both]);
    let booked = patient.books(&slot).await.is(201);
    assert_eq!(booked["starts_at"], "2027-03-04T14:00:00+01:00");
    let id = text(&booked["id"]);
    has(&read(&browser, "/").await, &["14:00", both]);
    has(&read(&browser, &format!("/appointments/{id}")).await, &["14:00", both]);
    let list = read(&browser, "/appointments").await;
    has(&list, &["14:00", "Times in Paris time."]);
    lacks(&list, &["20:00 in"]);
    let seen = doctor.get(&format!("/appointments/{id}")).await.is(200);
    assert_eq!(seen["starts_at"], "2027-03-04T20:00:00+07:00");
    let mails = practice.mails(&patient, 2).await;
    let mail = mails.iter().find(|mail| mail.calendar.is_some()).expect("a mail of the booking");
    has(&mail.text, &["When: Thursday 4 March 2027, 14:00, your time (Paris) · 20:00 in Ho Chi Minh City", "Where: By video"]);
    has(&practice.mails(&doctor, 1).await[0].text, &["20:00 (Ho Chi Minh City time)"]);
});

both!(days_are_those_of_the_clock_that_a_visit_is_shown_on, |practice: Practice| async move {
    let (doctor, patient) = (practice.doctor_like(&SAIGON).await, practice.patient("Lan Nguyễn").await);
    // One on the morning of the 5th in Saigon, which is still the 4th in Paris; then one by video on the 4th in Paris.
    let there = offers(&doctor, "2027-03-04T20:00:00Z", "in_person").await;
    let here = offers(&doctor, "2027-03-04T22:00:00Z", "video").await;
    let browser = practice.browser();
    browser.signs_in(&patient.email, PASSWORD).await.is(303);
    let page = |day: &str| format!("/doctors/{}?day={day}", doctor.id);
    let fourth = read(&browser, &page("2027-03-04")).await;
    has(&fourth, &["Thursday 4 March 2027", &format!("/book/{here}"), "23:00"]);
    let fifth = read(&browser, &page("2027-03-05")).await;
    has(&fifth, &["Friday 5 March 2027, 1 free time", "Morning · At the practice (Ho Chi Minh City)", "03:00"]);
    has(&fifth, &["Visits in person: Ho Chi Minh City time. Video: Paris time."]);

    let first = text(&patient.books(&there).await.is(201)["id"]);
    // They are on different days in the zones in which they are shown.
    lacks(&read(&browser, &format!("/book/{here}")).await, &["You already have an appointment that day"]);
    let second = text(&patient.books(&here).await.is(201)["id"]);
    let list = read(&browser, "/appointments").await;
    has(&list, &["Friday 5 March 2027, 03:00 (Ho Chi Minh City)", "Thursday 4 March 2027, 23:00<"]);

    let admin = practice.admin().await;
    let staff = practice.browser();
    staff.signs_in(&admin.email, PASSWORD).await.is(303);
    let (first, second) = (format!("/appointments/{first}"), format!("/appointments/{second}"));
    let staff_day = |day: &str| format!("/appointments?period=upcoming&from={day}&to={day}");
    // A reader without a zone sees all times in the doctors' zones.
    has(&read(&staff, &staff_day("2027-03-05")).await, &[&first, &second]);
    admin.patch("/me", json!({ "time_zone": "Europe/Paris" })).await.is(200);
    let (fourth, fifth) = (read(&staff, &staff_day("2027-03-04")).await, read(&staff, &staff_day("2027-03-05")).await);
    has(&fourth, &[&second]);
    lacks(&fourth, &[&first]);
    has(&fifth, &[&first]);
    lacks(&fifth, &[&second]);
});

both!(the_clocks_are_those_of_the_day_of_the_visit, |practice: Practice| async move {
    let (doctor, patient) = (practice.doctor_like(&SAIGON).await, practice.patient("Lan Nguyễn").await);
    // Paris changes its clocks on the 28th, Saigon never.
    let mut shown: Vec<Value> = Vec::new();
    for (day, kind) in [("27", "video"), ("29", "video"), ("30", "in_person")] {
        let slot = offers(&doctor, &format!("2027-03-{day}T07:00:00Z"), kind).await;
        shown.push(patient.books(&slot).await.is(201)["starts_at"].clone());
    }
    assert_eq!(shown, ["2027-03-27T08:00:00+01:00", "2027-03-29T09:00:00+02:00", "2027-03-30T14:00:00+07:00"]);
});

both!(who_has_chosen_a_time_sees_it_until_it_is_booked, |practice: Practice| async move {
    let doctor = practice.doctor_like(&SAIGON).await;
    let slot = offers(&doctor, "2027-03-04T02:00:00Z", "in_person").await;
    let chosen = "You are booking: Thu 4 March, 09:00 (Ho Chi Minh City), Dr Tran Lan";
    let stranger = practice.browser();
    for page in ["/sign-in", "/register"] {
        has(&read(&stranger, &format!("{page}?next=%2Fbook%2F{slot}")).await, &[chosen]);
        for other in ["/appointments", "/book/nothing", "//book/x", "https://elsewhere.example", "/book/../doctors"] {
            lacks(&read(&stranger, &format!("{page}?next={other}")).await, &["You are booking"]);
        }
    }
    let next = format!("/book/{slot}");
    let form = |email: &'static str, next: &'static str| {
        [
            ("full_name", "Mai Pham"),
            ("email", email),
            ("password", PASSWORD),
            ("birth_day", "5"),
            ("birth_month", "6"),
            ("birth_year", "1987"),
            ("next", next),
        ]
    };
    let next: &'static str = Box::leak(next.into_boxed_str());
    let mail_to = |email: &str| {
        let mut person = practice.anybody();
        email.clone_into(&mut person.email);
        person
    };
    let (new, other) = ("mai@patients.example", "other@patients.example");
    let first = stranger.form("/fn/accounts/register", &form(new, next)).await;
    let again = practice.browser().form("/fn/accounts/register", &form(new, next)).await;
    assert_eq!((first.status, &first.headers["location"]), (again.status, &again.headers["location"]));
    let mails = practice.mails(&mail_to(new), 2).await;
    // The second asks for an address that nobody has verified yet.
    for (mail, link) in mails.iter().zip(["/verify-email?token=", "/reset-password?token="]) {
        has(&mail.text, &["Thursday 4 March 2027, 09:00 (Ho Chi Minh City), Dr Tran Lan", link]);
    }
    practice.browser().form("/fn/accounts/register", &form(other, "/book/nothing")).await.is(303);
    lacks(&practice.mails(&mail_to(other), 1).await[0].text, &["/book/", "You were booking"]);

    practice.patient("Lan Nguyễn").await.books(&slot).await.is(201);
    lacks(&read(&stranger, &format!("/sign-in?next={next}")).await, &["You are booking"]);
    let late = "late@patients.example";
    practice.browser().form("/fn/accounts/register", &form(late, next)).await.is(303);
    lacks(&practice.mails(&mail_to(late), 1).await[0].text, &["You were booking"]);

    // Nothing is shown of a doctor who cannot be found.
    let hidden = offers(&doctor, "2027-03-04T03:00:00Z", "in_person").await;
    let path = format!("/sign-in?next=%2Fbook%2F{hidden}");
    has(&read(&stranger, &path).await, &["You are booking"]);
    practice.rows.change("UPDATE doctors SET approved_at = NULL").await;
    lacks(&read(&stranger, &path).await, &["You are booking", "Dr Tran Lan"]);
});

both!(who_confirms_at_once_is_told_apart_before_booking, |practice: Practice| async move {
    let asked = practice.doctor().await;
    let at_once = practice.doctor_like(&DoctorSeed { name: "Dr Ana Leka", auto_confirm: true, ..seed() }).await;
    let patient = practice.patient("Lan Nguyễn").await;
    let browser = practice.browser();
    browser.signs_in(&patient.email, PASSWORD).await.is(303);
    has(&read(&browser, "/doctors").await, &["Confirmed at once", "The doctor confirms your request"]);
    for (doctor, at, instant, says, submit, not) in [
        (&at_once, "2027-03-04T09:00:00Z", true, "Confirmed at once", "Book</button>", "Request appointment"),
        (
            &asked,
            "2027-03-04T11:00:00Z",
            false,
            "The doctor confirms your request",
            "Request appointment</button>",
            "Book</button>",
        ),
    ] {
        let known = practice.anybody().get(&format!("/doctors/{}", doctor.id)).await.is(200);
        assert_eq!(known["auto_confirm"], instant);
        let slot = offers(doctor, at, "in_person").await;
        has(&read(&browser, &format!("/doctors/{}", doctor.id)).await, &[says]);
        let page = read(&browser, &format!("/book/{slot}")).await;
        has(&page, &[says, submit]);
        lacks(&page, &[not]);
        let body = json!({ "slot_id": slot, "reason": REASON });
        if instant {
            assert_eq!(patient.post("/appointments", body).await.is(201)["status"], "confirmed");
        }
    }
});
