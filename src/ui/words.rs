//! Words that depend on who reads them; with those of `base::words`.

use std::borrow::Cow;

use crate::base::error::{AppError, Code};
use crate::base::model::{Role, ZonedTime};
use crate::base::text::{self as t, Lang, format};
pub use crate::base::words::*;
use crate::ui::viewer;

/// A time written out, with its city where that is not on the reader's clock: for lists that mix clocks.
pub fn at_place(lang: Lang, when: String, at: &ZonedTime) -> String {
    format::at_place(lang, when, at, viewer().zone.as_deref())
}

/// Which clock the times of a list are read on, where all are read on one. Otherwise each names its own ([`at_place`]).
pub fn one_clock<'a>(lang: Lang, times: impl IntoIterator<Item = &'a ZonedTime>) -> Option<String> {
    let mut cities = times.into_iter().map(|at| format::zone_city(lang, &at.zone));
    let first = cities.next()?;
    cities.all(|city| city == first).then(|| t::find_zone(lang, first))
}

/// As [`error`], for a reader who may act for somebody else: it is the patient who is busy then.
pub fn error_for(lang: Lang, error: &AppError, reader: Option<Role>) -> Cow<'static, str> {
    match (error.code, reader) {
        (Code::PatientBusy, Some(Role::Admin | Role::Doctor)) => Cow::Borrowed(t::error_patient_busy_other(lang)),
        _ => self::error(lang, error),
    }
}
