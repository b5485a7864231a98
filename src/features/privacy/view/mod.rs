//! The page of one's own data, and the page where one deletes the account. The browser submits the forms natively: what they change is
//! shown on every page.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::{AskDeletion, AskExport, GetMyData, KeepAccount};
use super::model::{ExportState, ExportView, KindView, MyData};
use crate::base::model::{Fate, Role, ZonedTime};
use crate::base::text::{self as t, format};
use crate::ui::form::{NativeForm, PasswordField, Submit, use_native_form};
use crate::ui::{Glyph, Icon, Notice, PageHead, SignedIn, Tone, ask, loaded_part, view, viewer};

#[component]
pub fn MyDataPage() -> impl IntoView {
    view! { <SignedIn><Mine/></SignedIn> }
}

#[component]
fn Mine() -> impl IntoView {
    let lang = viewer().lang;
    let data = ask(|| GetMyData {});
    let kept = use_query_map().with_untracked(|query| query.get("kept").is_some());
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::privacy_title(lang) lead=t::privacy_lead(lang)/>
            {kept.then(|| view! { <Notice tone=Tone::Ok><p>{t::privacy_kept(lang)}</p></Notice> })}
            {loaded_part(data, |data: MyData| view! { <Export export=data.export/> })}
            <section class="card stack">
                <h2>{t::privacy_delete_title(lang)}</h2>
                <p class="muted">{t::privacy_delete_text(lang)}</p>
                <p><a href="/profile/data/delete">{t::privacy_delete_title(lang)}</a></p>
            </section>
            <p><a href="/profile">{t::profile_back(lang)}</a></p>
        </div>
    }
}

#[component]
fn Export(export: Option<ExportView>) -> impl IntoView {
    let lang = viewer().lang;
    let is_making = export.as_ref().is_some_and(|export| export.state == ExportState::Making);
    view! {
        <section class="card stack" aria-labelledby="export">
            <h2 id="export">{t::privacy_export_title(lang)}</h2>
            <p class="muted">{t::privacy_export_text(lang)}</p>
            {export.map(|export| view! { <LatestExport export/> })}
            {(!is_making).then(|| view! { <ExportForm/> })}
        </section>
    }
}

#[component]
fn LatestExport(export: ExportView) -> impl IntoView {
    let lang = viewer().lang;
    match (export.state, export.url, export.expires_at) {
        (ExportState::Ready, Some(url), Some(expires)) => {
            let until = t::privacy_export_until(lang, format::date_time(lang, &expires));
            view! {
                <Notice tone=Tone::Ok>
                    <p>{t::privacy_export_ready(lang)}</p>
                    <p><a class="button" href=url rel="external" download="praxis-data.zip">{t::privacy_export_download(lang)}</a></p>
                    <p class="muted small"><time datetime=format::iso(&expires)>{until}</time></p>
                </Notice>
            }
        }
        (ExportState::Making, ..) => {
            let asked = t::privacy_export_asked(lang, format::date_time(lang, &export.asked_at));
            view! {
                <Notice tone=Tone::Info>
                    <p>{t::privacy_export_making(lang)}</p>
                    <p class="muted small">{asked}</p>
                    <p><a href="/profile/data" rel="external">{t::privacy_export_look(lang)}</a></p>
                </Notice>
            }
        }
        _ => view! { <Notice tone=Tone::Warn><p>{t::privacy_export_failed(lang)}</p></Notice> },
    }
}

#[component]
fn ExportForm() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<AskExport>();
    view! {
        <NativeForm state class="stack">
            <PasswordField name="password" label=t::recovery_present(lang) autocomplete="current-password"/>
            <Submit label=t::privacy_export_submit(lang) class="button wide"/>
        </NativeForm>
    }
}

#[component]
pub fn DeleteAccountPage() -> impl IntoView {
    view! { <SignedIn><DeleteAccount/></SignedIn> }
}

#[component]
fn DeleteAccount() -> impl IntoView {
    let lang = viewer().lang;
    let data = ask(|| GetMyData {});
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::privacy_delete_title(lang)/>
            {loaded_part(data, |data: MyData| view! { <Deletion data/> })}
            <p><a href="/profile/data">{t::privacy_back(lang)}</a></p>
        </div>
    }
}

#[component]
fn Deletion(data: MyData) -> impl IntoView {
    match data.deletion_due_at.clone() {
        Some(due) => view! { <Due due/> <WhatHappens data/> },
        None => view! { <WhatHappens data=data.clone()/> <DeleteForm days=data.deletion_days/> },
    }
}

/// The account will be deleted: when, and how to keep it.
#[component]
fn Due(due: ZonedTime) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<KeepAccount>();
    view! {
        <section class="card stack" aria-labelledby="due">
            <h2 id="due">{t::privacy_due_title(lang)}</h2>
            <p><time datetime=format::iso(&due)>{t::privacy_due_text(lang, format::date_time(lang, &due))}</time></p>
            <NativeForm state class="cluster">
                <Submit label=t::privacy_keep_submit(lang) class="button primary"/>
            </NativeForm>
        </section>
    }
}

/// What is erased and what stays, by kind of data.
#[component]
fn WhatHappens(data: MyData) -> impl IntoView {
    let lang = viewer().lang;
    let (erased, stays): (Vec<KindView>, Vec<KindView>) = data.kinds.into_iter().partition(|kind| kind.fate == Fate::Erased);
    let list = |kinds: Vec<KindView>| {
        let lines = kinds.into_iter().map(|kind| view! { <div><dt>{kind.title}</dt><dd>{kind.text}</dd></div> });
        view! { <dl class="facts">{lines.collect_view()}</dl> }
    };
    let coming = match viewer().role() {
        Some(Role::Patient) => Some(t::privacy_coming_patient(lang)),
        Some(Role::Doctor) => Some(t::privacy_coming_doctor(lang)),
        Some(Role::Admin) | None => None,
    };
    let coming = coming.map(|words| view! { <p class="fact"><Icon glyph=Glyph::Calendar/><span>{words}</span></p> });
    view! {
        <section class="card stack" aria-labelledby="erased">
            <h2 id="erased">{t::privacy_erased(lang)}</h2>
            {coming}
            {list(erased)}
        </section>
        <section class="card stack" aria-labelledby="stays">
            <h2 id="stays">{t::privacy_stays(lang)}</h2>
            {list(stays)}
            <p class="muted small">{t::privacy_backups(lang)}</p>
        </section>
    }
}

#[component]
fn DeleteForm(days: u32) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<AskDeletion>();
    view! {
        <section class="card stack" aria-labelledby="delete">
            <h2 id="delete">{t::privacy_delete_ask(lang)}</h2>
            <p>{t::privacy_delete_days(lang, days)}</p>
            <NativeForm state class="stack">
                <PasswordField name="password" label=t::recovery_present(lang) autocomplete="current-password"/>
                <Submit label=t::privacy_delete_submit(lang) class="button primary danger wide"/>
            </NativeForm>
        </section>
    }
}
