//! Opening a patient's record in an emergency, and the staff's list of such accesses.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::base::model::{Page, Role};
use crate::base::text::{self as t, format};
use crate::features::care::api::{EmergencyAccesses, FindInEmergency, OpenInEmergency, ReviewEmergencyAccess};
use crate::features::care::model::EmergencyView;
use crate::ui::form::{DateField, Form, Hidden, Submit, TextArea, TextField, use_form, use_form_of};
use crate::ui::{
    Empty, Glyph, Notice, PageHead, Pagination, Reload, SignedIn, ToastMessage, Tone, ask, loaded_part, toast_after, toast_failure,
    view, viewer, words,
};

/// What happens then, said before.
#[component]
fn Consequences() -> impl IntoView {
    let lang = viewer().lang;
    view! { <Notice tone=Tone::Warn><p>{t::emergency_consequences(lang)}</p></Notice> }
}

#[component]
pub fn EmergencyPage() -> impl IntoView {
    view! { <SignedIn role=Role::Doctor><ByName/></SignedIn> }
}

#[component]
fn ByName() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form::<FindInEmergency>();
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::emergency_title(lang) lead=t::emergency_lead(lang)/>
            <Consequences/>
            <div class="card">
                <Form state class="stack">
                    <TextField name="full_name" label=t::emergency_name(lang)/>
                    <DateField name="birth" fault="date_of_birth" label=t::register_born(lang) hint=t::register_born_hint(lang) birthday=true/>
                    <TextArea name="reason" label=t::emergency_reason(lang) hint=t::emergency_reason_hint(lang) rows=3/>
                    <Submit label=t::emergency_submit(lang) class="button danger wide"/>
                </Form>
            </div>
            <p><a href="/patients">{t::emergency_back(lang)}</a></p>
        </div>
    }
}

#[component]
pub fn EmergencyOfPage() -> impl IntoView {
    view! { <SignedIn role=Role::Doctor><ById/></SignedIn> }
}

#[component]
fn ById() -> impl IntoView {
    let lang = viewer().lang;
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let state = use_form::<OpenInEmergency>();
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::emergency_title(lang) lead=t::emergency_lead_known(lang)/>
            <Consequences/>
            <div class="card">
                <Form state class="stack">
                    <Hidden name="id" value=id/>
                    <TextArea name="reason" label=t::emergency_reason(lang) hint=t::emergency_reason_hint(lang) rows=3/>
                    <Submit label=t::emergency_submit(lang) class="button danger wide"/>
                </Form>
            </div>
            <p><a href="/patients">{t::emergency_back(lang)}</a></p>
        </div>
    }
}

#[component]
pub fn EmergenciesPage() -> impl IntoView {
    view! { <SignedIn role=Role::Admin><Emergencies/></SignedIn> }
}

#[component]
fn Emergencies() -> impl IntoView {
    let lang = viewer().lang;
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor").filter(|cursor| !cursor.is_empty())));
    let reload = Reload::provide();
    let page = ask(move || reload.at(EmergencyAccesses { cursor: cursor.get() }));
    view! {
        <PageHead title=t::emergencies_title(lang) lead=t::emergencies_lead(lang)/>
        <div class="stack reading">
            {loaded_part(page, move |page| view! { <List page paged=cursor.with_untracked(Option::is_some)/> })}
        </div>
    }
}

#[component]
fn List(page: Page<EmergencyView>, paged: bool) -> impl IntoView {
    let lang = viewer().lang;
    let Page { items, next_cursor } = page;
    if items.is_empty() {
        return view! { <Empty title=t::emergencies_none(lang) text=t::emergencies_none_text(lang)/> };
    }
    let lines = items.into_iter().map(|access| view! { <li><Access access/></li> }).collect_view();
    view! {
        <ul class="stack plain">{lines}</ul>
        <Pagination path="/emergency-accesses" next=next_cursor paged/>
    }
}

#[component]
fn Access(access: EmergencyView) -> impl IntoView {
    let lang = viewer().lang;
    let names = t::EmergenciesWho {
        doctor: words::name(lang, Role::Doctor, &access.doctor_name),
        patient: words::name(lang, Role::Patient, &access.patient_name),
    };
    let times =
        t::EmergenciesWhen { from: format::date_time_short(lang, &access.since), to: format::date_time_short(lang, &access.until) };
    let state = match access.reviewed_at {
        Some(at) => {
            let reviewed = t::EmergenciesReviewed {
                who: words::name(lang, Role::Admin, &access.reviewed_by.unwrap_or_default()),
                when: format::date_time_short(lang, &at),
            };
            view! { <p class="muted small">{t::emergencies_reviewed(lang, reviewed)}</p> }
        }
        None => view! { <Review id=access.id.to_string()/> },
    };
    view! {
        <article class="card stack tight">
            <h2>{t::emergencies_who(lang, names)}</h2>
            <p class="muted"><time datetime=format::iso(&access.since)>{t::emergencies_when(lang, times)}</time></p>
            <p class="prose">{access.reason}</p>
            {state}
        </article>
    }
}

#[component]
fn Review(id: String) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form_of::<ReviewEmergencyAccess>(&[("id", &id)]);
    Reload::after(state);
    toast_failure(state);
    toast_after(state, move || ToastMessage::plain(t::emergencies_review_done(lang)));
    view! {
        <Form state class="cluster">
            <Hidden name="id" value=id/>
            <Submit label=t::emergencies_review(lang) class="button" glyph=Glyph::Check/>
        </Form>
    }
}
