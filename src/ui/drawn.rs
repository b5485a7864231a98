//! `view!` for all pages; it always returns an [`AnyView`].
//!
//! Leptos's own macro gives each part of a page its own type, and each `Option`, `Vec` and `Either` around it another; for each of them
//! the client bundle would contain the code that builds, hydrates and updates it.

use std::any::Any;

use leptos::prelude::{AnyView, IntoAny, IntoView, RenderHtml, View};

macro_rules! view {
    ($($html:tt)*) => { $crate::ui::drawn::plain(::leptos::prelude::view! { $($html)* }) };
}
pub(crate) use view;

pub fn plain<T: RenderHtml + Send + 'static>(view: View<T>) -> AnyView {
    any(view.into_inner())
}

/// Like `into_any`, but does not wrap an `AnyView` again.
pub fn any<T: IntoView + 'static>(view: T) -> AnyView {
    let mut view = Some(view);
    let slot: &mut dyn Any = &mut view;
    if let Some(view) = slot.downcast_mut::<Option<AnyView>>().and_then(Option::take) {
        return view;
    }
    // Still there: it was not an `AnyView`.
    view.map_or_else(|| ().into_any(), IntoAny::into_any)
}
