//! Operations on one's own data: `export` has it packed by `pack`, `deletion` asks for the deletion of an account and takes that back,
//! `erase` carries it out.

mod deletion;
mod erase;
mod export;
mod pack;

pub use deletion::{ask_deletion, deletion, take_back_deletion};
pub use erase::carry_out;
pub use export::{ask_export, download, export, forget_export};

use chrono_tz::Tz;

use super::model::{KindView, MyData};
use super::store;
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Id, User, UserStatus};
use crate::base::text::Lang;
use crate::features::accounts::service::{self as accounts, Origin, UserRow};
use crate::platform::app::App;
use crate::platform::db::{Tx, lock};
use crate::platform::jobs;
use crate::platform::personal::PersonalData;
use crate::platform::zone;
use crate::policy::{Permit, act};

/// Returns what the pages about the acting user's own data show.
///
/// # Errors
/// Database errors.
pub async fn my_data(app: &App, permit: &Permit<act::ExportOwnData>, lang: Lang, reader: Option<Tz>) -> Result<MyData> {
    let (user, role) = (permit.user()?, permit.actor().role().ok_or(Code::NotSignedIn)?);
    let zone = reader.unwrap_or(Tz::UTC);
    let mut conn = app.read().await?;
    let export = store::latest(&mut conn, user).await?.and_then(|row| export::show(row, zone, app.clock.now()));
    let deletion_due_at = store::due(&mut conn, user).await?.map(|due| zone::zoned(due, zone));
    let kinds = app.registry.all::<PersonalData>().iter().filter(|data| data.roles.contains(&role));
    let kinds = kinds.map(|data| KindView {
        title: (data.title)(lang).to_owned(),
        fate: data.fate,
        text: (data.text)(lang, &app.settings),
    });
    Ok(MyData { export, deletion_due_at, deletion_days: app.settings.deletion_days, kinds: kinds.collect() })
}

/// Returns the kinds of jobs of this feature.
pub fn job_kinds() -> [jobs::Kind; 5] {
    [export::make_kind(), export::forget_kind(), erase::deletion_kind(), erase::farewell_kind(), erase::records_end_kind()]
}

/// Checks the present password of the acting user.
async fn check_password(app: &App, user: Id<User>, password: String, origin: &Origin) -> Result<()> {
    let row = {
        let mut conn = app.read().await?;
        accounts::find(&mut conn, user).await?.ok_or(Code::NotFound)?
    };
    accounts::check_password(app, &row, password, origin).await.map_err(|error| match error.code {
        Code::WrongCredentials => AppError::field("password", FieldCode::WrongPassword),
        _ => error,
    })
}

/// Returns the acting user's account, locked until this transaction ends.
async fn locked(tx: &mut Tx, user: Id<User>) -> Result<UserRow> {
    lock::lock(tx, user.uuid()).await?;
    let row = accounts::find(tx, user).await?.filter(|row| row.status != UserStatus::Suspended);
    row.ok_or_else(|| Code::NotFound.into())
}

/// Runs each payload of a batch by itself; one that cannot be read can never succeed.
async fn each<T, F>(batch: &jobs::Batch, run: impl Fn(T) -> F) -> Vec<jobs::Outcome>
where
    T: serde::de::DeserializeOwned,
    F: Future<Output = jobs::Outcome>,
{
    let mut outcomes = Vec::with_capacity(batch.payloads.len());
    for payload in &batch.payloads {
        outcomes.push(match serde_json::from_str(payload) {
            Err(error) => jobs::Outcome::Dead(error.to_string()),
            Ok(read) => run(read).await,
        });
    }
    outcomes
}
