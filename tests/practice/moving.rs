//! Staff move an appointment to another time, and to another kind of visit with it.

use serde_json::{Value, json};

use crate::harness::{Browser, PASSWORD, Person, Practice, both, text};

const TEN: &str = "2027-03-04T10:00:00Z";
const NINE: &str = "2027-03-04T09:00:00Z";
const ELEVEN: &str = "2027-03-04T11:00:00Z";
const WHY: &str = "The <lift> is broken";

struct Booked {
    doctor: Person,
    patient: Person,
    admin: Person,
    browser: Browser,
    id: String,
    /// Slots at 10:00 by video and at 11:00 in person.
    video: String,
    in_person: String,
}

/// An appointment in person at 9:00, of a patient whose language is French.
async fn booked(practice: &Practice) -> Booked {
    let (doctor, admin) = (practice.doctor().await, practice.admin().await);
    let patient = practice.patient_reading("Lucie Bernard", "fr").await;
    let slot = doctor.offers(NINE, TEN).await;
    let id = text(&patient.books(&slot).await.is(201)["id"]);
    let in_person = doctor.offers(ELEVEN, "2027-03-04T12:00:00Z").await;
    let body = json!({ "starts_at": TEN, "ends_at": ELEVEN, "kind": "video" });
    let video = text(&doctor.post("/me/slots", body).await.is(201)["id"]);
    let browser = practice.browser();
    browser.signs_in(&admin.email, PASSWORD).await.is(303);
    Booked { doctor, patient, admin, browser, id, video, in_person }
}

/// The move in the appointment's history. It was booked at the same instant, so either may come first.
async fn the_move(patient: &Person, id: &str) -> Value {
    let seen = patient.get(&format!("/appointments/{id}")).await.is(200);
    let mut history = seen["history"].as_array().expect("a history").iter();
    history.find(|change| change["moved_to"].is_string()).expect("it was moved").clone()
}

both!(another_kind_of_visit_is_asked_for_before_it_is_moved, |practice| async move {
    let Booked { browser, admin, id, video, in_person, .. } = booked(&practice).await;
    let page_path = format!("/appointments/{id}/move");
    let page = browser.get(&page_path).await.raw;
    assert!(page.contains("Yes, by video instead of at the practice"), "{page}");
    assert_eq!(page.matches("data-other-kind").count(), 1, "the one by video: {page}");

    // The format of the page.
    let to = format!("{video}@2027-03-04T10:00:00.000000Z");
    for kind in [None, Some("in_person"), Some("by post")] {
        let mut fields = vec![("id", id.as_str()), ("slot", to.as_str())];
        fields.extend(kind.map(|kind| ("kind", kind)));
        let refused = browser.call("/fn/appointments/move", &fields).await.is(422);
        let code = if kind == Some("by post") { "not_a_choice" } else { "other_kind" };
        assert_eq!(refused["fields"], json!([{ "field": "kind", "code": code }]));
    }
    // Without JavaScript the page comes back with the question and with the selected time.
    browser.form_on(&page_path, "/fn/appointments/move", &[("id", &id), ("slot", &to)]).await.is(303);
    let page = browser.get(&page_path).await.raw;
    assert!(page.contains("This time is for another kind of visit; confirm the new kind"), "{page}");
    let radio = page.split("<input").find(|input| input.contains(&format!("value=\"{video}@"))).expect("the time is offered");
    assert!(radio.split('>').next().is_some_and(|tag| tag.contains("checked")), "{radio}");

    let path = format!("/appointments/{id}");
    for body in [json!({ "slot_id": video }), json!({ "slot_id": video, "kind": "in_person" })] {
        let problem = admin.patch(&path, body).await.is_problem(422, "invalid");
        assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!("/kind"), &json!("other_kind")));
    }
    let problem = admin.patch(&path, json!({ "slot_id": in_person, "kind": "video" })).await.is_problem(422, "invalid");
    assert_eq!(problem["errors"][0]["pointer"], "/kind", "what is expected has to be right");
    let problem = admin.patch(&path, json!({ "kind": "video" })).await.is_problem(422, "invalid");
    assert!(text(&problem["errors"][0]["pointer"]).starts_with('/'), "{problem}");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM appointment_changes").await, 1, "nothing was moved");

    // A confirmation that is no longer needed is ignored.
    let same = format!("{in_person}@{ELEVEN}");
    browser.form("/fn/appointments/move", &[("id", &id), ("slot", &same), ("kind", "video")]).await.is(303);
    assert_eq!(admin.get(&path).await.is(200)["kind"], "in_person");
    browser.form("/fn/appointments/move", &[("id", &id), ("slot", &to), ("kind", "video")]).await.is(303);
    assert_eq!(admin.get(&path).await.is(200)["kind"], "video");
    let back = admin.patch(&path, json!({ "slot_id": in_person, "kind": "in_person" })).await.is(200);
    assert_eq!(back["kind"], "in_person");
    admin.patch(&path, json!({ "slot_id": video, "kind": "video" })).await.is(200);
});

both!(both_are_told_what_a_move_has_changed_and_why, |practice| async move {
    let Booked { doctor, patient, browser, id, video, .. } = booked(&practice).await;
    practice.mails(&patient, 2).await;
    practice.mails(&doctor, 1).await;
    let to = format!("{video}@{TEN}");
    browser.form("/fn/appointments/move", &[("id", &id), ("slot", &to), ("kind", "video"), ("reason", WHY)]).await.is(303);

    let mail = practice.mails(&patient, 3).await.remove(2);
    for line in [
        "jeudi 4\u{a0}mars 2027 à 11:00",
        "Auparavant\u{a0}: jeudi 4\u{a0}mars 2027 à 10:00",
        "Désormais en vidéo et non plus au cabinet",
        "Motif\u{a0}: The <lift> is broken",
    ] {
        assert!(mail.text.contains(line), "“{line}” is missing: {}", mail.text);
    }
    assert!(mail.html.contains("The &lt;lift&gt; is broken"), "{}", mail.html);
    let mail = practice.mails(&doctor, 2).await.remove(1);
    for line in ["Before: Thursday 4\u{a0}March 2027, 10:00", "Now by video instead of at the practice", "Reason: The <lift>"] {
        assert!(mail.text.contains(line), "“{line}” is missing: {}", mail.text);
    }

    let change = the_move(&patient, &id).await;
    assert_eq!((&change["moved_from_kind"], &change["moved_to_kind"]), (&json!("in_person"), &json!("video")));
    for (person, told) in
        [(&patient, "Désormais en vidéo et non plus au cabinet"), (&doctor, "Now by video instead of at the practice")]
    {
        let browser = practice.browser();
        browser.signs_in(&person.email, PASSWORD).await.is(303);
        for path in [format!("/appointments/{id}"), "/notifications".to_owned()] {
            let page = browser.get(&path).await.raw;
            assert!(page.contains(told), "{path} says nothing of it: {page}");
        }
    }
});

both!(a_move_of_the_same_kind_says_nothing_of_kinds, |practice| async move {
    let Booked { patient, doctor, admin, id, in_person, .. } = booked(&practice).await;
    practice.mails(&patient, 2).await;
    practice.mails(&doctor, 1).await;
    admin.patch(&format!("/appointments/{id}"), json!({ "slot_id": in_person })).await.is(200);
    let mail = practice.mails(&patient, 3).await.remove(2);
    assert!(mail.text.contains("Auparavant") && !mail.text.contains("Désormais") && !mail.text.contains("Motif"), "{}", mail.text);
    practice.mails(&doctor, 2).await;
    let browser = practice.browser();
    browser.signs_in(&patient.email, PASSWORD).await.is(303);
    let page = browser.get("/notifications").await.raw;
    assert!(page.contains("déplacé") && !page.contains("Désormais"), "{page}");
});

both!(letters_and_moves_of_an_earlier_build_are_still_read, |practice| async move {
    let Booked { patient, doctor, admin, id, in_person, .. } = booked(&practice).await;
    practice.mails(&patient, 2).await;
    practice.mails(&doctor, 1).await;
    while practice.rows.count("SELECT COUNT(*) FROM jobs WHERE done_at IS NULL").await > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    // The format before mails had the field `moved`.
    practice.rows.change("UPDATE jobs SET payload = REPLACE(payload, ',\"moved\":null', '')").await;
    let written: Vec<String> = practice.rows.letters().await.into_iter().map(|(_, letter)| letter).collect();
    assert!(written.len() == 3 && written.iter().all(|letter| !letter.contains("moved")), "{written:?}");
    practice.rows.change("UPDATE jobs SET done_at = NULL, run_at = created_at").await;
    practice.mails(&patient, 4).await;
    practice.mails(&doctor, 2).await;

    admin.patch(&format!("/appointments/{id}"), json!({ "slot_id": in_person })).await.is(200);
    practice.rows.change("UPDATE appointment_changes SET moved_from_kind = NULL, moved_to_kind = NULL").await;
    let change = the_move(&patient, &id).await;
    assert!(change["moved_from"].is_string() && change["moved_from_kind"].is_null(), "{change}");
    let browser = practice.browser();
    browser.signs_in(&patient.email, PASSWORD).await.is(303);
    assert_eq!(browser.get("/notifications").await.status, 200);
});
