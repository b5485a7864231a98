//! The texts, in four languages.
//!
//! They are in `locales/<language>.json`; `build.rs` generates a function for each key (`book.title` → `text::book_title(lang)`), with an
//! argument for each `{name}` (several are given by name, in a struct), an index for lists, and a count for texts with plural forms
//! (`{ "one": …, "other": … }`, by each language's rule). A key that is missing in one language fails the build; an unused key fails a test.
//! The server has all four tables; a browser loads only the user's language.

pub mod format;

use std::fmt::Display;

use crate::base::model::text_enum;

text_enum! {
    /// A language of the pages and mails (ISO 639-1).
    Lang { En = "en", Sq = "sq", Fr = "fr", Vi = "vi" }
}

#[expect(clippy::derivable_impls, reason = "the macro that makes the enum has no place for #[default]")]
impl Default for Lang {
    fn default() -> Self {
        Self::En
    }
}

impl Lang {
    /// The language's own name, for the language menu.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Sq => "Shqip",
            Self::Fr => "Français",
            Self::Vi => "Tiếng Việt",
        }
    }
}

#[cfg(feature = "ssr")]
#[path = "table_server.rs"]
mod table;
#[cfg(not(feature = "ssr"))]
#[path = "table_browser.rs"]
mod table;
pub use table::load;
use table::word;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// How many, for a text with plural forms.
pub trait Count {
    fn number(self) -> u64;
}

macro_rules! counts {
    ($($type:ty),+) => {
        $(impl Count for $type {
            fn number(self) -> u64 {
                u64::try_from(self).unwrap_or(0)
            }
        })+
    };
}
counts!(u32, u64, usize, i32, i64);

/// Which plural form a language has for a number (CLDR, cardinals): 0 for `one`, 1 for `other`.
const fn plural(lang: Lang, count: u64) -> usize {
    match (lang, count) {
        (Lang::En | Lang::Sq, 1) | (Lang::Fr, 0 | 1) => 0,
        _ => 1,
    }
}

/// Replaces each `{name}` with its value.
fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = after.split_once('}') else { break };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            filled.push_str(&value.to_string());
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}
