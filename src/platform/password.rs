//! Passwords: argon2id, hashed outside the async threads, at most one per core at a time. The strength check of new passwords (zxcvbn)
//! runs there too: for a hostile password it takes as long as hashing.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

use super::clock::random;
use super::fold::fold;
use crate::base::error::{AppError, Code, Result};

/// Memory (KiB), passes and lanes: the first recommendation of the OWASP Password Storage Cheat Sheet.
const MEMORY: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Max characters per zxcvbn check: its time grows faster than the length.
const LOOKED_AT: usize = 64;
/// Min characters of a personal word: shorter ones occur in any text.
const SHORTEST_WORD: usize = 3;
/// Max number of personal words, and max characters of each.
const WORDS: usize = 40;
const LONGEST_WORD: usize = 64;

/// Max waiting callers per core; further calls fail with [`Code::Overloaded`].
const WAITING: usize = 64;

/// What is stored instead of a hash for an account that has no password yet, or no longer.
pub const NONE: &str = "";

/// Hashes and checks passwords. `dummy` is checked if there is no account, so that both cases take the same time.
#[derive(Clone)]
pub struct Hasher {
    cores: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    dummy: Arc<str>,
}

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY, PASSES, LANES, None).map_err(|_| Code::Internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str) -> Result<String> {
    let salt: [u8; 16] = random();
    let hash = argon2()?.hash_password_with_salt(password.as_bytes(), &salt).map_err(|_| Code::Internal)?;
    Ok(hash.to_string())
}

/// Whether `password` withstands 10⁸ guesses (zxcvbn's score 3). Only the start and the end of a long one are checked: if a part is
/// strong, so is the whole; if both ends are weak, it is a short secret with padding.
fn is_strong(password: &str, words: &[&str]) -> bool {
    let strong = |part: &str| zxcvbn(part, words).score() >= Score::Three;
    let characters: Vec<char> = password.chars().collect();
    // A repeated word is only as strong as the word; cut in the middle of one, it would look stronger.
    let repeated = |n: &usize| characters.iter().zip(characters.iter().skip(*n)).all(|(a, b)| a == b);
    let length = (1..=characters.len() / 2).find(repeated).unwrap_or(characters.len());
    let once = characters.get(..length).unwrap_or_default();
    let begins: String = once.iter().take(LOOKED_AT).collect();
    let ends: String = once.iter().skip(length.saturating_sub(LOOKED_AT)).collect();
    strong(&begins) || (begins != ends && strong(&ends))
}

/// The words in a user's personal data: whole, in parts, and without accents; of an address also all that stands before the `@`.
fn words_of(own: &[String]) -> Vec<String> {
    let mut words = Vec::new();
    for word in own {
        let word: String = word.chars().take(4 * LONGEST_WORD).collect::<String>().to_lowercase();
        for text in [fold(&word), word] {
            words.extend(text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned));
            words.extend(text.split('@').map(str::to_owned));
            words.push(text.split_whitespace().collect());
        }
    }
    words.retain(|word| (SHORTEST_WORD..=LONGEST_WORD).contains(&word.chars().count()));
    words.sort();
    words.dedup();
    words.truncate(WORDS);
    words
}

impl Hasher {
    pub fn new(threads: usize) -> Self {
        let threads = threads.max(1);
        let dummy = hash_now("no account has this password").unwrap_or_default();
        Self { cores: Arc::new(Semaphore::new(threads)), queue: Arc::new(Semaphore::new(threads * WAITING)), dummy: dummy.into() }
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let overloaded = || AppError { retry_after: Some(2), ..Code::Overloaded.into() };
        let _place = self.queue.try_acquire().map_err(|_| overloaded())?;
        let core = self.cores.clone().acquire_owned().await.map_err(|_| overloaded())?;
        let done = tokio::task::spawn_blocking(move || {
            let _core = core;
            work()
        });
        done.await.map_err(|_| Code::Internal)?
    }

    /// The PHC string to store.
    ///
    /// # Errors
    /// [`Code::Overloaded`] if too many callers wait.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.run(move || hash_now(&password)).await
    }

    /// Whether a new password is easy to guess for somebody who knows the user's data (`own`: name, email address, the practice's name).
    /// At most 128 characters, as parsed.
    ///
    /// # Errors
    /// [`Code::Overloaded`] if too many callers wait.
    pub async fn is_easy(&self, password: String, own: Vec<String>) -> Result<bool> {
        self.run(move || {
            let words = words_of(&own);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            Ok(!is_strong(&password, &words))
        })
        .await
    }

    /// Whether `password` matches the hash `stored`; with `None` or [`NONE`] the same work is done and the result is `false`.
    ///
    /// # Errors
    /// [`Code::Overloaded`] if too many callers wait.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool> {
        let dummy = self.dummy.clone();
        self.run(move || {
            let stored = stored.filter(|hash| hash != NONE);
            let known = stored.is_some();
            let hash = stored.as_deref().unwrap_or(&dummy);
            let parsed = PasswordHash::new(hash).map_err(|_| Code::Internal)?;
            Ok(argon2()?.verify_password(password.as_bytes(), &parsed).is_ok() && known)
        })
        .await
    }

    /// Whether `stored` was hashed with other parameters than the current ones.
    pub fn is_outdated(stored: &str) -> bool {
        !stored.starts_with(&format!("$argon2id$v=19$m={MEMORY},t={PASSES},p={LANES}$"))
    }
}
