//! Praxis through its doors, on both databases.
//!
//! One binary, one harness. A test is a sentence and a closure that is given a running practice:
//! `both!(a_cancelled_slot_can_be_booked_again, |practice| async move { … });` becomes two tests, `…::sqlite` and `…::postgres`.
//! `scripts/test` starts the PostgreSQL that they need; on its own, `scripts/postgres start` does.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wrong_self_convention,
    reason = "a test that meets the unexpected has failed"
)]

mod harness;
mod rows;

mod backup;
mod booking;
mod demo;
mod doors;
mod durable;
mod format;
mod race;
mod rules;
mod schedule;
mod start;
mod writes;
