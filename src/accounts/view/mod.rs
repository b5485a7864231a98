//! The pages about oneself.

pub mod edit;
pub mod fields;
pub mod profile;
mod register;
mod sign_in;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::location::Url;

pub use edit::{EditAccountPage, EditPracticePage};
pub use profile::ProfilePage;
pub use register::{RegisterDoctorPage, RegisterPage};
pub use sign_in::SignInPage;

/// Where the reader wanted to go before signing in: a page of ours or the home page. Read from the address as it stands, because
/// the router's map decodes twice, and a search in it would be torn open. The server looks again.
fn next_page() -> String {
    let search = use_location().search.get_untracked();
    let raw = search.trim_start_matches('?').split('&').find_map(|pair| pair.strip_prefix("next=")).unwrap_or_default();
    let next = Url::unescape(raw);
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.bytes().all(|byte| byte.is_ascii_graphic());
    if ours { next } else { "/".to_owned() }
}
