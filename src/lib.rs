//! Praxis: the web app of a medical practice. ARCHITECTURE.md describes its structure. Each module uses only those after it in this
//! list: `cli`, `server`, `demo`, `site`, `features`, `ui` and `platform`, `policy`, `base`.
//!
//! Two builds share these sources: `ssr`, the server, and `hydrate`, the same pages in the browser. What only one of them contains is
//! switched on these `mod` lines and in the folders' own `mod.rs`, nowhere else.

// Deeply nested views make deeply nested types.
#![recursion_limit = "512"]

pub mod base;
pub mod features;
pub mod site;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod demo;
#[cfg(feature = "ssr")]
pub mod platform;
#[cfg(feature = "ssr")]
pub mod policy;
#[cfg(feature = "ssr")]
pub mod server;

#[cfg(feature = "hydrate")]
pub mod hydrate;
