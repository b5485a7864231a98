//! The demo practice: doctors of several specialties and time zones with free slots in the coming weeks, patients, an admin, and past
//! and upcoming appointments. `plan` computes it from one instant, `service` writes it.
//!
//! `praxis demo` creates it. Its password is public, so the database records that it is a demo, and the sign-in page says so.

mod guests;
mod people;
mod plan;
mod records;
mod service;
mod store;
mod stories;
mod words;

pub use people::PRACTICE_PHONE;
pub use service::{create, find, sign_ins};
