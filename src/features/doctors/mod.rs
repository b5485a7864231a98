//! Finding doctors: the search, the cards with the next free slots, and each doctor's page.
//!
//! A newly registered doctor is pending until the practice's staff approve or reject them; until then nobody finds them.
//!
//! Anybody may search, signed in or not. Only doctors whose account is active are found. Doctors change their data in their profile
//! (see `profiles`).

pub mod api;
pub mod model;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod data;
#[cfg(feature = "ssr")]
pub mod files;
#[cfg(feature = "ssr")]
pub mod mails;
#[cfg(feature = "ssr")]
pub mod notices;
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
