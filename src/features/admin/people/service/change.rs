//! Correcting a person's details, and their email address.

use futures::FutureExt;

use super::super::model::AccountAction;
use super::Change;
use super::create::send_invitation;
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Id, Role, User, UserStatus};
use crate::features::accounts::service::{self as accounts, email_key};
use crate::features::doctors::service as doctors;
use crate::features::notifications::mail;
use crate::features::profiles::links::NewAddress;
use crate::features::profiles::mails::{AddressChange, ConfirmAddress};
use crate::features::profiles::service::{AccountChange, check};
use crate::platform::app::App;
use crate::platform::links::{self, Purpose};
use crate::policy::{Permit, act};

/// Changes the given fields. What staff have verified of a doctor changes at once.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::Invalid`] for the fields of another role.
pub async fn edit(
    app: &App,
    permit: &Permit<act::ChangePeople>,
    id: Id<User>,
    fields: AccountChange,
    reason: String,
) -> Result<()> {
    let (change, clock) = (Change::new(permit, reason)?, app.clock.clone());
    app.write(move |tx| {
        async move {
            let mut row = change.hold(tx, id).await?;
            check(row.role, &fields)?;
            row.full_name = fields.full_name.unwrap_or(row.full_name);
            if let Some(phone) = fields.phone
                && phone != row.phone
            {
                (row.phone, row.phone_verified_at) = (phone, None);
            }
            row.gender = fields.gender.unwrap_or(row.gender);
            row.locale = fields.locale.unwrap_or(row.locale);
            row.time_zone = fields.time_zone.map_or(row.time_zone, |zone| zone.map(|zone| zone.name().to_owned()));
            accounts::update(tx, &clock, &row).await?;
            if row.role == Role::Doctor {
                doctors::correct_profile(tx, id.of(), &row.full_name, fields.doctor.unwrap_or_default()).await?;
            }
            if let Some(patient) = fields.patient {
                let before = accounts::find_patient(tx, id.of()).await?.ok_or(Code::NotFound)?;
                accounts::update_patient(tx, id.of(), &patient.over(before)).await?;
            }
            change.record(tx, &clock, (id, row.role), AccountAction::Edit);
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Enters another email address. Its owner confirms it with a link, and the old address is told; nothing else changes before. The address of
/// somebody who has not accepted their invitation changes at once, and gets a new invitation: it was typed wrongly.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::OwnAccount`]: in one's own profile it needs the password; [`Code::Decided`] for a suspended account, whose
/// links do not work; [`FieldCode::Taken`] for `email`.
pub async fn change_email(
    app: &App,
    permit: &Permit<act::ChangePeople>,
    id: Id<User>,
    email: String,
    reason: String,
) -> Result<()> {
    let (change, clock) = (Change::new(permit, reason)?, app.clock.clone());
    app.write(move |tx| {
        async move {
            let mut row = change.hold_other(tx, id).await?;
            if row.status == UserStatus::Suspended {
                return Err(Code::Decided.into());
            }
            let key = email_key(&email);
            if accounts::is_invited(tx, id).await? {
                if !accounts::correct_email(tx, &clock, id, &email).await? {
                    return Err(AppError::field("email", FieldCode::Taken));
                }
                row.email = email;
                send_invitation(tx, &clock, &row).await?;
            } else {
                let holder = accounts::find_by_email(tx, &key).await?.filter(|holder| holder.id != id);
                if holder.is_some_and(|holder| holder.email_verified_at.is_some()) {
                    return Err(AppError::field("email", FieldCode::Taken));
                }
                let link = links::create(tx, &clock, Purpose::ChangeEmail, id, &NewAddress { email: email.clone() }).await?;
                mail::enqueue(tx, &clock, &email, row.locale, &ConfirmAddress { name: row.full_name.clone(), link })?;
                if key != email_key(&row.email) {
                    let told = AddressChange { name: row.full_name, address: email, is_done: false };
                    mail::enqueue(tx, &clock, &row.email, row.locale, &told)?;
                }
            }
            change.record(tx, &clock, (id, row.role), AccountAction::ChangeEmail);
            Ok(())
        }
        .boxed()
    })
    .await
}
