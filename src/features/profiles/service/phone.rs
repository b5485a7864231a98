//! Verifying the phone number of the acting user, by a code in a text message.

use futures::FutureExt;

use super::super::links::CodeToSend;
use super::super::model::PhoneState;
use super::recovery::locked;
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::UserStatus;
use crate::base::parse::{e164, parse_phone};
use crate::base::text::{self as t, Lang};
use crate::features::accounts::service as accounts;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::http::client::Counted;
use crate::platform::jobs::{self, NewJob, Outcome};
use crate::platform::sms::codes::{self, Number, Tried};
use crate::platform::sms::{Sms, SmsError};
use crate::platform::throttle;
use crate::policy::{Permit, act};

/// The kind of job that sends a code.
const PHONE_CODE: &str = "phone_code";
/// Max characters of the practice's name in a message: a longer message costs as much as two.
const NAME_MAX: usize = 20;

/// Returns the acting user's phone number, and whether a code was sent.
///
/// # Errors
/// [`Code::NotFound`] if no text messages are sent.
pub async fn phone_state(app: &App, permit: &Permit<act::VerifyOwnPhone>) -> Result<PhoneState> {
    offered(app)?;
    let (user, mut conn) = (permit.user()?, app.read().await?);
    let row = accounts::find(&mut conn, user).await?.ok_or(Code::NotFound)?;
    let open = codes::open(&mut conn, user, app.clock.now()).await?;
    Ok(PhoneState { phone: row.phone, is_verified: row.phone_verified_at.is_some(), sent_to: open.map(|open| open.number) })
}

/// Sends a code to a number, which becomes the acting user's when they enter the code; `None` is their present one. An earlier code ends.
///
/// # Errors
/// For `phone`: [`FieldCode::Required`], [`FieldCode::NotAPhone`], [`FieldCode::NoCountryCode`], [`FieldCode::AlreadyVerified`].
/// [`Code::TooMany`]; [`Code::NotFound`] if no text messages are sent.
pub async fn send_phone_code(app: &App, permit: &Permit<act::VerifyOwnPhone>, phone: Option<&str>, from: &Counted) -> Result<()> {
    let (user, by) = (permit.user()?, permit.by());
    let fault = |fault| AppError::field("phone", fault);
    let typed = phone.map(parse_phone).transpose().map_err(fault)?;
    offered(app)?;
    let row = {
        let mut conn = app.read().await?;
        accounts::find(&mut conn, user).await?.ok_or(Code::NotFound)?
    };
    let phone = typed.unwrap_or_else(|| row.phone.clone()).ok_or_else(|| fault(FieldCode::Required))?;
    let number = e164(&phone).map_err(fault)?;
    if row.phone_verified_at.is_some() && is_same(row.phone.as_deref(), Some(&phone)) {
        return Err(fault(FieldCode::AlreadyVerified));
    }
    throttle::sms(app, from).await?;
    let app = app.clone();
    app.clone()
        .write(move |tx| {
            async move {
                locked(tx, user).await?;
                let id = codes::create(tx, &app, user, &Number { phone: &phone, e164: &number }).await?;
                let payload = serde_json::to_string(&CodeToSend { id }).map_err(|_| Code::Internal)?;
                jobs::add(tx, &app.clock, NewJob::new(PHONE_CODE, payload));
                audit::record(tx, &app.clock, by, "accounts.send_phone_code", user.uuid());
                Ok(())
            }
            .boxed()
        })
        .await
}

/// Makes the number that the code was sent to the acting user's, and marks it as verified.
///
/// # Errors
/// For `code`: [`FieldCode::Required`], [`FieldCode::WrongPhoneCode`], [`FieldCode::CodeEnded`].
pub async fn verify_phone(app: &App, permit: &Permit<act::VerifyOwnPhone>, code: &str) -> Result<()> {
    let (user, by) = (permit.user()?, permit.by());
    let fault = |fault| AppError::field("code", fault);
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.is_empty() {
        return Err(fault(FieldCode::Required));
    }
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(fault(FieldCode::WrongPhoneCode));
    }
    let (this, app) = (app, app.clone());
    let tried = this.write(move |tx| {
        async move {
            locked(tx, user).await?;
            let tried = codes::attempt(tx, &app, user, &code).await?;
            if let Tried::Right(phone) = &tried {
                accounts::set_phone(tx, &app.clock, user, phone).await?;
                audit::record(tx, &app.clock, by, "accounts.verify_phone", user.uuid());
            }
            Ok(tried)
        }
        .boxed()
    });
    match tried.await? {
        Tried::Right(_) => Ok(()),
        Tried::Wrong => {
            audit::record_failure(this, by, "accounts.verify_phone", user.uuid()).await?;
            Err(fault(FieldCode::WrongPhoneCode))
        }
        Tried::None => Err(fault(FieldCode::CodeEnded)),
    }
}

/// Returns whether two phone numbers are the same, however they are written.
pub(super) fn is_same(one: Option<&str>, other: Option<&str>) -> bool {
    let plain = |phone: &str| e164(phone).unwrap_or_else(|_| phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect());
    one.map(plain) == other.map(plain)
}

fn offered(app: &App) -> Result<()> {
    if app.sms.works() { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Returns the kind of the jobs that [`send_phone_code`] adds.
pub fn phone_code_job_kind() -> jobs::Kind {
    // Given up while the code is valid: a job whose code has ended is done, and the operator would not learn why it failed.
    jobs::Kind::simple(PHONE_CODE, codes::TTL / 2, |app, batch| jobs::each(batch, move |code| send(app, code)))
}

/// Sends a code, unless it can no longer be used.
async fn send(app: &App, CodeToSend { id }: CodeToSend) -> Result<Outcome> {
    let mut conn = app.read().await?;
    let Some(due) = codes::due(&mut conn, id, app.clock.now()).await? else { return Ok(Outcome::Done) };
    let owner = accounts::find(&mut conn, due.user_id).await?.filter(|row| row.status != UserStatus::Suspended);
    drop(conn);
    let Some(owner) = owner else { return Ok(Outcome::Done) };
    let text = code_text(owner.locale, &app.settings.practice_name, app.keys.phone_code(id));
    Ok(match app.sms.send(Sms { id: id.to_string(), to: due.number, text }).await {
        Ok(()) => Outcome::Done,
        Err(SmsError::Refused(error)) => Outcome::Dead(error),
        Err(SmsError::Later(error)) => Outcome::Later(error),
    })
}

/// Returns the message, of at most 70 characters in a language whose letters are not all in the alphabet of text messages (3GPP TS 23.038
/// §6.2.1), else of at most 160: a longer one is charged as two.
fn code_text(lang: Lang, practice: &str, code: String) -> String {
    let practice: String = practice.chars().take(NAME_MAX).collect();
    t::phone_message(lang, t::PhoneMessage { practice, code })
}
