//! What only doctors and the practice's staff are shown. A patient's client bundle has `staff_stub.rs` in its place: the same names, and
//! nothing behind them. Behind a `SignedIn role=…` the stub is never drawn, so that a refused reader sees the same from both.

pub use super::edit::DoctorProfileEditor;
pub use super::profile::{Bookings, DoctorProfileFacts, Pending};
