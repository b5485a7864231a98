//! Pages and components for a doctor's slots.

pub mod fields;
pub mod slot;
#[cfg(any(feature = "ssr", feature = "staff"))]
mod staff;
#[cfg(not(any(feature = "ssr", feature = "staff")))]
#[path = "staff_stub.rs"]
mod staff;

pub use slot::EditSlotPage;
