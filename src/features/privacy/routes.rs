//! The routes of this feature.

use super::{api, mails, rest, service};
use crate::base::text as t;
use crate::features::notifications::mail::MailKind;
use crate::platform::audit::ActionWords;
use crate::platform::registry::{Files, Form, Registry, Rest};

pub fn register(registry: &mut Registry) {
    registry.add(Rest {
        tag: "privacy",
        description: "An export of the user’s own data, and the deletion of the account.",
        routes: rest::routes,
    });
    registry.add(Files(super::files::routes));
    super::data::register(registry);
    service::job_kinds().into_iter().for_each(|kind| registry.add(kind));
    registry.add(MailKind::of::<mails::AccountDeleted>());
    registry.add(MailKind::of::<mails::DeletionAsked>());
    registry.add(MailKind::of::<mails::DeletionTakenBack>());
    registry.add(MailKind::of::<mails::ExportReady>());
    registry.add(Form::of::<api::AskDeletion>());
    registry.add(Form::of::<api::AskExport>());
    registry.add(Form::of::<api::GetMyData>());
    registry.add(Form::of::<api::KeepAccount>());
    registry.add(ActionWords::of("privacy.ask_deletion", t::audit_action_privacy_ask_deletion));
    registry.add(ActionWords::of("privacy.ask_export", t::audit_action_privacy_ask_export));
    registry.add(ActionWords::of("privacy.delete_account", t::audit_action_privacy_delete_account));
    registry.add(ActionWords::of("privacy.delete_records", t::audit_action_privacy_delete_records));
    registry.add(ActionWords::of("privacy.download_export", t::audit_action_privacy_download_export));
    registry.add(ActionWords::of("privacy.make_export", t::audit_action_privacy_make_export));
    registry.add(ActionWords::of("privacy.take_back_deletion", t::audit_action_privacy_take_back_deletion));
}
