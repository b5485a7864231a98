//! Shared by all features, in both builds. It depends on no other folder of the project.

pub mod error;
pub mod flash;
pub mod model;
pub mod parse;
pub mod photo;
pub mod slot;
pub mod specialty;
pub mod text;
pub mod words;
