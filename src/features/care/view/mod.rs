//! Pages about patients, for doctors and admins.

mod emergency;
mod patients;
mod record;

pub use emergency::{EmergenciesPage, EmergencyOfPage, EmergencyPage};
pub use patients::PatientsPage;
pub use record::{EmergencyNotice, PatientFacts, PrivateNote};
