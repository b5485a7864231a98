//! The client's table: only the user's language, loaded before hydration.

use std::sync::OnceLock;

use super::{COUNT, Lang};

static TABLE: OnceLock<Vec<String>> = OnceLock::new();

/// Stores the texts of `/assets/…/text/<language>.json`, in the order of the build.
pub fn load(words: Vec<String>) {
    if words.len() == COUNT {
        drop(TABLE.set(words));
    }
}

pub(super) fn word(_: Lang, index: usize) -> &'static str {
    TABLE.get().and_then(|table| table.get(index)).map_or("", String::as_str)
}
