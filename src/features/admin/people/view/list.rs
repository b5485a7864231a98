//! The list of people. Its form uses GET, so that every result has a URL; on a phone each row is a card.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::{StateBadge, state_name};
use crate::base::model::{Page, Role};
use crate::base::text as t;
use crate::features::admin::people::api::ListPeople;
use crate::features::admin::people::model::{PeopleQuery, PersonLine, PersonState};
use crate::ui::form::{SearchForm, SearchInput, SearchSelect};
use crate::ui::{
    Empty, Glyph, Icon, Notice, PageHead, Pagination, SignedIn, Tone, ask, encode, loaded_part, static_view, view, viewer, words,
};

/// Returns the search in the URL; invalid values are ignored.
fn asked_of(query: &ParamsMap) -> PeopleQuery {
    let text = |name| query.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    PeopleQuery {
        q: text("q"),
        role: text("role").and_then(|word| word.parse().ok()),
        state: text("state").and_then(|word| word.parse().ok()),
        cursor: text("cursor"),
        limit: None,
    }
}

/// Returns the URL of a search, without the cursor.
fn path_of(asked: &PeopleQuery) -> String {
    let words = [("q", asked.q.clone()), ("role", asked.role.map(String::from)), ("state", asked.state.map(String::from))];
    let pairs: Vec<String> =
        words.into_iter().filter_map(|(name, value)| value.map(|value| format!("{name}={}", encode(&value)))).collect();
    if pairs.is_empty() { "/people".to_owned() } else { format!("/people?{}", pairs.join("&")) }
}

#[component]
pub fn PeoplePage() -> impl IntoView {
    view! {
        <SignedIn role=Role::Admin>
            <People/>
        </SignedIn>
    }
}

#[component]
fn People() -> impl IntoView {
    let lang = viewer().lang;
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(asked_of));
    let deleted = Memo::new(move |_| query.with(|query| query.get("deleted").is_some()));
    let found = ask(move || ListPeople { query: asked.get() });
    view! {
        <PageHead title=t::people_title(lang) lead=t::people_lead(lang)>
            <a class="button" href="/people/new"><Icon glyph=Glyph::Plus/>{t::people_new(lang)}</a>
        </PageHead>
        {move || deleted.get().then(|| view! { <Notice tone=Tone::Ok><p>{t::people_deleted(lang)}</p></Notice> })}
        <Search asked/>
        {loaded_part(found, move |page| view! { <Results page asked=asked.get_untracked()/> })}
    }
}

#[component]
fn Search(asked: Memo<PeopleQuery>) -> impl IntoView {
    let lang = viewer().lang;
    let of = move |value: fn(&PeopleQuery) -> Option<String>| Signal::derive(move || asked.with(value).unwrap_or_default());
    let roles = Role::ALL.iter().map(|one| (one.to_string(), words::role(lang, *one).to_owned())).collect();
    let states = PersonState::ALL.iter().map(|one| (one.to_string(), state_name(lang, *one).to_owned())).collect();
    view! {
        <div role="search" class="search card">
            <SearchForm action="/people">
                <div class="field">
                    <label for="q">{t::people_search(lang)}</label>
                    <div class="with-button">
                        <SearchInput name="q" value=of(|asked| asked.q.clone())/>
                        <button type="submit" class="button primary"><Icon glyph=Glyph::Search/>{t::find_submit(lang)}</button>
                    </div>
                </div>
                <div class="search-fields">
                    <SearchSelect name="role" label=t::profile_role(lang) any=t::people_any_role(lang) options=roles value=of(|asked| asked.role.map(String::from))/>
                    <SearchSelect name="state" label=t::people_state(lang) any=t::people_any_state(lang) options=states value=of(|asked| asked.state.map(String::from))/>
                </div>
            </SearchForm>
        </div>
    }
}

#[component]
fn Results(page: Page<PersonLine>, asked: PeopleQuery) -> impl IntoView {
    let lang = viewer().lang;
    let Page { items, next_cursor } = page;
    if items.is_empty() {
        return view! {
            <Empty title=t::people_none_title(lang) text=t::people_none_text(lang)>
                <a class="button" href="/people">{t::people_show_all(lang)}</a>
            </Empty>
        };
    }
    let paged = asked.cursor.is_some();
    view! {
        {static_view(move || view! { <Table people=items/> })}
        <Pagination path=path_of(&asked) next=next_cursor paged/>
    }
}

/// Sets ARIA roles: with block layout, screen readers would not recognize a table otherwise.
#[component]
fn Table(people: Vec<PersonLine>) -> impl IntoView {
    let lang = viewer().lang;
    let heads =
        [t::profile_name(lang), t::sign_in_email(lang), t::register_phone(lang), t::profile_role(lang), t::people_state(lang)];
    let heads = heads.map(|words| view! { <th scope="col" role="columnheader">{words}</th> });
    let rows = people.into_iter().map(|person| {
        let phone = person.phone.unwrap_or_else(|| t::profile_unknown(lang).to_owned());
        view! {
            <tr role="row">
                <td role="cell"><a class="link" href=format!("/people/{}", person.id)>{person.full_name}</a></td>
                <td role="cell" data-label=t::sign_in_email(lang)>{person.email}</td>
                <td role="cell" data-label=t::register_phone(lang)>{phone}</td>
                <td role="cell">{words::role(lang, person.role)}</td>
                <td role="cell"><StateBadge state=person.state/></td>
            </tr>
        }
    });
    view! {
        <div class="table-frame">
            <table class="table people" role="table" aria-label=t::people_title(lang)>
                <thead role="rowgroup"><tr role="row">{heads.into_iter().collect_view()}</tr></thead>
                <tbody role="rowgroup">{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}
