//! 200 clients book 20 slots at the same time, and some cancel. In any order: a slot has at most one active appointment, nobody
//! has overlapping appointments, and every 201 has a row. In `crowd`, each client sends several requests at once.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::Duration;
use praxis::platform::clock::random;
use serde_json::json;
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::harness::{DoctorSeed, Engine, Person, Practice, both, run, text};

mod crowd;

const CLIENTS: usize = 200;
const SLOTS: usize = 20;
const ROUNDS: i64 = 20;
/// Slots that each client tries before it gives up.
const TRIES: usize = 3;

/// The results of the clients.
#[derive(Debug, Default)]
struct Told {
    booked: Vec<Uuid>,
    cancelled: Vec<Uuid>,
    lost: usize,
    wrong: Vec<String>,
}

fn dice(sides: usize) -> usize {
    usize::from(random::<1>()[0]) % sides
}

/// One client: tries a slot; after a conflict it tries an offered alternative, after a success it cancels every second appointment
/// and tries again.
async fn want(person: Arc<Person>, slots: Arc<Vec<Uuid>>) -> Told {
    let mut told = Told::default();
    let mut slot = slots[dice(SLOTS)].to_string();
    for _ in 0..TRIES {
        let answer = person.books(&slot).await;
        match answer.status {
            201 => {
                let id = text(&answer.body["id"]);
                told.booked.push(id.parse().expect("an id"));
                if dice(2) == 0 {
                    return told;
                }
                let gone = person
                    .patch(&format!("/appointments/{id}"), json!({ "status": "cancelled", "reason": "changed my mind" }))
                    .await;
                if gone.status == 200 {
                    told.cancelled.push(id.parse().expect("an id"))
                } else {
                    told.wrong.push(format!("cancel {}", gone.raw))
                }
                slot = slots[dice(SLOTS)].to_string();
            }
            409 => {
                told.lost += 1;
                let nearest = answer.body["nearest_slots"].as_array().cloned().unwrap_or_default();
                if nearest.is_empty() || nearest.len() > 3 {
                    told.wrong.push(format!("{} nearest slots: {}", nearest.len(), answer.raw));
                }
                let offered = nearest.first().map(|slot| text(&slot["id"])).and_then(|id| id.parse::<Uuid>().ok());
                slot = offered.filter(|id| slots.contains(id)).unwrap_or(slots[dice(SLOTS)]).to_string();
            }
            status => told.wrong.push(format!("{status} {}", answer.raw)),
        }
    }
    told
}

/// `count` patients, distributed over the servers.
async fn patients(practice: &Practice, count: usize, servers: &[String]) -> Vec<Arc<Person>> {
    let now = practice.clock.now();
    let mut people = Vec::new();
    for n in 0..count {
        let (id, _) = practice.rows.add_patient(&format!("Patient {n}"), "", now).await;
        people.push(Arc::new(practice.let_in(id).await.at_server(&servers[n % servers.len()])));
    }
    people
}

/// Checks that no slot is booked twice and that no active appointments overlap.
async fn nobody_is_twice(practice: &Practice, round: i64) {
    const TWO_IN_A_SLOT: &str = "SELECT COUNT(*) FROM (SELECT slot_id FROM appointments WHERE status IN ('pending', 'confirmed') \
         GROUP BY slot_id HAVING COUNT(*) > 1) AS double";
    const IN_TWO_PLACES: &str = "SELECT COUNT(*) FROM appointments a JOIN appointments b ON a.id < b.id \
         AND (a.patient_id = b.patient_id OR a.doctor_id = b.doctor_id) AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at \
         WHERE a.status IN ('pending', 'confirmed') AND b.status IN ('pending', 'confirmed')";
    assert_eq!(practice.rows.count(TWO_IN_A_SLOT).await, 0, "round {round}: two in one slot");
    assert_eq!(practice.rows.count(IN_TWO_PLACES).await, 0, "round {round}: somebody in two places");
}

async fn race(practice: Practice, servers: Vec<String>) {
    const ACTIVE: &str = "SELECT id FROM appointments WHERE status IN ('pending', 'confirmed')";

    let now = practice.clock.now();
    let mut doctors = Vec::new();
    for _ in 0..SLOTS {
        doctors.push(practice.rows.add_doctor(&DoctorSeed::default(), "", now).await.0);
    }
    // No client requests these, so that there is always a free one to offer.
    let far = now + Duration::days(90);
    let spare: Vec<_> = doctors
        .iter()
        .flat_map(|doctor| (0..2).map(|n| (*doctor, far + Duration::hours(n), far + Duration::hours(n + 1))))
        .collect();
    practice.rows.add_slots(&spare, now).await;
    let people = patients(&practice, CLIENTS, &servers).await;

    let (mut booked, mut cancelled, mut lost) = (HashSet::new(), HashSet::new(), 0);
    for round in 0..ROUNDS {
        // One hour long, starting 15 minutes apart within 45 minutes: all of them overlap.
        let begin = now + Duration::days(3 + round);
        let wanted: Vec<_> = doctors
            .iter()
            .zip(0_i32..)
            .map(|(doctor, n)| (*doctor, begin + Duration::minutes(15) * (n % 4), begin + Duration::minutes(15) * (n % 4 + 4)))
            .collect();
        let slots = Arc::new(practice.rows.add_slots(&wanted, now).await);
        let start = Arc::new(Barrier::new(CLIENTS));
        let mut clients = tokio::task::JoinSet::new();
        for person in &people {
            let (person, slots, start) = (person.clone(), slots.clone(), start.clone());
            clients.spawn(async move {
                start.wait().await;
                want(person, slots).await
            });
        }
        while let Some(told) = clients.join_next().await {
            let told = told.expect("a client came back");
            assert!(told.wrong.is_empty(), "round {round}: {:#?}", told.wrong);
            lost += told.lost;
            booked.extend(told.booked);
            cancelled.extend(told.cancelled);
        }
        nobody_is_twice(&practice, round).await;
    }
    let active: HashSet<Uuid> = practice.rows.ids(ACTIVE).await.into_iter().collect();
    let all: HashSet<Uuid> = practice.rows.ids("SELECT id FROM appointments").await.into_iter().collect();
    assert_eq!(all, booked, "what was answered 201, and the rows");
    assert_eq!(active, booked.difference(&cancelled).copied().collect(), "what was not given back, and the active rows");
    assert!(
        booked.len() > cancelled.len() && !cancelled.is_empty() && lost > CLIENTS,
        "{} {} {lost}",
        booked.len(),
        cancelled.len()
    );
    println!("{} booked, {} of them given back, {lost} conflicts", booked.len(), cancelled.len());
}

both!(nobody_is_booked_twice_whoever_is_first, |settings| settings.limits = false, |practice: Practice| async move {
    let server = practice.url.clone();
    race(practice, vec![server]).await;
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_booked_twice_by_two_servers_on_one_postgres() {
    run(
        Engine::Postgres,
        |settings| settings.limits = false,
        |practice: Practice| async move {
            let (second, url) = practice.second_server(|settings| settings.limits = false).await;
            let servers = vec![practice.url.clone(), url];
            race(practice, servers).await;
            second.stop().await;
        },
    )
    .await;
}

both!(
    times_that_overlap_are_offered_once_however_many_are_sent,
    |settings| settings.limits = false,
    |practice: Practice| async move {
        const OVERLAPPING: &str = "SELECT COUNT(*) FROM slots a JOIN slots b ON a.id < b.id AND a.doctor_id = b.doctor_id \
         AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at";
        let doctor = practice.doctor().await;
        let mut offered = 0;
        for round in 0..10 {
            let begin = practice.clock.now() + Duration::days(3 + round);
            let offers = (0..8).map(|n| {
                let from = begin + Duration::minutes(20 * n);
                doctor.post("/me/slots", json!({ "starts_at": from, "ends_at": from + Duration::hours(1), "kind": "video" }))
            });
            for answer in futures::future::join_all(offers).await {
                match answer.status {
                    201 => offered += 1,
                    _ => drop(answer.is_problem(409, "slot_overlaps")),
                }
            }
            assert_eq!(practice.rows.count(OVERLAPPING).await, 0, "round {round}");
        }
        assert_eq!(practice.rows.count("SELECT COUNT(*) FROM slots").await, offered);
        assert!(offered >= 20, "{offered}");
    }
);

both!(
    a_slot_is_not_deleted_or_moved_while_somebody_books_it,
    |settings| settings.limits = false,
    |practice: Practice| async move {
        const NOT_AS_OFFERED: &str = "SELECT COUNT(*) FROM appointments a JOIN slots s ON s.id = a.slot_id \
         WHERE a.status IN ('pending', 'confirmed') AND (s.deleted_at IS NOT NULL OR s.starts_at <> a.starts_at OR s.ends_at <> a.ends_at)";
        let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
        let (begin, id) = (practice.clock.now() + Duration::days(3), doctor.id.parse().expect("an id"));
        let times: Vec<_> = (0..100).map(|n| (id, begin + Duration::hours(n), begin + Duration::minutes(60 * n + 20))).collect();
        let slots = practice.rows.add_slots(&times, practice.clock.now()).await;
        let mut outcomes = [0; 2];
        for (n, (slot, (_, from, to))) in slots.iter().zip(&times).enumerate() {
            let (slot, path) = (slot.to_string(), format!("/me/slots/{slot}"));
            let change = async {
                if n % 2 == 0 {
                    return doctor.delete(&path).await;
                }
                let later = json!({ "starts_at": *from + Duration::minutes(30), "ends_at": *to + Duration::minutes(30), "kind": "in_person" });
                doctor.patch(&path, later).await
            };
            let (booked, changed) = tokio::join!(patient.books(&slot), change);
            // A slot that was never booked is deleted completely, so booking it is a 404.
            assert!(matches!(booked.status, 201 | 404 | 409), "{}", booked.raw);
            assert!(matches!(changed.status, 200 | 204 | 409), "{}", changed.raw);
            outcomes[usize::from(changed.status == 409)] += 1;
            assert_eq!(
                practice.rows.count(NOT_AS_OFFERED).await,
                0,
                "slot {n}: booked {}, changed {}",
                booked.status,
                changed.status
            );
        }
        println!("{} changed first, {} booked first", outcomes[0], outcomes[1]);
    }
);
