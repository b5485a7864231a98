//! Dates, times, amounts and numbers in the four languages, the same on the server and in the browser.
//!
//! The texts come from the section `calendar`, the UTC offset from the server in each [`ZonedTime`]. The browser's own formatter is not
//! used: its output can differ from the server's and break hydration. Times use the 24-hour clock in all languages.

use chrono::{Datelike, Days, NaiveDate, Timelike};

use crate::base::model::{Money, ZonedTime};
use crate::base::text::{self as t, Lang};

const NO_BREAK_SPACE: char = '\u{a0}';
const NO_BREAK: &str = "\u{a0}";

fn weekday_index(date: NaiveDate) -> usize {
    usize::try_from(date.weekday().num_days_from_monday()).unwrap_or_default()
}

fn month_index(date: NaiveDate) -> usize {
    usize::try_from(date.month0()).unwrap_or_default()
}

/// The day of the month; French has a special form for the first.
fn day(lang: Lang, date: NaiveDate) -> String {
    if date.day() == 1 { t::calendar_first(lang).to_owned() } else { date.day().to_string() }
}

/// Day and month, with no-break spaces.
fn day_month(lang: Lang, date: NaiveDate, month: &str) -> String {
    t::calendar_day_month(lang, t::CalendarDayMonth { day: day(lang, date), month }).replace(' ', NO_BREAK)
}

/// “3 March 2026”
pub fn date_long(lang: Lang, date: NaiveDate) -> String {
    t::calendar_date(
        lang,
        t::CalendarDate { day_month: day_month(lang, date, t::calendar_month(lang, month_index(date))), year: date.year() },
    )
}

/// “3 Mar 2026”
pub fn date_short(lang: Lang, date: NaiveDate) -> String {
    t::calendar_date(
        lang,
        t::CalendarDate { day_month: day_month(lang, date, t::calendar_month_short(lang, month_index(date))), year: date.year() },
    )
}

/// “Tuesday 3 March 2026”
pub fn weekday_date(lang: Lang, date: NaiveDate) -> String {
    t::calendar_weekday_date(
        lang,
        t::CalendarWeekdayDate { weekday: t::calendar_weekday(lang, weekday_index(date)), date: date_long(lang, date) },
    )
}

/// “Tue 3 March”, if the year is obvious.
pub fn weekday_day(lang: Lang, date: NaiveDate) -> String {
    t::calendar_weekday_day(
        lang,
        t::CalendarWeekdayDay {
            weekday: weekday_short(lang, date),
            day_month: day_month(lang, date, t::calendar_month(lang, month_index(date))),
        },
    )
}

/// “Tue 3 Mar”, for narrow layouts.
pub fn weekday_day_short(lang: Lang, date: NaiveDate) -> String {
    t::calendar_weekday_day(
        lang,
        t::CalendarWeekdayDay {
            weekday: weekday_short(lang, date),
            day_month: day_month(lang, date, t::calendar_month_short(lang, month_index(date))),
        },
    )
}

/// “Tue”
pub fn weekday_short(lang: Lang, date: NaiveDate) -> &'static str {
    t::calendar_weekday_short(lang, weekday_index(date))
}

/// “March 2026”
pub fn month_year(lang: Lang, date: NaiveDate) -> String {
    t::calendar_month_year(lang, t::CalendarMonthYear { month: t::calendar_month(lang, month_index(date)), year: date.year() })
}

/// “today”, “tomorrow”, “yesterday”, or `None` for other days.
pub fn day_word(lang: Lang, day: NaiveDate, today: NaiveDate) -> Option<&'static str> {
    if day == today {
        Some(t::calendar_today(lang))
    } else if today.checked_add_days(Days::new(1)) == Some(day) {
        Some(t::calendar_tomorrow(lang))
    } else if today.checked_sub_days(Days::new(1)) == Some(day) {
        Some(t::calendar_yesterday(lang))
    } else {
        None
    }
}

/// “09:20”
pub fn time(at: &ZonedTime) -> String {
    format!("{:02}:{:02}", at.at.hour(), at.at.minute())
}

/// “09:20–09:40”
pub fn time_range(from: &ZonedTime, to: &ZonedTime) -> String {
    format!("{}–{}", time(from), time(to))
}

/// “Tuesday 3 March 2026, 09:20”
pub fn date_time(lang: Lang, at: &ZonedTime) -> String {
    t::calendar_date_time(lang, t::CalendarDateTime { date: weekday_date(lang, at.at.date_naive()), time: time(at) })
}

/// “Tue 3 Mar, 09:20”, for narrow layouts.
pub fn date_time_tight(lang: Lang, at: &ZonedTime) -> String {
    t::calendar_date_time(lang, t::CalendarDateTime { date: weekday_day_short(lang, at.at.date_naive()), time: time(at) })
}

/// “Tue 3 March, 09:20”
pub fn date_time_short(lang: Lang, at: &ZonedTime) -> String {
    t::calendar_date_time(lang, t::CalendarDateTime { date: weekday_day(lang, at.at.date_naive()), time: time(at) })
}

/// A comma-separated list: only the first name starts with a capital letter, unless they are `proper` names.
pub fn listed(names: impl IntoIterator<Item = &'static str>, proper: bool) -> String {
    let mut list = String::new();
    for name in names {
        if list.is_empty() {
            list.push_str(name);
            continue;
        }
        list.push_str(", ");
        let mut letters = name.chars();
        if let (Some(first), false) = (letters.next(), proper) {
            list.extend(first.to_lowercase());
            list.push_str(letters.as_str());
        } else {
            list.push_str(name);
        }
    }
    list
}

/// The instant for `<time datetime>` (RFC 3339).
pub fn iso(at: &ZonedTime) -> String {
    at.at.to_rfc3339()
}

/// “Ho Chi Minh City” for “Asia/Ho_Chi_Minh”, with accents in the languages that use them. IANA has the old spelling of Tirana.
pub fn zone_city(lang: Lang, zone: &str) -> String {
    match (zone, lang) {
        ("Europe/Tirane", _) => "Tirana".to_owned(),
        // The second is an old name that some browsers still report.
        ("Asia/Ho_Chi_Minh" | "Asia/Saigon", lang) => match lang {
            Lang::En => "Ho Chi Minh City",
            Lang::Fr => "Hô Chi Minh-Ville",
            Lang::Sq => "Ho Chi Minh",
            Lang::Vi => "Hồ Chí Minh",
        }
        .to_owned(),
        _ => zone.rsplit('/').next().unwrap_or(zone).replace('_', " "),
    }
}

/// “Paris time” for “Europe/Paris”.
pub fn zone_label(lang: Lang, zone: &str) -> String {
    match zone {
        "UTC" | "Etc/UTC" | "Etc/GMT" | "GMT" => t::calendar_zone_plain(lang).to_owned(),
        _ => t::calendar_zone(lang, zone_city(lang, zone)),
    }
}

/// `when` (a formatted time), with the city of its zone if that is not the viewer's: “Tue 3 March, 09:20 (Tirana)”.
pub fn at_place(lang: Lang, when: String, at: &ZonedTime, reader: Option<&str>) -> String {
    let city = zone_city(lang, &at.zone);
    if reader.is_some_and(|reader| zone_city(lang, reader) == city) {
        when
    } else {
        t::calendar_at_place(lang, t::CalendarAtPlace { when, place: city })
    }
}

/// The time zone of a visit: “Paris time”; for video visits with the doctor's time, “your time (Paris) · 20:00 in Ho Chi Minh City”, and
/// the doctor's date if it differs.
pub fn clock_line(lang: Lang, at: &ZonedTime, doctors: Option<&ZonedTime>) -> String {
    let Some(there) = doctors else { return zone_label(lang, &at.zone) };
    let same_day = there.at.date_naive() == at.at.date_naive();
    let then = if same_day { time(there) } else { date_time_tight(lang, there) };
    t::calendar_both_clocks(
        lang,
        t::CalendarBothClocks { place: zone_city(lang, &at.zone), time: then, there: zone_city(lang, &there.zone) },
    )
}

/// “1 h 20 min” for 80.
pub fn duration(lang: Lang, minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => t::calendar_minutes(lang, minutes),
        (hours, 0) => t::calendar_hours(lang, hours),
        (hours, minutes) => t::calendar_hours_minutes(lang, t::CalendarHoursMinutes { hours, minutes }),
    }
}

/// An integer with the language's thousands separator: “12,500”, “12 500”, “12.500”.
pub fn number(lang: Lang, number: i64) -> String {
    let separator = match lang {
        Lang::En => ',',
        Lang::Sq => NO_BREAK_SPACE,
        Lang::Fr => '\u{202f}',
        Lang::Vi => '.',
    };
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() + 8);
    if number < 0 {
        grouped.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// Digits after the decimal point (ISO 4217). Of the currencies without, only those that a practice may use are listed.
pub fn minor_digits(currency: &str) -> usize {
    if matches!(currency, "VND" | "JPY" | "KRW") { 0 } else { 2 }
}

/// The whole units, and the hundredths unless they are 0.
fn units(money: &Money) -> (i64, Option<i64>) {
    match minor_digits(&money.currency) {
        0 => (money.amount, None),
        _ => (money.amount / 100, Some((money.amount % 100).abs()).filter(|hundredths| *hundredths > 0)),
    }
}

/// “45.50” for 4550 cents, “45” for 4500: the value of an input field.
pub fn amount_plain(money: &Money) -> String {
    match units(money) {
        (whole, None) => whole.to_string(),
        (whole, Some(hundredths)) => format!("{whole}.{hundredths:02}"),
    }
}

/// The plural of Albania's currency, spelled out: its symbol is the letter L.
const fn lek(lang: Lang) -> &'static str {
    match lang {
        Lang::Sq => "lekë",
        Lang::Fr => "leks",
        Lang::En | Lang::Vi => "lek",
    }
}

/// “€45.50”, “45,50 €”; whole amounts have no decimals.
pub fn money(lang: Lang, money: &Money) -> String {
    let amount = match units(money) {
        (whole, None) => number(lang, whole),
        (whole, Some(hundredths)) => {
            let point = if lang == Lang::En { '.' } else { ',' };
            format!("{}{point}{hundredths:02}", number(lang, whole))
        }
    };
    let (symbol, leads) = match money.currency.as_str() {
        "EUR" => ("€", true),
        "USD" => ("$", true),
        "GBP" => ("£", true),
        "VND" => ("₫", false),
        "ALL" => (lek(lang), false),
        other => (other, false),
    };
    if leads && lang == Lang::En { format!("{symbol}{amount}") } else { format!("{amount}{NO_BREAK_SPACE}{symbol}") }
}
