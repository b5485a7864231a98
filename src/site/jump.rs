//! Quick navigation for doctors and staff: to a page or a patient by a few letters. `public/keys.js` handles its keyboard shortcuts,
//! and those for lists: it finds the elements by ids and classes, and stores whether single-key shortcuts are on.

use std::time::Duration;

use leptos::ev::MouseEvent;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;

use crate::base::text::{self as t, Lang, format};
use crate::features::appointments::api::MyAppointments;
use crate::features::appointments::model::{AppointmentFilter, AppointmentView, Period};
use crate::ui::ask::once;
use crate::ui::pages::{Link, Who};
use crate::ui::{Glyph, Icon, view, viewer, words};

/// The search starts this long after the last key.
const TYPING_PAUSE: Duration = Duration::from_millis(150);
/// Min letters of a name, and max people shown.
const MIN_LETTERS: usize = 2;
const MAX_PLACES: usize = 6;
/// A search result: a page or a patient.
#[derive(Clone, PartialEq)]
struct Place {
    href: String,
    name: String,
    about: String,
}

fn pages(lang: Lang, who: Who) -> Vec<Place> {
    let place = |link: Link| Place { href: link.to.to_owned(), name: (link.label)(lang).to_owned(), about: String::new() };
    crate::site::pages::links(who).into_iter().map(place).collect()
}

/// Returns each patient once, with the next appointment, or else the last.
fn patients(lang: Lang, appointments: impl Iterator<Item = AppointmentView>) -> Vec<Place> {
    let mut known = Vec::new();
    let mut places = Vec::new();
    for appointment in appointments {
        if places.len() < MAX_PLACES && !known.contains(&appointment.patient.id) {
            known.push(appointment.patient.id);
            places.push(Place {
                href: format!("/appointments/{}", appointment.id),
                about: words::at_place(lang, format::date_time_tight(lang, &appointment.starts_at), &appointment.starts_at),
                name: appointment.patient.name(lang),
            });
        }
    }
    places
}

async fn find(lang: Lang, name: String) -> Vec<Place> {
    let ask = |period| {
        let filter = AppointmentFilter { name: Some(name.clone()), ..AppointmentFilter::default() };
        once(MyAppointments { period, cursor: None, filter })
    };
    // After an error the list is empty, and says so.
    let ahead = ask(Period::Upcoming).await.map(|page| page.items).unwrap_or_default();
    let past = ask(Period::Past).await.map(|page| page.items).unwrap_or_default();
    let folded = name.to_lowercase();
    let named = |one: &AppointmentView| one.patient.full_name.to_lowercase().contains(&folded);
    // The server also searches doctors' names, and ignores accents.
    let (first, second): (Vec<_>, Vec<_>) = ahead.into_iter().chain(past).partition(named);
    patients(lang, first.into_iter().chain(second))
}

#[component]
pub fn Jump() -> impl IntoView {
    let viewer = viewer();
    let (lang, who) = (viewer.lang, Who::of(&viewer));
    let dialog = NodeRef::<Dialog>::new();
    let sought = RwSignal::new(String::new());
    let people = RwSignal::new(Vec::<Place>::new());
    // Until the server has responded, it is not known whether anybody is found.
    let answered = RwSignal::new(false);
    let open = move || {
        if let Some(dialog) = dialog.get_untracked()
            && !dialog.open()
        {
            sought.set(String::new());
            people.set(Vec::new());
            answered.set(false);
            drop(dialog.show_modal());
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let look = move |name: String| {
        sought.set(name.clone());
        people.set(Vec::new());
        answered.set(false);
        if name.trim().chars().count() < MIN_LETTERS {
            return;
        }
        let ask = move || {
            if sought.with_untracked(|now| *now == name) {
                spawn_local(async move {
                    let found = find(lang, name.trim().to_owned()).await;
                    // If the text has changed meanwhile, this result is outdated.
                    if sought.try_with_untracked(|now| *now == name) == Some(true) {
                        people.set(found);
                        answered.set(true);
                    }
                });
            }
        };
        set_timeout(ask, TYPING_PAUSE);
    };
    let shown = move || {
        let folded = sought.with(|sought| sought.trim().to_lowercase());
        let pages: Vec<_> = pages(lang, who).into_iter().filter(|page| page.name.to_lowercase().contains(&folded)).collect();
        let people = people.get();
        let nothing = (answered.get() && pages.is_empty() && people.is_empty()).then(|| t::jump_none(lang));
        view! {
            <Places title=t::jump_people(lang) places=people/>
            <Places title=t::jump_pages(lang) places=pages/>
            <p class="muted" role="status">{nothing}</p>
        }
    };
    let left = move |event: MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|target| target.closest("a").ok().flatten().is_some()) {
            close();
        }
    };
    view! {
        <a
            class="button jump"
            href="/appointments"
            role="button"
            aria-haspopup="dialog"
            aria-keyshortcuts="Control+K"
            on:click=move |event| {
                event.prevent_default();
                open();
            }
        >
            <Icon glyph=Glyph::Search/>
            <span class="jump-words">{t::jump_open(lang)}</span>
            <kbd aria-hidden="true">"Ctrl K"</kbd>
        </a>
        <dialog class="dialog jump-dialog" closedby="any" aria-labelledby="jump-title" node_ref=dialog on:click=left>
            <h2 id="jump-title">{t::jump_title(lang)}</h2>
            <div class="field">
                <label for="jump">{t::jump_label(lang)}</label>
                <input
                    type="search"
                    id="jump"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="120"
                    prop:value=sought
                    on:input=move |event| look(event_target_value(&event))
                />
            </div>
            <div class="jump-places">{shown}</div>
            <label class="choice jump-keys">
                <input type="checkbox" id="single-keys" checked=true/>
                <span>{t::jump_keys(lang)}</span>
            </label>
            <form method="dialog">
                <button class="button quiet dialog-close" aria-label=t::common_close(lang)><Icon glyph=Glyph::Cross/></button>
            </form>
        </dialog>
    }
}

/// Renders nothing if there are none.
#[component]
fn Places(title: &'static str, places: Vec<Place>) -> impl IntoView {
    let lines = |places: Vec<Place>| {
        places
            .into_iter()
            .map(|Place { href, name, about }| {
                view! {
                    <li>
                        <a class="row" href=href>
                            <span class="row-main">{name}</span>
                            <span class="muted small">{about}</span>
                        </a>
                    </li>
                }
            })
            .collect_view()
    };
    (!places.is_empty()).then(|| {
        view! {
            <h3 class="muted small">{title}</h3>
            <ul class="list">{lines(places)}</ul>
        }
    })
}
