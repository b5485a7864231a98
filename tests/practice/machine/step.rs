//! The steps of a walk.

use proptest::prelude::{Just, Strategy, prop_oneof};

use super::model::Who;

/// The maximum length of a walk; the average is half of it.
const STEPS: usize = 60;

/// Who changes an appointment or a slot: its patient, its doctor, or somebody else.
#[derive(Clone, Copy, Debug)]
pub enum Hand {
    Patient,
    Doctor,
    OtherPatient,
    OtherDoctor,
    Admin,
}

impl Hand {
    /// `patient` and `doctor` are those of the appointment or slot.
    pub const fn of(self, patient: usize, doctor: usize) -> Who {
        match self {
            Self::Patient => Who::Patient(patient),
            Self::Doctor => Who::Doctor(doctor),
            Self::OtherPatient => Who::Patient(1 - patient),
            Self::OtherDoctor => Who::Doctor(1 - doctor),
            Self::Admin => Who::Admin,
        }
    }
}

/// A step. Slots and visits are numbered in order of creation, modulo their count.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    Book {
        who: Who,
        slot: usize,
    },
    Lead {
        hand: Hand,
        visit: usize,
        to: &'static str,
        /// Waits first for this edge of the appointment, or a minute before or after it.
        at: Option<(Edge, i64)>,
    },
    /// Moves an appointment to another slot.
    Shift {
        hand: Hand,
        visit: usize,
        slot: usize,
        /// Names the kind.
        said: bool,
    },
    Note {
        hand: Hand,
        visit: usize,
        note: &'static str,
    },
    Offer {
        who: Who,
        from: i64,
        minutes: i64,
    },
    Move {
        hand: Hand,
        slot: usize,
        from: i64,
        minutes: i64,
    },
    Delete {
        hand: Hand,
        slot: usize,
    },
    Wait {
        minutes: i64,
    },
    /// Until this edge of the slot, or a minute before or after it; not at all if that has passed.
    WaitFor {
        slot: usize,
        edge: Edge,
        minutes: i64,
    },
}

impl Step {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Book { .. } => "book",
            Self::Lead { .. } => "lead",
            Self::Shift { .. } => "shift",
            Self::Note { .. } => "note",
            Self::Offer { .. } => "offer",
            Self::Move { .. } => "move",
            Self::Delete { .. } => "delete",
            Self::Wait { .. } | Self::WaitFor { .. } => "wait",
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub enum Edge {
    Deadline,
    Start,
    End,
}

/// Random walks.
pub fn walks() -> impl Strategy<Value = Vec<Step>> {
    let anybody = || prop_oneof![(0..2_usize).prop_map(Who::Patient), (0..2_usize).prop_map(Who::Doctor), Just(Who::Admin)];
    let patient = || prop_oneof![12 => (0..2_usize).prop_map(Who::Patient), 1 => anybody()];
    let doctor = || prop_oneof![6 => (0..2_usize).prop_map(Who::Doctor), 1 => anybody()];
    let hand = |[patient, doctor, admin]: [u32; 3]| {
        prop_oneof![
            patient => Just(Hand::Patient), doctor => Just(Hand::Doctor), admin => Just(Hand::Admin),
            1 => Just(Hand::OtherPatient), 1 => Just(Hand::OtherDoctor),
        ]
    };
    let status = || {
        prop_oneof![
            5 => Just("confirmed"), 5 => Just("cancelled"), 2 => Just("completed"), 2 => Just("no_show"), 1 => Just("pending"),
        ]
    };
    let note = || prop_oneof![Just("I take ibuprofen"), Just("Bring the old letters"), Just("")];
    // Multiples of 15 minutes, from the first slot of the morning on.
    let from = || (16..60_i64).prop_map(|quarters| quarters * 15);
    let minutes = || prop_oneof![Just(15_i64), Just(45), Just(90)];
    let edge = || prop_oneof![3 => Just(Edge::Deadline), 2 => Just(Edge::Start), 1 => Just(Edge::End)];
    let slot = || 0..12_usize;
    let beside = || prop_oneof![2 => Just(0_i64), 1 => Just(-1), 1 => Just(1)];
    let at_start = (hand([2, 5, 2]), 0..8_usize, status(), beside());
    let step = prop_oneof![
        9 => (patient(), slot()).prop_map(|(who, slot)| Step::Book { who, slot }),
        8 => (hand([4, 5, 2]), 0..8_usize, status()).prop_map(|(hand, visit, to)| Step::Lead { hand, visit, to, at: None }),
        2 => (0..8_usize, beside()).prop_map(|(visit, minutes)| {
            Step::Lead { hand: Hand::Patient, visit, to: "cancelled", at: Some((Edge::Deadline, minutes)) }
        }),
        1 => at_start.prop_map(|(hand, visit, to, minutes)| Step::Lead { hand, visit, to, at: Some((Edge::Start, minutes)) }),
        3 => (hand([1, 1, 9]), 0..8_usize, slot(), proptest::bool::weighted(0.7))
            .prop_map(|(hand, visit, slot, said)| Step::Shift { hand, visit, slot, said }),
        2 => (hand([2, 2, 1]), 0..8_usize, note()).prop_map(|(hand, visit, note)| Step::Note { hand, visit, note }),
        2 => (doctor(), from(), minutes()).prop_map(|(who, from, minutes)| Step::Offer { who, from, minutes }),
        2 => (hand([1, 9, 1]), slot(), from(), minutes())
            .prop_map(|(hand, slot, from, minutes)| Step::Move { hand, slot, from, minutes }),
        2 => (hand([1, 9, 1]), slot()).prop_map(|(hand, slot)| Step::Delete { hand, slot }),
        1 => (1..30_i64).prop_map(|minutes| Step::Wait { minutes }),
        1 => (slot(), edge(), beside()).prop_map(|(slot, edge, minutes)| Step::WaitFor { slot, edge, minutes }),
    ];
    proptest::collection::vec(step, 1..=STEPS)
}
