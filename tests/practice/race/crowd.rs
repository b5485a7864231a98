//! 40 patients who each send four requests at the same time, to all servers. In every other round nobody else requests the same
//! slots, so that only a patient's own appointments conflict; in the others the slots overlap, and many patients request them.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use tokio::sync::Barrier;
use uuid::Uuid;

use super::{ROUNDS, dice, nobody_is_twice, patients};
use crate::harness::{DoctorSeed, Engine, Practice, both, run, text};

const PATIENTS: usize = 40;
const DOCTORS: usize = 40;
/// Doctors that all patients request in the rounds with overlapping slots.
const WANTED: usize = 10;
/// Requests per patient, and slots per doctor.
const AT_ONCE: usize = 4;

/// One request and its result.
#[derive(Debug)]
struct Wish {
    patient: usize,
    doctor: usize,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    /// The appointment, or the problem's code.
    told: Result<Uuid, String>,
}

impl Wish {
    fn meets(&self, other: &Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// The doctor and the doctor's slot that the patient's `n`-th request is for.
fn wanted(alone: bool, patient: usize, n: usize) -> (usize, usize) {
    if alone {
        // Ten groups of four patients share four doctors; in a group, each patient has their own time of day.
        (patient / AT_ONCE * AT_ONCE + n, patient % AT_ONCE)
    } else {
        ((patient + n * 3) % WANTED, dice(AT_ONCE))
    }
}

async fn crowd(practice: Practice, servers: Vec<String>) {
    let now = practice.clock.now();
    let mut doctors = Vec::new();
    for _ in 0..DOCTORS {
        doctors.push(practice.rows.add_doctor(&DoctorSeed::default(), "", now).await.0);
    }
    let people = patients(&practice, PATIENTS, &servers).await;
    let (mut booked, mut taken, mut busy) = (HashSet::new(), 0, 0);
    for round in 0..ROUNDS {
        let alone = round % 2 == 0;
        // Two hours apart, shifted by minutes between doctors; or half an hour, so that a slot overlaps the next but not the one after.
        let apart = Duration::minutes(if alone { 120 } else { 30 });
        let begin = |doctor: usize, n: usize| {
            let minutes = i64::try_from(doctor % AT_ONCE).expect("a few") * 10;
            now + Duration::days(3 + round) + apart * i32::try_from(n).expect("a few") + Duration::minutes(minutes)
        };
        let times: Vec<_> =
            (0..DOCTORS * AT_ONCE).map(|place| (place / AT_ONCE, begin(place / AT_ONCE, place % AT_ONCE))).collect();
        let rows: Vec<_> = times.iter().map(|(doctor, from)| (doctors[*doctor], *from, *from + Duration::hours(1))).collect();
        let slots = practice.rows.add_slots(&rows, now).await;

        let start = Arc::new(Barrier::new(PATIENTS * AT_ONCE));
        let mut requests = tokio::task::JoinSet::new();
        for (patient, person) in people.iter().enumerate() {
            for n in 0..AT_ONCE {
                let (doctor, time) = wanted(alone, patient, n);
                let place = doctor * AT_ONCE + time;
                let (slot, (_, from, to)) = (slots[place].to_string(), rows[place]);
                let (person, start) = (person.at_server(&servers[n % servers.len()]), start.clone());
                requests.spawn(async move {
                    start.wait().await;
                    let answer = person.books(&slot).await;
                    let told = match (answer.status, answer.body["code"].as_str()) {
                        (201, _) => Ok(text(&answer.body["id"]).parse().expect("an id")),
                        (409, Some(code @ ("slot_taken" | "patient_busy"))) => Err(code.to_owned()),
                        _ => panic!("{} {}", answer.status, answer.raw),
                    };
                    Wish { patient, doctor, from, to, told }
                });
            }
        }
        let wishes = requests.join_all().await;
        nobody_is_twice(&practice, round).await;
        let has = |is: &dyn Fn(&Wish) -> bool| wishes.iter().any(|other| other.told.is_ok() && is(other));
        for wish in &wishes {
            match wish.told.as_ref().map_err(String::as_str) {
                Ok(id) => assert!(booked.insert(*id), "{id} is told twice"),
                Err("slot_taken") => {
                    assert!(has(&|other| other.doctor == wish.doctor && other.meets(wish)), "the doctor was free: {wish:?}");
                    taken += 1;
                }
                Err(_) => {
                    assert!(has(&|other| other.patient == wish.patient && other.meets(wish)), "the patient was free: {wish:?}");
                    busy += 1;
                }
            }
        }
        let won = wishes.iter().filter(|wish| wish.told.is_ok()).count();
        assert!(!alone || won == PATIENTS, "round {round}: each patient is in one place, and {won} are in any");
    }
    let rows: HashSet<Uuid> = practice.rows.ids("SELECT id FROM appointments").await.into_iter().collect();
    assert_eq!(rows, booked, "what was answered 201, and the rows");
    assert!(taken > 500 && busy > 500 && booked.len() > 400, "{} booked, {taken} taken, {busy} busy", booked.len());
    println!("{} booked, {taken} refused for the doctor, {busy} for the patient", booked.len());
}

both!(
    a_patient_who_asks_for_everything_at_once_is_in_one_place,
    |settings| settings.limits = false,
    |practice: Practice| async move {
        let server = practice.url.clone();
        crowd(practice, vec![server]).await;
    }
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_patient_who_asks_two_servers_for_everything_is_in_one_place() {
    run(
        Engine::Postgres,
        |settings| settings.limits = false,
        |practice: Practice| async move {
            let (second, url) = practice.second_server(|settings| settings.limits = false).await;
            let servers = vec![practice.url.clone(), url];
            crowd(practice, servers).await;
            second.stop().await;
        },
    )
    .await;
}
