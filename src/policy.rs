//! Who may do what: one table, nothing else in the house decides it.
//!
//! A recipe for a new action:
//! 1. Add it to [`Action`] with its row per role in [`rule`], and its doors (method and path, `/fn/…` for a server function) to
//!    [`ROUTES`]. A door without a row, and a row without a door, fails a test. A server function has a line in
//!    `platform/http/fields.rs` too, and every door its line in `tests/practice/matrix/table.rs`.
//! 2. At the door: `let permit = policy::allow::<act::CancelAppointment>(&actor)?;`
//! 3. The service takes the `Permit<act::CancelAppointment>`; the store binds `permit.scope()` into its SQL, so that what is not
//!    the actor's is not found.

use std::marker::PhantomData;

use crate::base::error::{AppError, Code, Result};
use crate::base::model::{Doctor, Id, Patient, Role, User};

/// Who acts. Made from the session, never from a request's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Anonymous,
    User {
        id: Id<User>,
        role: Role,
    },
    /// A doctor whom nobody has let in yet.
    Pending {
        id: Id<User>,
    },
    /// The practice itself: background work and the command line.
    System,
}

impl Actor {
    pub const fn user(self) -> Option<Id<User>> {
        match self {
            Self::User { id, .. } | Self::Pending { id } => Some(id),
            Self::Anonymous | Self::System => None,
        }
    }

    pub const fn role(self) -> Option<Role> {
        match self {
            Self::User { role, .. } => Some(role),
            Self::Pending { .. } => Some(Role::Doctor),
            Self::Anonymous | Self::System => None,
        }
    }
}

/// How much of the records a permit reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Not for this role.
    Nothing,
    /// Only what belongs to the actor, as patient, as doctor or as the account's owner.
    Own,
    Everything,
}

/// What the SQL binds: `None` reaches all, `Some` only that one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    pub patient: Option<Id<Patient>>,
    pub doctor: Option<Id<Doctor>>,
    /// The account acting, whatever its role.
    pub user: Option<Id<User>>,
}

/// Leave to do one kind of thing. Only [`allow`] makes one.
#[derive(Debug)]
pub struct Permit<A> {
    actor: Actor,
    scope: Scope,
    action: PhantomData<fn() -> A>,
}

impl<A> Permit<A> {
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// The account that acts.
    ///
    /// # Errors
    /// [`Code::NotSignedIn`] for an action that nobody in particular does.
    pub fn user(&self) -> Result<Id<User>> {
        self.actor.user().ok_or_else(|| Code::NotSignedIn.into())
    }
}

/// An action at the level of types, so that a service can ask for the right permit.
pub trait ActionType {
    const ACTION: Action;
}

macro_rules! actions {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        /// Everything that somebody may do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Action { $($(#[$meta])* $name),+ }

        impl Action {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }

        /// The same as types.
        pub mod act {
            use super::{Action, ActionType};
            $(#[derive(Debug)] pub enum $name {} impl ActionType for $name { const ACTION: Action = Action::$name; })+
        }
    };
}

actions! {
    /// Pages, words and files that anybody may have.
    SeePublicPages,
    Register,
    SignIn,
    SignOut,
    RefreshSession,
    ChooseLanguage,
    ReadOwnAccount,
    ChangeOwnAccount,
    CreateAdmin,
    /// Writes the demo practice, with a past that nobody has had.
    MakeDemo,
    /// A doctor who was declined asks once more.
    AskForApproval,
    /// Lets doctors in, or declines.
    DecideApplications,
    /// What a doctor shows, and whether bookings are confirmed at once.
    ChangeOwnDoctorProfile,
    FindDoctors,
    ReadOwnSchedule,
    ChangeOwnSchedule,
    SeeBooking,
    BookAppointment,
    ReadAppointments,
    /// Which move is open to whom is `Status::may_become`; whose appointment it is, this table.
    ChangeAppointment,
    /// To another time of the same doctor; the reason in other words.
    EditAppointment,
    WriteNote,
    ReadNotifications,
    MarkNotifications,
}

/// The table. Who is not named may not.
const fn rule(actor: Actor, action: Action) -> Reach {
    use Action as A;
    use Reach::{Everything, Nothing, Own};
    match (action, actor) {
        (A::SeePublicPages | A::FindDoctors | A::Register | A::SignIn | A::RefreshSession | A::ChooseLanguage, _) => Everything,
        (_, Actor::System) => Everything,
        (_, Actor::Anonymous) | (A::CreateAdmin | A::MakeDemo, _) => Nothing,
        (
            A::SignOut | A::ReadOwnAccount | A::ChangeOwnAccount | A::ReadNotifications | A::MarkNotifications,
            Actor::User { .. } | Actor::Pending { .. },
        )
        | (A::AskForApproval | A::ChangeOwnDoctorProfile, Actor::Pending { .. }) => Own,
        (_, Actor::Pending { .. }) => Nothing,
        (A::ChangeOwnDoctorProfile | A::ReadOwnSchedule | A::ChangeOwnSchedule, Actor::User { role: Role::Doctor, .. }) => Own,
        (A::SeeBooking | A::BookAppointment, Actor::User { role: Role::Patient, .. }) => Own,
        (
            A::ReadAppointments | A::ChangeAppointment | A::EditAppointment | A::DecideApplications,
            Actor::User { role: Role::Admin, .. },
        ) => Everything,
        (A::ReadAppointments | A::ChangeAppointment | A::WriteNote, Actor::User { role: Role::Patient | Role::Doctor, .. }) => Own,
        (
            A::AskForApproval
            | A::DecideApplications
            | A::ChangeOwnDoctorProfile
            | A::ReadOwnSchedule
            | A::ChangeOwnSchedule
            | A::SeeBooking
            | A::BookAppointment
            | A::EditAppointment
            | A::WriteNote,
            Actor::User { .. },
        ) => Nothing,
    }
}

/// Leave for `actor` to do `A`, with the reach that the table gives.
///
/// # Errors
/// [`Code::NotSignedIn`] when signing in could help, [`Code::Forbidden`] otherwise.
pub fn allow<A: ActionType>(actor: &Actor) -> Result<Permit<A>> {
    // Whoever owns nothing is refused: an empty scope would reach everything.
    let own = |actor: &Actor| {
        let (id, role) = (actor.user().ok_or(Code::NotSignedIn)?, actor.role().ok_or(Code::NotSignedIn)?);
        let (patient, doctor) = ((role == Role::Patient).then(|| id.of()), (role == Role::Doctor).then(|| id.of()));
        Ok::<_, AppError>(Scope { patient, doctor, user: Some(id) })
    };
    match rule(*actor, A::ACTION) {
        Reach::Nothing if *actor == Actor::Anonymous => Err(Code::NotSignedIn.into()),
        Reach::Nothing => Err(Code::Forbidden.into()),
        Reach::Own => Ok(Permit { actor: *actor, scope: own(actor)?, action: PhantomData }),
        Reach::Everything => {
            let scope = Scope { patient: None, doctor: None, user: actor.user() };
            Ok(Permit { actor: *actor, scope, action: PhantomData })
        }
    }
}

/// The roles that the table lets do `action`, in some reach or other; for the description of the API.
pub fn roles(action: Action) -> Vec<Role> {
    let may = |role: &Role| rule(Actor::User { id: uuid::Uuid::nil().into(), role: *role }, action) != Reach::Nothing;
    Role::ALL.iter().copied().filter(may).collect()
}

/// Whether the table lets a doctor do `action` whom nobody has let in yet.
pub fn is_for_pending(action: Action) -> bool {
    rule(Actor::Pending { id: uuid::Uuid::nil().into() }, action) != Reach::Nothing
}

/// Whether the table lets somebody do `action` who is not signed in.
pub fn is_open(action: Action) -> bool {
    rule(Actor::Anonymous, action) != Reach::Nothing
}

/// Every door of the house: method, path as the router knows it, and the action that it asks leave for.
pub const ROUTES: &[(&str, &str, Action)] = &[
    ("POST", "/fn/accounts/sign-in", Action::SignIn),
    ("POST", "/fn/accounts/sign-out", Action::SignOut),
    ("POST", "/fn/accounts/register", Action::Register),
    ("POST", "/fn/accounts/register-doctor", Action::Register),
    ("POST", "/fn/accounts/language", Action::ChooseLanguage),
    ("POST", "/fn/accounts/me", Action::ReadOwnAccount),
    ("POST", "/fn/accounts/change", Action::ChangeOwnAccount),
    ("POST", "/fn/accounts/practice", Action::ChangeOwnDoctorProfile),
    ("POST", "/fn/accounts/auto-confirm", Action::ChangeOwnDoctorProfile),
    ("POST", "/fn/doctors/review-state", Action::ReadOwnAccount),
    ("POST", "/fn/doctors/ask", Action::AskForApproval),
    ("POST", "/fn/doctors/waiting", Action::DecideApplications),
    ("POST", "/fn/doctors/review", Action::DecideApplications),
    ("POST", "/fn/accounts/demo", Action::SeePublicPages),
    ("POST", "/fn/doctors/find", Action::FindDoctors),
    ("POST", "/fn/doctors/page", Action::FindDoctors),
    ("POST", "/fn/schedule/week", Action::ReadOwnSchedule),
    ("POST", "/fn/schedule/slot", Action::ReadOwnSchedule),
    ("POST", "/fn/schedule/add", Action::ChangeOwnSchedule),
    ("POST", "/fn/schedule/edit", Action::ChangeOwnSchedule),
    ("POST", "/fn/schedule/delete", Action::ChangeOwnSchedule),
    ("POST", "/fn/appointments/chosen", Action::FindDoctors),
    ("POST", "/fn/appointments/booking", Action::SeeBooking),
    ("POST", "/fn/appointments/book", Action::BookAppointment),
    ("POST", "/fn/appointments/list", Action::ReadAppointments),
    ("POST", "/fn/appointments/detail", Action::ReadAppointments),
    ("POST", "/fn/appointments/change", Action::ChangeAppointment),
    ("POST", "/fn/appointments/times", Action::EditAppointment),
    ("POST", "/fn/appointments/move", Action::EditAppointment),
    ("POST", "/fn/appointments/reword", Action::EditAppointment),
    ("POST", "/fn/appointments/note", Action::WriteNote),
    ("POST", "/fn/notifications/list", Action::ReadNotifications),
    ("POST", "/fn/notifications/unread", Action::ReadNotifications),
    ("POST", "/fn/notifications/read", Action::MarkNotifications),
    ("POST", "/fn/notifications/read-all", Action::MarkNotifications),
    ("POST", "/api/v1/auth/register", Action::Register),
    ("POST", "/api/v1/auth/login", Action::SignIn),
    ("POST", "/api/v1/auth/refresh", Action::RefreshSession),
    ("POST", "/api/v1/auth/logout", Action::SignOut),
    ("GET", "/api/v1/me", Action::ReadOwnAccount),
    ("PATCH", "/api/v1/me", Action::ChangeOwnAccount),
    ("GET", "/api/v1/doctors", Action::FindDoctors),
    ("GET", "/api/v1/doctors/{id}", Action::FindDoctors),
    ("GET", "/api/v1/doctors/{id}/slots", Action::FindDoctors),
    ("GET", "/api/v1/me/slots", Action::ReadOwnSchedule),
    ("POST", "/api/v1/me/slots", Action::ChangeOwnSchedule),
    ("PATCH", "/api/v1/me/slots/{id}", Action::ChangeOwnSchedule),
    ("DELETE", "/api/v1/me/slots/{id}", Action::ChangeOwnSchedule),
    ("POST", "/api/v1/appointments", Action::BookAppointment),
    ("GET", "/api/v1/appointments", Action::ReadAppointments),
    ("GET", "/api/v1/appointments/{id}", Action::ReadAppointments),
    ("PATCH", "/api/v1/appointments/{id}", Action::ChangeAppointment),
    ("GET", "/api/v1/notifications", Action::ReadNotifications),
    ("POST", "/api/v1/notifications/{id}/read", Action::MarkNotifications),
    ("GET", "/appointments/{id}/calendar.ics", Action::ReadAppointments),
    ("GET", "/doctors/{id}/portrait.svg", Action::FindDoctors),
];
