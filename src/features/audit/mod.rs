//! Who did what to which record: one row in the transaction of the change. Ids, never contents; the table refuses updates and
//! deletions.

pub mod service;
pub mod store;
