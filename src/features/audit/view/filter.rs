//! The filter of the search. Its form uses GET, so that every result has a URL, which the export has, too.

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::outcome_name;
use crate::base::model::Outcome;
use crate::base::text as t;
use crate::features::audit::model::{ActionChoice, AuditFilter};
use crate::ui::form::{SearchField, SearchForm, SearchSelect};
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
    let of = move |value: fn(&AuditFilter) -> Option<String>| Signal::derive(move || filter.with(value).unwrap_or_default());
    let actions = actions.into_iter().map(|choice| (choice.action, choice.words)).collect();
    let outcomes = Outcome::ALL.iter().map(|one| (one.to_string(), outcome_name(lang, *one).to_owned())).collect();
    let any = move || filter.with(|filter| *filter == AuditFilter::default());
    view! {
        <details class="card fold filter" open=move || !any()>
            <summary>{t::appointments_filter(lang)}</summary>
            <div role="search">
                <SearchForm action="/audit">
                    <div class="search-fields">
                        <SearchField name="by" label=t::audit_by(lang) value=of(|filter| filter.by.clone())/>
                        <SearchField name="about" label=t::audit_about(lang) value=of(|filter| filter.about.clone())/>
                        <SearchSelect
                            name="action"
                            label=t::audit_what(lang)
                            any=t::audit_any_action(lang)
                            options=actions
                            value=of(|filter| filter.action.clone())
                        />
                        <SearchSelect
                            name="outcome"
                            label=t::audit_outcome(lang)
                            any=t::audit_any_outcome(lang)
                            options=outcomes
                            value=of(|filter| filter.outcome.map(String::from))
                        />
                        <SearchField name="from" label=t::appointments_from(lang) value=of(|filter| filter.from.map(|day| day.to_string())) input="date"/>
                        <SearchField name="to" label=t::appointments_to(lang) value=of(|filter| filter.to.map(|day| day.to_string())) input="date"/>
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
