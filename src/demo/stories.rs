//! Past and upcoming appointments of the patients with an offered sign-in.

use super::plan::Outcome::{
    self, CancelledByDoctor, CancelledByPatient, CancelledByStaff, Completed, Confirmed, Moved, NoShow, Requested, Reworded,
};

/// One appointment of a patient with an offered sign-in.
#[derive(Debug)]
pub struct Story {
    /// Mailboxes.
    pub patient: &'static str,
    pub doctor: &'static str,
    /// Days from today; if the doctor does not work then, the nearest working day further from today.
    pub day: i64,
    /// Index of the slot on that day, from 0; the next one if it is taken.
    pub place: usize,
    pub outcome: Outcome,
    pub reason: &'static str,
    pub patient_note: Option<&'static str>,
    pub doctor_note: Option<&'static str>,
}

const fn story(
    (patient, doctor): (&'static str, &'static str),
    (day, place): (i64, usize),
    outcome: Outcome,
    reason: &'static str,
    [patient_note, doctor_note]: [&'static str; 2],
) -> Story {
    const fn written(note: &'static str) -> Option<&'static str> {
        if note.is_empty() { None } else { Some(note) }
    }
    Story { patient, doctor, day, place, outcome, reason, patient_note: written(patient_note), doctor_note: written(doctor_note) }
}

// Upcoming appointments start some days from now, and Ana's are not with Dr. Hoxha: manual and automated tests book Dr. Hoxha's next
// free slots.
#[rustfmt::skip]
pub const STORIES: &[Story] = &[
    story(("ana", "dr.hoxha"), (-131, 4), Completed, "Temperaturë dhe dhimbje fyti prej tri ditësh", ["", "Bajame me pllaka. Antibiotik shtatë ditë, lëngje dhe pushim."]),
    story(("ana", "dr.dervishi"), (-96, 2), Completed, "Pastrim gurësh dhe kontroll", ["", "Pastrim i kryer. Një karies i vogël te 36, mbushje herën tjetër."]),
    story(("ana", "dr.dervishi"), (-61, 3), Completed, "Mbushja e dhëmbit 36", ["Më dhemb pak kur pi diçka të ftohtë.", "Mbushje kompozite te 36. Kontroll pas gjashtë muajsh."]),
    story(("ana", "dr.gashi"), (-40, 1), CancelledByPatient("Më doli një udhëtim pune, do të marr një orar tjetër."), "Rrahje zemre të shpejta në mbrëmje", ["", ""]),
    story(("ana", "dr.gashi"), (-26, 2), Completed, "Rrahje zemre të shpejta në mbrëmje", ["Ndodh zakonisht pas kafesë së dytë.", "EKG normale. Më pak kafe, ditar i rrahjeve për katër javë, pastaj flasim me video."]),
    story(("ana", "dr.hoxha"), (-19, 8), NoShow, "Rezultatet e analizave të gjakut", ["", ""]),
    story(("ana", "dr.hoxha"), (-12, 6), Completed, "Rezultatet e analizave të gjakut", ["", "Hekur i ulët. Tableta për tre muaj, analiza të reja pastaj."]),
    story(("ana", "dr.cela"), (-5, 3), CancelledByDoctor("Jam në një trajnim atë ditë; ju lutem zgjidhni një orar tjetër."), "Kontroll i rritjes për djalin, katër vjeç", ["", ""]),
    story(("ana", "dr.gashi"), (6, 8), Confirmed, "Flasim për ditarin e rrahjeve të zemrës", ["Ditarin e kam gati, mund ta dërgoj edhe më parë.", ""]),
    story(("ana", "dr.cela"), (8, 5), Moved("The doctor starts later that day."), "Kontroll i rritjes për djalin, katër vjeç", ["", ""]),
    story(("ana", "dr.krasniqi"), (11, 3), Requested, "Dhimbje në kyçin e këmbës së djathtë pas vrapimit", ["", ""]),

    story(("minh", "dr.tran"), (-118, 1), Completed, "Đau đầu vào buổi sáng từ một tháng nay", ["", "Khám thần kinh bình thường. Theo dõi huyết áp tại nhà hai tuần."]),
    story(("minh", "dr.nguyen"), (-83, 4), Completed, "Nổi mề đay sau khi ăn hải sản", ["Lần trước bị là ba năm trước.", "Mề đay cấp. Kháng histamin bảy ngày, tránh tôm cua."]),
    story(("minh", "dr.tran"), (-55, 2), Completed, "Xem lại nhật ký huyết áp và đau đầu", ["", "Huyết áp trung bình 138/86. Giảm muối, đi bộ mỗi ngày, tái khám sau hai tháng."]),
    story(("minh", "dr.le"), (-33, 3), CancelledByPatient("Hôm đó tôi phải đi công tác ở Đà Lạt."), "Ù tai trái", ["", ""]),
    story(("minh", "dr.le"), (-20, 5), Reworded("Như đã nói qua điện thoại"), "Ù tai trái sau chuyến bay", ["", "Màng nhĩ bình thường. Tập nuốt và ngáp, theo dõi hai tuần."]),
    story(("minh", "dr.tran"), (-8, 4), CancelledByDoctor("Hôm đó tôi đi tập huấn; mong anh chọn giờ khác."), "Đau đầu kéo dài hai tuần nay", ["", ""]),
    story(("minh", "dr.nguyen"), (-3, 2), Completed, "Tái khám mề đay", ["", "Ổn định. Chỉ dùng thuốc khi cần."]),
    story(("minh", "dr.tran"), (4, 3), Requested, "Đau đầu kéo dài hai tuần nay", ["Tôi gửi kèm nhật ký huyết áp khi đến khám.", ""]),
    story(("minh", "dr.nguyen"), (7, 6), Confirmed, "Kiểm tra nốt ruồi ở vai", ["", ""]),
    story(("minh", "dr.le"), (13, 2), Moved("Moved at the patient’s wish, by phone."), "Kiểm tra lại thính lực", ["", "Mang theo kết quả đo lần trước nhé."]),

    story(("lucie", "dr.haddad"), (-150, 3), Completed, "Contrôle annuel des grains de beauté", ["", "Examen complet sans anomalie. Photo d’un naevus du dos, à revoir."]),
    story(("lucie", "dr.martin"), (-90, 5), Completed, "Palpitations après un effort", ["Mon père a eu un infarctus à 58 ans.", "ECG et échographie normaux. Reprise du sport sans restriction."]),
    story(("lucie", "dr.beranger"), (-64, 2), Completed, "Troubles du sommeil depuis le déménagement", ["", "Agenda du sommeil commencé. Revoir dans un mois."]),
    story(("lucie", "dr.lefevre"), (-45, 4), NoShow, "Renouvellement des lentilles", ["", ""]),
    story(("lucie", "dr.beranger"), (-34, 3), Completed, "Suivi du sommeil", ["Je dors mieux depuis que je laisse le téléphone au salon.", "Nette amélioration. On espace les rendez-vous."]),
    story(("lucie", "dr.lefevre"), (-17, 6), CancelledByStaff("Booked twice by mistake; the other appointment stays."), "Renouvellement des lentilles", ["", ""]),
    story(("lucie", "dr.lefevre"), (-16, 9), Completed, "Renouvellement des lentilles", ["", "Bonne tolérance. Ordonnance pour un an."]),
    story(("lucie", "dr.haddad"), (5, 4), Confirmed, "Contrôle du grain de beauté photographié en juin", ["La photo d’alors est sur mon téléphone.", ""]),
    story(("lucie", "dr.beranger"), (9, 4), Requested, "Le sommeil, encore, avant les examens de fin d’année", ["", ""]),

    story(("arben", "dr.krasniqi"), (-140, 2), Completed, "Dhimbje në gjurin e djathtë, prej vitesh", ["", "Artrozë e shkallës së dytë. Fizioterapi dhe ulje peshe."]),
    story(("arben", "dr.gashi"), (-101, 3), Completed, "Kontroll i tensionit", ["Marr ramipril 5 mg çdo mëngjes.", "TA 142/88. Doza u rrit, kontroll pas gjashtë javësh."]),
    story(("arben", "dr.gashi"), (-58, 4), Completed, "Kontroll i tensionit pas ndryshimit të dozës", ["", "TA 131/80, mirë. Vazhdohet njësoj."]),
    story(("arben", "dr.dervishi"), (-37, 1), CancelledByPatient("Nuk gjej transport për në Tiranë atë ditë."), "Protezë që më bezdis", ["", ""]),
    story(("arben", "dr.krasniqi"), (-23, 4), Completed, "Kontroll pas fizioterapisë", ["", "Lëvizje më e mirë, dhimbja 3/10. Vazhdon ushtrimet në shtëpi."]),
    story(("arben", "dr.hoxha"), (-9, 14), Completed, "Rinovim i recetave", ["", "Recetat u rinovuan për tre muaj."]),
    story(("arben", "dr.krasniqi"), (4, 5), Confirmed, "Dhimbje në gju kur ngjis shkallët", ["Sjell radiografinë e pranverës.", ""]),
    story(("arben", "dr.gashi"), (10, 9), Requested, "Kontroll i tensionit, me video", ["", ""]),

    story(("grace", "dr.whitfield"), (-125, 3), Completed, "Travel vaccinations for Ghana", ["", "Hepatitis A and typhoid given, malaria tablets prescribed."]),
    story(("grace", "dr.oconnell"), (-87, 2), Completed, "Ultrasound of the neck, asked for by Dr Whitfield", ["", "Reactive lymph node, nothing to worry about. Report sent."]),
    story(("grace", "dr.whitfield"), (-54, 6), CancelledByDoctor("I am ill today, I am sorry."), "A rash after the last antibiotic", ["", ""]),
    story(("grace", "dr.whitfield"), (-51, 2), Completed, "A rash after the last antibiotic", ["I have a photo of the first day.", "Drug rash, fading. Amoxicillin noted as an allergy."]),
    story(("grace", "dr.whitfield"), (-29, 9), NoShow, "Review of my asthma inhaler", ["", ""]),
    story(("grace", "dr.whitfield"), (-15, 10), Completed, "Review of my asthma inhaler", ["", "Technique corrected, peak flow 430. Same inhaler, review in six months."]),
    story(("grace", "dr.martin"), (-7, 14), Completed, "A second opinion on my ECG", ["The tracing is from my works doctor.", "Normal variant. No further tests needed."]),
    story(("grace", "dr.whitfield"), (5, 4), Confirmed, "A cough that has not gone away for three weeks", ["Worse at night, no fever.", ""]),
    story(("grace", "dr.oconnell"), (12, 3), Requested, "To go through the chest X-ray of last month", ["", ""]),
];
