//! The audit log: what is recorded, when, and what the chain over it notices.

use praxis::platform::audit::chain::{self, Broken, Verified};
use serde_json::json;

use crate::harness::{DoctorSeed, Engine, PASSWORD, Practice, both, text};

const NINE: &str = "2027-03-04T09:00:00Z";
const TEN: &str = "2027-03-04T10:00:00Z";
const ELEVEN: &str = "2027-03-04T11:00:00Z";

const READS: &str = "SELECT COUNT(*) FROM audit_records WHERE action = 'appointments.read' AND outcome = 'done' \
     AND patient_id IS NOT NULL AND actor IS NOT NULL AND session_id IS NOT NULL AND address = '127.0.0.1'";
const REFUSED: &str = "SELECT COUNT(*) FROM audit_records WHERE outcome = 'refused'";

both!(a_read_of_a_patients_data_writes_one_row_a_request_and_patient, |practice| async move {
    let (doctor, ana, besa) =
        (practice.doctor().await, practice.patient("Ana Dervishi").await, practice.patient("Besa Kola").await);
    let mut ids = Vec::new();
    for (patient, from, to) in [(&ana, NINE, TEN), (&besa, TEN, ELEVEN), (&ana, ELEVEN, "2027-03-04T12:00:00Z")] {
        ids.push(text(&patient.books(&doctor.offers(from, to).await).await.is(201)["id"]));
    }
    assert_eq!(practice.rows.count(READS).await, 0, "booking one's own is no read of somebody's");
    ana.get(&format!("/appointments/{}", ids[0])).await.is(200);
    ana.get("/appointments").await.is(200);
    assert_eq!(practice.rows.count(READS).await, 0, "nor is reading one's own");

    doctor.get(&format!("/appointments/{}", ids[0])).await.is(200);
    assert_eq!(practice.rows.count(READS).await, 1);
    assert_eq!(doctor.get("/appointments").await.is(200)["items"].as_array().map(Vec::len), Some(3));
    assert_eq!(practice.rows.count(READS).await, 3, "three appointments of two patients");
    let one = doctor.get("/appointments?limit=1").await.is(200);
    assert_eq!(practice.rows.count(READS).await, 4, "the row that only shows that there is more is not read");
    assert!(one["next_cursor"].is_string());

    doctor.sets(&ids[0], "confirmed").await.is(200);
    assert_eq!(practice.rows.count(READS).await, 4, "the change has its own row");
    const CHANGED: &str =
        "SELECT COUNT(*) FROM audit_records WHERE action = 'appointments.change_status' AND patient_id IS NOT NULL";
    assert_eq!(practice.rows.count(CHANGED).await, 1);
    let admin = practice.admin().await;
    admin.get(&format!("/appointments/{}", ids[1])).await.is(200);
    assert_eq!(practice.rows.count(READS).await, 5);
});

both!(who_is_refused_is_recorded, |practice| async move {
    let (doctor, ana, besa) =
        (practice.doctor().await, practice.patient("Ana Dervishi").await, practice.patient("Besa Kola").await);
    let colleague = practice.doctor_like(&DoctorSeed { name: "Dr Other", ..DoctorSeed::default() }).await;
    let id = text(&ana.books(&doctor.offers(NINE, TEN).await).await.is(201)["id"]);
    for person in [&besa, &colleague] {
        person.get(&format!("/appointments/{id}")).await.is_problem(404, "not_found");
    }
    assert_eq!(practice.rows.count(REFUSED).await, 2);
    assert_eq!(
        practice.rows.words("SELECT DISTINCT action FROM audit_records WHERE outcome = 'refused'").await,
        ["ReadAppointments"]
    );
    assert_eq!(
        practice.rows.ids("SELECT DISTINCT subject FROM audit_records WHERE outcome = 'refused'").await.len(),
        1,
        "what they asked for"
    );
    besa.get("/me/slots").await.is_problem(403, "forbidden");
    practice.anybody().get("/appointments").await.is_problem(401, "not_signed_in");
    assert_eq!(practice.rows.count(REFUSED).await, 3, "those who are not signed in are nobody");
});

both!(signing_in_is_recorded_and_failing_to, |practice| async move {
    const IN: &str = "SELECT COUNT(*) FROM audit_records WHERE action = 'accounts.sign_in' AND outcome = 'done' AND actor = subject \
         AND session_id IS NOT NULL";
    const FAILED: &str =
        "SELECT COUNT(*) FROM audit_records WHERE action = 'accounts.sign_in' AND outcome = 'failed' AND actor IS NULL";
    let ana = practice.patient("Ana Dervishi").await;
    assert_eq!((practice.rows.count(IN).await, practice.rows.count(FAILED).await), (1, 0));
    for email in [ana.email.as_str(), "nobody@patients.example"] {
        let body = json!({ "email": email, "password": format!("{PASSWORD}!") });
        practice.anybody().post("/auth/login", body).await.is_problem(401, "wrong_credentials");
    }
    assert_eq!((practice.rows.count(IN).await, practice.rows.count(FAILED).await), (1, 2));
    assert_eq!(practice.rows.ids("SELECT DISTINCT subject FROM audit_records WHERE outcome = 'failed'").await.len(), 2);
});

/// Does what only somebody with full access to the database can do.
async fn tamper(practice: &Practice, sql: &'static str) {
    match practice.database.as_ref().map_or(Engine::Sqlite, |_| Engine::Postgres) {
        Engine::Sqlite => {
            for trigger in ["DROP TRIGGER IF EXISTS audit_records_keep_update", "DROP TRIGGER IF EXISTS audit_records_keep_delete"]
            {
                practice.rows.change(trigger).await;
            }
            practice.rows.change("DROP TRIGGER IF EXISTS audit_seals_keep_update").await;
            practice.rows.change("DROP TRIGGER IF EXISTS audit_seals_keep_delete").await;
        }
        Engine::Postgres => {
            practice.rows.change("ALTER TABLE audit_records DISABLE TRIGGER ALL").await;
            practice.rows.change("ALTER TABLE audit_seals DISABLE TRIGGER ALL").await;
        }
    }
    practice.rows.change(sql).await;
}

async fn verify(practice: &Practice) -> Result<Verified, Broken> {
    chain::verify(&practice.app).await.expect("the log can be read")
}

both!(the_log_is_append_only_and_its_chain_names_the_first_broken_row, |practice| async move {
    let ana = practice.patient("Ana Dervishi").await;
    for _ in 0..3 {
        ana.renew().await;
    }
    chain::seal(&practice.app, true).await.expect("it can be sealed");
    let Verified { rows, unsealed, has_head } = verify(&practice).await.expect("nothing is broken");
    assert!(rows >= 5 && unsealed == 0 && has_head, "{rows}");
    let all = practice.rows.count("SELECT COUNT(*) FROM audit_records").await;
    assert_eq!(rows, all, "each row has a seal");
    ana.renew().await;
    chain::seal(&practice.app, false).await.expect("it can be sealed");
    assert_eq!(verify(&practice).await.map(|verified| verified.rows), Ok(all + 1), "the chain goes on");
});

macro_rules! tampered {
    ($name:ident, $($sql:expr),+ => $expected:pat) => {
        both!($name, |practice| async move {
            let ana = practice.patient("Ana Dervishi").await;
            for _ in 0..4 {
                ana.renew().await;
            }
            chain::seal(&practice.app, true).await.expect("it can be sealed");
            verify(&practice).await.expect("nothing is broken");
            $(tamper(&practice, $sql).await;)+
            let found = verify(&practice).await.expect_err("it is noticed");
            assert!(matches!(found, $expected), "{found:?}");
        });
    };
}

tampered!(a_changed_row_is_named, "UPDATE audit_records SET address = '10.0.0.1' \
     WHERE id = (SELECT record_id FROM audit_seals WHERE seq = 3)" => Broken::Changed { seq: 3, .. });
tampered!(a_removed_row_is_named, "DELETE FROM audit_records \
     WHERE id = (SELECT record_id FROM audit_seals WHERE seq = 2)" => Broken::Removed { seq: 2, .. });
tampered!(a_row_that_was_removed_with_its_seal_is_named, "DELETE FROM audit_records \
     WHERE id = (SELECT record_id FROM audit_seals WHERE seq = 4)", "DELETE FROM audit_seals WHERE seq = 4" => Broken::SealRemoved { seq: 4 });
tampered!(rows_in_another_order_are_named, "UPDATE audit_seals SET seq = seq + 100 WHERE seq IN (2, 3)",
    "UPDATE audit_seals SET seq = 105 - seq WHERE seq > 100 AND seq < 104" => Broken::Changed { seq: 2, .. });
tampered!(a_cut_tail_is_named, "DELETE FROM audit_records WHERE id IN (SELECT record_id FROM audit_seals WHERE seq > 3)",
    "DELETE FROM audit_seals WHERE seq > 3" => Broken::Cut { last: 3, .. });
