//! The patient's deadline for cancelling: before booking, after it, and once it has passed.

use leptos::prelude::*;

use crate::base::text::{self as t, Lang, format};
use crate::features::appointments::model::{Cancelling, Status};
use crate::ui::{CallPractice, Glyph, Icon, Notice, Tone, view, viewer, words};

/// Before booking: the deadline, or a notice that it has already passed.
#[component]
pub fn TermsBefore(cancelling: Cancelling, confirms_at_once: bool) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    if !cancelling.closed {
        return view! { <p class="fact"><Icon glyph=Glyph::Clock/><span>{until(lang, &cancelling)}</span></p> };
    }
    let text = match (confirms_at_once, viewer.practice_phone.is_some()) {
        (true, true) => t::cancelling_soon_at_once_call(lang),
        (true, false) => t::cancelling_soon_at_once_contact(lang),
        (false, true) => t::cancelling_soon_request_call(lang),
        (false, false) => t::cancelling_soon_request_contact(lang),
    };
    view! { <Soon text/> }
}

/// For an existing appointment.
#[component]
pub fn Terms(cancelling: Cancelling, status: Status) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let calls = viewer.practice_phone.is_some();
    match (status, cancelling.closed) {
        (Status::Pending, true) => {
            let text = if calls { t::cancelling_soon_request_call(lang) } else { t::cancelling_soon_request_contact(lang) };
            view! { <Soon text/> }
        }
        (Status::Pending, false) => view! {
            <p>{t::cancelling_withdraw(lang)}</p>
            <p>{until(lang, &cancelling)}</p>
        },
        (_, false) => view! { <p>{until(lang, &cancelling)}</p> },
        (_, true) => {
            let hours = words::hours(lang, viewer.cancel_hours);
            let why = t::cancelling_closed_text(
                lang,
                t::CancellingClosedText { hours, when: format::date_time(lang, &cancelling.until) },
            );
            let ask = if calls { t::cancelling_closed_call(lang) } else { t::cancelling_closed_contact(lang) };
            view! {
                <Notice tone=Tone::Warn>
                    <h3>{t::cancelling_closed_title(lang)}</h3>
                    <p>{why}</p>
                    <p>{ask}</p>
                    <CallPractice/>
                </Notice>
            }
        }
    }
}

/// Returns the text with the deadline, and the reason if a move by the practice has extended it.
pub fn until(lang: Lang, cancelling: &Cancelling) -> String {
    let when = format::date_time(lang, &cancelling.until);
    if cancelling.moved { t::cancelling_until_moved(lang, when) } else { t::cancelling_until(lang, when) }
}

/// For an appointment that starts within the deadline.
#[component]
fn Soon(text: &'static str) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    view! {
        <Notice tone=Tone::Warn>
            <p><strong>{t::cancelling_soon_title(lang, words::hours(lang, viewer.cancel_hours))}</strong></p>
            <p>{text}</p>
            <CallPractice/>
        </Notice>
    }
}
