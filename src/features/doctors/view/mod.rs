//! The pages of finding a doctor, and of letting one in.

pub mod card;
pub mod change;
pub mod doctor;
pub mod find;
pub mod reviews;
pub mod slots;
#[cfg(any(feature = "ssr", feature = "desk"))]
mod staff;
#[cfg(not(any(feature = "ssr", feature = "desk")))]
#[path = "staff_stub.rs"]
mod staff;

pub use doctor::DoctorPageView;
pub use find::FindPage;
pub use reviews::ReviewsPage;
