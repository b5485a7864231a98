//! Server functions for the staff's pages about people.

mod account;
mod change;
mod create;
mod read;
mod role;

pub use account::{
    CancelPersonsAppointments, DeletePerson, EndPersonsSessions, ResetPersonsPassword, RestorePerson, SuspendPerson,
};
pub use change::{ChangePersonsEmail, DecideAboutPerson, EditPerson};
pub use create::{CreatePerson, InvitePerson};
pub use read::{GetPerson, ListPeople};
pub use role::ChangeRole;
