//! The acting user's own second factor.

use futures::FutureExt;

use super::super::mails::FactorEvent;
use super::{audited, tell, use_code, with_failure, wrong_code};
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Id, Session, User};
use crate::features::accounts::service::{self as accounts, Origin, UserRow};
use crate::platform::app::App;
use crate::platform::db::{Tx, lock};
use crate::platform::{factor, session, throttle};
use crate::policy::{Permit, act};

/// The factor of the acting user.
pub struct Own {
    pub email: String,
    pub is_on: bool,
    pub is_required: bool,
    pub codes_left: u32,
    /// The secret whose setup was begun in this session.
    pub setup: Option<Vec<u8>>,
}

/// Returns the acting user's factor.
///
/// # Errors
/// Database errors.
pub async fn own(app: &App, permit: &Permit<act::ManageOwnSecondFactor>, session: Option<Id<Session>>) -> Result<Own> {
    let user = permit.user()?;
    let mut conn = app.read().await?;
    let row = accounts::find(&mut conn, user).await?.ok_or(Code::NotFound)?;
    let is_on = factor::is_on(&mut conn, user).await?;
    let setup = match session.filter(|_| !is_on) {
        Some(session) => factor::setup(&mut conn, app, session.uuid(), user).await?,
        None => None,
    };
    let codes_left = factor::codes_left(&mut conn, user).await?;
    Ok(Own { email: row.email, is_on, is_required: factor::is_required(app, row.role), codes_left, setup })
}

/// Begins a setup in this session, for which the present password is needed: whoever takes over a session must not lock its owner out.
///
/// # Errors
/// [`FieldCode::WrongPassword`] for `password`; [`Code::FactorActive`] if the account has a factor; [`Code::TooMany`].
pub async fn begin(
    app: &App,
    permit: &Permit<act::ManageOwnSecondFactor>,
    password: String,
    origin: &Origin,
    session: Option<Id<Session>>,
) -> Result<()> {
    let (user, session) = (permit.user()?, session.ok_or(Code::NotSignedIn)?);
    let row = found(app, user, false).await?;
    check_password(app, &row, password, origin).await?;
    let app = app.clone();
    app.clone().write(move |tx| async move { factor::begin(tx, &app, session.uuid(), user).await }.boxed()).await
}

/// Turns the factor on with the first code of the setup that was begun in this session, and ends the other sessions. Returns the recovery
/// codes.
///
/// # Errors
/// [`FieldCode::WrongCode`] for `code`; [`Code::FactorExpired`] without a setup; [`Code::FactorActive`]; [`Code::TooMany`].
pub async fn confirm(
    app: &App,
    permit: &Permit<act::ManageOwnSecondFactor>,
    typed: String,
    origin: &Origin,
    session: Option<Id<Session>>,
) -> Result<Vec<String>> {
    let (user, id) = (permit.user()?, session.ok_or(Code::NotSignedIn)?);
    let row = found(app, user, false).await?;
    let (attempt, by) = (accounts::count_code(app, &row, origin).await?, permit.by());
    let inside = app.clone();
    let outcome = app
        .write(move |tx| {
            async move {
                let app = inside;
                let row = locked(tx, user).await?;
                let codes = factor::confirm(tx, &app, id.uuid(), user, &typed).await?.ok_or_else(wrong_code)?;
                throttle::forgive(tx, &attempt, app.clock.now()).await?;
                session::end_all(tx, user, session, app.clock.now()).await?;
                audited(tx, &app, by, &row, "second_factor.turn_on");
                tell(tx, &app, &row, FactorEvent::On, None)?;
                Ok(codes)
            }
            .boxed()
        })
        .await;
    with_failure(app, by, user, outcome).await
}

/// Replaces the recovery codes; a code of the app, or one of the old ones, is needed.
///
/// # Errors
/// [`FieldCode::WrongCode`] for `code`; [`Code::FactorInactive`] without a factor; [`Code::TooMany`].
pub async fn renew_codes(
    app: &App,
    permit: &Permit<act::ManageOwnSecondFactor>,
    typed: String,
    origin: &Origin,
) -> Result<Vec<String>> {
    let user = permit.user()?;
    let row = found(app, user, true).await?;
    let (attempt, by) = (accounts::count_code(app, &row, origin).await?, permit.by());
    let inside = app.clone();
    let outcome = app
        .write(move |tx| {
            async move {
                let app = inside;
                let row = locked(tx, user).await?;
                use_code(tx, &app, by, &row, &typed).await?;
                throttle::forgive(tx, &attempt, app.clock.now()).await?;
                audited(tx, &app, by, &row, "second_factor.renew_codes");
                factor::renew_codes(tx, &app, user).await
            }
            .boxed()
        })
        .await;
    with_failure(app, by, user, outcome).await
}

/// Turns the factor off, with the password and a code, and ends the other sessions.
///
/// # Errors
/// [`Code::FactorRequired`] if the role requires it; [`Code::FactorInactive`] without a factor; [`FieldCode::WrongPassword`] for
/// `password`, [`FieldCode::WrongCode`] for `code`; [`Code::TooMany`].
pub async fn turn_off(
    app: &App,
    permit: &Permit<act::ManageOwnSecondFactor>,
    [password, typed]: [String; 2],
    origin: &Origin,
    session: Option<Id<Session>>,
) -> Result<()> {
    let user = permit.user()?;
    let row = found(app, user, true).await?;
    if factor::is_required(app, row.role) {
        return Err(Code::FactorRequired.into());
    }
    check_password(app, &row, password, origin).await?;
    let (attempt, by) = (accounts::count_code(app, &row, origin).await?, permit.by());
    let inside = app.clone();
    let outcome = app
        .write(move |tx| {
            async move {
                let app = inside;
                let row = locked(tx, user).await?;
                use_code(tx, &app, by, &row, &typed).await?;
                throttle::forgive(tx, &attempt, app.clock.now()).await?;
                factor::remove(tx, user).await?;
                session::end_all(tx, user, session, app.clock.now()).await?;
                audited(tx, &app, by, &row, "second_factor.turn_off");
                tell(tx, &app, &row, FactorEvent::Off, None)
            }
            .boxed()
        })
        .await;
    with_failure(app, by, user, outcome).await
}

/// Returns the account, if it has a factor or none, as asked.
async fn found(app: &App, user: Id<User>, with_factor: bool) -> Result<UserRow> {
    let mut conn = app.read().await?;
    match (factor::is_on(&mut conn, user).await?, with_factor) {
        (true, false) => return Err(Code::FactorActive.into()),
        (false, true) => return Err(Code::FactorInactive.into()),
        _ => {}
    }
    accounts::find(&mut conn, user).await?.ok_or_else(|| Code::NotFound.into())
}

async fn locked(tx: &mut Tx, user: Id<User>) -> Result<UserRow> {
    lock::lock(tx, user.uuid()).await?;
    accounts::find(tx, user).await?.ok_or_else(|| Code::NotFound.into())
}

async fn check_password(app: &App, row: &UserRow, password: String, origin: &Origin) -> Result<()> {
    accounts::check_password(app, row, password, origin).await.map_err(|error| match error.code {
        Code::WrongCredentials => AppError::field("password", FieldCode::WrongPassword),
        _ => error,
    })
}
