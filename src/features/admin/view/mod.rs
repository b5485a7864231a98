//! Pages about the practice itself, for staff.

pub mod jobs;
#[cfg(any(feature = "ssr", feature = "staff"))]
mod staff;
#[cfg(not(any(feature = "ssr", feature = "staff")))]
#[path = "staff_stub.rs"]
mod staff;

pub use jobs::JobsPage;
