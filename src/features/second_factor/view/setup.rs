//! How to put a secret into an app.

use leptos::prelude::*;

use crate::base::text as t;
use crate::features::second_factor::model::SetupView;
use crate::ui::{static_view, view, viewer};

#[component]
pub fn SetupSteps(setup: SetupView) -> impl IntoView {
    let lang = viewer().lang;
    static_view(move || {
        let size = setup.picture.size.to_string();
        view! {
            <ol class="stack">
                <li>{t::factor_step_app(lang)}</li>
                <li class="stack tight">
                    <p>{t::factor_step_scan(lang)}</p>
                    <svg class="qr" role="img" aria-label=t::factor_picture(lang) viewBox=format!("0 0 {size} {size}") shape-rendering="crispEdges">
                        <rect width=size.clone() height=size.clone() fill="#fff"/>
                        <path d=setup.picture.path fill="#000"/>
                    </svg>
                    <p><a href=setup.uri rel="external">{t::factor_open_app(lang)}</a></p>
                    <p>{t::factor_by_hand(lang)}</p>
                    <p><code class="secret">{setup.secret}</code></p>
                </li>
                <li>{t::factor_step_code(lang)}</li>
            </ol>
        }
    })
}
