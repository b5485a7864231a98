//! The practice's signing key, and the tokens signed with it.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use super::ACCESS_MINUTES;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, MailedLink, PhoneCode, Session, User};
use crate::platform::clock::random;
use crate::platform::factor::keys::FactorKeys;

const ISSUER: &str = "praxis";
const KEY_ID: &str = "1";
/// Allowed difference between two clocks, in seconds.
const LEEWAY: i64 = 5;

/// JWT claims (RFC 7519 §4.1), with `sid` for the session.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Id<User>,
    sid: Id<Session>,
    typ: String,
    nbf: i64,
    exp: i64,
}

/// Keys derived from 256 random bits in `signing.key`, readable by the server's operating system user only.
pub struct Keys {
    encode: EncodingKey,
    decode: DecodingKey,
    refresh: hmac::Key,
    device: hmac::Key,
    link: hmac::Key,
    audit: hmac::Key,
    phone_code: hmac::Key,
    /// Of second factors.
    pub factor: FactorKeys,
}

impl Keys {
    /// Reads the key in the data folder, or creates it on the first start.
    ///
    /// # Errors
    /// If the file cannot be read or written, or is not 32 bytes.
    pub fn load(folder: &Path) -> io::Result<Self> {
        let path = folder.join("signing.key");
        let secret = match fs::read(&path) {
            Ok(secret) => secret,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let secret: [u8; 32] = random();
                let mut options = fs::OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                let mut file = options.open(&path)?;
                file.write_all(&secret)?;
                file.sync_all()?;
                secret.to_vec()
            }
            Err(error) => return Err(error),
        };
        if secret.len() != 32 {
            return Err(io::Error::other("it is not 32 bytes long"));
        }
        let derive = |purpose: &str| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
            hmac::sign(&key, purpose.as_bytes())
        };
        let access = derive("access");
        let factor = FactorKeys::new(derive).ok_or_else(|| io::Error::other("no key can be derived from it"))?;
        Ok(Self {
            encode: EncodingKey::from_secret(access.as_ref()),
            decode: DecodingKey::from_secret(access.as_ref()),
            refresh: hmac::Key::new(hmac::HMAC_SHA256, derive("refresh").as_ref()),
            device: hmac::Key::new(hmac::HMAC_SHA256, derive("device").as_ref()),
            link: hmac::Key::new(hmac::HMAC_SHA256, derive("link").as_ref()),
            audit: hmac::Key::new(hmac::HMAC_SHA256, derive("audit").as_ref()),
            phone_code: hmac::Key::new(hmac::HMAC_SHA256, derive("phone_code").as_ref()),
            factor,
        })
    }

    pub(super) fn access(&self, session: Id<Session>, user: Id<User>, now: DateTime<Utc>) -> Result<String> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: ISSUER.to_owned(),
            sub: user,
            sid: session,
            typ: "access".to_owned(),
            nbf: now.timestamp(),
            exp: now.timestamp() + ACCESS_MINUTES * 60,
        };
        let header = Header { kid: Some(KEY_ID.to_owned()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, &claims, &self.encode).map_err(|_| Code::Internal.into())
    }

    /// Returns the session and the account of a token, if it is ours and valid at `now`.
    pub(super) fn open_access(&self, token: &str, now: DateTime<Utc>) -> Option<(Id<Session>, Id<User>)> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.kid.as_deref() != Some(KEY_ID) {
            return None;
        }
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[ISSUER]);
        rules.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        // Checked below, against our own clock.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decode, &rules).ok()?.claims;
        let now = now.timestamp();
        let holds = claims.typ == "access" && claims.nbf <= now + LEEWAY && now < claims.exp + LEEWAY;
        holds.then_some((claims.sid, claims.sub))
    }

    pub(super) fn refresh(&self, session: Id<Session>, generation: i64) -> String {
        let named = format!("{session}.{generation}");
        let mac = hmac::sign(&self.refresh, named.as_bytes());
        format!("{named}.{}", URL_SAFE_NO_PAD.encode(mac.as_ref()))
    }

    pub(super) fn open_refresh(&self, token: &str) -> Option<(Id<Session>, i64)> {
        let (named, mac) = token.rsplit_once('.')?;
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        hmac::verify(&self.refresh, named.as_bytes(), &mac).ok()?;
        let (session, generation) = named.split_once('.')?;
        Some((session.parse().ok()?, generation.parse().ok()?))
    }

    /// Returns a link's token for one purpose: its id, and a MAC of both, as 64 characters of base64url.
    pub fn link(&self, purpose: &str, id: Id<MailedLink>) -> String {
        let id = id.uuid();
        let mac = hmac::sign(&self.link, &[purpose.as_bytes(), b".", id.as_bytes()].concat());
        URL_SAFE_NO_PAD.encode([id.as_bytes().as_slice(), mac.as_ref()].concat())
    }

    /// Returns the link of a token, if it is ours and for this purpose.
    pub fn open_link(&self, purpose: &str, token: &str) -> Option<Id<MailedLink>> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, mac) = bytes.split_at_checked(16)?;
        hmac::verify(&self.link, &[purpose.as_bytes(), b".", id].concat(), mac).ok()?;
        uuid::Uuid::from_slice(id).ok().map(Into::into)
    }

    /// Returns the MAC that seals a row of the audit log, in hexadecimal.
    pub(in crate::platform) fn audit(&self, message: &[u8]) -> String {
        hex::encode(hmac::sign(&self.audit, message).as_ref())
    }

    /// Returns the six digits of a code for a phone number: the MAC of its id, modulo a million.
    pub fn phone_code(&self, id: Id<PhoneCode>) -> String {
        let mac = hmac::sign(&self.phone_code, id.uuid().as_bytes());
        // 56 bits: each code is as likely as the others to within a ten-billionth.
        let number = mac.as_ref().iter().take(7).fold(0_u64, |number, byte| number * 256 + u64::from(*byte));
        format!("{:06}", number % 1_000_000)
    }

    /// Returns the MAC of `named`, 32 bytes.
    pub(super) fn device(&self, message: &[u8]) -> Vec<u8> {
        hmac::sign(&self.device, message).as_ref().to_vec()
    }

    /// Returns whether `mac` is the MAC of `named`, in constant time.
    pub(super) fn is_device(&self, message: &[u8], mac: &[u8]) -> bool {
        hmac::verify(&self.device, message, mac).is_ok()
    }
}
