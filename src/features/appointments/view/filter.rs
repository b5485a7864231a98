//! The filter of the list: status, name and days. Its form uses GET, so that every result has a URL.

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use crate::base::text as t;
use crate::features::appointments::model::{AppointmentFilter, Period, Status};
use crate::ui::form::{SearchField, SearchForm, SearchInput, SearchSelect};
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
    let of = move |value: fn(&AppointmentFilter) -> Option<String>| Signal::derive(move || filter.with(value).unwrap_or_default());
    let statuses = Status::ALL.iter().map(|one| (one.to_string(), one.name(lang).to_owned())).collect();
    let any = move || filter.with(|filter| *filter == AppointmentFilter::default());
    view! {
        <details class="card fold filter" open=move || !any()>
            <summary>{t::appointments_filter(lang)}</summary>
            <div role="search">
                <SearchForm action="/appointments">
                    <SearchInput name="period" value=Signal::derive(move || period.get().to_string()) input="hidden"/>
                    <div class="search-fields">
                        <SearchField name="name" label=t::appointments_name(lang) value=of(|filter| filter.name.clone())/>
                        <SearchSelect
                            name="status"
                            label=t::appointment_status(lang)
                            any=t::appointments_any_status(lang)
                            options=statuses
                            value=of(|filter| filter.status.map(String::from))
                        />
                        <SearchField name="from" label=t::appointments_from(lang) value=of(|filter| filter.from.map(|day| day.to_string())) input="date"/>
                        <SearchField name="to" label=t::appointments_to(lang) value=of(|filter| filter.to.map(|day| day.to_string())) input="date"/>
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
