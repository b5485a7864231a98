//! Server functions for registration and the user's own profile.

mod phone;
mod profile;
mod recovery;
mod register;
mod sessions;

pub use phone::{MyPhone, SendPhoneCode, VerifyPhone};
pub use profile::{ChangeAccount, ChangeDoctorProfile, MyAccount, SetAutoConfirm, my_account};
pub use recovery::{
    AcceptInvitation, AddressToConfirm, AddressToVerify, AskVerification, ChangeEmail, ChangePassword, ConfirmEmail,
    ForgotPassword, ResetPassword, VerifyEmail,
};
pub use register::{Register, RegisterDoctor};
pub use sessions::{EndOtherSessions, EndSession, MySessions};
