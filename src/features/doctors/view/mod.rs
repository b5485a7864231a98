//! Pages and components for finding and approving doctors.

pub mod applications;
pub mod card;
pub mod change;
pub mod doctor;
pub mod find;
pub mod slots;

pub use applications::ApplicationsPage;
pub use doctor::DoctorPageView;
pub use find::FindPage;
