//! One folder for each thing that people do; ARCHITECTURE.md has the order in which they may use each other.

pub mod accounts;
pub mod appointments;
pub mod doctors;
pub mod notifications;
pub mod profiles;
pub mod schedule;

#[cfg(feature = "ssr")]
pub mod audit;
