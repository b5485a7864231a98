//! Two-step sign-in: a code of an app (TOTP) after the password, and recovery codes. What is stored is in `platform::factor`; the first step
//! of a sign-in, which asks for the second, is in `accounts`.
//!
//! Doctors and admins have to have a second factor and set it up at their first sign-in, except in a demo; patients may. Between the two
//! steps somebody has a token and no access. An admin, or the command line, removes the factor of whoever has lost it.

pub mod api;
pub mod model;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod browser;
#[cfg(feature = "ssr")]
pub mod mails;
#[cfg(feature = "ssr")]
pub mod picture;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
