//! The browser's table: the reader's language alone, loaded before the pages wake up.

use std::sync::OnceLock;

use super::{COUNT, Lang};

static TABLE: OnceLock<Vec<String>> = OnceLock::new();

/// Takes the words that `/assets/…/text/<language>.json` holds, in the order of the build.
pub fn load(words: Vec<String>) {
    if words.len() == COUNT {
        drop(TABLE.set(words));
    }
}

pub(super) fn word(_: Lang, index: usize) -> &'static str {
    TABLE.get().and_then(|table| table.get(index)).map_or("", String::as_str)
}
