//! Signing in.

use futures::FutureExt;

use super::super::new_browser::{NEW_BROWSER, SignInFromNewBrowser};
use super::super::store::{self, UserRow};
use super::email_key;
use super::two_steps::{self, FactorDue};
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Session, User, UserStatus};
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::db::{Tx, lock};
use crate::platform::http::client::Counted;
use crate::platform::jobs::{self, NewJob};
use crate::platform::password::Hasher;
use crate::platform::session::{self, Tokens, agent, device};
use crate::platform::throttle::{self, Who};
use crate::policy::{Actor, By, Permit, act};

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

/// What a right password gives: a session, or a second step.
pub enum Entry {
    SignedIn(SignedIn),
    FactorDue(FactorDue),
}

/// Checks the password and starts a session that replaces the browser's previous one, unless a second factor is due. An unknown address, a wrong password and a
/// suspended account give the same error in the same time.
///
/// # Errors
/// [`Code::WrongCredentials`], [`Code::TooMany`], [`Code::Overloaded`].
pub async fn sign_in(app: &App, permit: &Permit<act::SignIn>, email: &str, password: String, origin: Origin) -> Result<Entry> {
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
    let by = permit.by();
    let is_right = app.hasher.verify(password.clone(), stored).await?;
    let Some(row) = row.clone().filter(|_| is_right) else {
        let account = row.map(|row| row.id.uuid()).unwrap_or_default();
        audit::record_failure(app, by, "accounts.sign_in", account).await?;
        return Err(Code::WrongCredentials.into());
    };
    let rehashed = if Hasher::is_outdated(&row.password_hash) { Some(app.hasher.hash(password).await?) } else { None };
    let app = app.clone();
    app.clone()
        .write(move |tx| {
            async move {
                // The password may have been changed, or the account suspended, while it was checked.
                lock::lock(tx, row.id.uuid()).await?;
                let is_current = |now: &UserRow| now.password_hash == row.password_hash && now.status != UserStatus::Suspended;
                let mut row = store::find(tx, row.id).await?.filter(is_current).ok_or(Code::WrongCredentials)?;
                throttle::forgive(tx, &attempt, app.clock.now()).await?;
                if let Some(hash) = rehashed {
                    store::set_hash(tx, row.id, &hash).await?;
                    row.password_hash = hash;
                }
                if let Some(due) = two_steps::due(tx, &app, &row).await? {
                    return Ok(Entry::FactorDue(due));
                }
                announce(tx, &app, &row, &origin).await?;
                start(tx, &app, by, &row, &origin).await.map(Entry::SignedIn)
            }
            .boxed()
        })
        .await
}

/// Starts a session of the account after a check, unless its second factor is due or has to be set up.
///
/// # Errors
/// Database errors.
pub async fn enter(tx: &mut Tx, app: &App, by: By, row: &UserRow, origin: &Origin) -> Result<Entry> {
    match two_steps::due(tx, app, row).await? {
        Some(due) => Ok(Entry::FactorDue(due)),
        None => start(tx, app, by, row, origin).await.map(Entry::SignedIn),
    }
}

/// Adds the job that tells the owner, if the client that is about to be signed in is new to the account.
///
/// # Errors
/// Database errors.
pub async fn announce(tx: &mut Tx, app: &App, row: &UserRow, origin: &Origin) -> Result<()> {
    let (now, user, key) = (app.clock.now(), row.id, email_key(&row.email));
    // An app has no device cookie, so its name counts, too.
    let is_known = device::known(&app.keys, origin.devices.as_deref(), &key, now).is_some();
    if !is_known && session::is_new_browser(tx, user, &origin.user_agent).await? {
        let client = agent::describe(&origin.user_agent);
        let payload = serde_json::to_string(&SignInFromNewBrowser { user, client, at: now });
        jobs::add(tx, &app.clock, NewJob::new(NEW_BROWSER, payload.map_err(|_| Code::Internal)?));
    }
    Ok(())
}

/// Starts a session of the account, after a check. It replaces the browser's previous one.
///
/// # Errors
/// Database errors.
pub async fn start(tx: &mut Tx, app: &App, by: By, row: &UserRow, origin: &Origin) -> Result<SignedIn> {
    let (now, user) = (app.clock.now(), row.id);
    if let Some(before) = origin.replaces {
        session::end_within(tx, before, now).await?;
    }
    let tokens = session::begin(tx, app, user, &origin.user_agent).await?;
    let by = By { session: Some(tokens.session), ..by.as_actor(Actor::User { id: user, role: row.role }) };
    audit::record(tx, &app.clock, by, "accounts.sign_in", user.uuid());
    let devices = device::renewed(&app.keys, origin.devices.as_deref(), &email_key(&row.email), now);
    Ok(SignedIn { user, tokens, devices })
}

/// Lets the owner of the account with this [`email_key`] sign in at once, whatever passwords this client has tried.
///
/// # Errors
/// Database errors.
pub async fn forget_attempts(tx: &mut Tx, app: &App, key: &str, origin: &Origin) -> Result<()> {
    let device = device::known(&app.keys, origin.devices.as_deref(), key, app.clock.now());
    throttle::reset(tx, app, &Who { account: key, device: device.as_deref(), from: &origin.from }).await
}

/// Checks the password of an account whose owner is signed in; attempts are limited as for signing in.
///
/// # Errors
/// [`Code::WrongCredentials`], [`Code::TooMany`], [`Code::Overloaded`].
pub async fn check_password(app: &App, row: &UserRow, password: String, origin: &Origin) -> Result<()> {
    let key = email_key(&row.email);
    let device = device::known(&app.keys, origin.devices.as_deref(), &key, app.clock.now());
    let who = Who { account: &key, device: device.as_deref(), from: &origin.from };
    let attempt = throttle::attempt(app, &who).await?;
    if !app.hasher.verify(password, Some(row.password_hash.clone())).await? {
        return Err(Code::WrongCredentials.into());
    }
    let now = app.clock.now();
    app.write(move |tx| async move { throttle::forgive(tx, &attempt, now).await }.boxed()).await
}
