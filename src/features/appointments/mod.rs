//! Booking, and what becomes of a booking: its status, its notes, its history.
//!
//! A patient books a free slot and sees and cancels their own appointments. A doctor sees those with them, confirms,
//! declines and closes them. An admin sees all of them and may make the doctor's moves. Notes are written by the patient
//! and the doctor of the visit, each their own. Which move is possible when is [`model::Status::may_become`].

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
