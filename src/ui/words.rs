//! Texts that depend on the viewer, and those of `base::words`.

use std::borrow::Cow;

use crate::base::error::{AppError, Code};
use crate::base::model::{Role, ZonedTime};
use crate::base::text::{self as t, Lang, format};
pub use crate::base::words::*;
use crate::ui::viewer;

/// A formatted time, with its city if it is not in the viewer's time zone: for lists that mix time zones.
pub fn at_place(lang: Lang, when: String, at: &ZonedTime) -> String {
    format::at_place(lang, when, at, viewer().zone.as_deref())
}

/// The time zone of a list, if all its times are in the same one. Otherwise each time names its own ([`at_place`]).
pub fn one_clock<'a>(lang: Lang, times: impl IntoIterator<Item = &'a ZonedTime>) -> Option<String> {
    let mut cities = times.into_iter().map(|at| format::zone_city(lang, &at.zone));
    let first = cities.next()?;
    cities.all(|city| city == first).then(|| t::find_zone(lang, first))
}

/// Like [`error`], for a viewer who may act for somebody else: then it is the patient who is busy.
pub fn error_for(lang: Lang, error: &AppError, reader: Option<Role>) -> Cow<'static, str> {
    match (error.code, reader) {
        (Code::PatientBusy, Some(Role::Admin | Role::Doctor)) => Cow::Borrowed(t::error_patient_busy_other(lang)),
        _ => self::error(lang, error),
    }
}
