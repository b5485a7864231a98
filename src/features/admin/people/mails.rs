//! Mails about what staff did to an account. They do not contain the reason, which is for staff.

use serde::{Deserialize, Serialize};

use crate::base::model::{Id, MailedLink, Role};
use crate::base::text::{self as t, Lang};
use crate::base::words;
use crate::features::notifications::mail::{MailText, Template, greeting};
use crate::platform::app::App;
use crate::platform::links::{self, Purpose};

/// To somebody for whom staff have created an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invitation {
    pub name: String,
    pub role: Role,
    pub link: Id<MailedLink>,
}

impl Template for Invitation {
    const NAME: &'static str = "invitation";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let lines = vec![
            greeting(lang, &self.name),
            t::mail_invitation_body(lang, practice),
            t::mail_invitation_role(lang, words::role(lang, self.role)),
            t::mail_invitation_link(lang).to_owned(),
        ];
        MailText::plain(t::mail_invitation_subject(lang, practice), lines, links::path(app, Purpose::Invitation, self.link))
    }
}

/// The account was suspended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Suspended {
    pub name: String,
}

impl Template for Suspended {
    const NAME: &'static str = "account_suspended";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let mut lines = vec![greeting(lang, &self.name), t::mail_suspended_body(lang, practice)];
        lines.extend(app.settings.practice_phone.as_ref().map(|phone| t::mail_suspended_call(lang, phone)));
        MailText::plain(t::mail_suspended_subject(lang, practice), lines, "/")
    }
}

/// The account was restored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Restored {
    pub name: String,
}

impl Template for Restored {
    const NAME: &'static str = "account_restored";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let lines = vec![greeting(lang, &self.name), t::mail_restored_body(lang, practice)];
        MailText::plain(t::mail_restored_subject(lang, practice), lines, "/sign-in")
    }
}

/// The account has another role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoleChanged {
    pub name: String,
    pub role: Role,
}

impl Template for RoleChanged {
    const NAME: &'static str = "role_changed";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let lines = vec![
            greeting(lang, &self.name),
            t::mail_role_changed_body(lang, practice),
            t::mail_role_changed_role(lang, words::role(lang, self.role)),
        ];
        MailText::plain(t::mail_role_changed_subject(lang, practice), lines, "/sign-in")
    }
}

/// Staff have taken the password away; the link sets a new one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasswordTaken {
    pub name: String,
    pub link: Id<MailedLink>,
}

impl Template for PasswordTaken {
    const NAME: &'static str = "password_taken";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let lines = vec![
            greeting(lang, &self.name),
            t::mail_password_taken_body(lang, practice),
            t::mail_password_taken_link(lang).to_owned(),
        ];
        MailText::plain(t::mail_password_taken_subject(lang, practice), lines, links::path(app, Purpose::ResetPassword, self.link))
    }
}
