//! Taking somebody's password and sessions away.

use futures::FutureExt;

use super::super::mails::PasswordTaken;
use super::super::model::AccountAction;
use super::Change;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, User, UserStatus};
use crate::features::accounts::service as accounts;
use crate::features::notifications::mail;
use crate::features::profiles::links::NewPassword;
use crate::platform::app::App;
use crate::platform::links::{self, Purpose};
use crate::platform::session;
use crate::policy::{Permit, act};

/// Forces a new password: the old one stops working, all sessions end, and a link to set another is mailed.
///
/// # Errors
/// [`Code::NotFound`], [`Code::OwnAccount`]; [`Code::Decided`] for a suspended account, and for somebody who has no password yet.
pub async fn reset_password(app: &App, permit: &Permit<act::ManageAccess>, id: Id<User>, reason: String) -> Result<()> {
    let (change, clock) = (Change::new(permit, reason)?, app.clock.clone());
    app.write(move |tx| {
        async move {
            let row = change.hold_other(tx, id).await?;
            if row.status == UserStatus::Suspended || accounts::is_invited(tx, id).await? {
                return Err(Code::Decided.into());
            }
            let now = clock.now();
            accounts::clear_password(tx, id).await?;
            links::revoke(tx, id, now).await?;
            session::end_all(tx, id, None, now).await?;
            let link = links::create(tx, &clock, Purpose::ResetPassword, id, &NewPassword::default()).await?;
            mail::enqueue(tx, &clock, &row.email, row.locale, &PasswordTaken { name: row.full_name, link })?;
            change.record(tx, &clock, (id, row.role), AccountAction::ResetPassword);
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Ends all sessions of somebody, also one's own.
///
/// # Errors
/// [`Code::NotFound`].
pub async fn end_sessions(app: &App, permit: &Permit<act::ManageAccess>, id: Id<User>, reason: String) -> Result<()> {
    let (change, clock) = (Change::new(permit, reason)?, app.clock.clone());
    app.write(move |tx| {
        async move {
            let row = change.hold(tx, id).await?;
            session::end_all(tx, id, None, clock.now()).await?;
            change.record(tx, &clock, (id, row.role), AccountAction::EndSessions);
            Ok(())
        }
        .boxed()
    })
    .await
}
