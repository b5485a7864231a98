//! Other words for the specialties, which the search also finds. Most are patients' words, not doctors'.

use crate::base::specialty::Specialty;

/// Returns English, French, Albanian and Vietnamese words; words that languages share are listed once.
pub const fn synonyms(specialty: Specialty) -> &'static str {
    match specialty {
        Specialty::GeneralPractice => {
            "GP generalist family doctor family physician généraliste médecin de famille médecin traitant mjek familjar mjek i \
             përgjithshëm bác sĩ gia đình đa khoa tổng quát"
        }
        Specialty::Cardiology => "heart cardiologist cœur cardiologue zemra zemrës kardiolog tim",
        Specialty::Dermatology => "skin dermatologist rash acne peau dermatologue lëkura lëkurës dermatolog mụn",
        Specialty::Gynaecology => {
            "gynecology gynaecologist gynecologist obstetrics pregnancy gynécologue obstétrique grossesse femme gjinekolog obstetër \
             shtatzëni phụ khoa sản khoa thai sản"
        }
        Specialty::Neurology => "nerves brain headache neurologist cerveau nerfs neurologue truri nervat neurolog não đau đầu",
        Specialty::Ophthalmology => "eye eyes ophthalmologist yeux œil ophtalmologue oculiste syri sytë okulist mắt",
        Specialty::Orthopaedics => {
            "orthopedics orthopaedist bones joints back os articulations dos orthopédiste kocka nyje shpina ortoped xương khớp lưng"
        }
        Specialty::Paediatrics => {
            "pediatrics paediatrician pediatrician child children baby enfant bébé pédiatre fëmijë pediatër trẻ em nhi"
        }
        Specialty::Psychiatry => {
            "psychiatrist mental health depression anxiety psychiatre santé mentale dépression angoisse psikiatër shëndet mendor \
             depresion ankth tâm thần trầm cảm lo âu"
        }
        Specialty::Radiology => {
            "x-ray scan ultrasound MRI imaging radiologist radio radiographie échographie scanner IRM imagerie radiologue grafi eko \
             skaner rezonancë radiolog x-quang siêu âm chụp cộng hưởng từ"
        }
        Specialty::Dentistry => "dentist tooth teeth dentiste dents dhëmb dhëmbët dentist stomatolog răng nha khoa nha sĩ",
        Specialty::EarNoseThroat => "ENT ear nose throat ORL oreille nez gorge otorino vesh hundë fyt tai mũi họng",
    }
}
