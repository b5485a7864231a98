//! What can be done with appointments. `book` makes one, `change` leads it through its states, `edit` puts it right,
//! `read` shows it, `list` pages of them, `week` those of a doctor with their free slots; `seed` writes those of a practice made by machine.

mod book;
mod change;
mod edit;
mod list;
mod read;
pub mod seed;
mod tell;
mod week;

pub use book::{Booking, book};
pub use change::{change_status, write_note};
pub use edit::{KindSaid, Move, move_to, reword, times};
pub use list::{Wanted, list};
pub use read::{booking_page, calendar, chosen, detail};
pub use week::my_week;

use read::{in_period, pending};

use super::store::{self, AppointmentRow, read as rows};
use crate::base::error::{Code, Result};
use crate::base::model::{Appointment, Id};
use crate::platform::db::{Conn, Tx, lock};
use crate::policy::Scope;

/// The appointment, and nobody else changes it until this transaction ends. Doctor and patient are locked first, as a booking does,
/// which holds these two while it waits for rows: or the two could wait for each other.
///
/// # Errors
/// [`Code::NotFound`] when it is not in the scope.
async fn held(tx: &mut Tx, id: Id<Appointment>, scope: Scope) -> Result<AppointmentRow> {
    let known = rows::find(tx, id, scope).await?.ok_or(Code::NotFound)?;
    lock::both(tx, known.doctor_id.uuid(), known.patient_id.uuid()).await?;
    rows::find_locked(tx, id, scope).await?.ok_or_else(|| Code::NotFound.into())
}

/// How often it has changed since it was made (RFC 5545 §3.8.7.4).
async fn sequence(conn: &mut Conn, id: Id<Appointment>) -> Result<u32> {
    Ok(u32::try_from(store::count_changes(conn, id).await? - 1).unwrap_or(0))
}
