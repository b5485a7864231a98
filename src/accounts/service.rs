//! Registering, signing in and out, and one's own account.

use chrono::NaiveDate;
use chrono_tz::Tz;
use futures::FutureExt;

use super::model::{Account, DoctorProfile, Gender, PatientProfile, UserStatus};
use super::store;
use crate::error::{AppError, Code, FieldCode, Result};
use crate::model::{Id, Patient, Role, User};
use crate::notifications::letter::{About, Letter};
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Tx};
use crate::platform::fold::fold;
use crate::platform::password::Hasher;
use crate::platform::session::{self, Tokens};
use crate::platform::{outbox, throttle};
use crate::policy::{Permit, act};
use crate::text::Lang;

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
}

/// Addresses differ by neither case nor blanks.
fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Whether anybody has an account.
///
/// # Errors
/// The database's.
pub async fn anybody(conn: &mut Conn) -> Result<bool> {
    store::anybody(conn).await
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

/// What somebody who registers as a patient says, parsed.
pub struct Registration {
    pub full_name: String,
    pub email: String,
    pub password: String,
    pub phone: Option<String>,
    pub date_of_birth: NaiveDate,
    pub gender: Gender,
    pub address: Option<String>,
    pub locale: Lang,
    pub time_zone: Option<Tz>,
}

/// Makes the account. For a known address nothing is changed, the answer and its time are the same, and the address's owner
/// gets a mail that says so.
///
/// # Errors
/// [`Code::Overloaded`] or the database's.
pub async fn register(app: &App, _: &Permit<act::Register>, registration: Registration) -> Result<()> {
    let password_hash = app.hasher.hash(registration.password).await?;
    let id: Id<User> = app.clock.new_id();
    let user = NewUser {
        id,
        role: Role::Patient,
        email: registration.email,
        password_hash,
        full_name: registration.full_name,
        phone: registration.phone,
        gender: registration.gender,
        locale: registration.locale,
        time_zone: registration.time_zone,
        status: UserStatus::Active,
    };
    let clock = app.clock.clone();
    app.write(move |tx| {
        async move {
            let letter = if create_user(tx, &clock, &user).await? {
                create_patient_profile(tx, id.of(), registration.date_of_birth, registration.address.as_deref()).await?;
                let actor = crate::policy::Actor::User { id, role: Role::Patient };
                crate::audit::service::record(tx, &clock, actor, "accounts.register", id.uuid()).await?;
                Letter { lang: user.locale, about: About::Welcome { name: user.full_name.clone() } }
            } else {
                let owner = store::find_by_email(tx, &email_key(&user.email)).await?.ok_or(Code::Internal)?;
                let letter = Letter { lang: owner.locale, about: About::KnownAddress };
                return outbox::post(tx, &clock, &owner.email, &letter).await;
            };
            outbox::post(tx, &clock, &user.email, &letter).await
        }
        .boxed()
    })
    .await
}

/// An admin, made on the command line by whoever owns the machine.
///
/// # Errors
/// [`FieldCode::NotAChoice`] for `email` when the address is known.
pub async fn create_admin(
    app: &App,
    _: &Permit<act::CreateAdmin>,
    email: String,
    full_name: String,
    password: String,
) -> Result<()> {
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
    };
    let clock = app.clock.clone();
    app.write(move |tx| {
        async move {
            if !create_user(tx, &clock, &user).await? {
                return Err(AppError::field("email", FieldCode::NotAChoice));
            }
            crate::audit::service::record(tx, &clock, crate::policy::Actor::System, "accounts.create_admin", user.id.uuid()).await
        }
        .boxed()
    })
    .await
}

/// Where somebody signs in from.
pub struct Origin {
    /// The client's address, for the throttle.
    pub address: String,
    pub user_agent: String,
}

/// Checks the password and begins a session. Unknown address, wrong password and suspended account answer alike, in the same
/// time.
///
/// # Errors
/// [`Code::WrongCredentials`], [`Code::TooMany`], [`Code::Overloaded`].
pub async fn sign_in(
    app: &App,
    _: &Permit<act::SignIn>,
    email: &str,
    password: String,
    from: Origin,
) -> Result<(Id<User>, Tokens)> {
    // What is no address has no account: one key for all of it, however long it is.
    let key = super::model::parse_email(email).map_or_else(|_| "-".to_owned(), |email| email_key(&email));
    let attempt = throttle::attempt(app, &key, &from.address).await?;
    let row = {
        let mut conn = app.read().await?;
        store::find_by_email(&mut conn, &key).await?.filter(|row| row.status != UserStatus::Suspended)
    };
    let stored = row.as_ref().map(|row| row.password_hash.clone());
    if !app.hasher.verify(password.clone(), stored).await? {
        return Err(Code::WrongCredentials.into());
    }
    let Some(row) = row else { return Err(Code::WrongCredentials.into()) };
    let rehashed = if Hasher::is_outdated(&row.password_hash) { Some(app.hasher.hash(password).await?) } else { None };
    let user = row.id;
    let tokens = {
        let app = app.clone();
        app.clone()
            .write(move |tx| {
                async move {
                    throttle::forgive(tx, &attempt, app.clock.now()).await?;
                    if let Some(hash) = rehashed {
                        store::set_hash(tx, user, &hash).await?;
                    }
                    session::begin(tx, &app, user, &from.user_agent).await
                }
                .boxed()
            })
            .await?
    };
    Ok((user, tokens))
}

/// One's own account.
///
/// # Errors
/// [`Code::NotFound`] when it is gone.
pub async fn own_account(app: &App, permit: &Permit<act::ReadOwnAccount>) -> Result<Account> {
    account(app, permit.user()?).await
}

/// The account that has just signed in.
///
/// # Errors
/// [`Code::NotFound`] when it is gone.
pub async fn signed_in_account(app: &App, _: &Permit<act::SignIn>, id: Id<User>) -> Result<Account> {
    account(app, id).await
}

async fn account(app: &App, id: Id<User>) -> Result<Account> {
    let mut conn = app.read().await?;
    let row = store::find(&mut conn, id).await?.ok_or(Code::NotFound)?;
    let patient = match row.role {
        Role::Patient => store::find_patient(&mut conn, id.of()).await?,
        Role::Doctor | Role::Admin => None,
    };
    let doctor = match row.role {
        Role::Doctor => crate::doctors::service::profile(&mut conn, id.of()).await?,
        Role::Patient | Role::Admin => None,
    };
    Ok(Account {
        id: row.id,
        role: row.role,
        email: row.email,
        full_name: row.full_name,
        phone: row.phone,
        gender: row.gender,
        locale: row.locale,
        time_zone: row.time_zone,
        status: row.status,
        email_verified_at: row.email_verified_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
        patient: patient.map(|row| PatientProfile { date_of_birth: row.date_of_birth, address: row.address }),
        doctor: doctor.map(|profile: DoctorProfile| profile),
    })
}

/// The language of the pages and mails from now on; somebody not signed in has it in a cookie only.
///
/// # Errors
/// The database's.
pub async fn choose_language(app: &App, permit: &Permit<act::ChooseLanguage>, lang: Lang) -> Result<()> {
    let Some(user) = permit.actor().user() else { return Ok(()) };
    let now = app.clock.now();
    app.write(move |tx| async move { store::set_locale(tx, user, lang, now).await }.boxed()).await
}
