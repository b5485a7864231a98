//! What a setup shows: the secret, its address for apps, and that as a QR code.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use super::model::{QrPicture, SetupView};
use crate::base::error::{Code, Result};
use crate::platform::app::App;
use crate::platform::factor::{base32, grouped};
use crate::ui::encode;

/// The margin that a reader needs (ISO/IEC 18004 §9.1).
const QUIET: usize = 4;

/// Returns the address of a secret for apps (`google-authenticator`, Key URI Format).
pub fn uri(app: &App, email: &str, secret: &[u8]) -> String {
    let (practice, secret) = (encode(&app.settings.practice_name), base32::encode(secret));
    format!("otpauth://totp/{practice}:{}?secret={secret}&issuer={practice}&algorithm=SHA1&digits=6&period=30", encode(email))
}

/// Returns what the page shows of a secret.
///
/// # Errors
/// [`Code::Internal`] if the practice's name is too long for a QR code.
pub fn shown(app: &App, email: &str, secret: &[u8]) -> Result<SetupView> {
    let uri = uri(app, email, secret);
    let picture = picture(&uri)?;
    Ok(SetupView { secret: grouped(&base32::encode(secret), ' '), uri, picture })
}

fn picture(text: &str) -> Result<QrPicture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| Code::Internal)?;
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                write!(path, "M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len()).map_err(|_| Code::Internal)?;
            }
            x += run.len();
        }
    }
    let size = u32::try_from(width + 2 * QUIET).map_err(|_| Code::Internal)?;
    Ok(QrPicture { size, path })
}
