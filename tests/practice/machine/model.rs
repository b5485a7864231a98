//! The rules of appointments as a small pure model: no database, no HTTP, and time as a number.

use std::fmt;

/// Time is in microseconds, the precision of the practice.
pub const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Patient(usize),
    Doctor(usize),
    Admin,
}

impl Who {
    const fn role(self) -> &'static str {
        match self {
            Self::Patient(_) => "patient",
            Self::Doctor(_) => "doctor",
            Self::Admin => "admin",
        }
    }
}

/// An HTTP status and a problem's code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Refusal(pub u16, pub &'static str);

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, self.1)
    }
}

const FORBIDDEN: Refusal = Refusal(403, "forbidden");
const NOT_FOUND: Refusal = Refusal(404, "not_found");
const WRONG_STATUS: Refusal = Refusal(409, "wrong_status");
const IN_THE_PAST: Refusal = Refusal(422, "invalid");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Offered,
    /// Deleted, but kept for the appointments that refer to it.
    Retired,
    Gone,
}

/// A time that a doctor offers, `[from, to)`.
#[derive(Debug)]
pub struct Slot {
    pub id: String,
    pub doctor: usize,
    pub from: i64,
    pub to: i64,
    /// By video instead of at the practice.
    pub video: bool,
    pub fate: Fate,
}

#[derive(Debug)]
pub struct Visit {
    pub id: String,
    pub patient: usize,
    pub doctor: usize,
    pub slot: usize,
    pub from: i64,
    pub to: i64,
    pub video: bool,
    /// When an admin last moved it.
    pub moved: Option<i64>,
    /// The old status, the new status, and the role that changed it.
    pub changes: Vec<(Option<&'static str>, &'static str, &'static str)>,
    /// The patient's note and the doctor's.
    pub notes: [Option<&'static str>; 2],
}

impl Visit {
    pub fn status(&self) -> &'static str {
        self.changes.last().map_or("", |(_, to, _)| to)
    }

    /// It occupies its slot, its doctor and its patient.
    fn is_active(&self) -> bool {
        matches!(self.status(), "pending" | "confirmed")
    }

    fn meets(&self, from: i64, to: i64) -> bool {
        self.is_active() && self.from < to && from < self.to
    }

    const fn is_of(&self, who: Who) -> bool {
        match who {
            Who::Patient(n) => n == self.patient,
            Who::Doctor(n) => n == self.doctor,
            Who::Admin => true,
        }
    }
}

/// The state and the current time. Each step changes it, or returns a refusal and leaves it unchanged.
///
/// - A patient books an offered future slot, unless its doctor or the patient has an overlapping appointment.
/// - The doctor of an appointment confirms it before it begins, an admin at any time; once it has begun, either records whether it
///   took place.
/// - An admin moves an active one to a bookable slot of the same doctor, and has to name the kind if it changes.
/// - Both may cancel an active one at any time; its patient may cancel before it begins, but a confirmed one only until the deadline
///   or for a day after an admin moved it.
/// - Cancelled, completed and missed are final.
/// - A doctor changes and deletes their own slots, but never with an active appointment, and two never overlap.
/// - Other people's records are not found.
#[derive(Debug)]
pub struct Model {
    pub now: i64,
    /// How long before the start a patient may still cancel.
    pub deadline: i64,
    pub slots: Vec<Slot>,
    pub visits: Vec<Visit>,
}

impl Model {
    pub const fn new(deadline: i64, slots: Vec<Slot>) -> Self {
        Self { now: 0, deadline, slots, visits: Vec::new() }
    }

    pub fn book(&mut self, who: Who, slot: usize, id: &str, confirmed_at_once: bool) -> Result<(), Refusal> {
        let Who::Patient(patient) = who else { return Err(FORBIDDEN) };
        let &Slot { doctor, from, to, video, fate, .. } = &self.slots[slot];
        let taken = |is: &dyn Fn(&Visit) -> bool| self.visits.iter().any(|visit| is(visit) && visit.meets(from, to));
        match fate {
            Fate::Gone => return Err(NOT_FOUND),
            Fate::Retired => return Err(Refusal(409, "slot_taken")),
            Fate::Offered if from <= self.now => return Err(Refusal(409, "slot_past")),
            Fate::Offered if taken(&|visit| visit.doctor == doctor) => return Err(Refusal(409, "slot_taken")),
            Fate::Offered if taken(&|visit| visit.patient == patient) => return Err(Refusal(409, "patient_busy")),
            Fate::Offered => {}
        }
        let first = if confirmed_at_once { "confirmed" } else { "pending" };
        let changes = vec![(None, first, who.role())];
        self.visits.push(Visit {
            id: id.to_owned(),
            patient,
            doctor,
            slot,
            from,
            to,
            video,
            moved: None,
            changes,
            notes: [None; 2],
        });
        Ok(())
    }

    pub fn lead(&mut self, who: Who, visit: usize, to: &'static str) -> Result<(), Refusal> {
        let visit = &mut self.visits[visit];
        if !visit.is_of(who) {
            return Err(NOT_FOUND);
        }
        let (is, begun) = (visit.status(), visit.from <= self.now);
        let just_moved = visit.moved.is_some_and(|at| self.now <= at + DAY);
        let late = is == "confirmed" && self.now > visit.from - self.deadline && !just_moved;
        match (who, is, to) {
            (Who::Patient(_), "pending" | "confirmed", "cancelled") if begun => return Err(WRONG_STATUS),
            (Who::Patient(_), "pending" | "confirmed", "cancelled") if late => return Err(Refusal(409, "too_late")),
            (_, "pending" | "confirmed", "cancelled") => {}
            (Who::Patient(_), ..) => return Err(WRONG_STATUS),
            (Who::Admin, "pending", "confirmed") => {}
            (_, "pending", "confirmed") if !begun => {}
            (_, "confirmed", "completed" | "no_show") if begun => {}
            _ => return Err(WRONG_STATUS),
        }
        visit.changes.push((Some(is), to, who.role()));
        Ok(())
    }

    /// `said`: the admin has named the kind.
    pub fn shift(&mut self, who: Who, visit: usize, slot: usize, said: bool) -> Result<(), Refusal> {
        if who != Who::Admin {
            return Err(FORBIDDEN);
        }
        let moved = &self.visits[visit];
        if !moved.is_active() {
            return Err(WRONG_STATUS);
        }
        let &Slot { doctor, from, to, video, fate, .. } = &self.slots[slot];
        if fate == Fate::Gone || doctor != moved.doctor {
            return Err(NOT_FOUND);
        }
        if slot == moved.slot {
            return Err(Refusal(422, "invalid"));
        }
        let unsaid = video != moved.video && !said;
        let (patient, others) = (moved.patient, self.visits.iter().enumerate().filter(|(n, _)| *n != visit));
        let mut others = others.filter(|(_, other)| other.meets(from, to));
        match fate {
            Fate::Retired => return Err(Refusal(409, "slot_taken")),
            _ if from <= self.now => return Err(Refusal(409, "slot_past")),
            _ if unsaid => return Err(Refusal(422, "invalid")),
            _ if others.clone().any(|(_, other)| other.doctor == doctor) => return Err(Refusal(409, "slot_taken")),
            _ if others.any(|(_, other)| other.patient == patient) => return Err(Refusal(409, "patient_busy")),
            _ => {}
        }
        let is = moved.status();
        let moved = &mut self.visits[visit];
        (moved.slot, moved.from, moved.to, moved.video, moved.moved) = (slot, from, to, video, Some(self.now));
        moved.changes.push((Some(is), is, who.role()));
        Ok(())
    }

    /// The patient and the doctor may write a note, an admin may not. An empty note deletes it.
    pub fn note(&mut self, who: Who, visit: usize, note: &'static str) -> Result<(), Refusal> {
        let visit = &mut self.visits[visit];
        let side = match who {
            Who::Admin => return Err(FORBIDDEN),
            _ if !visit.is_of(who) => return Err(NOT_FOUND),
            Who::Patient(_) => 0,
            Who::Doctor(_) => 1,
        };
        visit.notes[side] = Some(note).filter(|note| !note.is_empty());
        Ok(())
    }

    fn may_stand(&self, doctor: usize, from: i64, to: i64, except: Option<usize>) -> Result<(), Refusal> {
        let in_the_way = |(n, slot): (usize, &Slot)| {
            Some(n) != except && slot.doctor == doctor && slot.fate == Fate::Offered && slot.from < to && from < slot.to
        };
        if from <= self.now {
            Err(IN_THE_PAST)
        } else if self.slots.iter().enumerate().any(in_the_way) {
            Err(Refusal(409, "slot_overlaps"))
        } else {
            Ok(())
        }
    }

    pub fn offer(&mut self, who: Who, from: i64, to: i64, id: &str) -> Result<(), Refusal> {
        let Who::Doctor(doctor) = who else { return Err(FORBIDDEN) };
        self.may_stand(doctor, from, to, None)?;
        self.slots.push(Slot { id: id.to_owned(), doctor, from, to, video: true, fate: Fate::Offered });
        Ok(())
    }

    /// The doctor's own slot, without an active appointment.
    fn own(&self, who: Who, slot: usize) -> Result<usize, Refusal> {
        let Who::Doctor(doctor) = who else { return Err(FORBIDDEN) };
        if self.slots[slot].doctor != doctor || self.slots[slot].fate != Fate::Offered {
            Err(NOT_FOUND)
        } else if self.visits.iter().any(|visit| visit.slot == slot && visit.is_active()) {
            Err(Refusal(409, "slot_booked"))
        } else {
            Ok(doctor)
        }
    }

    pub fn reschedule(&mut self, who: Who, slot: usize, from: i64, to: i64) -> Result<(), Refusal> {
        let doctor = self.own(who, slot)?;
        self.may_stand(doctor, from, to, Some(slot))?;
        (self.slots[slot].from, self.slots[slot].to) = (from, to);
        Ok(())
    }

    pub fn delete(&mut self, who: Who, slot: usize) -> Result<(), Refusal> {
        self.own(who, slot)?;
        let had_visits = self.visits.iter().any(|visit| visit.slot == slot);
        self.slots[slot].fate = if had_visits { Fate::Retired } else { Fate::Gone };
        Ok(())
    }

    /// The ids of a doctor's free future slots, by time.
    pub fn free(&self, doctor: usize) -> Vec<String> {
        let is_free = |&(n, slot): &(usize, &Slot)| {
            slot.doctor == doctor
                && slot.fate == Fate::Offered
                && slot.from > self.now
                && !self.visits.iter().any(|visit| visit.slot == n && visit.is_active())
        };
        let mut free: Vec<&Slot> = self.slots.iter().enumerate().filter(is_free).map(|(_, slot)| slot).collect();
        free.sort_by_key(|slot| slot.from);
        free.into_iter().map(|slot| slot.id.clone()).collect()
    }
}
