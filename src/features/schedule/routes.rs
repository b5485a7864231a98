//! The routes of this feature.

use super::{api, rest};
use crate::base::text as t;
use crate::platform::audit::ActionWords;
use crate::platform::registry::{Form, Registry, Rest};

pub fn register(registry: &mut Registry) {
    registry.add(Rest { tag: "schedule", description: "The slots that a doctor offers.", routes: rest::routes });
    registry.add(Form::of::<api::AddSlot>());
    registry.add(Form::of::<api::DeleteSlot>());
    registry.add(Form::of::<api::EditSlot>());
    registry.add(Form::of::<api::MySlot>());
    registry.add(ActionWords::of("schedule.add_slot", t::audit_action_schedule_add_slot));
    registry.add(ActionWords::of("schedule.delete_slot", t::audit_action_schedule_delete_slot));
    registry.add(ActionWords::of("schedule.edit_slot", t::audit_action_schedule_edit_slot));
    registry.add(super::data::data());
}
