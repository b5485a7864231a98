//! The times that a doctor offers: single slots, and "my schedule", the week with what is booked in it.
//!
//! Everybody may see free slots. A doctor adds, changes and deletes their own, and no others; a booked slot is not moved
//! or deleted under its patient. Times are entered in the doctor's zone and kept in UTC.

pub mod api;
pub mod model;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
