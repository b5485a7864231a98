//! Receiving a file: the limits that apply before anything of it is read, and while it is.

use axum::body::Bytes;
use futures::Stream;

use super::FileKind;
use crate::base::error::{AppError, Code, Result};
use crate::base::model::{Id, User};
use crate::features::files::store;
use crate::platform::app::App;
use crate::platform::throttle;
use crate::platform::uploads::{Announced, Received};
use crate::policy::Permit;

/// Bytes in a megabyte, as settings and people count them.
const MB: u64 = 1_000_000;

impl FileKind {
    /// Max bytes of a file, as it is sent.
    pub const fn max_bytes(self) -> u64 {
        match self {
            Self::Photo => 25 * 1024 * 1024,
        }
    }
}

/// Receives a file of the acting user.
///
/// # Errors
/// [`Code::StorageFull`], [`Code::TooMany`] and [`Code::Overloaded`] before anything is read; [`Code::TooLarge`], [`Code::TimedOut`],
/// [`Code::Malformed`].
pub async fn receive<A, S, E>(app: &App, permit: &Permit<A>, kind: FileKind, source: S, announced: Announced) -> Result<Received>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<AppError>,
{
    let user = permit.user()?;
    let place = app.uploads.begin(user)?;
    throttle::upload(app, user).await?;
    // What will be stored of a photo is small, and replaces another.
    let expected = match kind {
        FileKind::Photo => 1,
    };
    let used = {
        let mut conn = app.read().await?;
        store::used(&mut conn, user).await?
    };
    has_room(app, used, expected)?;
    app.uploads.receive(place, source, announced, kind.max_bytes()).await
}

/// Checks that an account with `used` bytes may store some more.
///
/// # Errors
/// [`Code::StorageFull`].
pub(super) fn has_room(app: &App, used: i64, more: u64) -> Result<()> {
    let max = u64::from(app.settings.max_storage_per_user).saturating_mul(MB);
    let used = u64::try_from(used).unwrap_or(u64::MAX);
    if used.saturating_add(more) > max { Err(Code::StorageFull.into()) } else { Ok(()) }
}

/// [`has_room`] within a transaction, in which the account is locked.
pub(super) async fn still_has_room(app: &App, tx: &mut crate::platform::db::Tx, owner: Id<User>) -> Result<()> {
    let used = store::used(tx, owner).await?;
    has_room(app, used, 0)
}
