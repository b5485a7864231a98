//! The pages that links in mails lead to, the one that asks for such a link, and the change of a password. The browser submits all forms
//! natively: each ends in another page, and a sign-in or sign-out changes the whole page.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::next_page;
use crate::base::error::Code;
use crate::base::text as t;
use crate::base::words::code;
use crate::features::profiles::api::{
    AcceptInvitation, AddressToConfirm, AddressToVerify, ChangeEmail, ChangePassword, ConfirmEmail, ForgotPassword, ResetPassword,
    VerifyEmail,
};
use crate::ui::form::{Hidden, NativeForm, PasswordField, Submit, TextField, use_native_form};
use crate::ui::{Asked, Notice, PageHead, SignedIn, Tone, ask, loaded_part, sign_in_path, view, viewer};

/// The pages that send another link.
const VERIFY_AGAIN: &str = "/profile";
const CONFIRM_AGAIN: &str = "/profile/email";
const RESET_AGAIN: &str = "/forgot-password";

/// The token in the link that led here.
fn token() -> Option<String> {
    use_query_map().with_untracked(|query| query.get("token")).filter(|token| !token.is_empty())
}

/// Instead of a form, for a link without its token, or one that no longer works.
#[component]
fn Incomplete(
    /// The page that sends another one.
    again: &'static str,
) -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <Notice tone=Tone::Warn><p>{code(lang, Code::LinkInvalid)}</p></Notice>
        <p><a href=again>{t::recovery_again(lang)}</a></p>
    }
}

/// The address that a link is about, and the form that uses the link.
fn confirmed(asked: Asked<Option<String>>, token: String, form: fn(String) -> AnyView, again: &'static str) -> AnyView {
    loaded_part(asked, move |address| match address {
        None => view! { <Incomplete again/> },
        Some(address) => view! {
            <div class="card stack">
                <p>{t::verification_address(viewer().lang, address)}</p>
                {form(token.clone())}
            </div>
        },
    })
}

#[component]
pub fn VerifyEmailPage() -> impl IntoView {
    let lang = viewer().lang;
    let form = token().map(|token| {
        let asked = token.clone();
        let address = ask(move || AddressToVerify { token: asked.clone() });
        confirmed(address, token, |token| view! { <VerifyForm token/> }, VERIFY_AGAIN)
    });
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::recovery_verify_title(lang) lead=t::recovery_verify_lead(lang)/>
            {form.unwrap_or_else(|| view! { <Incomplete again=VERIFY_AGAIN/> })}
        </div>
    }
}

#[component]
fn VerifyForm(token: String) -> impl IntoView {
    let state = use_native_form::<VerifyEmail>();
    view! {
        <NativeForm state class="stack">
            <Hidden name="token" value=token/>
            <Submit label=t::recovery_verify_submit(viewer().lang) class="button primary wide"/>
        </NativeForm>
    }
}

#[component]
pub fn ForgotPasswordPage() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<ForgotPassword>();
    let sent = use_query_map().with_untracked(|query| query.get("sent").is_some());
    let next = next_page();
    let sign_in = if next == "/" { "/sign-in".to_owned() } else { sign_in_path(&next) };
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::recovery_forgot_title(lang) lead=if sent { "" } else { t::recovery_forgot_lead(lang) }/>
            {sent.then(|| view! { <Notice tone=Tone::Ok><p>{t::recovery_forgot_sent(lang)}</p></Notice> })}
            <div class="card">
                <NativeForm state class="stack">
                    <TextField name="email" label=t::sign_in_email(lang) input="email" autocomplete="email"/>
                    <Hidden name="next" value=next/>
                    <Submit label=t::recovery_forgot_submit(lang) class="button primary wide"/>
                </NativeForm>
            </div>
            <p><a href=sign_in>{t::sign_in_title(lang)}</a></p>
        </div>
    }
}

#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<ResetPassword>();
    let form = token().map(|token| {
        view! {
            <div class="card">
                <NativeForm state class="stack">
                    <Hidden name="token" value=token/>
                    <PasswordField
                        name="password"
                        label=t::recovery_new(lang)
                        hint=t::register_password_hint(lang)
                        autocomplete="new-password"
                    />
                    <Submit label=t::recovery_reset_submit(lang) class="button primary wide"/>
                </NativeForm>
            </div>
        }
        .into_any()
    });
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::recovery_reset_title(lang) lead=t::recovery_reset_lead(lang)/>
            {form.unwrap_or_else(|| view! { <Incomplete again=RESET_AGAIN/> })}
        </div>
    }
}

#[component]
pub fn AcceptInvitationPage() -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let state = use_native_form::<AcceptInvitation>();
    let form = token().map(|token| {
        view! {
            <div class="card">
                <NativeForm state class="stack">
                    <Hidden name="token" value=token/>
                    <PasswordField
                        name="password"
                        label=t::invitation_password(lang)
                        hint=t::register_password_hint(lang)
                        autocomplete="new-password"
                    />
                    <Submit label=t::recovery_reset_submit(lang) class="button primary wide"/>
                </NativeForm>
            </div>
        }
        .into_any()
    });
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::invitation_title(lang, &viewer.practice) lead=t::invitation_lead(lang)/>
            {form.unwrap_or_else(|| view! { <Notice tone=Tone::Warn><p>{t::invitation_incomplete(lang)}</p></Notice> }.into_any())}
        </div>
    }
}

#[component]
pub fn ChangePasswordPage() -> impl IntoView {
    view! { <SignedIn><ChangePasswordForm/></SignedIn> }
}

#[component]
fn ChangePasswordForm() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<ChangePassword>();
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::recovery_change_title(lang) lead=t::recovery_change_lead(lang)/>
            <div class="card">
                <NativeForm state class="stack">
                    <PasswordField name="present_password" label=t::recovery_present(lang) autocomplete="current-password"/>
                    <PasswordField
                        name="new_password"
                        label=t::recovery_new(lang)
                        hint=t::register_password_hint(lang)
                        autocomplete="new-password"
                    />
                    <Submit label=t::common_save(lang) class="button primary wide"/>
                </NativeForm>
            </div>
            <p><a href="/profile">{t::profile_back(lang)}</a></p>
        </div>
    }
}

#[component]
pub fn ChangeEmailPage() -> impl IntoView {
    view! { <SignedIn><ChangeEmailForm/></SignedIn> }
}

#[component]
fn ChangeEmailForm() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<ChangeEmail>();
    let sent = use_query_map().with_untracked(|query| query.get("sent").is_some());
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::recovery_email_title(lang) lead=if sent { "" } else { t::recovery_email_lead(lang) }/>
            {sent.then(|| view! { <Notice tone=Tone::Ok><p>{t::recovery_email_sent(lang)}</p></Notice> })}
            <div class="card">
                <NativeForm state class="stack">
                    <TextField name="email" label=t::recovery_email_new(lang) input="email" autocomplete="email"/>
                    <PasswordField name="password" label=t::recovery_present(lang) autocomplete="current-password"/>
                    <Submit label=t::recovery_forgot_submit(lang) class="button primary wide"/>
                </NativeForm>
            </div>
            <p><a href="/profile">{t::profile_back(lang)}</a></p>
        </div>
    }
}

#[component]
pub fn ConfirmEmailPage() -> impl IntoView {
    let lang = viewer().lang;
    let form = token().map(|token| {
        let asked = token.clone();
        let address = ask(move || AddressToConfirm { token: asked.clone() });
        confirmed(address, token, |token| view! { <ConfirmForm token/> }, CONFIRM_AGAIN)
    });
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::recovery_verify_title(lang)/>
            {form.unwrap_or_else(|| view! { <Incomplete again=CONFIRM_AGAIN/> })}
        </div>
    }
}

#[component]
fn ConfirmForm(token: String) -> impl IntoView {
    let state = use_native_form::<ConfirmEmail>();
    view! {
        <NativeForm state class="stack">
            <Hidden name="token" value=token/>
            <Submit label=t::recovery_email_confirm(viewer().lang) class="button primary wide"/>
        </NativeForm>
    }
}
