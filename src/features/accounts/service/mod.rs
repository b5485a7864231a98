//! User accounts: creating, finding and changing them. `sign_in` starts a session, `leave` deletes an account.

mod leave;
mod sign_in;
mod two_steps;

pub use super::store::{PatientRow, UserRow};
pub use leave::{erase, has_other_admin, is_deleted};
pub use sign_in::{Entry, Origin, SignedIn, announce, check_password, enter, forget_attempts, sign_in, start};
pub use two_steps::{FactorDue, Waiting, count_code, waiting, waiting_within};

use chrono::NaiveDate;
use chrono_tz::Tz;
use futures::FutureExt;
use uuid::Uuid;

use super::store;
use crate::base::error::{AppError, FieldCode, Result};
use crate::base::model::{Gender, Id, Patient, Role, StoredFile, User, UserStatus};
use crate::base::text::Lang;
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Tx, lock};
use crate::platform::fold::fold;
use crate::platform::{audit, links, password, session};
use crate::policy::{By, Permit, act};

/// The id that is locked while it may change who is an admin: of two admins who leave or are suspended at once, the second sees the first.
pub const ADMINS: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_6164_6d69_6e73);

/// A new account.
pub struct NewUser {
    pub id: Id<User>,
    pub role: Role,
    pub email: String,
    pub password_hash: String,
    pub full_name: String,
    pub phone: Option<String>,
    pub gender: Gender,
    pub locale: Lang,
    pub time_zone: Option<Tz>,
    pub status: UserStatus,
    /// Somebody has registered it: fewer bookings are allowed until the email address is verified. Of the others, the practice knows whose
    /// they are.
    pub limited: bool,
}

/// Returns the key that identifies an email address: trimmed and in lower case.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Returns whether any account exists.
///
/// # Errors
/// Database errors.
pub async fn anybody(conn: &mut Conn) -> Result<bool> {
    store::anybody(conn).await
}

/// Returns the account with this email address.
///
/// # Errors
/// Database errors.
pub async fn known(conn: &mut Conn, email: &str) -> Result<Option<Id<User>>> {
    Ok(store::find_by_email(conn, &email_key(email)).await?.map(|row| row.id))
}

/// Creates an account. Returns `false` and changes nothing if the email address is already registered.
///
/// # Errors
/// Database errors.
pub async fn create_user(tx: &mut Tx, clock: &Clock, user: &NewUser) -> Result<bool> {
    let row = store::NewRow {
        id: user.id,
        role: user.role,
        email: &user.email,
        email_key: &email_key(&user.email),
        password_hash: &user.password_hash,
        full_name: &user.full_name,
        name_key: &fold(&user.full_name),
        phone: user.phone.as_deref(),
        gender: user.gender,
        locale: user.locale,
        time_zone: user.time_zone.map(Tz::name),
        status: user.status,
        limited: user.limited,
        email_verified_at: (!user.limited).then(|| clock.now()),
        now: clock.now(),
    };
    store::insert_user(tx, &row).await
}

/// Creates the patient profile of an account.
///
/// # Errors
/// Database errors.
pub async fn create_patient_profile(tx: &mut Tx, id: Id<Patient>, born: NaiveDate, address: Option<&str>) -> Result<()> {
    store::insert_patient(tx, id, born, address).await
}

/// Creates an admin account, from the command line.
///
/// # Errors
/// [`FieldCode::NotAChoice`] for `email` if the address is already registered, [`FieldCode::EasyToGuess`] for `password`.
pub async fn create_admin(
    app: &App,
    _: &Permit<act::CreateAdmin>,
    email: String,
    full_name: String,
    password: String,
) -> Result<()> {
    if app.hasher.is_easy(password.clone(), own_words(app, &full_name, &email)).await? {
        return Err(AppError::field("password", FieldCode::EasyToGuess));
    }
    let password_hash = app.hasher.hash(password).await?;
    let user = NewUser {
        id: app.clock.new_id(),
        role: Role::Admin,
        email,
        password_hash,
        full_name,
        phone: None,
        gender: Gender::Undisclosed,
        locale: Lang::En,
        time_zone: None,
        status: UserStatus::Active,
        limited: false,
    };
    let clock = app.clock.clone();
    app.write(move |tx| {
        async move {
            if !create_user(tx, &clock, &user).await? {
                return Err(AppError::field("email", FieldCode::NotAChoice));
            }
            audit::record(tx, &clock, By::SYSTEM, "accounts.create_admin", user.id.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Sets the account's language for pages and mail. Does nothing for anonymous users, whose language is only in a cookie.
///
/// # Errors
/// Database errors.
pub async fn choose_language(app: &App, permit: &Permit<act::ChooseLanguage>, lang: Lang) -> Result<()> {
    let Some(user) = permit.actor().user() else { return Ok(()) };
    let now = app.clock.now();
    app.write(move |tx| {
        async move {
            // Other changes of the account write back the whole row.
            lock::lock(tx, user.uuid()).await?;
            store::set_locale(tx, user, lang, now).await
        }
        .boxed()
    })
    .await
}

/// Returns the account with this id.
///
/// # Errors
/// Database errors.
pub async fn find(conn: &mut Conn, id: Id<User>) -> Result<Option<UserRow>> {
    store::find(conn, id).await
}

/// Returns the account whose [`email_key`] is `key`.
///
/// # Errors
/// Database errors.
pub async fn find_by_email(conn: &mut Conn, key: &str) -> Result<Option<UserRow>> {
    store::find_by_email(conn, key).await
}

/// Returns the patient profile of an account.
///
/// # Errors
/// Database errors.
pub async fn find_patient(conn: &mut Conn, id: Id<Patient>) -> Result<Option<PatientRow>> {
    store::find_patient(conn, id).await
}

/// Updates an account that the transaction has locked and read.
///
/// # Errors
/// Database errors.
pub async fn update(tx: &mut Tx, clock: &Clock, row: &UserRow) -> Result<()> {
    store::update(tx, row, &fold(&row.full_name), clock.now()).await
}

/// Updates a patient profile; see [`update`].
///
/// # Errors
/// Database errors.
pub async fn update_patient(tx: &mut Tx, id: Id<Patient>, row: &PatientRow) -> Result<()> {
    store::update_patient(tx, id, row).await
}

/// Marks the account's email address as verified, which lifts the limits of a new account.
///
/// # Errors
/// Database errors.
pub async fn verify_email(tx: &mut Tx, clock: &Clock, id: Id<User>) -> Result<()> {
    store::set_verified(tx, id, clock.now()).await
}

/// Sets the email address, which its owner has verified. An account of somebody else who registered with it and never verified it loses
/// it; nobody can sign in to that one any more. Returns `false` if another account has verified it, also at the same time: the transaction
/// must then be undone.
///
/// # Errors
/// Database errors.
pub async fn set_email(tx: &mut Tx, clock: &Clock, id: Id<User>, email: &str) -> Result<bool> {
    let (key, now) = (email_key(email), clock.now());
    if let Some(other) = store::find_by_email(tx, &key).await?.filter(|row| row.id != id) {
        if other.email_verified_at.is_some() {
            return Ok(false);
        }
        // RFC 2606 §2: no mail can be sent to it, and none is queued.
        let released = format!("{}@released.invalid", other.id);
        if !store::set_email(tx, other.id, [&released, &released], None, now).await? {
            return Ok(false);
        }
        session::end_all(tx, other.id, None, now).await?;
        links::revoke(tx, other.id, now).await?;
    }
    store::set_email(tx, id, [email, &key], Some(now), now).await
}

/// Sets a phone number that its owner has verified.
///
/// # Errors
/// Database errors.
pub async fn set_phone(tx: &mut Tx, clock: &Clock, id: Id<User>, phone: &str) -> Result<()> {
    store::set_phone(tx, id, phone, clock.now()).await
}

/// Sets the password, by its hash.
///
/// # Errors
/// Database errors.
pub async fn set_password(tx: &mut Tx, id: Id<User>, hash: &str) -> Result<()> {
    store::set_password(tx, id, hash).await
}

/// Takes the password away: nobody can sign in with the old one.
///
/// # Errors
/// Database errors.
pub async fn clear_password(tx: &mut Tx, id: Id<User>) -> Result<()> {
    store::set_hash(tx, id, password::NONE).await
}

/// Marks an account without a password as invited, now. Its address is not verified before its owner sets a password.
///
/// # Errors
/// Database errors.
pub async fn invite(tx: &mut Tx, clock: &Clock, id: Id<User>) -> Result<()> {
    store::set_invited(tx, id, clock.now()).await
}

/// Returns whether the account's owner was invited and has not set a password yet.
///
/// # Errors
/// Database errors.
pub async fn is_invited(conn: &mut Conn, id: Id<User>) -> Result<bool> {
    Ok(store::invited_at(conn, id).await?.is_some())
}

/// Sets the address of an account whose owner has not used it yet, so that it is not verified; `false` if another account has it.
///
/// # Errors
/// Database errors.
pub async fn correct_email(tx: &mut Tx, clock: &Clock, id: Id<User>, email: &str) -> Result<bool> {
    let key = email_key(email);
    if store::find_by_email(tx, &key).await?.is_some_and(|row| row.id != id) {
        return Ok(false);
    }
    store::set_email(tx, id, [email, &key], None, clock.now()).await?;
    Ok(true)
}

/// Sets whether the account is active, pending or suspended. The caller ends its sessions.
///
/// # Errors
/// Database errors.
pub async fn set_status(tx: &mut Tx, clock: &Clock, id: Id<User>, status: UserStatus) -> Result<()> {
    store::set_status(tx, id, status, clock.now()).await
}

/// Sets role and status; the caller has created the role's profile.
///
/// # Errors
/// Database errors.
pub async fn set_role(tx: &mut Tx, clock: &Clock, id: Id<User>, role: Role, status: UserStatus) -> Result<()> {
    store::set_role(tx, id, role, status, clock.now()).await
}

/// Renames an account.
///
/// # Errors
/// Database errors.
pub async fn rename(tx: &mut Tx, clock: &Clock, id: Id<User>, full_name: &str) -> Result<()> {
    store::set_name(tx, id, full_name, &fold(full_name), clock.now()).await
}

/// Sets or removes the account's photo; `files` stores it.
///
/// # Errors
/// Database errors.
pub async fn set_photo(tx: &mut Tx, clock: &Clock, id: Id<User>, photo: Option<Id<StoredFile>>) -> Result<()> {
    store::set_photo(tx, id, photo, clock.now()).await
}

/// Activates a pending account.
///
/// # Errors
/// Database errors.
pub async fn activate(tx: &mut Tx, clock: &Clock, id: Id<User>) -> Result<()> {
    store::set_status(tx, id, UserStatus::Active, clock.now()).await
}

/// Returns the words that a password must not consist of: name, email address, practice name.
pub fn own_words(app: &App, full_name: &str, email: &str) -> Vec<String> {
    vec![full_name.to_owned(), email.to_owned(), app.settings.practice_name.clone()]
}
