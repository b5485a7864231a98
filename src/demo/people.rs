//! The people of the demo practice.

use chrono::Weekday::{self, Fri, Mon, Sat, Thu, Tue, Wed};
use chrono_tz::Tz;

use crate::base::model::Gender;
use crate::base::model::Gender::{Female, Male};
use crate::base::model::VisitKind::{self, InPerson, Video};
use crate::base::specialty::Spoken::{Albanian, Arabic, English, French, German, Italian, Spanish, Vietnamese};
use crate::base::specialty::{Specialty, Spoken};
use crate::base::text::Lang::{self, En, Fr, Sq, Vi};

pub const PASSWORD: &str = "praxis-demo-2026";
/// A French number that is reserved for fiction; the setting overrides it.
pub const PRACTICE_PHONE: &str = "+33 1 99 00 55 00";
pub const DOMAIN: &str = "demo.praxis.example";

/// The data that all people have.
#[derive(Debug)]
pub struct Person {
    /// Before the `@`.
    pub mailbox: &'static str,
    pub full_name: &'static str,
    pub gender: Gender,
    pub locale: Lang,
    pub time_zone: Option<Tz>,
    pub phone: Option<&'static str>,
}

#[derive(Debug)]
pub struct DemoPatient {
    pub person: Person,
    /// Year, month, day.
    pub born: (i32, u32, u32),
    pub address: &'static str,
}

#[derive(Debug)]
pub struct DemoDoctor {
    pub person: Person,
    pub specialty: Specialty,
    pub licence_number: &'static str,
    pub experience_years: i32,
    pub location: &'static str,
    pub bio: &'static str,
    pub languages: &'static [Spoken],
    /// In the currency's minor unit.
    pub fee: Option<(i64, &'static str)>,
    pub auto_confirm: bool,
    /// As `doctors::portrait::Look::parse` reads it.
    pub look: &'static str,
    pub rhythm: Rhythm,
}

/// A doctor's working hours, in the doctor's time zone.
#[derive(Debug)]
pub struct Rhythm {
    pub days: &'static [Weekday],
    /// A slot's length in minutes.
    pub minutes: u32,
    /// Start and end in minutes after midnight, and the kind of visit.
    pub hours: &'static [(u32, u32, VisitKind)],
}

const WORKING_DAYS: &[Weekday] = &[Mon, Tue, Wed, Thu, Fri];
const WITH_SATURDAY: &[Weekday] = &[Mon, Tue, Wed, Thu, Fri, Sat];

const fn at(hour: u32, minute: u32) -> u32 {
    hour * 60 + minute
}

const fn person(
    mailbox: &'static str,
    full_name: &'static str,
    gender: Gender,
    locale: Lang,
    time_zone: Tz,
    phone: &'static str,
) -> Person {
    Person { mailbox, full_name, gender, locale, time_zone: Some(time_zone), phone: Some(phone) }
}

pub const ADMIN: Person =
    Person { mailbox: "admin", full_name: "Miriam Vogel", gender: Female, locale: En, time_zone: None, phone: None };

pub const PATIENTS: &[DemoPatient] = &[
    DemoPatient {
        person: person("ana", "Ana Marku", Female, Sq, Tz::Europe__Tirane, "+355 69 555 0101"),
        born: (1988, 4, 12),
        address: "Rruga e Elbasanit 14, 1010 Tiranë",
    },
    DemoPatient {
        person: person("minh", "Đặng Quang Minh", Male, Vi, Tz::Asia__Ho_Chi_Minh, "+84 90 555 0102"),
        born: (1975, 11, 3),
        address: "25 Lý Thường Kiệt, Hoàn Kiếm, Hà Nội",
    },
    DemoPatient {
        person: person("lucie", "Lucie Moreau", Female, Fr, Tz::Europe__Paris, "+33 6 55 50 01 03"),
        born: (1993, 7, 28),
        address: "8 rue des Martyrs, 75009 Paris",
    },
    DemoPatient {
        person: person("arben", "Arben Berisha", Male, Sq, Tz::Europe__Tirane, "+383 44 555 104"),
        born: (1960, 1, 19),
        address: "Bulevardi Bill Klinton 31, 10000 Prishtinë",
    },
    DemoPatient {
        person: person("grace", "Grace Okafor", Female, En, Tz::Europe__London, "+44 7700 900105"),
        born: (1999, 9, 5),
        address: "12 Camden Road, London NW1 9DP",
    },
];

pub const DOCTORS: &[DemoDoctor] = &[
    DemoDoctor {
        person: person("dr.hoxha", "Elira Hoxha", Female, Sq, Tz::Europe__Tirane, "+355 4 555 0110"),
        specialty: Specialty::GeneralPractice,
        licence_number: "AL-20417",
        experience_years: 16,
        location: "Tirana",
        bio: "I take the time to listen first, because most answers are already in the story that you tell. \
              Whole families have been coming to me for years, and new faces are always welcome.",
        languages: &[Albanian, English, Italian],
        fee: Some((300_000, "ALL")),
        auto_confirm: false,
        look: "light bob dark none none both teal peach",
        rhythm: Rhythm {
            days: WORKING_DAYS,
            minutes: 20,
            hours: &[(at(8, 30), at(12, 30), InPerson), (at(16, 0), at(18, 0), Video)],
        },
    },
    DemoDoctor {
        person: person("dr.nguyen", "Nguyễn Thị Hạnh", Female, Vi, Tz::Asia__Ho_Chi_Minh, "+84 28 555 0111"),
        specialty: Specialty::Dermatology,
        licence_number: "VN-008812",
        experience_years: 12,
        location: "TP. Hồ Chí Minh",
        bio: "Skin tells a great deal about how we live, and I explain what I see in plain words. \
              You leave with a plan that fits your days and not only your prescription.",
        languages: &[Vietnamese, English, French],
        fee: Some((400_000, "VND")),
        auto_confirm: false,
        look: "light pixie black round none coat plum honey",
        rhythm: Rhythm {
            days: WITH_SATURDAY,
            minutes: 30,
            hours: &[(at(8, 0), at(11, 30), InPerson), (at(13, 30), at(16, 30), Video)],
        },
    },
    DemoDoctor {
        person: person("dr.martin", "Claire Martin", Female, Fr, Tz::Europe__Paris, "+33 1 55 50 01 12"),
        specialty: Specialty::Cardiology,
        licence_number: "FR-10100234567",
        experience_years: 21,
        location: "Paris",
        bio: "A heart deserves an unhurried look, so my consultations are never squeezed. \
              I enjoy drawing what is going on until it makes sense to you.",
        languages: &[French, English],
        fee: Some((6_500, "EUR")),
        auto_confirm: true,
        look: "pale waves auburn none none coat teal sand",
        rhythm: Rhythm {
            days: WORKING_DAYS,
            minutes: 30,
            hours: &[(at(9, 0), at(12, 30), InPerson), (at(14, 0), at(17, 30), InPerson), (at(18, 0), at(19, 0), Video)],
        },
    },
    DemoDoctor {
        person: person("dr.krasniqi", "Agron Krasniqi", Male, Sq, Tz::Europe__Tirane, "+383 38 555 113"),
        specialty: Specialty::Orthopaedics,
        licence_number: "XK-1934",
        experience_years: 18,
        location: "Prishtina",
        bio: "I look after knees, backs and the people who depend on them, from young players to grandparents. \
              Surgery comes last with me; movement comes first.",
        languages: &[Albanian, German, English],
        fee: Some((4_000, "EUR")),
        auto_confirm: false,
        look: "light receding grey none short coat blue apricot",
        rhythm: Rhythm {
            days: &[Mon, Tue, Thu, Fri],
            minutes: 30,
            hours: &[(at(9, 0), at(13, 0), InPerson), (at(14, 0), at(17, 0), InPerson)],
        },
    },
    DemoDoctor {
        person: person("dr.cela", "Blerta Çela", Female, Sq, Tz::Europe__Tirane, "+355 52 555 114"),
        specialty: Specialty::Paediatrics,
        licence_number: "AL-21890",
        experience_years: 9,
        location: "Durrës",
        bio: "Children are examined on the carpet here if that is where they feel safe. \
              Parents get straight answers and a number to call when the fever rises at night.",
        languages: &[Albanian, Italian, English],
        fee: Some((250_000, "ALL")),
        auto_confirm: true,
        look: "honey ponytail brown none none scrubs teal rose",
        rhythm: Rhythm { days: WITH_SATURDAY, minutes: 20, hours: &[(at(8, 0), at(13, 0), InPerson)] },
    },
    DemoDoctor {
        person: person("dr.tran", "Trần Đức Thịnh", Male, Vi, Tz::Asia__Ho_Chi_Minh, "+84 24 555 0115"),
        specialty: Specialty::Neurology,
        licence_number: "VN-004471",
        experience_years: 24,
        location: "Hà Nội",
        bio: "Headaches, dizziness and numb hands have kept me curious for more than twenty years. \
              I explain each test before it is made, so that nothing comes as a surprise.",
        languages: &[Vietnamese, English],
        fee: Some((500_000, "VND")),
        auto_confirm: false,
        look: "honey parted grey square none coat blue sand",
        rhythm: Rhythm {
            days: &[Mon, Wed, Fri],
            minutes: 45,
            hours: &[(at(8, 0), at(11, 45), InPerson), (at(14, 0), at(17, 0), Video)],
        },
    },
    DemoDoctor {
        person: person("dr.pham", "Phạm Thu Hương", Female, Vi, Tz::Asia__Ho_Chi_Minh, "+84 24 555 0116"),
        specialty: Specialty::Gynaecology,
        licence_number: "VN-006230",
        experience_years: 14,
        location: "Hà Nội",
        bio: "Every question is a good question in my room, and none is too small to ask. \
              I have accompanied hundreds of families from the first scan to the first cry.",
        languages: &[Vietnamese, French, English],
        fee: Some((450_000, "VND")),
        auto_confirm: false,
        look: "light long black none none both plum apricot",
        rhythm: Rhythm { days: WORKING_DAYS, minutes: 30, hours: &[(at(13, 0), at(17, 30), InPerson)] },
    },
    DemoDoctor {
        person: person("dr.lefevre", "François Lefèvre", Male, Fr, Tz::Europe__Paris, "+33 4 55 50 01 17"),
        specialty: Specialty::Ophthalmology,
        licence_number: "FR-10100345678",
        experience_years: 27,
        location: "Lyon",
        bio: "Seeing well is a quiet joy, and helping people keep it has never bored me. \
              My team and I are known for short waits and clear letters.",
        languages: &[French, English, Spanish],
        fee: Some((5_000, "EUR")),
        auto_confirm: true,
        look: "pale swept white round none coat sky clay",
        rhythm: Rhythm {
            days: &[Tue, Wed, Thu, Fri],
            minutes: 20,
            hours: &[(at(8, 40), at(12, 20), InPerson), (at(13, 40), at(16, 20), InPerson)],
        },
    },
    DemoDoctor {
        person: person("dr.beranger", "Zoé Béranger", Female, Fr, Tz::America__Toronto, "+1 514 555 0118"),
        specialty: Specialty::Psychiatry,
        licence_number: "CA-QC-17204",
        experience_years: 11,
        location: "Montréal",
        bio: "We talk on a screen, each from a place where we feel at ease, and silence is allowed too. \
              Small steps count double here.",
        languages: &[French, English],
        fee: Some((14_000, "CAD")),
        auto_confirm: false,
        look: "deep afro black none none coat teal rose",
        rhythm: Rhythm {
            days: &[Mon, Tue, Wed, Thu],
            minutes: 45,
            hours: &[(at(9, 0), at(12, 0), Video), (at(13, 30), at(18, 0), Video)],
        },
    },
    DemoDoctor {
        person: person("dr.whitfield", "Oliver Whitfield", Male, En, Tz::Europe__London, "+44 20 5550 0119"),
        specialty: Specialty::GeneralPractice,
        licence_number: "GMC-6127834",
        experience_years: 8,
        location: "London",
        bio: "I like general practice because no two mornings are alike, and neither are two people. \
              Bring your list; we shall go through all of it.",
        languages: &[English, Spanish],
        fee: Some((7_500, "GBP")),
        auto_confirm: false,
        look: "pale tousled blond none stubble scrubs blue peach",
        rhythm: Rhythm {
            days: WITH_SATURDAY,
            minutes: 20,
            hours: &[(at(9, 0), at(12, 0), InPerson), (at(15, 0), at(17, 0), Video)],
        },
    },
    DemoDoctor {
        person: person("dr.haddad", "Amira Haddad", Female, Fr, Tz::Europe__Paris, "+33 1 55 50 01 20"),
        specialty: Specialty::Dermatology,
        licence_number: "FR-10100456789",
        experience_years: 13,
        location: "Paris",
        bio: "A mole that worries you is reason enough to come, even when it turns out to be nothing. \
              I work by photograph and video as gladly as at the lamp.",
        languages: &[French, Arabic, English],
        fee: Some((5_500, "EUR")),
        auto_confirm: true,
        look: "honey scarf rose none none coat sky sand",
        rhythm: Rhythm {
            days: &[Mon, Wed, Thu],
            minutes: 20,
            hours: &[(at(10, 0), at(13, 0), InPerson), (at(14, 0), at(18, 0), Video)],
        },
    },
    DemoDoctor {
        person: person("dr.dervishi", "Ilir Dervishi", Male, Sq, Tz::Europe__Tirane, "+355 4 555 0121"),
        specialty: Specialty::Dentistry,
        licence_number: "AL-19355",
        experience_years: 19,
        location: "Tirana",
        bio: "Nobody has to be brave in my chair: you raise a hand and I stop. \
              We mend what hurts today and plan the rest together.",
        languages: &[Albanian, Italian],
        fee: Some((200_000, "ALL")),
        auto_confirm: true,
        look: "tan curls dark none full scrubs plum apricot",
        rhythm: Rhythm {
            days: WITH_SATURDAY,
            minutes: 45,
            hours: &[(at(9, 0), at(13, 30), InPerson), (at(15, 0), at(18, 0), InPerson)],
        },
    },
    DemoDoctor {
        person: person("dr.le", "Lê Quốc Bảo", Male, Vi, Tz::Asia__Ho_Chi_Minh, "+84 236 555 0122"),
        specialty: Specialty::EarNoseThroat,
        licence_number: "VN-011094",
        experience_years: 7,
        location: "Đà Nẵng",
        bio: "Singers, teachers and sneezing toddlers share my waiting room, and all of them leave with an explanation. \
              I still get up from my desk to greet everybody at the door.",
        languages: &[Vietnamese, English],
        fee: Some((350_000, "VND")),
        auto_confirm: false,
        look: "honey cropped black none none both blue honey",
        rhythm: Rhythm { days: WORKING_DAYS, minutes: 20, hours: &[(at(7, 40), at(11, 0), InPerson)] },
    },
    DemoDoctor {
        person: person("dr.gashi", "Arta Gashi", Female, Sq, Tz::Europe__Tirane, "+383 38 555 123"),
        specialty: Specialty::Cardiology,
        licence_number: "XK-2210",
        experience_years: 10,
        location: "Prishtina",
        bio: "High blood pressure is rarely felt and often forgotten, so I make it easy to keep an eye on. \
              Afternoons are for those who would rather see me from their sofa.",
        languages: &[Albanian, English, German],
        fee: Some((3_500, "EUR")),
        auto_confirm: false,
        look: "light bun brown none none coat teal clay",
        rhythm: Rhythm {
            days: &[Mon, Tue, Wed, Fri],
            minutes: 30,
            hours: &[(at(8, 30), at(12, 0), InPerson), (at(14, 0), at(16, 0), Video)],
        },
    },
    DemoDoctor {
        person: person("dr.oconnell", "Siobhán O’Connell", Female, En, Tz::Europe__Dublin, "+353 1 555 0124"),
        specialty: Specialty::Radiology,
        licence_number: "IMC-412207",
        experience_years: 22,
        location: "Dublin",
        bio: "I read images all day and never forget that there is somebody in them. \
              Ask me to show you what I see; I have a second screen for just that.",
        languages: &[English, French],
        fee: None,
        auto_confirm: false,
        look: "pale long auburn round none scrubs blue sand",
        rhythm: Rhythm {
            days: &[Tue, Thu],
            minutes: 30,
            hours: &[(at(9, 30), at(13, 0), Video), (at(14, 0), at(16, 30), InPerson)],
        },
    },
];
