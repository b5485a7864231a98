//! Parsing of user input: text, names, addresses, enum values, dates and times. Forms and REST use the same functions, so both reject
//! the same input.

use chrono::{NaiveDate, NaiveTime};

use super::error::FieldCode;

/// Maximum lengths, in characters.
pub const NAME_MAX: usize = 120;
pub const EMAIL_MAX: usize = 254;

/// Trims `text` and rejects control characters (line breaks too, unless `lines`) and more than `max` characters.
///
/// # Errors
/// [`FieldCode::Required`], [`FieldCode::TooLong`] or [`FieldCode::NotText`].
pub fn parse_text(text: &str, max: usize, lines: bool) -> Result<String, FieldCode> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldCode::Required);
    }
    if text.chars().count() > max {
        return Err(FieldCode::TooLong);
    }
    // Bidirectional overrides could make one name look like another (Unicode TR36 §2.5).
    let hidden = |c: char| {
        (c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t')))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.chars().any(hidden) {
        return Err(FieldCode::NotText);
    }
    Ok(text.replace("\r\n", "\n"))
}

/// A person's name. Web and mail addresses are rejected, because mails contain names.
///
/// # Errors
/// As [`parse_text`].
pub fn parse_name(text: &str) -> Result<String, FieldCode> {
    let name = parse_text(text, NAME_MAX, false)?;
    if name.contains("://") || name.contains('@') { Err(FieldCode::NotText) } else { Ok(name) }
}

/// Like [`parse_text`], but empty text is `None`.
///
/// # Errors
/// [`FieldCode::TooLong`] or [`FieldCode::NotText`].
pub fn parse_optional(text: &str, max: usize, lines: bool) -> Result<Option<String>, FieldCode> {
    if text.trim().is_empty() { Ok(None) } else { parse_text(text, max, lines).map(Some) }
}

/// An email address: one `@`, a dot after it, no spaces, at most 254 characters (RFC 5321 §4.5.3.1).
///
/// # Errors
/// [`FieldCode::Required`], [`FieldCode::TooLong`] or [`FieldCode::NotAnEmail`].
pub fn parse_email(text: &str) -> Result<String, FieldCode> {
    let text = parse_text(text, EMAIL_MAX, false)?;
    let (local, domain) = text.rsplit_once('@').ok_or(FieldCode::NotAnEmail)?;
    let labels = domain.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    });
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    if local_ok && labels && domain.contains('.') && domain.is_ascii() { Ok(text) } else { Err(FieldCode::NotAnEmail) }
}

/// A phone number: digits with spaces, dots, dashes, slashes, parentheses and a leading `+`; 5 to 15 digits (E.164). Empty text is `None`.
///
/// # Errors
/// [`FieldCode::NotAPhone`].
pub fn parse_phone(text: &str) -> Result<Option<String>, FieldCode> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    let allowed = rest.chars().all(|c| c.is_ascii_digit() || " .-()/".contains(c));
    if allowed && (5..=15).contains(&digits) && text.len() <= 32 { Ok(Some(text.to_owned())) } else { Err(FieldCode::NotAPhone) }
}

/// The phone number as `+` and its digits (E.164), to which a text message can be sent. `00` counts as `+`; a `(0)` after the country code
/// is only dialled inside the country.
///
/// # Errors
/// [`FieldCode::NoCountryCode`]; [`FieldCode::NotAPhone`] for a number of fewer than 8 or more than 15 digits.
pub fn e164(phone: &str) -> Result<String, FieldCode> {
    let phone = phone.trim();
    let rest = phone.strip_prefix('+').or_else(|| phone.strip_prefix("00")).ok_or(FieldCode::NoCountryCode)?;
    let digits: String = rest.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    if digits.starts_with('0') {
        return Err(FieldCode::NoCountryCode);
    }
    if (8..=15).contains(&digits.len()) { Ok(format!("+{digits}")) } else { Err(FieldCode::NotAPhone) }
}

/// An enum value.
///
/// # Errors
/// [`FieldCode::Required`] for empty text, [`FieldCode::NotAChoice`] for an unknown value.
pub fn choice<T: std::str::FromStr>(text: &str) -> Result<T, FieldCode> {
    if text.is_empty() { Err(FieldCode::Required) } else { text.parse().map_err(|_| FieldCode::NotAChoice) }
}

/// A list of enum values, sorted and without duplicates.
///
/// # Errors
/// [`FieldCode::NotAChoice`] for an unknown value, [`FieldCode::Required`] for an empty list.
pub fn choices<T: std::str::FromStr + Ord>(words: &[String]) -> Result<Vec<T>, FieldCode> {
    let mut chosen: Vec<T> = words.iter().map(|word| choice(word)).collect::<Result<_, _>>()?;
    chosen.sort();
    chosen.dedup();
    if chosen.is_empty() { Err(FieldCode::Required) } else { Ok(chosen) }
}

/// `YYYY-MM-DD`, as `<input type=date>` sends it.
///
/// # Errors
/// [`FieldCode::Required`] or [`FieldCode::NotADate`].
pub fn parse_date(text: &str) -> Result<NaiveDate, FieldCode> {
    let text = text.trim();
    if text.is_empty() {
        Err(FieldCode::Required)
    } else {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| FieldCode::NotADate)
    }
}

/// `HH:MM`, as `<input type=time>` sends it.
///
/// # Errors
/// [`FieldCode::Required`] or [`FieldCode::NotATime`].
pub fn parse_time(text: &str) -> Result<NaiveTime, FieldCode> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldCode::Required);
    }
    NaiveTime::parse_from_str(text, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"))
        .map_err(|_| FieldCode::NotATime)
}
