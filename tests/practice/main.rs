//! Integration tests over HTTP, on both databases.
//!
//! One binary, one harness. A test is a name that reads as a sentence, and a closure that gets a running practice:
//! `both!(a_cancelled_slot_can_be_booked_again, |practice| async move { … });` becomes two tests, `…::sqlite` and `…::postgres`.
//! `scripts/test` starts the PostgreSQL that they need; for single tests call `scripts/postgres start`.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wrong_self_convention,
    reason = "a test that meets the unexpected has failed"
)]

mod contents;
mod described;
mod harness;
mod rows;

mod again;
mod audit;
mod audit_contents;
mod audit_pages;
mod backup;
mod bad;
mod blobs;
mod booking;
mod care;
mod changes;
mod clocks;
mod contract;
mod deadline;
mod demo;
mod durable;
mod events;
mod files;
mod format;
mod injection;
mod install;
mod jobs;
mod limits;
mod machine;
mod matrix;
mod mfa;
mod moving;
mod overlap;
mod people;
mod people_admin;
mod phone;
mod policy;
mod privacy;
mod race;
mod recovery;
mod routes;
mod rules;
mod schedule;
mod security;
mod sign_in;
mod staff;
mod start;
mod structure;
mod sweep;
mod upgrade;
mod wire;
mod writes;
