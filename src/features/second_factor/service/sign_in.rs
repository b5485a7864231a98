//! The second step of a sign-in.

use futures::FutureExt;

use super::super::mails::FactorEvent;
use super::{audited, tell, use_code, with_failure, wrong_code};
use crate::base::error::{Code, Result};
use crate::features::accounts::service::{self as accounts, Origin, SignedIn, Waiting};
use crate::platform::app::App;
use crate::platform::db::Tx;
use crate::platform::{factor, session, throttle};
use crate::policy::{By, Permit, act};

/// Returns the secret that this sign-in has to set up; `None` if the account has a factor.
///
/// # Errors
/// [`Code::SignInExpired`] if its setup has ended.
pub async fn pending_setup(app: &App, _: &Permit<act::FinishSignIn>, waiting: &Waiting) -> Result<Option<Vec<u8>>> {
    let mut conn = app.read().await?;
    if factor::is_on(&mut conn, waiting.row.id).await? {
        return Ok(None);
    }
    let secret = factor::setup(&mut conn, app, waiting.id, waiting.row.id).await?;
    secret.map(Some).ok_or_else(|| Code::SignInExpired.into())
}

/// Completes a sign-in with a code of the app or a recovery code.
///
/// # Errors
/// [`FieldCode::WrongCode`](crate::base::error::FieldCode::WrongCode) for `code`; [`Code::SignInExpired`]; [`Code::FactorInactive`] if
/// the factor has to be set up first; [`Code::TooMany`].
pub async fn finish(
    app: &App,
    permit: &Permit<act::FinishSignIn>,
    waiting: &Waiting,
    token: String,
    typed: String,
    origin: Origin,
) -> Result<SignedIn> {
    let (attempt, by) = (accounts::count_code(app, &waiting.row, &origin).await?, permit.by());
    let inside = app.clone();
    let outcome = app
        .write(move |tx| {
            async move {
                let app = inside;
                let Waiting { row, .. } = accounts::waiting_within(tx, &app, &token).await?;
                if !factor::is_on(tx, row.id).await? {
                    return Err(Code::FactorInactive.into());
                }
                use_code(tx, &app, by, &row, &typed).await?;
                throttle::forgive(tx, &attempt, app.clock.now()).await?;
                enter(tx, &app, by, &row, &origin).await
            }
            .boxed()
        })
        .await;
    with_failure(app, by, waiting.row.id, outcome).await
}

/// Turns the factor on that this sign-in has to set up, with its first code, and completes the sign-in. All other sessions end: they were
/// begun without it. Returns also the recovery codes.
///
/// # Errors
/// See [`finish`]; [`Code::FactorActive`] if the account has a factor.
pub async fn finish_setup(
    app: &App,
    permit: &Permit<act::FinishSignIn>,
    waiting: &Waiting,
    token: String,
    typed: String,
    origin: Origin,
) -> Result<(SignedIn, Vec<String>)> {
    let (attempt, by) = (accounts::count_code(app, &waiting.row, &origin).await?, permit.by());
    let inside = app.clone();
    let outcome = app
        .write(move |tx| {
            async move {
                let app = inside;
                let Waiting { row, id, .. } = accounts::waiting_within(tx, &app, &token).await?;
                let codes = factor::confirm(tx, &app, id, row.id, &typed).await?.ok_or_else(wrong_code)?;
                throttle::forgive(tx, &attempt, app.clock.now()).await?;
                session::end_all(tx, row.id, None, app.clock.now()).await?;
                audited(tx, &app, by, &row, "second_factor.turn_on");
                tell(tx, &app, &row, FactorEvent::On, None)?;
                Ok((enter(tx, &app, by, &row, &origin).await?, codes))
            }
            .boxed()
        })
        .await;
    with_failure(app, by, waiting.row.id, outcome).await
}

async fn enter(tx: &mut Tx, app: &App, by: By, row: &accounts::UserRow, origin: &Origin) -> Result<SignedIn> {
    accounts::announce(tx, app, row, origin).await?;
    accounts::start(tx, app, by, row, origin).await
}
