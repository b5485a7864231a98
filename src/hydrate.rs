//! The entry point in the browser: loads the texts, then hydrates the server-rendered page.

use leptos::wasm_split::SplitLoaderError;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::window;

use crate::base::text;
use crate::site::app::App;
use crate::site::load;
use crate::ui::ask::read;

/// Called by the document with the texts in the reader's language, as JSON.
#[wasm_bindgen]
pub fn speak(words: &str) {
    console_error_panic_hook::set_once();
    text::load(read(words).unwrap_or_default());
}

/// Called by the document when the texts are loaded, in a separate task, so that clicks in between are handled. The performance mark
/// `hydrated` shows when the page is hydrated.
///
/// The code of the page that is in a module of its own is loaded first. Without it, the page works as without JavaScript.
#[wasm_bindgen]
pub fn hydrate() {
    js_sys::futures::spawn_local(async {
        if let Err(error) = load_modules().await {
            leptos::logging::error!("{error}");
            return;
        }
        leptos::mount::hydrate_body(App);
        if let Some(performance) = window().and_then(|window| window.performance()) {
            // The page works without the mark, too.
            drop(performance.mark("hydrated"));
        }
    });
}

async fn load_modules() -> Result<(), SplitLoaderError> {
    let Some(window) = window() else { return Ok(()) };
    let path = window.location().pathname().unwrap_or_default();
    let root = window.document().and_then(|document| document.document_element());
    load::load(&path, root.is_some_and(|root| root.has_attribute("data-staff"))).await
}
