//! Time and randomness: the only place where the server reads either, so that a test can run on the day of a daylight saving change.
//! `clippy.toml` bans the direct calls everywhere else.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use chrono::{DateTime, Duration, Utc};

use crate::base::model::Id;

/// Returns the current time, truncated to microseconds, the precision of both databases.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    /// Microseconds since 1970; only changed by [`Clock::advance`].
    Manual(Arc<AtomicI64>),
}

impl Clock {
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that only changes with [`Clock::advance`].
    pub fn manual(start: DateTime<Utc>) -> Self {
        Self(Source::Manual(Arc::new(AtomicI64::new(start.timestamp_micros()))))
    }

    pub fn now(&self) -> DateTime<Utc> {
        let micros = match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the system's clock")]
            Source::System => Utc::now().timestamp_micros(),
            Source::Manual(at) => at.load(Ordering::SeqCst),
        };
        DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// Advances a manual clock; does nothing on the system clock.
    pub fn advance(&self, by: Duration) {
        if let (Source::Manual(at), Some(micros)) = (&self.0, by.num_microseconds()) {
            at.fetch_add(micros, Ordering::SeqCst);
        }
    }

    /// A new `UUIDv7` (RFC 9562 §5.7): its first 48 bits are this clock's milliseconds and the next 12 the fraction of one
    /// (§6.2, method 3), so ids sort by creation time.
    pub fn new_id<T>(&self) -> Id<T> {
        let micros = u64::try_from(self.now().timestamp_micros()).unwrap_or(0);
        let [high, low] = u16::try_from(micros % 1000 * 4096 / 1000).unwrap_or(0).to_be_bytes();
        let [_, _, rest @ ..] = random::<10>();
        let [a, b, c, d, e, f, g, h] = rest;
        Id::from(uuid::Builder::from_unix_timestamp_millis(micros / 1000, &[high, low, a, b, c, d, e, f, g, h]).into_uuid())
    }
}

/// Random bytes from the operating system.
///
/// # Panics
/// If the operating system cannot provide random bytes: nothing that needs secrets may continue then.
#[expect(clippy::expect_used, reason = "without randomness no token is safe; stopping is the only right answer")]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
