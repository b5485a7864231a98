//! A slot in the API.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::base::model::{Page, VisitKind};
use crate::base::slot::{SlotState, SlotView};

/// A doctor's slot. Visits in person have the offset of the doctor's time zone, video visits that of the reader's.
#[derive(Serialize, ToSchema)]
pub struct SlotBody {
    id: Uuid,
    doctor_id: Uuid,
    starts_at: DateTime<FixedOffset>,
    ends_at: DateTime<FixedOffset>,
    /// The time zone of the offsets (IANA name): the doctor's for a visit in person, the reader's for a video visit.
    time_zone: String,
    kind: VisitKind,
    state: SlotState,
}

impl From<SlotView> for SlotBody {
    fn from(view: SlotView) -> Self {
        Self {
            id: view.id.uuid(),
            doctor_id: view.doctor_id.uuid(),
            starts_at: view.starts_at.at,
            ends_at: view.ends_at.at,
            time_zone: view.starts_at.zone,
            kind: view.kind,
            state: view.state,
        }
    }
}

/// Returns the page in the API's format.
pub fn slot_page(page: Page<SlotView>) -> Page<SlotBody> {
    Page { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next_cursor }
}
