//! Dates, times, amounts and numbers in the four languages, the same on the server and in the browser.
//!
//! The words come from the section `calendar` of the texts, the offset from the server in each [`ZonedTime`]; the browser's
//! own formatter would differ from the server's, and hydration with it. The clock has 24 hours everywhere.

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

/// The day of the month; the first has a name of its own in French.
fn day(lang: Lang, date: NaiveDate) -> String {
    if date.day() == 1 { t::calendar_first(lang).to_owned() } else { date.day().to_string() }
}

/// The day with its month, which no line breaks apart.
fn day_month(lang: Lang, date: NaiveDate, month: &str) -> String {
    t::calendar_day_month(lang, day(lang, date), month).replace(' ', NO_BREAK)
}

/// “3 March 2026”
pub fn date_long(lang: Lang, date: NaiveDate) -> String {
    t::calendar_date(lang, day_month(lang, date, t::calendar_month(lang, month_index(date))), date.year())
}

/// “3 Mar 2026”
pub fn date_short(lang: Lang, date: NaiveDate) -> String {
    t::calendar_date(lang, day_month(lang, date, t::calendar_month_short(lang, month_index(date))), date.year())
}

/// “Tuesday 3 March 2026”
pub fn weekday_date(lang: Lang, date: NaiveDate) -> String {
    t::calendar_weekday_date(lang, t::calendar_weekday(lang, weekday_index(date)), date_long(lang, date))
}

/// “Tue 3 March”, where the year is clear.
pub fn weekday_day(lang: Lang, date: NaiveDate) -> String {
    t::calendar_weekday_day(lang, weekday_short(lang, date), day_month(lang, date, t::calendar_month(lang, month_index(date))))
}

/// “Tue 3 Mar”, where there is little room.
pub fn weekday_day_short(lang: Lang, date: NaiveDate) -> String {
    t::calendar_weekday_day(
        lang,
        weekday_short(lang, date),
        day_month(lang, date, t::calendar_month_short(lang, month_index(date))),
    )
}

/// “Tue”
pub fn weekday_short(lang: Lang, date: NaiveDate) -> &'static str {
    t::calendar_weekday_short(lang, weekday_index(date))
}

/// “March 2026”
pub fn month_year(lang: Lang, date: NaiveDate) -> String {
    t::calendar_month_year(lang, t::calendar_month(lang, month_index(date)), date.year())
}

/// “today”, “tomorrow”, “yesterday”, or nothing for the other days.
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
    t::calendar_date_time(lang, weekday_date(lang, at.at.date_naive()), time(at))
}

/// “Tue 3 Mar, 09:20”, where there is little room.
pub fn date_time_tight(lang: Lang, at: &ZonedTime) -> String {
    t::calendar_date_time(lang, weekday_day_short(lang, at.at.date_naive()), time(at))
}

/// “Tue 3 March, 09:20”
pub fn date_time_short(lang: Lang, at: &ZonedTime) -> String {
    t::calendar_date_time(lang, weekday_day(lang, at.at.date_naive()), time(at))
}

/// Names one after another: only the first begins with a capital letter, unless they are `proper` names.
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

/// “Ho Chi Minh City” of “Asia/Ho_Chi_Minh”, with its accents where they are read. IANA spells Tirana as in 1990; people do not.
pub fn zone_city(lang: Lang, zone: &str) -> String {
    match (zone, lang) {
        ("Europe/Tirane", _) => "Tirana".to_owned(),
        // The second is the name that some browsers still give.
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

/// “Paris time” of “Europe/Paris”.
pub fn zone_label(lang: Lang, zone: &str) -> String {
    match zone {
        "UTC" | "Etc/UTC" | "Etc/GMT" | "GMT" => t::calendar_zone_plain(lang).to_owned(),
        _ => t::calendar_zone(lang, zone_city(lang, zone)),
    }
}

/// `when`, a time written out, with the city of its zone where that is not the reader's: “Tue 3 March, 09:20 (Tirana)”.
pub fn at_place(lang: Lang, when: String, at: &ZonedTime, reader: Option<&str>) -> String {
    let city = zone_city(lang, &at.zone);
    if reader.is_some_and(|reader| zone_city(lang, reader) == city) { when } else { t::calendar_at_place(lang, when, city) }
}

/// What stands beside the time of a visit: “Paris time”; by video, with the doctor's clock, “your time (Paris) · 20:00 in Ho Chi Minh
/// City”, there with the day where it is another.
pub fn clock_line(lang: Lang, at: &ZonedTime, doctors: Option<&ZonedTime>) -> String {
    let Some(there) = doctors else { return zone_label(lang, &at.zone) };
    let same_day = there.at.date_naive() == at.at.date_naive();
    let then = if same_day { time(there) } else { date_time_tight(lang, there) };
    t::calendar_both_clocks(lang, zone_city(lang, &at.zone), then, zone_city(lang, &there.zone))
}

/// “1 h 20 min” of 80.
pub fn duration(lang: Lang, minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => t::calendar_minutes(lang, minutes),
        (hours, 0) => t::calendar_hours(lang, hours),
        (hours, minutes) => t::calendar_hours_minutes(lang, hours, minutes),
    }
}

/// A whole number with the language's groups of three: “12,500”, “12 500”, “12.500”.
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

/// Digits behind the point; the currencies without are those of ISO 4217 that a practice may meet.
pub fn minor_digits(currency: &str) -> usize {
    if matches!(currency, "VND" | "JPY" | "KRW") { 0 } else { 2 }
}

/// The whole units, and the hundredths where there are any.
fn units(money: &Money) -> (i64, Option<i64>) {
    match minor_digits(&money.currency) {
        0 => (money.amount, None),
        _ => (money.amount / 100, Some((money.amount % 100).abs()).filter(|hundredths| *hundredths > 0)),
    }
}

/// “45.50” of 4550 cents, “45” of 4500, for a field to type in.
pub fn amount_plain(money: &Money) -> String {
    match units(money) {
        (whole, None) => whole.to_string(),
        (whole, Some(hundredths)) => format!("{whole}.{hundredths:02}"),
    }
}

/// Several of Albania's currency, in words: its sign is a letter like another.
const fn lek(lang: Lang) -> &'static str {
    match lang {
        Lang::Sq => "lekë",
        Lang::Fr => "leks",
        Lang::En | Lang::Vi => "lek",
    }
}

/// “€45.50”, “45,50 €”; a whole amount stands without hundredths, as on a price list.
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
