//! The staff's table of all appointments; on a phone each row is a card.

use leptos::prelude::*;

use crate::base::text::{self as t, format};
use crate::features::appointments::model::AppointmentView;
use crate::features::appointments::view::StatusBadge;
use crate::ui::{Icon, kind_glyph, static_view, view, viewer, words};

/// Sets ARIA roles: with block layout, screen readers would not recognize a table otherwise.
#[component]
pub fn AppointmentTable(
    appointments: Vec<AppointmentView>,
    /// The times are in different time zones: one that is not the reader's is named.
    #[prop(optional)]
    zoned: bool,
) -> impl IntoView {
    static_view(move || view! { <Rows appointments zoned/> })
}

#[component]
fn Rows(appointments: Vec<AppointmentView>, zoned: bool) -> impl IntoView {
    let lang = viewer().lang;
    let heads = [
        t::appointment_when(lang),
        t::appointment_who_patient(lang),
        t::appointment_who_doctor(lang),
        t::appointment_what(lang),
        t::appointment_status(lang),
    ];
    let heads = heads.map(|words| view! { <th scope="col" role="columnheader">{words}</th> });
    let rows = appointments.into_iter().map(|appointment| {
        let when = format::date_time_tight(lang, &appointment.starts_at);
        let when = if zoned { words::at_place(lang, when, &appointment.starts_at) } else { when };
        view! {
            <tr role="row">
                <td role="cell">
                    <a class="link" href=format!("/appointments/{}", appointment.id)>
                        <time datetime=format::iso(&appointment.starts_at)>{when}</time>
                    </a>
                </td>
                <td role="cell" data-label=t::appointment_who_patient(lang)><strong>{appointment.patient.name(lang)}</strong></td>
                <td role="cell" data-label=t::appointment_who_doctor(lang)>
                    {appointment.doctor.name(lang)}
                    <span class="muted small">{appointment.doctor.specialty.name(lang)}</span>
                </td>
                <td role="cell">
                    <span class="fact no-wrap"><Icon glyph=kind_glyph(appointment.kind)/><span>{words::kind(lang, appointment.kind)}</span></span>
                </td>
                <td role="cell"><StatusBadge status=appointment.status/></td>
            </tr>
        }
    });
    view! {
        <div class="table-frame">
            <table class="table" role="table" aria-label=t::appointments_title(lang)>
                <thead role="rowgroup"><tr role="row">{heads.into_iter().collect_view()}</tr></thead>
                <tbody role="rowgroup">{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}
