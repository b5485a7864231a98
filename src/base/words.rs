//! Texts for errors, states and choices that several features show.

use std::borrow::Cow;

use super::error::{AppError, Code, FieldCode};
use super::model::{Role, VisitKind};
use super::text::{self as t, Lang};

/// Whether a doctor confirms bookings at once or on request.
pub fn confirms(lang: Lang, auto_confirm: bool) -> &'static str {
    if auto_confirm { t::doctor_confirms_at_once(lang) } else { t::doctor_confirms_requests(lang) }
}

/// What happened, and what to do next.
pub fn code(lang: Lang, code: Code) -> &'static str {
    match code {
        Code::Malformed => t::error_malformed(lang),
        Code::NotSignedIn => t::error_not_signed_in(lang),
        Code::WrongCredentials => t::error_wrong_credentials(lang),
        Code::SignInExpired => t::error_sign_in_expired(lang),
        Code::FactorRequired => t::error_factor_required(lang),
        Code::FactorActive => t::error_factor_active(lang),
        Code::FactorInactive => t::error_factor_inactive(lang),
        Code::FactorExpired => t::error_factor_expired(lang),
        Code::Forbidden => t::error_forbidden(lang),
        Code::ForeignOrigin => t::error_foreign_origin(lang),
        Code::NotFound => t::error_not_found(lang),
        Code::LinkInvalid => t::error_link_invalid(lang),
        Code::SlotTaken => t::error_slot_taken(lang),
        Code::SlotMoved => t::error_slot_moved(lang),
        Code::WrongMethod => t::error_wrong_method(lang),
        Code::PatientBusy => t::error_patient_busy(lang),
        Code::SlotPast => t::error_slot_past(lang),
        Code::SlotOverlaps => t::error_slot_overlaps(lang),
        Code::SlotBooked => t::error_slot_booked(lang),
        Code::WrongStatus => t::error_wrong_status(lang),
        Code::TooLate => t::error_too_late(lang),
        Code::TooManyBookings => t::error_too_many_bookings(lang),
        Code::TooManyWithDoctor => t::error_too_many_with_doctor(lang),
        Code::TooManyUnverified => t::error_too_many_unverified(lang),
        Code::Decided => t::error_decided(lang),
        Code::OwnAccount => t::error_own_account(lang),
        Code::LastAdmin => t::error_last_admin(lang),
        Code::HasAppointments => t::error_has_appointments(lang),
        Code::ExportRunning => t::error_export_running(lang),
        Code::TimedOut => t::error_timed_out(lang),
        Code::TooLarge => t::error_too_large(lang),
        Code::WrongMediaType => t::error_wrong_media_type(lang),
        Code::NotAPicture => t::error_not_a_picture(lang),
        Code::PictureDamaged => t::error_picture_damaged(lang),
        Code::PictureTooBig => t::error_picture_too_big(lang),
        Code::StorageFull => t::error_storage_full(lang),
        Code::KeyReused => t::error_key_reused(lang),
        Code::Invalid => t::error_invalid(lang),
        Code::TooMany => t::error_too_many(lang),
        Code::Internal => t::error_internal(lang),
        Code::Overloaded => t::error_overloaded(lang),
        Code::Unreachable => t::error_unreachable(lang),
    }
}

/// Like [`code`], with the limit if there is one.
pub fn error(lang: Lang, error: &AppError) -> Cow<'static, str> {
    let sentence = code(lang, error.code);
    match error.limit {
        None => Cow::Borrowed(sentence),
        Some(limit) => Cow::Owned(t::error_limit(lang, t::ErrorLimit { sentence, limit })),
    }
}

pub fn field_code(lang: Lang, code: FieldCode) -> &'static str {
    match code {
        FieldCode::Required => t::field_required(lang),
        FieldCode::TooLong => t::field_too_long(lang),
        FieldCode::TooShort => t::field_too_short(lang),
        FieldCode::NotText => t::field_not_text(lang),
        FieldCode::NotAnEmail => t::field_not_an_email(lang),
        FieldCode::NotAPhone => t::field_not_a_phone(lang),
        FieldCode::NoCountryCode => t::field_no_country_code(lang),
        FieldCode::AlreadyVerified => t::field_already_verified(lang),
        FieldCode::NotADate => t::field_not_a_date(lang),
        FieldCode::NotATime => t::field_not_a_time(lang),
        FieldCode::MissingHour => t::field_missing_hour(lang),
        FieldCode::NotANumber => t::field_not_a_number(lang),
        FieldCode::OutOfRange => t::field_out_of_range(lang),
        FieldCode::NotAChoice => t::field_not_a_choice(lang),
        FieldCode::Taken => t::field_taken(lang),
        FieldCode::WrongPassword => t::field_wrong_password(lang),
        FieldCode::WrongCode => t::field_wrong_code(lang),
        FieldCode::WrongPhoneCode => t::field_wrong_phone_code(lang),
        FieldCode::CodeEnded => t::field_code_ended(lang),
        FieldCode::CommonPassword => t::field_common_password(lang),
        FieldCode::EasyToGuess => t::field_easy_to_guess(lang),
        FieldCode::EndBeforeStart => t::field_end_before_start(lang),
        FieldCode::InThePast => t::field_in_the_past(lang),
        FieldCode::NotAnId => t::field_not_an_id(lang),
        FieldCode::OtherKind => t::field_other_kind(lang),
        FieldCode::Repeated => t::field_repeated(lang),
        FieldCode::Unknown => t::field_unknown(lang),
    }
}

pub fn role(lang: Lang, role: Role) -> &'static str {
    match role {
        Role::Patient => t::role_patient(lang),
        Role::Doctor => t::role_doctor(lang),
        Role::Admin => t::role_admin(lang),
    }
}

/// A person's name; of somebody whose account was deleted, which has none, a word for that.
pub fn name(lang: Lang, role: Role, name: &str) -> String {
    match role {
        _ if !name.is_empty() => name.to_owned(),
        Role::Patient => t::deleted_patient(lang).to_owned(),
        Role::Doctor => t::deleted_doctor(lang).to_owned(),
        Role::Admin => t::deleted_admin(lang).to_owned(),
    }
}

pub fn kind(lang: Lang, kind: VisitKind) -> &'static str {
    match kind {
        VisitKind::InPerson => t::visit_kind_in_person(lang),
        VisitKind::Video => t::visit_kind_video(lang),
    }
}

/// The text for a visit that was changed to the kind `to`.
pub fn kind_change(lang: Lang, to: VisitKind) -> &'static str {
    match to {
        VisitKind::InPerson => t::visit_kind_now_in_person(lang),
        VisitKind::Video => t::visit_kind_now_video(lang),
    }
}

/// “24 hours”, for the practice's cancellation deadline.
pub fn hours(lang: Lang, hours: u32) -> String {
    t::cancelling_hours(lang, hours)
}

/// “12 years”
pub fn years(lang: Lang, years: i32) -> String {
    t::doctor_years(lang, years)
}
