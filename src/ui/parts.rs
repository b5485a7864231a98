//! Small components for pages.

use leptos::prelude::*;

use super::{Glyph, Icon, encode, viewer, words};
use crate::base::model::{Doctor, Id, Role, VisitKind};
use crate::base::photo;
use crate::base::text as t;
use crate::ui::view;

/// The severity of a message; never shown by colour alone, each has an icon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Info,
    Ok,
    Warn,
    Danger,
}

impl Tone {
    pub const fn class(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Danger => "danger",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::Info => Glyph::Info,
            Self::Ok => Glyph::Check,
            Self::Warn | Self::Danger => Glyph::Alert,
        }
    }
}

#[component]
pub fn Notice(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    view! {
        <div class=format!("notice {}", tone.class()) role="status">
            <Icon glyph=tone.glyph()/>
            <div class="notice-text">{children()}</div>
        </div>
    }
}

/// Nothing here yet, and what to do next.
#[component]
pub fn Empty(
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="cluster">{children()}</div> })}
        </div>
    }
}

/// The `tel:` URL of a phone number.
pub fn tel(number: &str) -> String {
    let dialled: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    format!("tel:{dialled}")
}

/// The practice's phone number, if it is configured.
#[component]
pub fn CallPractice() -> impl IntoView {
    let viewer = viewer();
    viewer.practice_phone.map(|phone| {
        // The number must not wrap.
        let shown = t::cancelling_call(viewer.lang, phone.replace(' ', "\u{a0}"));
        view! { <p><a class="link" href=tel(&phone)><Icon glyph=Glyph::Phone/>{shown}</a></p> }
    })
}

/// Links to the next page of a list and back to the first. `path` already has the list's filters in its query.
#[component]
pub fn Pagination(
    #[prop(into)] path: String,
    next: Option<String>,
    /// The page shown is not the first.
    #[prop(optional)]
    paged: bool,
) -> impl IntoView {
    let lang = viewer().lang;
    let sign = if path.contains('?') { '&' } else { '?' };
    let forward = next.map(|cursor| {
        view! {
            <a class="button" rel="next" href=format!("{path}{sign}cursor={}", encode(&cursor))>
                {t::common_next_page(lang)}
                <Icon glyph=Glyph::Right/>
            </a>
        }
    });
    let back = paged.then(|| view! { <a class="button quiet" href=path.clone()>{t::common_first_page(lang)}</a> });
    (forward.is_some() || back.is_some())
        .then(|| view! { <nav class="pagination spread" aria-label=t::common_pages(lang)>{back}{forward}</nav> })
}

/// A person's photo beside the name, or their initials; decorative.
#[component]
pub fn Avatar<'a>(
    name: &'a str,
    #[prop(optional_no_strip)] photo: Option<&'a str>,
    #[prop(optional)] large: bool,
) -> impl IntoView + use<> {
    pictured(name, photo.map(photo::small), large)
}

/// A doctor's photo beside the name, or the generated portrait; decorative.
#[component]
pub fn Portrait<'a>(
    doctor: Id<Doctor>,
    name: &'a str,
    #[prop(optional_no_strip)] photo: Option<&'a str>,
    #[prop(optional)] large: bool,
) -> impl IntoView + use<> {
    let source = photo.map_or_else(|| format!("/doctors/{doctor}/portrait.svg"), photo::small);
    pictured(name, Some(source), large)
}

/// If the picture cannot be loaded, the initials behind it are visible.
fn pictured(name: &str, source: Option<String>, large: bool) -> AnyView {
    let class = match (&source, large) {
        (Some(_), true) => "avatar portrait large",
        (Some(_), false) => "avatar portrait",
        (None, true) => "avatar large",
        (None, false) => "avatar",
    };
    let picture = source.map(|source| view! { <img src=source alt="" width="64" height="64" loading="lazy" decoding="async"/> });
    view! {
        <span class=class aria-hidden="true">
            {initials(name)}
            {picture}
        </span>
    }
}

/// Titles without a full stop; not part of the name.
const TITLES: [&str; 5] = ["Dr", "BS", "Bs", "Pr", "Prof"];

/// The first letters of the first and the last name; titles such as “Dr.” are skipped.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter(|word| !word.ends_with('.') && !TITLES.contains(word));
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// The cancellation rule, for a choice of several times with a deadline each; not shown to users who cannot book.
#[component]
pub fn CancellingRule() -> impl IntoView {
    let viewer = viewer();
    matches!(viewer.role(), None | Some(Role::Patient)).then(|| {
        let rule = t::cancelling_rule(viewer.lang, words::hours(viewer.lang, viewer.cancel_hours));
        view! { <p class="muted small">{rule}</p> }
    })
}

/// The icon of a kind of visit.
pub const fn kind_glyph(kind: VisitKind) -> Glyph {
    match kind {
        VisitKind::InPerson => Glyph::Place,
        VisitKind::Video => Glyph::Video,
    }
}
