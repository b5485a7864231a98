//! Notifications: the list in the app, and mails.
//!
//! Users can read and mark their own notifications only. The feature in which something happens writes the rows, in the transaction of
//! the change, and defines its own kinds of notifications and mails.

pub mod api;
pub mod model;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod data;
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
