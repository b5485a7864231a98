//! Kinds of notifications.
//!
//! How to add one: `registry.add(NotificationKind { … })` in the feature's `routes.rs`, its text in four languages, and
//! `notifications::service::notify` in the transaction of the change.

use chrono_tz::Tz;
use serde_json::Value;
use uuid::Uuid;

use crate::base::model::{Role, ZonedTime};
use crate::base::text::Lang;
use crate::ui::Glyph;

/// A kind of notification.
#[derive(Clone, Copy)]
pub struct NotificationKind {
    /// Its name in the database and in the API.
    pub name: &'static str,
    pub glyph: Glyph,
    /// Returns the path of its subject's page.
    pub link: fn(Uuid) -> String,
    /// Renders the text from the kind's name, the parameters and the reader.
    pub render: fn(&str, &Value, &Reader) -> serde_json::Result<Rendered>,
}

/// The reader of a notification.
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
    /// A line with details.
    pub detail: Option<String>,
    /// For the API: the person it is about.
    pub with: String,
    /// For the API: the start of the appointment.
    pub starts_at: Option<ZonedTime>,
}
