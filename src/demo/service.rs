//! Making a demo practice. Every part is a transaction of its own and is left out when it is there already, so that an
//! interrupted run is finished by the next.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use futures::FutureExt;

use super::people::{ADMIN, BOOKINGS, DOCTORS, DOMAIN, DemoDoctor, DemoPatient, PASSWORD, PATIENTS, Person, Rhythm};
use super::store;
use crate::accounts::model::{DemoSignIn, Gender, UserStatus};
use crate::accounts::service::{self as accounts, NewUser};
use crate::appointments::service::{self as appointments, Booking};
use crate::doctors::model::{Specialty, Spoken};
use crate::doctors::service::{self as doctors, NewDoctor};
use crate::error::{Code, Result};
use crate::model::{Id, Money, Role, User, VisitKind};
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::{Db, DbError};
use crate::platform::zone;
use crate::policy::{Actor, act, allow};
use crate::schedule::service::{self as schedule, FreeSlots, NewSlot};
use crate::text::Lang;

/// The fact that says so.
const DEMO: &str = "demo";
/// How far ahead the demo's doctors offer times.
const DAYS: u64 = 42;

const BENCH_DOCTORS: usize = 50;
const BENCH_PATIENTS: usize = 200;
const BENCH_SLOTS: i64 = 2000;
const BENCH_MINUTES: i64 = 20;
/// From eight in the morning to four in the afternoon.
const BENCH_SLOTS_A_DAY: i64 = 24;

/// Whether this practice was made by `praxis demo`.
///
/// # Errors
/// The database's.
pub async fn is_demo(db: &Db) -> Result<bool, DbError> {
    let mut conn = db.read().await?;
    Ok(store::fact(&mut conn, DEMO).await?.is_some())
}

fn email(mailbox: &str) -> String {
    format!("{mailbox}@{DOMAIN}")
}

/// Everybody who can sign in to the demo, patients first.
pub fn sign_ins() -> Vec<DemoSignIn> {
    let sign_in = |role: Role, person: &Person| DemoSignIn {
        role,
        full_name: person.full_name.to_owned(),
        email: email(person.mailbox),
        password: PASSWORD.to_owned(),
    };
    let patients = PATIENTS.iter().map(|patient| sign_in(Role::Patient, &patient.person));
    let doctors = DOCTORS.iter().map(|doctor| sign_in(Role::Doctor, &doctor.person));
    patients.chain(doctors).chain([sign_in(Role::Admin, &ADMIN)]).collect()
}

/// Makes the demo practice, or only answers its sign-ins when it stands already.
///
/// # Errors
/// The database's.
pub async fn create(app: &App) -> Result<Vec<DemoSignIn>> {
    if is_demo(&app.db).await? {
        return Ok(sign_ins());
    }
    let hash: Arc<str> = app.hasher.hash(PASSWORD.to_owned()).await?.into();
    let clock = &app.clock;
    add_user(app, new_user(clock, Role::Admin, &ADMIN, &hash)).await?;
    let mut made = HashMap::new();
    for patient in PATIENTS {
        let user = new_user(clock, Role::Patient, &patient.person, &hash);
        made.extend(add_patient(app, user, patient).await?.map(|id| (patient.person.mailbox, id)));
    }
    for doctor in DOCTORS {
        let user = new_user(clock, Role::Doctor, &doctor.person, &hash);
        let slots = doctor.rhythm.slots(zone::first_of([doctor.person.time_zone]), clock.now());
        let profile = profile(doctor, user.id, clock.now());
        made.extend(add_doctor(app, user, profile, slots).await?.map(|id| (doctor.person.mailbox, id)));
    }
    for (patient, doctor, days, reason) in BOOKINGS {
        if let (Some(patient), Some(doctor)) = (made.get(patient), made.get(doctor)) {
            book(app, *patient, *doctor, clock.now() + Duration::days(*days), reason).await?;
        }
    }
    app.write(|tx| async move { Ok(store::set_fact(tx, DEMO, "yes").await?) }.boxed()).await?;
    Ok(sign_ins())
}

fn new_user(clock: &Clock, role: Role, person: &Person, hash: &str) -> NewUser {
    NewUser {
        id: clock.new_id(),
        role,
        email: email(person.mailbox),
        password_hash: hash.to_owned(),
        full_name: person.full_name.to_owned(),
        phone: person.phone.map(str::to_owned),
        gender: person.gender,
        locale: person.locale,
        time_zone: person.time_zone.map(str::to_owned),
        status: UserStatus::Active,
    }
}

fn profile(doctor: &DemoDoctor, id: Id<User>, now: DateTime<Utc>) -> NewDoctor {
    let mut kinds: Vec<VisitKind> = doctor.rhythm.hours.iter().map(|(_, _, kind)| *kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    NewDoctor {
        id: id.of(),
        full_name: doctor.person.full_name.to_owned(),
        specialty: doctor.specialty,
        licence_number: doctor.licence_number.to_owned(),
        experience_years: doctor.experience_years,
        location: doctor.location.to_owned(),
        bio: doctor.bio.to_owned(),
        languages: doctor.languages.to_vec(),
        fee: doctor.fee.map(|(amount, currency)| Money { amount, currency: currency.to_owned() }),
        kinds,
        auto_confirm: doctor.auto_confirm,
        approved_at: Some(now),
    }
}

/// `None` when the address is known already; the same for the others.
async fn add_user(app: &App, user: NewUser) -> Result<Option<Id<User>>> {
    let clock = app.clock.clone();
    app.write(move |tx| async move { Ok(accounts::create_user(tx, &clock, &user).await?.then_some(user.id)) }.boxed()).await
}

async fn add_patient(app: &App, user: NewUser, patient: &'static DemoPatient) -> Result<Option<Id<User>>> {
    let (clock, id) = (app.clock.clone(), user.id);
    let (year, month, day) = patient.born;
    let born = NaiveDate::from_ymd_opt(year, month, day).ok_or(Code::Internal)?;
    app.write(move |tx| {
        async move {
            if !accounts::create_user(tx, &clock, &user).await? {
                return Ok(None);
            }
            accounts::create_patient_profile(tx, id.of(), born, Some(patient.address)).await?;
            Ok(Some(id))
        }
        .boxed()
    })
    .await
}

async fn add_doctor(app: &App, user: NewUser, profile: NewDoctor, slots: Vec<NewSlot>) -> Result<Option<Id<User>>> {
    let (clock, id) = (app.clock.clone(), user.id);
    app.write(move |tx| {
        async move {
            if !accounts::create_user(tx, &clock, &user).await? {
                return Ok(None);
            }
            doctors::create_profile(tx, &profile).await?;
            schedule::create_slots(tx, &clock, id.of(), &slots).await?;
            Ok(Some(id))
        }
        .boxed()
    })
    .await
}

/// Books the doctor's first free slot from then on.
async fn book(app: &App, patient: Id<User>, doctor: Id<User>, from: DateTime<Utc>, reason: &str) -> Result<()> {
    let actor = Actor::User { id: patient, role: Role::Patient };
    let wanted = FreeSlots { from: Some(from), limit: 1, ..FreeSlots::default() };
    let free = schedule::free(app, &allow::<act::FindDoctors>(&actor)?, doctor.of(), &wanted, Tz::UTC).await?;
    for slot in free.items {
        let booking = Booking { slot: slot.id, reason: reason.to_owned() };
        appointments::book(app, &allow::<act::BookAppointment>(&actor)?, booking, None).await?;
    }
    Ok(())
}

impl Rhythm {
    /// The coming weeks' slots, from tomorrow on. A slot that would begin or end in an hour that the clocks leap over is left out.
    fn slots(&self, zone: Tz, now: DateTime<Utc>) -> Vec<NewSlot> {
        let today = zone::local_day(now, zone);
        let days =
            (1..=DAYS).filter_map(|day| today.checked_add_days(Days::new(day))).filter(|day| self.days.contains(&day.weekday()));
        days.flat_map(|day| self.slots_of(day, zone)).collect()
    }

    fn slots_of(&self, day: NaiveDate, zone: Tz) -> Vec<NewSlot> {
        let instant = |minute: u32| {
            let time = NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0)?;
            zone::instant(day.and_time(time), zone).ok()
        };
        let mut slots = Vec::new();
        for (from, to, kind) in self.hours {
            let mut start = *from;
            while start + self.minutes <= *to {
                if let (Some(starts_at), Some(ends_at)) = (instant(start), instant(start + self.minutes)) {
                    slots.push(NewSlot { starts_at, ends_at, kind: *kind });
                }
                start += self.minutes;
            }
        }
        slots
    }
}

fn bench_user(clock: &Clock, role: Role, number: usize, hash: &str) -> NewUser {
    NewUser {
        id: clock.new_id(),
        role,
        email: email(&format!("bench-{role}-{number:03}")),
        password_hash: hash.to_owned(),
        full_name: format!("Bench {role} {number:03}"),
        phone: None,
        gender: Gender::Undisclosed,
        locale: Lang::En,
        time_zone: Some("Europe/Paris".to_owned()),
        status: UserStatus::Active,
    }
}

/// A crowd for load tests, beside whoever is there: 50 doctors `bench-doctor-NNN` with 2,000 future slots each, which confirm at
/// once, and 200 patients `bench-patient-NNN`, with the demo's password.
///
/// # Errors
/// The database's.
pub async fn create_bench(app: &App) -> Result<()> {
    let hash: Arc<str> = app.hasher.hash(PASSWORD.to_owned()).await?.into();
    let first_day = zone::day_start(app.clock.now().date_naive() + Days::new(1), Tz::UTC) + Duration::hours(8);
    let slots: Vec<NewSlot> = (0..BENCH_SLOTS)
        .map(|n| {
            let minutes = n % BENCH_SLOTS_A_DAY * BENCH_MINUTES;
            let starts_at = first_day + Duration::days(n / BENCH_SLOTS_A_DAY) + Duration::minutes(minutes);
            NewSlot { starts_at, ends_at: starts_at + Duration::minutes(BENCH_MINUTES), kind: VisitKind::InPerson }
        })
        .collect();
    for (number, specialty) in (0..BENCH_DOCTORS).zip(Specialty::ALL.iter().cycle()) {
        let user = bench_user(&app.clock, Role::Doctor, number, &hash);
        let profile = NewDoctor {
            id: user.id.of(),
            full_name: user.full_name.clone(),
            specialty: *specialty,
            licence_number: format!("BENCH-{number:03}"),
            experience_years: 10,
            location: "Paris".to_owned(),
            bio: "Here for load tests.".to_owned(),
            languages: vec![Spoken::English, Spoken::French],
            fee: None,
            kinds: vec![VisitKind::InPerson],
            auto_confirm: true,
            approved_at: Some(app.clock.now()),
        };
        add_doctor(app, user, profile, slots.clone()).await?;
    }
    let users: Vec<NewUser> = (0..BENCH_PATIENTS).map(|number| bench_user(&app.clock, Role::Patient, number, &hash)).collect();
    let clock = app.clock.clone();
    let born = NaiveDate::from_ymd_opt(1980, 1, 1).ok_or(Code::Internal)?;
    app.write(move |tx| {
        async move {
            for user in &users {
                if accounts::create_user(tx, &clock, user).await? {
                    accounts::create_patient_profile(tx, user.id.of(), born, None).await?;
                }
            }
            Ok(())
        }
        .boxed()
    })
    .await
}
