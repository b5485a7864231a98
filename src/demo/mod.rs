//! A practice to try: doctors in several specialties and time zones with free times in the coming weeks, patients, an admin.
//!
//! `praxis demo` makes it. Its password is public, so a practice remembers that it is a demo, and says so on the sign-in page.

mod people;
mod service;
mod store;

pub use people::PRACTICE_PHONE;
pub use service::{create, is_demo, sign_ins};
