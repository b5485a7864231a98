//! Verified email addresses, forgotten passwords, and new ones.

use chrono::{DateTime, Utc};
use futures::FutureExt;

use super::super::links::{ForgottenPassword, NewPassword, Verification};
use super::super::mails::{PasswordChanged, PasswordForgotten, VerifyAddress};
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Id, MailedLink, Session, User, UserStatus};
use crate::base::parse::parse_email;
use crate::features::accounts::model::parse_password;
use crate::features::accounts::service::{self as accounts, Entry, Origin, UserRow, email_key};
use crate::features::notifications::mail;
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Tx, lock};
use crate::platform::http::client::Counted;
use crate::platform::jobs::{self, NewJob, Outcome};
use crate::platform::links::{self, Purpose};
use crate::platform::{session, throttle};
use crate::policy::{Actor, By, Permit, act};

/// The kind of job that mails a link for a new password.
const FORGOTTEN: &str = "password_forgotten";

/// Verifies the address that the link was mailed to, and signs its owner in, unless the second factor is due. Returns also where to go on.
///
/// # Errors
/// [`Code::LinkInvalid`] for a link that was used or has expired, or a suspended account.
pub async fn verify_email(app: &App, permit: &Permit<act::VerifyEmail>, origin: Origin) -> Result<(Entry, Verification)> {
    let (link, by, app) = (permit.link()?, permit.by(), app.clone());
    app.clone()
        .write(move |tx| {
            async move {
                let (user, verification) = links::use_up::<Verification>(tx, link, Purpose::VerifyEmail, app.clock.now()).await?;
                let row = locked(tx, user).await?;
                accounts::verify_email(tx, &app.clock, user).await?;
                let entry = accounts::enter(tx, &app, by, &row, &origin).await?;
                audited(tx, &app.clock, by, &row, "accounts.verify_email");
                Ok((entry, verification))
            }
            .boxed()
        })
        .await
}

/// Mails a new link that verifies the acting user's address, unless it is verified.
///
/// # Errors
/// [`Code::TooMany`] for too many requests about one address or from one network address.
pub async fn ask_verification(app: &App, permit: &Permit<act::AskVerification>, from: &Counted) -> Result<()> {
    let (user, by, clock) = (permit.user()?, permit.by(), app.clock.clone());
    let row = {
        let mut conn = app.read().await?;
        accounts::find(&mut conn, user).await?.ok_or(Code::NotFound)?
    };
    if row.email_verified_at.is_some() {
        return Ok(());
    }
    throttle::forgotten(app, &email_key(&row.email), from).await?;
    app.write(move |tx| {
        async move {
            let row = locked(tx, user).await?;
            if row.email_verified_at.is_some() {
                return Ok(());
            }
            let next = Some("/profile".to_owned());
            let link = links::create(tx, &clock, Purpose::VerifyEmail, user, &Verification { next }).await?;
            mail::enqueue(tx, &clock, &row.email, row.locale, &VerifyAddress { name: row.full_name, link })?;
            crate::platform::audit::record(tx, &clock, by, "accounts.ask_verification", user.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Returns the address that the holder of a valid link is about to verify.
///
/// # Errors
/// [`Code::LinkInvalid`] for a link that was used or has expired, or a suspended account.
pub async fn address_to_verify(app: &App, permit: &Permit<act::VerifyEmail>) -> Result<String> {
    let (link, mut conn) = (permit.link()?, app.read().await?);
    let (user, Verification { .. }) = links::peek(&mut conn, link, Purpose::VerifyEmail, app.clock.now()).await?;
    Ok(owner(&mut conn, user).await?.email)
}

/// Queues the job that mails a link for a new password, if the address has an account: the answer, and the time until it, are the same if
/// it has none. `next` is where to go on afterwards, a local path.
///
/// # Errors
/// [`FieldCode::NotAnEmail`] for `email`; [`Code::TooMany`] for too many requests about one address or from one network address.
pub async fn forget_password(
    app: &App,
    _: &Permit<act::ForgetPassword>,
    email: &str,
    next: Option<String>,
    from: &Counted,
) -> Result<()> {
    let email = parse_email(email).map_err(|fault| AppError::field("email", fault))?;
    let key = email_key(&email);
    throttle::forgotten(app, &key, from).await?;
    let clock = app.clock.clone();
    let payload = serde_json::to_string(&ForgottenPassword { key, next }).map_err(|_| Code::Internal)?;
    app.write(move |tx| {
        async move {
            jobs::add(tx, &clock, NewJob::new(FORGOTTEN, payload));
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Returns the kind of the jobs that [`forget_password`] adds.
pub fn job_kind() -> jobs::Kind {
    let kind = jobs::Kind::simple(FORGOTTEN, Purpose::ResetPassword.ttl(), |app, batch| {
        jobs::each(batch, move |forgotten| mail_link(app, forgotten))
    });
    jobs::Kind { ready: |app| app.mailer.works(), ..kind }
}

async fn mail_link(app: &App, ForgottenPassword { key, next }: ForgottenPassword) -> Result<Outcome> {
    let clock = app.clock.clone();
    app.write(move |tx| {
        async move {
            let owner = accounts::find_by_email(tx, &key).await?.filter(|row| row.status != UserStatus::Suspended);
            let Some(owner) = owner else { return Ok(()) };
            let link = password_link(tx, &clock, owner.id, next).await?;
            mail::enqueue(tx, &clock, &owner.email, owner.locale, &PasswordForgotten { name: owner.full_name, link })
        }
        .boxed()
    })
    .await?;
    Ok(Outcome::Done)
}

/// Returns a new link for setting a new password.
///
/// # Errors
/// Database errors.
pub(super) async fn password_link(tx: &mut Tx, clock: &Clock, user: Id<User>, next: Option<String>) -> Result<Id<MailedLink>> {
    links::create(tx, clock, Purpose::ResetPassword, user, &NewPassword { next }).await
}

/// Sets a new password with a mailed link, and ends all sessions. Whoever reads the mails to an address owns it: it is verified. Returns
/// where to go on after signing in.
///
/// # Errors
/// [`Code::LinkInvalid`]; the errors of a password under `password`, which leave the link valid; [`Code::TooMany`].
pub async fn reset_password(app: &App, permit: &Permit<act::ResetPassword>, password: &str, origin: Origin) -> Result<NewPassword> {
    let (link, by) = (permit.link()?, permit.by());
    let password = parse_password(password).map_err(|fault| AppError::field("password", fault))?;
    let own = {
        let mut conn = app.read().await?;
        let (user, NewPassword { .. }) = links::peek(&mut conn, link, Purpose::ResetPassword, app.clock.now()).await?;
        let row = owner(&mut conn, user).await?;
        accounts::own_words(app, &row.full_name, &row.email)
    };
    let hash = new_hash(app, password, own, "password", &origin.from).await?;
    let app = app.clone();
    app.clone()
        .write(move |tx| {
            async move {
                let now = app.clock.now();
                let (user, new) = links::use_up(tx, link, Purpose::ResetPassword, now).await?;
                let row = locked(tx, user).await?;
                accounts::verify_email(tx, &app.clock, user).await?;
                accounts::forget_attempts(tx, &app, &email_key(&row.email), &origin).await?;
                set_password(tx, &app.clock, &row, &hash, None, now).await?;
                audited(tx, &app.clock, by, &row, "accounts.reset_password");
                Ok(new)
            }
            .boxed()
        })
        .await
}

/// Sets the first password of an account whose owner was invited by mail, which verifies the address.
///
/// # Errors
/// [`Code::LinkInvalid`]; the errors of a password under `password`, which leave the link valid; [`Code::TooMany`].
pub async fn accept_invitation(app: &App, permit: &Permit<act::AcceptInvitation>, password: &str, origin: Origin) -> Result<()> {
    let (link, by) = (permit.link()?, permit.by());
    let password = parse_password(password).map_err(|fault| AppError::field("password", fault))?;
    let own = {
        let mut conn = app.read().await?;
        let (user, NewPassword { .. }) = links::peek(&mut conn, link, Purpose::Invitation, app.clock.now()).await?;
        let row = owner(&mut conn, user).await?;
        accounts::own_words(app, &row.full_name, &row.email)
    };
    let hash = new_hash(app, password, own, "password", &origin.from).await?;
    let clock = app.clock.clone();
    app.write(move |tx| {
        async move {
            let now = clock.now();
            let (user, NewPassword { .. }) = links::use_up(tx, link, Purpose::Invitation, now).await?;
            let row = locked(tx, user).await?;
            accounts::verify_email(tx, &clock, user).await?;
            accounts::set_password(tx, user, &hash).await?;
            links::revoke(tx, user, now).await?;
            audited(tx, &clock, by, &row, "accounts.accept_invitation");
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Changes the password of the acting user, and ends their other sessions.
///
/// # Errors
/// [`FieldCode::WrongPassword`] for `present_password`, and the errors of a password for `new_password`; [`Code::TooMany`].
pub async fn change_password(
    app: &App,
    permit: &Permit<act::ChangeOwnPassword>,
    [present, new]: [String; 2],
    origin: &Origin,
    session: Option<Id<Session>>,
) -> Result<()> {
    let user = permit.user()?;
    let new = parse_password(&new).map_err(|fault| AppError::field("new_password", fault))?;
    let row = {
        let mut conn = app.read().await?;
        accounts::find(&mut conn, user).await?.ok_or(Code::NotFound)?
    };
    accounts::check_password(app, &row, present, origin).await.map_err(|error| match error.code {
        Code::WrongCredentials => AppError::field("present_password", FieldCode::WrongPassword),
        _ => error,
    })?;
    let own = accounts::own_words(app, &row.full_name, &row.email);
    let hash = new_hash(app, new, own, "new_password", &origin.from).await?;
    let (clock, by) = (app.clock.clone(), permit.by());
    app.write(move |tx| {
        async move {
            let row = locked(tx, user).await?;
            set_password(tx, &clock, &row, &hash, session, clock.now()).await?;
            crate::platform::audit::record(tx, &clock, by, "accounts.change_password", user.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Returns the hash of a new password; `own` are the words that it must not consist of.
async fn new_hash(app: &App, password: String, own: Vec<String>, field: &str, from: &Counted) -> Result<String> {
    throttle::new_password(app, from).await?;
    if app.hasher.is_easy(password.clone(), own).await? {
        return Err(AppError::field(field, FieldCode::EasyToGuess));
    }
    app.hasher.hash(password).await
}

/// Returns the account, locked until this transaction ends.
///
/// # Errors
/// [`Code::LinkInvalid`] for a suspended account.
pub(super) async fn locked(tx: &mut Tx, user: Id<User>) -> Result<UserRow> {
    lock::lock(tx, user.uuid()).await?;
    owner(tx, user).await
}

/// Returns the account that a link belongs to.
///
/// # Errors
/// [`Code::LinkInvalid`] for a suspended account.
pub(super) async fn owner(conn: &mut Conn, user: Id<User>) -> Result<UserRow> {
    let row = accounts::find(conn, user).await?.filter(|row| row.status != UserStatus::Suspended);
    row.ok_or_else(|| Code::LinkInvalid.into())
}

async fn set_password(
    tx: &mut Tx,
    clock: &Clock,
    row: &UserRow,
    hash: &str,
    session: Option<Id<Session>>,
    now: DateTime<Utc>,
) -> Result<()> {
    accounts::set_password(tx, row.id, hash).await?;
    links::revoke(tx, row.id, now).await?;
    session::end_all(tx, row.id, session, now).await?;
    mail::enqueue(tx, clock, &row.email, row.locale, &PasswordChanged { name: row.full_name.clone() })
}

/// Records what the owner of the account did with a link.
pub(super) fn audited(tx: &mut Tx, clock: &Clock, by: By, row: &UserRow, action: &'static str) {
    let by = by.as_actor(Actor::User { id: row.id, role: row.role });
    crate::platform::audit::record(tx, clock, by, action, row.id.uuid());
}
