//! Stored files: who owns each, what it is for, and how much one account may store. So far there is one kind, the photo of an account.
//!
//! Everybody may set and remove their own photo. An approved doctor's photo is public, like their page; any other is seen by its owner,
//! by admins, and by the doctors in whose care the patient is.
//!
//! How to add a kind: a line in [`service::FileKind`], what becomes of the received bytes (a picture is encoded again), a handler that asks
//! the policy before it calls [`service::receive`], and who may read it.

pub mod api;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod data;
#[cfg(feature = "ssr")]
pub mod picture;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod upload;
