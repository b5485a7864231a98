//! Signing in.

use futures::FutureExt;

use super::super::model::UserStatus;
use super::super::store;
use super::email_key;
use crate::error::{Code, Result};
use crate::model::{Id, User};
use crate::platform::app::App;
use crate::platform::password::Hasher;
use crate::platform::session::{self, Tokens};
use crate::platform::throttle;
use crate::policy::{Permit, act};

/// Where somebody signs in from.
pub struct Origin {
    /// The client's address, for the throttle.
    pub address: String,
    pub user_agent: String,
}

/// Checks the password and begins a session. Unknown address, wrong password and suspended account answer alike, in the same
/// time.
///
/// # Errors
/// [`Code::WrongCredentials`], [`Code::TooMany`], [`Code::Overloaded`].
pub async fn sign_in(
    app: &App,
    _: &Permit<act::SignIn>,
    email: &str,
    password: String,
    from: Origin,
) -> Result<(Id<User>, Tokens)> {
    // What is no address has no account: one key for all of it, however long it is.
    let key = super::super::model::parse_email(email).map_or_else(|_| "-".to_owned(), |email| email_key(&email));
    let attempt = throttle::attempt(app, &key, &from.address).await?;
    let row = {
        let mut conn = app.read().await?;
        store::find_by_email(&mut conn, &key).await?.filter(|row| row.status != UserStatus::Suspended)
    };
    let stored = row.as_ref().map(|row| row.password_hash.clone());
    if !app.hasher.verify(password.clone(), stored).await? {
        return Err(Code::WrongCredentials.into());
    }
    let Some(row) = row else { return Err(Code::WrongCredentials.into()) };
    let rehashed = if Hasher::is_outdated(&row.password_hash) { Some(app.hasher.hash(password).await?) } else { None };
    let user = row.id;
    let tokens = {
        let app = app.clone();
        app.clone()
            .write(move |tx| {
                async move {
                    throttle::forgive(tx, &attempt, app.clock.now()).await?;
                    if let Some(hash) = rehashed {
                        store::set_hash(tx, user, &hash).await?;
                    }
                    session::begin(tx, &app, user, &from.user_agent).await
                }
                .boxed()
            })
            .await?
    };
    Ok((user, tokens))
}
