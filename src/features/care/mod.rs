//! Care relationships: which patients are in which doctor's care. The policy's `InCare` reaches the patients of relationships that have
//! begun and have not ended; the stores of patient records join them.
//!
//! A relationship begins with a source: a confirmed appointment, a question that a doctor has taken, an emergency access. Doctors can
//! still read what they wrote after it has ended.

pub mod service;
pub mod store;
