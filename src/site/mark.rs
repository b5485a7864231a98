//! The logo: a P whose bowl is a doorway. The same path is in `public/favicon.svg`.

use leptos::prelude::*;

use crate::ui::{static_view, view};

#[component]
pub(super) fn Mark() -> impl IntoView {
    static_view(|| {
        view! {
            <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
                <rect width="32" height="32" rx="9"></rect>
                <path
                    fill-rule="evenodd"
                    d="M8.25 24V13.75a7.75 7.75 0 0 1 15.5 0 7.75 7.75 0 0 1-7.75 7.75H12.75V24a2.25 2.25 0 0 1-4.5 0zM12.5 17.25h7V13.75a3.5 3.5 0 0 0-7 0z"
                ></path>
            </svg>
        }
    })
}
