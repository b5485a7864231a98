//! `register` creates accounts, `change` changes the user's own account; this module reads it.

mod change;
mod email;
mod phone;
mod recovery;
mod register;
mod sessions;

pub use change::{AccountChange, change, check};
pub use email::{address_to_confirm, change_email, confirm_email};
pub use phone::{phone_code_job_kind, phone_state, send_phone_code, verify_phone};
pub use recovery::{
    accept_invitation, address_to_verify, ask_verification, change_password, forget_password, job_kind, reset_password,
    verify_email,
};
pub use register::{Registration, RoleDetails, register};
pub use sessions::{end_other_sessions, end_own_session, new_browser_job_kind, own_sessions};

use super::model::Account;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Role, User, UserStatus};
use crate::base::photo;
use crate::features::accounts::service as accounts;
use crate::features::doctors::service as doctors;
use crate::platform::app::App;
use crate::policy::{Permit, act};

/// Returns the acting user's account.
///
/// # Errors
/// [`Code::NotFound`] if it no longer exists.
pub async fn own_account(app: &App, permit: &Permit<act::ReadOwnAccount>) -> Result<Account> {
    account(app, permit.user()?).await
}

/// Returns the account that has just signed in.
///
/// # Errors
/// [`Code::NotFound`] if it no longer exists.
pub async fn signed_in_account(app: &App, _: &Permit<act::SignIn>, id: Id<User>) -> Result<Account> {
    account(app, id).await
}

/// Returns the account that has just entered its second factor.
///
/// # Errors
/// [`Code::NotFound`] if it no longer exists.
pub async fn finished_account(app: &App, _: &Permit<act::FinishSignIn>, id: Id<User>) -> Result<Account> {
    account(app, id).await
}

/// Returns the account that has just verified its email address.
///
/// # Errors
/// [`Code::NotFound`] if it no longer exists.
pub async fn verified_account(app: &App, _: &Permit<act::VerifyEmail>, id: Id<User>) -> Result<Account> {
    account(app, id).await
}

async fn account(app: &App, id: Id<User>) -> Result<Account> {
    let mut conn = app.read().await?;
    let row = accounts::find(&mut conn, id).await?.ok_or(Code::NotFound)?;
    let patient = match row.role {
        Role::Patient => accounts::find_patient(&mut conn, id.of()).await?,
        Role::Doctor | Role::Admin => None,
    };
    let doctor = match row.role {
        Role::Doctor => doctors::profile(&mut conn, id.of()).await?,
        Role::Patient | Role::Admin => None,
    };
    Ok(Account {
        id: row.id,
        role: row.role,
        email: row.email,
        full_name: row.full_name,
        phone: row.phone,
        gender: row.gender,
        locale: row.locale,
        time_zone: row.time_zone,
        status: row.status,
        email_verified_at: row.email_verified_at,
        photo_url: row.photo_id.map(|photo| photo::of_account(row.id, row.role, row.status == UserStatus::Pending, photo)),
        phone_verified_at: row.phone_verified_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
        patient: patient.map(super::patient::profile),
        doctor,
    })
}
