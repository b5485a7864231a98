//! Authorization: one table decides who may do what, and nothing else does.
//!
//! How to add an action:
//! 1. Give it a row in [`actions!`], a cell for each kind of actor, and its routes (method and path, `/fn/…` for a server function) to
//!    [`ROUTES`]. A route without a row, and a row without a route, fails a test. Every route has its line in
//!    `tests/practice/matrix/table.rs`, too.
//! 2. In the handler: `let permit = context.allow::<act::CancelAppointment>(&app).await?;`, which also audits a refusal.
//! 3. The service takes the `Permit<act::CancelAppointment>`; the store binds `permit.scope()` into its SQL, so that what the permit does
//!    not reach is not found.

use std::collections::HashSet;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use crate::base::error::{AppError, Code, Result};
use crate::base::model::{Doctor, Id, Patient, Role, Session, User, text_enum};

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

macro_rules! actions {
    ($($(#[$meta:meta])* $name:ident = [$($cell:ident),+];)+) => {
        /// All actions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Action { $($(#[$meta])* $name),+ }

        impl Action {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }

            /// Returns the table's row: a cell for each kind of actor, in the order of the heading.
            const fn row(self) -> [Reach; 7] {
                match self { $(Self::$name => [$(Reach::$cell),+]),+ }
            }
        }

        /// The actions as types.
        pub mod act {
            use super::{Action, ActionType};
            $(#[derive(Debug)] pub enum $name {} impl ActionType for $name { const ACTION: Action = Action::$name; })+
        }
    };
}

#[rustfmt::skip]
actions! {
    //                               anonymous patient pending doctor  admin system link
    /// Public pages, texts and files.
    SeePublicPages               = [All,      All,    All,    All,    All,  All,   All];
    FindDoctors                  = [All,      All,    All,    All,    All,  All,   All];
    Register                     = [All,      All,    All,    All,    All,  All,   All];
    SignIn                       = [All,      All,    All,    All,    All,  All,   All];
    RefreshSession               = [All,      All,    All,    All,    All,  All,   All];
    ChooseLanguage               = [All,      All,    All,    All,    All,  All,   All];
    /// Asks for a link to set a new password.
    ForgetPassword               = [All,      All,    All,    All,    All,  All,   All];
    /// Whoever has the link from the mail.
    VerifyEmail                  = [No,       No,     No,     No,     No,   No,    Own];
    ResetPassword                = [No,       No,     No,     No,     No,   No,    Own];
    /// Whoever has the link from the invitation that staff had sent.
    AcceptInvitation             = [No,       No,     No,     No,     No,   No,    Own];
    /// Whoever has entered the right password, and still has to enter a code or to set up the second factor.
    FinishSignIn                 = [No,       No,     No,     No,     No,   No,    Own];
    SignOut                      = [No,       Own,    Own,    Own,    Own,  All,   No];
    ReadOwnAccount               = [No,       Own,    Own,    Own,    Own,  All,   No];
    /// Makes the address that the link was mailed to the account's.
    ConfirmEmail                 = [No,       No,     No,     No,     No,   No,    Own];
    ChangeOwnEmail               = [No,       Own,    Own,    Own,    Own,  All,   No];
    /// Asks for another link to verify the email address.
    AskVerification              = [No,       Own,    Own,    Own,    Own,  All,   No];
    /// Sends a code to a phone number, and enters it.
    VerifyOwnPhone               = [No,       Own,    Own,    Own,    Own,  All,   No];
    ChangeOwnPassword            = [No,       Own,    Own,    Own,    Own,  All,   No];
    ManageOwnSessions            = [No,       Own,    Own,    Own,    Own,  All,   No];
    ManageOwnSecondFactor        = [No,       Own,    Own,    Own,    Own,  All,   No];
    /// Removes somebody's second factor, for whoever has lost it.
    ResetSecondFactor            = [No,       No,     No,     No,     All,  All,   No];
    ExportOwnData                = [No,       Own,    Own,    Own,    Own,  All,   No];
    /// Asks for the deletion of the account, and takes that back.
    DeleteOwnAccount             = [No,       Own,    Own,    Own,    Own,  All,   No];
    ChangeOwnAccount             = [No,       Own,    Own,    Own,    Own,  All,   No];
    ChangeOwnPhoto               = [No,       Own,    Own,    Own,    Own,  All,   No];
    /// Photos that are not an approved doctor's, which everybody sees.
    ReadPhoto                    = [No,       Own,    Own,    InCare, All,  All,   No];
    ReadNotifications            = [No,       Own,    Own,    Own,    Own,  All,   No];
    MarkNotifications            = [No,       Own,    Own,    Own,    Own,  All,   No];
    CreateAdmin                  = [No,       No,     No,     No,     No,   All,   No];
    /// Writes the demo practice, with a generated history.
    MakeDemo                     = [No,       No,     No,     No,     No,   All,   No];
    /// A doctor who was rejected applies again.
    AskForApproval               = [No,       No,     Own,    No,     No,   All,   No];
    /// Approves or rejects doctors and the changes that they request.
    DecideApplications           = [No,       No,     No,     No,     All,  All,   No];
    /// The doctor profile, and whether bookings are confirmed immediately.
    ChangeOwnDoctorProfile       = [No,       No,     Own,    Own,    No,   All,   No];
    ReadOwnSchedule              = [No,       No,     No,     Own,    No,   All,   No];
    ChangeOwnSchedule            = [No,       No,     No,     Own,    No,   All,   No];
    SeeBooking                   = [No,       Own,    No,     No,     No,   All,   No];
    BookAppointment              = [No,       Own,    No,     No,     No,   All,   No];
    ReadAppointments             = [No,       Own,    No,     Own,    All,  All,   No];
    /// `Status::may_become` decides which status changes are allowed to whom; this table, on whose appointments.
    ChangeAppointment            = [No,       Own,    No,     Own,    All,  All,   No];
    /// Moves it to another slot of the same doctor, or rewords the reason.
    EditAppointment              = [No,       No,     No,     No,     All,  All,   No];
    WriteNote                    = [No,       Own,    No,     Own,    No,   All,   No];
    /// Background jobs that were given up.
    ManageJobs                   = [No,       No,     No,     No,     All,  All,   No];
    /// All accounts, with what staff did to them.
    ReadPeople                   = [No,       No,     No,     No,     All,  All,   No];
    /// Creates accounts and sends their invitations.
    CreatePeople                 = [No,       No,     No,     No,     All,  All,   No];
    /// Name, contact, language and profile of any account.
    ChangePeople                 = [No,       No,     No,     No,     All,  All,   No];
    /// Suspends accounts and restores them.
    SuspendPeople                = [No,       No,     No,     No,     All,  All,   No];
    ChangeRoles                  = [No,       No,     No,     No,     All,  All,   No];
    /// Forces a new password, and ends sessions.
    ManageAccess                 = [No,       No,     No,     No,     All,  All,   No];
    DeletePeople                 = [No,       No,     No,     No,     All,  All,   No];
    /// The audit log; a patient: who did what with their data.
    ReadAudit                    = [No,       Own,    No,     No,     All,  All,   No];
    ExportAudit                  = [No,       No,     No,     No,     All,  All,   No];
    /// What the practice stores about a patient besides appointments.
    ReadPatientRecord            = [No,       Own,    No,     InCare, All,  All,   No];
    /// A doctor's own note about a patient.
    WritePatientNote             = [No,       No,     No,     InCare, No,   All,   No];
    /// For a patient who is not in the doctor's care, with a reason.
    OpenEmergencyAccess          = [No,       No,     No,     All,    No,   All,   No];
    ReviewEmergencyAccess        = [No,       No,     No,     No,     All,  All,   No];
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

/// Every route that reads or writes personal data: method, path as the router has it, and the action that it requires.
pub const ROUTES: &[(&str, &str, Action)] = &[
    ("POST", "/fn/accounts/sign-in", Action::SignIn),
    ("POST", "/fn/accounts/sign-out", Action::SignOut),
    ("POST", "/fn/accounts/register", Action::Register),
    ("POST", "/fn/accounts/register-doctor", Action::Register),
    ("POST", "/fn/accounts/verify-email", Action::VerifyEmail),
    ("POST", "/fn/accounts/address-to-verify", Action::VerifyEmail),
    ("POST", "/fn/accounts/ask-verification", Action::AskVerification),
    ("POST", "/fn/accounts/phone", Action::VerifyOwnPhone),
    ("POST", "/fn/accounts/send-phone-code", Action::VerifyOwnPhone),
    ("POST", "/fn/accounts/verify-phone", Action::VerifyOwnPhone),
    ("POST", "/fn/accounts/forgot-password", Action::ForgetPassword),
    ("POST", "/fn/accounts/reset-password", Action::ResetPassword),
    ("POST", "/fn/accounts/accept-invitation", Action::AcceptInvitation),
    ("POST", "/fn/accounts/change-password", Action::ChangeOwnPassword),
    ("POST", "/fn/accounts/change-email", Action::ChangeOwnEmail),
    ("POST", "/fn/accounts/confirm-email", Action::ConfirmEmail),
    ("POST", "/fn/accounts/address-to-confirm", Action::ConfirmEmail),
    ("POST", "/fn/accounts/sessions", Action::ManageOwnSessions),
    ("POST", "/fn/accounts/end-session", Action::ManageOwnSessions),
    ("POST", "/fn/accounts/end-other-sessions", Action::ManageOwnSessions),
    ("POST", "/fn/second-factor/pending", Action::FinishSignIn),
    ("POST", "/fn/second-factor/enter", Action::FinishSignIn),
    ("POST", "/fn/second-factor/enter-first", Action::FinishSignIn),
    ("POST", "/fn/second-factor/state", Action::ManageOwnSecondFactor),
    ("POST", "/fn/second-factor/begin", Action::ManageOwnSecondFactor),
    ("POST", "/fn/second-factor/confirm", Action::ManageOwnSecondFactor),
    ("POST", "/fn/second-factor/renew-codes", Action::ManageOwnSecondFactor),
    ("POST", "/fn/second-factor/codes", Action::ManageOwnSecondFactor),
    ("POST", "/fn/second-factor/turn-off", Action::ManageOwnSecondFactor),
    ("POST", "/fn/second-factor/reset", Action::ResetSecondFactor),
    ("POST", "/fn/privacy/mine", Action::ExportOwnData),
    ("POST", "/fn/privacy/export", Action::ExportOwnData),
    ("POST", "/fn/privacy/delete", Action::DeleteOwnAccount),
    ("POST", "/fn/privacy/keep", Action::DeleteOwnAccount),
    ("POST", "/fn/accounts/language", Action::ChooseLanguage),
    ("POST", "/fn/accounts/me", Action::ReadOwnAccount),
    ("POST", "/fn/accounts/change", Action::ChangeOwnAccount),
    ("POST", "/fn/accounts/practice", Action::ChangeOwnDoctorProfile),
    ("POST", "/fn/accounts/auto-confirm", Action::ChangeOwnDoctorProfile),
    ("POST", "/fn/files/remove-photo", Action::ChangeOwnPhoto),
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
    ("POST", "/fn/audit/records", Action::ReadAudit),
    ("POST", "/fn/audit/actions", Action::ReadAudit),
    ("POST", "/fn/admin/jobs", Action::ManageJobs),
    ("POST", "/fn/admin/retry-job", Action::ManageJobs),
    ("POST", "/fn/people/list", Action::ReadPeople),
    ("POST", "/fn/people/person", Action::ReadPeople),
    ("POST", "/fn/people/create", Action::CreatePeople),
    ("POST", "/fn/people/invite", Action::CreatePeople),
    ("POST", "/fn/people/edit", Action::ChangePeople),
    ("POST", "/fn/people/email", Action::ChangePeople),
    ("POST", "/fn/people/decide", Action::DecideApplications),
    ("POST", "/fn/people/suspend", Action::SuspendPeople),
    ("POST", "/fn/people/restore", Action::SuspendPeople),
    ("POST", "/fn/people/role", Action::ChangeRoles),
    ("POST", "/fn/people/reset-password", Action::ManageAccess),
    ("POST", "/fn/people/end-sessions", Action::ManageAccess),
    ("POST", "/fn/people/cancel-appointments", Action::SuspendPeople),
    ("POST", "/fn/people/delete", Action::DeletePeople),
    ("POST", "/fn/notifications/list", Action::ReadNotifications),
    ("POST", "/fn/notifications/unread", Action::ReadNotifications),
    ("POST", "/fn/notifications/read", Action::MarkNotifications),
    ("POST", "/fn/notifications/read-all", Action::MarkNotifications),
    ("POST", "/api/v1/auth/register", Action::Register),
    ("POST", "/api/v1/auth/login", Action::SignIn),
    ("POST", "/api/v1/auth/refresh", Action::RefreshSession),
    ("POST", "/api/v1/auth/logout", Action::SignOut),
    ("POST", "/api/v1/auth/verify-email", Action::VerifyEmail),
    ("POST", "/api/v1/auth/password/forgot", Action::ForgetPassword),
    ("POST", "/api/v1/auth/password/reset", Action::ResetPassword),
    ("POST", "/api/v1/auth/accept-invitation", Action::AcceptInvitation),
    ("POST", "/api/v1/auth/confirm-email", Action::ConfirmEmail),
    ("POST", "/api/v1/auth/verify-phone", Action::VerifyOwnPhone),
    ("POST", "/api/v1/me/phone", Action::VerifyOwnPhone),
    ("POST", "/api/v1/auth/mfa", Action::FinishSignIn),
    ("POST", "/api/v1/auth/mfa/setup", Action::FinishSignIn),
    ("POST", "/api/v1/auth/mfa/confirm", Action::FinishSignIn),
    ("GET", "/api/v1/me/mfa", Action::ManageOwnSecondFactor),
    ("POST", "/api/v1/me/mfa", Action::ManageOwnSecondFactor),
    ("POST", "/api/v1/me/mfa/confirm", Action::ManageOwnSecondFactor),
    ("POST", "/api/v1/me/mfa/recovery-codes", Action::ManageOwnSecondFactor),
    ("DELETE", "/api/v1/me/mfa", Action::ManageOwnSecondFactor),
    ("POST", "/api/v1/users/{id}/mfa/reset", Action::ResetSecondFactor),
    ("POST", "/api/v1/me/email", Action::ChangeOwnEmail),
    ("POST", "/api/v1/me/password", Action::ChangeOwnPassword),
    ("GET", "/api/v1/me/sessions", Action::ManageOwnSessions),
    ("DELETE", "/api/v1/me/sessions/{id}", Action::ManageOwnSessions),
    ("GET", "/api/v1/me/export", Action::ExportOwnData),
    ("POST", "/api/v1/me/export", Action::ExportOwnData),
    ("GET", "/exports/{id}/data.zip", Action::ExportOwnData),
    ("DELETE", "/api/v1/me", Action::DeleteOwnAccount),
    ("GET", "/api/v1/me/deletion", Action::DeleteOwnAccount),
    ("POST", "/api/v1/me/deletion/cancel", Action::DeleteOwnAccount),
    ("GET", "/api/v1/me", Action::ReadOwnAccount),
    ("PATCH", "/api/v1/me", Action::ChangeOwnAccount),
    ("PUT", "/api/v1/me/photo", Action::ChangeOwnPhoto),
    ("DELETE", "/api/v1/me/photo", Action::ChangeOwnPhoto),
    ("GET", "/api/v1/users/{id}/photo", Action::ReadPhoto),
    ("GET", "/api/v1/doctors/{id}/photo", Action::FindDoctors),
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
    ("GET", "/api/v1/users", Action::ReadPeople),
    ("POST", "/api/v1/users", Action::CreatePeople),
    ("GET", "/api/v1/users/{id}", Action::ReadPeople),
    ("PATCH", "/api/v1/users/{id}", Action::ChangePeople),
    ("DELETE", "/api/v1/users/{id}", Action::DeletePeople),
    ("POST", "/api/v1/users/{id}/invitation", Action::CreatePeople),
    ("POST", "/api/v1/users/{id}/password-reset", Action::ManageAccess),
    ("DELETE", "/api/v1/users/{id}/sessions", Action::ManageAccess),
    ("GET", "/api/v1/notifications", Action::ReadNotifications),
    ("POST", "/api/v1/notifications/{id}/read", Action::MarkNotifications),
    ("POST", "/fn/patients/list", Action::ReadPatientRecord),
    ("POST", "/fn/patients/record", Action::ReadPatientRecord),
    ("POST", "/fn/patients/note", Action::WritePatientNote),
    ("POST", "/fn/patients/emergency", Action::OpenEmergencyAccess),
    ("POST", "/fn/patients/find-in-emergency", Action::OpenEmergencyAccess),
    ("POST", "/fn/patients/end-emergency", Action::OpenEmergencyAccess),
    ("POST", "/fn/patients/emergencies", Action::ReviewEmergencyAccess),
    ("POST", "/fn/patients/review-emergency", Action::ReviewEmergencyAccess),
    ("GET", "/api/v1/patients", Action::ReadPatientRecord),
    ("GET", "/api/v1/patients/{id}", Action::ReadPatientRecord),
    ("POST", "/api/v1/patients/{id}/access", Action::OpenEmergencyAccess),
    ("GET", "/api/v1/audit", Action::ReadAudit),
    ("GET", "/audit.csv", Action::ExportAudit),
    ("GET", "/appointments/{id}/calendar.ics", Action::ReadAppointments),
    ("GET", "/doctors/{id}/portrait.svg", Action::FindDoctors),
    ("POST", "/profile/photo", Action::ChangeOwnPhoto),
];
