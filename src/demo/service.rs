//! Making a demo practice. Every part is a transaction of its own and is left out when it is there already, so that an
//! interrupted run is finished by the next.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use futures::FutureExt;

use super::people::{ADMIN, BOOKINGS, DOCTORS, DOMAIN, DemoDoctor, DemoPatient, PASSWORD, PATIENTS, Person, Rhythm};
use super::store;
use crate::accounts::model::{DemoSignIn, UserStatus};
use crate::accounts::service::{self as accounts, NewUser};
use crate::appointments::service::{self as appointments, Booking};

use crate::doctors::service::{self as doctors, NewDoctor};
use crate::error::{Code, Result};
use crate::model::{Id, Money, Role, User, VisitKind};
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::{Db, DbError, Tx};
use crate::platform::zone;
use crate::policy::{Actor, act, allow};
use crate::schedule::service::{self as schedule, FreeSlots, NewSlot};

/// The fact that says so, from the first account on; its value is how far it is.
const DEMO: &str = "demo";
const BEGUN: &str = "begun";
const READY: &str = "ready";
/// How far ahead the demo's doctors offer times.
const DAYS: u64 = 42;

/// Whether `praxis demo` has made this practice, or begun to.
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

/// Makes the demo practice, or only answers its sign-ins when it stands already. `None`, and nothing is changed, where anybody
/// else has an account.
///
/// # Errors
/// The database's.
pub async fn create(app: &App) -> Result<Option<Vec<DemoSignIn>>> {
    match app.write(|tx| begin(tx).boxed()).await? {
        Begun::Ready => return Ok(Some(sign_ins())),
        Begun::Inhabited => return Ok(None),
        Begun::Now => {}
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
        let slots = doctor.rhythm.slots(doctor.person.time_zone.unwrap_or(Tz::UTC), clock.now());
        let profile = profile(doctor, user.id, clock.now());
        made.extend(add_doctor(app, user, profile, slots).await?.map(|id| (doctor.person.mailbox, id)));
    }
    for (patient, doctor, days, reason) in BOOKINGS {
        if let (Some(patient), Some(doctor)) = (made.get(patient), made.get(doctor)) {
            book(app, *patient, *doctor, clock.now() + Duration::days(*days), reason).await?;
        }
    }
    app.write(|tx| async move { Ok(store::set_fact(tx, DEMO, READY).await?) }.boxed()).await?;
    Ok(Some(sign_ins()))
}

enum Begun {
    /// Now, or by a run that was interrupted.
    Now,
    Ready,
    Inhabited,
}

async fn begin(tx: &mut Tx) -> Result<Begun> {
    match store::fact(tx, DEMO).await?.as_deref() {
        Some(READY) => Ok(Begun::Ready),
        Some(_) => Ok(Begun::Now),
        None if accounts::anybody(tx).await? => Ok(Begun::Inhabited),
        None => {
            store::set_fact(tx, DEMO, BEGUN).await?;
            Ok(Begun::Now)
        }
    }
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
        time_zone: person.time_zone,
        status: UserStatus::Active,
        limited: false,
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
        waiting_since: None,
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
        let booking = Booking { slot: slot.id, seen_at: None, reason: reason.to_owned(), key: None };
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
