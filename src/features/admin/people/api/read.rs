//! Server functions that list and show people.

use leptos::prelude::*;

use crate::base::error::AppError;
use crate::base::model::Page;
use crate::features::admin::people::model::{PeopleQuery, PersonLine, PersonPage};

/// Returns a page of people, by name.
///
/// # Errors
/// `forbidden` except for staff, `malformed` for an invalid cursor, `invalid` for a search that is too long.
#[server(name = ListPeople, prefix = "/fn", endpoint = "people/list")]
pub async fn list_people(#[server(default)] query: PeopleQuery) -> Result<Page<PersonLine>, AppError> {
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReadPeople>(&app).await?;
    let Page { items, next_cursor } = crate::features::admin::people::service::list(&app, &permit, &query).await?;
    let line = |row: crate::features::admin::people::store::PersonRow| PersonLine {
        id: row.id,
        role: row.role,
        state: row.state(),
        full_name: row.full_name,
        email: row.email,
        phone: row.phone,
    };
    Ok(Page { items: items.into_iter().map(line).collect(), next_cursor })
}

/// Returns one person, with what staff did to the account.
///
/// # Errors
/// `forbidden` except for staff, `not_found`.
#[server(name = GetPerson, prefix = "/fn", endpoint = "people/person")]
pub async fn person(id: String) -> Result<PersonPage, AppError> {
    use crate::base::error::Code;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReadPeople>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    crate::features::admin::people::service::page(&app, &permit, id, context.zone).await
}
