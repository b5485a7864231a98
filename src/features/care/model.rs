//! Patients as doctors and admins see them, and emergency accesses.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::base::model::{Doctor, Gender, Id, Patient, Record, ZonedTime};
use crate::features::accounts::model::EmergencyContact;

/// Length limits in characters.
pub const NOTE_MAX: usize = 4000;
pub const EMERGENCY_REASON_MIN: usize = 10;
pub const EMERGENCY_REASON_MAX: usize = 500;

/// A patient in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientLine {
    pub id: Id<Patient>,
    pub full_name: String,
    pub date_of_birth: NaiveDate,
    /// With the doctor who reads it; with any doctor, if an admin does. On the reader's clock.
    pub next_visit: Option<ZonedTime>,
    pub last_visit: Option<ZonedTime>,
}

/// What the practice stores about a patient besides what other features add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientRecord {
    pub id: Id<Patient>,
    pub full_name: String,
    pub date_of_birth: NaiveDate,
    /// In whole years, today.
    pub age: u32,
    pub gender: Gender,
    pub email: String,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub emergency_contact: Option<EmergencyContact>,
    pub next_visit: Option<ZonedTime>,
    pub last_visit: Option<ZonedTime>,
    /// Of the doctor who reads it: why they may.
    pub care: Option<CareView>,
    /// That doctor's own note.
    pub note: Option<String>,
}

/// A doctor's relationship to the patient: the one that lasts longest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CareView {
    pub id: Id<Record>,
    pub since: ZonedTime,
    pub until: Option<ZonedTime>,
    /// There is only an emergency access.
    pub is_emergency: bool,
}

/// An emergency access, as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyView {
    pub id: Id<Record>,
    pub patient_id: Id<Patient>,
    pub patient_name: String,
    pub doctor_id: Id<Doctor>,
    pub doctor_name: String,
    pub reason: String,
    pub since: ZonedTime,
    pub until: ZonedTime,
    pub reviewed_at: Option<ZonedTime>,
    /// The admin's name.
    pub reviewed_by: Option<String>,
}
