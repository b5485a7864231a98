//! Verifying the phone number: a form that has a code sent, and one for the code. The browser submits both natively.

use leptos::prelude::*;

use crate::base::text as t;
use crate::features::profiles::api::{MyPhone, SendPhoneCode, VerifyPhone};
use crate::features::profiles::model::PhoneState;
use crate::ui::form::{NativeForm, Submit, TextField, use_native_form};
use crate::ui::{Notice, PageHead, SignedIn, Tone, ask, loaded_part, view, viewer};

#[component]
pub fn PhonePage() -> impl IntoView {
    view! { <SignedIn><Phone/></SignedIn> }
}

#[component]
fn Phone() -> impl IntoView {
    let lang = viewer().lang;
    let phone = ask(|| MyPhone {});
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::phone_title(lang) lead=t::phone_lead(lang)/>
            {loaded_part(phone, |state| view! { <Forms state/> })}
            <p><a href="/profile">{t::profile_back(lang)}</a></p>
        </div>
    }
}

#[component]
fn Forms(state: PhoneState) -> impl IntoView {
    let lang = viewer().lang;
    let PhoneState { phone, is_verified, sent_to } = state;
    let phone = phone.unwrap_or_default();
    if let Some(number) = sent_to {
        let sent = t::phone_sent(lang, &number);
        return view! {
            <Notice tone=Tone::Ok><p>{sent}</p></Notice>
            <EnterCode/>
            <SendCode
                title=t::phone_again_title(lang)
                text=t::phone_again_text(lang)
                submit=t::phone_again(lang)
                class="button wide"
                value=number
            />
        };
    }
    if is_verified {
        return view! {
            <Notice tone=Tone::Ok><p>{t::phone_is_verified(lang, phone)}</p></Notice>
            <SendCode
                title=t::phone_change_title(lang)
                text=t::phone_change_text(lang)
                submit=t::phone_send(lang)
                class="button wide"
                value=""
            />
        };
    }
    view! { <SendCode title="" text="" submit=t::phone_send(lang) class="button primary wide" value=phone/> }
}

#[component]
fn EnterCode() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<VerifyPhone>();
    view! {
        <div class="card">
            <NativeForm state class="stack">
                <TextField
                    name="code"
                    label=t::phone_code(lang)
                    hint=t::phone_code_hint(lang)
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    narrow=true
                />
                <Submit label=t::phone_submit(lang) class="button primary wide"/>
            </NativeForm>
        </div>
    }
}

#[component]
fn SendCode(
    /// Empty if it is the page's only form.
    title: &'static str,
    text: &'static str,
    submit: &'static str,
    class: &'static str,
    #[prop(into)] value: String,
) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<SendPhoneCode>();
    let heading = (!title.is_empty()).then(|| {
        view! {
            <h2>{title}</h2>
            <p class="muted">{text}</p>
        }
    });
    view! {
        <section class="card stack">
            {heading}
            <NativeForm state class="stack">
                <TextField
                    name="phone"
                    label=t::register_phone(lang)
                    hint=t::register_phone_hint(lang)
                    input="tel"
                    autocomplete="tel"
                    value
                />
                <Submit label=submit class/>
            </NativeForm>
        </section>
    }
}
