//! What went wrong, as it crosses the wire. One table: code → HTTP status; the words are in `locales/` under `error`.
//!
//! A room's service answers `Result<_, AppError>`. What only the log may know (SQL, paths, addresses) goes to the log where it
//! happens, and the caller gets [`Code::Internal`]; nothing internal fits into this type.

use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

use crate::base::model::text_enum;
use crate::base::slot::SlotView;

text_enum! {
    /// Each has one HTTP status ([`Code::status`]) and one sentence per language.
    Code {
        Malformed = "malformed",
        NotSignedIn = "not_signed_in",
        WrongCredentials = "wrong_credentials",
        Forbidden = "forbidden",
        ForeignOrigin = "foreign_origin",
        NotFound = "not_found",
        /// The address is there, but not for this method.
        WrongMethod = "wrong_method",
        /// Somebody else was faster; `nearest` has the free ones.
        SlotTaken = "slot_taken",
        /// The patient is somewhere else at that time.
        PatientBusy = "patient_busy",
        /// The doctor has moved the slot since the patient saw it; `nearest` begins with it.
        SlotMoved = "slot_moved",
        /// The slot has begun or passed.
        SlotPast = "slot_past",
        /// A slot of this doctor stands there already.
        SlotOverlaps = "slot_overlaps",
        /// A booked slot cannot be moved or deleted under its patient.
        SlotBooked = "slot_booked",
        /// The appointment's status does not lead there.
        WrongStatus = "wrong_status",
        /// Later than the practice lets patients cancel.
        TooLate = "too_late",
        /// The patient has as many appointments ahead as the practice allows; `limit` says how many.
        TooManyBookings = "too_many_bookings",
        /// The same, with this doctor.
        TooManyWithDoctor = "too_many_with_doctor",
        /// The same, of an account whose address nobody has confirmed.
        TooManyUnverified = "too_many_unverified",
        /// Somebody else has decided in the meantime, or what was decided about is not as it was shown.
        Decided = "decided",
        /// The rest of the request did not come in time.
        TimedOut = "timed_out",
        TooLarge = "too_large",
        WrongMediaType = "wrong_media_type",
        /// `fields` says which, and why.
        Invalid = "invalid",
        /// An `Idempotency-Key` that came with another request before.
        KeyReused = "key_reused",
        TooMany = "too_many",
        Internal = "internal",
        Overloaded = "overloaded",
        /// The server was not reached (only in the browser).
        Unreachable = "unreachable",
    }
}

impl Code {
    /// The time that was wanted cannot be had: others are offered.
    pub const fn offers_others(self) -> bool {
        matches!(self, Self::SlotTaken | Self::PatientBusy | Self::SlotPast | Self::SlotMoved)
    }

    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::NotSignedIn | Self::WrongCredentials => 401,
            Self::Forbidden | Self::ForeignOrigin => 403,
            Self::NotFound => 404,
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
            | Self::Decided => 409,
            Self::TimedOut => 408,
            Self::TooLarge => 413,
            Self::WrongMediaType => 415,
            Self::Invalid | Self::KeyReused => 422,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::Overloaded | Self::Unreachable => 503,
        }
    }
}

text_enum! {
    /// Why a field was refused; one sentence each under `field` in `locales/`.
    FieldCode {
        Required = "required",
        TooLong = "too_long",
        TooShort = "too_short",
        /// Control characters, or a shape that is not this field's.
        NotText = "not_text",
        NotAnEmail = "not_an_email",
        NotAPhone = "not_a_phone",
        NotADate = "not_a_date",
        NotATime = "not_a_time",
        /// A local time that the clock change leaves out.
        MissingHour = "missing_hour",
        NotANumber = "not_a_number",
        OutOfRange = "out_of_range",
        NotAChoice = "not_a_choice",
        CommonPassword = "common_password",
        /// Fewer than 10⁸ guesses find the password.
        EasyToGuess = "easy_to_guess",
        EndBeforeStart = "end_before_start",
        InThePast = "in_the_past",
        NotAnId = "not_an_id",
        /// A name that may stand there once.
        Repeated = "repeated",
        /// The time to move to is of another kind of visit, and nobody has said yes to that.
        OtherKind = "other_kind",
        Unknown = "unknown",
    }
}

/// One field's fault; `field` is the name in the form, in the query or in the JSON, there as RFC 6901 writes it but for the
/// first `/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub code: FieldCode,
}

/// The answer to everything that did not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}")]
pub struct AppError {
    pub code: Code,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    /// On a conflict: the nearest free slots, same doctor first, then same specialty, by time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<SlotView>,
    /// Seconds, with [`Code::TooMany`] and [`Code::Overloaded`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// How many are allowed, where there were too many appointments.
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

    /// The same with shorter names, for a form whose fields stand deeper in the JSON.
    #[must_use]
    pub fn without_prefix(mut self, prefix: &str) -> Self {
        for fault in &mut self.fields {
            if let Some(rest) = fault.field.strip_prefix(prefix) {
                fault.field = rest.to_owned();
            }
        }
        self
    }

    /// The same with a field called otherwise, for a door that calls it so.
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

/// Gathers every field's fault before answering, so that a form shows them all at once.
#[derive(Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// The parsed value, or its fault noted under `field`.
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
    /// [`Code::Invalid`] with all of them, when there are any.
    pub fn check(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError { fields: self.0, ..Code::Invalid.into() }) }
    }

    /// What was parsed, unless it or something noted here before was refused; then all of it at once.
    ///
    /// # Errors
    /// [`Code::Invalid`] with all fields; another error as it is.
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

    /// The error for a value that [`Faults::take`] has noted as missing.
    pub fn into_error(self) -> AppError {
        AppError { fields: self.0, ..Code::Invalid.into() }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Code::Unreachable.into(),
            ServerFnErrorErr::Args(said) | ServerFnErrorErr::MissingArg(said) | ServerFnErrorErr::Deserialization(said) => {
                // serde names what is missing between backticks.
                let missing = said.split_once("missing field `").and_then(|(_, rest)| rest.split('`').next());
                missing.map_or_else(|| Code::Malformed.into(), |field| Self::field(field, FieldCode::Required))
            }
            _ => Code::Internal.into(),
        }
    }
}
