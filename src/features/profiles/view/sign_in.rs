//! The sign-in page; in the demo, with a list of its accounts.

use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;

use super::{Chosen, next_page, with_next};
use crate::base::model::DemoSignIn;
use crate::base::text as t;
use crate::features::accounts::api::{DemoSignIns, SignIn};
use crate::ui::form::{Hidden, NativeForm, PasswordField, Submit, TextField, use_native_form};
use crate::ui::{GoTo, Notice, PageHead, Tone, ask, encode, loaded_part, view, viewer, words};

#[component]
pub fn SignInPage() -> impl IntoView {
    let viewer = viewer();
    let next = next_page();
    match viewer.account {
        Some(_) => Either::Left(view! { <GoTo path=next/> }),
        None => Either::Right(view! { <SignInForms next demo=viewer.demo/> }),
    }
}

#[component]
fn SignInForms(next: String, demo: bool) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<SignIn>();
    let [registered, reset, invited, expired] =
        use_query_map().with_untracked(|query| ["registered", "reset", "invited", "expired"].map(|name| query.get(name).is_some()));
    let lead = if next == "/" { "" } else { t::sign_in_to_go_on(lang) };
    let register = format!("/register?next={}", encode(&next));
    let forgot = with_next("/forgot-password", &next);
    let people = demo.then(|| view! { <DemoPeople next=next.clone()/> });
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::sign_in_title(lang) lead/>
            <Chosen next=next.clone()/>
            {registered.then(|| view! { <Notice tone=Tone::Ok><p>{t::sign_in_registered(lang)}</p></Notice> })}
            {invited.then(|| view! { <Notice tone=Tone::Ok><p>{t::invitation_accepted(lang)}</p></Notice> })}
            {reset.then(|| view! { <Notice tone=Tone::Ok><p>{t::recovery_reset_done(lang)}</p></Notice> })}
            {expired.then(|| view! { <Notice tone=Tone::Warn><p>{t::error_sign_in_expired(lang)}</p></Notice> })}
            <div class="card">
                <NativeForm state class="stack">
                    <TextField name="email" label=t::sign_in_email(lang) input="email" autocomplete="email"/>
                    <PasswordField name="password" label=t::sign_in_password(lang) autocomplete="current-password"/>
                    <Hidden name="next" value=next/>
                    <Submit label=t::sign_in_submit(lang) class="button primary wide"/>
                </NativeForm>
            </div>
            <p><a href=forgot>{t::recovery_link(lang)}</a></p>
            <p>{t::sign_in_no_account(lang)} " " <a href=register>{t::sign_in_register(lang)}</a></p>
            {people}
        </div>
    }
}

#[component]
fn DemoPeople(next: String) -> impl IntoView {
    let lang = viewer().lang;
    let people = ask(|| DemoSignIns {});
    loaded_part(people, move |people| {
        let password = people.first().map(|person| person.password.clone()).unwrap_or_default();
        let next = next.clone();
        view! {
            <section class="card stack demo-people">
                <h2>{t::sign_in_demo_title(lang)}</h2>
                <p class="muted">{t::sign_in_demo_text(lang, password)}</p>
                <ul class="list">
                    {people.into_iter().map(|person| view! { <li><DemoPerson person next=next.clone()/></li> }).collect_view()}
                </ul>
            </section>
        }
    })
}

#[component]
fn DemoPerson(person: DemoSignIn, next: String) -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <form method="post" action=SignIn::PATH>
            <Hidden name="email" value=person.email.clone()/>
            <Hidden name="password" value=person.password/>
            <Hidden name="next" value=next/>
            <button class="row">
                <span class="row-main">
                    <strong>{person.full_name}</strong>
                    <span class="muted small">{person.email}</span>
                </span>
                <span class="badge">{words::role(lang, person.role)}</span>
            </button>
        </form>
    }
}
