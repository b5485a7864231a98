//! What admins do to doctors' accounts: making somebody a doctor, and no longer one; correcting a profile; deleting it.

use super::super::notices;
use super::super::store::{self, Practice, applications, change as changes};
use super::profile::{DoctorProfileChange, NewDoctor, create_profile, save};
use crate::base::error::{Code, Result};
use crate::base::model::{Doctor, Id, VisitKind};
use crate::base::specialty::Specialty;
use crate::base::text::Lang;
use crate::features::notifications::service as notifications;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Tx};

/// What the practice has to know of a doctor.
#[derive(Clone, Debug)]
pub struct Application {
    pub specialty: Specialty,
    pub licence_number: String,
    pub experience_years: i32,
    pub location: String,
}

/// Makes the owner of an account a doctor: approved at once, or with an application that staff still decide. A profile from earlier is
/// kept, with its times.
///
/// # Errors
/// Database errors.
pub async fn appoint(
    tx: &mut Tx,
    clock: &Clock,
    id: Id<Doctor>,
    full_name: &str,
    locale: Lang,
    application: Application,
    is_approved: bool,
) -> Result<()> {
    let Application { specialty, licence_number, experience_years, location } = application;
    let approved_at = is_approved.then(|| clock.now());
    let Some(row) = store::practice(tx, id).await? else {
        let doctor = NewDoctor {
            id,
            full_name: full_name.to_owned(),
            specialty,
            licence_number,
            experience_years,
            location,
            bio: String::new(),
            languages: locale.as_str().parse().into_iter().collect(),
            fee: None,
            kinds: vec![VisitKind::InPerson],
            auto_confirm: false,
            approved_at,
            waiting_since: (!is_approved).then(|| clock.now()),
        };
        return create_profile(tx, &doctor).await;
    };
    let row = Practice { specialty, licence_number, ..row };
    let change = DoctorProfileChange {
        experience_years: Some(experience_years),
        location: Some(location),
        ..DoctorProfileChange::default()
    };
    save(tx, id, full_name, row, change).await?;
    store::decide(tx, id, approved_at).await?;
    if !is_approved {
        store::ask_again(tx, id, clock.now()).await?;
    }
    Ok(())
}

/// Nobody finds or books the doctor any more, and what they asked staff for is withdrawn. The profile is kept for past appointments.
///
/// # Errors
/// Database errors.
pub async fn retire(tx: &mut Tx, clock: &Clock, id: Id<Doctor>) -> Result<()> {
    store::decide(tx, id, None).await?;
    changes::delete(tx, id).await?;
    notifications::settled(tx, clock, notices::subject(id)).await
}

/// Changes a doctor's profile, and the name that the search knows. What staff have verified changes at once, because staff change it.
///
/// # Errors
/// [`Code::NotFound`] if there is no such doctor.
pub async fn correct_profile(tx: &mut Tx, id: Id<Doctor>, full_name: &str, mut change: DoctorProfileChange) -> Result<()> {
    let mut row = store::practice(tx, id).await?.ok_or(Code::NotFound)?;
    row.specialty = change.specialty.take().unwrap_or(row.specialty);
    row.licence_number = change.licence_number.take().unwrap_or(row.licence_number);
    save(tx, id, full_name, row, change).await
}

/// Returns whether the doctor's application waits for a decision; `None` if there is no such doctor.
///
/// # Errors
/// Database errors.
pub async fn application(conn: &mut Conn, id: Id<Doctor>) -> Result<Option<bool>> {
    applications::is_pending(conn, id).await
}
