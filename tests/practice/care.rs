//! Care relationships: whom they open a patient's record to, and from when to when.

use chrono::Duration;
use futures::FutureExt;
use praxis::base::error::Code;
use praxis::base::model::{Id, Role, User};
use praxis::features::care::service::{self as care, Between, CareSource};
use praxis::policy::{Actor, act, allow};
use uuid::Uuid;

use crate::harness::{DoctorSeed, Practice, both};

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
            app.write(move |tx| {
                async move { care::begin(tx, &clock, between, (CareSource::Appointment, None), until).await }.boxed()
            })
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

both!(an_emergency_ends_by_itself_and_only_its_doctor_ends_it_before, |practice: Practice| async move {
    let patient = practice.patient("Ana Dervishi").await;
    let doctor = practice.doctor().await;
    let colleague = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;
    let between = Between { patient: user(&patient.id).of(), doctor: user(&doctor.id).of() };
    let open = || {
        let (app, clock) = (practice.app.clone(), practice.app.clock.clone());
        async move {
            app.write(move |tx| {
                async move { care::begin_emergency(tx, &clock, between, "unconscious", Duration::hours(4)).await }.boxed()
            })
            .await
        }
    };
    let end = |id, by: &str| {
        let (app, clock, by) = (practice.app.clone(), practice.app.clock.clone(), user(by).of());
        async move { app.write(move |tx| async move { care::end(tx, &clock, id, by).await }.boxed()).await }
    };
    let first = open().await.expect("it is opened");
    assert!(sees(&practice, &doctor.id, Role::Doctor, &patient.id).await);
    assert_eq!(end(first, &colleague.id).await, Err(Code::NotFound.into()));
    practice.advance(Duration::hours(5));
    assert!(!sees(&practice, &doctor.id, Role::Doctor, &patient.id).await);
    assert_eq!(end(first, &doctor.id).await, Err(Code::NotFound.into()), "it had ended");
    let second = open().await.expect("it is opened again");
    practice.advance(Duration::minutes(1));
    end(second, &doctor.id).await.expect("its doctor ends it");
    assert!(!sees(&practice, &doctor.id, Role::Doctor, &patient.id).await);
});
