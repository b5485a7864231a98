//! Pages and components for finding and approving doctors.

pub mod applications;
pub mod card;
pub mod change;
pub mod doctor;
pub mod find;
pub mod slots;
#[cfg(any(feature = "ssr", feature = "staff"))]
mod staff;
#[cfg(not(any(feature = "ssr", feature = "staff")))]
#[path = "staff_stub.rs"]
mod staff;

pub use applications::ApplicationsPage;
pub use doctor::DoctorPageView;
pub use find::FindPage;
