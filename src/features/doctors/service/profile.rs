//! Doctor profiles: created with the account, and changed by the doctor.

use chrono::{DateTime, Utc};

use super::super::mails;
use super::super::model::PendingChange;
use super::super::notices::{self, Parameters};
use super::super::store::{self, Practice};
use super::synonyms::synonyms;
use crate::base::error::{Code, Result};
use crate::base::model::{Doctor, Id, Money, VisitKind};
use crate::base::specialty::{Specialty, Spoken};
use crate::base::text::Lang;
use crate::features::accounts::service as accounts;
use crate::features::doctors::model::DoctorProfile;
use crate::features::notifications::service as notifications;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Tx};
use crate::platform::fold::fold;
use crate::platform::personal::Leaving;
use crate::policy::By;

/// A new doctor; the account is created first.
pub struct NewDoctor {
    pub id: Id<Doctor>,
    /// As in the account; used by the search.
    pub full_name: String,
    pub specialty: Specialty,
    pub licence_number: String,
    pub experience_years: i32,
    pub location: String,
    pub bio: String,
    pub languages: Vec<Spoken>,
    pub fee: Option<Money>,
    pub kinds: Vec<VisitKind>,
    pub auto_confirm: bool,
    /// Until then nobody finds the doctor.
    pub approved_at: Option<DateTime<Utc>>,
    /// Set while the application is pending.
    pub waiting_since: Option<DateTime<Utc>>,
}

/// The changed fields; `None` leaves a field unchanged.
#[derive(Default)]
pub struct DoctorProfileChange {
    pub specialty: Option<Specialty>,
    pub licence_number: Option<String>,
    pub experience_years: Option<i32>,
    pub location: Option<String>,
    pub bio: Option<String>,
    pub languages: Option<Vec<Spoken>>,
    pub fee: Option<Option<Money>>,
    pub kinds: Option<Vec<VisitKind>>,
    pub auto_confirm: Option<bool>,
}

/// Creates the doctor profile of an account.
///
/// # Errors
/// Database errors.
pub async fn create_profile(tx: &mut Tx, doctor: &NewDoctor) -> Result<()> {
    let practice = Practice {
        specialty: doctor.specialty,
        licence_number: doctor.licence_number.clone(),
        experience_years: doctor.experience_years,
        location: doctor.location.clone(),
        bio: doctor.bio.clone(),
        fee_amount: doctor.fee.as_ref().map(|fee| fee.amount),
        fee_currency: doctor.fee.as_ref().map(|fee| fee.currency.clone()),
        in_person: doctor.kinds.contains(&VisitKind::InPerson),
        video: doctor.kinds.contains(&VisitKind::Video),
        auto_confirm: doctor.auto_confirm,
        approved_at: doctor.approved_at,
        waiting_since: doctor.waiting_since,
    };
    store::insert(tx, doctor.id, &practice, &keys(&doctor.full_name, &practice)).await?;
    for language in &doctor.languages {
        store::insert_language(tx, doctor.id, *language).await?;
    }
    Ok(())
}

/// Returns the search keys: name, place and specialty, in all languages and in patients' words.
fn keys(full_name: &str, practice: &Practice) -> store::Keys {
    let mut searched = vec![full_name, practice.location.as_str(), synonyms(practice.specialty)];
    searched.extend(Lang::ALL.iter().map(|lang| practice.specialty.name(*lang)));
    store::Keys { search: fold(&searched.join(" ")), place: fold(&practice.location), sort: fold(full_name) }
}

/// Returns a doctor profile.
///
/// # Errors
/// Database errors.
pub async fn profile(conn: &mut Conn, id: Id<Doctor>) -> Result<Option<DoctorProfile>> {
    let Some(row) = store::practice(conn, id).await? else { return Ok(None) };
    let languages = store::languages(conn, id).await?;
    Ok(Some(DoctorProfile {
        kinds: row.kinds(),
        fee: row.fee(),
        specialty: row.specialty,
        licence_number: row.licence_number,
        experience_years: row.experience_years,
        location: row.location,
        bio: row.bio,
        languages: languages.into_iter().filter_map(|language| language.parse().ok()).collect(),
        auto_confirm: row.auto_confirm,
        approved_at: row.approved_at,
        pending_change: store::change::find(conn, id).await?,
    }))
}

/// The name of a doctor whose profile changes.
pub struct Naming {
    pub present: String,
    /// `None` leaves it unchanged.
    pub wanted: Option<String>,
}

/// Changes a doctor profile, in the transaction that changes the account; returns the account's name after it. Changes of an approved
/// doctor's verified data (name, specialty, licence number) wait for an admin's approval, and the current values stay.
///
/// # Errors
/// [`Code::NotFound`] if there is no such doctor.
pub async fn change_doctor_profile(
    tx: &mut Tx,
    clock: &Clock,
    by: By,
    id: Id<Doctor>,
    naming: Naming,
    mut change: DoctorProfileChange,
) -> Result<String> {
    let mut row = store::practice(tx, id).await?.ok_or(Code::NotFound)?;
    let (specialty, licence_number) = (change.specialty.take(), change.licence_number.take());
    let full_name = if row.approved_at.is_some() {
        let wanted = Wanted { full_name: naming.wanted, specialty, licence_number };
        ask_to_change(tx, clock, by, id, &naming.present, &row, wanted).await?;
        naming.present
    } else {
        row.specialty = specialty.unwrap_or(row.specialty);
        row.licence_number = licence_number.unwrap_or(row.licence_number);
        naming.wanted.unwrap_or(naming.present)
    };
    save(tx, id, &full_name, row, change).await?;
    Ok(full_name)
}

/// Saves a changed profile; of `change`, what staff have verified is taken already.
pub(super) async fn save(
    tx: &mut Tx,
    id: Id<Doctor>,
    full_name: &str,
    mut row: Practice,
    change: DoctorProfileChange,
) -> Result<()> {
    row.experience_years = change.experience_years.unwrap_or(row.experience_years);
    row.location = change.location.unwrap_or(row.location);
    row.bio = change.bio.unwrap_or(row.bio);
    row.auto_confirm = change.auto_confirm.unwrap_or(row.auto_confirm);
    if let Some(fee) = change.fee {
        (row.fee_amount, row.fee_currency) = fee.map(|fee| (fee.amount, fee.currency)).unzip();
    }
    if let Some(kinds) = change.kinds {
        row.in_person = kinds.contains(&VisitKind::InPerson);
        row.video = kinds.contains(&VisitKind::Video);
    }
    store::update(tx, id, &row, &keys(full_name, &row)).await?;
    if let Some(languages) = change.languages {
        store::delete_languages(tx, id).await?;
        for language in languages {
            store::insert_language(tx, id, language).await?;
        }
    }
    Ok(())
}

/// New values of verified data; `None` leaves a value unchanged.
struct Wanted {
    full_name: Option<String>,
    specialty: Option<Specialty>,
    licence_number: Option<String>,
}

/// Stores the change that the doctor requests, in place of an earlier one, and notifies staff. Requesting the current values withdraws it.
async fn ask_to_change(
    tx: &mut Tx,
    clock: &Clock,
    by: By,
    id: Id<Doctor>,
    present_name: &str,
    row: &Practice,
    wanted: Wanted,
) -> Result<()> {
    let before = store::change::find(tx, id).await?;
    let present = PendingChange {
        full_name: present_name.to_owned(),
        specialty: row.specialty,
        licence_number: row.licence_number.clone(),
        asked_at: clock.now(),
    };
    let last = before.clone().unwrap_or_else(|| present.clone());
    let asked = PendingChange {
        full_name: wanted.full_name.unwrap_or(last.full_name),
        specialty: wanted.specialty.unwrap_or(last.specialty),
        licence_number: wanted.licence_number.unwrap_or(last.licence_number),
        asked_at: present.asked_at,
    };
    match before {
        Some(before) if before.is_same(&asked) => Ok(()),
        Some(_) if asked == present => {
            store::change::delete(tx, id).await?;
            notifications::settled(tx, clock, notices::subject(id)).await?;
            crate::platform::audit::record(tx, clock, by, "doctors.withdraw_change", id.uuid());
            Ok(())
        }
        None if asked == present => Ok(()),
        _ => {
            store::change::ask(tx, id, &asked).await?;
            notifications::notify_staff(
                tx,
                clock,
                (notices::CHANGE_ASKED, notices::subject(id)),
                &Parameters { with: present_name.to_owned() },
                |name| mails::ChangeAsked { name, doctor: present_name.to_owned() },
            )
            .await?;
            crate::platform::audit::record(tx, clock, by, "doctors.ask_change", id.uuid());
            Ok(())
        }
    }
}

/// Applies a requested change that an admin has approved.
///
/// # Errors
/// [`Code::NotFound`] if there is no such doctor.
pub(super) async fn apply_change(tx: &mut Tx, clock: &Clock, id: Id<Doctor>, change: &PendingChange) -> Result<()> {
    let mut row = store::practice(tx, id).await?.ok_or(Code::NotFound)?;
    row.specialty = change.specialty;
    row.licence_number.clone_from(&change.licence_number);
    store::update(tx, id, &row, &keys(&change.full_name, &row)).await?;
    accounts::rename(tx, clock, id.of(), &change.full_name).await?;
    store::change::delete(tx, id).await
}

/// Empties the profile of a doctor who leaves.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, leaving: &Leaving) -> Result<()> {
    let doctor = leaving.id.of();
    store::delete_languages(tx, doctor).await?;
    store::erase(tx, doctor).await
}
