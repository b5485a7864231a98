//! Wire types that all features use: ids, zoned times, money, pages of a list.
//!
//! A feature's own types are in its `model.rs`. How to add one: a string enum (states, kinds) with [`text_enum!`]; a new kind of id with
//! an empty enum here.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Marker types for [`Id`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User {}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patient {}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doctor {}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appointment {}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notification {}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailedLink {}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredFile {}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneCode {}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataExport {}

/// A `UUIDv7`, typed by what it identifies: a doctor's id cannot be passed as a slot's.
/// A patient's and a doctor's id equal their user id.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id<T>(Uuid, #[serde(skip)] PhantomData<fn() -> T>);

impl<T> Id<T> {
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// Converts the id to another type, for things that share one: a user and their patient or doctor.
    pub const fn of<U>(self) -> Id<U> {
        Id(self.0, PhantomData)
    }
}

impl<T> From<Uuid> for Id<T> {
    fn from(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }
}
impl<T> FromStr for Id<T> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::try_parse(text).map(Self::from)
    }
}
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Not a value of the enum.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of the known words")]
pub struct UnknownWord;

/// Defines a string enum with the same values in the code, the database, the API and URLs. (`$text` is a `tt`: utoipa cannot read a
/// `literal` from a macro, and would describe the API with the variant names.)
macro_rules! text_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:tt),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::base::model::UnknownWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($text => Ok(Self::$variant),)+ _ => Err($crate::base::model::UnknownWord) }
            }
        }
        impl TryFrom<String> for $name {
            type Error = $crate::base::model::UnknownWord;
            fn try_from(text: String) -> Result<Self, Self::Error> { text.parse() }
        }
        impl From<$name> for String {
            fn from(word: $name) -> Self { word.as_str().to_owned() }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
    };
}
pub(crate) use text_enum;

text_enum! {
    /// A user's role in the practice.
    Role { Patient = "patient", Doctor = "doctor", Admin = "admin" }
}

text_enum! {
    Gender { Female = "female", Male = "male", Other = "other", Undisclosed = "undisclosed" }
}

impl Gender {
    pub fn name(self, lang: crate::base::text::Lang) -> &'static str {
        use crate::base::text as t;
        match self {
            Self::Female => t::gender_female(lang),
            Self::Male => t::gender_male(lang),
            Self::Other => t::gender_other(lang),
            Self::Undisclosed => t::gender_undisclosed(lang),
        }
    }
}

text_enum! {
    /// `pending`: a doctor waiting for an admin's approval. `suspended`: may not sign in.
    UserStatus { Active = "active", Pending = "pending", Suspended = "suspended" }
}

text_enum! {
    /// What came of an act that the audit log records.
    Outcome {
        Done = "done",
        /// The actor may not do this, or there is no such record within their reach.
        Refused = "refused",
        /// Such as a wrong password.
        Failed = "failed",
    }
}

text_enum! {
    /// How doctor and patient meet.
    VisitKind { InPerson = "in_person", Video = "video" }
}

text_enum! {
    /// What deleting an account does to a kind of data, in general; its text says it in words.
    Fate {
        Erased = "erased",
        /// Stays, without anything that identifies the person.
        Anonymous = "anonymous",
        /// Stays as it is, because the law asks for it.
        Kept = "kept",
    }
}

/// An instant in a time zone: with the zone's UTC offset at that moment, and its IANA name. So server and browser format it
/// identically, without a time zone database in the browser.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ZonedTime {
    pub at: DateTime<FixedOffset>,
    pub zone: String,
}

impl ZonedTime {
    pub fn utc(&self) -> DateTime<Utc> {
        self.at.with_timezone(&Utc)
    }
}

/// An amount in the currency's minor unit (cents), with its ISO 4217 code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Money {
    pub amount: i64,
    pub currency: String,
}

/// One page of a list; `next_cursor` is opaque and requests the next page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next_cursor: Option<String>,
}

/// Who views a page, with their language and time zone: what the shell around every page needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub lang: crate::base::text::Lang,
    pub account: Option<ViewerAccount>,
    /// This is a demo: the sign-in page lists its accounts.
    pub demo: bool,
    /// The practice's name, from the settings.
    pub practice: String,
    /// The practice's phone number, from the settings.
    pub practice_phone: Option<String>,
    /// Patients may cancel a confirmed appointment until this many hours before its start.
    pub cancel_hours: u32,
    /// Phone numbers can be verified: text messages are sent.
    pub sends_sms: bool,
    /// Unread notifications.
    pub unread: u32,
    /// The time zone that times are shown in (IANA), if known.
    pub zone: Option<String>,
    /// When the account will be deleted, if its owner has asked for that.
    pub deletion_due_at: Option<ZonedTime>,
}

/// The account of a signed-in [`Viewer`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewerAccount {
    pub id: Id<User>,
    pub role: Role,
    pub full_name: String,
    /// A doctor who is not approved yet.
    pub is_pending: bool,
    pub photo_url: Option<String>,
}

impl Viewer {
    pub fn role(&self) -> Option<Role> {
        self.account.as_ref().map(|account| account.role)
    }

    /// A doctor who is not approved yet: only their own account is available.
    pub fn is_pending(&self) -> bool {
        self.account.as_ref().is_some_and(|account| account.is_pending)
    }
}

/// A demo account, listed on the sign-in page of a demo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoSignIn {
    pub role: Role,
    pub full_name: String,
    pub email: String,
    pub password: String,
}
