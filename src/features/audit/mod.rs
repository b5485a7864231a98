//! Audit log: who did what to which record. Each change inserts one row in its transaction. Rows hold ids, never contents; the table
//! rejects updates and deletes.

pub mod service;
pub mod store;
