//! The list of patients: a doctor's own, or all for an admin.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::base::model::{Page, Role};
use crate::base::text::{self as t, format};
use crate::features::care::api::GetPatients;
use crate::features::care::model::PatientLine;
use crate::ui::form::{SearchForm, SearchInput};
use crate::ui::{Avatar, Empty, Glyph, Icon, PageHead, Pagination, SignedIn, ask, encode, loaded_part, static_view, view, viewer};

#[component]
pub fn PatientsPage() -> impl IntoView {
    view! { <SignedIn><Patients/></SignedIn> }
}

#[component]
fn Patients() -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let is_doctor = viewer.role() == Some(Role::Doctor);
    let query = use_query_map();
    let asked = move |name: &str| query.with(|query| query.get(name).filter(|value| !value.is_empty()));
    let name = Memo::new(move |_| asked("name").unwrap_or_default());
    let cursor = Memo::new(move |_| asked("cursor"));
    let found = ask(move || GetPatients { name: name.get(), cursor: cursor.get() });
    let (title, lead) = if is_doctor {
        (t::patients_title_doctor(lang), t::patients_lead_doctor(lang))
    } else {
        (t::patients_title(lang), t::patients_lead(lang))
    };
    let emergency = is_doctor.then(|| {
        view! {
            <p><a class="link" href="/emergency-access"><Icon glyph=Glyph::Alert/>{t::patients_emergency_link(lang)}</a></p>
        }
    });
    view! {
        <PageHead title lead/>
        <div class="stack reading">
            <div role="search" class="search card">
                <SearchForm action="/patients">
                    <div class="field">
                        <label for="name">{t::patients_search(lang)}</label>
                        <div class="with-button">
                            <SearchInput name="name" value=name.into()/>
                            <button type="submit" class="button primary"><Icon glyph=Glyph::Search/>{t::patients_search_submit(lang)}</button>
                        </div>
                    </div>
                </SearchForm>
            </div>
            {loaded_part(found, move |page| {
                let name = name.get_untracked();
                view! { <Found page name paged=cursor.with_untracked(Option::is_some) is_doctor/> }
            })}
            {emergency}
        </div>
    }
}

#[component]
fn Found(page: Page<PatientLine>, name: String, paged: bool, is_doctor: bool) -> impl IntoView {
    let lang = viewer().lang;
    let Page { items, next_cursor } = page;
    if items.is_empty() && !name.is_empty() {
        return view! {
            <Empty title=t::patients_none_found(lang) text=t::patients_none_found_text(lang)>
                <a class="button" href="/patients">{t::patients_all(lang)}</a>
            </Empty>
        };
    }
    if items.is_empty() {
        let text = if is_doctor { t::patients_none_text_doctor(lang) } else { t::patients_none_text(lang) };
        return view! { <Empty title=t::patients_none(lang) text/> };
    }
    let lines = move || items.into_iter().map(|patient| view! { <li><Line patient/></li> }).collect_view();
    view! {
        {static_view(move || view! { <ul class="list">{lines()}</ul> })}
        <Pagination path=format!("/patients?name={}", encode(&name)) next=next_cursor paged/>
    }
}

#[component]
fn Line(patient: PatientLine) -> impl IntoView {
    let lang = viewer().lang;
    let PatientLine { id, full_name, date_of_birth, next_visit, last_visit } = patient;
    let visit = match (&next_visit, &last_visit) {
        (Some(next), _) => t::patients_next(lang, format::date_time_short(lang, next)),
        (None, Some(last)) => t::patients_last(lang, format::date_long(lang, last.at.date_naive())),
        (None, None) => t::patients_no_visit(lang).to_owned(),
    };
    view! {
        <a class="row" href=format!("/patients/{id}")>
            <Avatar name=&full_name/>
            <span class="row-main">
                <strong>{full_name}</strong>
                <span class="muted small">{t::patients_born(lang, format::date_long(lang, date_of_birth))}</span>
            </span>
            <span class="muted small">{visit}</span>
        </a>
    }
}
