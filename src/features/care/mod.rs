//! Care relationships: which patients are in which doctor's care. The policy's `InCare` reaches the patients of relationships that have
//! begun and have not ended; the stores of patient records join them.
//!
//! A relationship begins with a source: a confirmed appointment, a question that a doctor has taken, an emergency access. A request for an
//! appointment shows the doctor that appointment only. Visits keep the relationship open until some months after the last one
//! (`care_months`). Without one a doctor is refused, unless it is an emergency: with a reason in words they open the record for some hours
//! (`emergency_hours`); the patient and the staff are notified, and an admin reviews it.
//!
//! Doctors see the patients in their care, admins all patients. A doctor's note about a patient is theirs alone.

pub mod api;
pub mod model;
pub mod pages;
pub mod view;

#[cfg(feature = "ssr")]
pub mod data;
#[cfg(feature = "ssr")]
pub mod emergency;
#[cfg(feature = "ssr")]
pub mod mails;
#[cfg(feature = "ssr")]
pub mod notices;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
