//! Notifications about appointments.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::model::AppointmentEvent;
use super::store::AppointmentRow;
use crate::base::model::{Id, Role, User, VisitKind};
use crate::base::text::{self as t, Lang, format};
use crate::base::words;
use crate::features::notifications::kinds::{NotificationKind, Reader, Rendered};
use crate::platform::zone::{self, Clocks};
use crate::ui::Glyph;

/// The subject kind of these notifications.
pub const SUBJECT: &str = "appointment";

/// The parameters of a notification, as they were when it was created.
#[derive(Serialize, Deserialize)]
pub struct Parameters {
    /// The name of the other party.
    pub with: String,
    pub starts_at: DateTime<Utc>,
    pub visit_kind: VisitKind,
    pub doctor_zone: Option<String>,
    /// The new kind of visit, if a move has changed it.
    #[serde(default)]
    pub other_kind: Option<VisitKind>,
}

impl Parameters {
    /// Returns the parameters for one party of the appointment.
    pub fn of(row: &AppointmentRow, reader: Id<User>, other_kind: Option<VisitKind>) -> Self {
        let with = if reader == row.patient_id.of() { &row.doctor_name } else { &row.patient_name };
        Self {
            with: with.clone(),
            starts_at: row.starts_at,
            visit_kind: row.kind,
            doctor_zone: row.doctor_zone.clone(),
            other_kind,
        }
    }
}

/// Iterates over the notification kinds of all events.
pub fn kinds() -> impl Iterator<Item = NotificationKind> {
    AppointmentEvent::ALL.iter().map(|event| NotificationKind {
        name: event.as_str(),
        glyph: glyph(*event),
        link: |id| format!("/appointments/{id}"),
        render: |name, parameters, reader| {
            let event = name.parse().unwrap_or(AppointmentEvent::Booked);
            Ok(render(event, &Parameters::deserialize(parameters)?, reader))
        },
    })
}

const fn glyph(event: AppointmentEvent) -> Glyph {
    match event {
        AppointmentEvent::Requested | AppointmentEvent::Moved => Glyph::Clock,
        AppointmentEvent::Booked => Glyph::Calendar,
        AppointmentEvent::Confirmed | AppointmentEvent::Completed => Glyph::Check,
        AppointmentEvent::Cancelled => Glyph::Cross,
        AppointmentEvent::NoShow => Glyph::Alert,
    }
}

fn render(event: AppointmentEvent, about: &Parameters, reader: &Reader) -> Rendered {
    let clocks = Clocks::of(about.visit_kind, zone::stored(about.doctor_zone.as_deref()), reader.zone);
    let starts_at = clocks.show(about.starts_at);
    let lang = reader.lang;
    let kind = about.other_kind.map(|kind| words::kind_change(lang, kind).to_owned());
    let own_zone = reader.zone.map(chrono_tz::Tz::name);
    let when = format::at_place(lang, format::date_time(lang, &starts_at), &starts_at, own_zone);
    // The other side: staff are not notified about appointments.
    let other = if reader.role == Some(Role::Patient) { Role::Doctor } else { Role::Patient };
    let with = words::name(lang, other, &about.with);
    Rendered {
        text: sentence(event, lang, reader.role, &with),
        emphasised: kind,
        detail: Some(when),
        with,
        starts_at: Some(starts_at),
    }
}

fn sentence(event: AppointmentEvent, lang: Lang, reader: Option<Role>, name: &str) -> String {
    match event {
        AppointmentEvent::Requested if reader == Some(Role::Patient) => t::notifications_requested_patient(lang, name),
        AppointmentEvent::Requested => t::notifications_requested_doctor(lang, name),
        AppointmentEvent::Booked => t::notifications_booked(lang, name),
        AppointmentEvent::Confirmed => t::notifications_confirmed(lang, name),
        AppointmentEvent::Cancelled => t::notifications_cancelled(lang, name),
        AppointmentEvent::Moved => t::notifications_moved(lang, name),
        AppointmentEvent::Completed => t::notifications_completed(lang, name),
        AppointmentEvent::NoShow => t::notifications_no_show(lang, name),
    }
}
