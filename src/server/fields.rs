//! What each form may send. `server_fn` ignores a field that it does not know; here it is refused, as in the API.

use crate::base::error::{AppError, Code, FieldCode, FieldError};
use crate::platform::registry::{Form, Registry};

/// Unknown fields that are named at most, and characters of each.
const MAX_NAMED: usize = 20;
const MAX_NAME_LENGTH: usize = 100;

/// Fails for every name that the server function at `path` does not have. Of `languages[]` and `filter[status]` the first word counts.
///
/// # Errors
/// [`Code::Invalid`] with the fields.
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
