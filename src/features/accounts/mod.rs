//! User accounts: signing in and out, language. Sessions and tokens are in `platform::session`; registration and the user's own profile
//! are in `profiles`.
//!
//! Admins are created on the command line.

pub mod api;
pub mod model;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod browser;
#[cfg(feature = "ssr")]
pub mod new_browser;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
