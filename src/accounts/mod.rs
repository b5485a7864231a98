//! People and their sign-ins: registering, signing in and out, one's own profile.
//!
//! Anybody may register as a patient, or as a doctor who then waits for the practice's staff (see `doctors`); admins are made on
//! the command line. Everybody sees and changes their own account only. Sessions and tokens themselves live in `platform::session`.

pub mod api;
pub mod model;
pub mod view;

#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod typed;
