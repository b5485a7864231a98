//! Kinds of notifications.
//!
//! How to add one: `registry.add(NotificationKind { … })` in the feature's `routes.rs`, its text in four languages, and
//! `notifications::service::tell` in the transaction of what it tells of.

use chrono_tz::Tz;
use serde_json::Value;
use uuid::Uuid;

use crate::base::model::{Role, ZonedTime};
use crate::base::text::Lang;
use crate::ui::Glyph;

/// A kind of notification.
#[derive(Clone, Copy)]
pub struct NotificationKind {
    /// As it is stored, and in the API.
    pub name: &'static str,
    pub glyph: Glyph,
    /// The page of its subject.
    pub link: fn(Uuid) -> String,
    /// What it says: the kind's name, its parameters, and who reads.
    pub render: fn(&str, &Value, &Reader) -> serde_json::Result<Rendered>,
}

/// Who reads a notification.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    pub lang: Lang,
    pub role: Option<Role>,
    pub zone: Option<Tz>,
}

/// A notification in its reader's language.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    pub text: String,
    /// A second line, as important as the first.
    pub emphasised: Option<String>,
    /// A line that says more.
    pub detail: Option<String>,
    /// For the API: who it is about.
    pub with: String,
    /// For the API: when that appointment begins.
    pub starts_at: Option<ZonedTime>,
}
