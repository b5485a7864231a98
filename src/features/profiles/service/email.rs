//! Changing the email address: the new one gets a link, and the old one is told.

use futures::FutureExt;

use super::super::links::NewAddress;
use super::super::mails::{AddressChange, ConfirmAddress, KnownAddress};
use super::recovery::{audited, locked, owner};
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::parse::parse_email;
use crate::features::accounts::service::{self as accounts, Origin, email_key};
use crate::features::notifications::mail;
use crate::platform::app::App;
use crate::platform::links::{self, Purpose};
use crate::platform::throttle;
use crate::policy::{Permit, act};

/// Mails a link to the new address of the acting user, and tells the old one. Nothing changes before the link is used; the same address
/// again is verified by it. If somebody else has the address, they are told instead, and the answer is the same.
///
/// # Errors
/// [`FieldCode::NotAnEmail`] for `email`, [`FieldCode::WrongPassword`] for `password`; [`Code::TooMany`].
pub async fn change_email(
    app: &App,
    permit: &Permit<act::ChangeOwnEmail>,
    email: &str,
    password: String,
    origin: &Origin,
) -> Result<()> {
    let user = permit.user()?;
    let email = parse_email(email).map_err(|fault| AppError::field("email", fault))?;
    let row = {
        let mut conn = app.read().await?;
        accounts::find(&mut conn, user).await?.ok_or(Code::NotFound)?
    };
    accounts::check_password(app, &row, password, origin).await.map_err(|error| match error.code {
        Code::WrongCredentials => AppError::field("password", FieldCode::WrongPassword),
        _ => error,
    })?;
    let key = email_key(&email);
    throttle::forgotten(app, &key, &origin.from).await?;
    let (clock, by) = (app.clock.clone(), permit.by());
    app.write(move |tx| {
        async move {
            let row = locked(tx, user).await?;
            let holder = accounts::find_by_email(tx, &key).await?.filter(|holder| holder.id != user);
            match holder.filter(|holder| holder.email_verified_at.is_some()) {
                Some(holder) => {
                    let known = KnownAddress { chosen: None, link: None };
                    mail::enqueue(tx, &clock, &holder.email, holder.locale, &known)?;
                }
                None => {
                    let link = links::create(tx, &clock, Purpose::ChangeEmail, user, &NewAddress { email: email.clone() }).await?;
                    mail::enqueue(tx, &clock, &email, row.locale, &ConfirmAddress { name: row.full_name.clone(), link })?;
                }
            }
            if key != email_key(&row.email) {
                let told = AddressChange { name: row.full_name, address: email, is_done: false };
                mail::enqueue(tx, &clock, &row.email, row.locale, &told)?;
            }
            crate::platform::audit::record(tx, &clock, by, "accounts.ask_new_email", user.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Returns the address that the holder of a valid link is about to use for their account.
///
/// # Errors
/// [`Code::LinkInvalid`] for a link that was used or has expired, or a suspended account.
pub async fn address_to_confirm(app: &App, permit: &Permit<act::ConfirmEmail>) -> Result<String> {
    let (link, mut conn) = (permit.link()?, app.read().await?);
    let (user, NewAddress { email }) = links::peek(&mut conn, link, Purpose::ChangeEmail, app.clock.now()).await?;
    owner(&mut conn, user).await?;
    Ok(email)
}

/// Makes the address that the link was mailed to the account's, and tells the old one. Signs nobody in: the address may have been typed
/// wrongly.
///
/// # Errors
/// [`Code::LinkInvalid`] for a link that was used or has expired, or if somebody else has verified the address in the meantime.
pub async fn confirm_email(app: &App, permit: &Permit<act::ConfirmEmail>) -> Result<()> {
    let (link, by, clock) = (permit.link()?, permit.by(), app.clock.clone());
    app.write(move |tx| {
        async move {
            let now = clock.now();
            let (user, NewAddress { email }) = links::use_up(tx, link, Purpose::ChangeEmail, now).await?;
            let row = locked(tx, user).await?;
            if !accounts::set_email(tx, &clock, user, &email).await? {
                return Err(Code::LinkInvalid.into());
            }
            links::revoke(tx, user, now).await?;
            audited(tx, &clock, by, &row, "accounts.change_email");
            if email_key(&email) == email_key(&row.email) {
                return Ok(());
            }
            let told = AddressChange { name: row.full_name, address: email, is_done: true };
            mail::enqueue(tx, &clock, &row.email, row.locale, &told)
        }
        .boxed()
    })
    .await
}
