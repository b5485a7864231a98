//! The routes of this feature.

use super::{api, rest};
use crate::platform::registry::{Form, Registry, Rest};

pub fn register(registry: &mut Registry) {
    registry.add(Rest { tag: "notifications", description: "What the practice tells one in the app.", routes: rest::routes });
    registry.add(super::mail::job_kind());
    registry.add(Form::of::<api::CountUnread>());
    registry.add(Form::of::<api::MarkAllRead>());
    registry.add(Form::of::<api::MarkRead>());
    registry.add(Form::of::<api::MyNotifications>());
    registry.add(super::data::data());
}
