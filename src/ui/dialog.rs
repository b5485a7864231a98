//! A dialog with a form. Its button is a link (`?ask=…`), which shows the dialog inline if there is no JavaScript. With JavaScript it
//! opens as a modal dialog, which keeps the focus inside and restores it.

use leptos::ev::MouseEvent;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::form::FormState;
use super::{Glyph, Icon, here, view, viewer};
use crate::base::text as t;

/// `state` is that of the form inside: with an error the dialog is open, and after a success it closes.
#[component]
pub fn AskDialog(
    /// The dialog's id, in the page and in the URL.
    #[prop(into)]
    id: String,
    /// The button's text, and its text for screen readers if the first is unclear without context.
    #[prop(into)]
    label: String,
    #[prop(optional, into)] spoken: String,
    #[prop(default = "button")] class: &'static str,
    #[prop(into)] title: String,
    state: FormState,
    /// The close button's text, if “Close” would be ambiguous.
    #[prop(optional)]
    keep: &'static str,
    children: Children,
) -> impl IntoView {
    let lang = viewer().lang;
    let keep = if keep.is_empty() { t::common_close(lang) } else { keep };
    let node = NodeRef::<Dialog>::new();
    let asked = use_query_map().with_untracked(|query| query.get_str("ask") == Some(&id));
    let open = asked || state.error.with_untracked(Option::is_some);
    let show = move || {
        if let Some(dialog) = node.get_untracked()
            && !dialog.open()
        {
            drop(dialog.show_modal());
        }
    };
    // A dialog that was rendered open is inline until here.
    Effect::new(move || {
        if let Some(dialog) = node.get()
            && open
        {
            dialog.close();
            show();
        }
    });
    Effect::new(move |before: Option<usize>| {
        let now = state.succeeded.get();
        if before.is_some_and(|before| now > before)
            && let Some(dialog) = node.get_untracked()
        {
            dialog.close();
        }
        now
    });
    let path = here();
    let href = format!("{path}{}ask={id}#{id}", if path.contains('?') { '&' } else { '?' });
    let on_click = move |event: MouseEvent| {
        event.prevent_default();
        show();
    };
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    view! {
        <a class=class href=href role="button" aria-haspopup="dialog" aria-label=(!spoken.is_empty()).then_some(spoken) on:click=on_click>
            {label}
        </a>
        <dialog class="dialog" id=id open=open closedby="any" aria-labelledby=labelled node_ref=node>
            <h2 id=heading>{title}</h2>
            {children()}
            // Last, so that an opening dialog focuses its first field.
            <form method="dialog">
                <button class="button">{keep}</button>
                <button class="button quiet dialog-close" aria-label=t::common_close(lang)><Icon glyph=Glyph::Cross/></button>
            </form>
        </dialog>
    }
}
