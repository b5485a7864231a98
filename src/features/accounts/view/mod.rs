//! Components for accounts.

mod language;

pub use language::LanguageChoice;
