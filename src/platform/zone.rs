//! From UTC to what a clock on somebody's wall shows, and back, by the IANA rules (chrono-tz).

use chrono::{DateTime, NaiveDate, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};

use crate::base::error::FieldCode;
use crate::base::model::{VisitKind, ZonedTime};
use crate::platform::fold::fold;

/// A zone by its IANA name; `None` when there is none of that name.
pub fn parse(name: &str) -> Option<Tz> {
    name.parse().ok()
}

/// Cities that IANA spells as in 1990, or has twice.
const CITIES: [(&str, &str); 5] = [
    ("tirana", "Europe/Tirane"),
    ("istanbul", "Europe/Istanbul"),
    ("singapore", "Asia/Singapore"),
    ("ho chi minh city", "Asia/Ho_Chi_Minh"),
    ("ho chi minh-ville", "Asia/Ho_Chi_Minh"),
];

/// A zone as people write it: the IANA name in any case, or the city alone where one zone has it.
pub fn find(text: &str) -> Option<Tz> {
    let folded = |name: &str| fold(&name.replace('_', " "));
    let wanted = folded(text);
    let wanted = CITIES.iter().find(|(city, _)| *city == wanted).map_or(wanted, |(_, zone)| folded(zone));
    let mut of_city = TZ_VARIANTS.iter().filter(|zone| zone.name().rsplit('/').next().is_some_and(|city| folded(city) == wanted));
    let named = TZ_VARIANTS.iter().find(|zone| folded(zone.name()) == wanted);
    named.or_else(|| of_city.next().filter(|_| of_city.next().is_none())).copied()
}

/// The zone that a row names, UTC when it names none. Rows only have names that were parsed before.
pub fn stored(name: Option<&str>) -> Tz {
    let Some(name) = name else { return Tz::UTC };
    parse(name).unwrap_or_else(|| {
        tracing::error!(zone = name, "a stored time zone is not known; its times are shown in UTC");
        Tz::UTC
    })
}

pub fn zoned(at: DateTime<Utc>, zone: Tz) -> ZonedTime {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc()).fix();
    ZonedTime { at: at.with_timezone(&offset), zone: zone.name().to_owned() }
}

/// The clocks of a visit: the one rule for which of them its times are shown on.
///
/// A visit in person is shown on the doctor's clock, wherever its reader is: it is the clock of the place. A visit by video is shown
/// on the reader's, with the doctor's beside it. Where the reader's zone is not known, both are shown on the doctor's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    shown: Tz,
    doctors: Tz,
}

impl Clocks {
    pub fn of(kind: VisitKind, doctor: Tz, reader: Option<Tz>) -> Self {
        let shown = match kind {
            VisitKind::InPerson => doctor,
            VisitKind::Video => reader.unwrap_or(doctor),
        };
        Self { shown, doctors: doctor }
    }

    /// The instant on the clock that the visit is shown on.
    pub fn show(self, at: DateTime<Utc>) -> ZonedTime {
        zoned(at, self.shown)
    }

    /// The day on which it is shown.
    pub fn day(self, at: DateTime<Utc>) -> NaiveDate {
        local_day(at, self.shown)
    }

    /// The instant on the doctor's clock, where the visit is shown on another and the two differ then.
    pub fn doctors(self, at: DateTime<Utc>) -> Option<ZonedTime> {
        let theirs = zoned(at, self.doctors);
        (theirs.at.offset() != self.show(at).at.offset()).then_some(theirs)
    }
}

/// The instant at which that zone's clocks show `local`; the earlier one in the hour that comes twice.
///
/// # Errors
/// [`FieldCode::MissingHour`] in the hour that the clocks leap over.
pub fn instant(local: NaiveDateTime, zone: Tz) -> Result<DateTime<Utc>, FieldCode> {
    zone.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc)).ok_or(FieldCode::MissingHour)
}

/// The first instant of that day in that zone, also where the day begins at one o'clock.
pub fn day_start(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    (0..=3)
        .find_map(|hours| instant(midnight + chrono::Duration::hours(hours), zone).ok())
        .unwrap_or_else(|| Utc.from_utc_datetime(&midnight))
}

/// Which day it is there.
pub fn local_day(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}
