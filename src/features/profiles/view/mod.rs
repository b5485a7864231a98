//! Pages for registration, sign-in and the user's own profile.

pub mod edit;
pub mod fields;
pub mod patient;
mod phone;
pub mod profile;
mod recovery;
mod register;
mod sessions;
mod sign_in;
pub mod staff;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::location::Url;

use crate::base::slot::{ChosenTime, slot_of_path};
use crate::base::text::{self as t, format};
use crate::features::appointments::api::GetChosenTime;
use crate::ui::{Glyph, Icon, ask, encode, loaded_part, static_view, view, viewer, words};

pub use edit::{EditAccountPage, EditDoctorProfilePage};
pub use phone::PhonePage;
pub use profile::ProfilePage;
pub use recovery::{
    AcceptInvitationPage, ChangeEmailPage, ChangePasswordPage, ConfirmEmailPage, ForgotPasswordPage, ResetPasswordPage,
    VerifyEmailPage,
};
pub use register::{RegisterDoctorPage, RegisterPage};
pub use sessions::SessionsPage;
pub use sign_in::SignInPage;

/// The slot that the reader has chosen before, if `next` is its booking page.
#[component]
fn Chosen(next: String) -> impl IntoView {
    slot_of_path(&next).map(|slot| {
        let chosen = ask(move || GetChosenTime { slot: slot.to_string() });
        loaded_part(chosen, |chosen| chosen.map(|chosen| static_view(move || view! { <ChosenLine chosen/> })))
    })
}

#[component]
fn ChosenLine(chosen: ChosenTime) -> impl IntoView {
    let lang = viewer().lang;
    let at = chosen.starts_at;
    let when = words::at_place(lang, format::date_time_short(lang, &at), &at);
    view! {
        <p class="card fact">
            <Icon glyph=Glyph::Calendar/>
            <time datetime=format::iso(&at)>{t::book_chosen(lang, t::BookChosen { when, doctor: chosen.doctor_name })}</time>
        </p>
    }
}

/// Returns the path of a page on the way to `next`.
fn with_next(page: &str, next: &str) -> String {
    if next == "/" { page.to_owned() } else { format!("{page}?next={}", encode(next)) }
}

/// Returns the page that the reader wanted before signing in: a local path, or the home page. Read from the raw query string, because
/// the router's map decodes twice, which would split a search in it. The server checks it again.
pub fn next_page() -> String {
    let search = use_location().search.get_untracked();
    let raw = search.trim_start_matches('?').split('&').find_map(|pair| pair.strip_prefix("next=")).unwrap_or_default();
    let next = Url::unescape(raw);
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.bytes().all(|byte| byte.is_ascii_graphic());
    if ours { next } else { "/".to_owned() }
}
