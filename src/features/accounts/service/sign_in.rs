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

/// The client that signs in.
pub struct Origin {
    /// The client's IP addresses, for the rate limit.
    pub from: Counted,
    pub user_agent: String,
    /// The device cookie: the accounts that this browser has signed in to before.
    pub devices: Option<String>,
    /// The browser's previous session, which the new one replaces.
    pub replaces: Option<Id<Session>>,
}

/// A new session.
pub struct SignedIn {
    pub user: Id<User>,
    pub tokens: Tokens,
    /// The new value of the device cookie.
    pub devices: String,
}

/// Checks the password and starts a session that replaces the browser's previous one. An unknown address, a wrong password and a
/// suspended account give the same error in the same time.
///
/// # Errors
/// [`Code::WrongCredentials`], [`Code::TooMany`], [`Code::Overloaded`].
pub async fn sign_in(app: &App, _: &Permit<act::SignIn>, email: &str, password: String, origin: Origin) -> Result<SignedIn> {
    // Invalid addresses have no account: they share one key, whatever their length.
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
