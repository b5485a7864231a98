//! Which personal data each table holds: what an export of a person's own data has of it, and what deleting an account does to it.
//!
//! How to add a table: a name in the `tables` of one of the feature's [`PersonalData`], or a new one of its own
//! (`registry.add(PersonalData { … })`), with its texts in four languages, what it writes into the export, and what it erases. A test
//! (`tests/practice/privacy.rs`) reads the database's catalogue and fails for a table that no entry names, and searches the whole database
//! after a deletion; add what the new feature stores about a person to its fixture.

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use serde::Serialize;

use super::app::App;
use super::blobs::BlobKey;
use super::config::Settings;
use super::db::Tx;
use crate::base::error::Result;
use crate::base::model::{Fate, Id, Role, User};
use crate::base::text::Lang;
use crate::policy::Actor;

/// What deleting an account does to the rows of a table that are about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasure {
    /// The rows are deleted.
    Deleted,
    /// The columns that identify the person, or that only they wrote, are emptied.
    Anonymised,
    /// The rows hold ids and no contents, and stay.
    Kept,
}

/// What an export has of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exported {
    Yes,
    /// Nothing, for this reason.
    No(&'static str),
}

/// A table of the database.
#[derive(Clone, Copy, Debug)]
pub struct PersonalTable {
    pub name: &'static str,
    pub exported: Exported,
    pub erasure: Erasure,
}

/// The owner of an account, for an export.
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    pub id: Id<User>,
    pub role: Role,
    /// The owner as an actor: an export has what they may see.
    pub actor: Actor,
    pub lang: Lang,
}

/// An account that is deleted, as it was before.
#[derive(Clone, Debug)]
pub struct Leaving {
    pub id: Id<User>,
    pub role: Role,
    pub full_name: String,
    pub email: String,
    /// As `users.email_key`.
    pub email_key: String,
    pub phone: Option<String>,
    pub at: DateTime<Utc>,
}

/// Takes the records of a file of the export, one by one.
pub trait Records: Send {
    /// Adds a record.
    ///
    /// # Errors
    /// If the export cannot be written.
    fn add(&mut self, record: serde_json::Value) -> BoxFuture<'_, Result<()>>;
}

/// Adds a record of any type.
///
/// # Errors
/// See [`Records::add`]; [`crate::base::error::Code::Internal`] if it cannot be serialized.
pub async fn add(records: &mut dyn Records, record: &(impl Serialize + Sync)) -> Result<()> {
    let value = serde_json::to_value(record).map_err(|_| crate::base::error::Code::Internal)?;
    records.add(value).await
}

/// A stored file of a person, for their export.
#[derive(Clone, Debug)]
pub struct PersonalFile {
    /// Its name in the export, such as `photo.jpg`.
    pub name: String,
    pub key: BlobKey,
}

/// Tables without data of any person.
pub struct ImpersonalTables(pub &'static [&'static str]);

/// A kind of data: a line of the page that says what is erased, and a file of the export.
pub struct PersonalData {
    /// The name of its file in the export, without `.json`.
    pub name: &'static str,
    pub title: fn(Lang) -> &'static str,
    /// Whose accounts have such data.
    pub roles: &'static [Role],
    pub fate: Fate,
    /// What happens when the account is deleted, why, and how long what stays is kept.
    pub text: fn(Lang, &Settings) -> String,
    pub tables: Vec<PersonalTable>,
    /// Writes the records of the export; `None` if no table is exported.
    pub export: Option<for<'e> fn(&'e App, Owner, &'e mut dyn Records) -> BoxFuture<'e, Result<()>>>,
    /// Returns the stored files that belong to the export.
    pub files: Option<for<'e> fn(&'e App, Owner) -> BoxFuture<'e, Result<Vec<PersonalFile>>>>,
    /// Erases what the tables have of the person, in the order of the registry; `None` if there is nothing to do. It runs once in one
    /// transaction, after the account's own row has lost its name.
    pub erase: Option<for<'t> fn(&'t App, &'t mut Tx, &'t Leaving) -> BoxFuture<'t, Result<()>>>,
}
