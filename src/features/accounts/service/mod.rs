//! People with an account: making, finding and changing their rows. `sign_in` opens a session.

mod sign_in;

pub use super::store::{PatientRow, UserRow};
pub use sign_in::{Origin, SignedIn, sign_in};

use chrono::NaiveDate;
use chrono_tz::Tz;
use futures::FutureExt;

use super::store;
use crate::base::error::{AppError, FieldCode, Result};
use crate::base::model::{Gender, Id, Patient, Role, User, UserStatus};
use crate::base::text::Lang;
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Tx, lock};
use crate::platform::fold::fold;
use crate::policy::{Permit, act};

/// An account about to be.
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
    /// Until the address is confirmed, less may be booked.
    pub limited: bool,
}

/// Addresses differ by neither case nor blanks.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Whether anybody has an account.
///
/// # Errors
/// The database's.
pub async fn anybody(conn: &mut Conn) -> Result<bool> {
    store::anybody(conn).await
}

/// Whose address this is.
///
/// # Errors
/// The database's.
pub async fn known(conn: &mut Conn, email: &str) -> Result<Option<Id<User>>> {
    Ok(store::find_by_email(conn, &email_key(email)).await?.map(|row| row.id))
}

/// `false` when the address is known already; nothing is changed then.
///
/// # Errors
/// The database's.
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
        now: clock.now(),
    };
    store::insert_user(tx, &row).await
}

/// The half of a patient that a doctor does not have.
///
/// # Errors
/// The database's.
pub async fn create_patient_profile(tx: &mut Tx, id: Id<Patient>, born: NaiveDate, address: Option<&str>) -> Result<()> {
    store::insert_patient(tx, id, born, address).await
}

/// An admin, made on the command line by whoever owns the machine.
///
/// # Errors
/// [`FieldCode::NotAChoice`] for `email` when the address is known, [`FieldCode::EasyToGuess`] for `password`.
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
            crate::features::audit::service::record(
                tx,
                &clock,
                crate::policy::Actor::System,
                "accounts.create_admin",
                user.id.uuid(),
            )
            .await
        }
        .boxed()
    })
    .await
}

/// The language of the pages and mails from now on; somebody not signed in has it in a cookie only.
///
/// # Errors
/// The database's.
pub async fn choose_language(app: &App, permit: &Permit<act::ChooseLanguage>, lang: Lang) -> Result<()> {
    let Some(user) = permit.actor().user() else { return Ok(()) };
    let now = app.clock.now();
    app.write(move |tx| {
        async move {
            // Whoever changes the account writes all of it back.
            lock::lock(tx, user.uuid()).await?;
            store::set_locale(tx, user, lang, now).await
        }
        .boxed()
    })
    .await
}

/// The person with this id.
///
/// # Errors
/// The database's.
pub async fn find(conn: &mut Conn, id: Id<User>) -> Result<Option<UserRow>> {
    store::find(conn, id).await
}

/// The person with this address, of which `key` is the [`email_key`].
///
/// # Errors
/// The database's.
pub async fn find_by_email(conn: &mut Conn, key: &str) -> Result<Option<UserRow>> {
    store::find_by_email(conn, key).await
}

/// What a patient has besides.
///
/// # Errors
/// The database's.
pub async fn find_patient(conn: &mut Conn, id: Id<Patient>) -> Result<Option<PatientRow>> {
    store::find_patient(conn, id).await
}

/// Writes back a person whom the transaction has locked and read.
///
/// # Errors
/// The database's.
pub async fn update(tx: &mut Tx, clock: &Clock, row: &UserRow) -> Result<()> {
    store::update(tx, row, &fold(&row.full_name), clock.now()).await
}

/// As [`update`], what a patient has besides.
///
/// # Errors
/// The database's.
pub async fn update_patient(tx: &mut Tx, id: Id<Patient>, row: &PatientRow) -> Result<()> {
    store::update_patient(tx, id, row).await
}

/// Gives an account another name.
///
/// # Errors
/// The database's.
pub async fn rename(tx: &mut Tx, clock: &Clock, id: Id<User>, full_name: &str) -> Result<()> {
    store::set_name(tx, id, full_name, &fold(full_name), clock.now()).await
}

/// Opens an account that waited.
///
/// # Errors
/// The database's.
pub async fn activate(tx: &mut Tx, clock: &Clock, id: Id<User>) -> Result<()> {
    store::set_status(tx, id, UserStatus::Active, clock.now()).await
}

/// What a password must not be made of alone.
pub fn own_words(app: &App, full_name: &str, email: &str) -> Vec<String> {
    vec![full_name.to_owned(), email.to_owned(), app.settings.practice_name.clone()]
}
