//! Praxis: the front door of a medical practice. ARCHITECTURE.md draws the house; this is its list of rooms.
//!
//! Two builds share these sources: `ssr`, the server, and `hydrate`, the same pages in the browser. What only one of
//! them has is switched on these `mod` lines and in the rooms' own `mod.rs`, nowhere else.

// Deeply nested views make deeply nested types.
#![recursion_limit = "512"]

pub mod app;
pub mod error;
pub mod model;
pub mod text;
pub mod ui;

pub mod accounts;
pub mod appointments;
pub mod doctors;
pub mod notifications;
pub mod schedule;

#[cfg(any(feature = "ssr", feature = "desk"))]
mod desk;
#[cfg(not(any(feature = "ssr", feature = "desk")))]
#[path = "desk_absent.rs"]
mod desk;

#[cfg(feature = "ssr")]
pub mod audit;
#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod demo;
#[cfg(feature = "ssr")]
pub mod platform;
#[cfg(feature = "ssr")]
pub mod policy;

#[cfg(feature = "hydrate")]
pub mod hydrate;
