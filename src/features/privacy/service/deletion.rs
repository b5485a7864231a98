//! Asking for the deletion of one's own account, and taking that back.

use chrono::Duration;
use chrono_tz::Tz;
use futures::FutureExt;

use super::super::jobs::{DELETION, OfAccount};
use super::super::mails::{DeletionAsked, DeletionTakenBack};
use super::super::store;
use super::{check_password, locked};
use crate::base::error::{Code, Result};
use crate::base::model::{Role, ZonedTime};
use crate::features::accounts::service::{self as accounts, Origin};
use crate::features::notifications::mail;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::jobs::{self, NewJob};
use crate::platform::zone;
use crate::policy::{Permit, act};

/// Asks for the deletion of the acting user's account, which is carried out some days later. Asking again changes nothing. Coming
/// appointments stand until then: taking the deletion back loses nothing.
///
/// # Errors
/// [`WrongPassword`](crate::base::error::FieldCode::WrongPassword) for `password`; [`Code::LastAdmin`].
pub async fn ask_deletion(app: &App, permit: &Permit<act::DeleteOwnAccount>, password: String, origin: &Origin) -> Result<()> {
    let (user, by) = (permit.user()?, permit.by());
    check_password(app, user, password, origin).await?;
    let (clock, days) = (app.clock.clone(), app.settings.deletion_days);
    app.write(move |tx| {
        async move {
            let row = locked(tx, user).await?;
            if row.role == Role::Admin && !accounts::has_other_admin(tx, user).await? {
                return Err(Code::LastAdmin.into());
            }
            if store::due(tx, user).await?.is_some() {
                return Ok(());
            }
            let now = clock.now();
            let due = now + Duration::days(i64::from(days));
            store::ask_deletion(tx, user, now, due).await?;
            let payload = serde_json::to_string(&OfAccount { user }).map_err(|_| Code::Internal)?;
            jobs::add(tx, &clock, NewJob::new(DELETION, payload).at(due, &user.to_string()));
            let zone = row.time_zone.as_deref().and_then(zone::parse).unwrap_or(Tz::UTC);
            let asked = DeletionAsked { name: row.full_name, due: zone::zoned(due, zone) };
            mail::enqueue(tx, &clock, &row.email, row.locale, &asked)?;
            audit::record(tx, &clock, by, "privacy.ask_deletion", user.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Returns when the acting user's account will be deleted, if that was asked for.
///
/// # Errors
/// Database errors.
pub async fn deletion(app: &App, permit: &Permit<act::DeleteOwnAccount>, reader: Option<Tz>) -> Result<Option<ZonedTime>> {
    let mut conn = app.read().await?;
    let due = store::due(&mut conn, permit.user()?).await?;
    Ok(due.map(|due| zone::zoned(due, reader.unwrap_or(Tz::UTC))))
}

/// Takes back the deletion of the acting user's account; changes nothing if there is none.
///
/// # Errors
/// Database errors.
pub async fn take_back_deletion(app: &App, permit: &Permit<act::DeleteOwnAccount>) -> Result<()> {
    let (user, by, clock) = (permit.user()?, permit.by(), app.clock.clone());
    app.write(move |tx| {
        async move {
            let row = locked(tx, user).await?;
            if !store::take_back(tx, user).await? {
                return Ok(());
            }
            jobs::cancel(tx, DELETION, &user.to_string()).await?;
            mail::enqueue(tx, &clock, &row.email, row.locale, &DeletionTakenBack { name: row.full_name })?;
            audit::record(tx, &clock, by, "privacy.take_back_deletion", user.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}
