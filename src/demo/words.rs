//! The texts that the demo's people write: reasons for visits, notes, reasons for cancelling. Each in the writer's language.

use crate::base::specialty::Specialty;
use crate::base::text::Lang::{self, En, Fr, Sq, Vi};

type Translations = &'static [(Lang, &'static str)];

/// The reason for a visit, and the doctor's note afterwards.
#[derive(Debug)]
pub struct Complaint {
    pub reason: Translations,
    pub note: Translations,
}

/// Returns the text in `lang`, else in English; `None` if there is neither.
pub fn in_language(translations: Translations, lang: Lang) -> Option<&'static str> {
    let find = |wanted: Lang| translations.iter().find(|(known, _)| *known == wanted).map(|(_, words)| *words);
    find(lang).or_else(|| find(En))
}

const fn complaint(reason: Translations, note: Translations) -> Complaint {
    Complaint { reason, note }
}

/// Returns the reasons for visits to a doctor of this specialty.
pub const fn complaints(specialty: Specialty) -> &'static [Complaint] {
    match specialty {
        Specialty::GeneralPractice => GENERAL_PRACTICE,
        Specialty::Cardiology => CARDIOLOGY,
        Specialty::Dermatology => DERMATOLOGY,
        Specialty::Gynaecology => GYNAECOLOGY,
        Specialty::Neurology => NEUROLOGY,
        Specialty::Ophthalmology => OPHTHALMOLOGY,
        Specialty::Orthopaedics => ORTHOPAEDICS,
        Specialty::Paediatrics => PAEDIATRICS,
        Specialty::Psychiatry => PSYCHIATRY,
        Specialty::Radiology => RADIOLOGY,
        Specialty::Dentistry => DENTISTRY,
        Specialty::EarNoseThroat => EAR_NOSE_THROAT,
    }
}

#[rustfmt::skip]
const GENERAL_PRACTICE: &[Complaint] = &[
    complaint(
        &[(Sq, "Kollë e thatë prej dy javësh, më keq natën"), (En, "A dry cough for two weeks, worse at night")],
        &[(Sq, "Mushkëritë pa zhurma. Trajtim simptomatik, kontroll pas dhjetë ditësh nëse vazhdon."), (En, "Chest clear. Symptomatic treatment; come back in ten days if it persists.")],
    ),
    complaint(
        &[(Sq, "Kontroll i përgjithshëm vjetor dhe analiza gjaku"), (En, "Annual check-up with blood tests")],
        &[(Sq, "Gjendje e mirë e përgjithshme. U kërkuan gjaku, sheqeri dhe lipidet."), (En, "Well in general. Full blood count, glucose and lipids requested.")],
    ),
    complaint(
        &[(Sq, "Lodhje e vazhdueshme, edhe pas gjumit"), (En, "Tired all the time, even after a full night’s sleep")],
        &[(Sq, "U kërkuan hekuri, vitamina B12 dhe TSH. Flasim për rezultatet me video."), (En, "Ferritin, B12 and TSH requested. We go through the results by video.")],
    ),
    complaint(
        &[(Sq, "Rinovim i recetës për tensionin"), (En, "Renewal of my blood pressure prescription")],
        &[(Sq, "TA 134/82. Receta u rinovua për tre muaj, pa ndryshim doze."), (En, "BP 134/82. Prescription renewed for three months, same dose.")],
    ),
    complaint(
        &[(Sq, "Dhimbje në fund të shpinës pas punës në kopsht"), (En, "Lower back pain after a weekend in the garden")],
        &[(Sq, "Kontrakturë muskulore, pa shenja neurologjike. Lëvizje, ngrohtësi, analgjezik për pesë ditë."), (En, "Muscle strain, no neurological signs. Keep moving, heat, simple analgesia for five days.")],
    ),
    complaint(
        &[(Sq, "Ditë me djegie stomaku pas ngrënies"), (En, "Heartburn after meals for about a month")],
        &[(Sq, "Refluks i lehtë. Këshilla për ushqimin, omeprazol për katër javë."), (En, "Mild reflux. Advice on meals, omeprazole for four weeks.")],
    ),
];

#[rustfmt::skip]
const CARDIOLOGY: &[Complaint] = &[
    complaint(
        &[(Fr, "Palpitations le soir, au repos"), (Sq, "Rrahje të shpejta zemre në mbrëmje, në qetësi"), (En, "Palpitations in the evening, at rest")],
        &[(Fr, "ECG sinusal sans anomalie. Holter de 24 heures prescrit, revoir avec le résultat."), (Sq, "EKG normale. U vendos Holter 24 orë, kontroll me rezultatin.")],
    ),
    complaint(
        &[(Fr, "Suivi de la tension après changement de traitement"), (Sq, "Kontroll i tensionit pas ndryshimit të barnave"), (En, "Blood pressure follow-up after a change of tablets")],
        &[(Fr, "TA 128/79 sous nouveau traitement, bien toléré. Poursuivre, contrôle dans trois mois."), (Sq, "TA 129/80 me barnat e reja, durohen mirë. Vazhdohet, kontroll pas tre muajsh.")],
    ),
    complaint(
        &[(Fr, "Essoufflement en montant deux étages"), (Sq, "Më merret fryma kur ngjis dy kate"), (En, "Short of breath after two flights of stairs")],
        &[(Fr, "Échographie : fonction conservée. Reprise d’une activité régulière, bilan sanguin demandé."), (Sq, "Ekokardiografi: funksion i ruajtur. Rekomandohet aktivitet i rregullt dhe analiza gjaku.")],
    ),
    complaint(
        &[(Fr, "Avis avant la reprise du sport"), (Sq, "Mendim mjekësor para se të rifilloj sportin"), (En, "Advice before taking up running again")],
        &[(Fr, "Épreuve d’effort normale. Pas de contre-indication, reprise progressive."), (Sq, "Prova e sforcimit normale. Pa kundërindikacion, rifillim gradual.")],
    ),
    complaint(
        &[(Fr, "Cholestérol élevé au dernier bilan"), (Sq, "Kolesterol i lartë në analizat e fundit"), (En, "High cholesterol in my last blood test")],
        &[(Fr, "Risque modéré. Conseils alimentaires, nouveau bilan dans trois mois avant traitement."), (Sq, "Rrezik mesatar. Këshilla për ushqimin, analiza të reja pas tre muajsh.")],
    ),
];

#[rustfmt::skip]
const DERMATOLOGY: &[Complaint] = &[
    complaint(
        &[(Vi, "Nổi mẩn đỏ ở hai khuỷu tay, ngứa nhiều về đêm"), (Fr, "Plaques rouges aux coudes, démangeaisons la nuit"), (En, "Red patches on both elbows, itching at night")],
        &[(Vi, "Viêm da cơ địa mức độ nhẹ. Bôi thuốc hai tuần, dưỡng ẩm hằng ngày."), (Fr, "Eczéma léger. Dermocorticoïde deux semaines, émollient tous les jours.")],
    ),
    complaint(
        &[(Vi, "Kiểm tra nốt ruồi ở lưng, gần đây thấy to hơn"), (Fr, "Un grain de beauté dans le dos qui a grandi"), (En, "A mole on my back that has grown")],
        &[(Vi, "Soi da: lành tính. Chụp ảnh lưu lại, kiểm tra lại sau sáu tháng."), (Fr, "Dermoscopie rassurante. Photo au dossier, contrôle dans six mois.")],
    ),
    complaint(
        &[(Vi, "Mụn trứng cá nặng lên từ mùa hè"), (Fr, "Acné qui s’aggrave depuis l’été"), (En, "Acne that has become worse since summer")],
        &[(Vi, "Trứng cá mức độ vừa. Dùng adapalene buổi tối, tái khám sau tám tuần."), (Fr, "Acné modérée. Adapalène le soir, revoir dans huit semaines.")],
    ),
    complaint(
        &[(Vi, "Rụng tóc nhiều ba tháng nay"), (Fr, "Chute de cheveux depuis trois mois"), (En, "Losing more hair than usual for three months")],
        &[(Vi, "Rụng tóc lan tỏa. Xét nghiệm sắt và tuyến giáp, giải thích diễn tiến."), (Fr, "Effluvium télogène probable. Ferritine et TSH demandées.")],
    ),
    complaint(
        &[(Vi, "Tái khám chàm ở bàn tay"), (Fr, "Suivi de l’eczéma des mains"), (En, "Follow-up of the eczema on my hands")],
        &[(Vi, "Đỡ nhiều. Giảm dần thuốc bôi, mang găng khi rửa chén."), (Fr, "Nette amélioration. Espacer le traitement, gants pour la vaisselle.")],
    ),
];

#[rustfmt::skip]
const GYNAECOLOGY: &[Complaint] = &[
    complaint(&[(Vi, "Khám phụ khoa định kỳ"), (En, "Routine check-up")], &[(Vi, "Khám bình thường. Đã lấy mẫu Pap, có kết quả sau một tuần.")]),
    complaint(&[(Vi, "Khám thai tuần thứ hai mươi"), (En, "Pregnancy check at twenty weeks")], &[(Vi, "Thai phát triển tốt, tim thai 148. Hẹn siêu âm hình thái tuần 22.")]),
    complaint(&[(Vi, "Kinh nguyệt không đều từ đầu năm"), (En, "Irregular periods since the beginning of the year")], &[(Vi, "Siêu âm không bất thường. Xét nghiệm nội tiết ngày 3 chu kỳ.")]),
    complaint(&[(Vi, "Tư vấn trước khi mang thai"), (En, "Advice before a pregnancy")], &[(Vi, "Tiền sử tốt. Bắt đầu acid folic, kiểm tra miễn dịch rubella.")]),
    complaint(&[(Vi, "Đau bụng dưới vài ngày mỗi tháng"), (En, "Lower abdominal pain for some days each month")], &[(Vi, "Thống kinh nguyên phát. Hướng dẫn dùng thuốc giảm đau đúng cách.")]),
];

#[rustfmt::skip]
const NEUROLOGY: &[Complaint] = &[
    complaint(&[(Vi, "Đau nửa đầu hai lần mỗi tuần"), (En, "Migraine twice a week")], &[(Vi, "Migraine không aura. Ghi nhật ký đau đầu, bắt đầu thuốc dự phòng liều thấp.")]),
    complaint(&[(Vi, "Tê bàn tay phải khi ngủ dậy"), (En, "My right hand is numb in the morning")], &[(Vi, "Nghi hội chứng ống cổ tay. Nẹp ban đêm, hẹn đo điện cơ.")]),
    complaint(&[(Vi, "Chóng mặt khi xoay đầu"), (En, "Dizzy when I turn my head")], &[(Vi, "Chóng mặt tư thế lành tính. Đã làm nghiệm pháp Epley, hướng dẫn tập ở nhà.")]),
    complaint(&[(Vi, "Khó ngủ và hay quên gần đây"), (En, "Poor sleep, and forgetting things lately")], &[(Vi, "Trắc nghiệm trí nhớ bình thường. Tư vấn vệ sinh giấc ngủ, tái khám sau một tháng.")]),
    complaint(&[(Vi, "Xem kết quả chụp cộng hưởng từ"), (En, "To go through the result of my MRI")], &[(Vi, "MRI không tổn thương. Đã giải thích, không cần điều trị thêm.")]),
];

#[rustfmt::skip]
const OPHTHALMOLOGY: &[Complaint] = &[
    complaint(&[(Fr, "Vision floue de près depuis quelques mois"), (En, "Blurred near vision for some months")], &[(Fr, "Presbytie débutante. Ordonnance de verres progressifs remise.")]),
    complaint(&[(Fr, "Yeux secs devant l’écran"), (En, "Dry eyes in front of the screen")], &[(Fr, "Sécheresse oculaire modérée. Larmes artificielles, pauses toutes les vingt minutes.")]),
    complaint(&[(Fr, "Contrôle de la tension de l’œil"), (En, "Eye pressure check")], &[(Fr, "Pression 15/16 mmHg, papilles normales. Contrôle dans un an.")]),
    complaint(&[(Fr, "Corps flottants à l’œil gauche"), (En, "Floaters in my left eye")], &[(Fr, "Fond d’œil : décollement du vitré, rétine à plat. Consignes d’urgence données.")]),
    complaint(&[(Fr, "Renouvellement des lentilles"), (En, "New contact lenses")], &[(Fr, "Bonne tolérance. Ordonnance renouvelée pour un an.")]),
];

#[rustfmt::skip]
const ORTHOPAEDICS: &[Complaint] = &[
    complaint(&[(Sq, "Dhimbje në gjurin e majtë pas vrapimit"), (En, "Pain in my left knee after running")], &[(Sq, "Mbingarkesë e tendinit. Ushtrime, pa vrapim tri javë, kontroll pastaj.")]),
    complaint(&[(Sq, "Dhimbje shpine që zbret në këmbë"), (En, "Back pain that runs down into the leg")], &[(Sq, "Lasègue pozitiv djathtas, forca e ruajtur. U kërkua rezonancë, fizioterapi.")]),
    complaint(&[(Sq, "Kontroll pas heqjes së allçisë"), (En, "Check after the cast came off")], &[(Sq, "Konsolidim i mirë. Fillon fizioterapia, ngarkesë e plotë pas dy javësh.")]),
    complaint(&[(Sq, "Shpatulla e ngurtë, nuk e ngre dot krahun"), (En, "A stiff shoulder, I cannot lift my arm")], &[(Sq, "Kapsulit. Ushtrime çdo ditë, infiltrim nëse nuk përmirësohet.")]),
    complaint(&[(Sq, "Dhimbje në kyçin e këmbës pas përdredhjes"), (En, "Ankle pain after a sprain")], &[(Sq, "Distorsion i shkallës së dytë. Ortezë tre javë, ngarkesë sipas dhimbjes.")]),
];

#[rustfmt::skip]
const PAEDIATRICS: &[Complaint] = &[
    complaint(&[(Sq, "Kontroll i rritjes për vajzën, dy vjeçe"), (En, "Growth check for my daughter, aged two")], &[(Sq, "Rritje në përqindëshin 60, zhvillim i mirë. Kontrolli tjetër pas gjashtë muajsh.")]),
    complaint(&[(Sq, "Djali ka temperaturë që dje dhe i dhemb veshi"), (En, "My son has had a fever since yesterday, and his ear hurts")], &[(Sq, "Otit i mesit djathtas. Antibiotik shtatë ditë, paracetamol sipas peshës.")]),
    complaint(&[(Sq, "Vaksinim sipas kalendarit"), (En, "Vaccination that is due")], &[(Sq, "Vaksina u bë, u durua mirë. U shënua në librezë.")]),
    complaint(&[(Sq, "Foshnja qan shumë në mbrëmje"), (En, "The baby cries a lot in the evening")], &[(Sq, "Dhimbje barku tipike, shton peshë mirë. U këshilluan prindërit.")]),
    complaint(&[(Sq, "Kollë që nuk kalon te djali pesë vjeç"), (En, "A cough that does not go away, my son is five")], &[(Sq, "Auskultacion i pastër. Inhalime me tretësirë kripe, kontroll pas një jave.")]),
];

#[rustfmt::skip]
const PSYCHIATRY: &[Complaint] = &[
    complaint(&[(Fr, "Troubles du sommeil depuis un changement de poste"), (En, "Sleeping badly since I changed jobs")], &[(Fr, "Agenda du sommeil commencé. Pas de médicament pour l’instant.")]),
    complaint(&[(Fr, "Suivi mensuel"), (En, "Monthly follow-up")], &[(Fr, "Mieux depuis la dernière rencontre. On garde le même rythme.")]),
    complaint(&[(Fr, "Beaucoup d’anxiété avant les examens"), (En, "A lot of anxiety before exams")], &[(Fr, "Exercices de respiration et d’exposition convenus. Revoir dans deux semaines.")]),
    complaint(&[(Fr, "J’aimerais parler de la charge au travail"), (En, "I would like to talk about the load at work")], &[(Fr, "Signes d’épuisement. Arrêt de deux semaines discuté, plan de retour.")]),
    complaint(&[(Fr, "Première rencontre"), (En, "A first meeting")], &[(Fr, "Histoire recueillie, objectifs posés ensemble. Six rencontres prévues.")]),
];

#[rustfmt::skip]
const RADIOLOGY: &[Complaint] = &[
    complaint(&[(En, "Ultrasound of the shoulder, asked for by my GP")], &[(En, "Small partial tear of the supraspinatus. Report sent to the GP.")]),
    complaint(&[(En, "To go through my MRI of the knee")], &[(En, "Meniscus intact, mild bursitis. Shown and explained on the screen.")]),
    complaint(&[(En, "Ultrasound of the thyroid, yearly control")], &[(En, "Nodule unchanged at 6 mm. Next control in twelve months.")]),
    complaint(&[(En, "Second opinion on a chest X-ray")], &[(En, "No change against the earlier image. Letter written.")]),
    complaint(&[(En, "Abdominal ultrasound")], &[(En, "Normal study; one simple cyst of the kidney without meaning.")]),
];

#[rustfmt::skip]
const DENTISTRY: &[Complaint] = &[
    complaint(&[(Sq, "Dhimbje dhëmbi kur pi diçka të ftohtë"), (En, "A tooth hurts when I drink something cold")], &[(Sq, "Karies te 26, mbushje kompozite e bërë. Kontroll pas gjashtë muajsh.")]),
    complaint(&[(Sq, "Pastrim gurësh dhe kontroll"), (En, "Cleaning and check-up")], &[(Sq, "Pastrim i kryer, mishrat në gjendje të mirë.")]),
    complaint(&[(Sq, "Më ra mbushja e vjetër"), (En, "An old filling fell out")], &[(Sq, "Mbushja u zëvendësua. Për kurorë flasim herën tjetër.")]),
    complaint(&[(Sq, "Mishrat më gjakosen kur laj dhëmbët"), (En, "My gums bleed when I brush")], &[(Sq, "Gingivit. Pastrim i thellë, u tregua teknika e larjes.")]),
    complaint(&[(Sq, "Vazhdim i trajtimit të kanalit"), (En, "Second visit for a root canal")], &[(Sq, "Kanali u mbyll. Kontroll me radiografi pas tre muajsh.")]),
];

#[rustfmt::skip]
const EAR_NOSE_THROAT: &[Complaint] = &[
    complaint(&[(Vi, "Viêm xoang tái phát, nghẹt mũi một bên"), (En, "Sinus trouble again, one side is blocked")], &[(Vi, "Viêm xoang hàm trái. Rửa mũi, xịt corticoid bốn tuần.")]),
    complaint(&[(Vi, "Ù tai sau khi đi máy bay"), (En, "Ringing in the ear since a flight")], &[(Vi, "Thính lực bình thường. Tập Valsalva, theo dõi hai tuần.")]),
    complaint(&[(Vi, "Khàn tiếng ba tuần, tôi là giáo viên"), (En, "Hoarse for three weeks, I am a teacher")], &[(Vi, "Hạt dây thanh nhỏ. Nghỉ giọng, luyện thanh với chuyên viên.")]),
    complaint(&[(Vi, "Viêm họng hay tái lại"), (En, "A sore throat that keeps coming back")], &[(Vi, "Amidan quá phát độ II. Điều trị đợt cấp, chưa cần cắt.")]),
    complaint(&[(Vi, "Kiểm tra thính lực cho mẹ tôi"), (En, "A hearing test for my mother")], &[(Vi, "Giảm thính lực tiếp nhận nhẹ hai bên. Tư vấn máy trợ thính.")]),
];

/// Notes that patients add to appointments.
pub const PATIENT_NOTES: [Translations; 4] = [
    &[
        (Sq, "Do t’i sjell analizat e fundit me vete."),
        (Fr, "J’apporte les derniers résultats d’analyses."),
        (Vi, "Tôi sẽ mang theo kết quả xét nghiệm gần nhất."),
        (En, "I shall bring my last test results."),
    ],
    &[
        (Sq, "Kam alergji nga penicilina."),
        (Fr, "Je suis allergique à la pénicilline."),
        (Vi, "Tôi dị ứng với penicillin."),
        (En, "I am allergic to penicillin."),
    ],
    &[
        (Sq, "Ndoshta vonohem pesë minuta, vij nga puna."),
        (Fr, "J’aurai peut-être cinq minutes de retard, je viens du travail."),
        (Vi, "Có thể tôi đến muộn năm phút vì đi từ chỗ làm."),
        (En, "I may be five minutes late, I come from work."),
    ],
    &[
        (Sq, "Po marr edhe ilaçe për tiroiden."),
        (Fr, "Je prends aussi un traitement pour la thyroïde."),
        (Vi, "Tôi đang uống thêm thuốc tuyến giáp."),
        (En, "I also take tablets for my thyroid."),
    ],
];

/// Why a patient cancels.
pub const PATIENT_CANCELS: [Translations; 3] = [
    &[
        (Sq, "Më doli një udhëtim pune atë ditë."),
        (Fr, "Un déplacement professionnel ce jour-là."),
        (Vi, "Hôm đó tôi phải đi công tác."),
        (En, "I have to travel for work that day."),
    ],
    &[
        (Sq, "Jam më mirë, faleminderit."),
        (Fr, "Je vais mieux, merci."),
        (Vi, "Tôi đã đỡ nhiều rồi, cảm ơn bác sĩ."),
        (En, "I am better, thank you."),
    ],
    &[
        (Sq, "S’kam kush ma mban fëmijën."),
        (Fr, "Je n’ai personne pour garder mon fils."),
        (Vi, "Tôi không có ai trông cháu."),
        (En, "I have nobody to look after my son."),
    ],
];

/// Why a doctor cancels.
pub const DOCTOR_CANCELS: [Translations; 3] = [
    &[
        (Sq, "Jam në një trajnim atë ditë; ju lutem zgjidhni një orar tjetër."),
        (Fr, "Je suis en formation ce jour-là ; choisissez un autre horaire, s’il vous plaît."),
        (Vi, "Hôm đó tôi đi tập huấn; mong anh chị chọn giờ khác."),
        (En, "I am at a course that day; please choose another time."),
    ],
    &[
        (Sq, "Për këtë nevojitet një vizitë më e gjatë; ju lutem kërkoni një orar në mëngjes."),
        (Fr, "Il faut une consultation plus longue ; prenez plutôt un horaire le matin."),
        (Vi, "Trường hợp này cần khám lâu hơn; xin chọn giờ buổi sáng."),
        (En, "This needs a longer visit; please choose a time in the morning."),
    ],
    &[
        (Sq, "Sot nuk ndihem mirë, më vjen keq."),
        (Fr, "Je ne peux pas consulter aujourd’hui pour raison de santé ; veuillez m’excuser."),
        (Vi, "Hôm nay tôi bị ốm, thành thật xin lỗi."),
        (En, "I am ill today, I am sorry."),
    ],
];

/// Why the practice's staff move an appointment.
pub const STAFF_MOVES: [&str; 3] = [
    "The doctor starts later that day.",
    "Moved at the patient’s wish, by phone.",
    "The room is needed for an emergency at the first time.",
];

/// Why the practice's staff cancel one.
pub const STAFF_CANCELS: [&str; 2] =
    ["Booked twice by mistake; the other appointment stays.", "Cancelled by phone at the patient’s wish."];

/// Previous texts of reasons that staff have reworded.
pub const BEFORE_REWORDING: Translations = &[
    (Sq, "Siç folëm në telefon"),
    (Fr, "Comme convenu au téléphone"),
    (Vi, "Như đã nói qua điện thoại"),
    (En, "As we said on the phone"),
];
