//! The pages of finding a doctor.

pub mod card;
pub mod doctor;
pub mod find;
pub mod slots;

pub use doctor::DoctorPageView;
pub use find::FindPage;
