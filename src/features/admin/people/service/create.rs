//! Creating an account for somebody, who is invited by mail to set its password.

use chrono_tz::Tz;
use futures::FutureExt;

use super::super::mails::Invitation;
use super::super::model::AccountAction;
use super::Change;
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Gender, Id, Role, User, UserStatus};
use crate::base::text::Lang;
use crate::features::accounts::service::{self as accounts, NewUser, UserRow};
use crate::features::doctors::service::{self as doctors, Application};
use crate::features::notifications::mail;
use crate::features::profiles::links::NewPassword;
use crate::features::profiles::service::RoleDetails;
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::Tx;
use crate::platform::links::{self, Purpose};
use crate::platform::password;
use crate::policy::{Permit, act};

/// A person for whom staff create an account.
pub struct NewPerson {
    pub full_name: String,
    pub email: String,
    pub phone: Option<String>,
    pub gender: Gender,
    pub locale: Lang,
    pub time_zone: Option<Tz>,
    /// `None` for an admin.
    pub becomes: Option<RoleDetails>,
    /// A doctor is approved at once; otherwise staff decide later.
    pub is_approved: bool,
}

/// Creates the account, without a password, and mails the invitation. Returns its id.
///
/// # Errors
/// [`FieldCode::Taken`] for `email` if another account has it; [`Code::Forbidden`] if the actor is no admin any more.
pub async fn create(app: &App, permit: &Permit<act::CreatePeople>, person: NewPerson, reason: String) -> Result<Id<User>> {
    let (change, clock) = (Change::new(permit, reason)?, app.clock.clone());
    app.write(move |tx| {
        async move {
            change.enter(tx).await?;
            let NewPerson { full_name, email, phone, gender, locale, time_zone, becomes, is_approved } = person;
            let (role, status) = match &becomes {
                None => (Role::Admin, UserStatus::Active),
                Some(RoleDetails::Patient { .. }) => (Role::Patient, UserStatus::Active),
                Some(RoleDetails::Doctor { .. }) if is_approved => (Role::Doctor, UserStatus::Active),
                Some(RoleDetails::Doctor { .. }) => (Role::Doctor, UserStatus::Pending),
            };
            let user = NewUser {
                id: clock.new_id(),
                role,
                email,
                password_hash: password::NONE.to_owned(),
                full_name,
                phone,
                gender,
                locale,
                time_zone,
                status,
                limited: false,
            };
            if !accounts::create_user(tx, &clock, &user).await? {
                return Err(AppError::field("email", FieldCode::Taken));
            }
            match becomes {
                None => {}
                Some(RoleDetails::Patient { date_of_birth, address }) => {
                    accounts::create_patient_profile(tx, user.id.of(), date_of_birth, address.as_deref()).await?;
                }
                Some(RoleDetails::Doctor { specialty, licence_number, experience_years, location }) => {
                    let application = Application { specialty, licence_number, experience_years, location };
                    doctors::appoint(tx, &clock, user.id.of(), &user.full_name, locale, application, is_approved).await?;
                }
            }
            let row = accounts::find(tx, user.id).await?.ok_or(Code::Internal)?;
            send_invitation(tx, &clock, &row).await?;
            change.record(tx, &clock, (user.id, role), AccountAction::Create);
            Ok(user.id)
        }
        .boxed()
    })
    .await
}

/// Mails a new invitation to somebody who has not accepted the last one. Earlier links stop working.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::Decided`] if it was accepted, or the account is suspended.
pub async fn invite(app: &App, permit: &Permit<act::CreatePeople>, id: Id<User>, reason: String) -> Result<()> {
    let (change, clock) = (Change::new(permit, reason)?, app.clock.clone());
    app.write(move |tx| {
        async move {
            let row = change.hold(tx, id).await?;
            if row.status == UserStatus::Suspended || !accounts::is_invited(tx, id).await? {
                return Err(Code::Decided.into());
            }
            send_invitation(tx, &clock, &row).await?;
            change.record(tx, &clock, (id, row.role), AccountAction::Invite);
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Mails a new invitation; earlier links stop working.
pub(super) async fn send_invitation(tx: &mut Tx, clock: &Clock, row: &UserRow) -> Result<()> {
    links::revoke(tx, row.id, clock.now()).await?;
    accounts::invite(tx, clock, row.id).await?;
    let link = links::create(tx, clock, Purpose::Invitation, row.id, &NewPassword::default()).await?;
    let invitation = Invitation { name: row.full_name.clone(), role: row.role, link };
    mail::enqueue(tx, clock, &row.email, row.locale, &invitation)
}
