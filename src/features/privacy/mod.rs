//! Everybody's own data: an export of it, and the deletion of one's account.
//!
//! What each table has of a person is in `platform::personal`; each feature registers its tables. Both ask for the present password. An
//! export is made by a job, and only its owner can download it. A deletion is carried out by a job some days after it was asked for; until
//! then the account works as before, and its owner can take it back.

pub mod api;
pub mod model;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod data;
#[cfg(feature = "ssr")]
pub mod files;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod mails;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
