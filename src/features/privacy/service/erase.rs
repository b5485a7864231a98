//! Carrying out the deletion of an account, in one transaction: each feature's entry in the registry erases what its tables have.

use chrono::{Duration, Months};
use futures::FutureExt;
use serde_json::json;

use super::super::jobs::{DELETION, FAREWELL, Farewell, OfAccount, RECORDS_END};
use super::super::mails::AccountDeleted;
use super::super::store;
use super::each;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Role, User};
use crate::features::accounts::service::{self as accounts, UserRow, email_key};
use crate::features::appointments::service::personal as appointments;
use crate::features::notifications::mail::{self, MailContent, Template};
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::db::{Tx, lock};
use crate::platform::jobs::{self, Batch, NewJob, Outcome};
use crate::platform::mail::MailError;
use crate::platform::personal::{Leaving, PersonalData};
use crate::policy::{Actor, By};

/// How long the last mail is tried.
const FAREWELL_GIVE_UP: Duration = Duration::hours(48);

/// Deletes an account now: its sessions end, what identifies its owner is erased, coming appointments are cancelled, and the address gets
/// a last mail. Its row stays without identity, for the records that the law keeps. Returns the account's role; `None`, and does nothing, if
/// it is deleted already. `by` is recorded in the audit log. Before this, the transaction may lock nothing but [`accounts::ADMINS`].
///
/// # Errors
/// [`Code::NotFound`] if there is no such account; [`Code::LastAdmin`].
pub async fn carry_out(tx: &mut Tx, app: &App, user: Id<User>, by: By) -> Result<Option<Role>> {
    let role = accounts::find(tx, user).await?.ok_or(Code::NotFound)?.role;
    if role == Role::Admin {
        lock::lock(tx, accounts::ADMINS).await?;
    }
    appointments::lock_all(tx, user, role).await?;
    if accounts::is_deleted(tx, user).await? {
        return Ok(None);
    }
    // As it is now that it is locked.
    let row = accounts::find(tx, user).await?.ok_or(Code::NotFound)?;
    if row.role == Role::Admin && !accounts::has_other_admin(tx, user).await? {
        return Err(Code::LastAdmin.into());
    }
    let leaving = leaving(app, &row);
    accounts::erase(tx, &leaving).await?;
    for data in app.registry.all::<PersonalData>() {
        if let Some(erase) = data.erase {
            erase(app, tx, &leaving).await?;
        }
    }
    let farewell = Farewell { to: row.email, lang: row.locale, name: row.full_name, at: leaving.at };
    let payload = serde_json::to_string(&farewell).map_err(|_| Code::Internal)?;
    jobs::add(tx, &app.clock, NewJob::new(FAREWELL, payload));
    plan_records_end(tx, app, user).await?;
    audit::record(tx, &app.clock, by, "privacy.delete_account", user.uuid());
    Ok(Some(row.role))
}

fn leaving(app: &App, row: &UserRow) -> Leaving {
    Leaving {
        id: row.id,
        role: row.role,
        full_name: row.full_name.clone(),
        email: row.email.clone(),
        email_key: email_key(&row.email),
        phone: row.phone.clone(),
        at: app.clock.now(),
    }
}

/// The jobs that carry out deletions when they are due.
pub(super) fn deletion_kind() -> jobs::Kind {
    jobs::Kind {
        name: DELETION,
        ready: |_| true,
        limit: |_| None,
        lock: Duration::minutes(15),
        give_up: Duration::days(30),
        run: |app, batch| each(batch, |account: OfAccount| carry_out_due(app, account.user)).boxed(),
    }
}

async fn carry_out_due(app: &App, user: Id<User>) -> Outcome {
    let carried_out = {
        let app = app.clone();
        app.clone()
            .write(move |tx| {
                async move {
                    let row = accounts::find(tx, user).await?.ok_or(Code::NotFound)?;
                    if row.role == Role::Admin {
                        lock::lock(tx, accounts::ADMINS).await?;
                    }
                    appointments::lock_all(tx, user, row.role).await?;
                    // It may have been taken back, also a moment ago.
                    if store::due(tx, user).await?.is_none_or(|due| due > app.clock.now()) {
                        return Ok(());
                    }
                    let actor = Actor::User { id: user, role: row.role };
                    carry_out(tx, &app, user, By::SYSTEM.as_actor(actor)).await.map(|_| ())
                }
                .boxed()
            })
            .await
    };
    match carried_out {
        Ok(()) => Outcome::Done,
        Err(error) if error.code == Code::NotFound => Outcome::Done,
        Err(error) => Outcome::Later(error.to_string()),
    }
}

/// The jobs that tell the addresses of deleted accounts. Whatever becomes of one, its row is deleted.
pub(super) fn farewell_kind() -> jobs::Kind {
    jobs::Kind {
        name: FAREWELL,
        ready: |app| app.mailer.works(),
        limit: |_| None,
        lock: Duration::minutes(2),
        give_up: FAREWELL_GIVE_UP * 2,
        run: |app, batch| each(batch, move |farewell: Farewell| say_farewell(app, batch, farewell)).boxed(),
    }
}

async fn say_farewell(app: &App, batch: &Batch, farewell: Farewell) -> Outcome {
    let about = json!({ "kind": AccountDeleted::NAME, "name": farewell.name });
    let content = MailContent { lang: farewell.lang, about };
    let Some(mail) = mail::combine(app, &[content], &farewell.to, &batch.id.to_string()) else { return Outcome::Forget };
    match app.mailer.send(mail).await {
        Err(MailError::Later(_)) if app.clock.now() - farewell.at < FAREWELL_GIVE_UP => {
            // Not the server's words: they may repeat the address.
            Outcome::Later("the mail server did not take it".to_owned())
        }
        Ok(()) | Err(MailError::Later(_) | MailError::Refused(_)) => Outcome::Forget,
    }
}

/// Plans the end of the records that the law keeps: some years after the last one.
async fn plan_records_end(tx: &mut Tx, app: &App, user: Id<User>) -> Result<()> {
    let Some(last) = appointments::last_record(tx, user).await? else { return Ok(()) };
    let months = Months::new(app.settings.record_years.saturating_mul(12));
    let Some(end) = last.checked_add_months(months) else { return Ok(()) };
    let payload = serde_json::to_string(&OfAccount { user }).map_err(|_| Code::Internal)?;
    jobs::add(tx, &app.clock, NewJob { run_at: Some(end), ..NewJob::new(RECORDS_END, payload) });
    Ok(())
}

/// The jobs that delete the records of deleted accounts.
pub(super) fn records_end_kind() -> jobs::Kind {
    jobs::Kind {
        name: RECORDS_END,
        ready: |_| true,
        limit: |_| None,
        lock: Duration::minutes(15),
        give_up: Duration::days(30),
        run: |app, batch| each(batch, |account: OfAccount| end_records(app, account.user)).boxed(),
    }
}

/// Deletes the records. If the practice keeps them for longer than when this was planned, it is planned again.
async fn end_records(app: &App, user: Id<User>) -> Outcome {
    let ended = {
        let app = app.clone();
        app.clone()
            .write(move |tx| {
                async move {
                    if !accounts::is_deleted(tx, user).await? {
                        return Ok(());
                    }
                    let now = app.clock.now();
                    let months = Months::new(app.settings.record_years.saturating_mul(12));
                    let last = appointments::last_record(tx, user).await?;
                    if last.and_then(|last| last.checked_add_months(months)).is_some_and(|end| end > now) {
                        return plan_records_end(tx, &app, user).await;
                    }
                    appointments::delete_records(tx, user).await?;
                    audit::record(tx, &app.clock, By::SYSTEM, "privacy.delete_records", user.uuid());
                    Ok(())
                }
                .boxed()
            })
            .await
    };
    match ended {
        Ok(()) => Outcome::Done,
        Err(error) => Outcome::Later(error.to_string()),
    }
}
