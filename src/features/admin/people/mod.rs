//! People: accounts as staff see and change them. Admins create accounts with an invitation by mail, find and correct them, suspend and
//! restore them, change roles, force new passwords, end sessions and delete accounts.
//!
//! Each change has a reason in words (`account_actions`, append-only), which only staff read, and an audit row with that row's id. The
//! last active admin stays, and nobody takes rights from their own account (`service`).

pub mod api;
pub mod model;
pub mod view;

#[cfg(feature = "ssr")]
pub mod browser;
#[cfg(feature = "ssr")]
pub mod data;
#[cfg(feature = "ssr")]
pub mod input;
#[cfg(feature = "ssr")]
pub mod mails;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
