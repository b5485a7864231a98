//! The sessions of the acting user, and the mail about a sign-in from a new browser.

use chrono_tz::Tz;
use futures::FutureExt;

use super::super::mails::NewBrowser;
use super::super::model::SessionView;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Session, UserStatus};
use crate::features::accounts::new_browser::{NEW_BROWSER, SignInFromNewBrowser};
use crate::features::accounts::service as accounts;
use crate::features::notifications::mail;
use crate::platform::app::App;
use crate::platform::jobs::{self, Outcome};
use crate::platform::session::{self, agent};
use crate::platform::zone;
use crate::policy::{Permit, act};

/// Returns the open sessions of the acting user: first `current`, the one that asks, then the last used.
///
/// # Errors
/// Database errors.
pub async fn own_sessions(
    app: &App,
    permit: &Permit<act::ManageOwnSessions>,
    current: Option<Id<Session>>,
    reader: Option<Tz>,
) -> Result<Vec<SessionView>> {
    let (user, zone) = (permit.user()?, reader.unwrap_or(Tz::UTC));
    let mut conn = app.read().await?;
    let open = session::open_sessions(&mut conn, user, app.clock.now()).await?;
    let show = |row: session::OpenSession| SessionView {
        id: row.id,
        client: agent::describe(&row.user_agent),
        began_at: zone::zoned(row.created_at, zone),
        last_used_at: zone::zoned(row.rotated_at, zone),
        is_current: current == Some(row.id),
    };
    let mut sessions: Vec<SessionView> = open.into_iter().map(show).collect();
    sessions.sort_by_key(|session| !session.is_current);
    Ok(sessions)
}

/// Ends one session of the acting user.
///
/// # Errors
/// [`Code::NotFound`] for one that is not theirs, or has ended.
pub async fn end_own_session(app: &App, permit: &Permit<act::ManageOwnSessions>, id: Id<Session>) -> Result<()> {
    let (user, by, clock) = (permit.user()?, permit.by(), app.clock.clone());
    app.write(move |tx| {
        async move {
            if !session::end_of_user(tx, user, id, clock.now()).await? {
                return Err(Code::NotFound.into());
            }
            crate::platform::audit::record(tx, &clock, by, "accounts.end_session", id.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Ends all sessions of the acting user but the one that asks.
///
/// # Errors
/// Database errors.
pub async fn end_other_sessions(app: &App, permit: &Permit<act::ManageOwnSessions>, current: Option<Id<Session>>) -> Result<()> {
    let (user, by, clock) = (permit.user()?, permit.by(), app.clock.clone());
    app.write(move |tx| {
        async move {
            session::end_all(tx, user, current, clock.now()).await?;
            crate::platform::audit::record(tx, &clock, by, "accounts.end_sessions", user.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Returns the kind of the jobs that a sign-in from a new browser adds.
pub fn new_browser_job_kind() -> jobs::Kind {
    let kind = jobs::Kind::simple(NEW_BROWSER, chrono::Duration::hours(48), |app, batch| {
        jobs::each(batch, move |sign_in| enqueue_mail(app, sign_in))
    });
    jobs::Kind { ready: |app| app.mailer.works(), ..kind }
}

async fn enqueue_mail(app: &App, sign_in: SignInFromNewBrowser) -> Result<Outcome> {
    let clock = app.clock.clone();
    app.write(move |tx| {
        async move {
            let owner = accounts::find(tx, sign_in.user).await?.filter(|row| row.status != UserStatus::Suspended);
            let Some(owner) = owner else { return Ok(()) };
            let zone = owner.time_zone.as_deref().and_then(zone::parse).unwrap_or(Tz::UTC);
            let about = NewBrowser { name: owner.full_name, client: sign_in.client, at: zone::zoned(sign_in.at, zone) };
            mail::enqueue(tx, &clock, &owner.email, owner.locale, &about)
        }
        .boxed()
    })
    .await?;
    Ok(Outcome::Done)
}
