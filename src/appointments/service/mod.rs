//! What can be done with appointments. `book` makes one, `change` leads it through its states, `edit` puts it right,
//! `read` shows it.

mod book;
mod change;
mod edit;
mod read;
mod tell;

pub use book::{Booking, book};
pub use change::{change_status, write_note};
pub use edit::{Move, move_to, reword, times};
pub use read::{Wanted, booking_page, calendar, detail, in_period, list, pending};
