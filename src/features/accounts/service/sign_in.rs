//! Signing in.

use futures::FutureExt;

use super::super::store;
use super::email_key;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Session, User, UserStatus};
use crate::platform::app::App;
use crate::platform::http::client::Counted;
use crate::platform::password::Hasher;
use crate::platform::session::{self, Tokens, device};
use crate::platform::throttle::{self, Who};
use crate::policy::{Permit, act};

/// Where somebody signs in from.
pub struct Origin {
    /// The client's addresses, for the throttle.
    pub from: Counted,
    pub user_agent: String,
    /// The browser's cookie with what accounts it has signed in to before.
    pub devices: Option<String>,
    /// The browser's session of before, whose cookies the new ones replace.
    pub replaces: Option<Id<Session>>,
}

/// A session that has begun.
pub struct SignedIn {
    pub user: Id<User>,
    pub tokens: Tokens,
    /// What the browser is known by from now on, for its cookie.
    pub devices: String,
}

/// Checks the password and begins a session in place of the browser's last one. Unknown address, wrong password and suspended account answer alike, in the same
/// time.
///
/// # Errors
/// [`Code::WrongCredentials`], [`Code::TooMany`], [`Code::Overloaded`].
pub async fn sign_in(app: &App, _: &Permit<act::SignIn>, email: &str, password: String, origin: Origin) -> Result<SignedIn> {
    // What is no address has no account: one key for all of it, however long it is.
    let key = crate::base::parse::parse_email(email).map_or_else(|_| "-".to_owned(), |email| email_key(&email));
    let device = device::known(&app.keys, origin.devices.as_deref(), &key, app.clock.now());
    let who = Who { account: &key, device: device.as_deref(), from: &origin.from };
    let attempt = throttle::attempt(app, &who).await?;
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
    let devices = device::renewed(&app.keys, origin.devices.as_deref(), &key, app.clock.now());
    let tokens = {
        let app = app.clone();
        app.clone()
            .write(move |tx| {
                async move {
                    let now = app.clock.now();
                    throttle::forgive(tx, &attempt, now).await?;
                    if let Some(hash) = rehashed {
                        store::set_hash(tx, user, &hash).await?;
                    }
                    if let Some(before) = origin.replaces {
                        session::end_within(tx, before, now).await?;
                    }
                    session::begin(tx, &app, user, &origin.user_agent).await
                }
                .boxed()
            })
            .await?
    };
    Ok(SignedIn { user, tokens, devices })
}
