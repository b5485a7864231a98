//! The user's own second factor: turning it on and off, and recovery codes.

use leptos::either::EitherOf3;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::CodeField;
use super::setup::SetupSteps;
use crate::base::text as t;
use crate::features::second_factor::api::{
    BeginSecondFactor, ConfirmSecondFactor, RenewRecoveryCodes, SecondFactorState, TurnOffSecondFactor,
};
use crate::features::second_factor::model::{FactorState, SetupView};
use crate::ui::form::{NativeForm, PasswordField, Submit, use_native_form};
use crate::ui::{Notice, PageHead, SignedIn, Tone, ask, loaded_part, view, viewer};

/// With fewer codes left, the page advises to make new ones.
const FEW: u32 = 4;

#[component]
pub fn TwoFactorPage() -> impl IntoView {
    view! { <SignedIn><TwoFactor/></SignedIn> }
}

#[component]
fn TwoFactor() -> impl IntoView {
    let lang = viewer().lang;
    let state = ask(|| SecondFactorState {});
    let off = use_query_map().with_untracked(|query| query.get("off").is_some());
    let show = |state: FactorState| match (state.is_on, state.setup) {
        (true, _) => EitherOf3::A(view! { <On is_required=state.is_required codes_left=state.codes_left/> }),
        (false, Some(setup)) => EitherOf3::B(view! { <SetUp setup/> }),
        (false, None) => EitherOf3::C(view! { <Off/> }),
    };
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::factor_title(lang) lead=t::factor_lead(lang)/>
            {off.then(|| view! { <Notice tone=Tone::Ok><p>{t::factor_turned_off(lang)}</p></Notice> })}
            {loaded_part(state, show)}
            <p><a href="/profile">{t::profile_back(lang)}</a></p>
        </div>
    }
}

#[component]
fn Off() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<BeginSecondFactor>();
    view! {
        <section class="card stack">
            <h2>{t::factor_turn_on(lang)}</h2>
            <p class="muted">{t::factor_turn_on_text(lang)}</p>
            <NativeForm state class="stack">
                <PasswordField name="password" label=t::recovery_present(lang) autocomplete="current-password"/>
                <Submit label=t::factor_begin(lang) class="button primary wide"/>
            </NativeForm>
        </section>
    }
}

#[component]
fn SetUp(setup: SetupView) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<ConfirmSecondFactor>();
    view! {
        <section class="card stack">
            <h2>{t::factor_turn_on(lang)}</h2>
            <SetupSteps setup/>
            <NativeForm state class="stack">
                <CodeField/>
                <Submit label=t::factor_confirm(lang) class="button primary wide"/>
            </NativeForm>
        </section>
    }
}

#[component]
fn On(is_required: bool, codes_left: u32) -> impl IntoView {
    let lang = viewer().lang;
    let tone = if codes_left < FEW { Tone::Warn } else { Tone::Info };
    let end = if is_required {
        view! { <Notice><p>{t::factor_required(lang)}</p></Notice> }
    } else {
        view! { <TurnOff/> }
    };
    let renew = use_native_form::<RenewRecoveryCodes>();
    view! {
        <Notice tone=Tone::Ok><p>{t::factor_is_on(lang)}</p></Notice>
        <section class="card stack">
            <h2>{t::factor_codes_title(lang)}</h2>
            <Notice tone><p>{t::factor_codes_left(lang, codes_left)}</p></Notice>
            <p class="muted">{t::factor_renew_text(lang)}</p>
            <NativeForm state=renew class="stack">
                <CodeField any=true id="renew-code"/>
                <Submit label=t::factor_renew(lang) class="button wide"/>
            </NativeForm>
        </section>
        {end}
    }
}

#[component]
fn TurnOff() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<TurnOffSecondFactor>();
    view! {
        <section class="card stack">
            <h2>{t::factor_turn_off(lang)}</h2>
            <p class="muted">{t::factor_turn_off_text(lang)}</p>
            <NativeForm state class="stack">
                <PasswordField name="password" label=t::recovery_present(lang) autocomplete="current-password"/>
                <CodeField any=true id="off-code"/>
                <Submit label=t::factor_turn_off(lang) class="button wide"/>
            </NativeForm>
        </section>
    }
}
