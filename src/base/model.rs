//! Words that every room uses on the wire: ids, instants as people read them, money, pages of a list.
//!
//! A room's own types stand in its `model.rs`. A new set of names (states, kinds) is made with [`text_enum!`]; a new kind
//! of id with an empty type here.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an [`Id`] may name.
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

/// A `UUIDv7` that knows what it names, so that a doctor's id cannot be passed for a slot's.
/// A patient's and a doctor's id are their user's.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id<T>(Uuid, #[serde(skip)] PhantomData<fn() -> T>);

impl<T> Id<T> {
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// The same id read as naming something else, where two things share one: a user and their patient or doctor.
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

/// A word that is none of the set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of the known words")]
pub struct UnknownWord;

/// Makes an enum of words: the same spelling in the code, the database, the API and the addresses. (A `literal` would reach utoipa
/// wrapped up, and the API would be described by the variants' names.)
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
    /// What somebody is in the practice.
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
    /// `pending` waits for an admin's approval (doctors), `suspended` may not sign in.
    UserStatus { Active = "active", Pending = "pending", Suspended = "suspended" }
}

text_enum! {
    /// How doctor and patient meet.
    VisitKind { InPerson = "in_person", Video = "video" }
}

/// An instant as a clock on somebody's wall shows it: it carries the zone's offset of that moment, and the zone's name
/// (IANA), so that the page and the server write the same words without a zone table in the browser.
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

/// One page of a list; `next_cursor` is opaque and asks for the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next_cursor: Option<String>,
}

/// Who looks at a page, and how they read: what the shell around every page needs to know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub lang: crate::base::text::Lang,
    pub account: Option<ViewerAccount>,
    /// The practice is a demo: its sign-ins are offered on the sign-in page.
    pub demo: bool,
    /// The practice's name, from the settings.
    pub practice: String,
    /// Where patients call the practice, from the settings.
    pub practice_phone: Option<String>,
    /// Patients may cancel what is confirmed until this many hours before.
    pub cancel_hours: u32,
    /// Notifications not read yet.
    pub unread: u32,
    /// The zone that times are shown in (IANA), where it is known.
    pub zone: Option<String>,
}

/// The signed-in half of a [`Viewer`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewerAccount {
    pub id: Id<User>,
    pub role: Role,
    pub full_name: String,
    /// A doctor whom nobody has let in yet.
    pub is_pending: bool,
}

impl Viewer {
    pub fn role(&self) -> Option<Role> {
        self.account.as_ref().map(|account| account.role)
    }

    /// A doctor whom nobody has let in yet: there is nothing to do here but for the own account.
    pub fn is_pending(&self) -> bool {
        self.account.as_ref().is_some_and(|account| account.is_pending)
    }
}

/// One demo sign-in, offered on the sign-in page while the practice is a demo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoSignIn {
    pub role: Role,
    pub full_name: String,
    pub email: String,
    pub password: String,
}
