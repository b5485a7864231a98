//! The filter of the list: status, name and days. Its form uses GET, so that every result has a URL.

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use crate::base::text as t;
use crate::features::appointments::model::{AppointmentFilter, Period, Status};
use crate::ui::form::SearchForm;
use crate::ui::{Glyph, Icon, encode, view, viewer};

/// Returns the filter in the URL; invalid values are ignored.
pub fn asked_of(query: &ParamsMap) -> AppointmentFilter {
    let text = |name| query.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let day = |name| text(name).and_then(|day| day.parse::<NaiveDate>().ok());
    AppointmentFilter {
        status: text("status").and_then(|word| word.parse().ok()),
        name: text("name"),
        from: day("from"),
        to: day("to"),
        patient: text("patient").and_then(|id| id.parse().ok()),
    }
}

/// Returns the URL of a list, without the cursor.
pub fn path_of(period: Period, filter: &AppointmentFilter) -> String {
    let words = [
        ("status", filter.status.map(String::from)),
        ("name", filter.name.clone()),
        ("from", filter.from.map(|day| day.to_string())),
        ("to", filter.to.map(|day| day.to_string())),
        ("patient", filter.patient.map(|id| id.to_string())),
    ];
    let asked = words.into_iter().filter_map(|(name, value)| value.map(|value| format!("&{name}={}", encode(&value))));
    format!("/appointments?period={period}{}", asked.collect::<String>())
}

#[component]
pub fn FilterForm(period: Memo<Period>, filter: Memo<AppointmentFilter>) -> impl IntoView {
    let lang = viewer().lang;
    let status = move || filter.with(|filter| filter.status.map(String::from).unwrap_or_default());
    let name = move || filter.with(|filter| filter.name.clone().unwrap_or_default());
    let from = move || filter.with(|filter| filter.from.map(|day| day.to_string()).unwrap_or_default());
    let to = move || filter.with(|filter| filter.to.map(|day| day.to_string()).unwrap_or_default());
    let statuses = Status::ALL
        .iter()
        .map(|one| view! { <option value=one.as_str() selected=move || status() == one.as_str()>{one.name(lang)}</option> })
        .collect_view();
    let any = move || filter.with(|filter| *filter == AppointmentFilter::default());
    view! {
        <details class="card fold filter" open=move || !any()>
            <summary>{t::appointments_filter(lang)}</summary>
            <div role="search">
                <SearchForm action="/appointments">
                    <input type="hidden" name="period" value=move || period.get().as_str() prop:value=move || period.get().as_str()/>
                    <div class="search-fields">
                        <div class="field">
                            <label for="name">{t::appointments_name(lang)}</label>
                            <input type="search" id="name" name="name" maxlength="120" value=name prop:value=name/>
                        </div>
                        <div class="field">
                            <label for="status">{t::appointment_status(lang)}</label>
                            <select id="status" name="status" prop:value=status>
                                <option value="">{t::appointments_any_status(lang)}</option>
                                {statuses}
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
                        <a class="button quiet" href=move || format!("/appointments?period={}", period.get())>{t::appointments_filter_none(lang)}</a>
                    </div>
                </SearchForm>
            </div>
        </details>
    }
}
