//! Operations on appointments. `book` creates one, `change` changes its status, `edit` moves and rewords it, `read` returns one, `list`
//! pages of them, `personal` exports and erases a person's, `week` those of a doctor with their free slots; `seed` writes generated ones.

mod book;
mod change;
mod edit;
mod list;
pub mod personal;
mod read;
pub mod seed;
mod tell;
mod week;

pub use book::{Booking, book};
pub use change::{change_status, write_note};
pub use edit::{AllowedKind, Move, move_to, reword, times};
pub use list::{Wanted, count_coming, list};
pub use read::{booking_page, calendar, chosen, detail};
pub use week::my_week;

use super::store::{self, AppointmentRow, read as rows};
use crate::base::error::{Code, Result};
use crate::base::model::{Appointment, Id};
use crate::platform::db::{Conn, Tx, lock};
use crate::policy::Scope;

/// Returns the appointment, locked until this transaction ends. Doctor and patient are locked first, as in a booking, which holds these
/// two locks while it waits for rows: another order could deadlock.
///
/// # Errors
/// [`Code::NotFound`] if it is not in the scope.
async fn held(tx: &mut Tx, id: Id<Appointment>, scope: Scope) -> Result<AppointmentRow> {
    // Changes of the same commit count, too.
    tx.flush().await?;
    let (patient, doctor) = rows::parties(tx, id, scope).await?.ok_or(Code::NotFound)?;
    lock::both(tx, doctor.uuid(), patient.uuid()).await?;
    rows::find_locked(tx, id, scope).await?.ok_or_else(|| Code::NotFound.into())
}

/// Returns how often it has changed since it was created (RFC 5545 §3.8.7.4).
async fn sequence(conn: &mut Conn, id: Id<Appointment>) -> Result<u32> {
    Ok(u32::try_from(store::count_changes(conn, id).await? - 1).unwrap_or(0))
}
