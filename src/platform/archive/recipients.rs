//! Encryption of backups with age (https://age-encryption.org/v1), so that `age -d -i key.txt` alone decrypts one.
//!
//! A backup is encrypted for recipients (`age1…`), which are public: the machine that creates backups need not be able to read them. The
//! identity, which `age-keygen` writes, decrypts them and is kept elsewhere.

use std::io::{BufRead, Read, Write};
use std::path::Path;

use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, Encryptor, x25519};

use super::ArchiveError;

/// The first bytes of a file encrypted with age.
pub(super) const MAGIC: &[u8] = b"age-encryption.org/v1";

/// The recipients of backups; at least one.
#[derive(Clone, Debug)]
pub struct Recipients(Vec<x25519::Recipient>);

/// The identities that decrypt backups. Secret, so not `Debug`.
#[derive(Clone)]
pub struct Identities(Vec<x25519::Identity>);

/// The lines that are neither empty nor comments.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// An identity passed by mistake is secret and must not be shown.
fn refused(name: String) -> ArchiveError {
    if name.to_ascii_uppercase().starts_with("AGE-SECRET-KEY") {
        ArchiveError::SecretRecipient
    } else {
        ArchiveError::Recipient(name)
    }
}

impl Recipients {
    /// The named recipients, each `age1…`, and those of a file, one per line; `None` if there are none.
    ///
    /// # Errors
    /// [`ArchiveError::Recipient`] for an invalid recipient, [`ArchiveError::SecretRecipient`] for an identity, [`ArchiveError::File`],
    /// [`ArchiveError::NoRecipient`] for an empty name or a file without recipients.
    pub fn read(named: &[String], file: Option<&Path>) -> Result<Option<Self>, ArchiveError> {
        let mut all: Vec<String> = named.iter().flat_map(|names| lines(names)).map(str::to_owned).collect();
        // An empty setting must not lead to an unencrypted backup.
        if all.is_empty() && !named.is_empty() {
            return Err(ArchiveError::NoRecipient("--recipient (or PRAXIS_BACKUP_RECIPIENT)".to_owned()));
        }
        if let Some(path) = file {
            let text = std::fs::read_to_string(path).map_err(|source| ArchiveError::file(path, source))?;
            let before = all.len();
            all.extend(lines(&text).map(str::to_owned));
            if all.len() == before {
                return Err(ArchiveError::NoRecipient(path.display().to_string()));
            }
        }
        let parsed = all.into_iter().map(|name| name.parse().map_err(|_| refused(name)));
        let parsed = parsed.collect::<Result<Vec<_>, _>>()?;
        Ok((!parsed.is_empty()).then_some(Self(parsed)))
    }

    /// A writer that encrypts; only its `finish` writes the end.
    pub(super) fn encrypt<W: Write>(&self, out: W) -> std::io::Result<StreamWriter<W>> {
        let recipients = self.0.iter().map(|recipient| -> &dyn age::Recipient { recipient });
        Encryptor::with_recipients(recipients).map_err(std::io::Error::other)?.wrap_output(out)
    }
}

impl Identities {
    /// Reads a file that `age-keygen` wrote.
    ///
    /// # Errors
    /// [`ArchiveError::File`], [`ArchiveError::NoIdentity`].
    pub fn read(path: &Path) -> Result<Self, ArchiveError> {
        let text = std::fs::read_to_string(path).map_err(|source| ArchiveError::file(path, source))?;
        let none = || ArchiveError::NoIdentity(path.display().to_string());
        let identities = lines(&text).map(|line| line.parse().map_err(|_| none())).collect::<Result<Vec<_>, _>>()?;
        if identities.is_empty() { Err(none()) } else { Ok(Self(identities)) }
    }

    /// Decrypts `from`. Reading a chunk that was changed, moved or truncated is an error.
    pub(super) fn decrypt<R: BufRead>(&self, from: R, path: &Path) -> Result<StreamReader<R>, ArchiveError> {
        let decryptor = header(from, path)?;
        let identities = self.0.iter().map(|identity| -> &dyn age::Identity { identity });
        decryptor.decrypt(identities).map_err(|error| match error {
            DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed => ArchiveError::WrongKey(path.display().to_string()),
            other => ArchiveError::damaged(path, other),
        })
    }
}

/// Reads the header, which needs no identity.
pub(super) fn header<R: BufRead>(from: R, path: &Path) -> Result<Decryptor<R>, ArchiveError> {
    Decryptor::new_buffered(from).map_err(|error| match error {
        DecryptError::UnknownFormat => ArchiveError::Newer(path.display().to_string()),
        other => ArchiveError::damaged(path, other),
    })
}

/// Checks what can be checked without an identity: the header is one of age's, and the last chunk is not truncated inside its tag.
///
/// # Errors
/// [`ArchiveError::Damaged`].
pub(super) fn check(from: impl BufRead, path: &Path) -> Result<(), ArchiveError> {
    const CHUNK: u64 = 64 * 1024 + TAG;
    const TAG: u64 = 16;
    const NONCE: u64 = 16;
    let mut counted = Counted { from, read: 0 };
    header(&mut counted, path)?;
    let before = counted.read;
    std::io::copy(&mut counted, &mut std::io::sink()).map_err(|error| ArchiveError::damaged(path, error))?;
    let payload = counted.read.saturating_sub(before);
    let last = payload.saturating_sub(NONCE) % CHUNK;
    if payload <= NONCE + TAG || (1..=TAG).contains(&last) {
        return Err(ArchiveError::damaged(path, "it ends too early"));
    }
    Ok(())
}

struct Counted<R> {
    from: R,
    read: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(into)?;
        self.read += u64::try_from(read).unwrap_or(0);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.from.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.read += u64::try_from(amount).unwrap_or(0);
        self.from.consume(amount);
    }
}
