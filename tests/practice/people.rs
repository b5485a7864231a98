//! Doctors who register and are approved or rejected, and changes to one's own account.

use serde_json::{Value, json};

use crate::harness::{Browser, PASSWORD, Person, Practice, both, text};

fn doctor(email: &str) -> Value {
    json!({
        "role": "doctor", "email": email, "password": PASSWORD, "full_name": "Dr Arta Leka", "phone": "+355 69 123 4567", "gender": "female",
        "specialty": "neurology", "licence_number": "AL-4711", "experience_years": 9, "location": "Rruga e Durrësit, Tirana",
        "locale": "en", "time_zone": "Europe/Tirane",
    })
}

/// A pending doctor, an admin, and the admin's browser.
async fn a_waiting_doctor(practice: &Practice) -> (Person, Person, Browser) {
    let admin = practice.admin().await;
    practice.anybody().post("/auth/register", doctor("arta@doctors.example")).await.is(202);
    let browser = practice.browser();
    browser.signs_in(&admin.email, PASSWORD).await.is(303);
    (practice.sign_in("arta@doctors.example").await, admin, browser)
}

both!(who_has_registered_types_the_address_once, |practice| async move {
    let browser = practice.browser();
    let person = [
        ("full_name", "Lan Nguyễn"),
        ("email", "lan@people.example"),
        ("password", PASSWORD),
        ("birth_day", "3"),
        ("birth_month", "4"),
        ("birth_year", "1987"),
        ("next", "/appointments"),
    ];
    let answer = browser.form("/fn/accounts/register", &person).await;
    assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/sign-in?registered=1&next=%2Fappointments"));
    let page = browser.get("/sign-in?registered=1").await;
    assert!(page.raw.contains("value=\"lan@people.example\""), "{}", page.raw);
    assert!(!page.raw.contains(PASSWORD) && !page.raw.contains("error-summary"), "{}", page.raw);
    browser.signs_in("lan@people.example", PASSWORD).await.is(303);
    let stranger = practice.browser();
    assert!(!stranger.get("/sign-in?registered=1").await.raw.contains("lan@people.example"));
});

both!(a_doctor_registers_and_waits, |practice| async move {
    let (waiting, admin, _) = a_waiting_doctor(&practice).await;
    let me = waiting.get("/me").await.is(200);
    assert_eq!((&me["role"], &me["status"]), (&json!("doctor"), &json!("pending")));
    assert_eq!((&me["doctor"]["licence_number"], &me["doctor"]["approved_at"]), (&json!("AL-4711"), &Value::Null));

    assert_eq!(practice.anybody().get("/doctors").await.is(200)["items"], json!([]), "nobody finds them");
    practice.anybody().get(&format!("/doctors/{}", waiting.id)).await.is_problem(404, "not_found");
    let slot = json!({ "starts_at": "2027-03-04T09:00:00Z", "ends_at": "2027-03-04T10:00:00Z", "kind": "in_person" });
    waiting.post("/me/slots", slot).await.is_problem(403, "forbidden");
    for path in ["/appointments", "/me/slots"] {
        waiting.get(path).await.is_problem(403, "forbidden");
    }

    let told = practice.mails(&waiting, 1).await;
    assert!(told[0].text.contains("patients cannot find you"), "{}", told[0].text);
    let asked = practice.mails(&admin, 1).await;
    assert!(asked[0].text.contains("Dr Arta Leka") && asked[0].text.contains("/doctor-applications"), "{}", asked[0].text);
});

both!(staff_let_a_doctor_in, |practice| async move {
    let (waiting, admin, browser) = a_waiting_doctor(&practice).await;
    let told = admin.get("/notifications").await.is(200)["items"].clone();
    assert_eq!(
        (&told[0]["kind"], &told[0]["doctor_id"], &told[0]["with"], &told[0]["read"]),
        (&json!("doctor_applied"), &json!(waiting.id), &json!("Dr Arta Leka"), &json!(false))
    );
    assert_eq!((&told[0]["appointment_id"], &told[0]["starts_at"]), (&json!(null), &json!(null)));
    let page = browser.get("/notifications").await.raw;
    assert!(page.contains("Doctor Dr Arta Leka waits for approval") && page.contains("href=\"/doctor-applications\""), "{page}");
    let page = browser.get("/doctor-applications").await;
    assert!(page.status == 200 && page.raw.contains("AL-4711"), "{}", page.raw);
    browser
        .form(
            "/fn/doctors/review",
            &[
                ("id", &waiting.id),
                ("decision", "approved"),
                ("full_name", "Dr Arta Leka"),
                ("specialty", "neurology"),
                ("licence_number", "AL-4711"),
            ],
        )
        .await
        .is(303);
    assert_eq!(admin.get("/notifications").await.is(200)["items"][0]["read"], true, "nothing is left to do");

    let found = practice.anybody().get("/doctors?q=arta").await.is(200);
    assert_eq!(found["items"][0]["id"], waiting.id.as_str());
    // Search terms for a neurologist in four languages.
    for words in ["headache", "cerveau", "nervat", "%C4%91au%20%C4%91%E1%BA%A7u"] {
        let found = practice.anybody().get(&format!("/doctors?q={words}")).await.is(200);
        assert_eq!(found["items"][0]["id"], waiting.id.as_str(), "{words}");
    }
    let slot = waiting.offers("2027-03-04T09:00:00Z", "2027-03-04T10:00:00Z").await;
    practice.patient("Lan Nguyễn").await.books(&slot).await.is(201);
    practice.mails(&waiting, 3).await;
    let again = browser
        .call(
            "/fn/doctors/review",
            &[
                ("id", &waiting.id),
                ("decision", "refused"),
                ("full_name", "Dr Arta Leka"),
                ("specialty", "neurology"),
                ("licence_number", "AL-4711"),
                ("reason", "too late"),
            ],
        )
        .await;
    assert_eq!((again.status, &again.body["code"]), (409, &json!("decided")), "{}", again.raw);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM doctor_reviews").await, 1);
});

both!(staff_decline_with_a_reason_and_the_doctor_asks_once_more, |practice| async move {
    let (waiting, _, browser) = a_waiting_doctor(&practice).await;
    let without = browser
        .call(
            "/fn/doctors/review",
            &[
                ("id", &waiting.id),
                ("decision", "refused"),
                ("full_name", "Dr Arta Leka"),
                ("specialty", "neurology"),
                ("licence_number", "AL-4711"),
            ],
        )
        .await
        .is(422);
    assert_eq!(without["fields"][0]["field"], "reason");
    let declined = [
        ("id", waiting.id.as_str()),
        ("decision", "refused"),
        ("full_name", "Dr Arta Leka"),
        ("specialty", "neurology"),
        ("licence_number", "AL-4711"),
        ("reason", "The number is not in the register"),
    ];
    browser.form("/fn/doctors/review", &declined).await.is(303);
    let told = practice.mails(&waiting, 2).await;
    assert!(told[1].text.contains("The number is not in the register"), "{}", told[1].text);

    let theirs = practice.browser();
    theirs.signs_in(&waiting.email, PASSWORD).await.is(303);
    let home = theirs.get("/").await;
    assert!(home.raw.contains("The number is not in the register"), "{}", home.raw);
    waiting.patch("/me", json!({ "doctor": { "licence_number": "AL-4712" } })).await.is(200);
    theirs.form("/fn/doctors/ask", &[]).await.is(303);
    let page = browser.get("/doctor-applications").await;
    assert!(page.raw.contains("AL-4712") && page.raw.contains("The number is not in the register"), "{}", page.raw);
    assert_eq!(theirs.call("/fn/doctors/ask", &[]).await.status, 409, "they wait already");

    let outdated = [
        ("id", waiting.id.as_str()),
        ("decision", "approved"),
        ("full_name", "Dr Arta Leka"),
        ("specialty", "neurology"),
        ("licence_number", "AL-4711"),
    ];
    assert_eq!(browser.call("/fn/doctors/review", &outdated).await.status, 409, "that is not the number they give now");
    browser
        .form(
            "/fn/doctors/review",
            &[
                ("id", &waiting.id),
                ("decision", "approved"),
                ("full_name", "Dr Arta Leka"),
                ("specialty", "neurology"),
                ("licence_number", "AL-4712"),
            ],
        )
        .await
        .is(303);
    assert_eq!(practice.anybody().get("/doctors").await.is(200)["items"][0]["id"], waiting.id.as_str());
    assert_eq!(theirs.call("/fn/doctors/ask", &[]).await.status, 403, "who is in has nothing to ask");
});

both!(what_staff_approve_is_what_they_saw, |practice| async move {
    let (waiting, _, browser) = a_waiting_doctor(&practice).await;
    let seen = [
        ("id", waiting.id.as_str()),
        ("decision", "approved"),
        ("full_name", "Dr Arta Leka"),
        ("specialty", "neurology"),
        ("licence_number", "AL-4711"),
    ];
    waiting.patch("/me", json!({ "full_name": "Prof Dr Famous" })).await.is(200);
    assert_eq!(browser.call("/fn/doctors/review", &seen).await.status, 409, "another name");
    waiting.patch("/me", json!({ "full_name": "Dr Arta Leka", "doctor": { "specialty": "cardiology" } })).await.is(200);
    assert_eq!(browser.call("/fn/doctors/review", &seen).await.status, 409, "another specialty");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM doctors WHERE approved_at IS NULL").await, 1);
    waiting.patch("/me", json!({ "doctor": { "specialty": "neurology" } })).await.is(200);
    browser.form("/fn/doctors/review", &seen).await.is(303);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM doctors WHERE approved_at IS NULL").await, 0);
});

both!(nobody_but_staff_lets_doctors_in, |practice| async move {
    let (waiting, _, _) = a_waiting_doctor(&practice).await;
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    for person in [&waiting, &doctor, &patient] {
        let browser = practice.browser();
        browser.signs_in(&person.email, PASSWORD).await.is(303);
        let review = [
            ("id", waiting.id.as_str()),
            ("decision", "approved"),
            ("full_name", "Dr Arta Leka"),
            ("specialty", "neurology"),
            ("licence_number", "AL-4711"),
        ];
        assert_eq!(browser.call("/fn/doctors/review", &review).await.status, 403);
        assert_eq!(browser.call("/fn/doctors/waiting", &[]).await.status, 403);
        assert_eq!(browser.get("/doctor-applications").await.status, 403);
    }
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM doctors WHERE approved_at IS NULL").await, 1);
});

both!(each_role_says_what_is_its_own, |practice| async move {
    let named = |problem: &Value| -> Vec<String> {
        let errors = problem["errors"].as_array().expect("fields");
        let mut named: Vec<String> = errors.iter().map(|error| text(&error["pointer"])).collect();
        named.sort();
        named
    };
    let mut incomplete = doctor("arta@doctors.example");
    for field in ["specialty", "licence_number", "experience_years", "location", "time_zone"] {
        incomplete.as_object_mut().expect("an object").remove(field);
    }
    incomplete["date_of_birth"] = json!("1980-01-01");
    let problem = practice.anybody().post("/auth/register", incomplete).await.is_problem(422, "invalid");
    assert_eq!(
        named(&problem),
        ["/date_of_birth", "/experience_years", "/licence_number", "/location", "/specialty", "/time_zone"]
    );
    let mut wrong = doctor("arta@doctors.example");
    (wrong["experience_years"], wrong["specialty"]) = (json!(81), json!("astrology"));
    let problem = practice.anybody().post("/auth/register", wrong).await.is_problem(422, "invalid");
    assert_eq!(named(&problem), ["/experience_years", "/specialty"]);
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM users").await, 0);
});

both!(registering_again_and_again_fills_nobodys_box, |practice| async move {
    let patient = practice.patient("Lan Nguyễn").await;
    let mut body = doctor(&patient.email);
    let mut statuses = Vec::new();
    for _ in 0..8 {
        body["password"] = json!("another long password");
        statuses.push(practice.anybody().post("/auth/register", body.clone()).await.status);
    }
    assert!(statuses.contains(&429), "{statuses:?}");
    practice.mails(&patient, 1 + statuses.iter().filter(|status| **status == 202).count()).await;
});

both!(a_patient_changes_what_is_known_of_them, |practice| async move {
    let patient = practice.patient("Lan Nguyễn").await;
    let change = json!({
        "full_name": "Lan Nguyễn-Martin", "phone": null, "gender": "undisclosed", "locale": "vi", "time_zone": "Asia/Ho_Chi_Minh",
        "patient": {
            "date_of_birth": "1987-06-06", "address": "2 rue du Bac\nParis",
            "emergency_contact": { "name": "Minh Nguyễn", "phone": "+33 6 11 22 33 44" },
        },
    });
    let changed = patient.patch("/me", change).await.is(200);
    assert_eq!(changed, patient.get("/me").await.is(200));
    assert_eq!((&changed["full_name"], &changed["phone"]), (&json!("Lan Nguyễn-Martin"), &Value::Null));
    assert_eq!((&changed["locale"], &changed["time_zone"]), (&json!("vi"), &json!("Asia/Ho_Chi_Minh")));
    assert_eq!(changed["patient"]["emergency_contact"]["name"], "Minh Nguyễn");
    let less = patient.patch("/me", json!({ "patient": { "emergency_contact": null } })).await.is(200);
    assert_eq!((&less["patient"]["emergency_contact"], &less["patient"]["date_of_birth"]), (&Value::Null, &json!("1987-06-06")));
    assert_eq!(patient.patch("/me", json!({})).await.is(200)["full_name"], "Lan Nguyễn-Martin", "nothing said, nothing changed");
});

both!(a_doctor_changes_what_patients_see_and_is_found_by_it, |practice| async move {
    let doctor = practice.doctor().await;
    let change = json!({
        "doctor": {
            "experience_years": 20, "location": "Durrës", "bio": "Heart and rhythm.", "languages": ["it", "sq"],
            "kinds": ["video"], "fee": { "amount": 250_000, "currency": "ALL" }, "auto_confirm": true,
        },
    });
    doctor.patch("/me", change).await.is(200);
    let found = practice.anybody().get("/doctors?q=hoxha%20durres&language=it&kind=video").await.is(200);
    let seen = &found["items"][0];
    assert_eq!((&seen["id"], &seen["fee"]), (&json!(doctor.id), &json!({ "amount": 250_000, "currency": "ALL" })), "{found}");
    assert_eq!((&seen["languages"], &seen["kinds"]), (&json!(["it", "sq"]), &json!(["video"])));
    doctor.patch("/me", json!({ "time_zone": null })).await.is_problem(422, "invalid");
});

both!(what_is_wrong_in_a_change_changes_nothing, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let before = patient.get("/me").await.is(200);
    for wrong in [
        json!({ "full_name": "" }),
        json!({ "full_name": "x".repeat(121) }),
        json!({ "full_name": "Eve\u{202e}moT" }),
        json!({ "full_name": "Eve, see https://evil.example" }),
        json!({ "full_name": "eve@evil.example" }),
        json!({ "phone": "call me" }),
        json!({ "gender": "robot" }),
        json!({ "time_zone": "Europe/Atlantis" }),
        json!({ "email": "new@example.org" }),
        json!({ "role": "admin" }),
        json!({ "id": doctor.id }),
        json!({ "doctor": { "bio": "I am one now" } }),
        json!({ "patient": { "date_of_birth": "2026-02-30" } }),
        json!({ "patient": { "date_of_birth": "2029-01-01" } }),
        json!({ "full_name": "Somebody Else", "patient": { "emergency_contact": { "name": "Minh", "phone": "" } } }),
        json!({ "patient": [null, null] }),
        json!({ "patient": { "emergency_contact": ["Minh Nguyễn", "+33 6 11 22 33 44"] } }),
    ] {
        let answer = patient.patch("/me", wrong.clone()).await;
        assert_eq!(answer.status, 422, "{wrong}: {}", answer.raw);
    }
    assert_eq!(patient.get("/me").await.is(200), before);
    for wrong in [
        json!({ "doctor": { "languages": [] } }),
        json!({ "doctor": { "kinds": ["telepathy"] } }),
        json!({ "doctor": { "fee": { "amount": -1, "currency": "EUR" } } }),
        json!({ "doctor": { "fee": { "amount": 1, "currency": "XXX" } } }),
        json!({ "doctor": { "approved_at": null } }),
        json!({ "doctor": { "fee": [4500, "EUR"] } }),
        json!({ "patient": { "address": "x" } }),
    ] {
        let answer = doctor.patch("/me", wrong.clone()).await;
        assert_eq!(answer.status, 422, "{wrong}: {}", answer.raw);
    }
});

both!(the_profiles_forms_work_without_javascript, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let (hers, his) = (practice.browser(), practice.browser());
    hers.signs_in(&patient.email, PASSWORD).await.is(303);
    his.signs_in(&doctor.email, PASSWORD).await.is(303);

    let said = [
        ("full_name", "Lan N. Nguyễn"),
        ("phone", ""),
        ("gender", "female"),
        ("time_zone", "Paris"),
        ("birth_day", "5"),
        ("birth_month", "6"),
        ("birth_year", "1987"),
        ("address", ""),
        ("emergency_name", "Minh"),
        ("emergency_phone", "0611223344"),
    ];
    hers.form("/fn/accounts/change", &said).await.is(303);
    let me = patient.get("/me").await.is(200);
    assert_eq!((&me["full_name"], &me["time_zone"]), (&json!("Lan N. Nguyễn"), &json!("Europe/Paris")), "a city is enough");
    assert_eq!((&me["patient"]["address"], &me["patient"]["emergency_contact"]["name"]), (&Value::Null, &json!("Minh")));

    let said = [
        ("specialty", "dermatology"),
        ("experience_years", "13"),
        ("location", "Vlorë"),
        ("bio", "Skin."),
        ("languages[]", "sq"),
        ("languages[]", "en"),
        ("kinds[]", "in_person"),
        ("fee", "45,50"),
        ("currency", "EUR"),
    ];
    his.form("/fn/accounts/practice", &said).await.is(303);
    let me = doctor.get("/me").await.is(200);
    assert_eq!(me["doctor"]["fee"], json!({ "amount": 4550, "currency": "EUR" }));
    assert_eq!((&me["doctor"]["languages"], &me["doctor"]["kinds"]), (&json!(["en", "sq"]), &json!(["in_person"])));

    let wrong =
        [("specialty", "dermatology"), ("experience_years", "many"), ("location", "Vlorë"), ("fee", "4.555"), ("currency", "EUR")];
    his.form_on("/profile/practice", "/fn/accounts/practice", &wrong).await.is(303);
    let page = his.get("/profile/practice").await;
    for kept in ["value=\"many\"", "value=\"4.555\""] {
        assert!(page.raw.contains(kept), "{kept}: {}", page.raw);
    }
    assert_eq!(doctor.get("/me").await.is(200)["doctor"]["experience_years"], 13);
});
