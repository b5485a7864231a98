//! Rejects unknown fields of forms, as the API does; `server_fn` would ignore them.

use crate::base::error::{AppError, Code, FieldCode, FieldError};
use crate::platform::registry::{Form, Registry};

/// Max unknown fields in an error, and max characters of each.
const MAX_NAMED: usize = 20;
const MAX_NAME_LENGTH: usize = 100;

/// Checks that the server function at `path` has all these fields. Of `languages[]` and `filter[status]`, only the first word counts.
///
/// # Errors
/// [`Code::Invalid`] with the unknown fields.
pub fn check(registry: &Registry, path: &str, values: &[(String, String)]) -> Result<(), AppError> {
    let Some(form) = registry.all::<Form>().iter().find(|form| form.path == path) else { return Ok(()) };
    let name = |field: &str| field.split('[').next().unwrap_or_default().to_owned();
    let mut unknown: Vec<String> = values
        .iter()
        .map(|(field, _)| name(field))
        .filter(|field| !form.fields.contains(&field.as_str()))
        .take(MAX_NAMED)
        .collect();
    unknown.sort();
    unknown.dedup();
    let short = |field: String| field.chars().take(MAX_NAME_LENGTH).collect();
    let fields: Vec<FieldError> =
        unknown.into_iter().map(|field| FieldError { field: short(field), code: FieldCode::Unknown }).collect();
    if fields.is_empty() { Ok(()) } else { Err(AppError { fields, ..Code::Invalid.into() }) }
}
