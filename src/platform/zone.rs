//! Conversion between UTC and local times, by the IANA rules (chrono-tz).

use chrono::{DateTime, NaiveDate, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};

use crate::base::error::FieldCode;
use crate::base::model::{VisitKind, ZonedTime};
use crate::platform::fold::fold;

/// A time zone by its IANA name; `None` if the name is unknown.
pub fn parse(name: &str) -> Option<Tz> {
    name.parse().ok()
}

/// Cities with an old IANA spelling, or with two IANA names.
const CITIES: [(&str, &str); 5] = [
    ("tirana", "Europe/Tirane"),
    ("istanbul", "Europe/Istanbul"),
    ("singapore", "Asia/Singapore"),
    ("ho chi minh city", "Asia/Ho_Chi_Minh"),
    ("ho chi minh-ville", "Asia/Ho_Chi_Minh"),
];

/// A time zone from user input: the IANA name in any case, or the city alone if only one zone has it.
pub fn find(text: &str) -> Option<Tz> {
    let folded = |name: &str| fold(&name.replace('_', " "));
    let wanted = folded(text);
    let wanted = CITIES.iter().find(|(city, _)| *city == wanted).map_or(wanted, |(_, zone)| folded(zone));
    let mut of_city = TZ_VARIANTS.iter().filter(|zone| zone.name().rsplit('/').next().is_some_and(|city| folded(city) == wanted));
    let named = TZ_VARIANTS.iter().find(|zone| folded(zone.name()) == wanted);
    named.or_else(|| of_city.next().filter(|_| of_city.next().is_none())).copied()
}

/// The time zone stored in a row, UTC if there is none. Rows only have names that were parsed before.
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

/// The time zones of a visit: the only rule for which of them its times are shown in.
///
/// A visit in person is shown in the doctor's time zone, wherever the viewer is: it is the zone of the place. A video visit is shown in
/// the viewer's, with the doctor's beside it. If the viewer's time zone is not known, both are shown in the doctor's.
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

    /// The instant in the time zone that the visit is shown in.
    pub fn show(self, at: DateTime<Utc>) -> ZonedTime {
        zoned(at, self.shown)
    }

    /// The date in that time zone.
    pub fn day(self, at: DateTime<Utc>) -> NaiveDate {
        local_day(at, self.shown)
    }

    /// The instant in the doctor's time zone, if the visit is shown in one with another offset at that moment.
    pub fn doctors(self, at: DateTime<Utc>) -> Option<ZonedTime> {
        let theirs = zoned(at, self.doctors);
        (theirs.at.offset() != self.show(at).at.offset()).then_some(theirs)
    }
}

/// The instant of a local time in a time zone; the earlier one if the local time occurs twice.
///
/// # Errors
/// [`FieldCode::MissingHour`] for a local time skipped by a daylight saving change.
pub fn instant(local: NaiveDateTime, zone: Tz) -> Result<DateTime<Utc>, FieldCode> {
    zone.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc)).ok_or(FieldCode::MissingHour)
}

/// The first instant of a day in a time zone, also if the day starts at 01:00.
pub fn day_start(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    (0..=3)
        .find_map(|hours| instant(midnight + chrono::Duration::hours(hours), zone).ok())
        .unwrap_or_else(|| Utc.from_utc_datetime(&midnight))
}

/// The local date.
pub fn local_day(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}
