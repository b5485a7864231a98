//! The name of a stored object.

use std::fmt;
use std::str::FromStr;

use object_store::path::Path;

use crate::platform::clock::random;

const BYTES: usize = 16;

/// The name of a stored object: 128 random bits. As text, for a column, it is 32 lowercase hexadecimal digits. Only [`super::Blobs::put`]
/// makes one; what comes from elsewhere is parsed, so that a key never leads out of the storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobKey([u8; BYTES]);

/// The text is not 32 lowercase hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no key of a stored object")]
pub struct NotAKey;

impl BlobKey {
    pub(super) fn random() -> Self {
        Self(random())
    }

    /// `3f/3f09…`, below `root`: 256 folders, so that a million objects are about 4,000 in each.
    pub(super) fn path(self, root: &Path) -> Path {
        let name = self.to_string();
        let folder = name.get(..2).unwrap_or_default().to_owned();
        root.clone().join(folder).join(name)
    }

    /// The key of an object found at `path`; `None` if nothing of ours is stored there.
    pub(super) fn of(path: &Path, root: &Path) -> Option<Self> {
        let key: Self = path.filename()?.parse().ok()?;
        (key.path(root) == *path).then_some(key)
    }
}

impl fmt::Display for BlobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for BlobKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        if !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(NotAKey);
        }
        let mut bytes = [0; BYTES];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAKey)?;
        Ok(Self(bytes))
    }
}
