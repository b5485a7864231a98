//! Codes from a shared secret and the time (RFC 6238), in the variant that all apps know: HMAC-SHA-1, six digits, thirty seconds.

use aws_lc_rs::{constant_time, hmac};
use chrono::{DateTime, Utc};

/// Bytes of a secret: the length of the hash (RFC 4226 §4, R6).
pub const SECRET: usize = 20;
pub const PERIOD: i64 = 30;
const MODULUS: u32 = 1_000_000;
/// Steps by which the clock of a phone may be off, each way (RFC 6238 §5.2).
const SKEW: i64 = 1;

/// Returns the time step at `now`.
pub fn step(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(PERIOD)
}

/// Returns the code of a time step (RFC 4226 §5.3).
pub fn code(secret: &[u8], step: i64) -> Option<String> {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let offset = usize::from(tag.as_ref().last()? & 0x0f);
    let bytes: [u8; 4] = tag.as_ref().get(offset..offset + 4)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(bytes) & 0x7fff_ffff) % MODULUS))
}

/// Returns the step of a code, if it is the present one, the one before or the one after, and later than `used`.
pub fn step_of(secret: &[u8], typed: &str, now: DateTime<Utc>, used: i64) -> Option<i64> {
    let present = step(now);
    let fits = |step: &i64| {
        let right = code(secret, *step)
            .is_some_and(|code| constant_time::verify_slices_are_equal(code.as_bytes(), typed.as_bytes()).is_ok());
        right && *step > used
    };
    (present - SKEW..=present + SKEW).find(fits)
}
