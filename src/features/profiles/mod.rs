//! Registering, and one's own profile: what joins `accounts` and `doctors`.
//!
//! Anybody may register as a patient, or as a doctor who then waits for the practice's staff. Everybody sees and changes their own account
//! only.

pub mod api;
pub mod model;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod browser;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod typed;
