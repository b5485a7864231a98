//! A practice with an account for every column, its private data, and new records for requests.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;
use jsonwebtoken::{EncodingKey, Header};
use praxis::features::care::service::{self as care, Between, CareSource};
use praxis::platform::links::Purpose;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Actor;
use crate::files::pictures;
use crate::harness::{DoctorSeed, PASSWORD, Person, Practice, at, text};

/// The record in the path of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Nothing,
    /// A new session of the actor.
    NewSession,
    /// Another session of the patient.
    PatientsSession,
    /// A free slot of the doctor.
    FreeTime,
    /// A pending appointment of the patient with the doctor.
    Request,
    /// An appointment of the two with notes, shared by all requests that only read.
    Standing,
    /// An unread notification of the patient.
    Message,
    /// The patient, who has a photo, like the doctors.
    PatientsPhoto,
    /// The doctor's public profile.
    AnyDoctor,
    PendingDoctor,
    SuspendedDoctor,
    /// A doctor who waits for approval, without a column.
    Applicant,
    /// A slot of the pending doctor.
    WaitingTime,
    /// The patient, who is in the doctor's care.
    ThePatient,
    /// The other patient, who is in nobody's care.
    OtherPatient,
    /// A new emergency access of the doctor to the other patient.
    Emergency,
    /// A new patient without records, and no column.
    Somebody,
    /// The same, suspended.
    SuspendedSomebody,
    /// The same, invited by staff.
    Invited,
    /// A new patient with a second factor.
    TwoSteps,
    /// The patient's latest export.
    PatientsExport,
}

/// Private values in the database, and who may see them.
pub const SECRETS: &[(&str, &[Actor])] = &[
    (REASON, &[Actor::Patient, Actor::Doctor, Actor::Admin]),
    (PATIENT_NOTE, &[Actor::Patient, Actor::Doctor, Actor::Admin]),
    (DOCTOR_NOTE, &[Actor::Patient, Actor::Doctor, Actor::Admin]),
    (NAME, &[Actor::Patient, Actor::Doctor, Actor::Admin]),
    (PHONE, &[Actor::Patient, Actor::Doctor, Actor::Admin]),
    (EMAIL, &[Actor::Patient, Actor::Doctor, Actor::Admin]),
    (ADDRESS, &[Actor::Patient, Actor::Doctor, Actor::Admin]),
    (BORN, &[Actor::Patient, Actor::Doctor, Actor::Admin]),
    ("17 May 1931", &[Actor::Patient, Actor::Doctor, Actor::Admin]),
    // Staff can contact a doctor who requests a change.
    (DOCTORS_EMAIL, &[Actor::Doctor, Actor::Admin]),
    ("$argon2", &[]),
];

const REASON: &str = "quincereason";
const PATIENT_NOTE: &str = "quincenote";
const DOCTOR_NOTE: &str = "medlarnote";
const NAME: &str = "Quincilla Medlar";
const PHONE: &str = "+355691234567";
const EMAIL: &str = "quincilla@medlar.example";
const ADDRESS: &str = "Quinceyard 7";
const BORN: &str = "1931-05-17";
/// The harness makes it from the doctor's name.
const DOCTORS_EMAIL: &str = "dr.vera.hoxha@doctors.example";

pub struct World {
    pub practice: Practice,
    people: HashMap<Actor, Person>,
    tokens: HashMap<Actor, String>,
    /// An account for the requests that sign in.
    guest: Person,
    standing: String,
    /// The password, hashed.
    hash: String,
    /// Counts the hours in use, so that none is used twice.
    times: AtomicI64,
}

impl World {
    pub async fn open(practice: Practice) -> Self {
        let body = json!({
            "role": "patient", "email": EMAIL, "password": PASSWORD, "full_name": NAME, "date_of_birth": BORN,
            "phone": PHONE, "address": ADDRESS, "locale": "en", "time_zone": "Europe/Tirane",
        });
        practice.anybody().post("/auth/register", body).await.is(202);
        let expired = practice.sign_in(EMAIL).await;
        practice.advance(Duration::minutes(11));
        let doctor_like = async |name| practice.doctor_like(&DoctorSeed { name, ..DoctorSeed::default() }).await;
        let mut world = Self {
            people: HashMap::from([
                (Actor::Nobody, practice.anybody()),
                (Actor::Expired, expired),
                (Actor::Patient, practice.sign_in(EMAIL).await),
                (Actor::Stranger, practice.patient("Arben Krasniqi").await),
                (Actor::SuspendedPatient, practice.patient("Suspended Patient").await),
                (Actor::Doctor, practice.doctor().await),
                (Actor::Colleague, doctor_like("Dr Colleague").await),
                (Actor::SuspendedDoctor, doctor_like("Dr Suspended").await),
                (Actor::PendingDoctor, doctor_like("Dr Waiting").await),
                (Actor::Admin, practice.admin().await),
            ]),
            guest: practice.patient("Gerd Guest").await,
            tokens: HashMap::new(),
            standing: String::new(),
            times: AtomicI64::new(0),
            hash: practice.hash().await,
            practice,
        };
        world.standing = world.appointment(Actor::Doctor).await;
        let path = format!("/appointments/{}", world.standing);
        world.person(Actor::Patient).patch(&path, json!({ "notes": PATIENT_NOTE })).await.is(200);
        world.person(Actor::Doctor).patch(&path, json!({ "notes": DOCTOR_NOTE })).await.is(200);
        world.begin_care().await;
        // Shown if a check ignores the suspension.
        world.appointment(Actor::SuspendedDoctor).await;
        for actor in [Actor::Patient, Actor::Doctor, Actor::SuspendedDoctor, Actor::PendingDoctor] {
            let picture = world.person(actor).request(reqwest::Method::PUT, "/me/photo").body(pictures::png(40, 30));
            crate::harness::Answer::of(picture).await.is(200);
        }
        world.change_accounts().await;
        world.tokens = world.people.iter().map(|(actor, person)| (*actor, person.token())).collect();
        let doctors = world.practice.session(id_of(world.person(Actor::Doctor))).await.access;
        world.tokens.insert(Actor::Forged, forged(&doctors));
        let waiting = world.practice.waiting(id_of(world.person(Actor::Doctor))).await;
        world.tokens.insert(Actor::BetweenSteps, waiting);
        world
    }

    async fn begin_care(&self) {
        let clock = self.practice.app.clock.clone();
        let between =
            Between { patient: id_of(self.person(Actor::Patient)).into(), doctor: id_of(self.person(Actor::Doctor)).into() };
        let begun = self
            .practice
            .app
            .write(move |tx| async move { care::begin(tx, &clock, between, (CareSource::Question, None), None).await }.boxed());
        begun.await.expect("care begins");
    }

    async fn emergency(&self) -> String {
        const LATEST: &str = "SELECT id FROM care_relationships WHERE source = 'emergency' ORDER BY until DESC LIMIT 1";
        const ENDED: &str = "UPDATE care_relationships SET until = since WHERE source = 'emergency'";
        self.practice.rows.change(ENDED).await;
        let path = format!("/patients/{}/access", self.person(Actor::Stranger).id);
        self.person(Actor::Doctor).post(&path, json!({ "reason": "unconscious, allergies unknown" })).await.is(204);
        self.practice.rows.ids(LATEST).await[0].to_string()
    }

    async fn change_accounts(&self) {
        const SUSPEND: &str = "UPDATE users SET status = 'suspended' WHERE full_name IN ('Suspended Patient', 'Dr Suspended')";
        const WAIT: &str = "UPDATE users SET status = 'pending' WHERE full_name = 'Dr Waiting'";
        const UNAPPROVE: &str = "UPDATE doctors SET approved_at = NULL WHERE id IN (SELECT id FROM users WHERE status = 'pending')";
        for sql in [SUSPEND, WAIT, UNAPPROVE] {
            self.practice.rows.change(sql).await;
        }
    }

    fn person(&self, actor: Actor) -> &Person {
        &self.people[&actor]
    }

    /// The actor's token, if there is one.
    pub fn token(&self, actor: Actor) -> Option<&str> {
        self.tokens.get(&actor).map(String::as_str).filter(|token| !token.is_empty())
    }

    /// An unused hour, during the day in Tirana too.
    fn hour(&self) -> DateTime<Utc> {
        let n = self.times.fetch_add(1, Ordering::Relaxed);
        at("2027-04-01T08:00:00Z") + Duration::days(n / 10) + Duration::hours(n % 10)
    }

    async fn free_time(&self, doctor: Actor) -> (String, DateTime<Utc>) {
        let (doctor, from) = (id_of(self.person(doctor)), self.hour());
        let slot = (doctor, from, from + Duration::minutes(25));
        (self.practice.rows.add_slots(&[slot], self.practice.clock.now()).await[0].to_string(), from)
    }

    /// A pending appointment of the patient.
    async fn appointment(&self, doctor: Actor) -> String {
        let (slot, _) = self.free_time(doctor).await;
        let body = json!({ "slot_id": slot, "reason": REASON });
        text(&self.person(Actor::Patient).post("/appointments", body).await.is(201)["id"])
    }

    async fn applicant(&self) -> String {
        const APPLY: &str = "UPDATE doctors SET approved_at = NULL, waiting_since = '2027-03-01T08:00:00Z' \
             WHERE id IN (SELECT id FROM users WHERE full_name = 'Dr Applicant') AND waiting_since IS NULL";
        const WAIT: &str = "UPDATE users SET status = 'pending' WHERE full_name = 'Dr Applicant'";
        let rows = &self.practice.rows;
        let seed = DoctorSeed { name: "Dr Applicant", ..DoctorSeed::default() };
        let (id, _) = rows.add_doctor(&seed, "", self.practice.clock.now()).await;
        for sql in [APPLY, WAIT] {
            rows.change(sql).await;
        }
        id.to_string()
    }

    async fn somebody(&self, about: About) -> String {
        const SUSPEND: &str = "UPDATE users SET status = 'suspended' WHERE full_name = 'Somebody' AND password_hash = 'suspended'";
        const INVITE: &str = "UPDATE users SET invited_at = created_at WHERE full_name = 'Somebody' AND password_hash = 'invited'";
        let rows = &self.practice.rows;
        let hash = match about {
            About::SuspendedSomebody => "suspended",
            About::Invited => "invited",
            _ => "",
        };
        let (id, _) = rows.add_patient("Somebody", hash, self.practice.clock.now()).await;
        match about {
            About::SuspendedSomebody => rows.change(SUSPEND).await,
            About::Invited => rows.change(INVITE).await,
            _ => {}
        }
        id.to_string()
    }

    /// A new patient with a second factor.
    async fn two_steps(&self) -> String {
        let name = format!("Two Steps {}", self.times.fetch_add(1, Ordering::Relaxed));
        let (id, _) = self.practice.rows.add_patient(&name, &self.hash, self.practice.clock.now()).await;
        self.practice.give_factor(id).await;
        id.to_string()
    }

    async fn message(&self) -> String {
        let id = self.appointment(Actor::Doctor).await;
        self.person(Actor::Doctor).sets(&id, "confirmed").await.is(200);
        let told = self.person(Actor::Patient).get("/notifications?limit=200").await.is(200);
        let unread = |item: &&Value| item["read"] == false && item["appointment_id"] == id.as_str();
        text(&told["items"].as_array().expect("a list").iter().find(unread).expect("the patient is told")["id"])
    }

    /// The record's id, and the start if it is a slot. `None` if the route names no record.
    pub async fn record(&self, about: About) -> (Option<String>, DateTime<Utc>) {
        let at = self.practice.clock.now();
        let id = match about {
            About::Nothing | About::NewSession => return (None, at),
            About::FreeTime | About::WaitingTime => {
                let doctor = if about == About::FreeTime { Actor::Doctor } else { Actor::PendingDoctor };
                let (slot, from) = self.free_time(doctor).await;
                return (Some(slot), from);
            }
            About::PatientsSession => {
                let refresh = self.practice.session(id_of(self.person(Actor::Patient))).await.refresh;
                refresh.split('.').next().unwrap_or_default().to_owned()
            }
            About::Request => self.appointment(Actor::Doctor).await,
            About::Standing => self.standing.clone(),
            About::Message => self.message().await,
            About::PatientsPhoto => self.person(Actor::Patient).id.clone(),
            About::AnyDoctor => self.person(Actor::Doctor).id.clone(),
            About::PendingDoctor => self.person(Actor::PendingDoctor).id.clone(),
            About::Applicant => self.applicant().await,
            About::ThePatient => self.person(Actor::Patient).id.clone(),
            About::OtherPatient => self.person(Actor::Stranger).id.clone(),
            About::Emergency => self.emergency().await,
            About::Somebody | About::SuspendedSomebody | About::Invited => self.somebody(about).await,
            About::SuspendedDoctor => self.person(Actor::SuspendedDoctor).id.clone(),
            About::TwoSteps => self.two_steps().await,
            About::PatientsExport => text(&self.person(Actor::Patient).get("/me/export").await.is(200)["id"]),
        };
        (Some(id), at)
    }

    /// Waits until no export is being made, and nobody who was deleted has yet to be told.
    pub async fn settled(&self) {
        const UNSETTLED: &str = "SELECT (SELECT COUNT(*) FROM exports WHERE state = 'making') + \
             (SELECT COUNT(*) FROM jobs WHERE kind IN ('export', 'account_farewell', 'mail') AND done_at IS NULL AND dead_at IS NULL)";
        for _ in 0..500 {
            if self.practice.rows.count(UNSETTLED).await == 0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("an export is not made, or a last mail not sent");
    }

    /// The token of a separate session.
    pub async fn new_session(&self, actor: Actor) -> Option<String> {
        match actor {
            Actor::Patient | Actor::Stranger | Actor::Doctor | Actor::Colleague | Actor::PendingDoctor | Actor::Admin => {
                Some(self.practice.session(id_of(self.person(actor))).await.access)
            }
            Actor::Nobody
            | Actor::Expired
            | Actor::Forged
            | Actor::BetweenSteps
            | Actor::SuspendedPatient
            | Actor::SuspendedDoctor => self.token(actor).map(str::to_owned),
        }
    }

    /// A new code for the phone of the actor; one that is not right for those who cannot sign in.
    async fn phone_code(&self, actor: Actor) -> String {
        match actor {
            Actor::Patient | Actor::Stranger | Actor::Doctor | Actor::Colleague | Actor::PendingDoctor | Actor::Admin => {
                self.practice.phone_code(id_of(self.person(actor))).await
            }
            Actor::Nobody
            | Actor::Expired
            | Actor::Forged
            | Actor::BetweenSteps
            | Actor::SuspendedPatient
            | Actor::SuspendedDoctor => "000000".to_owned(),
        }
    }

    /// Replaces the placeholders in `sent`: `<id>` is the record's id, `<seen>` the slot as a page showed it; `<from>`, `<to>` an
    /// unused time, `<date>`, `<start>`, `<end>` another in the zone of Tirana; `<new>` an unused mail address; `<guest>` and
    /// `<suspended>` those of accounts, with `<password>`, `<refresh>` and `<suspended refresh>`; `<other>` and `<other id>` a free
    /// slot of the doctor; `<reason>`, `<note>`; `<waiting>` is the token of the record, an account that waits for its code, which is
    /// `<code>` then; otherwise `<code>` was sent to the actor's phone.
    pub async fn fill(&self, sent: &str, id: &str, from: DateTime<Utc>, actor: Actor) -> String {
        let mut filled = sent.to_owned();
        let mut put = |word: &str, value: &str| filled = filled.replace(word, value);
        let (hour, stamp) = (self.hour(), "%Y-%m-%dT%H:%M:%SZ");
        put("<id>", id);
        put("<seen>", &format!("{id}@{}", from.format(stamp)));
        // In the second half of the hour: the existing records are in the first.
        put("<from>", &(hour + Duration::minutes(30)).format(stamp).to_string());
        put("<to>", &(hour + Duration::minutes(40)).format(stamp).to_string());
        put("<date>", &hour.date_naive().to_string());
        put("<start>", &hour.format("%H:45").to_string());
        put("<end>", &hour.format("%H:55").to_string());
        put("<new>", &format!("new{}@medlar.example", hour.timestamp()));
        put("<guest>", &self.guest.email);
        put("<suspended>", &self.person(Actor::SuspendedPatient).email);
        put("<password>", &PASSWORD.replace(' ', "+"));
        put("<reason>", "a reason of nobody's");
        put("<note>", "a note of nobody's");
        if sent.contains("<code>") && !sent.contains("<waiting>") {
            filled = filled.replace("<code>", &self.phone_code(actor).await);
        }
        if sent.contains("<other") {
            let (other, from) = self.free_time(Actor::Doctor).await;
            filled = filled.replace("<other>", &format!("{other}@{}", from.format(stamp))).replace("<other id>", &other);
        }
        for (word, whose) in [("<refresh>", &self.guest), ("<suspended refresh>", self.person(Actor::SuspendedPatient))] {
            if sent.contains(word) {
                filled = filled.replace(word, &self.practice.session(id_of(whose)).await.refresh);
            }
        }
        if sent.contains("<waiting>") {
            let id = id.parse().expect("an account");
            filled = filled.replace("<waiting>", &self.practice.waiting(id).await);
            filled = filled.replace("<code>", &self.practice.factor_code());
        }
        for (word, purpose) in [
            ("<verify>", Purpose::VerifyEmail),
            ("<reset>", Purpose::ResetPassword),
            ("<change>", Purpose::ChangeEmail),
            ("<invitation>", Purpose::Invitation),
        ] {
            if sent.contains(word) {
                filled = filled.replace(word, &self.practice.link(purpose, id_of(&self.guest), &self.guest.email).await);
            }
        }
        filled
    }
}

fn id_of(person: &Person) -> Uuid {
    person.id.parse().expect("an id")
}

/// The same claims, signed with another key.
fn forged(token: &str) -> String {
    use base64::Engine;
    let claims = token.split('.').nth(1).expect("a token has claims");
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).expect("base64");
    let claims: Value = serde_json::from_slice(&claims).expect("JSON");
    let header = Header { kid: Some("1".to_owned()), ..Header::default() };
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(&[7; 32])).expect("a token can be made")
}
