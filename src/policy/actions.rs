//! The table: an action a row, a kind of actor a column, and in each cell what of it that actor reaches.

use super::{ActionType, Reach};

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
            pub(super) const fn row(self) -> [Reach; 7] {
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
