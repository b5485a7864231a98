//! Other people of the demo: patients without an offered sign-in, and pending doctors. None of them is a real person.

use chrono_tz::Tz;

use crate::base::model::Gender;
use crate::base::model::Gender::{Female, Male};
use crate::base::specialty::Spoken::{Albanian, English, French, Vietnamese};
use crate::base::specialty::{Specialty, Spoken};
use crate::base::text::Lang::{self, En, Fr, Sq, Vi};

/// A patient who only appears in lists.
#[derive(Debug)]
pub struct Guest {
    pub full_name: &'static str,
    pub gender: Gender,
    /// Year, month, day.
    pub born: (i32, u32, u32),
    pub locale: Lang,
    pub time_zone: Tz,
    pub address: &'static str,
}

/// A pending doctor.
#[derive(Debug)]
pub struct Applicant {
    pub mailbox: &'static str,
    pub full_name: &'static str,
    pub gender: Gender,
    pub locale: Lang,
    pub time_zone: Tz,
    pub phone: &'static str,
    pub specialty: Specialty,
    pub licence_number: &'static str,
    pub experience_years: i32,
    pub location: &'static str,
    pub bio: &'static str,
    pub languages: &'static [Spoken],
    /// Hours since the application.
    pub waiting_for: i64,
    /// An earlier rejection: how many hours ago, and why.
    pub rejected: Option<(i64, &'static str)>,
}

const fn guest(
    full_name: &'static str,
    gender: Gender,
    born: (i32, u32, u32),
    locale: Lang,
    time_zone: Tz,
    address: &'static str,
) -> Guest {
    Guest { full_name, gender, born, locale, time_zone, address }
}

#[rustfmt::skip]
pub const GUESTS: &[Guest] = &[
    guest("Besiana Kelmendi", Female, (1991, 2, 14), Sq, Tz::Europe__Tirane, "Rruga Luan Haradinaj 7, 10000 Prishtinë"),
    guest("Gëzim Lika", Male, (1954, 8, 30), Sq, Tz::Europe__Tirane, "Rruga Myslym Shyri 52, 1001 Tiranë"),
    guest("Drita Shala", Female, (1967, 5, 9), Sq, Tz::Europe__Tirane, "Rruga e Dibrës 210, 1005 Tiranë"),
    guest("Ermal Topalli", Male, (1983, 12, 1), Sq, Tz::Europe__Tirane, "Rruga Aleksandër Goga 18, 2001 Durrës"),
    guest("Valbona Kuka", Female, (1979, 3, 22), Sq, Tz::Europe__Tirane, "Rruga Don Bosko 33, 1024 Tiranë"),
    guest("Fatos Mullai", Male, (1948, 10, 17), Sq, Tz::Europe__Tirane, "Lagjja 3, Rruga Egnatia 5, 2001 Durrës"),
    guest("Rina Bytyqi", Female, (2001, 6, 4), Sq, Tz::Europe__Tirane, "Rruga Fehmi Agani 12, 10000 Prishtinë"),
    guest("Kujtim Doko", Male, (1972, 1, 26), Sq, Tz::Europe__Tirane, "Rruga Sami Frashëri 40, 1019 Tiranë"),
    guest("Mirela Zeqiri", Female, (1986, 9, 13), Sq, Tz::Europe__Tirane, "Rruga Taulantia 61, 2001 Durrës"),
    guest("Liridon Haxhija", Male, (1995, 11, 8), Sq, Tz::Europe__Tirane, "Rruga Nëna Terezë 90, 10000 Prishtinë"),
    guest("Teuta Prela", Female, (1959, 4, 3), Sq, Tz::Europe__Tirane, "Bulevardi Zogu I 14, 1016 Tiranë"),
    guest("Hannah Whelan", Female, (1990, 7, 19), En, Tz::Europe__Tirane, "Rruga Ismail Qemali 27, 1019 Tiranë"),
    guest("Nguyễn Minh Châu", Female, (1988, 3, 8), Vi, Tz::Asia__Ho_Chi_Minh, "112 Nguyễn Đình Chiểu, Quận 3, TP. Hồ Chí Minh"),
    guest("Trịnh Văn Phúc", Male, (1957, 9, 2), Vi, Tz::Asia__Ho_Chi_Minh, "48 Hàng Bông, Hoàn Kiếm, Hà Nội"),
    guest("Bùi Thị Ngọc Lan", Female, (1994, 12, 20), Vi, Tz::Asia__Ho_Chi_Minh, "9 Trần Phú, Hải Châu, Đà Nẵng"),
    guest("Hoàng Gia Huy", Male, (2000, 5, 15), Vi, Tz::Asia__Ho_Chi_Minh, "71 Láng Hạ, Đống Đa, Hà Nội"),
    guest("Phan Thị Thanh Tâm", Female, (1963, 1, 11), Vi, Tz::Asia__Ho_Chi_Minh, "205 Lê Văn Sỹ, Phú Nhuận, TP. Hồ Chí Minh"),
    guest("Vũ Đình Khôi", Male, (1981, 7, 6), Vi, Tz::Asia__Ho_Chi_Minh, "30 Bạch Đằng, Hải Châu, Đà Nẵng"),
    guest("Đỗ Hồng Nhung", Female, (1985, 10, 25), Vi, Tz::Asia__Ho_Chi_Minh, "16 Kim Mã, Ba Đình, Hà Nội"),
    guest("Lý Tuấn Kiệt", Male, (1976, 4, 29), Vi, Tz::Asia__Ho_Chi_Minh, "88 Hai Bà Trưng, Quận 1, TP. Hồ Chí Minh"),
    guest("Mai Phương Thảo", Female, (1997, 8, 17), Vi, Tz::Asia__Ho_Chi_Minh, "5 Xuân Thủy, Cầu Giấy, Hà Nội"),
    guest("Daniel Ferris", Male, (1969, 2, 3), En, Tz::Asia__Ho_Chi_Minh, "21 Quảng An, Tây Hồ, Hà Nội"),
    guest("Camille Rousselet", Female, (1982, 6, 30), Fr, Tz::Europe__Paris, "41 avenue Daumesnil, 75012 Paris"),
    guest("Antoine Delcourt", Male, (1951, 11, 12), Fr, Tz::Europe__Paris, "6 place Bellecour, 69002 Lyon"),
    guest("Yasmine Belkacem", Female, (1996, 1, 23), Fr, Tz::Europe__Paris, "19 rue de Belleville, 75020 Paris"),
    guest("Hugo Marchand-Petit", Male, (1989, 9, 27), Fr, Tz::Europe__Paris, "73 cours Lafayette, 69003 Lyon"),
    guest("Odile Garnier", Female, (1946, 3, 5), Fr, Tz::Europe__Paris, "2 rue Mouffetard, 75005 Paris"),
    guest("Mathis Lebrun", Male, (2003, 10, 10), Fr, Tz::Europe__Paris, "58 rue Oberkampf, 75011 Paris"),
    guest("Fatoumata Diabaté", Female, (1974, 7, 1), Fr, Tz::Europe__Paris, "30 rue Garibaldi, 69006 Lyon"),
    guest("Priya Raman", Female, (1992, 5, 21), En, Tz::Europe__Paris, "11 quai de Jemmapes, 75010 Paris"),
    guest("Thomas Ashdown", Male, (1966, 12, 9), En, Tz::Europe__London, "4 Landor Road, London SW9 9PH"),
    guest("Ngozi Adeyemi-Clarke", Female, (1984, 2, 27), En, Tz::Europe__London, "77 Rye Lane, London SE15 5EX"),
    guest("Callum Reid", Male, (1998, 6, 18), En, Tz::Europe__London, "29 Mare Street, London E8 4RT"),
    guest("Margaret Hollis", Female, (1943, 4, 2), En, Tz::Europe__London, "15 Highgate Hill, London N19 5NL"),
    guest("Aoife Brennan", Female, (1987, 8, 8), En, Tz::Europe__Dublin, "52 Capel Street, Dublin 1"),
    guest("Rafael Soto", Male, (1978, 11, 30), En, Tz::Europe__London, "3 Walworth Road, London SE1 6SP"),
    guest("Étienne Gagnon", Male, (1980, 1, 16), Fr, Tz::America__Toronto, "4120 rue Saint-Denis, Montréal"),
    guest("Maude Tremblay-Roy", Female, (1993, 9, 9), Fr, Tz::America__Toronto, "865 avenue Laurier Est, Montréal"),
    guest("Owen McAllister", Male, (1971, 5, 28), En, Tz::America__Toronto, "3455 rue Drummond, Montréal"),
    guest("Sarah Lapointe", Female, (2002, 3, 31), Fr, Tz::America__Toronto, "5701 rue Sherbrooke Ouest, Montréal"),
];

pub const APPLICANTS: &[Applicant] = &[
    Applicant {
        mailbox: "dr.marinaj",
        full_name: "Luan Marinaj",
        gender: Male,
        locale: Sq,
        time_zone: Tz::Europe__Tirane,
        phone: "+355 4 555 0131",
        specialty: Specialty::Orthopaedics,
        licence_number: "AL-22608",
        experience_years: 6,
        location: "Tirana",
        bio: "I treat sports injuries and explain on a model what has happened inside.",
        languages: &[Albanian, English],
        waiting_for: 50,
        rejected: Some((190, "The licence number AL-22680 is not in the register. Please check it and ask again.")),
    },
    Applicant {
        mailbox: "dr.fontaine",
        full_name: "Juliette Fontaine",
        gender: Female,
        locale: Fr,
        time_zone: Tz::Europe__Paris,
        phone: "+33 1 55 50 01 32",
        specialty: Specialty::Paediatrics,
        licence_number: "FR-10100567890",
        experience_years: 17,
        location: "Paris",
        bio: "After many years in a hospital I look forward to knowing families for longer than one night.",
        languages: &[French, English],
        waiting_for: 27,
        rejected: None,
    },
    Applicant {
        mailbox: "dr.dinh",
        full_name: "Đinh Hải Yến",
        gender: Female,
        locale: Vi,
        time_zone: Tz::Asia__Ho_Chi_Minh,
        phone: "+84 28 555 0133",
        specialty: Specialty::Dentistry,
        licence_number: "VN-013377",
        experience_years: 4,
        location: "TP. Hồ Chí Minh",
        bio: "Gentle dentistry for people who have put it off for too long.",
        languages: &[Vietnamese, English],
        waiting_for: 5,
        rejected: None,
    },
];
