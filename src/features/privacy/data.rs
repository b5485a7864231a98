//! What the platform's own tables, and those of this feature, have of a person.

use futures::FutureExt;
use serde_json::json;

use super::jobs::DELETION;
use super::{service, store};
use crate::base::model::{Fate, Role};
use crate::base::text as t;
use crate::features::accounts::service::email_key;
use crate::features::notifications::mail;
use crate::platform::http::flash;
use crate::platform::personal::{Erasure, Exported, ImpersonalTables, PersonalData, PersonalTable};
use crate::platform::registry::Registry;
use crate::platform::session::{self, agent};
use crate::platform::{audit, events, factor, idempotency, jobs, links, sms, throttle};

const fn table(name: &'static str, exported: Exported, erasure: Erasure) -> PersonalTable {
    PersonalTable { name, exported, erasure }
}

const TECHNICAL: Exported =
    Exported::No("kept for minutes to days, and says nothing about the person that the other files do not say");

pub fn register(registry: &mut Registry) {
    registry.add(audit_log());
    registry.add(sign_ins());
    registry.add(mails());
    registry.add(exports());
    registry.add(ImpersonalTables(&["practice_facts"]));
}

/// Who did what, and who read whose data.
fn audit_log() -> PersonalData {
    PersonalData {
        name: "audit",
        title: t::data_audit,
        roles: Role::ALL,
        fate: Fate::Kept,
        text: |lang, settings| t::data_audit_text(lang, settings.record_years),
        tables: vec![
            table("audit_records", Exported::Yes, Erasure::Kept),
            table("audit_seals", Exported::No("sums over the rows"), Erasure::Kept),
        ],
        export: Some(|app, owner, records| audit::personal::export(app, owner, records).boxed()),
        files: None,
        erase: None,
    }
}

/// Where the owner was signed in, and what the server has to remember between two requests.
fn sign_ins() -> PersonalData {
    PersonalData {
        name: "sign-ins",
        title: t::data_sign_ins,
        roles: Role::ALL,
        fate: Fate::Erased,
        text: |lang, _| t::data_sign_ins_text(lang).to_owned(),
        tables: vec![
            table("sessions", Exported::Yes, Erasure::Deleted),
            table("links", Exported::No("each can be used once, by whoever has the mail"), Erasure::Deleted),
            table("events", TECHNICAL, Erasure::Deleted),
            table("event_counters", TECHNICAL, Erasure::Deleted),
            table("flashes", TECHNICAL, Erasure::Deleted),
            table("idempotency_keys", TECHNICAL, Erasure::Deleted),
            table("throttles", TECHNICAL, Erasure::Deleted),
            table("second_factors", Exported::No("a secret of the authenticator app"), Erasure::Deleted),
            table("second_factor_setups", TECHNICAL, Erasure::Deleted),
            table("recovery_codes", Exported::No("hashes"), Erasure::Deleted),
            table("second_factor_resets", Exported::No("the mail about it says the same"), Erasure::Deleted),
            table("phone_codes", TECHNICAL, Erasure::Deleted),
        ],
        export: Some(|app, owner, records| {
            async move {
                let sessions = {
                    let mut conn = app.read().await?;
                    session::all_sessions(&mut conn, owner.id).await?
                };
                for session in sessions {
                    let client = agent::describe(&session.user_agent);
                    records
                        .add(json!({
                            "id": session.id, "client": client, "user_agent": session.user_agent, "began_at": session.created_at,
                            "last_used_at": session.rotated_at, "expires_at": session.expires_at, "ended_at": session.ended_at,
                        }))
                        .await?;
                }
                Ok(())
            }
            .boxed()
        }),
        files: None,
        erase: Some(|_, tx, leaving| {
            async move {
                // Before the sessions: flashes are found by them.
                flash::erase(tx, leaving.id, &leaving.email).await?;
                session::erase(tx, leaving.id).await?;
                links::erase(tx, leaving.id).await?;
                factor::erase(tx, leaving.id).await?;
                sms::codes::erase(tx, leaving.id).await?;
                events::erase(tx, leaving.id, &[&leaving.id.to_string()]).await?;
                idempotency::erase(tx, leaving.id).await?;
                // While the mails that name them are still there.
                for address in mail::earlier_addresses(tx, &leaving.email).await? {
                    throttle::erase(tx, &email_key(&address)).await?;
                }
                throttle::erase(tx, &leaving.email_key).await
            }
            .boxed()
        }),
    }
}

/// Mails that were sent in the last weeks or wait to be sent, and other work that is to be done.
fn mails() -> PersonalData {
    PersonalData {
        name: "mails",
        title: t::data_mails,
        roles: Role::ALL,
        fate: Fate::Erased,
        text: |lang, _| t::data_mails_text(lang).to_owned(),
        tables: vec![table("jobs", Exported::No("the owner has the mails; of other jobs only ids"), Erasure::Deleted)],
        export: None,
        files: None,
        erase: Some(|_, tx, leaving| {
            // The mails to others that name the person are changed by the features that know what they are about.
            async move {
                let earlier = mail::earlier_addresses(tx, &leaving.email).await?;
                jobs::erase(tx, DELETION, &leaving.email_key, &[&leaving.id.to_string(), &leaving.email, &leaving.email_key])
                    .await?;
                for address in earlier {
                    jobs::erase(tx, DELETION, &email_key(&address), &[&address]).await?;
                }
                Ok(())
            }
            .boxed()
        }),
    }
}

/// Exports, and deletions that are due.
fn exports() -> PersonalData {
    PersonalData {
        name: "exports",
        title: t::data_exports,
        roles: Role::ALL,
        fate: Fate::Erased,
        text: |lang, _| t::data_exports_text(lang).to_owned(),
        tables: vec![
            table("exports", Exported::No("the file that is read just now"), Erasure::Deleted),
            table("account_deletions", Exported::No("on the page, until it is carried out"), Erasure::Deleted),
        ],
        export: None,
        files: None,
        erase: Some(|app, tx, leaving| {
            async move {
                for key in store::erase(tx, leaving.id).await? {
                    service::forget_export(tx, &app.clock, key)?;
                }
                store::take_back(tx, leaving.id).await?;
                Ok(())
            }
            .boxed()
        }),
    }
}
