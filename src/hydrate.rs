//! The entry point in the browser: loads the texts, then hydrates the server-rendered page.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::base::text;
use crate::site::app::App;
use crate::ui::ask::read;

/// Called by the document with the texts in the reader's language, as JSON.
#[wasm_bindgen]
pub fn speak(words: &str) {
    console_error_panic_hook::set_once();
    text::load(read(words).unwrap_or_default());
}

/// Called by the document when the texts are loaded, in a separate task, so that clicks in between are handled. The performance mark
/// `hydrated` shows when the page is hydrated.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_body(App);
    if let Some(performance) = web_sys::window().and_then(|window| window.performance()) {
        // The page works without the mark, too.
        drop(performance.mark("hydrated"));
    }
}
