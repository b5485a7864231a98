//! The practice that `praxis demo` makes.

use crate::harness::both;

const COUNTS: [&str; 4] = [
    "SELECT COUNT(*) FROM users",
    "SELECT COUNT(*) FROM doctors WHERE approved_at IS NOT NULL",
    "SELECT COUNT(*) FROM slots",
    "SELECT COUNT(*) FROM appointments",
];

both!(everybody_of_the_demo_signs_in_and_every_doctor_has_times, |practice| async move {
    let sign_ins = praxis::demo::create(&practice.app).await.expect("it is made").expect("nobody else is here");
    for sign_in in &sign_ins {
        practice.browser().signs_in(&sign_in.email, &sign_in.password).await.is(303);
    }
    let mut before = Vec::new();
    for count in COUNTS {
        before.push(practice.rows.count(count).await);
    }
    assert!(before[1] >= 12, "a dozen doctors");
    let found = practice.anybody().get("/doctors?limit=200").await.is(200);
    for doctor in found["items"].as_array().expect("a list") {
        assert!(!doctor["next_slots"].as_array().expect("a list").is_empty(), "{} has no free time", doctor["full_name"]);
    }

    praxis::demo::create(&practice.app).await.expect("it stands").expect("it is a demo");
    for (count, before) in COUNTS.iter().zip(before) {
        assert_eq!(practice.rows.count(count).await, before, "made once: {count}");
    }
});

both!(a_practice_with_people_in_it_does_not_become_a_demo, |practice| async move {
    practice.patient("Lan Nguyễn").await;
    let made = praxis::demo::create(&practice.app).await.expect("it is looked at");
    assert!(made.is_none(), "a demo's password is public");
    assert_eq!(practice.rows.count("SELECT COUNT(*) FROM users").await, 1);
});
