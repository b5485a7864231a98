//! The browser's entry: the words first, then the pages that the server has drawn wake up.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::base::text;
use crate::site::app::App;
use crate::ui::ask::read;

/// Called by the document with the reader's table of words, as JSON.
#[wasm_bindgen]
pub fn speak(words: &str) {
    console_error_panic_hook::set_once();
    text::load(read(words).unwrap_or_default());
}

/// Called by the document when the words are there, in a task of its own: a press in between is heard. The mark `hydrated` in the
/// browser's timeline says when the page is awake.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_body(App);
    if let Some(performance) = web_sys::window().and_then(|window| window.performance()) {
        // Without the mark the page works as well.
        drop(performance.mark("hydrated"));
    }
}
