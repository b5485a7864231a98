//! Mails about exports and deletions.

use serde::{Deserialize, Serialize};

use crate::base::model::ZonedTime;
use crate::base::text::{self as t, Lang, format};
use crate::features::notifications::mail::{MailText, Template, greeting};
use crate::platform::app::App;

/// The page of one's own data, and that of the deletion.
pub const DATA: &str = "/profile/data";
pub const DELETE: &str = "/profile/data/delete";

/// An export can be downloaded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportReady {
    pub name: String,
    pub until: ZonedTime,
}

impl Template for ExportReady {
    const NAME: &'static str = "export_ready";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let until = t::privacy_mail_export_until(lang, format::date_time(lang, &self.until));
        let lines = vec![greeting(lang, &self.name), t::privacy_mail_export_body(lang, practice), until];
        MailText::plain(t::privacy_mail_export_subject(lang, practice), lines, DATA)
    }
}

/// The deletion of the account was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeletionAsked {
    pub name: String,
    pub due: ZonedTime,
}

impl Template for DeletionAsked {
    const NAME: &'static str = "deletion_asked";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let due = t::privacy_mail_asked_due(lang, format::date_time(lang, &self.due));
        let lines = vec![
            greeting(lang, &self.name),
            t::privacy_mail_asked_body(lang, practice),
            due,
            t::privacy_mail_asked_keep(lang).to_owned(),
        ];
        MailText::plain(t::privacy_mail_asked_subject(lang, practice), lines, DELETE)
    }
}

/// The deletion was taken back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeletionTakenBack {
    pub name: String,
}

impl Template for DeletionTakenBack {
    const NAME: &'static str = "deletion_taken_back";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let lines = vec![
            greeting(lang, &self.name),
            t::privacy_mail_kept_body(lang, practice),
            t::privacy_mail_kept_not_you(lang).to_owned(),
        ];
        MailText::plain(t::privacy_mail_kept_subject(lang, practice), lines, "/profile/password")
    }
}

/// The account was deleted. Its job keeps nothing: see [`super::jobs::FAREWELL`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountDeleted {
    pub name: String,
}

impl Template for AccountDeleted {
    const NAME: &'static str = "account_deleted";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let years = app.settings.record_years;
        let lines = vec![
            greeting(lang, &self.name),
            t::privacy_mail_deleted_body(lang, practice),
            t::privacy_mail_deleted_kept(lang, years),
        ];
        MailText::plain(t::privacy_mail_deleted_subject(lang, practice), lines, "/")
    }
}
