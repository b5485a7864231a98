//! Removing somebody's second factor, for whoever has lost the app and the recovery codes.

use futures::FutureExt;

use super::super::mails::FactorEvent;
use super::tell;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, User};
use crate::features::accounts::service::{self as accounts, email_key};
use crate::platform::app::App;
use crate::platform::db::{Tx, lock};
use crate::platform::{audit, factor, session};
use crate::policy::{By, Permit, act};

/// Removes the factor of an account; see [`reset`].
///
/// # Errors
/// See [`reset`].
pub async fn reset_of(app: &App, permit: &Permit<act::ResetSecondFactor>, user: Id<User>, reason: String) -> Result<()> {
    let (by, app) = (permit.by(), app.clone());
    app.clone().write(move |tx| async move { reset(tx, &app, by, user, &reason).await }.boxed()).await
}

/// The same by email address, for the command line.
///
/// # Errors
/// [`Code::NotFound`] if the address has no account; see [`reset`].
pub async fn reset_by_email(app: &App, permit: &Permit<act::ResetSecondFactor>, email: &str, reason: String) -> Result<()> {
    let user = {
        let mut conn = app.read().await?;
        accounts::find_by_email(&mut conn, &email_key(email)).await?.ok_or(Code::NotFound)?.id
    };
    reset_of(app, permit, user, reason).await
}

/// Removes the factor of an account, ends all its sessions and tells its owner. If the role requires a factor, the next sign-in sets a new
/// one up.
///
/// # Errors
/// [`Code::NotFound`] for an unknown or deleted account, [`Code::Forbidden`] for the actor's own, [`Code::FactorInactive`] without a
/// factor.
pub async fn reset(tx: &mut Tx, app: &App, by: By, user: Id<User>, reason: &str) -> Result<()> {
    // Who could remove their own would need no second factor: a session would do.
    if by.actor.user() == Some(user) {
        return Err(Code::Forbidden.into());
    }
    lock::lock(tx, user.uuid()).await?;
    let row = accounts::find(tx, user).await?.ok_or(Code::NotFound)?;
    if accounts::is_deleted(tx, user).await? {
        return Err(Code::NotFound.into());
    }
    if !factor::remove(tx, user).await? {
        return Err(Code::FactorInactive.into());
    }
    factor::explain(tx, app, user, by.actor.user(), reason).await?;
    session::end_all(tx, user, None, app.clock.now()).await?;
    audit::record(tx, &app.clock, by, "second_factor.reset", user.uuid());
    tell(tx, app, &row, FactorEvent::Reset, None)
}
