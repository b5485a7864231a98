//! The cancellation deadline for patients, and what the pages show before and after it.

use chrono::Duration;
use praxis::platform::config::Settings;
use serde_json::json;

use crate::harness::{Browser, DoctorSeed, PASSWORD, Person, Practice, REASON, both, text};

const NINE: &str = "2027-03-04T09:00:00Z";
const TEN: &str = "2027-03-04T10:00:00Z";
const PHONE: &str = "+33 1 99 00 55 01";
const CALL: &str = "href=\"tel:+33199005501\"";
/// A day before 9:00 UTC, in the zone of Paris and Tirana.
const DEADLINE: &str = "Wednesday 3\u{a0}March 2027, 10:00";

async fn browser_of(practice: &Practice, person: &Person) -> Browser {
    let browser = practice.browser();
    browser.signs_in(&person.email, PASSWORD).await.is(303);
    browser
}

async fn page(browser: &Browser, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.raw);
    answer.raw
}

#[track_caller]
fn says(page: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(page.contains(sentence), "“{sentence}” is missing: {page}");
    }
}

#[track_caller]
fn says_not(page: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(!page.contains(sentence), "“{sentence}” stands there: {page}");
    }
}

const CANCELS: &str = "name=\"to\" value=\"cancelled\"";

both!(
    until_when_it_can_be_cancelled_is_said_before_booking,
    |settings| settings.practice_phone = Some(PHONE.to_owned()),
    |practice| async move {
        let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
        let at_once = practice.doctor_like(&DoctorSeed { name: "Dr Prompt", auto_confirm: true, ..DoctorSeed::default() }).await;
        let later = doctor.offers(NINE, TEN).await;
        let soon = doctor.offers("2027-03-01T12:00:00Z", "2027-03-01T13:00:00Z").await;
        let soon_at_once = at_once.offers("2027-03-01T14:00:00Z", "2027-03-01T15:00:00Z").await;
        let browser = browser_of(&practice, &patient).await;

        let far = page(&browser, &format!("/book/{later}")).await;
        says(&far, &[&format!("You can cancel or ask to change until {DEADLINE}.")]);
        says_not(&far, &["less than 24 hours", CALL]);
        let near = page(&browser, &format!("/book/{soon}")).await;
        says(&near, &["This appointment is in less than 24 hours", "Once it is confirmed you can cancel only by phone.", CALL]);
        let near = page(&browser, &format!("/book/{soon_at_once}")).await;
        says(&near, &["It is confirmed at once: you can then cancel only by phone.", CALL]);
        let public = page(&practice.browser(), &format!("/doctors/{}", doctor.id)).await;
        says(
            &public,
            &["You can cancel or ask to change until 24 hours before the appointment; after that, only through the practice."],
        );

        let booked = browser.form("/fn/appointments/book", &[("slot", &format!("{later}@{NINE}")), ("reason", REASON)]).await;
        let confirmation = page(&browser, &booked.headers["location"]).await;
        says(&confirmation, &["Your request is sent", &format!("You can cancel or ask to change until {DEADLINE}."), CANCELS]);
    }
);

both!(
    where_cancelling_is_closed_the_page_says_why_and_whom_to_call,
    |settings| settings.practice_phone = Some(PHONE.to_owned()),
    |practice| async move {
        let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
        let french = practice.patient_reading("Lucie Bernard", "fr").await;
        let mut ids = Vec::new();
        for (patient, from, to) in [(&patient, NINE, TEN), (&french, TEN, "2027-03-04T11:00:00Z")] {
            let slot = doctor.offers(from, to).await;
            let id = text(&patient.books(&slot).await.is(201)["id"]);
            doctor.sets(&id, "confirmed").await.is(200);
            ids.push(id);
        }
        let path = format!("/appointments/{}", ids[0]);
        let open = page(&browser_of(&practice, &patient).await, &path).await;
        says(&open, &[&format!("You can cancel or ask to change until {DEADLINE}."), CANCELS]);
        says_not(&open, &["can no longer be cancelled online"]);

        practice.advance(Duration::hours(49) + Duration::minutes(1));
        let browser = browser_of(&practice, &patient).await;
        let closed = page(&browser, &path).await;
        says(
            &closed,
            &[
                "This appointment can no longer be cancelled online",
                "until 24 hours before it begins",
                DEADLINE,
                "To cancel or change it, call the practice.",
                CALL,
            ],
        );
        says_not(&closed, &[CANCELS]);
        let refused = browser.call("/fn/appointments/change", &[("id", &ids[0]), ("to", "cancelled")]).await.is(409);
        assert_eq!(refused["code"], "too_late");

        practice.advance(Duration::hours(1));
        for (patient, id, why) in
            [(&patient, &ids[0], "until 24 hours before it begins"), (&french, &ids[1], "jusqu’à 24 heures avant son début")]
        {
            patient.renew().await;
            let problem = patient.sets(id, "cancelled").await.is_problem(409, "too_late");
            let detail = text(&problem["detail"]);
            assert!(detail.contains(why) && detail.contains(PHONE), "{detail}");
        }
        doctor.renew().await;
        doctor.sets(&ids[0], "cancelled").await.is(200);
    }
);

both!(without_a_phone_patients_are_told_to_contact_the_practice, |practice| async move {
    let patient = practice.patient("Lan Nguyễn").await;
    let doctor = practice.doctor_like(&DoctorSeed { auto_confirm: true, ..DoctorSeed::default() }).await;
    let on_request = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;
    let browser = browser_of(&practice, &patient).await;
    let slot = on_request.offers("2027-03-01T12:00:00Z", "2027-03-01T13:00:00Z").await;
    let asking = page(&browser, &format!("/book/{slot}")).await;
    says(&asking, &["Once it is confirmed you can cancel only by contacting the practice."]);
    says_not(&asking, &["tel:"]);
    let slot = doctor.offers("2027-03-01T14:00:00Z", "2027-03-01T15:00:00Z").await;
    let before = page(&browser, &format!("/book/{slot}")).await;
    says(&before, &["It is confirmed at once: you can then cancel only by contacting the practice."]);

    let id = text(&patient.books(&slot).await.is(201)["id"]);
    let closed = page(&browser, &format!("/appointments/{id}?booked=1")).await;
    says(
        &closed,
        &["Your appointment is booked", "can no longer be cancelled online", "To cancel or change it, contact the practice."],
    );
    says_not(&closed, &["tel:", CANCELS]);
    let problem = patient.sets(&id, "cancelled").await.is_problem(409, "too_late");
    assert!(text(&problem["detail"]).ends_with("Please contact the practice."), "{problem}");
});

both!(a_request_is_withdrawn_until_it_begins, |settings| settings.practice_phone = Some(PHONE.to_owned()), |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let mut ids = Vec::new();
    for (from, to) in [(NINE, TEN), (TEN, "2027-03-04T11:00:00Z")] {
        let slot = doctor.offers(from, to).await;
        ids.push(text(&patient.books(&slot).await.is(201)["id"]));
    }
    let early = page(&browser_of(&practice, &patient).await, &format!("/appointments/{}", ids[0])).await;
    says(&early, &["you can withdraw your request at any time before it begins", DEADLINE]);

    practice.advance(Duration::hours(73) - Duration::minutes(1));
    let browser = browser_of(&practice, &patient).await;
    let late = page(&browser, &format!("/appointments/{}", ids[0])).await;
    says(&late, &["This appointment is in less than 24 hours", "Until then you can withdraw your request here.", CALL, CANCELS]);
    browser.form("/fn/appointments/change", &[("id", &ids[0]), ("to", "cancelled"), ("reason", "I am well again")]).await.is(303);
    patient.renew().await;
    assert_eq!(patient.get(&format!("/appointments/{}", ids[0])).await.is(200)["status"], "cancelled");

    practice.advance(Duration::hours(1) + Duration::minutes(1));
    patient.renew().await;
    patient.sets(&ids[1], "cancelled").await.is_problem(409, "wrong_status");
});

both!(what_staff_moved_is_cancelled_for_a_day, |practice| async move {
    let (doctor, patient, admin) = (practice.doctor().await, practice.patient("Lan Nguyễn").await, practice.admin().await);
    let mut ids = Vec::new();
    // The second begins less than a day after the move, the first later.
    for (day, from, to) in [
        ("2027-03-04", "2027-03-02T12:00:00Z", "2027-03-02T13:00:00Z"),
        ("2027-03-05", "2027-03-01T20:00:00Z", "2027-03-01T21:00:00Z"),
    ] {
        let slot = doctor.offers(&format!("{day}T09:00:00Z"), &format!("{day}T10:00:00Z")).await;
        let id = text(&patient.books(&slot).await.is(201)["id"]);
        doctor.sets(&id, "confirmed").await.is(200);
        let to = doctor.offers(from, to).await;
        admin.patch(&format!("/appointments/{id}"), json!({ "slot_id": to })).await.is(200);
        ids.push(id);
    }
    practice.advance(Duration::hours(12) - Duration::minutes(1));
    let browser = browser_of(&practice, &patient).await;
    let moved = page(&browser, &format!("/appointments/{}", ids[1])).await;
    says(&moved, &["The practice has moved this appointment. You can cancel it until Monday 1\u{a0}March 2027, 21:00.", CANCELS]);
    browser.form("/fn/appointments/change", &[("id", &ids[1]), ("to", "cancelled")]).await.is(303);

    practice.advance(Duration::hours(12));
    let browser = browser_of(&practice, &patient).await;
    let moved = page(&browser, &format!("/appointments/{}", ids[0])).await;
    says(&moved, &["You can cancel it until Tuesday 2\u{a0}March 2027, 09:00.", CANCELS]);
    practice.advance(Duration::minutes(2));
    patient.renew().await;
    patient.sets(&ids[0], "cancelled").await.is_problem(409, "too_late");
    let closed = page(&browser, &format!("/appointments/{}", ids[0])).await;
    says(&closed, &["can no longer be cancelled online", "Tuesday 2\u{a0}March 2027, 09:00"]);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM appointments WHERE status = 'cancelled'").await, 1);
});

both!(a_demo_practice_has_a_phone_unless_the_settings_name_another, |practice| async move {
    assert_eq!(practice.app.settings.practice_phone, None);
    praxis::demo::create(&practice.app).await.expect("it is made").expect("nobody else is here");
    for (named, shown) in [(None, praxis::demo::PRACTICE_PHONE), (Some(PHONE.to_owned()), PHONE)] {
        let settings = Settings { practice_phone: named, ..practice.app.settings.clone() };
        let app = praxis::server::open(settings, practice.clock.clone()).await.expect("the practice opens");
        assert_eq!(app.settings.practice_phone.as_deref(), Some(shown));
        app.stop().await;
    }
});
