//! New recovery codes, shown once.

use leptos::either::Either;
use leptos::prelude::*;

use crate::base::text as t;
use crate::features::profiles::view::next_page;
use crate::features::second_factor::api::FreshRecoveryCodes;
use crate::ui::{Notice, PageHead, SignedIn, Tone, ask, loaded_part, static_view, view, viewer};

#[component]
pub fn CodesPage() -> impl IntoView {
    view! { <SignedIn><Codes/></SignedIn> }
}

#[component]
fn Codes() -> impl IntoView {
    let lang = viewer().lang;
    let next = next_page();
    let codes = ask(|| FreshRecoveryCodes {});
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::factor_codes_title(lang)/>
            {loaded_part(codes, |codes| view! { <List codes/> })}
            <p><a class="button primary" href=next>{t::factor_codes_kept(lang)}</a></p>
            <p><a href="/profile/two-factor">{t::factor_back(lang)}</a></p>
        </div>
    }
}

#[component]
fn List(codes: Vec<String>) -> impl IntoView {
    let lang = viewer().lang;
    if codes.is_empty() {
        return Either::Left(view! { <Notice><p>{t::factor_codes_gone(lang)}</p></Notice> });
    }
    Either::Right(static_view(move || {
        let codes = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
        view! {
            <section class="card stack">
                <Notice tone=Tone::Warn><p>{t::factor_codes_lead(lang)}</p></Notice>
                <ul class="plain codes">{codes}</ul>
            </section>
        }
    }))
}
