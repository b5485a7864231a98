//! The page for changing an unbooked slot.

use chrono::Weekday;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::fields::SlotFields;
use crate::base::model::Role;
use crate::base::slot::{SlotState, SlotView};
use crate::base::text::{self as t, format};
use crate::features::schedule::api::{EditSlot, MySlot};
use crate::features::schedule::model::SlotForm;
use crate::ui::form::{Form, Hidden, Submit, use_form};
use crate::ui::{Notice, PageHead, SignedIn, Tone, ask, loaded, view, viewer};

#[component]
pub fn EditSlotPage() -> impl IntoView {
    view! {
        <SignedIn role=Role::Doctor>
            <OneSlot/>
        </SignedIn>
    }
}

#[component]
fn OneSlot() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let slot = ask(move || MySlot { id: id.get() });
    loaded(slot, |slot| view! { <EditSlotForm time=slot/> })
}

#[component]
fn EditSlotForm(time: SlotView) -> impl IntoView {
    let lang = viewer().lang;
    let day = time.starts_at.at.date_naive();
    let back = format!("/schedule?week={}", day.week(Weekday::Mon).first_day());
    let state = use_form::<EditSlot>();
    let body = if time.state == SlotState::Free {
        let value = SlotForm {
            date: day.to_string(),
            start: format::time(&time.starts_at),
            end: format::time(&time.ends_at),
            kind: time.kind.to_string(),
        };
        view! {
            <p class="muted">{t::schedule_zone(lang, format::zone_city(lang, &time.starts_at.zone))}</p>
            <Form state class="card stack">
                <Hidden name="id" value=time.id.to_string()/>
                <SlotFields value/>
                <Submit label=t::schedule_save(lang)/>
            </Form>
        }
    } else {
        view! {
            <Notice tone=Tone::Warn>
                <h2>{t::schedule_taken_title(lang)}</h2>
                <p>{t::schedule_taken_text(lang)}</p>
            </Notice>
        }
    };
    view! {
        <PageHead title=t::schedule_edit_title(lang) lead=format::date_time(lang, &time.starts_at)/>
        <div class="stack reading">
            {body}
            <p><a href=back>{t::schedule_back(lang)}</a></p>
        </div>
    }
}
