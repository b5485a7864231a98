//! Composes the features into an application: the list of pages, their layout, the home pages.

pub mod app;
pub mod home;
pub mod jump;
#[cfg(not(feature = "ssr"))]
pub mod load;
mod mark;
mod notices;
pub mod pages;
mod patient;
mod shell;
mod staff;
#[cfg(feature = "ssr")]
mod static_pages;
#[cfg(not(feature = "ssr"))]
#[path = "static_pages_stub.rs"]
mod static_pages;
