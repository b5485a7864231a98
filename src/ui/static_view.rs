//! Static parts of a page: texts, images and plain links. They are not hydrated: a browser keeps the server-rendered HTML and builds
//! them only when it renders a later page itself. An update replaces the whole part.
//!
//! Usage: `{static_view(move || view! { <article>…</article> })}`, with one root element and in it nothing that listens to events, is
//! reactive, sets the title or calls the server: it would not work.

use leptos::prelude::*;

/// Leaves the server-rendered HTML as it is; on the server it renders the view.
pub fn static_view(view: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    view()
}
