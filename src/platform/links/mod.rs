//! Links in mails: each can be used once, until it expires.
//!
//! A token is the link's id with a MAC of the practice's key, so neither the database nor a queued mail contains one. Programs that check
//! mails open every link in them, so opening one changes nothing: its page has a form, and the form's POST uses the link up.
//!
//! How to add a purpose: a line in [`Purpose`], its action in `policy::LinkPurpose::opens`, [`create`] in the transaction that queues the
//! mail, and [`path`] in the mail's template. The handler gets its actor from [`open`], and the service calls [`use_up`].

pub mod store;

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::app::App;
use super::clock::Clock;
use super::db::{Conn, Tx};
use crate::base::error::{Code, Result};
use crate::base::model::{Id, MailedLink, User, text_enum};
use crate::policy::{Actor, Link, LinkPurpose};

/// An expired link is kept this long, to investigate misuse.
const RETENTION: Duration = Duration::days(30);

text_enum! {
    /// What a link is for.
    Purpose {
        VerifyEmail = "verify_email",
        ResetPassword = "reset_password",
        ChangeEmail = "change_email",
        Invitation = "invitation",
    }
}

impl Purpose {
    /// How long a link can be used.
    pub const fn ttl(self) -> Duration {
        match self {
            Self::VerifyEmail | Self::Invitation => Duration::days(7),
            Self::ResetPassword => Duration::hours(1),
            Self::ChangeEmail => Duration::days(1),
        }
    }

    const fn page(self) -> &'static str {
        match self {
            Self::VerifyEmail => "/verify-email",
            Self::ResetPassword => "/reset-password",
            Self::ChangeEmail => "/confirm-email",
            Self::Invitation => "/accept-invitation",
        }
    }
}

/// Creates a link for `user`, for a mail of the same transaction. Earlier ones stay valid: otherwise whoever asks for a new one again and
/// again would make those in the owner's mails useless.
///
/// # Errors
/// Database errors.
pub async fn create<T: Serialize + Sync>(
    tx: &mut Tx,
    clock: &Clock,
    purpose: Purpose,
    user: Id<User>,
    parameters: &T,
) -> Result<Id<MailedLink>> {
    let (id, now) = (clock.new_id(), clock.now());
    let parameters = serde_json::to_string(parameters).map_err(|_| Code::Internal)?;
    store::insert(tx, id, purpose, user, &parameters, now, now + purpose.ttl()).await?;
    Ok(id)
}

/// Returns the link's path, with its token.
pub fn path(app: &App, purpose: Purpose, id: Id<MailedLink>) -> String {
    format!("{}?token={}", purpose.page(), app.keys.link(purpose.as_str(), id))
}

/// Returns who comes with this token: the holder of a link, which may have been used or have expired.
///
/// # Errors
/// [`Code::LinkInvalid`] if it is not a token of ours for this purpose.
pub fn open(app: &App, purpose: Purpose, token: &str) -> Result<Actor> {
    let id = app.keys.open_link(purpose.as_str(), token.trim()).ok_or(Code::LinkInvalid)?;
    Ok(Actor::Link(Link { purpose: LinkPurpose::Mail, subject: id.uuid() }))
}

/// Uses the link up, and returns its account and parameters.
///
/// # Errors
/// [`Code::LinkInvalid`] if it has been used or has expired, also by a concurrent request.
pub async fn use_up<T: DeserializeOwned>(tx: &mut Tx, link: Link, purpose: Purpose, now: DateTime<Utc>) -> Result<(Id<User>, T)> {
    let used = store::use_up(tx, link.subject.into(), purpose, now).await?.ok_or(Code::LinkInvalid)?;
    let parameters = serde_json::from_str(&used.parameters).map_err(|_| Code::Internal)?;
    Ok((used.user_id, parameters))
}

/// Like [`use_up`], but the link is not used: to show what it is for, or to check what is sent with it.
///
/// # Errors
/// [`Code::LinkInvalid`] if it has been used or has expired.
pub async fn peek<T: DeserializeOwned>(conn: &mut Conn, link: Link, purpose: Purpose, now: DateTime<Utc>) -> Result<(Id<User>, T)> {
    let found = store::peek(conn, link.subject.into(), purpose, now).await?.ok_or(Code::LinkInvalid)?;
    let parameters = serde_json::from_str(&found.parameters).map_err(|_| Code::Internal)?;
    Ok((found.user_id, parameters))
}

/// Ends all links of an account, because its password or its address changes: whoever asked for them may be the reason.
///
/// # Errors
/// Database errors.
pub async fn revoke(tx: &mut Tx, user: Id<User>, now: DateTime<Utc>) -> Result<()> {
    store::revoke(tx, user, now).await
}

/// Deletes all links of an account.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, user: Id<User>) -> Result<()> {
    store::erase(tx, user).await
}

/// Deletes up to `max` links that expired long ago; returns how many.
///
/// # Errors
/// Database errors.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>, max: i64) -> Result<u64> {
    store::delete_expired(tx, now - RETENTION, max).await
}
