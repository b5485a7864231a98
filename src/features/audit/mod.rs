//! The audit log as people read it: staff search and export it, and patients see who read or changed something of theirs.
//!
//! `platform::audit` writes and seals the rows; this only reads them. Patients reach the rows about them that somebody else caused.

pub mod api;
pub mod model;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod files;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
