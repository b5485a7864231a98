//! The formats of dates, amounts and numbers in each language.

use chrono::{DateTime, NaiveDate};
use praxis::base::model::{Money, ZonedTime};
use praxis::base::text::Lang;
use praxis::base::text::format::{
    date_long, date_short, date_time, date_time_short, day_word, duration, listed, money, month_year, number, time_range,
    weekday_day, zone_label,
};
use praxis::features::profiles::view::fields::{ZONES, shown};
use praxis::platform::zone::find;

fn at(text: &str, zone: &str) -> ZonedTime {
    ZonedTime { at: DateTime::parse_from_rfc3339(text).expect("an instant"), zone: zone.to_owned() }
}

fn tuesday() -> ZonedTime {
    at("2026-03-03T09:20:00+01:00", "Europe/Paris")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn euros(cents: i64) -> Money {
    Money { amount: cents, currency: "EUR".to_owned() }
}

#[test]
fn english_dates_amounts_and_zones() {
    let lang = Lang::En;
    assert_eq!(date_time(lang, &tuesday()), "Tuesday 3\u{a0}March 2026, 09:20");
    assert_eq!(date_time_short(lang, &tuesday()), "Tue 3\u{a0}March, 09:20");
    assert_eq!(date_long(lang, day("2026-03-01")), "1\u{a0}March 2026");
    assert_eq!(date_short(lang, day("2026-09-30")), "30\u{a0}Sep 2026");
    assert_eq!(month_year(lang, day("2026-12-31")), "December 2026");
    assert_eq!(time_range(&tuesday(), &at("2026-03-03T10:05:00+01:00", "Europe/Paris")), "09:20–10:05");
    assert_eq!(day_word(lang, day("2026-03-01"), day("2026-02-28")), Some("tomorrow"));
    assert_eq!(day_word(lang, day("2026-03-02"), day("2026-02-28")), None);
    assert_eq!(zone_label(lang, "Asia/Ho_Chi_Minh"), "Ho Chi Minh City time");
    assert_eq!(zone_label(lang, "UTC"), "UTC");
    assert_eq!(money(lang, &euros(123_450)), "€1,234.50");
    assert_eq!(duration(lang, 80), "1 h 20 min");
}

#[test]
fn every_zone_to_pick_from_is_found_by_what_it_is_called() {
    for (zone, lang) in ZONES.iter().flat_map(|zone| Lang::ALL.iter().map(move |lang| (*zone, *lang))) {
        assert_eq!(find(&shown(lang, zone)).map(|found| found.name()), Some(zone));
    }
}

#[test]
fn albanian_dates_amounts_and_zones() {
    let lang = Lang::Sq;
    assert_eq!(date_time(lang, &tuesday()), "e martë, 3\u{a0}mars 2026, 09:20");
    assert_eq!(weekday_day(lang, day("2026-11-21")), "sht, 21\u{a0}nëntor");
    assert_eq!(zone_label(lang, "Europe/Tirane"), "zona orare Tirana");
    assert_eq!(money(lang, &Money { amount: 250_000, currency: "ALL".to_owned() }), "2\u{a0}500\u{a0}lekë");
    assert_eq!(day_word(lang, day("2026-03-03"), day("2026-03-03")), Some("sot"));
}

#[test]
fn french_dates_amounts_and_zones() {
    let lang = Lang::Fr;
    assert_eq!(date_time(lang, &tuesday()), "mardi 3\u{a0}mars 2026 à 09:20");
    assert_eq!(date_long(lang, day("2026-01-01")), "1er\u{a0}janvier 2026");
    assert_eq!(zone_label(lang, "Europe/Paris"), "heure locale\u{a0}: Paris");
    assert_eq!(money(lang, &euros(5000)), "50\u{a0}€");
    assert_eq!(money(lang, &euros(5050)), "50,50\u{a0}€");
    assert_eq!(listed(["Anglais", "Italien"], false), "Anglais, italien");
    assert_eq!(number(lang, -1_234_567), "−1\u{202f}234\u{202f}567");
    assert_eq!(day_word(lang, day("2026-03-02"), day("2026-03-03")), Some("hier"));
}

#[test]
fn vietnamese_dates_amounts_and_zones() {
    let lang = Lang::Vi;
    assert_eq!(date_time(lang, &tuesday()), "thứ Ba, 3\u{a0}tháng\u{a0}3, 2026, 09:20");
    assert_eq!(weekday_day(lang, day("2026-11-22")), "CN, 22\u{a0}tháng\u{a0}11");
    assert_eq!(zone_label(lang, "Asia/Ho_Chi_Minh"), "giờ Hồ Chí Minh");
    assert_eq!(money(lang, &Money { amount: 300_000, currency: "VND".to_owned() }), "300.000\u{a0}₫");
    assert_eq!(duration(lang, 45), "45 phút");
}

#[test]
fn numbers_have_the_plural_form_of_their_language() {
    use praxis::base::text::{calendar_free, doctor_years};
    let free = |lang| [0, 1, 2, 1000].map(|count: usize| calendar_free(lang, count));
    assert_eq!(free(Lang::En), ["0 free times", "1 free time", "2 free times", "1000 free times"]);
    assert_eq!(
        free(Lang::Fr),
        ["0 créneau disponible", "1 créneau disponible", "2 créneaux disponibles", "1000 créneaux disponibles"]
    );
    assert_eq!(free(Lang::Sq), ["0 orare të lira", "1 orar i lirë", "2 orare të lira", "1000 orare të lira"]);
    assert_eq!(free(Lang::Vi), ["0 giờ trống", "1 giờ trống", "2 giờ trống", "1000 giờ trống"]);
    assert_eq!(doctor_years(Lang::Fr, -1), "0 an", "what cannot be is none");
}
