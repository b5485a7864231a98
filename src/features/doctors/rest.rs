//! REST endpoints under `/doctors`.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::model::{DoctorQuery, DoctorView, Sort};
use super::service;
use crate::base::model::{Doctor, Money, Page, VisitKind};
use crate::base::specialty::{Specialty, Spoken};
use crate::features::schedule::rest::SlotsQuery;
use crate::features::schedule::service::FreeSlots;
use crate::platform::app::App;
use crate::platform::cursor;
use crate::platform::http::rest::slot::{SlotBody, slot_page};
use crate::platform::http::rest::{PathId, Problem, Query};
use crate::platform::session::RequestContext;
use crate::policy::act;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(detail)).routes(routes!(slots))
}

/// A doctor, as shown to everybody.
#[derive(Serialize, ToSchema)]
pub struct PublicDoctorBody {
    id: Uuid,
    full_name: String,
    specialty: Specialty,
    bio: String,
    experience_years: i32,
    location: String,
    /// The path of the photo, if there is one; a new photo has another path. With `&size=128` it is smaller.
    photo_url: Option<String>,
    languages: Vec<Spoken>,
    /// IANA name.
    time_zone: String,
    fee: Option<Money>,
    kinds: Vec<VisitKind>,
    /// Bookings are `confirmed` immediately; otherwise they are `pending` until the doctor answers.
    auto_confirm: bool,
    /// The next free slots, soonest first, at most three.
    next_slots: Vec<SlotBody>,
}

impl From<DoctorView> for PublicDoctorBody {
    fn from(view: DoctorView) -> Self {
        Self {
            id: view.id.uuid(),
            full_name: view.full_name,
            specialty: view.specialty,
            bio: view.bio,
            experience_years: view.experience_years,
            location: view.location,
            photo_url: view.photo_url,
            languages: view.languages,
            time_zone: view.time_zone,
            fee: view.fee,
            kinds: view.kinds,
            auto_confirm: view.auto_confirm,
            next_slots: view.next_slots.into_iter().map(Into::into).collect(),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FindQuery {
    /// Parts of a name, a place or a specialty; accents and case are ignored.
    #[param(max_length = 200)]
    q: Option<String>,
    specialty: Option<Specialty>,
    /// A language spoken with patients.
    language: Option<Spoken>,
    kind: Option<VisitKind>,
    /// A part of the doctor's location.
    #[param(max_length = 200)]
    place: Option<String>,
    /// Default: by `name`. `soonest`: by the next free slot, doctors without one last.
    #[param(inline)]
    sort: Option<Sort>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    cursor: Option<String>,
}

/// Find doctors.
#[utoipa::path(get, path = "/api/v1/doctors", operation_id = "list_doctors", tag = "doctors", params(FindQuery), security(()),
    responses((status = 200, description = "A page of doctors who can be booked.", body = Page<PublicDoctorBody>)))]
async fn list(
    State(app): State<App>,
    context: RequestContext,
    Query(query): Query<FindQuery>,
) -> Result<Json<Page<PublicDoctorBody>>, Problem> {
    let permit = context.allow::<act::FindDoctors>(&app).await?;
    let FindQuery { q, specialty, language, kind, place, sort, limit, cursor } = query;
    let query = DoctorQuery { q, specialty, language, kind, place, sort, cursor, limit: limit.or(Some(cursor::DEFAULT_LIMIT)) };
    let page = service::find(&app, &permit, &query, context.zone).await?;
    Ok(Json(Page { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next_cursor }))
}

/// Get one doctor.
#[utoipa::path(get, path = "/api/v1/doctors/{id}", operation_id = "read_doctor", tag = "doctors", params(("id" = Uuid, Path)),
    security(()), responses((status = 200, description = "The doctor, with the next three free slots.", body = PublicDoctorBody)))]
async fn detail(
    State(app): State<App>,
    context: RequestContext,
    PathId(id): PathId<Doctor>,
) -> Result<Json<PublicDoctorBody>, Problem> {
    let permit = context.allow::<act::FindDoctors>(&app).await?;
    let doctor = service::get(&app, &permit, id, context.zone).await?;
    Ok(Json(doctor.into()))
}

/// List a doctor's free slots, by start.
#[utoipa::path(get, path = "/api/v1/doctors/{id}/slots", operation_id = "list_free_slots", tag = "doctors",
    params(("id" = Uuid, Path), SlotsQuery), security(()),
    responses((status = 200, description = "A page of free slots.", body = Page<SlotBody>)))]
async fn slots(
    State(app): State<App>,
    context: RequestContext,
    PathId(id): PathId<Doctor>,
    Query(query): Query<SlotsQuery>,
) -> Result<Json<Page<SlotBody>>, Problem> {
    let permit = context.allow::<act::FindDoctors>(&app).await?;
    let limit = cursor::limit(query.limit, cursor::DEFAULT_LIMIT)?;
    let wanted = FreeSlots { from: query.from, to: query.to, cursor: query.cursor, limit };
    Ok(Json(slot_page(service::slots(&app, &permit, id, context.zone, wanted).await?)))
}
