//! Booking an appointment, and its later changes.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::{DoctorSeed, PASSWORD, Person, Practice, REASON, at, both, instant, text};

const NINE: &str = "2027-03-04T09:00:00Z";
const TEN: &str = "2027-03-04T10:00:00Z";
const ELEVEN: &str = "2027-03-04T11:00:00Z";
const NOON: &str = "2027-03-04T12:00:00Z";

/// A doctor, a patient, and a pending appointment of theirs.
async fn a_request(practice: &Practice) -> (Person, Person, String, String) {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let slot = doctor.offers(NINE, TEN).await;
    let booked = patient.books(&slot).await.is(201);
    (doctor, patient, slot, text(&booked["id"]))
}

async fn free_slots(practice: &Practice, doctor: &Person) -> Vec<String> {
    let path = format!("/doctors/{}/slots?from=2027-03-01T00:00:00Z&to=2027-04-01T00:00:00Z", doctor.id);
    let found = practice.anybody().get(&path).await.is(200);
    found["items"].as_array().expect("a list has items").iter().map(|slot| text(&slot["id"])).collect()
}

fn starts(slots: &Value) -> Vec<chrono::DateTime<chrono::Utc>> {
    slots.as_array().expect("a list").iter().map(|slot| instant(&slot["starts_at"])).collect()
}

both!(a_patient_books_a_free_slot_and_the_doctor_confirms, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let slot = doctor.offers(NINE, TEN).await;

    let booked = patient.books(&slot).await.is(201);
    assert_eq!(booked["status"], "pending");
    assert_eq!(booked["slot_id"], slot.as_str());
    assert_eq!(booked["reason"], REASON);
    assert_eq!(booked["doctor"]["id"], doctor.id.as_str());
    assert_eq!(booked["patient"]["id"], patient.id.as_str());
    assert_eq!(instant(&booked["starts_at"]), at(NINE));
    assert!(free_slots(&practice, &doctor).await.is_empty(), "a booked slot is offered no more");

    let id = text(&booked["id"]);
    doctor.sets(&id, "confirmed").await.is(200);
    let seen = patient.get(&format!("/appointments/{id}")).await.is(200);
    assert_eq!(seen["status"], "confirmed");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM appointments WHERE status = 'confirmed'").await, 1);
});

both!(only_the_doctor_confirms, |practice| async move {
    let (_, patient, _, id) = a_request(&practice).await;
    patient.sets(&id, "confirmed").await.is_problem(409, "wrong_status");
    let other = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;
    other.sets(&id, "confirmed").await.is_problem(404, "not_found");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM appointments WHERE status = 'pending'").await, 1);
});

both!(an_admin_confirms_when_the_doctor_does_not, |practice| async move {
    let (_, _, _, id) = a_request(&practice).await;
    practice.admin().await.sets(&id, "confirmed").await.is(200);
});

both!(a_doctor_who_confirms_at_once_is_asked_nothing, |practice| async move {
    let doctor = practice.doctor_like(&DoctorSeed { auto_confirm: true, ..DoctorSeed::default() }).await;
    let patient = practice.patient("Lan Nguyễn").await;
    let slot = doctor.offers(NINE, TEN).await;
    assert_eq!(patient.books(&slot).await.is(201)["status"], "confirmed");
});

both!(a_doctor_chooses_to_confirm_at_once, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let browser = practice.browser();
    browser.signs_in(&doctor.email, crate::harness::PASSWORD).await.is(303);
    browser.form("/fn/accounts/auto-confirm", &[("auto_confirm", "true")]).await.is(303);
    assert_eq!(doctor.get("/me").await.is(200)["doctor"]["auto_confirm"], true);
    let slot = doctor.offers(NINE, TEN).await;
    assert_eq!(patient.books(&slot).await.is(201)["status"], "confirmed");
});

both!(a_slot_that_was_moved_since_it_was_seen_is_not_booked_from_the_page, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let slot = doctor.offers(NINE, TEN).await;
    let seen = format!("{slot}@{NINE}");
    let moved = json!({ "starts_at": TEN, "ends_at": ELEVEN, "kind": "in_person" });
    doctor.patch(&format!("/me/slots/{slot}"), moved).await.is(200);

    let browser = practice.browser();
    browser.signs_in(&patient.email, crate::harness::PASSWORD).await.is(303);
    let refused = browser.call("/fn/appointments/book", &[("slot", &seen), ("reason", REASON)]).await.is(409);
    assert_eq!(refused["code"], "slot_moved");
    assert_eq!(refused["nearest"][0]["id"], slot.as_str(), "the slot at its new time comes first: {refused}");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM appointments").await, 0);

    let now_seen = format!("{slot}@{TEN}");
    browser.form("/fn/appointments/book", &[("slot", &now_seen), ("reason", REASON)]).await.is(303);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM appointments").await, 1);
    let by_id_alone = browser.call("/fn/appointments/book", &[("slot", &slot), ("reason", REASON)]).await;
    assert_eq!(by_id_alone.status, 404, "a page always says what it showed: {}", by_id_alone.raw);
});

both!(the_second_to_book_a_slot_is_offered_the_nearest_free_ones, |practice| async move {
    let (doctor, first, second) =
        (practice.doctor().await, practice.patient("Lan Nguyễn").await, practice.patient("Arben Krasniqi").await);
    let slot = doctor.offers(NINE, TEN).await;
    let later = doctor.offers("2027-03-05T09:00:00Z", "2027-03-05T10:00:00Z").await;
    let sooner = doctor.offers(ELEVEN, "2027-03-04T12:00:00Z").await;
    let same_specialty = practice.doctor_like(&DoctorSeed { name: "Dr Same", ..DoctorSeed::default() }).await;
    let elsewhere = same_specialty.offers(NINE, TEN).await;
    let other = practice.doctor_like(&DoctorSeed { name: "Dr Heart", specialty: "cardiology", ..DoctorSeed::default() }).await;
    other.offers(NINE, TEN).await;

    first.books(&slot).await.is(201);
    let refused = second.books(&slot).await.is_problem(409, "slot_taken");
    let nearest: Vec<String> =
        refused["nearest_slots"].as_array().expect("a conflict names others").iter().map(|slot| text(&slot["id"])).collect();
    assert_eq!(
        nearest,
        [sooner, later, elsewhere],
        "the same doctor's by time, then the specialty's, and never another specialty's"
    );
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM appointments").await, 1);

    second.books(&nearest[0]).await.is(201);
});

both!(three_nearest_slots_are_offered_and_no_more, |practice| async move {
    let (doctor, first, second) =
        (practice.doctor().await, practice.patient("Lan Nguyễn").await, practice.patient("Arben Krasniqi").await);
    let slot = doctor.offers("2027-03-10T09:00:00Z", "2027-03-10T10:00:00Z").await;
    for hour in ["07", "10", "11", "12", "15"] {
        doctor.offers(&format!("2027-03-10T{hour}:00:00Z"), &format!("2027-03-10T{hour}:45:00Z")).await;
    }
    first.books(&slot).await.is(201);
    let refused = second.books(&slot).await.is_problem(409, "slot_taken");
    let mut nearest = starts(&refused["nearest_slots"]);
    nearest.sort();
    assert_eq!(nearest, ["2027-03-10T07:00:00Z", "2027-03-10T10:00:00Z", "2027-03-10T11:00:00Z"].map(at));
});

both!(a_patient_is_not_in_two_places_at_once, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let other = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;
    let slot = doctor.offers(NINE, TEN).await;
    let overlapping = other.offers("2027-03-04T09:30:00Z", "2027-03-04T10:30:00Z").await;
    let touching = other.offers("2027-03-04T08:00:00Z", NINE).await;

    patient.books(&slot).await.is(201);
    patient.books(&overlapping).await.is_problem(409, "patient_busy");
    patient.books(&touching).await.is(201);
});

both!(who_is_busy_is_offered_times_at_which_they_are_not, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let other = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;
    let long = other.offers("2027-03-04T08:00:00Z", NOON).await;
    patient.books(&long).await.is(201);
    let wanted = doctor.offers(NINE, TEN).await;
    doctor.offers(TEN, ELEVEN).await;
    let after = doctor.offers("2027-03-04T15:00:00Z", "2027-03-04T16:00:00Z").await;
    let refused = patient.books(&wanted).await.is_problem(409, "patient_busy");
    let offered: Vec<String> = refused["nearest_slots"].as_array().expect("a list").iter().map(|slot| text(&slot["id"])).collect();
    assert_eq!(offered, [after]);
});

both!(a_slot_that_has_begun_cannot_be_booked, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let slot = doctor.offers("2027-03-01T09:00:00Z", "2027-03-01T10:00:00Z").await;
    practice.advance(Duration::hours(1));
    patient.renew().await;
    patient.books(&slot).await.is_problem(409, "slot_past");
    assert!(free_slots(&practice, &doctor).await.is_empty());
});

both!(what_is_no_slot_is_not_found, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    patient.books("01900000-0000-7000-8000-000000000000").await.is_problem(404, "not_found");
    let slot = doctor.offers(NINE, TEN).await;
    doctor.delete(&format!("/me/slots/{slot}")).await.is(204);
    patient.books(&slot).await.is_problem(404, "not_found");
});

both!(a_slot_that_is_offered_no_more_is_a_conflict_with_others_to_choose, |practice| async move {
    let (doctor, patient, slot, id) = a_request(&practice).await;
    patient.sets(&id, "cancelled").await.is(200);
    doctor.delete(&format!("/me/slots/{slot}")).await.is(204);
    let other = doctor.offers(ELEVEN, "2027-03-04T12:00:00Z").await;
    let refused = patient.books(&slot).await.is_problem(409, "slot_taken");
    assert_eq!(refused["nearest_slots"][0]["id"], other.as_str());
});

both!(a_cancelled_slot_can_be_booked_again, |practice| async move {
    let (doctor, patient, slot, id) = a_request(&practice).await;
    let cancelled =
        patient.patch(&format!("/appointments/{id}"), json!({ "status": "cancelled", "reason": "I am well again" })).await.is(200);
    assert_eq!(cancelled["status"], "cancelled");
    assert_eq!(free_slots(&practice, &doctor).await, std::slice::from_ref(&slot));

    let other = practice.patient("Arben Krasniqi").await;
    other.books(&slot).await.is(201);
    patient.books(&slot).await.is_problem(409, "slot_taken");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM appointments").await, 2);
});

both!(a_doctor_may_decline_and_says_why, |practice| async move {
    let (doctor, patient, _, id) = a_request(&practice).await;
    practice.advance(Duration::minutes(1));
    doctor
        .patch(&format!("/appointments/{id}"), json!({ "status": "cancelled", "reason": "Please see a dermatologist" }))
        .await
        .is(200);
    let seen = patient.get(&format!("/appointments/{id}")).await.is(200);
    assert_eq!(seen["history"][1]["reason"], "Please see a dermatologist");
});

both!(a_patient_cancels_until_the_deadline, |settings| settings.cancel_hours = 48, |practice| async move {
    let (doctor, patient, _, id) = a_request(&practice).await;
    doctor.sets(&id, "confirmed").await.is(200);
    practice.advance(Duration::hours(73 - 48) + Duration::minutes(1));
    patient.renew().await;
    doctor.renew().await;
    patient.sets(&id, "cancelled").await.is_problem(409, "too_late");
    doctor.sets(&id, "cancelled").await.is(200);
});

both!(just_before_the_deadline_is_early_enough, |settings| settings.cancel_hours = 48, |practice| async move {
    let (doctor, patient, _, id) = a_request(&practice).await;
    doctor.sets(&id, "confirmed").await.is(200);
    practice.advance(Duration::hours(73 - 48) - Duration::minutes(1));
    patient.renew().await;
    patient.sets(&id, "cancelled").await.is(200);
});

both!(what_is_over_is_completed_or_missed_by_the_doctor, |practice| async move {
    let (doctor, patient, _, id) = a_request(&practice).await;
    doctor.sets(&id, "completed").await.is_problem(409, "wrong_status");
    doctor.sets(&id, "confirmed").await.is(200);
    doctor.sets(&id, "completed").await.is_problem(409, "wrong_status");
    practice.advance(Duration::hours(74));
    doctor.renew().await;
    patient.renew().await;
    patient.sets(&id, "no_show").await.is_problem(409, "wrong_status");
    doctor.sets(&id, "completed").await.is(200);
    doctor.sets(&id, "cancelled").await.is_problem(409, "wrong_status");
    let past = patient.get("/appointments?period=past").await.is(200);
    assert_eq!(past["items"][0]["id"], id.as_str());
    assert_eq!(patient.get("/appointments?period=upcoming").await.is(200)["items"], json!([]));
});

both!(every_change_is_kept_with_who_and_when, |practice| async move {
    let (doctor, patient, _, id) = a_request(&practice).await;
    practice.advance(Duration::minutes(5));
    doctor.sets(&id, "confirmed").await.is(200);
    practice.advance(Duration::minutes(4));
    patient.patch(&format!("/appointments/{id}"), json!({ "status": "cancelled", "reason": "I am well again" })).await.is(200);

    let history = doctor.get(&format!("/appointments/{id}")).await.is(200)["history"].clone();
    let told: Vec<(Value, Value, Value, Value)> = history
        .as_array()
        .expect("a history")
        .iter()
        .map(|change| (change["from"].clone(), change["to"].clone(), change["by"].clone(), change["reason"].clone()))
        .collect();
    assert_eq!(
        told,
        [
            (Value::Null, json!("pending"), json!("patient"), Value::Null),
            (json!("pending"), json!("confirmed"), json!("doctor"), Value::Null),
            (json!("confirmed"), json!("cancelled"), json!("patient"), json!("I am well again")),
        ]
    );
    let times: Vec<_> = history.as_array().expect("a history").iter().map(|change| instant(&change["at"])).collect();
    assert_eq!(times, ["2027-03-01T08:00:00Z", "2027-03-01T08:05:00Z", "2027-03-01T08:09:00Z"].map(at));
});

both!(each_side_writes_its_own_note_and_both_read_both, |practice| async move {
    let (doctor, patient, _, id) = a_request(&practice).await;
    let path = format!("/appointments/{id}");
    patient.patch(&path, json!({ "notes": "I take ibuprofen" })).await.is(200);
    doctor.patch(&path, json!({ "notes": "Bring the old letters" })).await.is(200);
    let expected = json!({ "patient": "I take ibuprofen", "doctor": "Bring the old letters" });
    assert_eq!(patient.get(&path).await.is(200)["notes"], expected);
    assert_eq!(doctor.get(&path).await.is(200)["notes"], expected);
});

both!(what_is_not_yours_is_not_there, |practice| async move {
    let (_, _, _, id) = a_request(&practice).await;
    let stranger = practice.patient("Arben Krasniqi").await;
    let other_doctor = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;
    let path = format!("/appointments/{id}");
    for person in [&stranger, &other_doctor] {
        person.get(&path).await.is_problem(404, "not_found");
        person.sets(&id, "cancelled").await.is_problem(404, "not_found");
        person.patch(&path, json!({ "notes": "mine" })).await.is_problem(404, "not_found");
        assert_eq!(person.get("/appointments").await.is(200)["items"], json!([]));
    }
    practice.anybody().get(&path).await.is_problem(401, "not_signed_in");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM appointments WHERE status = 'pending'").await, 1);
});

both!(an_admin_sees_all_appointments, |practice| async move {
    let (_, _, _, id) = a_request(&practice).await;
    let seen = practice.admin().await.get("/appointments").await.is(200);
    assert_eq!(seen["items"][0]["id"], id.as_str());
});

both!(doctors_do_not_book_and_patients_offer_nothing, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let slot = doctor.offers(NINE, TEN).await;
    doctor.books(&slot).await.is_problem(403, "forbidden");
    let body = json!({ "starts_at": NINE, "ends_at": TEN, "kind": "video" });
    patient.post("/me/slots", body).await.is_problem(403, "forbidden");
    practice.anybody().books(&slot).await.is_problem(401, "not_signed_in");
});

both!(lists_come_page_by_page_and_end, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    for day in 10..15 {
        let slot = doctor.offers(&format!("2027-03-{day}T09:00:00Z"), &format!("2027-03-{day}T10:00:00Z")).await;
        patient.books(&slot).await.is(201);
    }
    let (mut path, mut seen) = ("/appointments?limit=2".to_owned(), Vec::new());
    for _ in 0..3 {
        let page = patient.get(&path).await.is(200);
        seen.extend(page["items"].as_array().expect("a list").iter().map(|item| text(&item["id"])));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/appointments?limit=2&cursor={cursor}");
    }
    assert_eq!(seen.len(), 5);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 5, "no appointment comes twice");
});

both!(both_are_told_in_the_app, |practice| async move {
    let (doctor, patient, _, id) = a_request(&practice).await;
    assert_eq!(doctor.get("/notifications").await.is(200)["items"][0]["read"], false);
    let unread = async || {
        let browser = practice.browser();
        browser.signs_in(&doctor.email, PASSWORD).await.is(303);
        browser.call("/fn/notifications/unread", &[]).await.raw
    };
    assert_eq!(unread().await, "1");
    doctor.sets(&id, "confirmed").await.is(200);
    assert_eq!(unread().await, "0");

    let told = doctor.get("/notifications").await.is(200);
    assert_eq!((&told["items"][0]["kind"], &told["items"][0]["read"]), (&json!("requested"), &json!(true)), "they answered it");
    assert_eq!(told["items"][0]["with"], patient.name.as_str());
    let told = patient.get("/notifications").await.is(200);
    let kinds: Vec<&str> = told["items"].as_array().expect("a list").iter().filter_map(|item| item["kind"].as_str()).collect();
    assert!(kinds.contains(&"confirmed"), "{kinds:?}");
    let first = &told["items"][0];
    assert_eq!((&first["appointment_id"], &first["read"]), (&json!(id), &json!(false)));

    let path = format!("/notifications/{}/read", text(&first["id"]));
    doctor.post(&path, json!({})).await.is_problem(404, "not_found");
    patient.post(&path, json!({})).await.is(204);
    assert_eq!(patient.get("/notifications").await.is(200)["items"][0]["read"], true);
});

both!(both_get_mails_in_their_language_with_the_time_for_their_calendar, |practice| async move {
    let doctor = practice.doctor().await;
    let patient = practice.patient_reading("Lucie Bernard", "fr").await;
    // The welcome mail.
    practice.mails(&patient, 1).await;
    let slot = doctor.offers(NINE, TEN).await;
    let id = text(&patient.books(&slot).await.is(201)["id"]);
    practice.mails(&patient, 2).await;
    practice.mails(&doctor, 1).await;
    doctor.sets(&id, "confirmed").await.is(200);

    let to_patient = practice.mails(&patient, 3).await;
    let confirmed = &to_patient[2];
    assert!(confirmed.text.contains("4\u{a0}mars 2027"), "French, for who reads French: {}", confirmed.text);
    assert!(confirmed.text.contains("10:00") || confirmed.text.contains("10 h 00"), "the patient's clock: {}", confirmed.text);
    assert!(confirmed.text.contains(&doctor.name) && confirmed.html.contains("<html"), "{}", confirmed.html);
    let to_doctor = practice.mails(&doctor, 2).await;
    assert!(to_doctor[0].text.contains("March"), "English, for who reads English: {}", to_doctor[0].text);
    assert!(to_doctor[0].text.contains(&patient.name));

    for mail in to_patient.iter().skip(1).chain(&to_doctor) {
        let calendar = mail.calendar.as_deref().expect("a mail about an appointment carries it for the calendar");
        assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.contains(&format!("UID:{id}@praxis")), "{calendar}");
        assert!(calendar.contains("DTSTART:20270304T090000Z") && calendar.contains("DTEND:20270304T100000Z"), "{calendar}");
    }
});

both!(a_cancelled_appointment_leaves_the_calendar_too, |practice| async move {
    let (doctor, patient, _, id) = a_request(&practice).await;
    practice.mails(&patient, 2).await;
    doctor.sets(&id, "cancelled").await.is(200);
    let mails = practice.mails(&patient, 3).await;
    let calendar = mails[2].calendar.as_deref().expect("a calendar");
    assert!(calendar.contains("STATUS:CANCELLED"), "{calendar}");
    practice.mails(&doctor, 2).await;
});

both!(nothing_clinical_leaves_by_mail, |practice| async move {
    let (doctor, patient, _, id) = a_request(&practice).await;
    patient.patch(&format!("/appointments/{id}"), json!({ "notes": "I take ibuprofen" })).await.is(200);
    doctor.sets(&id, "confirmed").await.is(200);
    patient
        .patch(&format!("/appointments/{id}"), json!({ "status": "cancelled", "reason": "the elbows are better" }))
        .await
        .is(200);
    practice.mails(&doctor, 3).await;
    let dermatology =
        practice.doctor_like(&DoctorSeed { name: "Dr Skin", specialty: "dermatology", ..DoctorSeed::default() }).await;
    let slot = dermatology.offers(ELEVEN, "2027-03-04T12:00:00Z").await;
    patient.books(&slot).await.is(201);
    practice.mails(&dermatology, 1).await;
    for mail in practice.app.mailer.sent() {
        let all = format!("{} {} {} {}", mail.subject, mail.text, mail.html, mail.calendar.unwrap_or_default()).to_lowercase();
        for word in ["elbow", "rash", "ibuprofen", "dermatolog", "general practice"] {
            assert!(!all.contains(word), "{word} stands in a mail to {}: {all}", mail.to);
        }
    }
});

both!(an_appointment_can_be_taken_into_a_calendar, |practice| async move {
    let (_, patient, _, id) = a_request(&practice).await;
    let (browser, stranger) = (practice.browser(), practice.browser());
    browser.signs_in(&patient.email, crate::harness::PASSWORD).await.is(303);
    let file = browser.get(&format!("/appointments/{id}/calendar.ics")).await;
    assert_eq!(file.status, 200, "{}", file.raw);
    assert!(file.headers["content-type"].starts_with("text/calendar"), "{:?}", file.headers);
    assert!(file.raw.contains("DTSTART:20270304T090000Z"), "{}", file.raw);
    assert_ne!(stranger.get(&format!("/appointments/{id}/calendar.ics")).await.status, 200);
});
