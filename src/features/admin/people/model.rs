//! People as staff see them: a list, and one person with what staff did to the account.

use serde::{Deserialize, Serialize};

use crate::base::error::FieldCode;
use crate::base::model::{Id, Role, User, UserStatus, ZonedTime, text_enum};
use crate::base::parse::parse_text;
use crate::features::appointments::model::AppointmentView;
use crate::features::profiles::model::Account;

text_enum! {
    /// The state of an account: its status, and whether its owner has accepted the invitation.
    PersonState {
        Active = "active",
        /// Has not set a password yet.
        Invited = "invited",
        Pending = "pending",
        Suspended = "suspended",
    }
}

impl PersonState {
    /// Returns the state of an account with this status.
    pub const fn of(status: UserStatus, is_invited: bool) -> Self {
        match (status, is_invited) {
            (UserStatus::Suspended, _) => Self::Suspended,
            (_, true) => Self::Invited,
            (UserStatus::Active, false) => Self::Active,
            (UserStatus::Pending, false) => Self::Pending,
        }
    }
}

text_enum! {
    /// What staff did to an account.
    AccountAction {
        Create = "create",
        /// Sent the invitation again.
        Invite = "invite",
        /// Corrected name, contact or profile.
        Edit = "edit",
        /// Entered another email address.
        ChangeEmail = "change_email",
        Suspend = "suspend",
        Restore = "restore",
        MakePatient = "make_patient",
        MakeDoctor = "make_doctor",
        MakeAdmin = "make_admin",
        ResetPassword = "reset_password",
        EndSessions = "end_sessions",
        /// Cancelled all coming appointments.
        CancelAppointments = "cancel_appointments",
        Delete = "delete",
        /// Decided about a doctor's application.
        Approve = "approve",
        Reject = "reject",
    }
}

/// The reason of a change, in characters.
pub const REASON_MIN: usize = 3;
pub const REASON_MAX: usize = 500;

/// Parses the reason that every change needs.
///
/// # Errors
/// [`FieldCode::Required`], [`FieldCode::TooShort`], [`FieldCode::TooLong`] or [`FieldCode::NotText`].
pub fn parse_reason(text: &str) -> Result<String, FieldCode> {
    let reason = parse_text(text, REASON_MAX, true)?;
    if reason.chars().count() < REASON_MIN { Err(FieldCode::TooShort) } else { Ok(reason) }
}

/// The search of the list. `None` does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleQuery {
    /// Parts of the name, or a part of the email address; accents and case are ignored.
    #[serde(default)]
    pub q: Option<String>,
    #[serde(default)]
    pub role: Option<Role>,
    #[serde(default)]
    pub state: Option<PersonState>,
    #[serde(default)]
    pub cursor: Option<String>,
    /// 1 to 200.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A person in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    pub id: Id<User>,
    pub full_name: String,
    pub role: Role,
    pub state: PersonState,
    pub email: String,
    pub phone: Option<String>,
}

/// One thing that staff did, never deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// On the reader's clock.
    pub at: ZonedTime,
    /// Empty if that account was deleted.
    pub by_name: String,
    pub what: AccountAction,
    pub reason: Option<String>,
}

/// One person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonPage {
    pub account: Account,
    pub state: PersonState,
    /// When the account was created, on the reader's clock.
    pub created_at: ZonedTime,
    /// Of an invitation that was not accepted yet.
    pub invited_at: Option<ZonedTime>,
    /// The reader's own account.
    pub is_own: bool,
    /// A doctor whose application staff have to decide.
    pub applies: bool,
    /// Open sessions, up to 100.
    pub sessions: u32,
    pub has_second_factor: bool,
    /// Active appointments that have not ended, as doctor or as patient: the number of all, and the first of them.
    pub coming_count: u32,
    pub coming: Vec<AppointmentView>,
    /// The latest first.
    pub history: Vec<HistoryEntry>,
}
