//! A doctor's specialties and languages.

use super::model::text_enum;
use super::text::{self as t, Lang};

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

impl Spoken {
    pub fn name(self, lang: Lang) -> &'static str {
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
