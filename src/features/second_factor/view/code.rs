//! The second step of a sign-in: the code, or first the setup of the factor.

use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::CodeField;
use super::setup::SetupSteps;
use crate::base::text as t;
use crate::features::profiles::view::next_page;
use crate::features::second_factor::api::{EnterCode, EnterFirstCode, PendingSignIn};
use crate::features::second_factor::model::SetupView;
use crate::ui::form::{Hidden, NativeForm, Submit, TextField, use_native_form};
use crate::ui::{GoTo, PageHead, ask, encode, loaded, sign_in_path, view, viewer};

#[component]
pub fn CodePage() -> impl IntoView {
    let next = next_page();
    match viewer().account {
        Some(_) => Either::Left(view! { <GoTo path=next/> }),
        None => Either::Right(view! { <Pending next/> }),
    }
}

#[component]
fn Pending(next: String) -> impl IntoView {
    let pending = ask(|| PendingSignIn {});
    loaded(pending, move |pending| {
        let next = next.clone();
        match pending {
            None => EitherOf3::A(view! { <GoTo path=format!("/sign-in?expired=1&next={}", encode(&next))/> }),
            Some(step) => match step.setup {
                None => EitherOf3::B(view! { <CodeForm next/> }),
                Some(setup) => EitherOf3::C(view! { <SetupForm setup next/> }),
            },
        }
    })
}

#[component]
fn CodeForm(next: String) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<EnterCode>();
    // On a page of its own, because a phone shows digits only for the one and letters for the other.
    let recovery = use_query_map().with_untracked(|query| query.get("recovery").is_some());
    let (page, again) = (format!("/sign-in/code?next={}", encode(&next)), sign_in_path(&next));
    let (lead, other) = if recovery {
        (t::factor_recovery_lead(lang), view! { <a href=page rel="external">{t::factor_use_app(lang)}</a> })
    } else {
        let page = format!("{page}&recovery=1");
        (t::factor_code_lead(lang), view! { <a href=page rel="external">{t::factor_use_recovery(lang)}</a> })
    };
    // Inside the form: it takes its error from it.
    let field = move || {
        if recovery {
            view! { <TextField name="code" label=t::factor_recovery_code(lang) hint=t::factor_recovery_hint(lang) autocomplete="off"/> }
        } else {
            view! { <CodeField/> }
        }
    };
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::factor_sign_in_title(lang) lead/>
            <div class="card">
                <NativeForm state class="stack">
                    {field()}
                    <Hidden name="next" value=next/>
                    <Submit label=t::sign_in_submit(lang) class="button primary wide"/>
                </NativeForm>
            </div>
            <p>{other}</p>
            <p>{t::factor_lost(lang)}</p>
            <p><a href=again rel="external">{t::factor_again(lang)}</a></p>
        </div>
    }
}

#[component]
fn SetupForm(setup: SetupView, next: String) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<EnterFirstCode>();
    let again = sign_in_path(&next);
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::factor_set_up_title(lang) lead=t::factor_set_up_lead(lang)/>
            <section class="card stack">
                <SetupSteps setup/>
                <NativeForm state class="stack">
                    <CodeField/>
                    <Hidden name="next" value=next/>
                    <Submit label=t::factor_confirm(lang) class="button primary wide"/>
                </NativeForm>
            </section>
            <p><a href=again rel="external">{t::factor_again(lang)}</a></p>
        </div>
    }
}
