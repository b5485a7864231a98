//! Keyboard focus.

use leptos::prelude::*;

/// Moves the focus to the element with this id, if it exists.
pub fn focus(id: &str) {
    use leptos::wasm_bindgen::JsCast;
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<leptos::web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        drop(element.focus());
    }
}

/// If no element has the focus, moves it to the main content.
pub fn focus_if_lost() {
    let document = document();
    if document.active_element().is_none_or(|element| document.body().is_some_and(|body| *body == element)) {
        focus("main");
    }
}
