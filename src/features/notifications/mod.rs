//! What the practice tells people: the list in the app, and the letters that leave by mail.
//!
//! Everybody sees and marks only what was written to them. The rows are written in the transaction of what they tell
//! about, by `appointments`.

pub mod api;
pub mod model;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod letter;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
