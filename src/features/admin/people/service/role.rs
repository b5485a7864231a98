//! Changing somebody's role. Their past as patient or doctor stays as it was.

use chrono::NaiveDate;
use chrono_tz::Tz;
use futures::FutureExt;

use super::super::mails::RoleChanged;
use super::super::model::AccountAction;
use super::{Change, keep_an_admin};
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Id, Role, User, UserStatus};
use crate::features::accounts::service::{self as accounts, UserRow};
use crate::features::appointments::service as appointments;
use crate::features::doctors::service::{self as doctors, Application};
use crate::features::notifications::mail;
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::Tx;
use crate::platform::session;
use crate::policy::{Permit, act};

/// The new role, with what its profile needs; what the account has of an earlier time in that role is kept if it is not given.
pub enum NewRole {
    Patient { date_of_birth: Option<NaiveDate> },
    Doctor { application: Option<Application>, time_zone: Option<Tz> },
    Admin,
}

impl NewRole {
    const fn role(&self) -> Role {
        match self {
            Self::Patient { .. } => Role::Patient,
            Self::Doctor { .. } => Role::Doctor,
            Self::Admin => Role::Admin,
        }
    }

    const fn action(&self) -> AccountAction {
        match self {
            Self::Patient { .. } => AccountAction::MakePatient,
            Self::Doctor { .. } => AccountAction::MakeDoctor,
            Self::Admin => AccountAction::MakeAdmin,
        }
    }
}

/// Changes the role, ends all sessions, and tells the person. A new doctor is approved at once; a former one is no longer found.
///
/// # Errors
/// [`Code::NotFound`], [`Code::OwnAccount`], [`Code::LastAdmin`]; [`Code::HasAppointments`] while there are coming appointments;
/// [`Code::Decided`] if that is the role already, or the account is suspended; [`FieldCode::Required`] for what the new profile needs.
pub async fn change_role(app: &App, permit: &Permit<act::ChangeRoles>, id: Id<User>, to: NewRole, reason: String) -> Result<()> {
    let (change, clock) = (Change::new(permit, reason)?, app.clock.clone());
    app.write(move |tx| {
        async move {
            let mut row = change.hold_other(tx, id).await?;
            let (role, action) = (to.role(), to.action());
            if row.role == role || row.status == UserStatus::Suspended {
                return Err(Code::Decided.into());
            }
            keep_an_admin(tx, &row).await?;
            if appointments::count_coming(tx, id, clock.now()).await? > 0 {
                return Err(Code::HasAppointments.into());
            }
            if row.role == Role::Doctor {
                doctors::retire(tx, &clock, id.of()).await?;
            }
            prepare(tx, &clock, &mut row, to).await?;
            accounts::set_role(tx, &clock, id, role, UserStatus::Active).await?;
            session::end_all(tx, id, None, clock.now()).await?;
            mail::enqueue(tx, &clock, &row.email, row.locale, &RoleChanged { name: row.full_name, role })?;
            change.record(tx, &clock, (id, row.role), action);
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Creates or renews the profile of the new role.
async fn prepare(tx: &mut Tx, clock: &Clock, row: &mut UserRow, to: NewRole) -> Result<()> {
    let required = |field: &str| AppError::field(field, FieldCode::Required);
    match to {
        NewRole::Admin => Ok(()),
        NewRole::Patient { date_of_birth } => match (accounts::find_patient(tx, row.id.of()).await?, date_of_birth) {
            (None, None) => Err(required("date_of_birth")),
            (None, Some(born)) => accounts::create_patient_profile(tx, row.id.of(), born, None).await,
            (Some(_), None) => Ok(()),
            (Some(mut patient), Some(born)) => {
                patient.date_of_birth = born;
                accounts::update_patient(tx, row.id.of(), &patient).await
            }
        },
        NewRole::Doctor { application, time_zone } => {
            if let Some(zone) = time_zone {
                row.time_zone = Some(zone.name().to_owned());
                accounts::update(tx, clock, row).await?;
            }
            if row.time_zone.is_none() {
                return Err(required("time_zone"));
            }
            let application = match application {
                Some(application) => application,
                None => {
                    let known = doctors::profile(tx, row.id.of()).await?.ok_or_else(|| required("specialty"))?;
                    Application {
                        specialty: known.specialty,
                        licence_number: known.licence_number,
                        experience_years: known.experience_years,
                        location: known.location,
                    }
                }
            };
            doctors::appoint(tx, clock, row.id.of(), &row.full_name, row.locale, application, true).await
        }
    }
}
