//! Creates a demo practice. Each part is its own transaction and is skipped if it exists, so that the next run finishes an interrupted
//! one, as of the instant at which the first one started.

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use futures::FutureExt;

use super::guests::{APPLICANTS, Applicant, GUESTS, Guest};
use super::people::{ADMIN, DOCTORS, DOMAIN, DemoDoctor, PASSWORD, PATIENTS, PRACTICE_PHONE, Person};
use super::plan::{DoctorPlan, plan};
use super::{records, store};
use crate::base::error::{Code, Result};
use crate::base::model::{DemoSignIn, Id, Money, Patient, Role, User, UserStatus, VisitKind};
use crate::features::accounts::service::{self as accounts, NewUser};
use crate::features::appointments::service::seed::{self, Seed, SeedContext};
use crate::features::care::emergency::{self, SeedAccess};
use crate::features::care::service::Between;
use crate::features::doctors::model::Decision;
use crate::features::doctors::notices;
use crate::features::doctors::service::{self as doctors, NewDoctor, applications, portrait};
use crate::features::notifications::{mail, service as notifications};
use crate::features::profiles::mails::KnownAddress;
use crate::features::schedule::service as schedule;
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::{Db, DbError, Tx};
use crate::platform::jobs;
use crate::platform::registry::Demo;
use crate::policy::{Actor, By, act, allow};

/// The fact that marks a demo, set before the first account; its value is the progress.
const DEMO: &str = "demo";
const BEGUN: &str = "begun";
const READY: &str = "ready";
/// The fact with the instant that the practice is computed from.
const SINCE: &str = "demo_since";
/// The age of the practice's first accounts.
const OPENED: Duration = Duration::days(240);
/// Notifications are read within this time.
const READ_WITHIN: Duration = Duration::hours(34);

/// Returns what a demo practice adds to the settings; `None` if `praxis demo` has not created this practice, nor started to.
///
/// # Errors
/// Database errors.
pub async fn find(db: &Db) -> Result<Option<Demo>, DbError> {
    let mut conn = db.read().await?;
    let fact = store::fact(&mut conn, DEMO).await?;
    Ok(fact.map(|_| Demo { sign_ins: sign_ins(), phone: PRACTICE_PHONE }))
}

pub(super) fn email(mailbox: &str) -> String {
    format!("{mailbox}@{DOMAIN}")
}

/// Returns everybody who can sign in to the demo, patients first.
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

/// Creates the demo practice if it does not exist, and returns its sign-ins. Returns `None` and changes nothing if there are other
/// accounts.
///
/// # Errors
/// Database errors.
pub async fn create(app: &App) -> Result<Option<Vec<DemoSignIn>>> {
    let now = app.clock.now();
    let since = match app.write(move |tx| begin(tx, now).boxed()).await? {
        Begun::Ready => return Ok(Some(sign_ins())),
        Begun::Inhabited => return Ok(None),
        Begun::At(since) => since,
    };
    let hash: Arc<str> = app.hasher.hash(PASSWORD.to_owned()).await?.into();
    let people = add_people(app, Arc::clone(&hash), since).await?;
    for (doctor, plan) in DOCTORS.iter().zip(plan(since)) {
        add_doctor(app, &hash, doctor, plan, &people).await?;
    }
    for applicant in APPLICANTS {
        add_applicant(app, &hash, applicant, &people).await?;
    }
    add_emergencies(app, &people).await?;
    records::add(app, &hash, people.staff, since).await?;
    app.db.analyze().await?;
    app.write(|tx| async move { Ok(store::set_fact(tx, DEMO, READY).await?) }.boxed()).await?;
    Ok(Some(sign_ins()))
}

enum Begun {
    /// Now, or by a run that was interrupted: the practice is computed from this instant.
    At(DateTime<Utc>),
    Ready,
    Inhabited,
}

async fn begin(tx: &mut Tx, now: DateTime<Utc>) -> Result<Begun> {
    match store::fact(tx, DEMO).await?.as_deref() {
        Some(READY) => return Ok(Begun::Ready),
        Some(_) => {}
        None if accounts::anybody(tx).await? => return Ok(Begun::Inhabited),
        None => store::set_fact(tx, DEMO, BEGUN).await?,
    }
    let since = store::fact(tx, SINCE).await?.and_then(|since| since.parse().ok());
    if since.is_none() {
        store::set_fact(tx, SINCE, &now.to_rfc3339()).await?;
    }
    Ok(Begun::At(since.unwrap_or(now)))
}

/// The accounts that the doctors' appointments need.
struct People {
    staff: Id<User>,
    /// In the order of [`PATIENTS`] followed by [`GUESTS`].
    patients: Vec<Id<Patient>>,
    since: DateTime<Utc>,
    opened: Clock,
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

/// Returns an unassigned phone number, by index in [`GUESTS`].
fn guest_phone(zone: Tz, place: usize) -> String {
    match zone {
        Tz::Asia__Ho_Chi_Minh => format!("+84 90 555 02{place:02}"),
        Tz::Europe__Paris => format!("+33 6 55 50 02 {place:02}"),
        Tz::America__Toronto => format!("+1 514 555 01{place:02}"),
        Tz::Europe__Tirane => format!("+355 69 555 02{place:02}"),
        _ => format!("+44 7700 9002{place:02}"),
    }
}

fn new_guest(clock: &Clock, place: usize, guest: &Guest, hash: &str) -> NewUser {
    NewUser {
        id: clock.new_id(),
        role: Role::Patient,
        email: email(&format!("guest.{}", place + 1)),
        password_hash: hash.to_owned(),
        full_name: guest.full_name.to_owned(),
        phone: Some(guest_phone(guest.time_zone, place)),
        gender: guest.gender,
        locale: guest.locale,
        time_zone: Some(guest.time_zone),
        status: UserStatus::Active,
        limited: false,
    }
}

fn profile(doctor: &DemoDoctor, id: Id<User>, approved_at: DateTime<Utc>) -> NewDoctor {
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
        approved_at: Some(approved_at),
        waiting_since: None,
    }
}

/// Adds the admin and the patients, in one transaction.
async fn add_people(app: &App, hash: Arc<str>, since: DateTime<Utc>) -> Result<People> {
    let opened = Clock::manual(since - OPENED);
    app.write(move |tx| {
        async move {
            let staff = add_user(tx, &opened, &new_user(&opened, Role::Admin, &ADMIN, &hash)).await?.id();
            let mut patients = Vec::new();
            let named = PATIENTS
                .iter()
                .map(|patient| (new_user(&opened, Role::Patient, &patient.person, &hash), patient.born, patient.address));
            let guests = GUESTS
                .iter()
                .enumerate()
                .map(|(place, guest)| (new_guest(&opened, place, guest, &hash), guest.born, guest.address));
            for (user, (year, month, day), address) in named.chain(guests) {
                let added = add_user(tx, &opened, &user).await?;
                if let Added::New(id) = added {
                    let born = NaiveDate::from_ymd_opt(year, month, day).ok_or(Code::Internal)?;
                    accounts::create_patient_profile(tx, id.of(), born, Some(address)).await?;
                    if GUESTS.first().is_some_and(|guest| guest.full_name == user.full_name) {
                        add_undelivered_mail(tx, since, &user).await?;
                    }
                }
                patients.push(added.id().of());
            }
            Ok(People { staff, patients, since, opened })
        }
        .boxed()
    })
    .await
}

/// Adds a mail that no server accepted, for the page about jobs that were given up.
async fn add_undelivered_mail(tx: &mut Tx, since: DateTime<Utc>, user: &NewUser) -> Result<()> {
    const ERROR: &str = "permanent error (550): 5.1.1 Recipient address rejected: User unknown in virtual mailbox table";
    let sent_at = since - Duration::hours(26);
    let notice = KnownAddress { chosen: None, link: None };
    mail::enqueue(tx, &Clock::manual(sent_at), &user.email, user.locale, &notice)?;
    jobs::give_up(tx, mail::MAIL, &user.email, sent_at + Duration::seconds(4), ERROR).await
}

/// An account, and whether it was created now.
#[derive(Clone, Copy)]
enum Added {
    New(Id<User>),
    Known(Id<User>),
}

impl Added {
    const fn id(self) -> Id<User> {
        match self {
            Self::New(id) | Self::Known(id) => id,
        }
    }
}

async fn add_user(tx: &mut Tx, clock: &Clock, user: &NewUser) -> Result<Added> {
    if accounts::create_user(tx, clock, user).await? {
        return Ok(Added::New(user.id));
    }
    Ok(Added::Known(accounts::known(tx, &user.email).await?.ok_or(Code::Internal)?))
}

/// Adds a doctor with the slots and appointments of their plan; does nothing if the doctor exists.
async fn add_doctor(app: &App, hash: &str, doctor: &'static DemoDoctor, plan: DoctorPlan, people: &People) -> Result<()> {
    let permit = allow::<act::MakeDemo>(&Actor::System)?;
    let clock = people.opened.clone();
    let user = new_user(&clock, Role::Doctor, &doctor.person, hash);
    let profile = profile(doctor, user.id, clock.now());
    let context = SeedContext { doctor: user.id.of(), staff: people.staff, now: people.since, read_within: READ_WITHIN };
    let (patients, look) = (people.patients.clone(), doctor.look);
    app.write(move |tx| {
        async move {
            if !accounts::create_user(tx, &clock, &user).await? {
                return Ok(());
            }
            doctors::create_profile(tx, &profile).await?;
            portrait::choose(tx, &permit, user.id.of(), look).await?;
            let ids = schedule::create_slots(tx, &clock, user.id.of(), &plan.slots).await?;
            let mut seeds = Vec::new();
            for booking in plan.bookings {
                let place = plan.slots.iter().position(|slot| *slot == booking.slot);
                let slot = place.and_then(|place| ids.get(place)).ok_or(Code::Internal)?;
                let patient = patients.get(booking.patient).ok_or(Code::Internal)?;
                seeds.push(Seed {
                    patient: *patient,
                    slot: *slot,
                    time: booking.slot,
                    reason: booking.reason,
                    patient_note: booking.patient_note,
                    doctor_note: booking.doctor_note,
                    events: booking.events,
                });
            }
            seed::seed(tx, &permit, &context, &seeds).await?;
            crate::platform::audit::record(tx, &clock, By::SYSTEM, "demo.create", user.id.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Adds emergency accesses: one that the admin has reviewed, and one that nobody has yet.
async fn add_emergencies(app: &App, people: &People) -> Result<()> {
    let permit = allow::<act::MakeDemo>(&Actor::System)?;
    let (staff, since, patients) = (people.staff, people.since, people.patients.clone());
    app.write(move |tx| {
        async move {
            let mut accesses = Vec::new();
            for (doctor, patient, days, reason, is_reviewed) in [
                (
                    0,
                    30,
                    41,
                    "Collapsed in the waiting room with chest pain; needed the medicines taken and the family’s phone number.",
                    true,
                ),
                (3, 34, 1, "Severe allergic reaction at the front desk, no relative reachable; looked for known allergies.", false),
            ] {
                let known = DOCTORS.get(doctor).ok_or(Code::Internal)?;
                let doctor = accounts::known(tx, &email(known.person.mailbox)).await?.ok_or(Code::Internal)?.of();
                let patient = patients.get(patient).or(patients.last()).copied().ok_or(Code::Internal)?;
                let opened = since - Duration::days(days) - Duration::hours(2);
                accesses.push(SeedAccess {
                    between: Between { patient, doctor },
                    since: opened,
                    until: opened + Duration::hours(8),
                    reason,
                    reviewed: is_reviewed.then_some((opened + Duration::hours(20), staff)),
                });
            }
            emergency::seed(tx, &permit, staff, &accesses).await
        }
        .boxed()
    })
    .await
}

/// Adds a pending doctor; does nothing if they exist.
async fn add_applicant(app: &App, hash: &str, applicant: &'static Applicant, people: &People) -> Result<()> {
    let permit = allow::<act::MakeDemo>(&Actor::System)?;
    let (staff, since) = (people.staff, people.since);
    let waiting_since = since - Duration::hours(applicant.waiting_for);
    let clock = Clock::manual(waiting_since.min(since - Duration::hours(applicant.rejected.map_or(0, |(hours, _)| hours + 20))));
    let user = NewUser {
        id: clock.new_id(),
        role: Role::Doctor,
        email: email(applicant.mailbox),
        password_hash: hash.to_owned(),
        full_name: applicant.full_name.to_owned(),
        phone: Some(applicant.phone.to_owned()),
        gender: applicant.gender,
        locale: applicant.locale,
        time_zone: Some(applicant.time_zone),
        status: UserStatus::Pending,
        limited: false,
    };
    app.write(move |tx| {
        async move {
            if !accounts::create_user(tx, &clock, &user).await? {
                return Ok(());
            }
            let profile = NewDoctor {
                id: user.id.of(),
                full_name: user.full_name.clone(),
                specialty: applicant.specialty,
                licence_number: applicant.licence_number.to_owned(),
                experience_years: applicant.experience_years,
                location: applicant.location.to_owned(),
                bio: applicant.bio.to_owned(),
                languages: applicant.languages.to_vec(),
                fee: None,
                kinds: vec![VisitKind::InPerson],
                auto_confirm: false,
                approved_at: None,
                waiting_since: Some(waiting_since),
            };
            doctors::create_profile(tx, &profile).await?;
            let tell = |tx: &mut Tx, at| {
                let (subject, parameters) = (notices::subject(user.id.of()), notices::Parameters { with: user.full_name.clone() });
                notifications::notify(tx, &Clock::manual(at), staff, notices::APPLIED, subject, &parameters)
            };
            if let Some((hours, reason)) = applicant.rejected {
                tell(tx, clock.now())?;
                notifications::settled(tx, &Clock::manual(since - Duration::hours(hours)), notices::subject(user.id.of())).await?;
                let decided = (since - Duration::hours(hours), staff);
                applications::record(tx, &permit, user.id.of(), decided, (Decision::Rejected, Some(reason))).await?;
            }
            tell(tx, waiting_since)?;
            crate::platform::audit::record(tx, &clock, By::SYSTEM, "demo.create", user.id.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}
