//! What the forms about an account have in common.

use super::input;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, User};
use crate::platform::app::App;
use crate::platform::session::RequestContext;
use crate::policy::{ActionType, Permit};

/// Returns what a change of the account `id` needs: the permit to do `A`, the parsed id, and the reason in words.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `invalid` for `reason`.
pub async fn reasoned<A: ActionType>(id: &str, reason: &str) -> Result<(App, Permit<A>, Id<User>, String)> {
    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<A>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    Ok((app, permit, id, input::reason(reason)?))
}
