//! Booking a slot when there is another appointment: at the same time it is refused, on the same day it is not.

use serde_json::json;

use crate::harness::{Answer, DoctorSeed, PASSWORD, REASON, both, text};

const OVERLAP: &str = "You have another appointment at this time";
const SAME_DAY: &str = "You already have an appointment that day";
const BOTH: &str = "You can book this one as well.";

#[track_caller]
fn shown(page: &Answer, texts: &[&str], not: &[&str]) {
    assert_eq!(page.status, 200, "{}", page.raw);
    for text in texts {
        assert!(page.raw.contains(text), "“{text}” is missing: {}", page.raw);
    }
    for text in not {
        assert!(!page.raw.contains(text), "“{text}” stands there: {}", page.raw);
    }
}

both!(a_time_at_which_the_patient_is_elsewhere_is_not_offered_but_others_are, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let other = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;
    let slot = doctor.offers("2027-03-04T09:00:00Z", "2027-03-04T10:00:00Z").await;
    let id = text(&patient.books(&slot).await.is(201)["id"]);
    let overlapping = other.offers("2027-03-04T09:30:00Z", "2027-03-04T10:30:00Z").await;
    let later = other.offers("2027-03-04T11:00:00Z", "2027-03-04T12:00:00Z").await;
    let (this, those) = (format!("value=\"{overlapping}@"), format!("value=\"{later}@"));
    let theirs = format!("href=\"/appointments/{id}\"");
    let browser = practice.browser();
    browser.signs_in(&patient.email, PASSWORD).await.is(303);

    let path = format!("/book/{overlapping}");
    shown(&browser.get(&path).await, &[OVERLAP, "This time cannot be booked as well.", &theirs, &those], &[&this, SAME_DAY, BOTH]);
    let same_day = browser.get(&format!("/book/{later}")).await;
    shown(&same_day, &[SAME_DAY, BOTH, &theirs, &those], &[OVERLAP]);

    // A form from an outdated page gets the same message, and keeps the typed text.
    let offer = format!("{overlapping}@2027-03-04T09:30:00Z");
    let fields = [("slot", offer.as_str()), ("reason", REASON)];
    let refused = browser.call("/fn/appointments/book", &fields).await.is(409);
    assert_eq!((&refused["code"], &refused["nearest"][0]["id"]), (&json!("patient_busy"), &json!(later)));
    let back = browser.form_on(&path, "/fn/appointments/book", &fields).await;
    assert_eq!((back.status, back.headers["location"].as_str()), (303, path.as_str()));
    let said = "You have another appointment at this time, so nothing was booked.";
    shown(&browser.get(&path).await, &[said, &theirs, &those, REASON], &[&this]);

    let offer = format!("{later}@2027-03-04T11:00:00Z");
    browser.form("/fn/appointments/book", &[("slot", &offer), ("reason", REASON)]).await.is(303);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM appointments").await, 2);
    // Without other free slots there is no form.
    shown(
        &browser.get(&path).await,
        &[OVERLAP, "There are no other free times soon."],
        &[&this, "action=\"/fn/appointments/book\""],
    );
});

both!(what_began_on_the_day_before_overlaps_too, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let other = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;
    // Midnight in Paris is 23:00 UTC.
    let evening = doctor.offers("2027-03-04T22:30:00Z", "2027-03-04T23:30:00Z").await;
    let id = text(&patient.books(&evening).await.is(201)["id"]);
    let night = other.offers("2027-03-04T23:15:00Z", "2027-03-05T00:15:00Z").await;
    let morning = other.offers("2027-03-05T09:00:00Z", "2027-03-05T10:00:00Z").await;
    let browser = practice.browser();
    browser.signs_in(&patient.email, PASSWORD).await.is(303);
    let theirs = format!("href=\"/appointments/{id}\"");
    shown(&browser.get(&format!("/book/{night}")).await, &[OVERLAP, &theirs], &[SAME_DAY]);
    shown(&browser.get(&format!("/book/{morning}")).await, &[], &[OVERLAP, SAME_DAY]);
});

both!(staff_are_told_that_it_is_the_patient_who_is_busy, |practice| async move {
    let (doctor, patient, admin) = (practice.doctor().await, practice.patient("Lan Nguyễn").await, practice.admin().await);
    let other = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;
    let slot = doctor.offers("2027-03-04T09:00:00Z", "2027-03-04T10:00:00Z").await;
    let id = text(&patient.books(&slot).await.is(201)["id"]);
    let busy = other.offers("2027-03-05T09:00:00Z", "2027-03-05T10:00:00Z").await;
    patient.books(&busy).await.is(201);
    let to = doctor.offers("2027-03-05T09:30:00Z", "2027-03-05T10:30:00Z").await;
    let said = "The patient has another appointment at this time.";
    let problem = admin.patch(&format!("/appointments/{id}"), json!({ "slot_id": to })).await.is_problem(409, "patient_busy");
    assert!(text(&problem["detail"]).starts_with(said), "{problem}");

    let browser = practice.browser();
    browser.signs_in(&admin.email, PASSWORD).await.is(303);
    let path = format!("/appointments/{id}/move");
    let offer = format!("{to}@2027-03-05T09:30:00Z");
    browser.form_on(&path, "/fn/appointments/move", &[("id", &id), ("slot", &offer)]).await.is(303);
    shown(&browser.get(&path).await, &[said], &["so nothing was booked"]);
});
