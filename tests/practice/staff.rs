//! What the practice's staff see and correct.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::{Browser, DoctorSeed, PASSWORD, Person, Practice, REASON, at, both, instant, text};

const NINE: &str = "2027-03-04T09:00:00Z";
const TEN: &str = "2027-03-04T10:00:00Z";
const ELEVEN: &str = "2027-03-04T11:00:00Z";
const NOON: &str = "2027-03-04T12:00:00Z";

struct Booked {
    doctor: Person,
    patient: Person,
    admin: Person,
    browser: Browser,
    slot: String,
    id: String,
}

/// An appointment from 9:00 to 10:00, and a browser of staff.
async fn booked(practice: &Practice) -> Booked {
    let (doctor, patient, admin) = (practice.doctor().await, practice.patient("Lan Nguyễn").await, practice.admin().await);
    let slot = doctor.offers(NINE, TEN).await;
    let id = text(&patient.books(&slot).await.is(201)["id"]);
    let browser = practice.browser();
    browser.signs_in(&admin.email, PASSWORD).await.is(303);
    practice.advance(Duration::minutes(1));
    Booked { doctor, patient, admin, browser, slot, id }
}

both!(staff_move_an_appointment_and_both_are_told, |practice| async move {
    let Booked { doctor, patient, browser, slot, id, .. } = booked(&practice).await;
    let later = doctor.offers(ELEVEN, NOON).await;
    practice.mails(&patient, 2).await;
    practice.mails(&doctor, 1).await;
    let page = browser.get(&format!("/appointments/{id}/move")).await;
    assert!(page.status == 200 && page.raw.contains(&later), "{}", page.raw);
    let to = format!("{later}@{ELEVEN}");
    let moved = browser.form("/fn/appointments/move", &[("id", &id), ("slot", &to), ("reason", "The doctor is late")]).await;
    assert_eq!(moved.status, 303, "{}", moved.raw);

    let seen = patient.get(&format!("/appointments/{id}")).await.is(200);
    assert_eq!((&seen["slot_id"], &seen["status"]), (&json!(later), &json!("pending")));
    assert_eq!((instant(&seen["starts_at"]), instant(&seen["ends_at"])), (at(ELEVEN), at(NOON)));
    let change = &seen["history"][1];
    assert_eq!((instant(&change["moved_from"]), instant(&change["moved_to"])), (at(NINE), at(ELEVEN)));
    assert_eq!((&change["by"], &change["reason"]), (&json!("admin"), &json!("The doctor is late")));

    let mails = practice.mails(&patient, 3).await;
    let calendar = mails[2].calendar.as_deref().expect("a calendar");
    assert!(calendar.contains("DTSTART:20270304T110000Z") && calendar.contains("SEQUENCE:1"), "{calendar}");
    practice.mails(&doctor, 2).await;
    assert_eq!(patient.get("/notifications").await.is(200)["items"][0]["kind"], "moved");

    // The old time is free again, the new one is not.
    let other = practice.patient("Arben Krasniqi").await;
    other.books(&later).await.is_problem(409, "slot_taken");
    other.books(&slot).await.is(201);
});

both!(a_time_that_cannot_be_had_leaves_the_appointment_where_it_was, |practice| async move {
    let Booked { doctor, patient, admin, browser, slot, id } = booked(&practice).await;
    let taken = doctor.offers(TEN, ELEVEN).await;
    practice.patient("Arben Krasniqi").await.books(&taken).await.is(201);
    let elsewhere = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;
    let foreign = elsewhere.offers(ELEVEN, NOON).await;
    let busy = elsewhere.offers("2027-03-05T09:00:00Z", "2027-03-05T10:00:00Z").await;
    patient.books(&busy).await.is(201);
    let while_busy = doctor.offers("2027-03-05T09:30:00Z", "2027-03-05T10:30:00Z").await;

    let possible = doctor.offers("2027-03-08T09:00:00Z", "2027-03-08T10:00:00Z").await;
    let path = format!("/appointments/{id}");
    let refused = admin.patch(&path, json!({ "slot_id": taken })).await.is_problem(409, "slot_taken");
    let offered: Vec<&str> =
        refused["nearest_slots"].as_array().expect("a list").iter().filter_map(|slot| slot["id"].as_str()).collect();
    assert_eq!(offered, [possible.as_str()], "the same doctor's, at which the patient is nowhere else");
    admin.patch(&path, json!({ "slot_id": while_busy })).await.is_problem(409, "patient_busy");
    admin.patch(&path, json!({ "slot_id": foreign })).await.is_problem(404, "not_found");
    admin.patch(&path, json!({ "slot_id": slot })).await.is_problem(422, "invalid");
    admin.patch(&path, json!({ "slot_id": taken, "status": "confirmed" })).await.is_problem(422, "invalid");
    let unsaid = browser.call("/fn/appointments/move", &[("id", &id)]).await.is(422);
    assert_eq!(unsaid["fields"][0], json!({ "field": "slot", "code": "required" }));
    for person in [&patient, &doctor] {
        person.patch(&path, json!({ "slot_id": while_busy })).await.is_problem(403, "forbidden");
    }
    let seen = patient.get(&path).await.is(200);
    assert_eq!((&seen["slot_id"], seen["history"].as_array().map(Vec::len)), (&json!(slot), Some(1)));

    admin.sets(&id, "cancelled").await.is(200);
    admin.patch(&path, json!({ "slot_id": while_busy })).await.is_problem(409, "wrong_status");
});

both!(staff_correct_the_reason, |practice| async move {
    let Booked { patient, doctor, admin, browser, id, .. } = booked(&practice).await;
    browser.form("/fn/appointments/reword", &[("id", &id), ("reason", "A rash, seen by telephone")]).await.is(303);
    let seen = patient.get(&format!("/appointments/{id}")).await.is(200);
    assert_eq!(seen["reason"], "A rash, seen by telephone");
    let kept = &seen["history"][1];
    assert_eq!((&kept["from"], &kept["to"], &kept["reason"]), (&json!("pending"), &json!("pending"), &json!(REASON)));
    let path = format!("/appointments/{id}");
    admin.patch(&path, json!({ "reason": "A rash" })).await.is(200);
    doctor.patch(&path, json!({ "reason": "mine" })).await.is_problem(403, "forbidden");
    assert_eq!(browser.call("/fn/appointments/reword", &[("id", &id), ("reason", " ")]).await.status, 422);
    let theirs = practice.browser();
    theirs.signs_in(&doctor.email, PASSWORD).await.is(303);
    assert_eq!(theirs.call("/fn/appointments/reword", &[("id", &id), ("reason", "mine")]).await.status, 403);
});

both!(staff_confirm_what_nobody_answered_in_time, |practice| async move {
    let Booked { doctor, admin, id, .. } = booked(&practice).await;
    practice.advance(Duration::hours(74));
    doctor.renew().await;
    admin.renew().await;
    doctor.sets(&id, "confirmed").await.is_problem(409, "wrong_status");
    admin.sets(&id, "confirmed").await.is(200);
    admin.sets(&id, "completed").await.is(200);
});

both!(the_list_of_all_is_narrowed_by_status_name_and_day, |practice| async move {
    let Booked { doctor, admin, browser, id, .. } = booked(&practice).await;
    let later = doctor.offers("2027-03-08T09:00:00Z", "2027-03-08T10:00:00Z").await;
    let other = practice.patient("Arben Krasniqi").await;
    let theirs = text(&other.books(&later).await.is(201)["id"]);
    doctor.sets(&theirs, "confirmed").await.is(200);
    let list = async |query: String| -> Vec<String> {
        let found = admin.get(&format!("/appointments?{query}")).await.is(200);
        found["items"].as_array().expect("a list").iter().map(|item| text(&item["id"])).collect()
    };
    assert_eq!(list(String::new()).await.len(), 2);
    assert_eq!(list("status=confirmed".to_owned()).await, std::slice::from_ref(&theirs));
    assert_eq!(list("name=nguyen".to_owned()).await, std::slice::from_ref(&id));
    assert_eq!(list("name=hoxha&period=upcoming".to_owned()).await.len(), 2, "the doctor's name too");
    assert_eq!(list("name=%25".to_owned()).await, Vec::<String>::new());
    assert_eq!(list("from=2027-03-05T00:00:00Z&to=2027-03-09T00:00:00Z".to_owned()).await, std::slice::from_ref(&theirs));
    assert_eq!(list(format!("patient_id={}", other.id)).await, [theirs]);
    assert_eq!(list(format!("doctor_id={}&status=pending", doctor.id)).await, [id]);
    assert_eq!(other.get("/appointments?name=nguyen").await.is(200)["items"], Value::Array(Vec::new()), "and stays one's own");

    let page = browser.get("/appointments?period=all&status=confirmed&from=2027-03-08&to=2027-03-08").await;
    assert!(page.raw.contains("Arben Krasniqi") && !page.raw.contains("Lan Nguyễn"), "{}", page.raw);
});
