//! Components that only doctors and staff see: see [`parts!`].

use leptos::prelude::Memo;

use crate::features::appointments::model::{AppointmentFilter, AppointmentView, Period};
use crate::ui::lazy::parts;

parts! {
    edit::EditPanel(id: String, reason: String);
    filter::FilterForm(period: Memo<Period>, filter: Memo<AppointmentFilter>);
    table::AppointmentTable(appointments: Vec<AppointmentView>, zoned: bool);
}
