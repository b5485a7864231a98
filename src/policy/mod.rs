//! Authorization: one table decides who may do what, and nothing else does.
//!
//! How to add an action:
//! 1. Give it a row in `actions.rs`, a cell for each kind of actor, and its routes (method and path, `/fn/…` for a server function) to
//!    [`ROUTES`] in `routes.rs`. A route without a row, and a row without a route, fails a test. Every route has its line in
//!    `tests/practice/matrix/table.rs`, too.
//! 2. In the handler: `let permit = context.allow::<act::CancelAppointment>(&app).await?;`, which also audits a refusal.
//! 3. The service takes the `Permit<act::CancelAppointment>`; the store binds `permit.scope()` into its SQL, so that what the permit does
//!    not reach is not found.

mod actions;
mod routes;

use std::collections::HashSet;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use crate::base::error::{AppError, Code, Result};
use crate::base::model::{Doctor, Id, Patient, Role, Session, User, text_enum};

pub use actions::{Action, act};
pub use routes::ROUTES;

/// Who acts. Created from the session or from a link, never from a request's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Anonymous,
    User {
        id: Id<User>,
        role: Role,
    },
    /// A doctor whom staff have not approved yet.
    Pending {
        id: Id<User>,
    },
    /// The practice itself: background work and the command line.
    System,
    /// Whoever holds a link or a token that Praxis has issued, with or without an account.
    Link(Link),
}

text_enum! {
    /// What a link is for. Each permits the actions of [`LinkPurpose::opens`] and nothing else.
    LinkPurpose {
        /// From a mail, to confirm an address, to set a password, or to answer.
        Mail = "mail",
        /// The URL of a calendar feed.
        Feed = "feed",
        /// A code that a patient gives to somebody else.
        Share = "share",
        /// A prescription's code, for a pharmacy.
        Pharmacy = "pharmacy",
        /// A video consultation's guest.
        VideoGuest = "video_guest",
        /// The token of a sign-in whose second factor is due.
        SecondFactor = "second_factor",
    }
}

/// A link or another token that Praxis has issued: its purpose, and the id of its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    pub purpose: LinkPurpose,
    pub subject: Uuid,
}

impl LinkPurpose {
    /// Returns the actions that links of this purpose may be used for, besides those that everybody may do. The feature that issues such
    /// links adds its actions here.
    pub const fn opens(self) -> &'static [Action] {
        match self {
            Self::Mail => &[Action::VerifyEmail, Action::ResetPassword, Action::ConfirmEmail, Action::AcceptInvitation],
            Self::SecondFactor => &[Action::FinishSignIn],
            Self::Feed | Self::Share | Self::Pharmacy | Self::VideoGuest => &[],
        }
    }
}

impl Actor {
    pub const fn user(self) -> Option<Id<User>> {
        match self {
            Self::User { id, .. } | Self::Pending { id } => Some(id),
            Self::Anonymous | Self::System | Self::Link(_) => None,
        }
    }

    pub const fn role(self) -> Option<Role> {
        match self {
            Self::User { role, .. } => Some(role),
            Self::Pending { .. } => Some(Role::Doctor),
            Self::Anonymous | Self::System | Self::Link(_) => None,
        }
    }
}

/// Who acts, and from where: what the audit log records.
#[derive(Clone, Copy, Debug)]
pub struct By {
    pub actor: Actor,
    pub session: Option<Id<Session>>,
    pub address: Option<IpAddr>,
}

impl By {
    /// Background work and the command line.
    pub const SYSTEM: Self = Self { actor: Actor::System, session: None, address: None };

    /// The same request, as somebody else: as the account that it has just signed in to, or the holder of a link.
    pub const fn as_actor(self, actor: Actor) -> Self {
        Self { actor, ..self }
    }
}

/// The patients whose health data one request has read, with an audit row each. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct RecordedPatients(Arc<Mutex<HashSet<Id<Patient>>>>);

impl RecordedPatients {
    /// Returns those of `patients` that the request has not read before, once each; from now on it has.
    pub fn add(&self, patients: impl IntoIterator<Item = Id<Patient>>) -> Vec<Id<Patient>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        patients.into_iter().filter(|patient| known.insert(*patient)).collect()
    }

    /// Takes them back: their rows could not be written.
    pub fn remove(&self, patients: &[Id<Patient>]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for patient in patients {
            known.remove(patient);
        }
    }
}

/// Which records a permit reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Not for this kind of actor.
    No,
    /// What belongs to the actor as patient, as doctor or as the account's owner; for a link, its subject.
    Own,
    /// A doctor: what is theirs, and the patients in their care (`care_relationships`).
    InCare,
    /// A doctor: what is theirs, and what any doctor of their specialty may take.
    Pool,
    /// Everything.
    All,
}

/// What the SQL binds. `patient` and `doctor` restrict: `None` reaches all records, `Some` only those of that person. The others extend
/// this, in the statements that bind them; a statement that does not bind them returns the actor's own records only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    pub patient: Option<Id<Patient>>,
    pub doctor: Option<Id<Doctor>>,
    /// The acting account, whatever its role.
    pub user: Option<Id<User>>,
    /// Also the patients in this doctor's care.
    pub in_care_of: Option<Id<Doctor>>,
    /// Also what waits for any doctor of this one's specialty.
    pub pool_of: Option<Id<Doctor>>,
}

impl Scope {
    /// Reaches everything.
    const fn all(user: Option<Id<User>>) -> Self {
        Self { patient: None, doctor: None, user, in_care_of: None, pool_of: None }
    }

    /// Reaches nothing: nobody has the nil id.
    pub fn nothing() -> Self {
        let nil = Uuid::nil();
        Self { patient: Some(nil.into()), doctor: Some(nil.into()), user: None, in_care_of: None, pool_of: None }
    }

    /// Reaches what belongs to an account.
    fn own(id: Id<User>, role: Role) -> Self {
        let (patient, doctor) = ((role == Role::Patient).then(|| id.of()), (role == Role::Doctor).then(|| id.of()));
        Self { patient, doctor, ..Self::all(Some(id)) }
    }
}

/// Permission for one action. Only [`allow`] and [`allow_by`] create one.
#[derive(Debug)]
pub struct Permit<A> {
    by: By,
    recorded: RecordedPatients,
    scope: Scope,
    action: PhantomData<fn() -> A>,
}

impl<A> Permit<A> {
    pub const fn actor(&self) -> Actor {
        self.by.actor
    }

    pub const fn by(&self) -> By {
        self.by
    }

    /// The patients whose data this request has read.
    pub const fn recorded(&self) -> &RecordedPatients {
        &self.recorded
    }

    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// Returns the acting account.
    ///
    /// # Errors
    /// [`Code::NotSignedIn`] for an actor without an account.
    pub fn user(&self) -> Result<Id<User>> {
        self.by.actor.user().ok_or_else(|| Code::NotSignedIn.into())
    }

    /// Returns the actor's link.
    ///
    /// # Errors
    /// [`Code::Forbidden`] for all other actors.
    pub fn link(&self) -> Result<Link> {
        match self.by.actor {
            Actor::Link(link) => Ok(link),
            _ => Err(Code::Forbidden.into()),
        }
    }
}

/// An action as a type, so that a service can require the right permit.
pub trait ActionType {
    const ACTION: Action;
}

/// Returns the scope that a cell of the table gives an actor; `None` if it gives none.
pub fn scope_of(reach: Reach, actor: Actor, action: Action) -> Option<Scope> {
    let account = actor.user().zip(actor.role());
    let doctor = account.filter(|(_, role)| *role == Role::Doctor).map(|(id, _)| id.of());
    match (reach, actor) {
        (Reach::No, _) => None,
        (Reach::All, _) => Some(Scope::all(actor.user())),
        (Reach::Own, Actor::Link(link)) => link.purpose.opens().contains(&action).then(Scope::nothing),
        // An actor without an account is rejected: an empty scope would reach everything.
        (Reach::Own, _) => account.map(|(id, role)| Scope::own(id, role)),
        (Reach::InCare, _) => {
            doctor.and_then(|doctor| Some(Scope { in_care_of: Some(doctor), ..Scope::own(actor.user()?, Role::Doctor) }))
        }
        (Reach::Pool, _) => {
            doctor.and_then(|doctor| Some(Scope { pool_of: Some(doctor), ..Scope::own(actor.user()?, Role::Doctor) }))
        }
    }
}

const fn cell(actor: Actor, action: Action) -> Reach {
    let [anonymous, patient, pending, doctor, admin, system, link] = action.row();
    match actor {
        Actor::Anonymous => anonymous,
        Actor::User { role: Role::Patient, .. } => patient,
        Actor::Pending { .. } => pending,
        Actor::User { role: Role::Doctor, .. } => doctor,
        Actor::User { role: Role::Admin, .. } => admin,
        Actor::System => system,
        Actor::Link(_) => link,
    }
}

/// Returns the permit for `actor` to do `A`, with the scope that the table gives. For work that no request asks for, and for what everybody
/// may do: handlers call `RequestContext::allow`.
///
/// # Errors
/// [`Code::NotSignedIn`] if signing in could help, [`Code::Forbidden`] otherwise.
pub fn allow<A: ActionType>(actor: &Actor) -> Result<Permit<A>> {
    allow_by(By { actor: *actor, session: None, address: None }, RecordedPatients::default())
}

/// The same for a request.
///
/// # Errors
/// See [`allow`].
pub fn allow_by<A: ActionType>(by: By, recorded: RecordedPatients) -> Result<Permit<A>> {
    let actor = by.actor;
    let refused = || AppError::from(if actor == Actor::Anonymous { Code::NotSignedIn } else { Code::Forbidden });
    let scope = scope_of(cell(actor, A::ACTION), actor, A::ACTION).ok_or_else(refused)?;
    Ok(Permit { by, recorded, scope, action: PhantomData })
}

/// Returns the roles that may do `action`, with any reach; for the API description.
pub fn roles(action: Action) -> Vec<Role> {
    let may = |role: &Role| cell(Actor::User { id: Uuid::nil().into(), role: *role }, action) != Reach::No;
    Role::ALL.iter().copied().filter(may).collect()
}

/// Returns whether a pending doctor may do `action`.
pub fn is_for_pending(action: Action) -> bool {
    cell(Actor::Pending { id: Uuid::nil().into() }, action) != Reach::No
}

/// Returns whether somebody who is not signed in may do `action`.
pub fn is_open(action: Action) -> bool {
    cell(Actor::Anonymous, action) != Reach::No
}
