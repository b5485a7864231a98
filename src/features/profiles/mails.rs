//! Mails after a registration.

use serde::{Deserialize, Serialize};

use crate::base::slot::ChosenTime;
use crate::base::text::{self as t, Lang, format};
use crate::features::notifications::mail::{MailText, Template, greeting, sanitize};
use crate::platform::app::App;
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
}

impl Template for Welcome {
    const NAME: &'static str = "welcome";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let mut lines = vec![greeting(lang, &self.name), t::mail_welcome_body(lang, practice)];
        let link = continue_link(lang, self.chosen.as_ref(), &mut lines);
        MailText::plain(t::mail_welcome_subject(lang, practice), lines, link)
    }
}

/// Somebody registered with an address that has an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KnownAddress {
    #[serde(default)]
    pub chosen: Option<ChosenTime>,
}

impl Template for KnownAddress {
    const NAME: &'static str = "known_address";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let mut lines = vec![t::mail_known_body(lang, practice)];
        let link = continue_link(lang, self.chosen.as_ref(), &mut lines);
        MailText::plain(t::mail_known_subject(lang, practice), lines, link)
    }
}
