//! Changes of an approved doctor to values that staff have checked: they wait for an admin, and the current values stay.

use serde_json::{Value, json};

use crate::harness::{Answer, Browser, PASSWORD, Person, Practice, both};

const NAME: &str = "Dr Vera Hoxha";
const NEW_NAME: &str = "Dr Vera Hoxha-Krasniqi";

/// An approved doctor, an admin, and a browser for each.
async fn people(practice: &Practice) -> (Person, Person, Browser, Browser) {
    let (doctor, admin) = (practice.doctor().await, practice.admin().await);
    let (theirs, staff) = (practice.browser(), practice.browser());
    theirs.signs_in(&doctor.email, PASSWORD).await.is(303);
    staff.signs_in(&admin.email, PASSWORD).await.is(303);
    (doctor, admin, theirs, staff)
}

async fn decides(staff: &Browser, doctor: &Person, decision: &str, seen: [&str; 3], reason: &str) -> Answer {
    let [name, specialty, licence] = seen;
    let fields = [
        ("id", doctor.id.as_str()),
        ("decision", decision),
        ("full_name", name),
        ("specialty", specialty),
        ("licence_number", licence),
        ("reason", reason),
    ];
    staff.call("/fn/doctors/review", &fields).await
}

/// The public data of the only doctor.
async fn public(practice: &Practice) -> (Value, Value) {
    let found = practice.anybody().get("/doctors").await.is(200);
    (found["items"][0]["full_name"].clone(), found["items"][0]["specialty"].clone())
}

both!(what_was_checked_of_a_doctor_changes_when_staff_approve_it, |practice| async move {
    let (doctor, admin, theirs, staff) = people(&practice).await;
    let change = json!({ "full_name": NEW_NAME, "doctor": { "specialty": "cardiology", "licence_number": "L-2", "bio": "Heart and rhythm." } });
    let me = doctor.patch("/me", change).await.is(200);
    assert_eq!(
        (&me["full_name"], &me["doctor"]["specialty"], &me["doctor"]["licence_number"]),
        (&json!(NAME), &json!("general_practice"), &json!("L-1"))
    );
    assert_eq!(me["doctor"]["bio"], "Heart and rhythm.", "what nobody checks changes at once");
    let pending = &me["doctor"]["pending_change"];
    assert_eq!(
        (&pending["full_name"], &pending["specialty"], &pending["licence_number"]),
        (&json!(NEW_NAME), &json!("cardiology"), &json!("L-2"))
    );
    assert_eq!(public(&practice).await, (json!(NAME), json!("general_practice")));
    assert_eq!(practice.anybody().get("/doctors?q=krasniqi").await.is(200)["items"], json!([]));
    assert!(!practice.anybody().get("/doctors?q=krasniqi").await.raw.contains("Krasniqi"));
    let told = admin.get("/notifications").await.is(200)["items"].clone();
    assert_eq!(
        (&told[0]["kind"], &told[0]["with"], &told[0]["read"]),
        (&json!("doctor_change_asked"), &json!(NAME), &json!(false))
    );
    let asked = practice.mails(&admin, 1).await;
    assert!(asked[0].text.contains("/doctor-applications") && asked[0].text.contains(NAME), "{}", asked[0].text);

    let profile = theirs.get("/profile").await.raw;
    assert!(
        profile.contains("Waiting for the practice") && profile.contains(NEW_NAME) && profile.contains("L-1 → L-2"),
        "{profile}"
    );
    assert!(theirs.get("/profile/edit").await.raw.contains(NEW_NAME), "who edits again goes on from what was asked for");
    assert!(theirs.get("/profile/practice").await.raw.contains("value=\"L-2\""));
    assert!(staff.get("/").await.raw.contains("Asks for a change"));
    let list = staff.get("/doctor-applications").await.raw;
    assert!(list.contains("L-1 → L-2") && list.contains(&format!("{NAME} → {NEW_NAME}")), "{list}");

    // The doctor requests another change while an admin is reading: the admin would approve values they did not see.
    doctor.patch("/me", json!({ "doctor": { "licence_number": "L-3" } })).await.is(200);
    let outdated = decides(&staff, &doctor, "approved", [NEW_NAME, "cardiology", "L-2"], "").await;
    assert_eq!((outdated.status, &outdated.body["code"]), (409, &json!("decided")), "{}", outdated.raw);
    for seen in [["Dr Somebody", "cardiology", "L-3"], [NEW_NAME, "neurology", "L-3"], [NAME, "general_practice", "L-1"]] {
        assert_eq!(decides(&staff, &doctor, "approved", seen, "").await.status, 409, "{seen:?}");
    }
    assert_eq!(public(&practice).await.0, NAME);
    assert!(staff.get("/doctor-applications").await.raw.contains("L-1 → L-3"));
    decides(&staff, &doctor, "approved", [NEW_NAME, "cardiology", "L-3"], "").await;

    assert_eq!(public(&practice).await, (json!(NEW_NAME), json!("cardiology")));
    let found = practice.anybody().get("/doctors?q=krasniqi%20heart").await.is(200);
    assert_eq!(found["items"][0]["id"], doctor.id.as_str(), "the search knows it too");
    let me = doctor.get("/me").await.is(200);
    assert_eq!((&me["doctor"]["licence_number"], &me["doctor"]["pending_change"]), (&json!("L-3"), &Value::Null));
    let told = practice.mails(&doctor, 1).await;
    assert!(told[0].subject.contains("approved"), "{told:?}");
    assert_eq!(decides(&staff, &doctor, "approved", [NEW_NAME, "cardiology", "L-3"], "").await.status, 409, "once");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM doctor_reviews WHERE about_change AND approved").await, 1);
    for action in ["doctors.ask_change", "doctors.approve_change"] {
        assert!(practice.rows.words("SELECT action FROM audit_records").await.iter().any(|kept| kept == action), "{action}");
    }
});

both!(a_declined_or_withdrawn_change_leaves_the_doctor_as_they_were, |practice| async move {
    let (doctor, admin, theirs, staff) = people(&practice).await;
    doctor.patch("/me", json!({ "full_name": NEW_NAME })).await.is(200);
    let seen = [NEW_NAME, "general_practice", "L-1"];
    assert_eq!(decides(&staff, &doctor, "refused", seen, "").await.status, 422, "with a reason");
    assert!(decides(&staff, &doctor, "refused", seen, "Not in the register").await.status < 400);
    let told = practice.mails(&doctor, 1).await;
    assert!(told[0].text.contains("Not in the register"), "{told:?}");
    assert_eq!(public(&practice).await.0, NAME);
    assert_eq!(doctor.get("/me").await.is(200)["doctor"]["pending_change"], Value::Null);
    assert!(staff.get("/doctor-applications").await.raw.contains("Nobody is waiting"));

    // Changed with the form, and changed back: nothing is left to decide.
    let said = |specialty| {
        [
            ("specialty", specialty),
            ("licence_number", "L-1"),
            ("experience_years", "13"),
            ("location", "Tirana"),
            ("languages[]", "sq"),
            ("kinds[]", "video"),
            ("currency", "EUR"),
        ]
    };
    theirs.form("/fn/accounts/practice", &said("dermatology")).await.is(303);
    assert_eq!(doctor.get("/me").await.is(200)["doctor"]["pending_change"]["specialty"], "dermatology");
    let asked = practice.mails(&admin, 2).await.len();
    theirs.form("/fn/accounts/practice", &said("dermatology")).await.is(303);
    theirs.form("/fn/accounts/practice", &said("general_practice")).await.is(303);
    let me = doctor.get("/me").await.is(200);
    assert_eq!((&me["doctor"]["pending_change"], &me["doctor"]["experience_years"]), (&Value::Null, &json!(13)));
    assert!(staff.get("/doctor-applications").await.raw.contains("Nobody is waiting"));
    assert_eq!(decides(&staff, &doctor, "approved", [NAME, "dermatology", "L-1"], "").await.status, 409);
    practice.mails(&admin, asked).await;
    // Patients and staff change their names without approval.
    assert_eq!(admin.patch("/me", json!({ "full_name": "Ada B. Admin" })).await.is(200)["full_name"], "Ada B. Admin");
});

both!(nothing_is_approved_that_no_admin_saw, |practice| async move {
    let (doctor, _, _, staff) = people(&practice).await;
    for round in 0..20 {
        let (seen, slipped) = (format!("Dr Seen {round}"), format!("Prof Unseen {round}"));
        doctor.patch("/me", json!({ "full_name": seen })).await.is(200);
        let (edited, decided) = tokio::join!(
            doctor.patch("/me", json!({ "full_name": slipped })),
            decides(&staff, &doctor, "approved", [&seen, "general_practice", "L-1"], "")
        );
        edited.is(200);
        assert!(decided.status < 400 || decided.status == 409, "{}", decided.raw);
        let name = public(&practice).await.0;
        assert!(!name.to_string().contains("Unseen"), "round {round}: {name}");
        assert_eq!(name == json!(seen), decided.status < 400, "round {round}: {name}, {}", decided.raw);
    }
});
