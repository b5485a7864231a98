//! Writes generated appointments with their history, because slots in the past cannot be booked. The rows are the same as after booking
//! and changing them at those times, also in the audit log; no mail is sent.

use chrono::{DateTime, Duration, Utc};

use super::super::model::{AppointmentEvent, Status};
use super::super::notices::Parameters;
use super::super::store::{self, NewAppointment, NewChange, read};
use super::read::READ;
use super::tell;
use crate::base::error::{Code, Result};
use crate::base::model::{Appointment, Doctor, Id, Patient, Role, Slot, User};
use crate::features::care::service::{self as care, Between};
use crate::features::notifications::service as notifications;
use crate::features::schedule::service::NewSlot;
use crate::platform::audit;
use crate::platform::clock::Clock;
use crate::platform::db::Tx;
use crate::policy::{Actor, By, Permit, act};

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Patient,
    Doctor,
    Staff,
}

/// What happened; the first event is the booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Booked { confirmed: bool },
    Confirmed,
    Completed,
    NoShow,
    Cancelled(Option<&'static str>),
    Moved { from: DateTime<Utc>, reason: Option<&'static str> },
    Reworded { before: &'static str },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub at: DateTime<Utc>,
    pub by: Side,
    pub what: What,
}

impl What {
    /// Returns the status after the event; `before` is the status before it.
    const fn leads_to(self, before: Status) -> Status {
        match self {
            Self::Booked { confirmed: false } => Status::Pending,
            Self::Booked { confirmed: true } | Self::Confirmed => Status::Confirmed,
            Self::Completed => Status::Completed,
            Self::NoShow => Status::NoShow,
            Self::Cancelled(_) => Status::Cancelled,
            Self::Moved { .. } | Self::Reworded { .. } => before,
        }
    }

    /// Returns what the audit log says about it.
    const fn action(self) -> &'static str {
        match self {
            Self::Booked { .. } => "appointments.book",
            Self::Confirmed | Self::Completed | Self::NoShow | Self::Cancelled(_) => "appointments.change_status",
            Self::Moved { .. } => "appointments.move",
            Self::Reworded { .. } => "appointments.reword",
        }
    }

    /// Returns the notification that the others get.
    const fn kind(self) -> Option<AppointmentEvent> {
        match self {
            Self::Booked { confirmed: false } => Some(AppointmentEvent::Requested),
            Self::Booked { confirmed: true } => Some(AppointmentEvent::Booked),
            Self::Confirmed => Some(AppointmentEvent::Confirmed),
            Self::Completed => Some(AppointmentEvent::Completed),
            Self::NoShow => Some(AppointmentEvent::NoShow),
            Self::Cancelled(_) => Some(AppointmentEvent::Cancelled),
            Self::Moved { .. } => Some(AppointmentEvent::Moved),
            Self::Reworded { .. } => None,
        }
    }
}

/// How long care lasts in generated data.
const CARE_MONTHS: u32 = 24;

impl Side {
    const fn role(self) -> Role {
        match self {
            Self::Patient => Role::Patient,
            Self::Doctor => Role::Doctor,
            Self::Staff => Role::Admin,
        }
    }
}

/// An appointment with its events, the oldest first.
#[derive(Debug)]
pub struct Seed {
    pub patient: Id<Patient>,
    /// The slot after all events.
    pub slot: Id<Slot>,
    pub time: NewSlot,
    pub reason: &'static str,
    pub patient_note: Option<&'static str>,
    pub doctor_note: Option<&'static str>,
    pub events: Vec<Event>,
}

/// The doctor of the appointments, the acting admin, and when notifications are read.
#[derive(Clone, Copy, Debug)]
pub struct SeedContext {
    pub doctor: Id<Doctor>,
    pub staff: Id<User>,
    pub now: DateTime<Utc>,
    /// Both read their notifications within this time.
    pub read_within: Duration,
}

/// Writes the appointments with their changes and notifications.
///
/// # Errors
/// [`Code::SlotTaken`] and [`Code::PatientBusy`] if two active ones overlap; [`Code::Internal`] for one without events.
pub async fn seed(tx: &mut Tx, permit: &Permit<act::MakeDemo>, context: &SeedContext, appointments: &[Seed]) -> Result<()> {
    for appointment in appointments {
        one(tx, permit, context, appointment).await?;
    }
    Ok(())
}

/// Who acts, without a session.
const fn acting(id: Id<User>, side: Side) -> By {
    By { actor: Actor::User { id, role: side.role() }, session: None, address: None }
}

async fn one(tx: &mut Tx, permit: &Permit<act::MakeDemo>, context: &SeedContext, seed: &Seed) -> Result<()> {
    let (Some(first), Some(last)) = (seed.events.first(), seed.events.last()) else { return Err(Code::Internal.into()) };
    let id: Id<Appointment> = Clock::manual(first.at).new_id();
    let status = seed.events.iter().fold(Status::Pending, |before, event| event.what.leads_to(before));
    let new = NewAppointment {
        id,
        doctor: context.doctor,
        patient: seed.patient,
        slot: seed.slot,
        starts_at: seed.time.starts_at,
        ends_at: seed.time.ends_at,
        kind: seed.time.kind,
        status,
        reason: seed.reason,
        now: first.at,
    };
    store::insert_whole(tx, &new, [seed.patient_note, seed.doctor_note], last.at).await?;
    let row = read::find_locked(tx, id, permit.scope()).await?.ok_or(Code::NotFound)?;
    if matches!(status, Status::Confirmed | Status::Completed) {
        let between = Between { patient: seed.patient, doctor: context.doctor };
        care::visit(tx, Clock::manual(first.at).new_id(), between, first.at, seed.time.ends_at, CARE_MONTHS);
    }
    let subject = tell::subject(id);
    let (patient, doctor): (Id<User>, Id<User>) = (seed.patient.of(), context.doctor.of());
    let mut before: Option<Status> = None;
    let mut unread: [Option<DateTime<Utc>>; 2] = [None, None];
    for event in &seed.events {
        let then = Clock::manual(event.at);
        let by = match event.by {
            Side::Patient => patient,
            Side::Doctor => doctor,
            Side::Staff => context.staff,
        };
        let to = event.what.leads_to(before.unwrap_or(Status::Pending));
        let (reason, moved) = match event.what {
            What::Cancelled(reason) => (reason, None),
            What::Moved { from, reason } => (reason, Some([(from, seed.time.kind), (seed.time.starts_at, seed.time.kind)])),
            What::Reworded { before } => (Some(before), None),
            _ => (None, None),
        };
        let change = NewChange { id: then.new_id(), appointment: id, at: event.at, by, from: before, to, reason, moved };
        store::add_change(tx, &change);
        audit::record_about(tx, &then, acting(by, event.by), event.what.action(), id.uuid(), seed.patient);
        for (user, unread) in [patient, doctor].into_iter().zip(&mut unread) {
            if user == by {
                // Whoever acts has read the earlier notifications.
                if unread.take().is_some() {
                    notifications::seen(tx, &then, user, subject).await?;
                }
            } else if let Some(kind) = event.what.kind() {
                notifications::notify(tx, &then, user, kind.as_str(), subject, &Parameters::of(&row, user, None))?;
                *unread = Some(event.at);
            }
        }
        before = Some(to);
    }
    // The doctor opens the appointment when the visit begins.
    if status != Status::Cancelled && seed.time.starts_at <= context.now {
        let by = acting(doctor, Side::Doctor);
        audit::record_about(tx, &Clock::manual(seed.time.starts_at), by, READ, seed.patient.uuid(), seed.patient);
    }
    for (user, last) in [patient, doctor].into_iter().zip(unread) {
        if let Some(read_at) = last.map(|at| at + context.read_within).filter(|at| *at <= context.now) {
            notifications::seen(tx, &Clock::manual(read_at), user, subject).await?;
        }
    }
    Ok(())
}
