//! `view!` for all pages: what it makes is always an [`AnyView`].
//!
//! Leptos's own gives each piece of a page a type of its own, and each `Option`, `Vec` and `Either` around it another; for
//! every one of them a browser would load the code that builds, wakes up and changes it.

use std::any::Any;

use leptos::prelude::{AnyView, IntoAny, IntoView, RenderHtml, View};

macro_rules! view {
    ($($html:tt)*) => { $crate::ui::drawn::plain(::leptos::prelude::view! { $($html)* }) };
}
pub(crate) use view;

pub fn plain<T: RenderHtml + Send + 'static>(view: View<T>) -> AnyView {
    any(view.into_inner())
}

/// As `into_any`, which would wrap up an `AnyView` once more.
pub fn any<T: IntoView + 'static>(view: T) -> AnyView {
    let mut view = Some(view);
    let slot: &mut dyn Any = &mut view;
    if let Some(view) = slot.downcast_mut::<Option<AnyView>>().and_then(Option::take) {
        return view;
    }
    // Still there: it was not an `AnyView`.
    view.map_or_else(|| ().into_any(), IntoAny::into_any)
}
