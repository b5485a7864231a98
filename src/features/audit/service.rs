//! How to add one: in the transaction of the change, `audit::service::record(tx, &app.clock, actor, "feature.action", id.uuid())`.

use uuid::Uuid;

use super::store;
use crate::platform::clock::Clock;
use crate::platform::db::Tx;
use crate::policy::Actor;

/// Records that `actor` did `action` to `subject`; the system itself is recorded without a user.
pub fn record(tx: &mut Tx, clock: &Clock, actor: Actor, action: &'static str, subject: Uuid) {
    store::add(tx, clock.new_id(), clock.now(), actor.user(), action, subject);
}
