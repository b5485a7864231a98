//! The search page. Its form uses GET, so that every result has a URL that can be shared.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::card::DoctorCard;
use crate::base::model::{Page, VisitKind};
use crate::base::specialty::{Specialty, Spoken};
use crate::base::text::{self as t, Lang};
use crate::features::doctors::api::GetDoctors;
use crate::features::doctors::model::{DoctorQuery, DoctorView, Sort};
use crate::ui::form::{SearchField, SearchForm, SearchInput, SearchSelect};
use crate::ui::{Empty, Glyph, Icon, PageHead, Pagination, ask, encode, loaded_part, static_view, view, viewer, words};

/// Returns the search in the URL; invalid values are ignored.
fn asked_of(query: &ParamsMap) -> DoctorQuery {
    let text = |name| query.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    DoctorQuery {
        q: text("q"),
        specialty: text("specialty").and_then(|word| word.parse().ok()),
        language: text("language").and_then(|word| word.parse().ok()),
        kind: text("kind").and_then(|word| word.parse().ok()),
        place: text("place"),
        sort: text("sort").and_then(|word| word.parse().ok()),
        cursor: text("cursor"),
        limit: None,
    }
}

/// Returns the URL of a search, without the cursor.
fn path_of(asked: &DoctorQuery) -> String {
    let words = [
        ("q", asked.q.clone()),
        ("specialty", asked.specialty.map(String::from)),
        ("language", asked.language.map(String::from)),
        ("kind", asked.kind.map(String::from)),
        ("place", asked.place.clone()),
        ("sort", asked.sort.filter(|sort| *sort != Sort::Name).map(String::from)),
    ];
    let pairs: Vec<String> =
        words.into_iter().filter_map(|(name, value)| value.map(|value| format!("{name}={}", encode(&value)))).collect();
    if pairs.is_empty() { "/doctors".to_owned() } else { format!("/doctors?{}", pairs.join("&")) }
}

#[component]
pub fn FindPage() -> impl IntoView {
    let lang = viewer().lang;
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(asked_of));
    let found = ask(move || GetDoctors { query: asked.get() });
    view! {
        <PageHead title=t::find_title(lang) lead=t::find_lead(lang)/>
        <Search asked/>
        {loaded_part(found, move |page| view! { <Results page asked=asked.get_untracked()/> })}
    }
}

/// The search field is visible; the other filters are collapsed, and shown as chips above the results.
#[component]
fn Search(asked: Memo<DoctorQuery>) -> impl IntoView {
    let lang = viewer().lang;
    let of = move |value: fn(&DoctorQuery) -> Option<String>| Signal::derive(move || asked.with(value).unwrap_or_default());
    let specialties = Specialty::ALL.iter().map(|one| (one.to_string(), one.name(lang).to_owned())).collect();
    let languages = Spoken::ALL.iter().map(|one| (one.to_string(), one.name(lang).to_owned())).collect();
    let kinds = VisitKind::ALL.iter().map(|one| (one.to_string(), words::kind(lang, *one).to_owned())).collect();
    view! {
        <div role="search" class="search card">
            <SearchForm action="/doctors">
                <div class="field">
                    <label for="q">{t::home_search_label(lang)}</label>
                    <div class="with-button">
                        <SearchInput name="q" value=of(|asked| asked.q.clone())/>
                        <button type="submit" class="button primary"><Icon glyph=Glyph::Search/>{t::find_submit(lang)}</button>
                    </div>
                </div>
                <details class="fold">
                    <summary>{t::find_filters(lang)}</summary>
                    <div class="search-fields">
                        <SearchSelect name="specialty" label=t::find_specialty(lang) any=t::find_any_specialty(lang) options=specialties value=of(|asked| asked.specialty.map(String::from))/>
                        <SearchField name="place" label=t::find_place(lang) value=of(|asked| asked.place.clone())/>
                        <SearchSelect name="language" label=t::find_language(lang) any=t::find_any_language(lang) options=languages value=of(|asked| asked.language.map(String::from))/>
                        <SearchSelect name="kind" label=t::find_kind(lang) any=t::find_any_kind(lang) options=kinds value=of(|asked| asked.kind.map(String::from))/>
                    </div>
                    <button type="submit" class="button">{t::find_apply(lang)}</button>
                </details>
                <SearchInput name="sort" value=of(|asked| Some(asked.sort.unwrap_or(Sort::Name).to_string())) input="hidden"/>
            </SearchForm>
        </div>
    }
}

/// Returns the active filters as text, each with the search without it.
fn filters(lang: Lang, asked: &DoctorQuery) -> Vec<(String, DoctorQuery)> {
    let without = |change: fn(&mut DoctorQuery)| {
        let mut rest = DoctorQuery { cursor: None, ..asked.clone() };
        change(&mut rest);
        rest
    };
    let known = [
        (asked.specialty.map(|one| one.name(lang).to_owned()), without(|rest| rest.specialty = None)),
        (asked.place.clone(), without(|rest| rest.place = None)),
        (asked.language.map(|one| one.name(lang).to_owned()), without(|rest| rest.language = None)),
        (asked.kind.map(|one| words::kind(lang, one).to_owned()), without(|rest| rest.kind = None)),
    ];
    known.into_iter().filter_map(|(words, rest)| words.map(|words| (words, rest))).collect()
}

/// The number of results, the active filters, and the sort order.
#[component]
fn Asked(asked: DoctorQuery, count: String) -> impl IntoView {
    let lang = viewer().lang;
    let on = filters(lang, &asked).into_iter().map(|(words, rest)| {
        view! {
            <li>
                <a class="chip on" href=path_of(&rest) data-noscroll="true" aria-label=t::find_without(lang, &words)>{words.clone()}<Icon glyph=Glyph::Cross/></a>
            </li>
        }
    });
    let sorts = [(Sort::Name, t::find_by_name(lang)), (Sort::Soonest, t::find_soonest(lang))].map(|(sort, words)| {
        let current = (asked.sort.unwrap_or(Sort::Name) == sort).then_some("true");
        let path = path_of(&DoctorQuery { sort: Some(sort), cursor: None, ..asked.clone() });
        view! { <li><a class="chip" href=path data-noscroll="true" aria-current=current>{words}</a></li> }
    });
    view! {
        <div class="spread">
            <p role="status">{count}</p>
            <ul class="chips" aria-label=t::find_order(lang)>{sorts.into_iter().collect_view()}</ul>
        </div>
        <ul class="chips" aria-label=t::find_filters(lang)>{on.collect_view()}</ul>
    }
}

#[component]
fn Results(page: Page<DoctorView>, asked: DoctorQuery) -> impl IntoView {
    let lang = viewer().lang;
    let Page { items, next_cursor } = page;
    if items.is_empty() {
        return view! {
            <Empty title=t::find_none_title(lang) text=t::find_none_text(lang)>
                <a class="button" href="/doctors">{t::find_show_all(lang)}</a>
            </Empty>
        };
    }
    let paged = asked.cursor.is_some();
    let is_part = paged || next_cursor.is_some();
    let count = if is_part { t::find_count_page(lang, items.len()) } else { t::find_count(lang, items.len()) };
    let cards = move || items.into_iter().map(|doctor| view! { <li><DoctorCard doctor/></li> }).collect_view();
    view! {
        <section class="stack" aria-labelledby="results">
            <h2 id="results" class="visually-hidden">{t::find_results(lang)}</h2>
            <Asked asked=asked.clone() count/>
            {static_view(move || view! { <ul class="doctor-cards">{cards()}</ul> })}
            <Pagination path=path_of(&asked) next=next_cursor paged/>
        </section>
    }
}
