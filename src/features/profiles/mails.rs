//! Mails after a registration, and about passwords.

use serde::{Deserialize, Serialize};

use crate::base::model::{Id, MailedLink, ZonedTime};
use crate::base::slot::ChosenTime;
use crate::base::text::{self as t, Lang, format};
use crate::features::notifications::mail::{MailText, Template, greeting, sanitize};
use crate::platform::app::App;
use crate::platform::links::{self, Purpose};
use crate::ui::sign_in_path;

/// Adds a line about the time that was chosen before the account existed. Returns the link to sign in, and from there to the booking.
fn continue_link(lang: Lang, chosen: Option<&ChosenTime>, lines: &mut Vec<String>) -> String {
    let Some(ChosenTime { slot, starts_at, doctor_name }) = chosen else { return "/sign-in".to_owned() };
    let when = format::at_place(lang, format::date_time(lang, starts_at), starts_at, None);
    lines.push(t::mail_chosen(lang, t::MailChosen { when, doctor: sanitize(doctor_name) }));
    sign_in_path(&format!("/book/{slot}"))
}

/// To a patient who has registered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Welcome {
    pub name: String,
    #[serde(default)]
    pub chosen: Option<ChosenTime>,
    /// To verify the address; `None` in mails that an earlier version queued.
    #[serde(default)]
    pub link: Option<Id<MailedLink>>,
}

impl Template for Welcome {
    const NAME: &'static str = "welcome";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let mut lines = vec![greeting(lang, &self.name), t::mail_welcome_body(lang, practice)];
        let mut link = continue_link(lang, self.chosen.as_ref(), &mut lines);
        if let Some(id) = self.link {
            lines.push(t::mail_verify(lang).to_owned());
            link = links::path(app, Purpose::VerifyEmail, id);
        }
        MailText::plain(t::mail_welcome_subject(lang, practice), lines, link)
    }
}

/// To somebody who asked for another link to verify their address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VerifyAddress {
    pub name: String,
    pub link: Id<MailedLink>,
}

impl Template for VerifyAddress {
    const NAME: &'static str = "verify_address";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let lines = vec![greeting(lang, &self.name), t::mail_verify(lang).to_owned()];
        let subject = t::mail_verify_subject(lang, &app.settings.practice_name);
        MailText::plain(subject, lines, links::path(app, Purpose::VerifyEmail, self.link))
    }
}

/// Somebody registered with an address that has an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KnownAddress {
    #[serde(default)]
    pub chosen: Option<ChosenTime>,
    /// To set a new password, if nobody has verified the address yet: it belongs to whoever reads its mails.
    #[serde(default)]
    pub link: Option<Id<MailedLink>>,
}

impl Template for KnownAddress {
    const NAME: &'static str = "known_address";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let mut lines = vec![t::mail_known_body(lang, practice)];
        let mut link = continue_link(lang, self.chosen.as_ref(), &mut lines);
        if let Some(id) = self.link {
            lines.push(t::mail_known_confirm(lang).to_owned());
            link = links::path(app, Purpose::ResetPassword, id);
        }
        MailText::plain(t::mail_known_subject(lang, practice), lines, link)
    }
}

/// To somebody who has forgotten their password.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasswordForgotten {
    pub name: String,
    pub link: Id<MailedLink>,
}

impl Template for PasswordForgotten {
    const NAME: &'static str = "password_forgotten";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let lines =
            vec![greeting(lang, &self.name), t::mail_forgotten_body(lang, practice), t::mail_forgotten_not_you(lang).to_owned()];
        MailText::plain(t::mail_forgotten_subject(lang, practice), lines, links::path(app, Purpose::ResetPassword, self.link))
    }
}

/// The password was changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasswordChanged {
    pub name: String,
}

impl Template for PasswordChanged {
    const NAME: &'static str = "password_changed";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let lines = vec![greeting(lang, &self.name), t::mail_password_changed_body(lang, practice)];
        MailText::plain(t::mail_password_changed_subject(lang, practice), lines, "/forgot-password")
    }
}

/// Somebody signed in from a browser that the account did not know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewBrowser {
    pub name: String,
    pub client: String,
    pub at: ZonedTime,
}

impl Template for NewBrowser {
    const NAME: &'static str = "new_browser";
    const IS_URGENT: bool = true;
    const LIST_LINK: &'static str = "/profile/sessions";

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let client = if self.client.is_empty() { t::sessions_unknown(lang).to_owned() } else { sanitize(&self.client) };
        let lines = vec![
            greeting(lang, &self.name),
            t::mail_new_browser_body(lang, practice),
            t::mail_new_browser_client(lang, client),
            t::mail_when(lang, format::date_time(lang, &self.at)),
            t::mail_new_browser_not_you(lang).to_owned(),
        ];
        MailText::plain(t::mail_new_browser_subject(lang, practice), lines, "/profile/sessions")
    }
}

/// To a new address of an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConfirmAddress {
    pub name: String,
    pub link: Id<MailedLink>,
}

impl Template for ConfirmAddress {
    const NAME: &'static str = "confirm_address";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let lines = vec![greeting(lang, &self.name), t::mail_confirm_address_body(lang, practice)];
        MailText::plain(t::mail_confirm_address_subject(lang, practice), lines, links::path(app, Purpose::ChangeEmail, self.link))
    }
}

/// To the old address: somebody asked for another one, or has confirmed it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddressChange {
    pub name: String,
    /// The new one.
    pub address: String,
    pub is_done: bool,
}

impl Template for AddressChange {
    const NAME: &'static str = "address_change";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let (subject, body) = if self.is_done {
            (t::mail_address_change_done_subject(lang, practice), t::mail_address_change_done(lang, practice))
        } else {
            (t::mail_address_change_asked_subject(lang, practice), t::mail_address_change_asked(lang, practice))
        };
        let address = t::mail_address_change_address(lang, &self.address);
        let lines = vec![greeting(lang, &self.name), body, address, t::mail_address_change_not_you(lang).to_owned()];
        MailText::plain(subject, lines, "/profile/password")
    }
}
