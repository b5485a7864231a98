//! The pages of booking and of what was booked.

pub mod book;
pub mod card;
pub mod detail;
pub mod edit;
pub mod filter;
pub mod list;
pub mod moves;
pub mod notes;
pub mod table;
pub mod terms;

pub use book::BookPage;
pub use detail::AppointmentPage;
pub use edit::MoveAppointmentPage;
pub use list::AppointmentsPage;
