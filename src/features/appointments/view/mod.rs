//! Pages and components for booking and appointments.

mod badge;
pub mod book;
pub mod card;
pub mod detail;
pub mod edit;
pub mod filter;
pub mod list;
pub mod moves;
pub mod notes;
mod patient;
pub mod requests;
pub mod staff;
pub mod table;
pub mod terms;
pub mod timeline;
pub mod week;

pub use badge::StatusBadge;
pub use book::BookPage;
pub use detail::AppointmentPage;
pub use edit::MoveAppointmentPage;
pub use list::AppointmentsPage;
pub use patient::PatientAppointments;
pub use week::SchedulePage;
