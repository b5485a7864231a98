//! Errors on the wire. Each code has one HTTP status; the texts are in `locales/` under `error`.
//!
//! A feature's service returns `Result<_, AppError>`. Internal details (SQL, paths, addresses) are logged where they occur, and the
//! caller gets [`Code::Internal`]; this type cannot carry them.

use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

use crate::base::model::text_enum;
use crate::base::slot::SlotView;

text_enum! {
    /// Each code has one HTTP status ([`Code::status`]) and one message per language.
    Code {
        Malformed = "malformed",
        NotSignedIn = "not_signed_in",
        WrongCredentials = "wrong_credentials",
        /// The second factor was due, and the time for it is over: sign in again.
        SignInExpired = "sign_in_expired",
        Forbidden = "forbidden",
        /// The role requires a second factor.
        FactorRequired = "factor_required",
        ForeignOrigin = "foreign_origin",
        NotFound = "not_found",
        /// A link in a mail was used before, has expired, or is incomplete.
        LinkInvalid = "link_invalid",
        /// The path exists, but not for this method.
        WrongMethod = "wrong_method",
        /// The slot was booked by somebody else; `nearest` lists free ones.
        SlotTaken = "slot_taken",
        /// The patient has another appointment at that time.
        PatientBusy = "patient_busy",
        /// The doctor has moved the slot since the patient saw it; `nearest` starts with it.
        SlotMoved = "slot_moved",
        /// The slot has started or is over.
        SlotPast = "slot_past",
        /// The doctor already has a slot at that time.
        SlotOverlaps = "slot_overlaps",
        /// A booked slot cannot be moved or deleted.
        SlotBooked = "slot_booked",
        /// The appointment's status does not allow this transition.
        WrongStatus = "wrong_status",
        /// After the practice's cancellation deadline.
        TooLate = "too_late",
        /// The patient has reached the practice's limit of future appointments, `limit`.
        TooManyBookings = "too_many_bookings",
        /// The same, with this doctor.
        TooManyWithDoctor = "too_many_with_doctor",
        /// The same, for an account with an unverified email address.
        TooManyUnverified = "too_many_unverified",
        /// Somebody else has already decided, or the decision is about outdated values.
        Decided = "decided",
        /// Staff cannot do this to their own account.
        OwnAccount = "own_account",
        /// The practice would be left without an active admin.
        LastAdmin = "last_admin",
        /// The person has coming appointments.
        HasAppointments = "has_appointments",
        /// The account already has a second factor.
        FactorActive = "factor_active",
        /// The account has no second factor.
        FactorInactive = "factor_inactive",
        /// Setting up the second factor took too long, or was not begun in this session.
        FactorExpired = "factor_expired",
        /// An export of the account's data is being made.
        ExportRunning = "export_running",
        /// The rest of the request did not arrive in time.
        TimedOut = "timed_out",
        TooLarge = "too_large",
        WrongMediaType = "wrong_media_type",
        /// Neither JPEG nor PNG nor WebP, by its content, or an animation.
        NotAPicture = "not_a_picture",
        /// A part of the picture is missing or cannot be read.
        PictureDamaged = "picture_damaged",
        /// More pixels, or more work to decode them, than the server spends on a picture.
        PictureTooBig = "picture_too_big",
        /// The account's files have reached the practice's limit.
        StorageFull = "storage_full",
        /// `fields` lists the invalid fields and why.
        Invalid = "invalid",
        /// The `Idempotency-Key` was used for a different request before.
        KeyReused = "key_reused",
        TooMany = "too_many",
        Internal = "internal",
        Overloaded = "overloaded",
        /// The server could not be reached (client only).
        Unreachable = "unreachable",
    }
}

impl Code {
    /// The requested time is not available, and others are offered.
    pub const fn offers_others(self) -> bool {
        matches!(self, Self::SlotTaken | Self::PatientBusy | Self::SlotPast | Self::SlotMoved)
    }

    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::NotSignedIn | Self::WrongCredentials | Self::SignInExpired => 401,
            Self::Forbidden | Self::ForeignOrigin | Self::FactorRequired => 403,
            Self::NotFound => 404,
            Self::LinkInvalid => 410,
            Self::WrongMethod => 405,
            Self::SlotTaken
            | Self::PatientBusy
            | Self::SlotMoved
            | Self::SlotPast
            | Self::SlotOverlaps
            | Self::SlotBooked
            | Self::WrongStatus
            | Self::TooLate
            | Self::TooManyBookings
            | Self::TooManyWithDoctor
            | Self::TooManyUnverified
            | Self::Decided
            | Self::StorageFull
            | Self::OwnAccount
            | Self::LastAdmin
            | Self::HasAppointments
            | Self::FactorActive
            | Self::FactorInactive
            | Self::FactorExpired
            | Self::ExportRunning => 409,
            Self::TimedOut => 408,
            Self::TooLarge => 413,
            Self::WrongMediaType | Self::NotAPicture => 415,
            Self::Invalid | Self::KeyReused | Self::PictureDamaged | Self::PictureTooBig => 422,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::Overloaded | Self::Unreachable => 503,
        }
    }
}

text_enum! {
    /// Why a field was rejected; each has a message under `field` in `locales/`.
    FieldCode {
        Required = "required",
        TooLong = "too_long",
        TooShort = "too_short",
        /// Control characters, or not in the field's format.
        NotText = "not_text",
        NotAnEmail = "not_an_email",
        NotAPhone = "not_a_phone",
        /// A phone number to which no text message can be sent: it does not begin with `+` and the country code.
        NoCountryCode = "no_country_code",
        /// The phone number is verified already.
        AlreadyVerified = "already_verified",
        NotADate = "not_a_date",
        NotATime = "not_a_time",
        /// A local time skipped by a daylight saving change.
        MissingHour = "missing_hour",
        NotANumber = "not_a_number",
        OutOfRange = "out_of_range",
        NotAChoice = "not_a_choice",
        /// Another account has this address.
        Taken = "taken",
        /// Not the account's present password.
        WrongPassword = "wrong_password",
        /// Not a code of the authenticator app or a recovery code, or one that was used before.
        WrongCode = "wrong_code",
        /// Not the code of the latest text message.
        WrongPhoneCode = "wrong_phone_code",
        /// There is no code to try: it was used, is too old, or was tried too often.
        CodeEnded = "code_ended",
        CommonPassword = "common_password",
        /// The password can be guessed with fewer than 10⁸ attempts.
        EasyToGuess = "easy_to_guess",
        EndBeforeStart = "end_before_start",
        InThePast = "in_the_past",
        NotAnId = "not_an_id",
        /// A field or parameter that may occur only once.
        Repeated = "repeated",
        /// Rescheduling would change the kind of visit, and this was not confirmed.
        OtherKind = "other_kind",
        Unknown = "unknown",
    }
}

/// The error of one field. `field` is its name in the form, the query or the JSON; in JSON a pointer (RFC 6901) without the first `/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub code: FieldCode,
}

/// The error of every failed operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}")]
pub struct AppError {
    pub code: Code,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    /// On a conflict: the nearest free slots, same doctor first, then same specialty, by time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<SlotView>,
    /// In seconds, with [`Code::TooMany`] and [`Code::Overloaded`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The limit, if there are too many appointments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

pub type Result<T, E = AppError> = std::result::Result<T, E>;

impl From<Code> for AppError {
    fn from(code: Code) -> Self {
        Self { code, fields: Vec::new(), nearest: Vec::new(), retry_after: None, limit: None }
    }
}

impl AppError {
    pub fn field(field: &str, code: FieldCode) -> Self {
        Self { fields: vec![FieldError { field: field.to_owned(), code }], ..Code::Invalid.into() }
    }

    /// Removes `prefix` from the field names, for a form whose fields are nested in the JSON.
    #[must_use]
    pub fn without_prefix(mut self, prefix: &str) -> Self {
        for fault in &mut self.fields {
            if let Some(rest) = fault.field.strip_prefix(prefix) {
                fault.field = rest.to_owned();
            }
        }
        self
    }

    /// Renames a field, for an endpoint that uses another name.
    #[must_use]
    pub fn renamed(mut self, from: &str, to: &str) -> Self {
        for fault in self.fields.iter_mut().filter(|fault| fault.field == from) {
            to.clone_into(&mut fault.field);
        }
        self
    }

    pub fn field_code(&self, field: &str) -> Option<FieldCode> {
        self.fields.iter().find(|error| error.field == field).map(|error| error.code)
    }
}

/// Collects the errors of all fields, so that a form shows them all at once.
#[derive(Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// The parsed value; its error is recorded under `field`.
    pub fn take<T>(&mut self, field: &str, parsed: Result<T, FieldCode>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(code) => {
                self.note(field, code);
                None
            }
        }
    }

    pub fn note(&mut self, field: &str, code: FieldCode) {
        self.0.push(FieldError { field: field.to_owned(), code });
    }

    /// # Errors
    /// [`Code::Invalid`] with all recorded errors, if there are any.
    pub fn check(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError { fields: self.0, ..Code::Invalid.into() }) }
    }

    /// The parsed value, unless it or an earlier field was rejected; then all errors at once.
    ///
    /// # Errors
    /// [`Code::Invalid`] with all fields; other errors unchanged.
    pub fn with<T>(mut self, parsed: Result<T>) -> Result<T> {
        match parsed {
            Err(error) if error.code != Code::Invalid => Err(error),
            Err(error) => {
                self.0.extend(error.fields);
                Err(self.into_error())
            }
            Ok(value) => self.check().map(|()| value),
        }
    }

    /// The error, after [`Faults::take`] has returned `None` for a value.
    pub fn into_error(self) -> AppError {
        AppError { fields: self.0, ..Code::Invalid.into() }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Code::Unreachable.into(),
            ServerFnErrorErr::Args(message)
            | ServerFnErrorErr::MissingArg(message)
            | ServerFnErrorErr::Deserialization(message) => {
                // serde puts the missing field's name in backticks.
                let missing = message.split_once("missing field `").and_then(|(_, rest)| rest.split('`').next());
                missing.map_or_else(|| Code::Malformed.into(), |field| Self::field(field, FieldCode::Required))
            }
            _ => Code::Internal.into(),
        }
    }
}
