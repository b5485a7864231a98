//! `/design`: every component in every state, for developers and the browser tests; in a demo practice and in debug builds only. It is
//! a static page, so the client bundles do not contain it.

mod choosing;
mod samples;
mod showing;
mod typing;

use leptos::prelude::*;

use crate::ui::{NotFound, PageHead, view, viewer};

#[component]
pub fn DesignPage() -> impl IntoView {
    if !viewer().demo && !cfg!(debug_assertions) {
        return view! { <NotFound/> };
    }
    view! {
        <PageHead title="Design" lead="Every component in every state."/>
        <div class="stack gallery">
            <showing::Foundations/>
            <showing::Buttons/>
            <typing::Fields/>
            <typing::Refused/>
            <choosing::Chips/>
            <choosing::Times/>
            <choosing::Day/>
            <showing::Messages/>
            <showing::People/>
            <showing::Lists/>
            <showing::Waiting/>
            <showing::Over/>
        </div>
    }
}

/// A section for one kind of component.
#[component]
fn Section(name: &'static str, children: Children) -> impl IntoView {
    let id = name.to_lowercase().replace(' ', "-");
    view! {
        <section class="stack sample" aria-labelledby=id.clone()>
            <h2 id=id.clone() lang="en">{name}</h2>
            {children()}
        </section>
    }
}
