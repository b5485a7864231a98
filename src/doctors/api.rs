//! The pages' door to finding a doctor.

use leptos::prelude::*;

use super::model::{DoctorPage, DoctorQuery, DoctorView};
use crate::error::AppError;
use crate::model::Page;

/// A page of doctors with their next free slots.
///
/// # Errors
/// `malformed` for a cursor that is not ours, `invalid` for a limit out of range.
#[server(name = GetDoctors, prefix = "/fn", endpoint = "doctors/find")]
pub async fn find_doctors(#[server(default)] query: DoctorQuery) -> Result<Page<DoctorView>, AppError> {
    use crate::platform::app::App;
    use crate::platform::session::Visit;
    use crate::policy::{act, allow};

    let (app, visit) = (App::current()?, Visit::current()?);
    let permit = allow::<act::FindDoctors>(&visit.actor)?;
    super::service::find(&app, &permit, &query, visit.zone).await
}

/// A doctor's own page, with the free slots of the coming four weeks.
///
/// # Errors
/// `not_found`.
#[server(name = GetDoctorPage, prefix = "/fn", endpoint = "doctors/page")]
pub async fn doctor_page(id: String) -> Result<DoctorPage, AppError> {
    use crate::error::Code;
    use crate::platform::app::App;
    use crate::platform::session::Visit;
    use crate::policy::{act, allow};

    let (app, visit) = (App::current()?, Visit::current()?);
    let permit = allow::<act::FindDoctors>(&visit.actor)?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    super::service::page(&app, &permit, id, visit.zone).await
}
