//! Operations on people. `read` lists and shows them, `create` adds and invites them, `change` corrects them, `status` suspends and
//! restores, `role` changes roles, `access` takes passwords and sessions away, `delete` deletes accounts.
//!
//! Every change takes two locks, in this order: that of [`accounts::ADMINS`], and that of the account, which bookings take too. So of two admins who
//! take each other's rights at the same moment, the second finds that they are no admin any more, and the last one stays.

mod access;
mod change;
mod create;
mod delete;
mod read;
mod role;
mod status;

pub use access::{end_sessions, reset_password};
pub use change::{change_email, edit};
pub use create::{NewPerson, create, invite};
pub use delete::delete;
pub use read::{list, page};
pub use role::{NewRole, change_role};
pub use status::{cancel_appointments, restore, suspend};

use chrono::{DateTime, Utc};

use super::model::AccountAction;
use super::store::{self, NewAction};
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Role, User, UserStatus};
use crate::features::accounts::service::{self as accounts, UserRow};
use crate::platform::audit;
use crate::platform::clock::Clock;
use crate::platform::db::{Tx, lock};
use crate::policy::{By, Permit, act};

/// Who changes an account, and why.
#[derive(Clone, Debug)]
struct Change {
    /// For the audit.
    request: By,
    by: Id<User>,
    reason: String,
}

impl Change {
    /// # Errors
    /// [`Code::NotSignedIn`] for an actor without an account: a change is somebody's.
    fn new<A>(permit: &Permit<A>, reason: String) -> Result<Self> {
        Ok(Self { request: permit.by(), by: permit.user()?, reason })
    }

    /// Returns the account, locked until this transaction ends.
    ///
    /// # Errors
    /// [`Code::NotFound`], also for a deleted account; [`Code::Forbidden`] if the actor is no active admin any more.
    async fn hold(&self, tx: &mut Tx, id: Id<User>) -> Result<UserRow> {
        self.enter(tx).await?;
        lock::lock(tx, id.uuid()).await?;
        if accounts::is_deleted(tx, id).await? {
            return Err(Code::NotFound.into());
        }
        accounts::find(tx, id).await?.ok_or_else(|| Code::NotFound.into())
    }

    /// Like [`Change::hold`], for what nobody does to their own account.
    ///
    /// # Errors
    /// [`Code::OwnAccount`], and those of [`Change::hold`].
    async fn hold_other(&self, tx: &mut Tx, id: Id<User>) -> Result<UserRow> {
        if id == self.by {
            return Err(Code::OwnAccount.into());
        }
        self.hold(tx, id).await
    }

    /// Waits until no other admin changes people.
    async fn enter(&self, tx: &mut Tx) -> Result<()> {
        lock::lock(tx, accounts::ADMINS).await?;
        let actor = accounts::find(tx, self.by).await?;
        let may = actor.is_some_and(|row| row.role == Role::Admin && row.status == UserStatus::Active);
        if may { Ok(()) } else { Err(Code::Forbidden.into()) }
    }

    /// Records what was done to the account of somebody in this role, for the history and for the audit.
    fn record(&self, tx: &mut Tx, clock: &Clock, (user, role): (Id<User>, Role), action: AccountAction) {
        let id = clock.new_id();
        store::add(tx, &NewAction { id, user, by: self.by, action, reason: &self.reason, at: clock.now() });
        let name = audited(action);
        match role {
            Role::Patient => audit::record_about(tx, clock, self.request, name, id.uuid(), user.of()),
            Role::Doctor | Role::Admin => audit::record(tx, clock, self.request, name, id.uuid()),
        }
    }
}

/// The action's name in the audit log; the subject is the row of `account_actions`, which names the account and the reason.
const fn audited(action: AccountAction) -> &'static str {
    match action {
        AccountAction::Create => "people.create",
        AccountAction::Invite => "people.invite",
        AccountAction::Edit => "people.edit",
        AccountAction::ChangeEmail => "people.change_email",
        AccountAction::Suspend => "people.suspend",
        AccountAction::Restore => "people.restore",
        AccountAction::MakePatient => "people.make_patient",
        AccountAction::MakeDoctor => "people.make_doctor",
        AccountAction::MakeAdmin => "people.make_admin",
        AccountAction::ResetPassword => "people.reset_password",
        AccountAction::EndSessions => "people.end_sessions",
        AccountAction::CancelAppointments => "people.cancel_appointments",
        AccountAction::Delete => "people.delete",
        AccountAction::Approve => "people.approve",
        AccountAction::Reject => "people.reject",
    }
}

/// Checks that the practice keeps an admin who can sign in when this account no longer is one.
///
/// # Errors
/// [`Code::LastAdmin`].
async fn keep_an_admin(tx: &mut Tx, row: &UserRow) -> Result<()> {
    if row.role != Role::Admin || accounts::has_other_admin(tx, row.id).await? { Ok(()) } else { Err(Code::LastAdmin.into()) }
}

/// Records an action of the past, for generated data.
pub fn record_at(
    tx: &mut Tx,
    _: &Permit<act::MakeDemo>,
    (at, by): (DateTime<Utc>, Id<User>),
    user: Id<User>,
    (action, reason): (AccountAction, &str),
) {
    store::add(tx, &NewAction { id: Clock::manual(at).new_id(), user, by, action, reason, at });
}
