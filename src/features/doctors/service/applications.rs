//! Doctors' applications: pending doctors, and the staff's decisions.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use futures::FutureExt;
use uuid::Uuid;

use super::super::mails;
use super::super::model::{ApplicationState, Decision, PendingChange, PendingDoctor, Review};
use super::super::notices::{self, Parameters};
use super::super::store::applications::{self as store, After, NewDecision, PendingRow};
use super::super::store::change as changes;
use crate::base::error::{Code, Result};
use crate::base::model::{Doctor, Id, Page, User};
use crate::base::photo;
use crate::base::specialty::Specialty;
use crate::features::accounts::service as accounts;
use crate::features::notifications::service as notifications;
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Tx, lock};
use crate::platform::personal::Leaving;
use crate::platform::{cursor, zone};
use crate::policy::{Permit, act};

/// Pending doctors per page.
const PENDING_PER_PAGE: u32 = 20;

/// Returns the decisions about a doctor, the oldest first.
///
/// # Errors
/// Database errors.
pub async fn reviews(conn: &mut Conn, doctor: Id<Doctor>, zone: Tz) -> Result<Vec<Review>> {
    let rows = store::reviews(conn, doctor).await?;
    let show = |row: store::DecisionRow| Review {
        at: zone::zoned(row.at, zone),
        by_name: row.by_name,
        decision: if row.approved { Decision::Approved } else { Decision::Rejected },
        reason: row.reason,
    };
    Ok(rows.into_iter().map(show).collect())
}

/// Returns a page of doctors with a pending application or change, the longest waiting first, each with earlier decisions.
///
/// # Errors
/// [`Code::Malformed`] for an invalid cursor.
pub async fn pending(
    app: &App,
    _: &Permit<act::DecideApplications>,
    after: Option<&str>,
    reader: Option<Tz>,
) -> Result<Page<PendingDoctor>> {
    let zone = reader.unwrap_or(Tz::UTC);
    let after = match cursor::after::<(DateTime<Utc>, Uuid)>(after)? {
        None => After { since: DateTime::UNIX_EPOCH, id: Uuid::nil() },
        Some((since, id)) => After { since: cursor::reachable(since)?, id },
    };
    let limit = cursor::limit(None, PENDING_PER_PAGE)?;
    let mut conn = app.read().await?;
    let mut rows = store::pending(&mut conn, after, i64::from(PENDING_PER_PAGE) + 1).await?;
    let next_cursor = cursor::cut(&mut rows, limit, |row| (row.since, row.id))?;
    let mut items = Vec::new();
    for row in rows {
        let reviews = reviews(&mut conn, row.id, zone).await?;
        let change = changes::find(&mut conn, row.id).await?;
        let PendingRow { id, full_name, email, phone, photo_id, specialty, licence_number, experience_years, location, bio, since } =
            row;
        let since = zone::zoned(since, zone);
        items.push(PendingDoctor {
            id,
            full_name,
            email,
            phone,
            photo_url: photo_id.map(|photo| photo::of_user(id.of(), photo)),
            specialty,
            licence_number,
            experience_years,
            location,
            bio,
            since,
            change,
            reviews,
        });
    }
    Ok(Page { items, next_cursor })
}

/// A decision, and the data that it is based on.
pub struct DecisionInput {
    pub decision: Decision,
    /// As it was shown; for a change, as requested. The doctor may have changed it since.
    pub full_name: String,
    pub specialty: Specialty,
    pub licence_number: String,
    pub reason: Option<String>,
}

/// Approves or rejects a doctor's application or requested change, and notifies the doctor by mail.
///
/// # Errors
/// [`Code::NotFound`] if there is no such doctor; [`Code::Decided`] if it is already decided, or if name, specialty or licence number
/// differ from those that were shown.
pub async fn decide(app: &App, permit: &Permit<act::DecideApplications>, id: Id<Doctor>, input: DecisionInput) -> Result<()> {
    let (clock, by, user) = (app.clock.clone(), permit.by(), permit.user()?);
    app.write(move |tx| {
        async move {
            let now = clock.now();
            lock::lock(tx, id.uuid()).await?;
            let is_pending = store::is_pending(tx, id).await?.ok_or(Code::NotFound)?;
            let practice = super::super::store::practice(tx, id).await?.ok_or(Code::NotFound)?;
            let change = changes::find(tx, id).await?.filter(|_| practice.approved_at.is_some());
            let present = match (is_pending, &change) {
                (true, _) => (store::name(tx, id).await?.ok_or(Code::NotFound)?, practice.specialty, practice.licence_number),
                (false, Some(change)) => (change.full_name.clone(), change.specialty, change.licence_number.clone()),
                (false, None) => return Err(Code::Decided.into()),
            };
            let DecisionInput { decision, full_name, specialty, licence_number, reason } = input;
            if present != (full_name, specialty, licence_number) {
                return Err(Code::Decided.into());
            }
            let approved = decision == Decision::Approved;
            let review = NewDecision {
                id: clock.new_id(),
                doctor: id,
                at: now,
                by: user,
                approved,
                reason: reason.as_deref(),
                about_change: !is_pending,
            };
            store::insert(tx, &review).await?;
            let action = if is_pending {
                decide_registration(tx, &clock, id, approved, reason).await?
            } else {
                let change = change.ok_or(Code::Decided)?;
                decide_change(tx, &clock, id, &change, approved, reason).await?
            };
            notifications::settled(tx, &clock, notices::subject(id)).await?;
            crate::platform::audit::record(tx, &clock, by, action, id.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Records a decision made at `at`, for generated data; nobody is notified.
///
/// # Errors
/// Database errors.
pub async fn record(
    tx: &mut Tx,
    _: &Permit<act::MakeDemo>,
    doctor: Id<Doctor>,
    (at, by): (DateTime<Utc>, Id<User>),
    (decision, reason): (Decision, Option<&str>),
) -> Result<()> {
    let id = Clock::manual(at).new_id();
    store::insert(tx, &NewDecision { id, doctor, at, by, approved: decision == Decision::Approved, reason, about_change: false })
        .await
}

/// Decides about an application and returns the action for the audit log.
async fn decide_registration(
    tx: &mut Tx,
    clock: &Clock,
    id: Id<Doctor>,
    approved: bool,
    reason: Option<String>,
) -> Result<&'static str> {
    let user: Id<User> = id.of();
    super::super::store::decide(tx, id, approved.then(|| clock.now())).await?;
    if approved {
        accounts::activate(tx, clock, user).await?;
        notifications::mail_to(tx, clock, user, |name| mails::Approved { name }).await?;
        Ok("doctors.approve")
    } else {
        notifications::mail_to(tx, clock, user, |name| mails::Rejected { name, reason }).await?;
        Ok("doctors.refuse")
    }
}

/// Decides about a change and returns the action for the audit log.
async fn decide_change(
    tx: &mut Tx,
    clock: &Clock,
    id: Id<Doctor>,
    change: &PendingChange,
    approved: bool,
    reason: Option<String>,
) -> Result<&'static str> {
    let user: Id<User> = id.of();
    if approved {
        super::profile::apply_change(tx, clock, id, change).await?;
        notifications::mail_to(tx, clock, user, |name| mails::ChangeApproved { name }).await?;
        Ok("doctors.approve_change")
    } else {
        changes::delete(tx, id).await?;
        notifications::mail_to(tx, clock, user, |name| mails::ChangeRejected { name, reason }).await?;
        Ok("doctors.refuse_change")
    }
}

/// Applies again after a rejection.
///
/// # Errors
/// [`Code::Forbidden`] except for doctors; [`Code::Decided`] if the application is already pending or approved.
pub async fn ask_again(app: &App, permit: &Permit<act::AskForApproval>) -> Result<()> {
    let (clock, by) = (app.clock.clone(), permit.by());
    let doctor = permit.scope().doctor.ok_or(Code::Forbidden)?;
    app.write(move |tx| {
        async move {
            lock::lock(tx, doctor.uuid()).await?;
            if store::is_pending(tx, doctor).await?.ok_or(Code::NotFound)? {
                return Err(Code::Decided.into());
            }
            if !super::super::store::ask_again(tx, doctor, clock.now()).await? {
                return Err(Code::Decided.into());
            }
            let name = store::name(tx, doctor).await?.ok_or(Code::NotFound)?;
            notifications::notify_staff(
                tx,
                &clock,
                (notices::APPLIED, notices::subject(doctor)),
                &Parameters { with: name.clone() },
                |admin| mails::DoctorApplied { name: admin, doctor: name.clone() },
            )
            .await?;
            crate::platform::audit::record(tx, &clock, by, "doctors.ask_again", doctor.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Returns the state of the acting doctor's application; `None` for everybody else.
///
/// # Errors
/// Database errors.
pub async fn state(app: &App, permit: &Permit<act::ReadOwnAccount>, reader: Option<Tz>) -> Result<Option<ApplicationState>> {
    let Some(doctor) = permit.scope().doctor else { return Ok(None) };
    let mut conn = app.read().await?;
    let is_pending = store::is_pending(&mut conn, doctor).await?.ok_or(Code::NotFound)?;
    let reviews = reviews(&mut conn, doctor, reader.unwrap_or(Tz::UTC)).await?;
    Ok(Some(ApplicationState { is_pending, last: reviews.into_iter().last() }))
}

/// Returns the decisions about a doctor, for their export.
///
/// # Errors
/// Database errors.
pub async fn decisions(conn: &mut Conn, doctor: Id<Doctor>) -> Result<Vec<store::DecisionRow>> {
    store::reviews(conn, doctor).await
}

/// Empties the reasons of the decisions about a doctor who leaves, and the name in what staff were told, which is read: there is nothing to
/// decide any more.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, clock: &Clock, leaving: &Leaving) -> Result<()> {
    let doctor = leaving.id.of();
    store::erase(tx, doctor).await?;
    changes::delete(tx, doctor).await?;
    let name = leaving.full_name.as_str();
    let is_about = |mail: &serde_json::Value| mail.get("doctor").is_some_and(|doctor| doctor == name);
    notifications::forget_name_for_staff(tx, notices::subject(doctor), is_about).await?;
    notifications::settled(tx, clock, notices::subject(doctor)).await
}
