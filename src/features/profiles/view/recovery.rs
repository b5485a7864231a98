//! The pages that links in mails lead to, the one that asks for such a link, and the change of a password. The browser submits all forms
//! natively: each ends in another page, and a sign-in or sign-out changes the whole page.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::base::error::Code;
use crate::base::text as t;
use crate::base::words::code;
use crate::features::profiles::api::{
    AcceptInvitation, ChangeEmail, ChangePassword, ConfirmEmail, ForgotPassword, ResetPassword, VerifyEmail,
};
use crate::ui::form::{Hidden, NativeForm, PasswordField, Submit, TextField, use_native_form};
use crate::ui::{Notice, PageHead, SignedIn, Tone, view, viewer};

/// The token in the link that led here.
fn token() -> Option<String> {
    use_query_map().with_untracked(|query| query.get("token")).filter(|token| !token.is_empty())
}

/// Instead of a form, for a link without its token.
#[component]
fn Incomplete() -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <Notice tone=Tone::Warn><p>{code(lang, Code::LinkInvalid)}</p></Notice>
        <p><a href="/forgot-password">{t::recovery_again(lang)}</a></p>
    }
}

#[component]
pub fn VerifyEmailPage() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<VerifyEmail>();
    let form = token().map(|token| {
        view! {
            <div class="card">
                <NativeForm state class="stack">
                    <Hidden name="token" value=token/>
                    <Submit label=t::recovery_verify_submit(lang) class="button primary wide"/>
                </NativeForm>
            </div>
        }
        .into_any()
    });
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::recovery_verify_title(lang) lead=t::recovery_verify_lead(lang)/>
            {form.unwrap_or_else(|| view! { <Incomplete/> }.into_any())}
        </div>
    }
}

#[component]
pub fn ForgotPasswordPage() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<ForgotPassword>();
    let sent = use_query_map().with_untracked(|query| query.get("sent").is_some());
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::recovery_forgot_title(lang) lead=if sent { "" } else { t::recovery_forgot_lead(lang) }/>
            {sent.then(|| view! { <Notice tone=Tone::Ok><p>{t::recovery_forgot_sent(lang)}</p></Notice> })}
            <div class="card">
                <NativeForm state class="stack">
                    <TextField name="email" label=t::sign_in_email(lang) input="email" autocomplete="email"/>
                    <Submit label=t::recovery_forgot_submit(lang) class="button primary wide"/>
                </NativeForm>
            </div>
            <p><a href="/sign-in">{t::sign_in_title(lang)}</a></p>
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
            {form.unwrap_or_else(|| view! { <Incomplete/> }.into_any())}
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
    let state = use_native_form::<ConfirmEmail>();
    let form = token().map(|token| {
        view! {
            <div class="card">
                <NativeForm state class="stack">
                    <Hidden name="token" value=token/>
                    <Submit label=t::recovery_email_confirm(lang) class="button primary wide"/>
                </NativeForm>
            </div>
        }
        .into_any()
    });
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::recovery_verify_title(lang)/>
            {form.unwrap_or_else(|| view! { <Incomplete/> }.into_any())}
        </div>
    }
}
