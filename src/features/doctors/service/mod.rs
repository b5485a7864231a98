//! Finding doctors, and the data of their cards and pages; `portrait` draws them, `profile` manages doctor profiles, `applications`
//! approves and rejects doctors, `staff` is what admins do to doctors' accounts.

pub mod applications;
pub mod portrait;
mod profile;
mod staff;
mod synonyms;

pub use profile::{DoctorProfileChange, Naming, NewDoctor, change_doctor_profile, create_profile, erase, profile};
pub use staff::{Application, application, appoint, correct_profile, retire};

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;

use super::model::{DoctorPage, DoctorQuery, DoctorView, Sort};
use super::store::{self, After, DoctorRow, NextSlotRow, Search, WORDS};
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Doctor, Id, Money, Page};
use crate::base::photo;
use crate::base::slot::{SlotState, SlotView};
use crate::features::schedule::service::{self as schedule, FreeSlots};
use crate::platform::app::App;
use crate::platform::cursor;
use crate::platform::fold::{containing, fold};
use crate::platform::zone::{self, Clocks};
use crate::policy::{Permit, act};

/// Default number of doctors per page.
const DOCTORS_PER_PAGE: u32 = 20;
/// Maximum length of a search, in characters; SQLite rejects a pattern of 50,000 bytes.
const SEARCH_MAX: usize = 200;
/// Free slots per card.
const SLOTS_PER_CARD: usize = 3;
/// Free slots on a doctor's page: days ahead, and the maximum number.
const PAGE_DAYS: i64 = 28;
const SLOTS_PER_PAGE: usize = 2000;
/// The beginning of the year 9000: later than any slot.
const NEVER: DateTime<Utc> = match DateTime::from_timestamp(221_845_305_600, 0) {
    Some(at) => at,
    None => DateTime::UNIX_EPOCH,
};

/// Returns one pattern per word; surplus words must directly follow the last one.
fn patterns(q: &str) -> [String; WORDS] {
    let folded = fold(q);
    let mut words = folded.splitn(WORDS, ' ');
    std::array::from_fn(|_| words.next().map_or_else(|| "%".to_owned(), containing))
}

fn search(query: &DoctorQuery) -> Result<Search> {
    for (name, text) in [("q", &query.q), ("place", &query.place)] {
        if text.as_deref().is_some_and(|text| text.chars().count() > SEARCH_MAX) {
            return Err(AppError::field(name, FieldCode::TooLong));
        }
    }
    let cursor = query.cursor.as_deref();
    let after = match query.sort.unwrap_or(Sort::Name) {
        Sort::Name => {
            let (name, id) = cursor::after(cursor)?.unwrap_or_default();
            After::Name(name, id)
        }
        Sort::Soonest => {
            let (at, id) = cursor::after(cursor)?.unwrap_or_default();
            After::Soonest(cursor::reachable(at)?, id)
        }
    };
    Ok(Search {
        after,
        words: patterns(query.q.as_deref().unwrap_or_default()),
        place: containing(&fold(query.place.as_deref().unwrap_or_default())),
        specialty: query.specialty,
        language: query.language,
        kind: query.kind,
    })
}

fn view(row: DoctorRow, next_slots: Vec<SlotView>) -> DoctorView {
    DoctorView {
        id: row.id,
        full_name: row.full_name,
        specialty: row.specialty,
        bio: row.bio,
        experience_years: row.experience_years,
        location: row.location,
        languages: row.languages.iter().flat_map(|list| list.split(',')).filter_map(|language| language.parse().ok()).collect(),
        photo_url: row.photo_id.map(|photo| photo::of_doctor(row.id, photo)),
        time_zone: zone::stored(row.time_zone.as_deref()).name().to_owned(),
        fee: row.fee_amount.zip(row.fee_currency).map(|(amount, currency)| Money { amount, currency }),
        kinds: store::kinds(row.in_person, row.video),
        auto_confirm: row.auto_confirm,
        next_slots,
    }
}

fn free_slot(row: &NextSlotRow, doctor: Tz, reader: Option<Tz>) -> SlotView {
    let clocks = Clocks::of(row.kind, doctor, reader);
    SlotView {
        id: row.id,
        doctor_id: row.doctor_id,
        starts_at: clocks.show(row.starts_at),
        ends_at: clocks.show(row.ends_at),
        doctors_clock: clocks.doctors(row.starts_at),
        kind: row.kind,
        state: SlotState::Free,
    }
}

/// Returns a page of doctors with their next free slots, as shown in the zone `reader`.
///
/// # Errors
/// [`Code::Malformed`] for an invalid cursor, [`Code::Invalid`] for a limit out of range.
pub async fn find(app: &App, _: &Permit<act::FindDoctors>, query: &DoctorQuery, reader: Option<Tz>) -> Result<Page<DoctorView>> {
    let limit = cursor::limit(query.limit, DOCTORS_PER_PAGE)?;
    let max = i64::try_from(limit).map_err(|_| Code::Internal)?;
    let search = search(query)?;
    let now = app.clock.now();
    let mut conn = app.read().await?;
    let mut rows = store::find(&mut conn, &search, max + 1, now, NEVER).await?;
    let next_cursor = match search.after {
        After::Name(..) => cursor::cut(&mut rows, limit, |row| (row.sort_key.clone(), row.id))?,
        After::Soonest(..) => cursor::cut(&mut rows, limit, |row| (row.soonest, row.id))?,
    };
    let mut slots: HashMap<Id<Doctor>, Vec<NextSlotRow>> = HashMap::new();
    if !rows.is_empty() {
        for slot in store::next_slots(&mut conn, &search, max, now, NEVER).await? {
            slots.entry(slot.doctor_id).or_default().push(slot);
        }
    }
    let card = |row: DoctorRow| {
        let zone = zone::stored(row.time_zone.as_deref());
        let next = slots.remove(&row.id).unwrap_or_default();
        view(row, next.iter().map(|slot| free_slot(slot, zone, reader)).collect())
    };
    Ok(Page { items: rows.into_iter().map(card).collect(), next_cursor })
}

/// Returns one doctor with the free slots of the period, at most `limit`, and the doctor's time zone.
async fn with_slots(
    app: &App,
    permit: &Permit<act::FindDoctors>,
    id: Id<Doctor>,
    reader: Option<Tz>,
    wanted: FreeSlots,
) -> Result<(DoctorRow, Page<SlotView>, Tz)> {
    let row = {
        let mut conn = app.read().await?;
        store::find_one(&mut conn, id).await?.ok_or(Code::NotFound)?
    };
    let zone = zone::stored(row.time_zone.as_deref());
    let slots = schedule::free(app, permit, id, &wanted, (zone, reader)).await?;
    Ok((row, slots, zone))
}

/// Returns one doctor, as on a card.
///
/// # Errors
/// [`Code::NotFound`], also for a doctor who is not approved.
pub async fn get(app: &App, permit: &Permit<act::FindDoctors>, id: Id<Doctor>, reader: Option<Tz>) -> Result<DoctorView> {
    let wanted = FreeSlots { limit: SLOTS_PER_CARD, ..FreeSlots::default() };
    let (row, slots, _) = with_slots(app, permit, id, reader, wanted).await?;
    Ok(view(row, slots.items))
}

/// Returns the data of a doctor's page.
///
/// # Errors
/// See [`get`].
pub async fn page(app: &App, permit: &Permit<act::FindDoctors>, id: Id<Doctor>, reader: Option<Tz>) -> Result<DoctorPage> {
    let now = app.clock.now();
    let wanted = FreeSlots { to: Some(now + Duration::days(PAGE_DAYS)), limit: SLOTS_PER_PAGE, ..FreeSlots::default() };
    let (row, slots, zone) = with_slots(app, permit, id, reader, wanted).await?;
    let next = slots.items.iter().take(SLOTS_PER_CARD).cloned().collect();
    Ok(DoctorPage { doctor: view(row, next), slots: slots.items, today: zone::local_day(now, reader.unwrap_or(zone)) })
}

/// Returns a page of a doctor's free slots.
///
/// # Errors
/// See [`get`]; [`Code::Malformed`] for an invalid cursor.
pub async fn slots(
    app: &App,
    permit: &Permit<act::FindDoctors>,
    id: Id<Doctor>,
    reader: Option<Tz>,
    wanted: FreeSlots,
) -> Result<Page<SlotView>> {
    with_slots(app, permit, id, reader, wanted).await.map(|(_, slots, _)| slots)
}
