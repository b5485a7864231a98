//! Registration as a patient or as a doctor.

use chrono::NaiveDate;
use chrono_tz::Tz;
use futures::FutureExt;

use super::super::links::Verification;
use super::super::mails::{KnownAddress, Welcome};
use super::recovery;
use crate::base::error::{Code, Result};
use crate::base::model::{Gender, Id, Role, Slot, User, UserStatus, VisitKind};
use crate::base::specialty::{Specialty, Spoken};
use crate::base::text::Lang;
use crate::features::accounts::service::{self as accounts, NewUser, create_patient_profile, create_user, email_key};
use crate::features::appointments::service as appointments;
use crate::features::doctors::mails::{ApplicationReceived, DoctorApplied};
use crate::features::doctors::notices;
use crate::features::doctors::service::{self as doctors, NewDoctor};
use crate::features::notifications::{mail, service as notifications};
use crate::platform::app::App;
use crate::platform::http::client::Counted;
use crate::platform::links::{self, Purpose};
use crate::platform::throttle;
use crate::policy::{Actor, Permit, act, allow};

/// A parsed registration.
pub struct Registration {
    pub full_name: String,
    pub email: String,
    pub password: String,
    pub phone: Option<String>,
    pub gender: Gender,
    pub locale: Lang,
    pub time_zone: Option<Tz>,
    pub becomes: RoleDetails,
    /// The slot that a patient has chosen to book; the mail links to it.
    pub chosen: Option<Id<Slot>>,
}

/// The role to register as. A doctor is pending until approved.
pub enum RoleDetails {
    Patient { date_of_birth: NaiveDate, address: Option<String> },
    Doctor { specialty: Specialty, licence_number: String, experience_years: i32, location: String },
}

impl RoleDetails {
    const fn role(&self) -> Role {
        match self {
            Self::Patient { .. } => Role::Patient,
            Self::Doctor { .. } => Role::Doctor,
        }
    }

    const fn status(&self) -> UserStatus {
        match self {
            Self::Patient { .. } => UserStatus::Active,
            Self::Doctor { .. } => UserStatus::Pending,
        }
    }
}

/// Creates the account. If the email address is already registered, nothing is changed, the result and its timing are the same, and the
/// owner gets a mail about it.
///
/// # Errors
/// [`Code::TooMany`] for too many registrations of one email address or from one IP address; [`Code::Overloaded`]; database errors.
pub async fn register(app: &App, permit: &Permit<act::Register>, registration: Registration, from: &Counted) -> Result<()> {
    let key = email_key(&registration.email);
    throttle::register(app, &key, from).await?;
    // Looked up before checking whether the address is registered, so that both cases take the same time.
    let chosen = match registration.chosen {
        Some(slot) => {
            let public = allow::<act::FindDoctors>(&permit.actor())?;
            appointments::chosen(app, &public, slot, registration.time_zone).await?
        }
        None => None,
    };
    let password_hash = app.hasher.hash(registration.password).await?;
    let (id, by, becomes) = (app.clock.new_id::<User>(), permit.by(), registration.becomes);
    let user = NewUser {
        id,
        role: becomes.role(),
        email: registration.email,
        password_hash,
        full_name: registration.full_name,
        phone: registration.phone,
        gender: registration.gender,
        locale: registration.locale,
        time_zone: registration.time_zone,
        status: becomes.status(),
        limited: true,
    };
    let clock = app.clock.clone();
    app.write(move |tx| {
        async move {
            if !create_user(tx, &clock, &user).await? {
                let owner = accounts::find_by_email(tx, &key).await?.ok_or(Code::Internal)?;
                let link = match owner.email_verified_at {
                    Some(_) => None,
                    None => {
                        let next = chosen.as_ref().map(|chosen| format!("/book/{}", chosen.slot));
                        Some(recovery::password_link(tx, &clock, owner.id, next).await?)
                    }
                };
                return mail::enqueue(tx, &clock, &owner.email, owner.locale, &KnownAddress { chosen, link });
            }
            let name = user.full_name.clone();
            match becomes {
                RoleDetails::Patient { date_of_birth, address } => {
                    create_patient_profile(tx, id.of(), date_of_birth, address.as_deref()).await?;
                    let next = chosen.as_ref().map(|chosen| format!("/book/{}", chosen.slot));
                    let link = links::create(tx, &clock, Purpose::VerifyEmail, id, &Verification { next }).await?;
                    mail::enqueue(tx, &clock, &user.email, user.locale, &Welcome { name, chosen, link: Some(link) })?;
                }
                RoleDetails::Doctor { specialty, licence_number, experience_years, location } => {
                    let doctor = NewDoctor {
                        id: id.of(),
                        full_name: name.clone(),
                        specialty,
                        licence_number,
                        experience_years,
                        location,
                        bio: String::new(),
                        languages: spoken(user.locale),
                        fee: None,
                        kinds: vec![VisitKind::InPerson],
                        auto_confirm: false,
                        approved_at: None,
                        waiting_since: Some(clock.now()),
                    };
                    doctors::create_profile(tx, &doctor).await?;
                    notifications::notify_staff(
                        tx,
                        &clock,
                        (notices::APPLIED, notices::subject(id.of())),
                        &notices::Parameters { with: name.clone() },
                        |admin| DoctorApplied { name: admin, doctor: name.clone() },
                    )
                    .await?;
                    let next = Some("/profile".to_owned());
                    let link = links::create(tx, &clock, Purpose::VerifyEmail, id, &Verification { next }).await?;
                    mail::enqueue(tx, &clock, &user.email, user.locale, &ApplicationReceived { name, link: Some(link) })?;
                }
            }
            let by = by.as_actor(Actor::User { id, role: user.role });
            crate::platform::audit::record(tx, &clock, by, "accounts.register", id.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Returns a doctor's initial spoken languages: the account's language.
fn spoken(lang: Lang) -> Vec<Spoken> {
    lang.as_str().parse().into_iter().collect()
}
