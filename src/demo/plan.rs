//! The appointments of the demo practice, computed before anything is written: which doctor sees whom, when, and the outcome.
//!
//! It depends only on one instant and a fixed random seed, so the same instant gives the same practice. Days are counted from today in
//! each doctor's time zone; today every doctor works, also on a Sunday, so that the first day shown is not empty.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, Timelike, Utc};
use chrono_tz::Tz;

use super::guests::GUESTS;
use super::people::{DOCTORS, DemoDoctor, PATIENTS, Rhythm};
use super::stories::{STORIES, Story};
use super::words::{self, in_language};
use crate::base::model::{Gender, VisitKind};
use crate::base::specialty::Specialty;
use crate::base::text::Lang;
use crate::features::appointments::service::seed::{Event, Side, What};
use crate::features::schedule::service::NewSlot;
use crate::platform::zone;

/// How far ahead the doctors offer slots, and how far back they have had appointments, in days.
const AHEAD: i64 = 42;
const BACK: i64 = 150;
/// Past days of which unbooked slots are kept too.
const WHOLE: i64 = 14;
/// Maximum active appointments of a patient, in total and with one doctor; below the default limits (10 and 3).
const ACTIVE_IN_ALL: usize = 9;
const ACTIVE_WITH_ONE: usize = 2;
/// The time after a visit until the doctor completes the appointment.
const WRITES_DOWN: Duration = Duration::minutes(4);

/// The outcome of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not answered yet.
    Requested,
    Confirmed,
    Completed,
    NoShow,
    CancelledByPatient(&'static str),
    CancelledByDoctor(&'static str),
    CancelledByStaff(&'static str),
    /// By staff, with the reason; completed since, or upcoming.
    Moved(&'static str),
    /// By staff, with the previous text; completed since, or upcoming.
    Reworded(&'static str),
}

/// A doctor's slots and bookings.
#[derive(Debug, PartialEq)]
pub struct DoctorPlan {
    pub slots: Vec<NewSlot>,
    pub bookings: Vec<PlannedBooking>,
}

#[derive(Debug, PartialEq)]
pub struct PlannedBooking {
    /// Index in [`PATIENTS`] followed by [`GUESTS`].
    pub patient: usize,
    pub slot: NewSlot,
    pub reason: &'static str,
    pub patient_note: Option<&'static str>,
    pub doctor_note: Option<&'static str>,
    pub events: Vec<Event>,
}

/// A doctor's slot during planning.
struct Time {
    /// Days from today.
    day: i64,
    slot: NewSlot,
    taken: bool,
}

/// A patient during planning.
struct Someone {
    gender: Gender,
    locale: Lang,
    region: Option<u8>,
}

/// The random number generator SplitMix64 (Steele, Lea, Flood 2014): simple, and the same on every platform.
struct Random(u64);

impl Random {
    const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number that is at least 0 and less than `end`; 0 if `end` is 0.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.number() % end).unwrap_or(0)
    }

    /// Returns a number from `low` to `high`, inclusive.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(span)).unwrap_or(0)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.below(from.len())).copied()
    }
}

/// Returns the region of a zone; visits in person are within one region.
const fn region(zone: Option<Tz>) -> Option<u8> {
    match zone {
        Some(Tz::Europe__Tirane) => Some(0),
        Some(Tz::Asia__Ho_Chi_Minh) => Some(1),
        Some(Tz::Europe__Paris) => Some(2),
        Some(Tz::Europe__London | Tz::Europe__Dublin) => Some(3),
        Some(Tz::America__Toronto) => Some(4),
        _ => None,
    }
}

/// Returns a plan for each of [`DOCTORS`], in their order.
pub fn plan(now: DateTime<Utc>) -> Vec<DoctorPlan> {
    let mut planner = Planner::new(now);
    for story in STORIES {
        planner.tell(story);
    }
    // Today and the next working day of all doctors come first: later the patients may have reached their maximum.
    for later in [false, true] {
        for doctor in 0..DOCTORS.len() {
            planner.fill(doctor, later);
        }
    }
    planner.finish()
}

struct Planner {
    now: DateTime<Utc>,
    people: Vec<Someone>,
    /// By doctor.
    times: Vec<Vec<Time>>,
    bookings: Vec<Vec<PlannedBooking>>,
    /// The times of each patient's appointments, by patient.
    busy: Vec<Vec<(DateTime<Utc>, DateTime<Utc>)>>,
    /// Number of active appointments by patient, and by patient and doctor.
    active: HashMap<(usize, Option<usize>), usize>,
    /// Patient, doctor and day: no patient sees the same doctor twice a day.
    seen: HashSet<(usize, usize, i64)>,
    random: Random,
}

impl Planner {
    fn new(now: DateTime<Utc>) -> Self {
        let patients = PATIENTS.iter().map(|patient| {
            let person = &patient.person;
            Someone { gender: person.gender, locale: person.locale, region: region(person.time_zone) }
        });
        let guests = GUESTS.iter().map(|guest| Someone {
            gender: guest.gender,
            locale: guest.locale,
            region: region(Some(guest.time_zone)),
        });
        let people: Vec<Someone> = patients.chain(guests).collect();
        Self {
            now,
            busy: people.iter().map(|_| Vec::new()).collect(),
            people,
            times: DOCTORS.iter().map(|doctor| times(doctor, now)).collect(),
            bookings: DOCTORS.iter().map(|_| Vec::new()).collect(),
            active: HashMap::new(),
            seen: HashSet::new(),
            random: Random(0x0050_7261_7869_7300),
        }
    }

    /// Returns whether the patient can book that slot of that doctor.
    fn can(&self, patient: usize, doctor: usize, time: &Time, active: bool) -> bool {
        let slot = &time.slot;
        let elsewhere =
            |busy: &Vec<(DateTime<Utc>, DateTime<Utc>)>| busy.iter().any(|(from, to)| *from < slot.ends_at && *to > slot.starts_at);
        let count = |key| self.active.get(&key).copied().unwrap_or(0);
        !self.busy.get(patient).is_none_or(elsewhere)
            && !self.seen.contains(&(patient, doctor, time.day))
            && (!active || count((patient, None)) < ACTIVE_IN_ALL && count((patient, Some(doctor))) < ACTIVE_WITH_ONE)
    }

    /// Adds the booking of that slot of that doctor.
    fn put(&mut self, doctor: usize, place: usize, booking: PlannedBooking) {
        let Some(time) = self.times.get_mut(doctor).and_then(|times| times.get_mut(place)) else { return };
        time.taken = true;
        let slot = time.slot;
        self.seen.insert((booking.patient, doctor, time.day));
        if let Some(busy) = self.busy.get_mut(booking.patient) {
            busy.push((slot.starts_at, slot.ends_at));
        }
        if is_active(&booking.events) {
            *self.active.entry((booking.patient, None)).or_default() += 1;
            *self.active.entry((booking.patient, Some(doctor))).or_default() += 1;
        }
        if let Some(bookings) = self.bookings.get_mut(doctor) {
            bookings.push(booking);
        }
    }

    /// Adds one appointment of a patient with an offered sign-in.
    fn tell(&mut self, story: &Story) {
        let patient = PATIENTS.iter().position(|patient| patient.person.mailbox == story.patient);
        let doctor = DOCTORS.iter().position(|doctor| doctor.person.mailbox == story.doctor);
        let (Some(patient), Some(doctor)) = (patient, doctor) else { return };
        let (Some(times), Some(who)) = (self.times.get(doctor), DOCTORS.get(doctor)) else { return };
        let days = times.iter().map(|time| time.day);
        let day =
            if story.day > 0 { days.filter(|day| *day >= story.day).min() } else { days.filter(|day| *day <= story.day).max() };
        let Some(day) = day else { return };
        let of_day: Vec<usize> = times.iter().enumerate().filter(|(_, time)| time.day == day).map(|(place, _)| place).collect();
        let wanted = of_day.iter().cycle().skip(story.place.min(of_day.len())).take(of_day.len()).copied();
        let place = wanted
            .filter_map(|place| times.get(place).map(|time| (place, time)))
            .find(|(_, time)| !time.taken && self.can(patient, doctor, time, false));
        let Some((place, time)) = place else { return };
        let slot = time.slot;
        let earlier = of_day.iter().rev().filter_map(|place| times.get(*place)).find(|time| time.slot.starts_at != slot.starts_at);
        let before = earlier.map_or(slot.starts_at, |time| time.slot.starts_at);
        let events = history(self.now, who, slot, before, story.outcome, &mut self.random);
        let Story { reason, patient_note, doctor_note, .. } = *story;
        self.put(doctor, place, PlannedBooking { patient, slot, reason, patient_note, doctor_note, events });
    }

    /// Adds appointments of other patients with a doctor, up to the next working day or after it.
    fn fill(&mut self, doctor: usize, later: bool) {
        let Some(who) = DOCTORS.get(doctor) else { return };
        let mut days: Vec<i64> = self.times.get(doctor).into_iter().flatten().map(|time| time.day).collect();
        days.dedup();
        let next = days.iter().copied().find(|day| *day > 0);
        let mut count = 0;
        for day in days.into_iter().filter(|day| next.is_some_and(|next| *day > next) == later) {
            let mut free: Vec<usize> = self
                .times
                .get(doctor)
                .into_iter()
                .flatten()
                .enumerate()
                .filter(|(_, time)| time.day == day && !time.taken)
                .map(|(place, _)| place)
                .collect();
            let many = self.random.between(0, 99);
            let wanted = match day {
                0 => (free.len() * 6 / 10).clamp(3, 9),
                _ if Some(day) == next => (free.len() * 4 / 10).clamp(2, 6),
                1..=14 => usize::from(many < 80) + usize::from(many < 25),
                15.. => usize::from(many < 15),
                -14..=-1 => 2 + usize::from(many < 60) + usize::from(many < 25),
                _ => usize::from(many < 25),
            };
            for _ in 0..wanted {
                if free.is_empty() {
                    break;
                }
                let place = free.swap_remove(self.random.below(free.len()));
                if self.invite(doctor, who, place, count) {
                    count += 1;
                }
            }
        }
    }

    /// Books the slot for any suitable patient; `false` if there is none.
    fn invite(&mut self, doctor: usize, who: &DemoDoctor, place: usize, count: usize) -> bool {
        let first = self.random.below(self.people.len());
        let (outcome, note) = (self.random.below(100), self.random.below(100));
        let Some(times) = self.times.get(doctor) else { return false };
        let Some(time) = times.get(place) else { return false };
        let slot = time.slot;
        let today = time.day == 0;
        let outcome = outcome_of(who, slot.starts_at > self.now, today, count, outcome);
        let active =
            matches!(outcome, OutcomeKind::Requested | OutcomeKind::Confirmed | OutcomeKind::Moved | OutcomeKind::Reworded)
                && slot.starts_at > self.now;
        let own = region(who.person.time_zone);
        let fits = |patient: usize| {
            self.people.get(patient).is_some_and(|someone| {
                let near = someone.region == own || (slot.kind == VisitKind::Video && someone.locale == who.person.locale);
                let woman = who.specialty != Specialty::Gynaecology || someone.gender == Gender::Female;
                near && woman && self.can(patient, doctor, time, active)
            })
        };
        let others = self.people.len() - PATIENTS.len().min(self.people.len());
        let Some(patient) = (0..others).map(|step| PATIENTS.len() + (first + step) % others.max(1)).find(|patient| fits(*patient))
        else {
            return false;
        };
        let Some(locale) = self.people.get(patient).map(|someone| someone.locale) else { return false };
        // Moved from another slot of the same day.
        let earlier = times.iter().filter(|other| other.day == time.day && other.slot.starts_at != slot.starts_at);
        let before = earlier.map(|other| other.slot.starts_at).next().unwrap_or(slot.starts_at);
        let complaints = words::complaints(who.specialty);
        let Some(complaint) = complaints.get((count + first) % complaints.len().max(1)) else { return false };
        let Some(reason) = in_language(complaint.reason, locale) else { return false };
        let outcome = outcome.with_reason(locale, who.person.locale, &mut self.random);
        let events = history(self.now, who, slot, before, outcome, &mut self.random);
        let done = events.iter().any(|event| matches!(event.what, What::Completed));
        let doctor_note = in_language(complaint.note, who.person.locale).filter(|_| done && note < 75);
        let patient_note =
            self.random.pick(&words::PATIENT_NOTES).and_then(|note| in_language(note, locale)).filter(|_| note % 4 == 1);
        self.put(doctor, place, PlannedBooking { patient, slot, reason, patient_note, doctor_note, events });
        true
    }

    /// Returns the slots that are kept, and the bookings by start.
    fn finish(self) -> Vec<DoctorPlan> {
        let now = self.now;
        let kept = |time: &Time| match time.day {
            // No slot of today is free: the next free one is tomorrow.
            0 => time.taken || time.slot.starts_at <= now,
            1.. => true,
            day => time.taken || day >= -WHOLE,
        };
        let one = |(times, mut bookings): (Vec<Time>, Vec<PlannedBooking>)| {
            bookings.sort_by_key(|booking| booking.slot.starts_at);
            DoctorPlan { slots: times.into_iter().filter(kept).map(|time| time.slot).collect(), bookings }
        };
        self.times.into_iter().zip(self.bookings).map(one).collect()
    }
}

/// The outcome of an appointment, without the reason.
#[derive(Clone, Copy)]
enum OutcomeKind {
    Requested,
    Confirmed,
    Completed,
    NoShow,
    ByPatient,
    ByDoctor,
    ByStaff,
    Moved,
    Reworded,
}

impl OutcomeKind {
    /// Adds the reason, in the language of the patient or the doctor.
    fn with_reason(self, patient: Lang, doctor: Lang, random: &mut Random) -> Outcome {
        match self {
            Self::Requested => Outcome::Requested,
            Self::Confirmed => Outcome::Confirmed,
            Self::Completed => Outcome::Completed,
            Self::NoShow => Outcome::NoShow,
            Self::ByPatient => {
                let why = random.pick(&words::PATIENT_CANCELS).and_then(|why| in_language(why, patient));
                Outcome::CancelledByPatient(why.unwrap_or_default())
            }
            Self::ByDoctor => {
                let why = random.pick(&words::DOCTOR_CANCELS).and_then(|why| in_language(why, doctor));
                Outcome::CancelledByDoctor(why.unwrap_or_default())
            }
            Self::ByStaff => Outcome::CancelledByStaff(random.pick(&words::STAFF_CANCELS).unwrap_or_default()),
            Self::Moved => Outcome::Moved(random.pick(&words::STAFF_MOVES).unwrap_or_default()),
            Self::Reworded => Outcome::Reworded(in_language(words::BEFORE_REWORDING, patient).unwrap_or_default()),
        }
    }
}

/// Returns the outcomes in turn, so that every doctor has some of each; `drawn` is less than 100.
const fn outcome_of(who: &DemoDoctor, ahead: bool, today: bool, count: usize, drawn: usize) -> OutcomeKind {
    if today {
        return match (ahead, count % 8) {
            (false, 5) => OutcomeKind::NoShow,
            (false, _) => OutcomeKind::Completed,
            (true, _) => OutcomeKind::Confirmed,
        };
    }
    if ahead {
        return match count % 8 {
            1 | 4 if !who.auto_confirm => OutcomeKind::Requested,
            3 => OutcomeKind::ByPatient,
            6 => OutcomeKind::Moved,
            7 if drawn < 50 => OutcomeKind::Reworded,
            _ => OutcomeKind::Confirmed,
        };
    }
    match count % 18 {
        2 | 12 => OutcomeKind::ByPatient,
        5 => OutcomeKind::NoShow,
        8 => OutcomeKind::ByDoctor,
        10 => OutcomeKind::Moved,
        14 => OutcomeKind::Reworded,
        16 => OutcomeKind::ByStaff,
        _ => OutcomeKind::Completed,
    }
}

fn is_active(events: &[Event]) -> bool {
    !events.iter().any(|event| matches!(event.what, What::Completed | What::NoShow | What::Cancelled(_)))
}

/// Nobody books or answers at night: times between 20:00 and 07:00 are moved to between 20:00 and 21:00, in the same order.
fn by_day(at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let local = at.with_timezone(&zone).time();
    let minute = i64::from(local.num_seconds_from_midnight() / 60);
    let since_eight = (minute - 20 * 60).rem_euclid(24 * 60);
    let at = if since_eight < 11 * 60 { at - Duration::minutes(since_eight - since_eight / 11) } else { at };
    at - Duration::seconds(i64::from(at.second())) - Duration::nanoseconds(i64::from(at.nanosecond()))
}

/// Returns the events that lead to the outcome, all of them in the past.
fn history(
    now: DateTime<Utc>,
    who: &DemoDoctor,
    slot: NewSlot,
    before: DateTime<Utc>,
    outcome: Outcome,
    random: &mut Random,
) -> Vec<Event> {
    let zone = who.person.time_zone.unwrap_or(Tz::UTC);
    let end = slot.starts_at.min(now) - Duration::minutes(40);
    let lead = match outcome {
        Outcome::Requested => random.between(3, 60),
        _ => random.between(3 * 24, 13 * 24),
    };
    let span = Duration::hours(lead);
    let begin = end - span;
    let part = |percent: i64| by_day(begin + Duration::minutes(span.num_minutes() * percent / 100), zone);
    let mut events = vec![Event { at: by_day(begin, zone), by: Side::Patient, what: What::Booked { confirmed: who.auto_confirm } }];
    let mut add = |at: DateTime<Utc>, by: Side, what: What| {
        let at = events.last().map_or(at, |last: &Event| at.max(last.at));
        events.push(Event { at, by, what });
    };
    let answered = random.between(4, 25);
    let declined = matches!(outcome, Outcome::CancelledByDoctor(_)) && random.below(2) == 0;
    if !who.auto_confirm && outcome != Outcome::Requested && !declined {
        add(part(answered), Side::Doctor, What::Confirmed);
    }
    let later = random.between(32, 60);
    match outcome {
        Outcome::CancelledByPatient(why) => add(part(later), Side::Patient, What::Cancelled(non_empty(why))),
        Outcome::CancelledByDoctor(why) => add(part(later), Side::Doctor, What::Cancelled(non_empty(why))),
        Outcome::CancelledByStaff(why) => add(part(later), Side::Staff, What::Cancelled(non_empty(why))),
        Outcome::Moved(why) if before != slot.starts_at => {
            add(part(later), Side::Staff, What::Moved { from: before, reason: non_empty(why) });
        }
        Outcome::Reworded(words) => add(part(later), Side::Staff, What::Reworded { before: words }),
        _ => {}
    }
    let over = slot.ends_at + WRITES_DOWN <= now;
    match outcome {
        Outcome::NoShow if over => add(slot.starts_at + Duration::minutes(15), Side::Doctor, What::NoShow),
        Outcome::Completed | Outcome::Moved(_) | Outcome::Reworded(_) if over => {
            add(slot.ends_at + WRITES_DOWN, Side::Doctor, What::Completed);
        }
        _ => {}
    }
    events
}

const fn non_empty(words: &'static str) -> Option<&'static str> {
    if words.is_empty() { None } else { Some(words) }
}

/// Returns all slots of a doctor, from [`BACK`] days ago to [`AHEAD`] days ahead.
fn times(doctor: &DemoDoctor, now: DateTime<Utc>) -> Vec<Time> {
    let zone = doctor.person.time_zone.unwrap_or(Tz::UTC);
    let today = zone::local_day(now, zone);
    let day = |away: i64| {
        let days = Days::new(away.unsigned_abs());
        if away < 0 { today.checked_sub_days(days) } else { today.checked_add_days(days) }
    };
    (-BACK..=AHEAD)
        .filter_map(|away| day(away).map(|day| (away, day)))
        .filter(|(away, day)| *away == 0 || doctor.rhythm.days.contains(&day.weekday()))
        .flat_map(|(day, date)| slots_of(&doctor.rhythm, date, zone).into_iter().map(move |slot| Time { day, slot, taken: false }))
        .collect()
}

/// Returns a day's slots, without those that would start or end in an hour that the clock change skips.
fn slots_of(rhythm: &Rhythm, day: NaiveDate, zone: Tz) -> Vec<NewSlot> {
    let instant = |minute: u32| {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0)?;
        zone::instant(day.and_time(time), zone).ok()
    };
    let mut slots = Vec::new();
    for (from, to, kind) in rhythm.hours {
        let mut start = *from;
        while start + rhythm.minutes <= *to {
            if let (Some(starts_at), Some(ends_at)) = (instant(start), instant(start + rhythm.minutes)) {
                slots.push(NewSlot { starts_at, ends_at, kind: *kind });
            }
            start += rhythm.minutes;
        }
    }
    slots
}
