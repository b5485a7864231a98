//! The two stores to test: a folder, and an S3 server on this machine that checks signatures (`s3s-fs`, which keeps objects in a folder).

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream};
use hyper_util::rt::TokioIo;
use praxis::platform::blobs::{Blob, BlobError, BlobKey, Blobs, ByteRange, Listed, Sha256, Stored};
use praxis::platform::clock::random;
use praxis::platform::config::{S3, Settings};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use secrecy::SecretString;
use tempfile::TempDir;

pub const MIB: usize = 1024 * 1024;
pub const BUCKET: &str = "practice-files";
pub const ACCESS: &str = "AKIAPRAXISTESTS";
pub const SECRET: &str = "hushed/secret+key";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Folder,
    S3,
}

/// Defines a test for each store.
macro_rules! on_both {
    ($name:ident, $test:expr) => {
        mod $name {
            use super::*;

            async fn run(kind: Kind) {
                let test = $test;
                test(Store::make(kind).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn folder() {
                run(Kind::Folder).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn s3() {
                run(Kind::S3).await;
            }
        }
    };
}
pub(crate) use on_both;

/// An empty store.
pub struct Store {
    pub kind: Kind,
    pub blobs: Blobs,
    pub settings: Settings,
    /// Where the files are: the folder of the settings, or the server's.
    pub root: PathBuf,
    _folder: TempDir,
}

impl Store {
    pub async fn make(kind: Kind) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut settings = Settings::for_test(folder.path().join("data"), None);
        let root = match kind {
            Kind::Folder => folder.path().join("data").join("blobs"),
            Kind::S3 => {
                let root = folder.path().join("s3");
                settings.s3 = Some(s3(&serve(&root).await));
                root
            }
        };
        let blobs = Blobs::open(&settings).expect("it opens");
        blobs.check().await.expect("it can be used");
        Self { kind, blobs, settings, root, _folder: folder }
    }

    /// Another handle to the same place, as a server that starts again has it.
    pub fn again(&self) -> Blobs {
        Blobs::open(&self.settings).expect("it opens")
    }

    /// The file that holds this object.
    pub fn file(&self, key: BlobKey) -> PathBuf {
        let (name, root) = (key.to_string(), self.root.clone());
        let below = if self.kind == Kind::S3 { root.join(BUCKET).join("files/of-tests") } else { root };
        below.join(&name[..2]).join(name)
    }

    /// Every file below the root, without the metadata that the S3 server stores for each object and keeps when the object is deleted.
    pub fn files(&self) -> Vec<PathBuf> {
        files(&self.root)
            .into_iter()
            .filter(|path| {
                let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
                // An upload's metadata is removed when the upload is aborted.
                let is_metadata =
                    name.ends_with(".internal.json") || (name.ends_with(".metadata.json") && !name.contains(".upload-"));
                !(name.starts_with(".bucket-") && is_metadata)
            })
            .collect()
    }

    /// Bytes on disk.
    pub fn on_disk(&self) -> usize {
        files(&self.root)
            .iter()
            .filter_map(|path| path.metadata().ok())
            .map(|about| usize::try_from(about.len()).expect("small"))
            .sum()
    }

    pub async fn put(&self, bytes: &[u8]) -> Stored {
        self.blobs.put(source(bytes), u64::MAX).await.expect("it is stored")
    }

    pub async fn read(&self, key: BlobKey) -> Vec<u8> {
        whole(self.blobs.get(key, None).await.expect("it is there")).await.expect("it can be read")
    }

    pub async fn list(&self) -> Vec<Listed> {
        listed(&self.blobs).await
    }

    /// Fails if anything is stored, or is left of what was not.
    #[track_caller]
    pub fn is_empty(&self) -> impl Future<Output = ()> + '_ {
        let caller = std::panic::Location::caller();
        async move {
            self.blobs.settle().await;
            assert_eq!(self.list().await, [], "{caller}");
            assert_eq!(self.files(), Vec::<PathBuf>::new(), "{caller}");
        }
    }
}

pub fn files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    // What is removed in the meantime is not there.
    for entry in std::fs::read_dir(root).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// The settings for the server at this endpoint.
pub fn s3(endpoint: &str) -> S3 {
    S3 {
        bucket: BUCKET.to_owned(),
        prefix: "files/of-tests".to_owned(),
        endpoint: Some(endpoint.to_owned()),
        region: "eu-central-1".to_owned(),
        access_key: SecretString::from(ACCESS),
        secret_key: SecretString::from(SECRET),
        path_style: true,
    }
}

/// Starts an S3 server with one bucket; it ends with the test. Returns its endpoint.
pub async fn serve(root: &Path) -> String {
    std::fs::create_dir_all(root.join(BUCKET)).expect("a folder can be made");
    let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(root).expect("a folder to serve"));
    builder.set_auth(SimpleAuth::from_single(ACCESS, SECRET));
    let service = builder.build();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let endpoint = format!("http://{}", listener.local_addr().expect("it has an address"));
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(socket), service.clone());
            tokio::spawn(async move { drop(connection.await) });
        }
    });
    endpoint
}

pub async fn listed(blobs: &Blobs) -> Vec<Listed> {
    let mut all: Vec<Listed> = blobs.list().try_collect().await.expect("it can be listed");
    all.sort_by_key(|listed| listed.key);
    all
}

pub async fn whole(blob: Blob) -> Result<Vec<u8>, BlobError> {
    let chunks: Vec<Bytes> = blob.chunks.try_collect().await?;
    Ok(chunks.concat())
}

pub async fn ranged(blobs: &Blobs, key: BlobKey, range: ByteRange) -> Result<(u64, std::ops::Range<u64>, Vec<u8>), BlobError> {
    let blob = blobs.get(key, Some(range)).await?;
    Ok((blob.size, blob.range.clone(), whole(blob).await?))
}

/// The bytes in chunks of an odd size.
pub fn source(bytes: &[u8]) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + use<> {
    let chunks: Vec<_> = bytes.chunks(40_009).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    stream::iter(chunks)
}

/// Bytes that differ in each test and at each place.
pub fn content(length: usize) -> Vec<u8> {
    let seed: [u8; 8] = random();
    let mut state = u64::from_le_bytes(seed) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        // xorshift64
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

pub fn sha256(bytes: &[u8]) -> Sha256 {
    aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes).as_ref().try_into().expect("32 bytes")
}

/// Counts what has been taken from a source.
#[derive(Clone, Default)]
pub struct Taken(Arc<AtomicUsize>);

impl Taken {
    pub fn bytes(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    /// `length` bytes in chunks of 64 KiB; `seen` is called before each chunk.
    pub fn source<F>(&self, length: usize, seen: F) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + use<F>
    where
        F: Fn(usize) + Send,
    {
        const CHUNK: usize = 64 * 1024;
        let (taken, chunk) = (self.0.clone(), Bytes::from(content(CHUNK)));
        stream::iter(0..length.div_ceil(CHUNK)).map(move |index| {
            let next = CHUNK.min(length - index * CHUNK);
            seen(taken.load(Ordering::SeqCst));
            taken.fetch_add(next, Ordering::SeqCst);
            Ok(chunk.slice(..next))
        })
    }
}
