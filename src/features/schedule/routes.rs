//! The routes of this feature.

use super::{api, rest};
use crate::platform::registry::{Form, Registry, Rest};

pub fn register(registry: &mut Registry) {
    registry.add(Rest { tag: "schedule", description: "The slots that a doctor offers.", routes: rest::routes });
    registry.add(Form::of::<api::AddSlot>());
    registry.add(Form::of::<api::DeleteSlot>());
    registry.add(Form::of::<api::EditSlot>());
    registry.add(Form::of::<api::MySlot>());
    registry.add(super::data::data());
}
