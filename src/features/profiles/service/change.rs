//! Changing the user's own account and profile, as a whole form or single fields.

use chrono_tz::Tz;
use futures::FutureExt;

use super::super::patient::PatientChange;
use super::phone;
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Gender, Role, UserStatus};
use crate::base::text::Lang;
use crate::features::accounts::service as accounts;
use crate::features::doctors::service::{self as doctors, DoctorProfileChange, Naming};
use crate::platform::app::App;
use crate::platform::db::lock;
use crate::platform::sms::codes;
use crate::policy::{Permit, act};

/// The changed fields; `None` leaves a field unchanged.
#[derive(Default)]
pub struct AccountChange {
    pub full_name: Option<String>,
    pub phone: Option<Option<String>>,
    pub gender: Option<Gender>,
    pub locale: Option<Lang>,
    pub time_zone: Option<Option<Tz>>,
    pub patient: Option<PatientChange>,
    pub doctor: Option<DoctorProfileChange>,
}

/// Changes the acting user's account. A doctor's new name may wait for an admin's approval. Another phone number is not verified.
///
/// # Errors
/// [`Code::Invalid`] for `patient` or `doctor` in an account of another role, and for removing a doctor's `time_zone`; the errors of
/// [`doctors::change_doctor_profile`].
pub async fn change(app: &App, permit: &Permit<act::ChangeOwnAccount>, change: AccountChange) -> Result<()> {
    let (user, by, clock) = (permit.user()?, permit.by(), app.clock.clone());
    let role = by.actor.role().ok_or(Code::NotSignedIn)?;
    check(role, &change)?;
    app.write(move |tx| {
        async move {
            // The whole row is written back, so it must not change in between.
            lock::lock(tx, user.uuid()).await?;
            let row = accounts::find(tx, user).await?.filter(|row| row.status != UserStatus::Suspended);
            let mut row = row.ok_or(Code::NotFound)?;
            row.full_name = if role == Role::Doctor && (change.full_name.is_some() || change.doctor.is_some()) {
                let naming = Naming { present: row.full_name, wanted: change.full_name };
                doctors::change_doctor_profile(tx, &clock, by, user.of(), naming, change.doctor.unwrap_or_default()).await?
            } else {
                change.full_name.unwrap_or(row.full_name)
            };
            if let Some(phone) = change.phone {
                if !phone::is_same(row.phone.as_deref(), phone.as_deref()) {
                    row.phone_verified_at = None;
                    codes::end(tx, user, clock.now()).await?;
                }
                row.phone = phone;
            }
            row.gender = change.gender.unwrap_or(row.gender);
            row.locale = change.locale.unwrap_or(row.locale);
            row.time_zone = change.time_zone.map_or(row.time_zone, |zone| zone.map(|zone| zone.name().to_owned()));
            accounts::update(tx, &clock, &row).await?;
            if let Some(patient) = change.patient {
                let before = accounts::find_patient(tx, user.of()).await?.ok_or(Code::NotFound)?;
                accounts::update_patient(tx, user.of(), &patient.over(before)).await?;
            }
            crate::platform::audit::record(tx, &clock, by, "accounts.change", user.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Checks that the changed fields are those of an account with this role.
///
/// # Errors
/// [`Code::Invalid`] for `patient` or `doctor` in an account of another role, and for removing a doctor's `time_zone`.
pub fn check(role: Role, change: &AccountChange) -> Result<()> {
    if change.patient.is_some() && role != Role::Patient {
        return Err(AppError::field("patient", FieldCode::Unknown));
    }
    if change.doctor.is_some() && role != Role::Doctor {
        return Err(AppError::field("doctor", FieldCode::Unknown));
    }
    if change.time_zone == Some(None) && role == Role::Doctor {
        return Err(AppError::field("time_zone", FieldCode::Required));
    }
    Ok(())
}
