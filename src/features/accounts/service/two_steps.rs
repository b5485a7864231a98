//! Signing in in two steps: after the password, the second factor (`platform::factor`).

use uuid::Uuid;

use super::super::store::{self, UserRow};
use super::{Origin, email_key};
use crate::base::error::{Code, Result};
use crate::base::model::UserStatus;
use crate::platform::app::App;
use crate::platform::db::{Conn, Tx, lock};
use crate::platform::factor::{self, pending};
use crate::platform::session::device;
use crate::platform::throttle::{self, Attempt, Who};
use crate::policy::{Actor, Link, LinkPurpose};

/// A sign-in whose password was right: the code is still missing.
pub struct FactorDue {
    pub token: String,
    /// The account has no factor yet, and has to have one.
    pub must_set_up: bool,
}

/// Returns the second step of a sign-in to this account, if there is one. A setup that it needs is begun.
///
/// # Errors
/// Database errors.
pub(super) async fn due(tx: &mut Tx, app: &App, row: &UserRow) -> Result<Option<FactorDue>> {
    let must_set_up = !factor::is_on(tx, row.id).await?;
    if must_set_up && !factor::is_required(app, row.role) {
        return Ok(None);
    }
    let (token, id) = pending::issue(&app.keys.factor, row.id, &row.password_hash, app.clock.now());
    if must_set_up {
        factor::begin(tx, app, id, row.id).await?;
    }
    Ok(Some(FactorDue { token, must_set_up }))
}

/// Somebody between the two steps.
pub struct Waiting {
    /// For the policy.
    pub actor: Actor,
    pub row: UserRow,
    /// Of this sign-in.
    pub id: Uuid,
}

/// Returns who comes with the token of a [`FactorDue`].
///
/// # Errors
/// [`Code::SignInExpired`] if it is not ours, has expired, or was ended by a new password or a suspension.
pub async fn waiting(app: &App, token: &str) -> Result<Waiting> {
    let mut conn = app.read().await?;
    find(&mut conn, app, token).await
}

/// The same inside a transaction, with the account locked.
///
/// # Errors
/// See [`waiting`].
pub async fn waiting_within(tx: &mut Tx, app: &App, token: &str) -> Result<Waiting> {
    let claim = pending::read(token).ok_or(Code::SignInExpired)?;
    lock::lock(tx, claim.user.uuid()).await?;
    find(tx, app, token).await
}

async fn find(conn: &mut Conn, app: &App, token: &str) -> Result<Waiting> {
    let claim = pending::read(token).ok_or(Code::SignInExpired)?;
    let row = store::find(conn, claim.user).await?.filter(|row| row.status != UserStatus::Suspended);
    let row = row.filter(|row| claim.holds(&app.keys.factor, &row.password_hash, app.clock.now())).ok_or(Code::SignInExpired)?;
    let actor = Actor::Link(Link { purpose: LinkPurpose::SecondFactor, subject: row.id.uuid() });
    Ok(Waiting { actor, row, id: claim.id })
}

/// Counts an attempt to enter a code of this account; [`throttle::forgive`] takes a right one back.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn count_code(app: &App, row: &UserRow, origin: &Origin) -> Result<Attempt> {
    let key = email_key(&row.email);
    let device = device::known(&app.keys, origin.devices.as_deref(), &key, app.clock.now());
    throttle::code_attempt(app, &Who { account: &key, device: device.as_deref(), from: &origin.from }).await
}
