//! Appointments: booking, status, notes and history.
//!
//! A patient books a free slot, and sees and cancels their own appointments. A doctor sees, confirms, declines and completes their own
//! appointments. An admin sees all appointments and may change their status as a doctor does. Patient and doctor each write their own
//! note. [`model::Status::may_become`] defines the possible status changes.

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
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
