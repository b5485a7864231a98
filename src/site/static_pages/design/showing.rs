//! Display components: colours and type, buttons, messages, people, lists, loading, and dialogs.

use leptos::prelude::*;

use super::{Section, samples};
use crate::base::text::{self as t, format};
use crate::features::appointments::model::Status;
use crate::features::appointments::view::StatusBadge;
use crate::features::appointments::view::card::AppointmentCard;
use crate::features::appointments::view::table::AppointmentTable;
use crate::ui::form::FormState;
use crate::ui::{AskDialog, Avatar, Empty, Glyph, Icon, Notice, Skeleton, Tone, view, viewer};

#[component]
pub fn Foundations() -> impl IntoView {
    let lang = viewer().lang;
    let sentence = t::home_welcome_lead(lang);
    let grounds = ["ground", "surface", "sunken", "accent", "accent-soft", "ok-soft", "warn-soft", "danger-soft", "info-soft"];
    let grounds = grounds.map(|name| view! { <li class=format!("swatch {name}") lang="en">{name}</li> });
    let icons = Glyph::ALL.iter().map(|glyph| view! { <Icon glyph=*glyph/> });
    view! {
        <Section name="Colours, type, icons">
            <ul class="swatches">{grounds.into_iter().collect_view()}</ul>
            <p class="lead">{sentence}</p>
            <p>{sentence}</p>
            <p class="muted small">{sentence}</p>
            <p><a href="/design">{t::find_title(lang)}</a>" · "<a class="link" href="/design">{t::home_all(lang)}<Icon glyph=Glyph::Right/></a></p>
            <div class="cluster" aria-hidden="true">{icons.collect_view()}</div>
        </Section>
    }
}

#[component]
pub fn Buttons() -> impl IntoView {
    let lang = viewer().lang;
    let looks = [
        "button primary",
        "button",
        "button quiet",
        "button danger",
        "button primary danger",
        "button small",
        "button primary large",
    ];
    let looks = looks.map(|class| view! { <button type="button" class=class>{t::common_save(lang)}</button> });
    view! {
        <Section name="Buttons">
            <div class="cluster">{looks.into_iter().collect_view()}</div>
            <div class="cluster">
                <button type="button" class="button primary"><Icon glyph=Glyph::Search/>{t::home_search(lang)}</button>
                <button type="button" class="button quiet" aria-label=t::common_close(lang)><Icon glyph=Glyph::Cross/></button>
                <button type="button" class="button primary" disabled=true aria-busy="true">{t::book_submit(lang)}</button>
            </div>
            <button type="button" class="button primary wide">{t::sign_in_submit(lang)}</button>
        </Section>
    }
}

#[component]
pub fn Messages() -> impl IntoView {
    let lang = viewer().lang;
    let notices = [Tone::Info, Tone::Ok, Tone::Warn, Tone::Danger].map(|tone| {
        view! {
            <Notice tone>
                <h3>{t::book_gone_title(lang)}</h3>
                <p>{t::book_gone_text(lang)}</p>
            </Notice>
        }
    });
    let badges = Status::ALL.iter().map(|status| view! { <StatusBadge status=*status/> });
    view! {
        <Section name="Banners, badges, messages">
            {notices.into_iter().collect_view()}
            <div class="cluster">
                {badges.collect_view()}
                <span class="badge">{t::role_patient(lang)}</span>
                <span class="count">"3"</span>
            </div>
            <ToastSample text=t::schedule_deleted(lang, format::date_time_short(lang, &samples::at(560))) undo=true/>
            <ToastSample text=t::common_saved(lang).to_owned() undo=false/>
        </Section>
    }
}

#[component]
pub fn People() -> impl IntoView {
    view! {
        <Section name="People">
            <div class="person">
                <Avatar name="Elira Hoxha" large=true/>
                <div><h3>"Elira Hoxha"</h3><p class="muted">"Tirana"</p></div>
            </div>
            <div class="person"><Avatar name="Đặng Quang Minh"/><strong>"Đặng Quang Minh"</strong></div>
        </Section>
    }
}

#[component]
pub fn Lists() -> impl IntoView {
    let lang = viewer().lang;
    let rows = Status::ALL.iter().map(|status| samples::appointment(*status)).collect::<Vec<_>>();
    let facts = [
        (t::appointment_when(lang), format::date_time(lang, &samples::at(560))),
        (t::appointment_where(lang), "Tirana".to_owned()),
    ];
    let facts = facts.map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    view! {
        <Section name="Cards, lists, tables">
            <ul class="appointment-cards">
                <li><AppointmentCard appointment=samples::appointment(Status::Confirmed)/></li>
                <li><AppointmentCard appointment=samples::appointment(Status::Pending)/></li>
            </ul>
            <div class="card"><dl class="facts">{facts.into_iter().collect_view()}</dl></div>
            <ul class="list card">
                <li>
                    <a class="row" href="/design">
                        <span class="row-glyph"><Icon glyph=Glyph::Calendar/></span>
                        <span class="row-main"><strong>{t::notifications_booked(lang, "Elira Hoxha")}</strong></span>
                        <Icon glyph=Glyph::Right/>
                    </a>
                </li>
                <li><div class="row"><span class="row-main muted">{t::home_free(lang)}</span></div></li>
            </ul>
            <AppointmentTable appointments=rows/>
        </Section>
    }
}

#[component]
pub fn Waiting() -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <Section name="Waiting and nothing">
            <Skeleton/>
            <div class="progress">
                <label for="progress">{t::common_loading(lang)}</label>
                <progress id="progress" max="100" value="40"></progress>
            </div>
            <Empty title=t::home_none_title(lang) text=t::home_none_text(lang)>
                <a class="button primary" href="/design">{t::home_find(lang)}</a>
            </Empty>
        </Section>
    }
}

/// A dialog is part of the page's flow if no script opens it.
#[component]
pub fn Over() -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <Section name="Dialog and sheet">
            <AskDialog
                id="sample"
                label=t::appointment_cancel(lang)
                title=t::appointment_cancel_title(lang)
                state=FormState::refused("", crate::base::error::Code::TooLate.into())
            >
                <p>{t::appointment_cancel_hint_patient(lang)}</p>
                <div class="cluster"><button type="button" class="button primary danger">{t::appointment_cancel_submit(lang)}</button></div>
            </AskDialog>
            <details class="fold card"><summary>{t::find_filters(lang)}</summary><div>{t::find_none_text(lang)}</div></details>
        </Section>
    }
}

/// A toast as `ui::toast` shows it.
#[component]
fn ToastSample(text: String, undo: bool) -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <div class="toast sample">
            <p>{text}</p>
            {undo.then(|| view! { <button type="button" class="button">{t::common_undo(lang)}</button> })}
            <button type="button" class="button icon-only" aria-label=t::common_close(lang)><Icon glyph=Glyph::Cross/></button>
        </div>
    }
}
