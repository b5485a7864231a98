//! What can be done with appointments. `book` makes one, `change` leads it through its states, `read` shows it.

mod book;
mod change;
mod read;
mod tell;

pub use book::{Booking, book};
pub use change::{change_status, write_note};
pub use read::{booking_page, calendar, detail, in_period, list, pending};
