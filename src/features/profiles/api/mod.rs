//! Server functions for registration and the user's own profile.

mod profile;
mod register;

pub use profile::{ChangeAccount, ChangeDoctorProfile, MyAccount, SetAutoConfirm, my_account};
pub use register::{Register, RegisterDoctor};
