//! Pages about the practice itself, for staff.

pub mod jobs;

pub use jobs::JobsPage;
