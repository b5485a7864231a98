//! People with an account and their sign-ins: signing in and out, languages. Sessions and tokens live in `platform::session`; `profiles`
//! has registering and what a patient or doctor sees of themselves.
//!
//! Admins are made on the command line.

pub mod api;
pub mod model;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod browser;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
