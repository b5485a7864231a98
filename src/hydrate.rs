//! The browser's entry: the words first, then the pages that the server has drawn wake up.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::app::App;
use crate::text;

/// Called by the document with the reader's table of words, as JSON.
#[wasm_bindgen]
pub fn hydrate(words: &str) {
    console_error_panic_hook::set_once();
    text::load(serde_json::from_str(words).unwrap_or_default());
    leptos::mount::hydrate_body(App);
}
