//! A doctor as everybody may see them, and as the practice's staff see one who waits.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::{Doctor, Id, Money, VisitKind, ZonedTime, text_enum};
use crate::schedule::model::SlotView;
use crate::text::Lang;

text_enum! {
    Specialty {
        GeneralPractice = "general_practice",
        Cardiology = "cardiology",
        Dermatology = "dermatology",
        Gynaecology = "gynaecology",
        Neurology = "neurology",
        Ophthalmology = "ophthalmology",
        Orthopaedics = "orthopaedics",
        Paediatrics = "paediatrics",
        Psychiatry = "psychiatry",
        Radiology = "radiology",
        Dentistry = "dentistry",
        EarNoseThroat = "ear_nose_throat",
    }
}

text_enum! {
    /// A language a doctor speaks with patients (ISO 639-1).
    Spoken { Albanian = "sq", English = "en", French = "fr", Vietnamese = "vi", German = "de", Italian = "it", Spanish = "es", Arabic = "ar" }
}

text_enum! {
    /// By name, or by the next free slot.
    Sort { Name = "name", Soonest = "soonest" }
}

/// A doctor on a card or on their own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorView {
    pub id: Id<Doctor>,
    pub full_name: String,
    pub specialty: Specialty,
    pub bio: String,
    pub experience_years: i32,
    pub location: String,
    pub languages: Vec<Spoken>,
    /// IANA name.
    pub time_zone: String,
    pub fee: Option<Money>,
    pub kinds: Vec<VisitKind>,
    /// A booking is confirmed at once; otherwise it is a request, which the doctor answers.
    pub auto_confirm: bool,
    /// The next free ones, soonest first.
    pub next_slots: Vec<SlotView>,
}

/// What the find page was asked for. Empty strings and unknown words ask for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorQuery {
    /// A part of a name, a place or a specialty; accents and case do not matter.
    #[serde(default)]
    pub q: Option<String>,
    #[serde(default)]
    pub specialty: Option<Specialty>,
    #[serde(default)]
    pub language: Option<Spoken>,
    #[serde(default)]
    pub kind: Option<VisitKind>,
    #[serde(default)]
    pub place: Option<String>,
    /// By name unless said otherwise.
    #[serde(default)]
    pub sort: Option<Sort>,
    #[serde(default)]
    pub cursor: Option<String>,
    /// 1 to 200; the page's default is 20, the API's 50.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A doctor's page: who they are and when they are free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorPage {
    pub doctor: DoctorView,
    /// Free slots of the coming four weeks, by time. Each stands on the day that it has on its own clock: visits in person on the
    /// doctor's, those by video on the reader's.
    pub slots: Vec<SlotView>,
    /// On the reader's clock, or else the doctor's.
    pub today: chrono::NaiveDate,
}

impl Spoken {
    pub fn name(self, lang: Lang) -> &'static str {
        use crate::text as t;
        match self {
            Self::Albanian => t::spoken_sq(lang),
            Self::English => t::spoken_en(lang),
            Self::French => t::spoken_fr(lang),
            Self::Vietnamese => t::spoken_vi(lang),
            Self::German => t::spoken_de(lang),
            Self::Italian => t::spoken_it(lang),
            Self::Spanish => t::spoken_es(lang),
            Self::Arabic => t::spoken_ar(lang),
        }
    }
}

impl Specialty {
    pub fn name(self, lang: Lang) -> &'static str {
        use crate::text as t;
        match self {
            Self::GeneralPractice => t::specialty_general_practice(lang),
            Self::Cardiology => t::specialty_cardiology(lang),
            Self::Dermatology => t::specialty_dermatology(lang),
            Self::Gynaecology => t::specialty_gynaecology(lang),
            Self::Neurology => t::specialty_neurology(lang),
            Self::Ophthalmology => t::specialty_ophthalmology(lang),
            Self::Orthopaedics => t::specialty_orthopaedics(lang),
            Self::Paediatrics => t::specialty_paediatrics(lang),
            Self::Psychiatry => t::specialty_psychiatry(lang),
            Self::Radiology => t::specialty_radiology(lang),
            Self::Dentistry => t::specialty_dentistry(lang),
            Self::EarNoseThroat => t::specialty_ear_nose_throat(lang),
        }
    }
}

text_enum! {
    /// What the practice's staff decided about a doctor who asked to be let in.
    Decision { Approved = "approved", Refused = "refused" }
}

/// One decision, kept for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub at: ZonedTime,
    pub by_name: String,
    pub decision: Decision,
    pub reason: Option<String>,
}

/// What an approved doctor asks to change of what staff have checked: all three as they would be. Until an admin approves it,
/// everybody sees the present values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PendingChange {
    pub full_name: String,
    pub specialty: Specialty,
    pub licence_number: String,
    /// When it was asked for, as it is now.
    pub asked_at: DateTime<Utc>,
}

impl PendingChange {
    /// Whether the same is asked for, whenever that was.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.full_name, self.specialty, &self.licence_number) == (&other.full_name, other.specialty, &other.licence_number)
    }
}

/// A doctor who waits to be let in, or for a change, as the practice's staff see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingDoctor {
    pub id: Id<Doctor>,
    pub full_name: String,
    pub email: String,
    pub phone: Option<String>,
    pub specialty: Specialty,
    pub licence_number: String,
    pub experience_years: i32,
    pub location: String,
    pub bio: String,
    pub since: ZonedTime,
    /// Of an approved doctor: what is asked for.
    pub change: Option<PendingChange>,
    /// What was decided before, the oldest first.
    pub reviews: Vec<Review>,
}

/// How it stands with a doctor who asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewState {
    /// Somebody has still to look.
    pub waits: bool,
    pub last: Option<Review>,
}

/// Characters of a reason for declining.
pub const REFUSAL_MAX: usize = 1000;
