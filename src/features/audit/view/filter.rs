//! The filter of the search. Its form uses GET, so that every result has a URL, which the export has, too.

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::outcome_name;
use crate::base::model::Outcome;
use crate::base::text as t;
use crate::features::audit::model::{ActionChoice, AuditFilter};
use crate::ui::form::SearchForm;
use crate::ui::{Glyph, Icon, encode, view, viewer};

/// Returns the filter in the URL; invalid values are ignored.
pub fn asked_of(query: &ParamsMap) -> AuditFilter {
    let text = |name| query.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let day = |name| text(name).and_then(|day| day.parse::<NaiveDate>().ok());
    AuditFilter {
        by: text("by"),
        about: text("about"),
        action: text("action"),
        outcome: text("outcome").and_then(|word| word.parse().ok()),
        from: day("from"),
        to: day("to"),
    }
}

/// Returns `path` with the filter in its query.
pub fn path_of(path: &str, filter: &AuditFilter) -> String {
    let words = [
        ("by", filter.by.clone()),
        ("about", filter.about.clone()),
        ("action", filter.action.clone()),
        ("outcome", filter.outcome.map(String::from)),
        ("from", filter.from.map(|day| day.to_string())),
        ("to", filter.to.map(|day| day.to_string())),
    ];
    let asked = words.into_iter().filter_map(|(name, value)| value.map(|value| format!("{name}={}", encode(&value))));
    let query = asked.collect::<Vec<_>>().join("&");
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[component]
pub fn FilterForm(actions: Vec<ActionChoice>, filter: Memo<AuditFilter>) -> impl IntoView {
    let lang = viewer().lang;
    let by = move || filter.with(|filter| filter.by.clone().unwrap_or_default());
    let about = move || filter.with(|filter| filter.about.clone().unwrap_or_default());
    let action = move || filter.with(|filter| filter.action.clone().unwrap_or_default());
    let outcome = move || filter.with(|filter| filter.outcome.map(String::from).unwrap_or_default());
    let from = move || filter.with(|filter| filter.from.map(|day| day.to_string()).unwrap_or_default());
    let to = move || filter.with(|filter| filter.to.map(|day| day.to_string()).unwrap_or_default());
    let actions = actions
        .into_iter()
        .map(|ActionChoice { action: name, words }| {
            let chosen = name.clone();
            view! { <option value=name selected=move || action() == chosen>{words}</option> }
        })
        .collect_view();
    let outcomes = Outcome::ALL
        .iter()
        .map(|one| {
            view! { <option value=one.as_str() selected=move || outcome() == one.as_str()>{outcome_name(lang, *one)}</option> }
        })
        .collect_view();
    let any = move || filter.with(|filter| *filter == AuditFilter::default());
    view! {
        <details class="card fold filter" open=move || !any()>
            <summary>{t::appointments_filter(lang)}</summary>
            <div role="search">
                <SearchForm action="/audit">
                    <div class="search-fields">
                        <div class="field">
                            <label for="by">{t::audit_by(lang)}</label>
                            <input type="search" id="by" name="by" maxlength="120" value=by prop:value=by/>
                        </div>
                        <div class="field">
                            <label for="about">{t::audit_about(lang)}</label>
                            <input type="search" id="about" name="about" maxlength="120" value=about prop:value=about/>
                        </div>
                        <div class="field">
                            <label for="action">{t::audit_what(lang)}</label>
                            <select id="action" name="action" prop:value=action>
                                <option value="">{t::audit_any_action(lang)}</option>
                                {actions}
                            </select>
                        </div>
                        <div class="field">
                            <label for="outcome">{t::audit_outcome(lang)}</label>
                            <select id="outcome" name="outcome" prop:value=outcome>
                                <option value="">{t::audit_any_outcome(lang)}</option>
                                {outcomes}
                            </select>
                        </div>
                        <div class="field">
                            <label for="from">{t::appointments_from(lang)}</label>
                            <input type="date" id="from" name="from" value=from prop:value=from/>
                        </div>
                        <div class="field">
                            <label for="to">{t::appointments_to(lang)}</label>
                            <input type="date" id="to" name="to" value=to prop:value=to/>
                        </div>
                    </div>
                    <div class="cluster">
                        <button type="submit" class="button primary"><Icon glyph=Glyph::Search/>{t::appointments_filter_submit(lang)}</button>
                        <a class="button quiet" href="/audit">{t::appointments_filter_none(lang)}</a>
                    </div>
                </SearchForm>
            </div>
        </details>
    }
}
