//! The slots that a doctor offers, and who can find them.

use chrono::Duration;
use serde_json::json;

use crate::harness::{DoctorSeed, PASSWORD, at, both, instant, text};

const NINE: &str = "2027-03-04T09:00:00Z";
const TEN: &str = "2027-03-04T10:00:00Z";
const RANGE: &str = "from=2027-03-01T00:00:00Z&to=2027-04-01T00:00:00Z";

both!(a_doctor_adds_changes_and_deletes_a_slot, |practice| async move {
    let doctor = practice.doctor().await;
    let slot = doctor.offers(NINE, TEN).await;
    let change = json!({ "starts_at": "2027-03-04T13:00:00+01:00", "ends_at": "2027-03-04T13:30:00+01:00", "kind": "video" });
    doctor.patch(&format!("/me/slots/{slot}"), change).await.is(200);
    let mine = doctor.get(&format!("/me/slots?{RANGE}")).await.is(200);
    assert_eq!(instant(&mine["items"][0]["starts_at"]), at("2027-03-04T12:00:00Z"));
    assert_eq!((&mine["items"][0]["kind"], &mine["items"][0]["state"]), (&json!("video"), &json!("free")));

    doctor.delete(&format!("/me/slots/{slot}")).await.is(204);
    assert_eq!(doctor.get(&format!("/me/slots?{RANGE}")).await.is(200)["items"], json!([]));
    doctor.delete(&format!("/me/slots/{slot}")).await.is_problem(404, "not_found");
});

both!(times_come_with_the_offset_of_the_doctors_zone, |practice| async move {
    let doctor = practice.doctor_like(&DoctorSeed { zone: "Asia/Ho_Chi_Minh", ..DoctorSeed::default() }).await;
    doctor.offers(NINE, TEN).await;
    let free = practice.anybody().get(&format!("/doctors/{}/slots?{RANGE}", doctor.id)).await.is(200);
    assert_eq!(free["items"][0]["starts_at"], "2027-03-04T16:00:00+07:00");
});

both!(two_slots_of_a_doctor_do_not_overlap, |practice| async move {
    let doctor = practice.doctor().await;
    let slot = doctor.offers(NINE, TEN).await;
    for (from, to) in
        [(NINE, TEN), ("2027-03-04T08:30:00Z", "2027-03-04T09:30:00Z"), ("2027-03-04T09:15:00Z", "2027-03-04T09:30:00Z")]
    {
        let body = json!({ "starts_at": from, "ends_at": to, "kind": "in_person" });
        doctor.post("/me/slots", body).await.is_problem(409, "slot_overlaps");
    }
    let next = doctor.offers(TEN, "2027-03-04T11:00:00Z").await;
    let into_the_other = json!({ "starts_at": "2027-03-04T09:30:00Z", "ends_at": "2027-03-04T10:30:00Z", "kind": "in_person" });
    doctor.patch(&format!("/me/slots/{next}"), into_the_other).await.is_problem(409, "slot_overlaps");
    let into_itself = json!({ "starts_at": "2027-03-04T08:30:00Z", "ends_at": "2027-03-04T09:30:00Z", "kind": "in_person" });
    doctor.patch(&format!("/me/slots/{slot}"), into_itself).await.is(200);
    let other = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;
    other.offers(NINE, TEN).await;
});

both!(a_booked_slot_is_not_moved_or_deleted_under_its_patient, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let slot = doctor.offers(NINE, TEN).await;
    let booked = patient.books(&slot).await.is(201);
    let path = format!("/me/slots/{slot}");
    let change = json!({ "starts_at": "2027-03-04T12:00:00Z", "ends_at": "2027-03-04T13:00:00Z", "kind": "in_person" });
    doctor.patch(&path, change.clone()).await.is_problem(409, "slot_booked");
    doctor.delete(&path).await.is_problem(409, "slot_booked");

    patient.sets(&text(&booked["id"]), "cancelled").await.is(200);
    doctor.delete(&path).await.is(204);
    let seen = patient.get(&format!("/appointments/{}", text(&booked["id"]))).await.is(200);
    assert_eq!(instant(&seen["starts_at"]), at(NINE), "the past keeps its time");
});

both!(a_slot_is_of_the_doctor_who_offered_it, |practice| async move {
    let (doctor, other) =
        (practice.doctor().await, practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await);
    let slot = doctor.offers(NINE, TEN).await;
    let change = json!({ "starts_at": "2027-03-04T12:00:00Z", "ends_at": "2027-03-04T13:00:00Z", "kind": "in_person" });
    other.patch(&format!("/me/slots/{slot}"), change).await.is_problem(404, "not_found");
    other.delete(&format!("/me/slots/{slot}")).await.is_problem(404, "not_found");
    practice.anybody().delete(&format!("/me/slots/{slot}")).await.is_problem(401, "not_signed_in");
});

both!(a_slot_has_a_sensible_time, |practice| async move {
    let doctor = practice.doctor().await;
    for (from, to) in [
        (TEN, NINE),
        (NINE, NINE),
        (NINE, "2027-03-04T09:01:00Z"),
        (NINE, "2027-03-05T09:00:00Z"),
        ("2027-02-01T09:00:00Z", "2027-02-01T10:00:00Z"),
        ("2037-03-04T09:00:00Z", "2037-03-04T10:00:00Z"),
    ] {
        let body = json!({ "starts_at": from, "ends_at": to, "kind": "in_person" });
        doctor.post("/me/slots", body).await.is_problem(422, "invalid");
    }
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM slots").await, 0);
});

both!(the_hour_that_the_clocks_leap_over_is_refused, |practice| async move {
    let doctor = practice.doctor_like(&DoctorSeed { zone: "Europe/Paris", ..DoctorSeed::default() }).await;
    let browser = practice.browser();
    browser.signs_in(&doctor.email, PASSWORD).await.is(303);
    let add = async |start: &str, end: &str| {
        browser.call("/fn/schedule/add", &[("date", "2027-03-28"), ("start", start), ("end", end), ("kind", "in_person")]).await
    };
    let refused = add("02:30", "03:30").await;
    assert_eq!(refused.status, 422, "{}", refused.raw);
    assert!(refused.raw.contains("missing_hour"), "{}", refused.raw);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM slots").await, 0);

    // From 1:00 to 3:00 local time is one hour on that night.
    let across = add("01:00", "03:00").await;
    assert!(across.status < 400, "{}", across.raw);
    let mine = doctor.get("/me/slots?from=2027-03-28T00:00:00Z&to=2027-03-29T00:00:00Z").await.is(200);
    let slot = &mine["items"][0];
    assert_eq!((instant(&slot["starts_at"]), instant(&slot["ends_at"])), (at("2027-03-28T00:00:00Z"), at("2027-03-28T01:00:00Z")));
});

both!(a_form_without_javascript_comes_back_with_what_was_written, |practice| async move {
    let doctor = practice.doctor().await;
    let browser = practice.browser();
    browser.signs_in(&doctor.email, PASSWORD).await.is(303);
    let wrong = [("date", "2027-03-04"), ("start", "10:00"), ("end", "09:00"), ("kind", "video")];
    let refused = browser.form_on("/schedule", "/fn/schedule/add", &wrong).await;
    assert_eq!(refused.status, 303, "{}", refused.raw);
    let page = browser.get("/schedule").await;
    assert!(page.raw.contains("2027-03-04") && page.raw.contains("value=\"10:00\""), "the values are kept: {}", page.raw);
    let right =
        browser.form("/fn/schedule/add", &[("date", "2027-03-04"), ("start", "10:00"), ("end", "11:00"), ("kind", "video")]).await;
    assert_eq!(right.status, 303, "{}", right.raw);
    let again = browser.get("/schedule").await;
    assert!(!again.raw.contains("value=\"10:00\""), "until the form went through");
});

both!(a_free_slot_passes_with_its_time, |practice| async move {
    let doctor = practice.doctor().await;
    doctor.offers(NINE, TEN).await;
    let path = format!("/doctors/{}/slots?{RANGE}", doctor.id);
    assert_eq!(practice.anybody().get(&path).await.is(200)["items"].as_array().map(Vec::len), Some(1));
    practice.advance(Duration::days(3) + Duration::minutes(61));
    assert_eq!(practice.anybody().get(&path).await.is(200)["items"], json!([]));
});

both!(doctors_are_found_without_accents_and_by_what_they_do, |practice| async move {
    let seeds = [
        DoctorSeed {
            name: "Dr Đặng Nguyễn",
            specialty: "dermatology",
            place: "Hà Nội",
            speaks: &["vi", "en"],
            ..DoctorSeed::default()
        },
        DoctorSeed { name: "Dr Zoé Martin", specialty: "cardiology", place: "Paris", speaks: &["fr"], ..DoctorSeed::default() },
        DoctorSeed::default(),
    ];
    for seed in &seeds {
        practice.doctor_like(seed).await;
    }
    let nobody = practice.anybody();
    let find = async |query: &str| -> Vec<String> {
        let found = nobody.get(&format!("/doctors?{query}")).await.is(200);
        found["items"].as_array().expect("a list").iter().map(|doctor| text(&doctor["full_name"])).collect()
    };
    assert_eq!(find("q=dang%20nguyen").await, ["Dr Đặng Nguyễn"]);
    assert_eq!(find("q=%C4%90%E1%BA%B6NG").await, ["Dr Đặng Nguyễn"]);
    assert_eq!(find("q=zoe").await, ["Dr Zoé Martin"]);
    assert_eq!(find("specialty=cardiology").await, ["Dr Zoé Martin"]);
    assert_eq!(find("language=vi").await, ["Dr Đặng Nguyễn"]);
    assert_eq!(find("q=nobody%20of%20this%20name").await, Vec::<String>::new());
    assert_eq!(find("q=%25").await, Vec::<String>::new(), "a percent sign is a letter, not a wildcard");
    assert_eq!(find("").await.len(), 3);
});

both!(a_doctors_page_shows_the_doctor_and_no_more, |practice| async move {
    let doctor = practice.doctor().await;
    let slot = doctor.offers(NINE, TEN).await;
    let seen = practice.anybody().get(&format!("/doctors/{}", doctor.id)).await.is(200);
    assert_eq!(seen["full_name"], doctor.name.as_str());
    assert_eq!(seen["next_slots"][0]["id"], slot.as_str());
    assert_eq!(seen["fee"], json!({ "amount": 4500, "currency": "EUR" }));
    for private in ["email", "phone", "licence_number", "password_hash"] {
        assert!(seen[private].is_null(), "{private} is not public");
    }
    let patient = practice.patient("Lan Nguyễn").await;
    practice.anybody().get(&format!("/doctors/{}", patient.id)).await.is_problem(404, "not_found");
});

both!(what_one_person_typed_is_not_shown_to_the_next_at_the_same_computer, |practice| async move {
    let (first, second) =
        (practice.doctor().await, practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await);
    let browser = practice.browser();
    browser.signs_in(&first.email, PASSWORD).await.is(303);
    let wrong = [("date", "2027-03-04"), ("start", "10:00"), ("end", "09:00"), ("kind", "video")];
    browser.form_on("/schedule", "/fn/schedule/add", &wrong).await.is(303);
    assert!(browser.get("/schedule").await.raw.contains("value=\"10:00\""));
    browser.form_on("/schedule", "/fn/schedule/add", &wrong).await.is(303);
    browser.form("/fn/accounts/sign-out", &[]).await.is(303);
    browser.signs_in(&second.email, PASSWORD).await.is(303);
    assert!(!browser.get("/schedule").await.raw.contains("value=\"10:00\""));
});
