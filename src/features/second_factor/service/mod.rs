//! `sign_in` completes a sign-in, `own` is about the user's own factor, `reset` about somebody else's.

mod own;
mod reset;
mod sign_in;

pub use own::{Own, begin, confirm, own, renew_codes, turn_off};
pub use reset::{reset, reset_by_email, reset_of};
pub use sign_in::{finish, finish_setup, pending_setup};

use super::mails::{FactorEvent, SecondFactorNews};
use crate::base::error::{AppError, FieldCode, Result};
use crate::base::model::{Id, User};
use crate::features::accounts::service::UserRow;
use crate::features::notifications::mail;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::db::Tx;
use crate::platform::factor::{self, Accepted};
use crate::policy::{Actor, By};

fn wrong_code() -> AppError {
    AppError::field("code", FieldCode::WrongCode)
}

/// Uses a code of the account up; tells the owner of a recovery code.
///
/// # Errors
/// [`FieldCode::WrongCode`] for `code`.
async fn use_code(tx: &mut Tx, app: &App, by: By, row: &UserRow, typed: &str) -> Result<()> {
    match factor::accept(tx, app, row.id, typed).await? {
        None => Err(wrong_code()),
        Some(Accepted::Code) => Ok(()),
        Some(Accepted::RecoveryCode) => {
            let left = factor::codes_left(tx, row.id).await?;
            audited(tx, app, by, row, "second_factor.use_recovery_code");
            tell(tx, app, row, FactorEvent::RecoveryCodeUsed, Some(left))
        }
    }
}

fn tell(tx: &mut Tx, app: &App, row: &UserRow, event: FactorEvent, codes_left: Option<u32>) -> Result<()> {
    let news = SecondFactorNews { name: row.full_name.clone(), event, codes_left };
    mail::enqueue(tx, &app.clock, &row.email, row.locale, &news)
}

/// Records what the owner of the account did.
fn audited(tx: &mut Tx, app: &App, by: By, row: &UserRow, action: &'static str) {
    let by = by.as_actor(Actor::User { id: row.id, role: row.role });
    audit::record(tx, &app.clock, by, action, row.id.uuid());
}

/// Records that somebody entered a wrong code of the account.
async fn with_failure<T>(app: &App, by: By, user: Id<User>, outcome: Result<T>) -> Result<T> {
    if outcome.as_ref().is_err_and(|error| error.field_code("code") == Some(FieldCode::WrongCode)) {
        audit::record_failure(app, by, "second_factor.enter", user.uuid()).await?;
    }
    outcome
}
