//! What the pages of two-step sign-in show.

use serde::{Deserialize, Serialize};

/// A secret that waits for its first code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupView {
    /// In base32, in groups of four.
    pub secret: String,
    /// For apps (`otpauth://totp/…`).
    pub uri: String,
    pub picture: QrPicture,
}

/// A QR code as one SVG path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrPicture {
    /// Width and height, with the margin.
    pub size: u32,
    /// The `d` of the path: the dark modules, each one unit wide.
    pub path: String,
}

/// The second step of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingStep {
    /// The account has no second factor yet; `None`: it asks for a code.
    pub setup: Option<SetupView>,
}

/// The user's own second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorState {
    pub is_on: bool,
    /// By the role.
    pub is_required: bool,
    /// Unused recovery codes.
    pub codes_left: u32,
    /// Begun in this session.
    pub setup: Option<SetupView>,
}

/// Max characters of the reason for removing somebody's factor.
pub const REASON_MAX: usize = 500;
