//! Converts SQLite rows to lines and back, in the text format of PostgreSQL's COPY (its manual, COPY, File Formats).

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Row, Sqlite};

use super::{Column, ColumnType, CopyError, Table};

pub(super) const NULL: &[u8] = b"\\N";

/// The row as a line, with its line break. The columns are the table's, in their order.
pub(super) fn of_row(row: &SqliteRow, table: &Table) -> Result<Vec<u8>, CopyError> {
    let mut line = Vec::with_capacity(256);
    for (place, column) in table.columns.iter().enumerate() {
        if place > 0 {
            line.push(b'\t');
        }
        let written = match column.kind {
            ColumnType::Text => row.try_get_unchecked::<Option<&str>, _>(place)?.map(|text| escape(text, &mut line)),
            ColumnType::Integer => row.try_get_unchecked::<Option<i64>, _>(place)?.map(|n| line.extend(n.to_string().as_bytes())),
            ColumnType::Boolean => {
                row.try_get_unchecked::<Option<bool>, _>(place)?.map(|yes| line.push(if yes { b't' } else { b'f' }))
            }
            ColumnType::Day => {
                row.try_get_unchecked::<Option<NaiveDate>, _>(place)?.map(|day| line.extend(day.to_string().as_bytes()))
            }
            ColumnType::Instant => row
                .try_get_unchecked::<Option<DateTime<Utc>>, _>(place)?
                .map(|at| line.extend(at.to_rfc3339_opts(SecondsFormat::Micros, true).as_bytes())),
            ColumnType::Id | ColumnType::Bytes => {
                row.try_get_unchecked::<Option<&[u8]>, _>(place)?.map(|bytes| line.extend(hex::encode(bytes).as_bytes()))
            }
        };
        if written.is_none() {
            line.extend(NULL);
        }
    }
    line.push(b'\n');
    Ok(line)
}

/// The fields of a line without its line break; `None` is NULL.
pub(super) fn fields(line: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    line.split(|byte| *byte == b'\t').map(|field| (field != NULL).then_some(field))
}

type Bound<'q> = Query<'q, Sqlite, SqliteArguments>;

/// Binds the value of a field, as the app would have written it.
pub(super) fn bind<'q>(query: Bound<'q>, field: Option<&[u8]>, column: &Column, table: &str) -> Result<Bound<'q>, CopyError> {
    let text = field.map(unescape);
    let wrong = || CopyError::Value {
        table: table.to_owned(),
        column: column.name.clone(),
        value: String::from_utf8_lossy(field.unwrap_or(NULL)).chars().take(40).collect(),
    };
    let text = text.map(String::from_utf8).transpose().map_err(|_| wrong())?;
    let Some(text) = text else { return Ok(query.bind(None::<String>)) };
    Ok(match column.kind {
        ColumnType::Text => query.bind(text),
        ColumnType::Integer => query.bind(text.parse::<i64>().map_err(|_| wrong())?),
        ColumnType::Boolean => query.bind(match text.as_str() {
            "t" => true,
            "f" => false,
            _ => return Err(wrong()),
        }),
        ColumnType::Day => query.bind(text.parse::<NaiveDate>().map_err(|_| wrong())?),
        ColumnType::Instant => query.bind(DateTime::parse_from_rfc3339(&text).map_err(|_| wrong())?.with_timezone(&Utc)),
        ColumnType::Id | ColumnType::Bytes => query.bind(hex::decode(&text).map_err(|_| wrong())?),
    })
}

const ESCAPES: [(u8, u8); 7] =
    [(b'\\', b'\\'), (b'\t', b't'), (b'\n', b'n'), (b'\r', b'r'), (0x08, b'b'), (0x0c, b'f'), (0x0b, b'v')];

fn escape(text: &str, into: &mut Vec<u8>) {
    for byte in text.bytes() {
        let special = byte == b'\\' || byte < b' ';
        match ESCAPES.iter().find(|(raw, _)| special && *raw == byte) {
            Some((_, letter)) => into.extend([b'\\', *letter]),
            None => into.push(byte),
        }
    }
}

fn unescape(field: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(field.len());
    let mut bytes = field.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            text.push(byte);
        } else if let Some(letter) = bytes.next() {
            text.push(ESCAPES.iter().find(|(_, known)| *known == letter).map_or(letter, |(raw, _)| *raw));
        }
    }
    text
}
