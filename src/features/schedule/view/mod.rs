//! Pages and components for a doctor's slots.

pub mod fields;
pub mod slot;

pub use slot::EditSlotPage;
