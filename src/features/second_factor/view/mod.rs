//! The pages of two-step sign-in. The browser submits all forms natively: each ends in another page.

mod code;
mod codes;
mod setup;
mod two_factor;

pub use code::CodePage;
pub use codes::CodesPage;
pub use two_factor::TwoFactorPage;

use leptos::prelude::*;

use crate::base::text as t;
use crate::ui::form::TextField;
use crate::ui::{view, viewer};

/// The field for a code. With `any`, a recovery code is as good, so that a phone shows letters, too.
#[component]
fn CodeField(#[prop(optional)] any: bool, #[prop(optional, into)] id: String) -> impl IntoView {
    let lang = viewer().lang;
    let (hint, inputmode) =
        if any { (t::factor_code_or_recovery_hint(lang), "text") } else { (t::factor_code_hint(lang), "numeric") };
    view! { <TextField name="code" label=t::factor_code(lang) hint autocomplete="one-time-code" inputmode id/> }
}
