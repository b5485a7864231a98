//! What the practice tells people: the list in the app, and mails.
//!
//! Everybody reads and marks only what was written to them. The rows are written in the transaction of what they tell of, by the feature
//! that it happens in; its kinds of notifications and mails are its own.

pub mod api;
pub mod model;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod kinds;
#[cfg(feature = "ssr")]
pub mod mail;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
