//! Background jobs as staff see them.

use serde::{Deserialize, Serialize};

use crate::base::model::{Id, Job, ZonedTime};

/// A job that was given up. Its payload is not shown: it may hold health data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadJob {
    pub id: Id<Job>,
    /// The kind's name, such as `mail`.
    pub kind: String,
    /// On the reader's clock.
    pub added_at: ZonedTime,
    pub given_up_at: ZonedTime,
    pub attempts: i32,
    pub error: Option<String>,
}
