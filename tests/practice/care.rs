//! Care relationships: whom they open a patient's record to, and from when to when.

use chrono::Duration;
use futures::FutureExt;
use praxis::base::model::{Id, Role, User};
use praxis::features::care::service::{self as care, Between, CareSource};
use praxis::policy::{Actor, act, allow};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{DoctorSeed, PASSWORD, Practice, at, both, instant, text};

/// Whether this account sees the patient's record.
async fn sees(practice: &Practice, id: &str, role: Role, patient: &str) -> bool {
    let actor = Actor::User { id: user(id), role };
    let permit = allow::<act::ReadPatientRecord>(&actor).expect("the table lets them");
    care::reaches(&practice.app, &permit, user(patient).of()).await.expect("it can be asked")
}

fn user(id: &str) -> Id<User> {
    id.parse::<Uuid>().expect("an id").into()
}

both!(a_record_is_open_to_its_patient_and_to_doctors_while_they_care, |practice: Practice| async move {
    let (patient, stranger) = (practice.patient("Ana Dervishi").await, practice.patient("Besa Kola").await);
    let doctor = practice.doctor().await;
    let colleague = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;
    assert!(sees(&practice, &patient.id, Role::Patient, &patient.id).await);
    assert!(!sees(&practice, &stranger.id, Role::Patient, &patient.id).await);
    assert!(!sees(&practice, &doctor.id, Role::Doctor, &patient.id).await, "nothing has begun");
    assert!(allow::<act::ReadPatientRecord>(&Actor::Pending { id: user(&doctor.id) }).is_err());

    let (clock, now) = (practice.app.clock.clone(), practice.app.clock.now());
    let between = Between { patient: user(&patient.id).of(), doctor: user(&doctor.id).of() };
    let begin = |until| {
        let (app, clock) = (practice.app.clone(), clock.clone());
        async move {
            app.write(move |tx| async move { care::begin(tx, &clock, between, (CareSource::Question, None), until).await }.boxed())
                .await
                .expect("it begins")
        }
    };
    let first = begin(Some(now + Duration::days(10))).await;
    assert!(sees(&practice, &doctor.id, Role::Doctor, &patient.id).await);
    assert!(!sees(&practice, &colleague.id, Role::Doctor, &patient.id).await, "another doctor's care is not theirs");
    assert!(!sees(&practice, &doctor.id, Role::Doctor, &stranger.id).await, "nor is another patient");
    assert_eq!(begin(Some(now + Duration::days(30))).await, first, "the open one lasts longer, and there is no second");
    practice.advance(Duration::days(20));
    assert!(sees(&practice, &doctor.id, Role::Doctor, &patient.id).await);
    practice.advance(Duration::days(11));
    assert!(!sees(&practice, &doctor.id, Role::Doctor, &patient.id).await, "it has ended");
    assert_ne!(begin(None).await, first, "what has ended begins anew");
    assert!(sees(&practice, &doctor.id, Role::Doctor, &patient.id).await);
});

const NINE: &str = "2027-03-04T09:00:00Z";
const TEN: &str = "2027-03-04T10:00:00Z";
const WHY: &str = "Brought in unconscious; allergies unknown";

both!(a_request_begins_no_care_and_its_confirmation_does_until_months_after_the_visit, |practice: Practice| async move {
    let (doctor, ana) = (practice.doctor().await, practice.patient("Ana Dervishi").await);
    let path = format!("/patients/{}", ana.id);
    let id = text(&ana.books(&doctor.offers(NINE, TEN).await).await.is(201)["id"]);
    doctor.get(&path).await.is_problem(404, "not_found");
    doctor.get(&format!("/appointments/{id}")).await.is(200);
    doctor.sets(&id, "confirmed").await.is(200);
    let record = doctor.get(&path).await.is(200);
    assert_eq!(record["date_of_birth"], "1987-06-05");
    assert_eq!(instant(&record["next_visit"]), at(NINE));
    assert_eq!(instant(&record["care"]["until"]), at("2029-03-04T10:00:00Z"), "24 months after its end");
    let list = doctor.get("/patients?q=dervi").await.is(200);
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(doctor.get("/patients?q=nobody").await.is(200)["items"].as_array().map(Vec::len), Some(0));

    doctor.sets(&id, "cancelled").await.is(200);
    doctor.get(&path).await.is_problem(404, "not_found");
    assert_eq!(doctor.get("/patients").await.is(200)["items"].as_array().map(Vec::len), Some(0), "there was no visit");

    let again = text(&ana.books(&doctor.offers("2027-03-05T09:00:00Z", "2027-03-05T10:00:00Z").await).await.is(201)["id"]);
    doctor.sets(&again, "confirmed").await.is(200);
    practice.advance(Duration::days(365));
    doctor.renew().await;
    assert!(doctor.get(&path).await.is(200)["last_visit"].is_string());
    practice.advance(Duration::days(372));
    doctor.renew().await;
    doctor.get(&path).await.is_problem(404, "not_found");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM care_relationships").await, 1, "one row for all visits of the two");
});

both!(a_booking_that_is_confirmed_at_once_begins_care, |practice: Practice| async move {
    let doctor = practice.doctor_like(&DoctorSeed { auto_confirm: true, ..DoctorSeed::default() }).await;
    let ana = practice.patient("Ana Dervishi").await;
    for (from, to) in [(NINE, TEN), (TEN, "2027-03-04T11:00:00Z")] {
        ana.books(&doctor.offers(from, to).await).await.is(201);
    }
    let record = doctor.get(&format!("/patients/{}", ana.id)).await.is(200);
    assert_eq!(instant(&record["care"]["until"]), at("2029-03-04T11:00:00Z"), "the later visit counts");
});

both!(a_note_about_a_patient_is_its_doctors_alone, |practice: Practice| async move {
    let (doctor, ana) = (
        practice.doctor_like(&DoctorSeed { auto_confirm: true, ..DoctorSeed::default() }).await,
        practice.patient("Ana Dervishi").await,
    );
    let colleague = practice.doctor_like(&DoctorSeed { name: "Dr Other", auto_confirm: true, ..DoctorSeed::default() }).await;
    ana.books(&doctor.offers(NINE, TEN).await).await.is(201);
    ana.books(&colleague.offers(TEN, "2027-03-04T11:00:00Z").await).await.is(201);
    let (browser, path) = (practice.browser(), format!("/patients/{}", ana.id));
    assert_eq!(browser.signs_in(&doctor.email, PASSWORD).await.status, 303);
    browser.form("/fn/patients/note", &[("id", &ana.id), ("note", "Afraid of needles")]).await;
    assert_eq!(doctor.get(&path).await.is(200)["note"], "Afraid of needles");
    for person in [&colleague, &ana, &practice.admin().await] {
        assert!(person.get(&path).await.is(200)["note"].is_null());
    }
    browser.form("/fn/patients/note", &[("id", &ana.id), ("note", " ")]).await;
    assert!(doctor.get(&path).await.is(200)["note"].is_null());
});

both!(in_an_emergency_a_record_is_opened_with_a_reason_for_some_hours, |practice: Practice| async move {
    let (doctor, ana) = (practice.doctor().await, practice.patient("Ana Dervishi").await);
    let admin = practice.admin().await;
    let (path, access) = (format!("/patients/{}", ana.id), format!("/patients/{}/access", ana.id));
    doctor.get(&path).await.is_problem(404, "not_found");
    for reason in ["", "because", &"x".repeat(501)] {
        doctor.post(&access, json!({ "reason": reason })).await.is_problem(422, "invalid");
    }
    doctor.post(&format!("/patients/{}/access", doctor.id), json!({ "reason": WHY })).await.is_problem(404, "not_found");
    admin.post(&access, json!({ "reason": WHY })).await.is_problem(403, "forbidden");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM care_relationships").await, 0);

    // Clicked twice.
    let body = json!({ "reason": WHY });
    let (first, second) = tokio::join!(doctor.post(&access, body.clone()), doctor.post(&access, body.clone()));
    first.is(204);
    second.is(204);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM care_relationships WHERE source = 'emergency'").await, 1);
    let record = doctor.get(&path).await.is(200);
    assert_eq!(record["care"]["emergency"], true);
    assert_eq!(instant(&record["care"]["until"]) - practice.app.clock.now(), Duration::hours(8));
    let told = |kind: &'static str| {
        move |list: serde_json::Value| list["items"].as_array().is_some_and(|all| all.iter().any(|one| one["kind"] == kind))
    };
    assert!(told("record_opened")(ana.get("/notifications").await.is(200)));
    assert!(told("emergency_reported")(admin.get("/notifications").await.is(200)));
    let mails = practice.mails(&ana, 2).await;
    assert!(mails.iter().all(|mail| !mail.text.contains("unconscious")), "nothing clinical is mailed");
    practice.mails(&admin, 1).await;
    const OPENED: &str =
        "SELECT COUNT(*) FROM audit_records WHERE action = 'care.open_emergency_access' AND patient_id IS NOT NULL";
    const READ: &str = "SELECT COUNT(*) FROM audit_records WHERE action = 'care.read_record' AND outcome = 'done'";
    const REFUSED: &str = "SELECT COUNT(*) FROM audit_records WHERE outcome = 'refused' AND patient_id = subject";
    assert_eq!((practice.rows.count(OPENED).await, practice.rows.count(READ).await, practice.rows.count(REFUSED).await), (1, 1, 1));

    // An admin reviews it, once.
    let (staff, id) = (practice.browser(), practice.rows.ids("SELECT id FROM care_relationships").await[0].to_string());
    assert_eq!(staff.signs_in(&admin.email, PASSWORD).await.status, 303);
    let page = staff.get("/emergency-accesses").await;
    assert!(page.raw.contains(WHY) && page.raw.contains("Ana Dervishi"));
    for _ in 0..2 {
        assert_eq!(staff.form("/fn/patients/review-emergency", &[("id", &id)]).await.status, 303);
    }
    const REVIEWED: &str = "SELECT COUNT(*) FROM audit_records WHERE action = 'care.review_emergency_access'";
    assert_eq!(practice.rows.count(REVIEWED).await, 1);

    practice.advance(Duration::hours(9));
    doctor.renew().await;
    doctor.get(&path).await.is_problem(404, "not_found");
});

both!(in_an_emergency_a_patient_is_found_by_the_whole_name_and_the_birthday_only, |practice: Practice| async move {
    let (doctor, ana) = (practice.doctor().await, practice.patient("Ána Dervishi").await);
    let browser = practice.browser();
    assert_eq!(browser.signs_in(&doctor.email, PASSWORD).await.status, 303);
    let find = async |name: &'static str, day: &'static str| {
        let fields = [("full_name", name), ("birth_day", day), ("birth_month", "6"), ("birth_year", "1987"), ("reason", WHY)];
        browser.form("/fn/patients/find-in-emergency", &fields).await
    };
    for (name, day) in [("Ana", "5"), ("Ana Dervishi", "6"), ("%", "5")] {
        find(name, day).await;
    }
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM care_relationships").await, 0);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM audit_records WHERE action = 'OpenEmergencyAccess'").await, 3);
    let found = find("ana dervishi", "5").await;
    assert_eq!(found.headers.get("location").map(String::as_str), Some(format!("/patients/{}", ana.id).as_str()), "{found:?}");
    // Its doctor ends it before its time.
    let id = practice.rows.ids("SELECT id FROM care_relationships").await[0].to_string();
    doctor.get(&format!("/patients/{}", ana.id)).await.is(200);
    browser.form("/fn/patients/end-emergency", &[("id", &id)]).await;
    doctor.get(&format!("/patients/{}", ana.id)).await.is_problem(404, "not_found");
});
