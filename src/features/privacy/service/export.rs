//! Exports of one's own data: asked for, made by a job, downloaded, and deleted when they have expired.

use std::str::FromStr;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use futures::FutureExt;

use super::super::jobs::{EXPORT, FORGET_EXPORT, ForgetExport, Make};
use super::super::mails::ExportReady;
use super::super::model::{ExportState, ExportView};
use super::super::store::{self, ExportRow};
use super::{check_password, each, locked, pack};
use crate::base::error::{AppError, Code, Result};
use crate::base::model::{DataExport, Id, Role, UserStatus};
use crate::features::accounts::service::{self as accounts, Origin, UserRow};
use crate::features::notifications::mail;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::blobs::{Blob, BlobKey, Stored};
use crate::platform::clock::Clock;
use crate::platform::db::Tx;
use crate::platform::jobs::{self, NewJob, Outcome};
use crate::platform::personal::Owner;
use crate::platform::zone;
use crate::policy::{Actor, By, Permit, act};

/// How long an export can be downloaded.
const TTL: Duration = Duration::days(7);
/// Exports of one account within a day.
const DAILY_MAX: usize = 3;
const DAY: Duration = Duration::days(1);
/// How long an export is tried to be made, and when one that nobody makes any more is given up.
const GIVE_UP: Duration = Duration::hours(1);
const STALE: Duration = Duration::hours(2);

/// Returns the row for its owner; `None` if it has expired.
pub(super) fn show(row: ExportRow, zone: Tz, now: DateTime<Utc>) -> Option<ExportView> {
    if row.expires_at.is_some_and(|expires| expires <= now) {
        return None;
    }
    let is_stale = row.state == ExportState::Making && row.asked_at <= now - STALE;
    let state = if is_stale { ExportState::Failed } else { row.state };
    Some(ExportView {
        id: row.id,
        state,
        asked_at: zone::zoned(row.asked_at, zone),
        expires_at: row.expires_at.map(|expires| zone::zoned(expires, zone)),
        bytes: row.bytes.and_then(|bytes| u64::try_from(bytes).ok()),
        url: (state == ExportState::Ready).then(|| format!("/exports/{}/data.zip", row.id)),
    })
}

/// Returns the acting user's latest export.
///
/// # Errors
/// [`Code::NotFound`] if there is none, or if it has expired.
pub async fn export(app: &App, permit: &Permit<act::ExportOwnData>, reader: Option<Tz>) -> Result<ExportView> {
    let mut conn = app.read().await?;
    let row = store::latest(&mut conn, permit.user()?).await?.ok_or(Code::NotFound)?;
    show(row, reader.unwrap_or(Tz::UTC), app.clock.now()).ok_or_else(|| Code::NotFound.into())
}

/// Has an export of the acting user's data made.
///
/// # Errors
/// [`WrongPassword`](crate::base::error::FieldCode::WrongPassword) for `password`; [`Code::ExportRunning`]; [`Code::TooMany`] after some
/// exports in one day.
pub async fn ask_export(app: &App, permit: &Permit<act::ExportOwnData>, password: String, origin: &Origin) -> Result<()> {
    let (user, by) = (permit.user()?, permit.by());
    check_password(app, user, password, origin).await?;
    let (clock, limits) = (app.clock.clone(), app.settings.limits);
    app.write(move |tx| {
        async move {
            locked(tx, user).await?;
            let now = clock.now();
            store::fail_stale(tx, user, now - STALE).await?;
            store::delete_old(tx, user, now - DAY).await?;
            if store::latest(tx, user).await?.is_some_and(|latest| latest.state == ExportState::Making) {
                return Err(Code::ExportRunning.into());
            }
            let today = store::since(tx, user, now - DAY).await?;
            if let Some(first) = today.first().filter(|_| limits && today.len() >= DAILY_MAX) {
                let seconds = (*first + DAY - now).num_seconds().max(0) + 1;
                return Err(AppError { retry_after: u32::try_from(seconds).ok(), ..Code::TooMany.into() });
            }
            let id = clock.new_id();
            store::insert(tx, id, user, now).await?;
            let payload = serde_json::to_string(&Make { export: id }).map_err(|_| Code::Internal)?;
            jobs::add(tx, &clock, NewJob::new(EXPORT, payload));
            audit::record(tx, &clock, by, "privacy.ask_export", id.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Opens the file of one of the acting user's exports.
///
/// # Errors
/// [`Code::NotFound`] for somebody else's, and for one that is not ready or has expired.
pub async fn download(app: &App, permit: &Permit<act::ExportOwnData>, id: Id<DataExport>) -> Result<Blob> {
    let (user, by) = (permit.user()?, permit.by());
    let row = {
        let mut conn = app.read().await?;
        store::find(&mut conn, id).await?.filter(|row| row.user_id == user).ok_or(Code::NotFound)?
    };
    let ExportRow { expires_at: Some(expires), blob_key: Some(key), sha256: Some(sha256), .. } = row else {
        return Err(Code::NotFound.into());
    };
    if expires <= app.clock.now() {
        return Err(Code::NotFound.into());
    }
    let key = BlobKey::from_str(&key).map_err(|_| Code::Internal)?;
    let sha256 = sha256.try_into().map_err(|_| Code::Internal)?;
    let blob = app.blobs.get_verified(key, sha256).await.map_err(|error| {
        tracing::error!(%error, export = %id, "an export cannot be read");
        Code::Internal
    })?;
    let clock = app.clock.clone();
    app.write(move |tx| {
        async move {
            audit::record(tx, &clock, by, "privacy.download_export", id.uuid());
            Ok(())
        }
        .boxed()
    })
    .await?;
    Ok(blob)
}

/// The jobs that make exports.
pub(super) fn make_kind() -> jobs::Kind {
    jobs::Kind {
        name: EXPORT,
        ready: |_| true,
        limit: |_| None,
        lock: Duration::minutes(15),
        give_up: GIVE_UP * 2,
        run: |app, batch| each(batch, |make: Make| make_one(app, make.export)).boxed(),
    }
}

async fn make_one(app: &App, id: Id<DataExport>) -> Outcome {
    let asked_at = match make(app, id).await {
        Ok(()) => return Outcome::Done,
        Err((asked_at, error)) => {
            tracing::warn!(%error, export = %id, "an export could not be made");
            asked_at
        }
    };
    if asked_at.is_none_or(|asked| app.clock.now() - asked < GIVE_UP) {
        return Outcome::Later("the export could not be made; the log says why".to_owned());
    }
    match app.write(move |tx| async move { store::fail(tx, id).await }.boxed()).await {
        Ok(()) => Outcome::Dead("the export could not be made for an hour; the log says why".to_owned()),
        Err(error) => Outcome::Later(error.to_string()),
    }
}

/// Makes an export, unless it was made or its account is gone. With the error it returns when the export was asked for, if that is known.
async fn make(app: &App, id: Id<DataExport>) -> Result<(), (Option<DateTime<Utc>>, AppError)> {
    let (row, account) = {
        let mut conn = app.read().await.map_err(|error| (None, error))?;
        let row = store::find(&mut conn, id).await.map_err(|error| (None, error))?;
        let Some(row) = row.filter(|row| row.state == ExportState::Making) else { return Ok(()) };
        let account = accounts::find(&mut conn, row.user_id).await.map_err(|error| (Some(row.asked_at), error))?;
        (row, account)
    };
    let failed = |error| (Some(row.asked_at), error);
    let Some(account) = account.filter(|account| account.status != UserStatus::Suspended) else {
        return app.write(move |tx| async move { store::fail(tx, id).await }.boxed()).await.map_err(failed);
    };
    let stored = pack::pack(app, owner(&account)).await.map_err(failed)?;
    let clock = app.clock.clone();
    let kept = app.write(move |tx| async move { finish(tx, &clock, id, &account, stored).await }.boxed()).await;
    if !matches!(kept, Ok(true))
        && let Err(error) = app.blobs.delete(stored.key).await
    {
        tracing::warn!(%error, key = %stored.key, "the file of an export that nobody waits for could not be removed");
    }
    kept.map(|_| ()).map_err(failed)
}

fn owner(account: &UserRow) -> Owner {
    let pending = account.role == Role::Doctor && account.status == UserStatus::Pending;
    let actor = if pending { Actor::Pending { id: account.id } } else { Actor::User { id: account.id, role: account.role } };
    Owner { id: account.id, role: account.role, actor, lang: account.locale }
}

/// Returns `false` if the export is not wanted any more.
async fn finish(tx: &mut Tx, clock: &Clock, id: Id<DataExport>, account: &UserRow, stored: Stored) -> Result<bool> {
    let expires = clock.now() + TTL;
    let (key, bytes) = (stored.key.to_string(), i64::try_from(stored.bytes).map_err(|_| Code::Internal)?);
    if !store::finish(tx, id, expires, &key, bytes, &stored.sha256).await? {
        return Ok(false);
    }
    forget(tx, clock, key, Some(expires))?;
    let zone = account.time_zone.as_deref().and_then(zone::parse).unwrap_or(Tz::UTC);
    let ready = ExportReady { name: account.full_name.clone(), until: zone::zoned(expires, zone) };
    mail::enqueue(tx, clock, &account.email, account.locale, &ready)?;
    audit::record(tx, clock, By::SYSTEM, "privacy.make_export", id.uuid());
    Ok(true)
}

/// Has the file of an export deleted after the commit.
///
/// # Errors
/// [`Code::Internal`] if the job cannot be serialized.
pub fn forget_export(tx: &mut Tx, clock: &Clock, key: String) -> Result<()> {
    forget(tx, clock, key, None)
}

/// Has the file of an export deleted, now or later.
fn forget(tx: &mut Tx, clock: &Clock, key: String, at: Option<DateTime<Utc>>) -> Result<()> {
    let payload = serde_json::to_string(&ForgetExport { key: key.clone() }).map_err(|_| Code::Internal)?;
    let job = NewJob::new(FORGET_EXPORT, payload);
    jobs::add(tx, clock, NewJob { run_at: at, ..job });
    Ok(())
}

/// The jobs that delete the files of exports.
pub(super) fn forget_kind() -> jobs::Kind {
    jobs::Kind {
        name: FORGET_EXPORT,
        ready: |_| true,
        limit: |_| None,
        lock: Duration::minutes(5),
        give_up: Duration::days(30),
        run: |app, batch| each(batch, |forget: ForgetExport| forget_one(app, forget.key)).boxed(),
    }
}

/// The file first: a crash in between leaves a row, and the job runs again.
async fn forget_one(app: &App, key: String) -> Outcome {
    let Ok(blob) = BlobKey::from_str(&key) else { return Outcome::Dead("this is no key".to_owned()) };
    if let Err(error) = app.blobs.delete(blob).await {
        return Outcome::Later(error.to_string());
    }
    match app.write(move |tx| async move { store::delete_by_key(tx, &key).await }.boxed()).await {
        Ok(()) => Outcome::Done,
        Err(error) => Outcome::Later(error.to_string()),
    }
}
