//! The routes of this feature.

use super::{api, mails, rest, service};
use crate::features::notifications::mail::MailKind;
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
}
