//! The pages of finding a doctor, and of letting one in.

pub mod card;
pub mod change;
pub mod doctor;
pub mod find;
pub mod reviews;
pub mod slots;

pub use doctor::DoctorPageView;
pub use find::FindPage;
pub use reviews::ReviewsPage;
