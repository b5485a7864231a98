//! Mails about the second factor.

use serde::{Deserialize, Serialize};

use crate::base::model::text_enum;
use crate::base::text::{self as t, Lang};
use crate::features::notifications::mail::{MailText, Template, greeting};
use crate::platform::app::App;

text_enum! {
    /// What happened to a second factor.
    FactorEvent {
        On = "on",
        Off = "off",
        Reset = "reset",
        RecoveryCodeUsed = "recovery_code_used",
    }
}

/// The account's second factor has changed, or a recovery code was used.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SecondFactorNews {
    pub name: String,
    pub event: FactorEvent,
    /// Recovery codes left, after one was used.
    #[serde(default)]
    pub codes_left: Option<u32>,
}

impl Template for SecondFactorNews {
    const NAME: &'static str = "second_factor";
    const IS_URGENT: bool = true;
    const LIST_LINK: &'static str = "/profile/two-factor";

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let (subject, body) = match self.event {
            FactorEvent::On => (t::mail_factor_on_subject(lang, practice), t::mail_factor_on_body(lang, practice)),
            FactorEvent::Off => (t::mail_factor_off_subject(lang, practice), t::mail_factor_off_body(lang, practice)),
            FactorEvent::Reset => (t::mail_factor_reset_subject(lang, practice), t::mail_factor_reset_body(lang, practice)),
            FactorEvent::RecoveryCodeUsed => {
                (t::mail_factor_used_subject(lang, practice), t::mail_factor_used_body(lang, practice))
            }
        };
        let mut lines = vec![greeting(lang, &self.name), body];
        lines.extend(self.codes_left.map(|left| t::factor_codes_left(lang, left)));
        lines.push(t::mail_factor_not_you(lang).to_owned());
        MailText::plain(subject, lines, "/profile/password")
    }
}
