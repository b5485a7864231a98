//! Mails about emergency accesses. They name the doctor, and neither the reason nor the patient.

use serde::{Deserialize, Serialize};

use crate::base::model::Role;
use crate::base::text::{self as t, Lang};
use crate::base::words;
use crate::features::notifications::mail::{MailText, Template, greeting, sanitize};
use crate::platform::app::App;

/// To the patient: a doctor has opened their record in an emergency.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordOpened {
    pub name: String,
    pub doctor: String,
}

impl Template for RecordOpened {
    const NAME: &'static str = "record_opened";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let lines = vec![
            greeting(lang, &self.name),
            t::mail_record_opened_body(lang, practice),
            t::mail_doctor(lang, sanitize(&words::name(lang, Role::Doctor, &self.doctor))),
            t::mail_record_opened_ask(lang).to_owned(),
        ];
        MailText::plain(t::mail_record_opened_subject(lang, practice), lines, "/profile/access")
    }
}

/// To staff, who review it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EmergencyReported {
    pub name: String,
    pub doctor: String,
}

impl Template for EmergencyReported {
    const NAME: &'static str = "emergency_reported";
    const IS_URGENT: bool = true;

    fn render(&self, app: &App, lang: Lang) -> MailText {
        let practice = &app.settings.practice_name;
        let lines = vec![
            greeting(lang, &self.name),
            t::mail_emergency_reported_body(lang, practice),
            t::mail_doctor(lang, sanitize(&words::name(lang, Role::Doctor, &self.doctor))),
        ];
        MailText::plain(t::mail_emergency_reported_subject(lang), lines, "/emergency-accesses")
    }
}
