//! The photo of an account, in two sizes: setting, removing, reading it.

use std::convert::Infallible;

use axum::body::Bytes;
use futures::{FutureExt, stream};

use super::receive::still_has_room;
use super::{FileKind, Stored, delete, read};
use crate::base::error::{Code, Result};
use crate::base::model::{Doctor, Id, StoredFile, User, text_enum};
use crate::base::photo;
use crate::features::accounts::service as accounts;
use crate::features::care::service as care;
use crate::features::files::picture::{self, Square};
use crate::features::files::store::{self, NewObject};
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::db::{Tx, lock};
use crate::platform::uploads::Received;
use crate::policy::{Actor, By, Permit, Scope, act};

text_enum! {
    /// The sizes of a photo, by the pixels of a side.
    PhotoSize { Full = "512", Small = "128" }
}

impl PhotoSize {
    const fn variant(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Small => "small",
        }
    }
}

/// The sides of [`PhotoSize::ALL`].
const SIDES: [u32; 2] = [512, 128];

/// Makes a received picture the photo of the acting user, instead of another. Returns its address.
///
/// # Errors
/// [`Code::NotAPicture`], [`Code::PictureDamaged`], [`Code::PictureTooBig`], [`Code::StorageFull`], [`Code::Overloaded`].
pub async fn set_photo(app: &App, permit: &Permit<act::ChangeOwnPhoto>, received: Received) -> Result<String> {
    let (user, actor, by) = (permit.user()?, permit.actor(), permit.by());
    // A task, because what has begun is finished even if the client does not wait for it: nothing is stored without its row.
    let setting = app.tasks.spawn(set(app.clone(), by, user, received));
    let photo = setting.await.map_err(|_| Code::Internal)??;
    let is_pending = matches!(actor, Actor::Pending { .. });
    Ok(photo::of_account(user, actor.role().ok_or(Code::NotSignedIn)?, is_pending, photo))
}

async fn set(app: App, by: By, user: Id<User>, received: Received) -> Result<Id<StoredFile>> {
    // The place is kept until the end: so many at most do this at the same time.
    let Received { file, place, .. } = received;
    let squares = app.uploads.examine(Code::PictureDamaged, move || picture::squares(file, &SIDES)).await?;
    let mut objects = Vec::new();
    let stored = put(&app, squares, &mut objects).await;
    let keys: Vec<_> = objects.iter().map(|object| object.key).collect();
    let outcome = match stored {
        Ok(()) => replace(&app, by, user, objects).await,
        Err(error) => Err(error),
    };
    // After an internal error the rows may be there nevertheless. If they are not, the sweep removes the objects.
    if outcome.as_ref().is_err_and(|error| error.code != Code::Internal) {
        for key in keys {
            if let Err(error) = app.blobs.delete(key).await {
                tracing::warn!(%error, %key, "an object that is not used could not be removed");
            }
        }
    }
    drop(place);
    outcome
}

async fn put(app: &App, squares: Vec<Square>, objects: &mut Vec<NewObject>) -> Result<()> {
    for (square, size) in squares.into_iter().zip(PhotoSize::ALL) {
        let bytes = Bytes::from(square.jpeg);
        let stored = app.blobs.put(stream::iter([Ok::<_, Infallible>(bytes)]), u64::MAX).await.map_err(|error| {
            tracing::error!(%error, "a photo cannot be stored");
            Code::Internal
        })?;
        let side = i32::try_from(square.side).map_err(|_| Code::Internal)?;
        objects.push(NewObject {
            key: stored.key,
            variant: size.variant(),
            bytes: i64::try_from(stored.bytes).map_err(|_| Code::Internal)?,
            sha256: hex::encode(stored.sha256),
            media_type: picture::MEDIA_TYPE,
            size: Some((side, side)),
        });
    }
    Ok(())
}

/// Stores the rows of a new photo, and removes the old one.
async fn replace(app: &App, by: By, user: Id<User>, objects: Vec<NewObject>) -> Result<Id<StoredFile>> {
    let app = app.clone();
    app.clone()
        .write(move |tx| {
            async move {
                lock::lock(tx, user.uuid()).await?;
                remove(tx, &app, user).await?;
                let (id, now) = (app.clock.new_id(), app.clock.now());
                store::insert(tx, id, user, FileKind::Photo, now).await?;
                for object in &objects {
                    store::insert_object(tx, id, object).await?;
                }
                still_has_room(&app, tx, user).await?;
                accounts::set_photo(tx, &app.clock, user, Some(id)).await?;
                audit::record(tx, &app.clock, by, "files.set_photo", id.uuid());
                Ok(id)
            }
            .boxed()
        })
        .await
}

/// Removes the account's photo, which is locked. Returns its id, if there was one.
async fn remove(tx: &mut Tx, app: &App, user: Id<User>) -> Result<Option<Id<StoredFile>>> {
    let photos = store::of_owner(tx, user, Some(FileKind::Photo)).await?;
    delete(tx, &app.clock, &photos).await?;
    Ok(photos.first().copied())
}

/// Removes the photo of the acting user, if there is one.
///
/// # Errors
/// Database errors.
pub async fn remove_photo(app: &App, permit: &Permit<act::ChangeOwnPhoto>) -> Result<()> {
    let (user, by, app) = (permit.user()?, permit.by(), app.clone());
    app.clone()
        .write(move |tx| {
            async move {
                lock::lock(tx, user.uuid()).await?;
                if let Some(removed) = remove(tx, &app, user).await? {
                    accounts::set_photo(tx, &app.clock, user, None).await?;
                    audit::record(tx, &app.clock, by, "files.remove_photo", removed.uuid());
                }
                Ok(())
            }
            .boxed()
        })
        .await
}

/// Returns the photo of a doctor who can be found.
///
/// # Errors
/// [`Code::NotFound`], also if there is no photo, or its object is missing.
pub async fn doctors_photo(app: &App, _: &Permit<act::FindDoctors>, doctor: Id<Doctor>, size: PhotoSize) -> Result<Stored> {
    let row = {
        let mut conn = app.read().await?;
        store::doctors_photo(&mut conn, doctor, size.variant()).await?.ok_or(Code::NotFound)?
    };
    read(app, row).await
}

/// Returns any account's photo: one's own, for admins all, for doctors those of the patients in their care.
///
/// # Errors
/// [`Code::NotFound`], also for what the permit does not reach.
pub async fn photo(app: &App, permit: &Permit<act::ReadPhoto>, user: Id<User>, size: PhotoSize) -> Result<Stored> {
    let Scope { patient, doctor, user: own, .. } = permit.scope();
    let is_everything = patient.is_none() && doctor.is_none();
    if own != Some(user) && !is_everything && !care::reaches(app, permit, user.of()).await? {
        return Err(Code::NotFound.into());
    }
    let row = {
        let mut conn = app.read().await?;
        store::photo(&mut conn, user, size.variant()).await?.ok_or(Code::NotFound)?
    };
    read(app, row).await
}
