//! The slots that a doctor offers, and "My schedule", the week with its appointments.
//!
//! Free slots are public. A doctor adds, changes and deletes only their own slots; a booked slot cannot be moved or deleted. Times are
//! entered in the doctor's time zone and stored in UTC.

pub mod api;
pub mod model;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod data;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
