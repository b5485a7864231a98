//! What keeps the practice running: `people` are all accounts; background jobs that were given up, which staff can have tried again.

pub mod api;
pub mod model;
pub mod pages;
pub mod people;
pub mod view;

#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
