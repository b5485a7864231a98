//! A practice to try: doctors in several specialties and time zones with free times in the coming weeks, patients, an admin, and
//! what they have had with each other until now. `plan` works it out from one instant, `service` writes it.
//!
//! `praxis demo` makes it. Its password is public, so a practice remembers that it is a demo, and says so on the sign-in page.

mod guests;
mod people;
mod plan;
mod service;
mod store;
mod stories;
mod words;

pub use people::PRACTICE_PHONE;
pub use service::{create, find, sign_ins};
