//! The encryption of earlier versions, with a key file: AES-256-GCM over chunks of 64 KiB. Such backups can still be restored and, in
//! this release, still be created; `recipients` replaces it.
//!
//! A file is `praxis-sealed-1\n`, a salt of 16 random bytes, then the chunks, each with its tag. The key of a file is derived (HKDF,
//! RFC 5869) from the key file's content and the salt, so no two files share one and the nonce can be a counter. The nonce's last byte
//! marks the last chunk: chunks cannot be moved, removed or truncated (STREAM; Hoang, Reyhanitabar, Rogaway, Vizár 2015).

use std::io::{self, BufRead, Read, Write};
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hkdf;

use super::ArchiveError;
use crate::platform::clock::random;

/// The first bytes of a sealed file.
pub(super) const MAGIC: &[u8; 16] = b"praxis-sealed-1\n";
const SALT: usize = 16;
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
/// Minimum length of a key file, in characters: there is no key stretching, so a password would be too short.
const MIN_LENGTH: usize = 32;

/// The content of a key file. Secret, so not `Debug`.
#[derive(Clone)]
pub struct Key(Vec<u8>);

impl Key {
    /// Reads a key file, without surrounding whitespace.
    ///
    /// # Errors
    /// [`ArchiveError::File`], [`ArchiveError::ShortKey`].
    pub fn read(path: &Path) -> Result<Self, ArchiveError> {
        let secret = std::fs::read(path).map_err(|source| ArchiveError::file(path, source))?;
        let secret = secret.trim_ascii();
        if secret.len() < MIN_LENGTH {
            return Err(ArchiveError::ShortKey(path.display().to_string()));
        }
        Ok(Self(secret.to_vec()))
    }

    fn for_file(&self, salt: &[u8]) -> io::Result<LessSafeKey> {
        let derived = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(&self.0);
        let derived = derived.expand(&[b"praxis backup"], &AES_256_GCM).map_err(|_| io::Error::other("no key can be derived"))?;
        Ok(LessSafeKey::new(UnboundKey::from(derived)))
    }
}

fn nonce(chunk: u64, last: bool) -> Nonce {
    let [a, b, c, d, e, f, g, h] = chunk.to_be_bytes();
    Nonce::assume_unique_for_key([0, 0, 0, a, b, c, d, e, f, g, h, u8::from(last)])
}

/// A writer that encrypts. Only [`Sealer::finish`] writes the last chunk.
pub(super) struct Sealer<W: Write> {
    out: W,
    key: LessSafeKey,
    chunk: u64,
    waiting: Vec<u8>,
}

impl<W: Write> Sealer<W> {
    pub(super) fn new(mut out: W, key: &Key) -> io::Result<Self> {
        let salt: [u8; SALT] = random();
        out.write_all(MAGIC)?;
        out.write_all(&salt)?;
        Ok(Self { out, key: key.for_file(&salt)?, chunk: 0, waiting: Vec::with_capacity(CHUNK + TAG) })
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        let sealed = self.key.seal_in_place_append_tag(nonce(self.chunk, last), Aad::empty(), &mut self.waiting);
        sealed.map_err(|_| io::Error::other("it cannot be encrypted"))?;
        self.out.write_all(&self.waiting)?;
        self.waiting.clear();
        self.chunk += 1;
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk is kept until more data arrives: it may be the last.
        if self.waiting.len() == CHUNK && !bytes.is_empty() {
            self.seal(false)?;
        }
        let (now, _) = bytes.split_at(bytes.len().min(CHUNK - self.waiting.len()));
        self.waiting.extend_from_slice(now);
        Ok(now.len())
    }

    /// Does not write a partial chunk.
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Decrypts a sealed file; a changed chunk and a truncated file are errors.
pub(super) struct Opener<R: BufRead> {
    from: R,
    key: LessSafeKey,
    chunk: u64,
    open: io::Cursor<Vec<u8>>,
    ended: bool,
}

impl<R: BufRead> Opener<R> {
    /// Decrypts the first chunk; `None` if the key is wrong.
    pub(super) fn new(mut from: R, key: &Key) -> io::Result<Option<Self>> {
        let (mut magic, mut salt) = ([0; MAGIC.len()], [0; SALT]);
        from.read_exact(&mut magic)?;
        from.read_exact(&mut salt)?;
        let key = key.for_file(&salt)?;
        let mut opener = Self { from, key, chunk: 0, open: io::Cursor::default(), ended: false };
        Ok(opener.next()?.then_some(opener))
    }

    /// `false` if the next chunk cannot be decrypted.
    fn next(&mut self) -> io::Result<bool> {
        let mut chunk = Vec::with_capacity(CHUNK + TAG);
        self.from.by_ref().take(u64::try_from(CHUNK + TAG).unwrap_or(0)).read_to_end(&mut chunk)?;
        self.ended = self.from.fill_buf()?.is_empty();
        let Ok(open) = self.key.open_in_place(nonce(self.chunk, self.ended), Aad::empty(), &mut chunk) else { return Ok(false) };
        let length = open.len();
        chunk.truncate(length);
        self.open = io::Cursor::new(chunk);
        self.chunk += 1;
        Ok(true)
    }
}

impl<R: BufRead> Read for Opener<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.open.read(into)?;
            if read > 0 || into.is_empty() || self.ended {
                return Ok(read);
            }
            if !self.next()? {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "what was encrypted is not what it was"));
            }
        }
    }
}
