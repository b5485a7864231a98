//! What only doctors and staff see. A patient's client bundle has `staff_stub.rs` instead: the same names, without content. Behind a
//! `SignedIn role=…` the stub is never rendered.

pub use super::jobs::Jobs;
