//! Mails about doctors' applications and requested changes.

use serde::{Deserialize, Serialize};

use crate::base::model::{Id, MailedLink, Role};
use crate::base::text::{self as t, Lang};
use crate::base::words;
use crate::features::notifications::mail::{MailText, Template, greeting, sanitize};
use crate::platform::app::App;
use crate::platform::links::{self, Purpose};

/// The page where staff decide.
const APPLICATIONS: &str = "/doctor-applications";

/// To a doctor who has registered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApplicationReceived {
    pub name: String,
    /// To verify the address; `None` in mails that an earlier version queued.
    #[serde(default)]
    pub link: Option<Id<MailedLink>>,
}

impl Template for ApplicationReceived {
    const NAME: &'static str = "application_received";
    const ALIASES: &'static [&'static str] = &["doctor_waits"];
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let mut lines = vec![greeting(lang, &self.name), t::mail_application_received_body(lang, practice)];
        let link = match self.link {
            None => "/profile".to_owned(),
            Some(link) => {
                lines.push(t::mail_verify(lang).to_owned());
                links::path(app, Purpose::VerifyEmail, link)
            }
        };
        MailText::plain(t::mail_application_received_subject(lang, practice), lines, link)
    }
}

/// To staff: a doctor has registered, or applies again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DoctorApplied {
    pub name: String,
    pub doctor: String,
}

impl Template for DoctorApplied {
    const NAME: &'static str = "doctor_applied";
    const ALIASES: &'static [&'static str] = &["let_doctor_in"];
    const IS_URGENT: bool = false;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let doctor = t::mail_doctor(lang, sanitize(&words::name(lang, Role::Doctor, &self.doctor)));
        let lines = vec![greeting(lang, &self.name), t::mail_doctor_applied_body(lang, practice), doctor];
        MailText::plain(t::mail_doctor_applied_subject(lang), lines, APPLICATIONS)
    }
}

/// To a doctor whom staff have approved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Approved {
    pub name: String,
}

impl Template for Approved {
    const NAME: &'static str = "approved";
    const ALIASES: &'static [&'static str] = &["let_in"];
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let lines = vec![greeting(lang, &self.name), t::mail_approved_body(lang, practice)];
        MailText::plain(t::mail_approved_subject(lang, practice), lines, "/profile")
    }
}

/// To a doctor whom staff have rejected.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rejected {
    pub name: String,
    pub reason: Option<String>,
}

impl Template for Rejected {
    const NAME: &'static str = "rejected";
    const ALIASES: &'static [&'static str] = &["declined"];
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let mut lines = vec![greeting(lang, &self.name), t::mail_rejected_body(lang, practice)];
        lines.extend(self.reason.as_ref().map(|reason| t::mail_rejected_reason(lang, reason)));
        lines.push(t::mail_rejected_again(lang).to_owned());
        MailText::plain(t::mail_rejected_subject(lang, practice), lines, "/")
    }
}

/// To staff: an approved doctor requests a change of verified data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChangeAsked {
    pub name: String,
    pub doctor: String,
}

impl Template for ChangeAsked {
    const NAME: &'static str = "change_asked";
    const IS_URGENT: bool = false;

    fn render(&self, _: &App, lang: Lang) -> MailText {
        let doctor = t::mail_doctor(lang, sanitize(&words::name(lang, Role::Doctor, &self.doctor)));
        let lines = vec![greeting(lang, &self.name), t::mail_change_asked_body(lang).to_owned(), doctor];
        MailText::plain(t::mail_change_asked_subject(lang), lines, APPLICATIONS)
    }
}

/// To a doctor whose requested change was approved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChangeApproved {
    pub name: String,
}

impl Template for ChangeApproved {
    const NAME: &'static str = "change_approved";
    const IS_URGENT: bool = true;

    fn render(&self, _: &App, lang: Lang) -> MailText {
        let lines = vec![greeting(lang, &self.name), t::mail_change_approved_body(lang).to_owned()];
        MailText::plain(t::mail_change_approved_subject(lang), lines, "/profile")
    }
}

/// To a doctor whose requested change was rejected.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChangeRejected {
    pub name: String,
    pub reason: Option<String>,
}

impl Template for ChangeRejected {
    const NAME: &'static str = "change_refused";
    const IS_URGENT: bool = true;

    fn render(&self, _: &App, lang: Lang) -> MailText {
        let mut lines = vec![greeting(lang, &self.name), t::mail_change_rejected_body(lang).to_owned()];
        lines.extend(self.reason.as_ref().map(|reason| t::mail_rejected_reason(lang, reason)));
        MailText::plain(t::mail_change_rejected_subject(lang), lines, "/profile")
    }
}
