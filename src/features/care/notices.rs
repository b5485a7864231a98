//! Notifications about emergency accesses, to the patient and to staff.

use serde::{Deserialize, Serialize};

use crate::base::model::{Id, Record, Role};
use crate::base::text as t;
use crate::base::words;
use crate::features::notifications::kinds::{NotificationKind, Rendered};
use crate::features::notifications::service::Subject;
use crate::ui::Glyph;

/// To the patient: a doctor has opened their record in an emergency.
pub const RECORD_OPENED: &str = "record_opened";
/// To staff, who review it.
pub const EMERGENCY_REPORTED: &str = "emergency_reported";

/// The parameters, as they were when it was created.
#[derive(Serialize, Deserialize)]
pub struct Parameters {
    /// The doctor's name.
    pub with: String,
}

/// Returns an emergency access as the subject of a notification.
pub fn subject(id: Id<Record>) -> Subject {
    Subject { kind: "emergency_access", id: id.uuid() }
}

pub fn kinds() -> [NotificationKind; 2] {
    [
        NotificationKind {
            name: RECORD_OPENED,
            glyph: Glyph::Alert,
            link: |_| "/profile/access".to_owned(),
            render: |_, parameters, reader| {
                let Parameters { with } = Parameters::deserialize(parameters)?;
                let with = words::name(reader.lang, Role::Doctor, &with);
                Ok(Rendered { text: t::notifications_record_opened(reader.lang, &with), with, ..Rendered::default() })
            },
        },
        NotificationKind {
            name: EMERGENCY_REPORTED,
            glyph: Glyph::Alert,
            link: |_| "/emergency-accesses".to_owned(),
            render: |_, parameters, reader| {
                let Parameters { with } = Parameters::deserialize(parameters)?;
                let with = words::name(reader.lang, Role::Doctor, &with);
                Ok(Rendered { text: t::notifications_emergency_reported(reader.lang, &with), with, ..Rendered::default() })
            },
        },
    ]
}
