//! The pages of a doctor's times.

pub mod fields;
pub mod slot;
#[cfg(any(feature = "ssr", feature = "desk"))]
mod staff;
#[cfg(not(any(feature = "ssr", feature = "desk")))]
#[path = "staff_stub.rs"]
mod staff;

pub use slot::EditSlotPage;
