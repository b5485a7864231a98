//! The addresses of photos. Each names the photo's version, so that a new photo is not hidden by an old one in a cache.

use super::model::{Doctor, Id, Role, StoredFile, User};

/// The address of an approved doctor's photo, which everybody may see.
pub fn of_doctor(doctor: Id<Doctor>, photo: Id<StoredFile>) -> String {
    format!("/api/v1/doctors/{doctor}/photo?v={}", version(photo))
}

/// The address of any account's photo, for those who may see it.
pub fn of_user(user: Id<User>, photo: Id<StoredFile>) -> String {
    format!("/api/v1/users/{user}/photo?v={}", version(photo))
}

/// The address of an account's photo for its owner: the public one, if there is one.
pub fn of_account(user: Id<User>, role: Role, is_pending: bool, photo: Id<StoredFile>) -> String {
    if role == Role::Doctor && !is_pending { of_doctor(user.of(), photo) } else { of_user(user, photo) }
}

/// The same photo with 128 pixels, for lists.
pub fn small(url: &str) -> String {
    format!("{url}&size=128")
}

/// The random end of the file's id.
pub fn version(photo: Id<StoredFile>) -> String {
    let id = photo.uuid().simple().to_string();
    id.get(20..).unwrap_or_default().to_owned()
}
