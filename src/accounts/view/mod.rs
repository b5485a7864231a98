//! The pages about oneself.

mod profile;
mod register;
mod sign_in;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub use profile::ProfilePage;
pub use register::RegisterPage;
pub use sign_in::SignInPage;

/// Where the reader wanted to go before signing in: a page of ours or the home page. The server looks again.
fn next_page() -> String {
    let next = use_query_map().with_untracked(|query| query.get("next")).unwrap_or_default();
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    if ours { next } else { "/".to_owned() }
}
