//! What only doctors and the practice's staff meet. A patient's browser is not sent it: there are two browser's halves, `praxis`
//! for everybody and `desk` with these besides (the feature `desk`), and the document names the one for its reader's role.
//!
//! A recipe: what no patient and no stranger is ever shown is used through here, and has a line in `desk_absent.rs`. Behind a
//! `SignedIn role=…` that line is never drawn, so that a refused reader sees the same from both.

pub use crate::accounts::view::edit::PracticeEditor;
pub use crate::accounts::view::profile::{Bookings, Pending, Practice};
pub use crate::appointments::view::edit::{EditPanel, MoveOne};
pub use crate::appointments::view::filter::FilterForm;
pub use crate::appointments::view::table::AppointmentTable;
pub use crate::doctors::view::reviews::Reviews;
pub use crate::schedule::view::slot::OneSlot;
pub use crate::schedule::view::week::Schedule;
pub use crate::ui::jump::Jump;
pub use crate::ui::{AdminHome, DoctorHome, WaitingHome};
