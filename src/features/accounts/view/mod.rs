//! What pages show of accounts.

mod language;

pub use language::LanguageChoice;
