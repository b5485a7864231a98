//! Finding a doctor: the search, the cards with the next free times, and each doctor's own page.
//!
//! Who registers as a doctor waits until the practice's staff let them in or decline; until then nobody finds them.
//!
//! Anybody may look, signed in or not. Only doctors whose account is active are found; what a doctor changes about
//! themselves they change in their profile (see `accounts`).

pub mod api;
pub mod model;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod files;
#[cfg(feature = "ssr")]
pub mod portrait;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
