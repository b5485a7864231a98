//! Notifications to staff about doctors.

use serde::{Deserialize, Serialize};

use crate::base::model::{Doctor, Id, Role};
use crate::base::text as t;
use crate::base::words;
use crate::features::notifications::kinds::{NotificationKind, Rendered};
use crate::features::notifications::service::Subject;
use crate::ui::Glyph;

/// A doctor has registered, or applies again, and is pending.
pub const APPLIED: &str = "doctor_applied";
/// An approved doctor requests a change of verified data.
pub const CHANGE_ASKED: &str = "doctor_change_asked";

/// The parameters of a notification, as they were when it was created.
#[derive(Serialize, Deserialize)]
pub struct Parameters {
    /// The doctor's name.
    pub with: String,
}

/// Returns a doctor as the subject of a notification.
pub fn subject(id: Id<Doctor>) -> Subject {
    Subject { kind: "doctor", id: id.uuid() }
}

pub fn kinds() -> [NotificationKind; 2] {
    [APPLIED, CHANGE_ASKED].map(|name| NotificationKind {
        name,
        glyph: Glyph::Stethoscope,
        link: |_| "/doctor-applications".to_owned(),
        render: |name, parameters, reader| {
            let Parameters { with } = Parameters::deserialize(parameters)?;
            let with = words::name(reader.lang, Role::Doctor, &with);
            let text = match name {
                APPLIED => t::notifications_doctor_applied(reader.lang, &with),
                _ => t::notifications_doctor_change_asked(reader.lang, &with),
            };
            Ok(Rendered { text, with, ..Rendered::default() })
        },
    })
}
