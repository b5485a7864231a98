//! Model-based test of appointments: people take random steps in any order while time passes, and the practice has to answer and
//! show what the model says. The model states the rules itself (see [`Model`]) and shares no code with the server. proptest
//! shrinks a failed walk to a minimal one.
//!
//! `PROPTEST_CASES=1000` runs more walks than the default.

use std::collections::BTreeMap;
use std::sync::Mutex;

use chrono::{DateTime, Duration, Utc};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, DoctorSeed, Person, Practice, both, text};

mod model;
mod step;

use model::{Fate, MINUTE, Model, Refusal, Slot, Visit, Who};
use step::{Edge, Hand, Step, walks};

const WALKS: u32 = 24;
/// The practice's cancellation deadline for patients.
const CANCEL_HOURS: u32 = 2;

/// Slots at the start of a walk: doctor, start and end minute. The first doctor's first two overlap, which no endpoint allows; the
/// second doctor's overlap all of the first's, and the last two are adjacent.
const MORNING: [(usize, i64, i64); 8] =
    [(0, 240, 300), (0, 270, 330), (0, 360, 380), (0, 480, 600), (1, 285, 315), (1, 370, 430), (1, 510, 540), (1, 540, 570)];

/// The people of one walk in the running practice, and their model.
struct Walk<'a> {
    practice: &'a Practice,
    /// The start of the model's time, on a whole minute.
    morning: DateTime<Utc>,
    patients: [Person; 2],
    doctors: [Person; 2],
    admin: Person,
    model: Model,
}

/// How often each outcome of each step occurred.
type Met = Mutex<BTreeMap<String, u32>>;

impl<'a> Walk<'a> {
    async fn begin(practice: &'a Practice, admin: Uuid) -> Self {
        let rows = &practice.rows;
        practice.advance(Duration::microseconds(MINUTE - practice.clock.now().timestamp_micros().rem_euclid(MINUTE)));
        let morning = practice.clock.now();
        let mut doctors = Vec::new();
        for auto_confirm in [false, true] {
            let seed = DoctorSeed { auto_confirm, ..DoctorSeed::default() };
            doctors.push(rows.add_doctor(&seed, "", morning).await.0);
        }
        let (lan, arben) =
            (rows.add_patient("Lan Nguyễn", "", morning).await.0, rows.add_patient("Arben Krasniqi", "", morning).await.0);
        let morning_slots = MORNING.map(|(doctor, from, to)| (doctor, from * MINUTE, to * MINUTE));
        let instant = |at| morning + Duration::microseconds(at);
        let times = morning_slots.map(|(doctor, from, to)| (doctors[doctor], instant(from), instant(to)));
        let ids = rows.add_slots(&times, morning).await;
        let slot = |((doctor, from, to), id): ((usize, i64, i64), Uuid)| Slot {
            id: id.to_string(),
            doctor,
            from,
            to,
            video: false,
            fate: Fate::Offered,
        };
        let slots = morning_slots.into_iter().zip(ids).map(slot).collect();
        Self {
            practice,
            morning,
            patients: [practice.let_in(lan).await, practice.let_in(arben).await],
            doctors: [practice.let_in(doctors[0]).await, practice.let_in(doctors[1]).await],
            admin: practice.let_in(admin).await,
            model: Model::new(i64::from(CANCEL_HOURS) * 60 * MINUTE, slots),
        }
    }

    fn person(&self, who: Who) -> &Person {
        match who {
            Who::Patient(n) => &self.patients[n],
            Who::Doctor(n) => &self.doctors[n],
            Who::Admin => &self.admin,
        }
    }

    fn instant(&self, at: i64) -> DateTime<Utc> {
        self.morning + Duration::microseconds(at)
    }

    fn advance(&mut self, micros: i64) {
        self.model.now += micros;
        self.practice.advance(Duration::microseconds(micros));
    }

    /// Advances the clock; tokens expire after ten minutes, so everybody gets a new one.
    async fn wait(&mut self, micros: i64) {
        self.advance(micros);
        for person in self.patients.iter().chain(&self.doctors).chain([&self.admin]) {
            person.use_token(&self.practice.session(person.id.parse().expect("an id")).await.access);
        }
    }

    /// Waits until `minutes` after an edge of the interval from `from` to `to`, unless that has passed.
    async fn wait_for(&mut self, edge: Edge, from: i64, to: i64, minutes: i64) {
        let edge = match edge {
            Edge::Deadline => from - self.model.deadline,
            Edge::Start => from,
            Edge::End => to,
        };
        let ahead = edge + minutes * MINUTE - self.model.now;
        if ahead > 0 {
            self.wait(ahead).await;
        }
    }

    /// Takes the step, and returns the model's result and the practice's answer.
    async fn take(&mut self, step: &Step) -> Option<(Result<(), Refusal>, Answer)> {
        let visit_of = |hand: Hand, visit: usize, model: &Model| {
            let visit = visit.checked_rem(model.visits.len())?;
            Some((visit, hand.of(model.visits[visit].patient, model.visits[visit].doctor)))
        };
        let slot_of = |slot: usize, model: &Model| slot % model.slots.len();
        Some(match *step {
            Step::Book { who, slot } => {
                let slot = slot_of(slot, &self.model);
                let answer = self.person(who).books(&self.model.slots[slot].id).await;
                // The second doctor's bookings are confirmed automatically.
                let confirmed_at_once = self.model.slots[slot].doctor == 1;
                let said = self.model.book(who, slot, &id_in(&answer), confirmed_at_once);
                (said, answer)
            }
            Step::Lead { hand, visit, to, at } => {
                let (visit, who) = visit_of(hand, visit, &self.model)?;
                if let Some((edge, minutes)) = at {
                    let Visit { from, to, .. } = self.model.visits[visit];
                    self.wait_for(edge, from, to, minutes).await;
                }
                let answer = self.person(who).sets(&self.model.visits[visit].id, to).await;
                (self.model.lead(who, visit, to), answer)
            }
            Step::Shift { hand, visit, slot, said } => {
                let (visit, who) = visit_of(hand, visit, &self.model)?;
                let slot = slot_of(slot, &self.model);
                let path = format!("/appointments/{}", self.model.visits[visit].id);
                let Slot { id, video, .. } = &self.model.slots[slot];
                let mut body = json!({ "slot_id": id });
                if said {
                    body["kind"] = json!(if *video { "video" } else { "in_person" });
                }
                let answer = self.person(who).patch(&path, body).await;
                (self.model.shift(who, visit, slot, said), answer)
            }
            Step::Note { hand, visit, note } => {
                let (visit, who) = visit_of(hand, visit, &self.model)?;
                let path = format!("/appointments/{}", self.model.visits[visit].id);
                let answer = self.person(who).patch(&path, json!({ "notes": note })).await;
                (self.model.note(who, visit, note), answer)
            }
            Step::Offer { who, from, minutes } => {
                let (from, to) = (from * MINUTE, (from + minutes) * MINUTE);
                let body = json!({ "starts_at": self.instant(from), "ends_at": self.instant(to), "kind": "video" });
                let answer = self.person(who).post("/me/slots", body).await;
                (self.model.offer(who, from, to, &id_in(&answer)), answer)
            }
            Step::Move { hand, slot, from, minutes } => {
                let (slot, from, to) = (slot_of(slot, &self.model), from * MINUTE, (from + minutes) * MINUTE);
                let who = hand.of(0, self.model.slots[slot].doctor);
                let body = json!({ "starts_at": self.instant(from), "ends_at": self.instant(to) });
                let answer = self.person(who).patch(&format!("/me/slots/{}", self.model.slots[slot].id), body).await;
                (self.model.reschedule(who, slot, from, to), answer)
            }
            Step::Delete { hand, slot } => {
                let slot = slot_of(slot, &self.model);
                let who = hand.of(0, self.model.slots[slot].doctor);
                let answer = self.person(who).delete(&format!("/me/slots/{}", self.model.slots[slot].id)).await;
                (self.model.delete(who, slot), answer)
            }
            Step::Wait { minutes } => {
                self.wait(minutes * MINUTE).await;
                return None;
            }
            Step::WaitFor { slot, edge, minutes } => {
                let Slot { from, to, .. } = self.model.slots[slot_of(slot, &self.model)];
                self.wait_for(edge, from, to, minutes).await;
                return None;
            }
        })
    }

    /// Checks that everybody sees what the model says.
    async fn compare(&self) -> Result<(), String> {
        for (n, patient) in self.patients.iter().enumerate() {
            let seen = patient.get("/appointments?limit=200").await.is(200);
            let seen: BTreeMap<String, String> = items(&seen).map(|item| (text(&item["id"]), text(&item["status"]))).collect();
            let held = self.model.visits.iter().filter(|visit| visit.patient == n);
            let held = held.map(|visit| (visit.id.clone(), visit.status().to_owned())).collect();
            same(&format!("appointments of patient {n}"), &seen, &held)?;
        }
        let day = format!("from={}&to={}&limit=200", stamp(self.morning), stamp(self.morning + Duration::days(2)));
        for (n, doctor) in self.doctors.iter().enumerate() {
            let seen = self.practice.anybody().get(&format!("/doctors/{}/slots?{day}", doctor.id)).await.is(200);
            let seen: Vec<String> = items(&seen).map(|item| text(&item["id"])).collect();
            same(&format!("free times of doctor {n}"), &seen, &self.model.free(n))?;
        }
        Ok(())
    }

    /// One appointment as its patient, its doctor and the admin see it.
    async fn compare_visit(&self, visit: &Visit) -> Result<(), String> {
        for who in [Who::Patient(visit.patient), Who::Doctor(visit.doctor), Who::Admin] {
            let seen = self.person(who).get(&format!("/appointments/{}", visit.id)).await.is(200);
            let changes: Vec<Value> = seen["history"]
                .as_array()
                .expect("a history")
                .iter()
                .map(|change| json!([change["from"], change["to"], change["by"]]))
                .collect();
            let held: Vec<Value> = visit.changes.iter().map(|(from, to, by)| json!([from, to, by])).collect();
            same("history", &changes, &held)?;
            same("status", &seen["status"], &json!(visit.status()))?;
            same("notes", &seen["notes"], &json!({ "patient": visit.notes[0], "doctor": visit.notes[1] }))?;
        }
        Ok(())
    }
}

fn items(page: &Value) -> impl Iterator<Item = &Value> {
    page["items"].as_array().expect("a list has items").iter()
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn id_in(answer: &Answer) -> String {
    answer.body["id"].as_str().unwrap_or_default().to_owned()
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, seen: &T, held: &T) -> Result<(), String> {
    if seen == held { Ok(()) } else { Err(format!("{what}: {seen:?} is seen, the model holds {held:?}")) }
}

async fn walk(practice: &Practice, admin: Uuid, steps: &[Step], met: &Met) -> Result<(), String> {
    let mut walk = Walk::begin(practice, admin).await;
    for (n, step) in steps.iter().enumerate() {
        let here = |said: String| format!("step {n}, {step:?}: {said}");
        let Some((said, answer)) = walk.take(step).await else { continue };
        let heard =
            if answer.status < 300 { Ok(()) } else { Err((answer.status, answer.body["code"].as_str().unwrap_or_default())) };
        if heard != said.map_err(|Refusal(status, code)| (status, code)) {
            return Err(here(format!("the model says {said:?}, the practice {} {}", answer.status, answer.raw)));
        }
        // No two steps happen at the same instant.
        walk.advance(1);
        let outcome = said.map_or_else(|Refusal(_, code)| code, |()| "done");
        *met.lock().expect("no walk panicked here").entry(format!("{} {outcome}", step.name())).or_default() += 1;
        walk.compare().await.map_err(here)?;
        if let Step::Lead { visit, .. } | Step::Shift { visit, .. } | Step::Note { visit, .. } = *step {
            let visit = &walk.model.visits[visit % walk.model.visits.len()];
            walk.compare_visit(visit).await.map_err(here)?;
        }
    }
    for visit in &walk.model.visits {
        walk.compare_visit(visit).await?;
    }
    Ok(())
}

both!(
    appointments_become_what_the_rules_say_whoever_does_what_when,
    |settings| {
        settings.limits = false;
        settings.cancel_hours = CANCEL_HOURS;
    },
    |practice: Practice| async move {
        let admin = practice.admin().await.id.parse().expect("an id");
        let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(WALKS);
        // A failed walk is printed in full, so a file of seeds is not needed.
        let config = Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
        let met = Met::default();
        let done = tokio::task::block_in_place(|| {
            TestRunner::new(config).run(&walks(), |steps| {
                let walked = tokio::runtime::Handle::current().block_on(walk(&practice, admin, &steps, &met));
                walked.map_err(TestCaseError::fail)
            })
        });
        if let Err(error) = done {
            panic!("{error}");
        }
        let met = met.into_inner().expect("no walk panicked");
        println!("{cases} walks, {} steps: {met:?}", met.values().sum::<u32>());
        assert!(met.len() >= 20, "the walks met too little: {met:?}");
    }
);
