//! Accounts that staff have done something to: one is suspended, one is invited and has not set a password yet.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use futures::FutureExt;

use super::service::email;
use crate::base::error::{Code, Result};
use crate::base::model::{Gender, Id, Role, User, UserStatus};
use crate::base::text::Lang;
use crate::features::accounts::service::{self as accounts, NewUser};
use crate::features::admin::people::model::AccountAction;
use crate::features::admin::people::service::record_at;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::clock::Clock;
use crate::platform::password;
use crate::policy::{Actor, By, act, allow};

/// What was done to the suspended account: how many hours ago, and why.
const DONE: [(AccountAction, i64, &str); 4] = [
    (AccountAction::Edit, 900, "New number, told on the phone"),
    (AccountAction::EndSessions, 520, "Has lost the phone with which he was signed in"),
    (AccountAction::ResetPassword, 519, "The same phone: the password was saved on it"),
    (AccountAction::Suspend, 210, "Somebody else uses this account. To be restored once he has come by with his identity card."),
];
/// The age of the invitation, in hours, and why.
const INVITED: (i64, &str) = (50, "Begins at the reception next month");

fn person(id: Id<User>, role: Role, mailbox: &str, full_name: &str, hash: &str, status: UserStatus) -> NewUser {
    NewUser {
        id,
        role,
        email: email(mailbox),
        password_hash: hash.to_owned(),
        full_name: full_name.to_owned(),
        phone: Some("+44 7700 900271".to_owned()),
        gender: Gender::Undisclosed,
        locale: Lang::En,
        time_zone: Some(Tz::Europe__London),
        status,
        limited: false,
    }
}

/// Adds the two accounts; does nothing if they exist.
///
/// # Errors
/// Database errors.
pub async fn add(app: &App, hash: &str, staff: Id<User>, since: DateTime<Utc>) -> Result<()> {
    let permit = allow::<act::MakeDemo>(&Actor::System)?;
    let (opened, invited) = (Clock::manual(since - Duration::hours(2000)), Clock::manual(since - Duration::hours(INVITED.0)));
    let patient = person(opened.new_id(), Role::Patient, "oscar.penrose", "Oscar Penrose", hash, UserStatus::Suspended);
    let colleague = person(invited.new_id(), Role::Admin, "nadia.kaya", "Nadia Kaya", password::NONE, UserStatus::Active);
    app.write(move |tx| {
        async move {
            if accounts::create_user(tx, &opened, &patient).await? {
                let born = NaiveDate::from_ymd_opt(1979, 3, 2).ok_or(Code::Internal)?;
                accounts::create_patient_profile(tx, patient.id.of(), born, Some("5 Delancey Street, London NW1 7NL")).await?;
                for (action, hours, reason) in DONE {
                    record_at(tx, &permit, (since - Duration::hours(hours), staff), patient.id, (action, reason));
                }
                audit::record(tx, &opened, By::SYSTEM, "demo.create", patient.id.uuid());
            }
            if accounts::create_user(tx, &invited, &colleague).await? {
                accounts::invite(tx, &invited, colleague.id).await?;
                record_at(tx, &permit, (invited.now(), staff), colleague.id, (AccountAction::Create, INVITED.1));
                audit::record(tx, &invited, By::SYSTEM, "demo.create", colleague.id.uuid());
            }
            Ok(())
        }
        .boxed()
    })
    .await
}
