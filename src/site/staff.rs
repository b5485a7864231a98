//! What only doctors and staff see. The client bundle for patients has `staff_stub.rs` instead: the same names, with empty components.
//! Inside a `SignedIn role=…` the stub is never rendered, so that a rejected reader sees the same with both.

pub use super::home::{AdminHome, DoctorHome, PendingHome};
pub use super::jump::Jump;
