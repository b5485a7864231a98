//! The keys of second factors, derived from the practice's key.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::base::error::{Code, Result};
use crate::base::model::{Id, User};
use crate::platform::clock::random;

pub struct FactorKeys {
    /// Of tokens of sign-ins that wait for their code.
    pending: hmac::Key,
    recovery: hmac::Key,
    sealing: LessSafeKey,
}

impl FactorKeys {
    /// Derives the keys; `derive` gives 32 bytes for a purpose. `None` if they are not.
    pub fn new(derive: impl Fn(&str) -> hmac::Tag) -> Option<Self> {
        let key = |purpose: &str| hmac::Key::new(hmac::HMAC_SHA256, derive(purpose).as_ref());
        let sealing = UnboundKey::new(&AES_256_GCM, derive("second_factor_secret").as_ref()).ok()?;
        Some(Self {
            pending: key("second_factor_pending"),
            recovery: key("second_factor_recovery"),
            sealing: LessSafeKey::new(sealing),
        })
    }

    /// Returns `plain` encrypted for this purpose and account, in base64url: a random nonce, the text and its tag (AES-256-GCM).
    ///
    /// # Errors
    /// [`Code::Internal`] if the text is too long to encrypt.
    pub fn seal(&self, purpose: &str, user: Id<User>, plain: &[u8]) -> Result<String> {
        let nonce: [u8; NONCE_LEN] = random();
        let mut sealed = plain.to_vec();
        let of = Aad::from(bound(purpose, user));
        let nonced = Nonce::assume_unique_for_key(nonce);
        self.sealing.seal_in_place_append_tag(nonced, of, &mut sealed).map_err(|_| Code::Internal)?;
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Returns what was encrypted for this purpose and account.
    ///
    /// # Errors
    /// [`Code::Internal`] if it was encrypted for others, or with the key of another practice, or was altered.
    pub fn open(&self, purpose: &str, user: Id<User>, sealed: &str) -> Result<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| Code::Internal)?;
        let (nonce, rest) = bytes.split_first_chunk::<NONCE_LEN>().ok_or(Code::Internal)?;
        let (mut text, of) = (rest.to_vec(), Aad::from(bound(purpose, user)));
        let opened = self.sealing.open_in_place(Nonce::assume_unique_for_key(*nonce), of, &mut text);
        opened.map(|plain| plain.to_vec()).map_err(|_| Code::Internal.into())
    }

    /// Returns the hash of a recovery code.
    pub(super) fn recovery(&self, user: Id<User>, code: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.recovery, &[user.uuid().as_bytes(), code].concat()))
    }

    pub(super) fn pending(&self, message: &[u8]) -> Vec<u8> {
        hmac::sign(&self.pending, message).as_ref().to_vec()
    }

    /// Returns whether `mac` is that of `message`, in constant time.
    pub(super) fn is_pending(&self, message: &[u8], mac: &[u8]) -> bool {
        hmac::verify(&self.pending, message, mac).is_ok()
    }
}

fn bound(purpose: &str, user: Id<User>) -> Vec<u8> {
    [purpose.as_bytes(), b".", user.uuid().as_bytes()].concat()
}
