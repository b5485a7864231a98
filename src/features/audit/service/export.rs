//! The audit log as CSV (RFC 4180), for spreadsheets.

use futures::stream::{self, Stream};
use futures::{FutureExt, StreamExt, future};
use uuid::Uuid;

use super::super::model::AuditEntry;
use super::super::store;
use super::{Reader, Wanted, show};
use crate::base::error::Result;
use crate::base::text::format;
use crate::base::words;
use crate::platform::app::App;
use crate::platform::audit;
use crate::policy::{Permit, act};

/// What the log says about it.
pub const EXPORT: &str = "audit.export";
/// Entries that are read and sent at once.
const CHUNK: i64 = 500;
/// The columns, named as in the API. A byte order mark: without it, spreadsheets take the names for another encoding.
const HEAD: &str = "\u{feff}id,at,actor_id,actor,role,action,what,patient_id,patient,subject,outcome,session_id,address\r\n";

/// Records the export, and returns the entries as CSV, the latest first, in parts that are read when they are sent.
///
/// # Errors
/// Database errors.
pub async fn export(
    app: &App,
    permit: &Permit<act::ExportAudit>,
    wanted: &Wanted,
    reader: Reader,
) -> Result<impl Stream<Item = Result<String>> + use<>> {
    let (clock, by, subject) = (app.clock.clone(), permit.by(), permit.user()?.uuid());
    let recorded = app.write(move |tx| {
        async move {
            audit::record(tx, &clock, by, EXPORT, subject);
            Ok(())
        }
        .boxed()
    });
    recorded.await?;
    let (app, scope, filter) = (app.clone(), permit.scope(), wanted.filter());
    let parts = stream::try_unfold(Some(Uuid::max()), move |before| {
        let (app, filter) = (app.clone(), filter.clone());
        async move {
            let Some(before) = before else { return Ok(None) };
            let rows = store::entries(&mut app.read().await?, scope, &filter, before, CHUNK).await?;
            let next = rows.last().map(|row| row.id.uuid());
            let part: String = rows.into_iter().map(|row| line(&show(&app, scope, reader, row), reader)).collect();
            Ok(next.map(|next| (part, Some(next))))
        }
    });
    Ok(stream::once(future::ready(Ok(HEAD.to_owned()))).chain(parts))
}

fn line(entry: &AuditEntry, reader: Reader) -> String {
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let cells = [
        entry.id.to_string(),
        format::iso(&entry.at),
        id(entry.actor.map(crate::base::model::Id::uuid)),
        entry.who.clone(),
        entry.role.map(|role| words::role(reader.lang, role).to_owned()).unwrap_or_default(),
        entry.action.clone(),
        entry.what.clone(),
        id(entry.patient.as_ref().map(|patient| patient.id)),
        entry.patient.as_ref().and_then(|patient| patient.full_name.clone()).unwrap_or_default(),
        entry.subject.to_string(),
        entry.outcome.to_string(),
        id(entry.session),
        entry.address.clone().unwrap_or_default(),
    ];
    cells.map(|text| cell(&text)).join(",") + "\r\n"
}

/// A cell, in quotes if it needs them. A spreadsheet would take one that begins with these characters for a formula, which could send the
/// sheet elsewhere: an apostrophe before it makes it text.
fn cell(text: &str) -> String {
    let begins_a_formula = text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r', '\n']);
    let text = if begins_a_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', ';', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
