//! Server functions for registration and the user's own profile.

mod profile;
mod recovery;
mod register;
mod sessions;

pub use profile::{ChangeAccount, ChangeDoctorProfile, MyAccount, SetAutoConfirm, my_account};
pub use recovery::{AcceptInvitation, ChangeEmail, ChangePassword, ConfirmEmail, ForgotPassword, ResetPassword, VerifyEmail};
pub use register::{Register, RegisterDoctor};
pub use sessions::{EndOtherSessions, EndSession, MySessions};
