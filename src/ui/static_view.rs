//! Parts of a page with nothing to wake up: words, pictures and plain links. A browser leaves them as the server drew them, so they
//! cost it no time when the page wakes; only where it has to draw them itself, on a later page, are they made at all. What is
//! drawn anew is put in the place of the old as a whole.
//!
//! A recipe: `{asleep(move || view! { <article>…</article> })}`, with one element around the whole and in it nothing that listens,
//! changes by itself, names the page or asks the server: it would not be heard.

use leptos::prelude::*;

/// Leaves alone what the server has drawn; here it is drawn.
pub fn static_view(view: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    view()
}
