//! Stored files, in a folder and on an S3 server that checks signatures.

pub mod store;

use std::io::{BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::task::Poll;
use std::time::Duration;

use axum::body::Bytes;
use futures::{FutureExt, StreamExt, stream};
use praxis::platform::app::StartError;
use praxis::platform::archive::{self, Secrets, Target};
use praxis::platform::blobs::{BlobError, BlobKey, Blobs, ByteRange};
use praxis::platform::clock::Clock;
use praxis::platform::config::Settings;
use secrecy::SecretString;

use self::store::{ACCESS, Kind, MIB, SECRET, Store, Taken, content, files, listed, on_both, ranged, s3, sha256, source, whole};
use crate::harness::{Engine, Practice, run};

/// Larger than a part of either store, and not a multiple of one.
const LARGE: usize = 11 * MIB + 3;

on_both!(what_is_put_is_read_again_whatever_its_size, async |store: Store| {
    let mut keys = Vec::new();
    for length in [0, 1, 4000, MIB, MIB + 1, 5 * MIB, 5 * MIB + 1, 10 * MIB, LARGE] {
        let bytes = content(length);
        let stored = store.put(&bytes).await;
        assert_eq!((stored.bytes, stored.sha256), (u64::try_from(length).expect("small"), sha256(&bytes)));
        let blob = store.blobs.get(stored.key, None).await.expect("it is there");
        assert_eq!((blob.size, blob.range.clone()), (stored.bytes, 0..stored.bytes));
        assert!(whole(blob).await.expect("it can be read") == bytes, "{length} bytes");
        let verified = store.blobs.get_verified(stored.key, stored.sha256).await.expect("it is there");
        assert!(whole(verified).await.expect("it is not damaged") == bytes, "{length} bytes");
        // Another server, later.
        assert!(whole(store.again().get(stored.key, None).await.expect("it is there")).await.expect("it can be read") == bytes);
        assert_eq!(store.file(stored.key).metadata().expect("this is its file").len(), stored.bytes);
        keys.push((stored.key, stored.bytes));
    }
    keys.sort();
    assert_eq!(store.list().await.iter().map(|listed| (listed.key, listed.bytes)).collect::<Vec<_>>(), keys);
});

on_both!(many_are_put_at_the_same_time, async |store: Store| {
    let contents: Vec<_> = (0..12).map(|index| content(index * 700_001)).collect();
    let stored = futures::future::join_all(contents.iter().map(|bytes| store.put(bytes))).await;
    for (stored, bytes) in stored.iter().zip(&contents) {
        assert_eq!(stored.sha256, sha256(bytes));
        assert!(store.read(stored.key).await == *bytes);
    }
    assert_eq!(store.list().await.len(), 12, "each has its own key");
});

on_both!(a_range_gives_its_bytes, async |store: Store| {
    let bytes = content(LARGE);
    let size = u64::try_from(LARGE).expect("small");
    let key = store.put(&bytes).await.key;
    let part = 5 * 1024 * 1024;
    for (range, expected) in [
        (ByteRange::Between { first: 0, last: 0 }, 0..1),
        (ByteRange::Between { first: size - 1, last: size - 1 }, size - 1..size),
        (ByteRange::Between { first: 1000, last: 1999 }, 1000..2000),
        // Across the parts that it was stored in.
        (ByteRange::Between { first: part - 10, last: part + 10 }, part - 10..part + 11),
        (ByteRange::Between { first: 7, last: size - 8 }, 7..size - 7),
        (ByteRange::Between { first: 0, last: u64::MAX }, 0..size),
        (ByteRange::Between { first: size - 5, last: size + 1000 }, size - 5..size),
        (ByteRange::From(0), 0..size),
        (ByteRange::From(size - 1), size - 1..size),
        (ByteRange::From(2 * part + 1), 2 * part + 1..size),
        (ByteRange::Last(1), size - 1..size),
        (ByteRange::Last(300_000), size - 300_000..size),
        (ByteRange::Last(size), 0..size),
        (ByteRange::Last(size + 1), 0..size),
        (ByteRange::Last(u64::MAX), 0..size),
    ] {
        let (whole, given, read) = ranged(&store.blobs, key, range).await.unwrap_or_else(|error| panic!("{range:?}: {error}"));
        assert_eq!((whole, &given), (size, &expected), "{range:?}");
        let [start, end] = [expected.start, expected.end].map(|at| usize::try_from(at).expect("small"));
        assert!(read == bytes[start..end], "{range:?}");
    }
});

on_both!(a_range_outside_of_the_object_is_an_error_with_its_size, async |store: Store| {
    let (ten, empty) = (store.put(&[7; 10]).await.key, store.put(&[]).await.key);
    for (key, range, size) in [
        (ten, ByteRange::From(10), 10),
        (ten, ByteRange::From(u64::MAX), 10),
        (ten, ByteRange::Between { first: 10, last: 20 }, 10),
        (ten, ByteRange::Between { first: 5, last: 4 }, 10),
        (ten, ByteRange::Last(0), 10),
        (empty, ByteRange::From(0), 0),
        (empty, ByteRange::Between { first: 0, last: 0 }, 0),
        (empty, ByteRange::Last(5), 0),
    ] {
        match ranged(&store.blobs, key, range).await {
            Err(BlobError::OutOfRange { size: said }) => assert_eq!(said, size, "{range:?}"),
            other => panic!("{range:?}: {other:?}"),
        }
    }
    let nothing = key("0123456789abcdef0123456789abcdef");
    assert!(matches!(ranged(&store.blobs, nothing, ByteRange::From(0)).await, Err(BlobError::NotFound)));
});

fn key(text: &str) -> BlobKey {
    text.parse().expect("it is a key")
}

on_both!(more_than_the_limit_is_refused_and_leaves_nothing, async |store: Store| {
    for limit in [0, 10, 1000, MIB, 5 * MIB, 6 * MIB + 1, LARGE] {
        let taken = Taken::default();
        let refused = store.blobs.put(taken.source(usize::MAX, |_| ()), u64::try_from(limit).expect("small")).await;
        match refused {
            Err(BlobError::TooLarge { limit: said }) => assert_eq!(said, u64::try_from(limit).expect("small")),
            other => panic!("{limit}: {other:?}"),
        }
        assert!(taken.bytes() <= limit + 64 * 1024, "it reads on after the limit of {limit}: {}", taken.bytes());
        store.is_empty().await;
        let bytes = content(limit);
        let exactly = store.blobs.put(source(&bytes), u64::try_from(limit).expect("small")).await.expect("it is within the limit");
        assert!(store.read(exactly.key).await == bytes);
        store.blobs.delete(exactly.key).await.expect("it is deleted");
    }
});

on_both!(a_source_that_fails_leaves_nothing, async |store: Store| {
    for length in [0, 1000, MIB, 3 * MIB, 5 * MIB, LARGE] {
        let bytes = content(length);
        let failing = source(&bytes)
            .map(|chunk| chunk.map_err(|never| match never {}))
            .chain(stream::iter([Err(std::io::Error::other("the line was cut")), Ok(Bytes::from_static(b"more"))]));
        match store.blobs.put(failing, u64::MAX).await {
            Err(BlobError::Source(why)) => assert_eq!(why.to_string(), "the line was cut"),
            other => panic!("{length}: {other:?}"),
        }
        store.is_empty().await;
    }
});

on_both!(a_dropped_put_leaves_nothing, async |store: Store| {
    let bytes = content(LARGE);
    let waiting = source(&bytes).chain(stream::pending());
    let before = store.on_disk();
    let mut put = Box::pin(store.blobs.put(waiting, u64::MAX));
    while store.on_disk() < before + 5 * MIB {
        assert!(tokio::time::timeout(Duration::from_millis(20), &mut put).await.is_err(), "it waits for the rest");
    }
    assert_ne!(store.files(), Vec::<std::path::PathBuf>::new(), "some of it is stored");
    assert_eq!(store.list().await, [], "but not as an object");
    drop(put);
    store.is_empty().await;
});

on_both!(a_put_may_be_dropped_at_any_point, async |store: Store| {
    let mut finished = 0;
    for length in [3000, LARGE] {
        let bytes = content(length);
        // Dropped after more and more steps, until one is finished.
        for polls in 1.. {
            let put = store.blobs.put(source(&bytes), u64::MAX);
            let mut left = polls;
            let mut put = Box::pin(put);
            let stopped = std::future::poll_fn(|context| {
                if left == 0 {
                    return Poll::Ready(None);
                }
                left -= 1;
                put.poll_unpin(context).map(Some)
            });
            let outcome = stopped.await;
            drop(put);
            if let Some(stored) = outcome {
                let key = stored.expect("it is stored").key;
                assert!(store.read(key).await == bytes);
                store.blobs.delete(key).await.expect("it is deleted");
                finished += 1;
                break;
            }
            store.is_empty().await;
        }
    }
    assert_eq!(finished, 2);
});

on_both!(a_put_whose_answer_nobody_takes_leaves_nothing, async |store: Store| {
    let mut put = Box::pin(store.blobs.put(source(b"stored, and nobody asks"), u64::MAX));
    // The first step reads the whole source; a task stores it.
    assert!(put.as_mut().now_or_never().is_none());
    while store.list().await.is_empty() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    drop(put);
    store.is_empty().await;
});

on_both!(a_changed_byte_is_noticed_before_the_end, async |store: Store| {
    for (length, at) in [(5000, 0), (5000, 4999), (LARGE, 6 * MIB), (LARGE, LARGE - 1)] {
        let bytes = content(length);
        let stored = store.put(&bytes).await;
        let mut file = std::fs::File::options().write(true).open(store.file(stored.key)).expect("its file");
        file.seek(SeekFrom::Start(u64::try_from(at).expect("small"))).expect("it is that long");
        file.write_all(&[bytes[at] ^ 1]).expect("it is changed");
        drop(file);

        let mut chunks = store.blobs.get_verified(stored.key, stored.sha256).await.expect("it is there").chunks;
        let (mut given, mut damaged) = (0, false);
        while let Some(chunk) = chunks.next().await {
            match chunk {
                Ok(chunk) => given += chunk.len(),
                Err(BlobError::Damaged) => damaged = true,
                Err(other) => panic!("{other}"),
            }
        }
        assert!(damaged, "{length}, {at}");
        assert!(given < length, "whoever knows the length must see that it is not whole");
        assert_eq!(store.read(stored.key).await.len(), length, "unverified, it is read as it is");
    }
});

on_both!(a_file_that_lost_its_end_is_noticed, async |store: Store| {
    let stored = store.put(&content(LARGE)).await;
    let file = std::fs::File::options().write(true).open(store.file(stored.key)).expect("its file");
    file.set_len(u64::try_from(6 * MIB).expect("small")).expect("it is cut");
    let blob = store.blobs.get_verified(stored.key, stored.sha256).await.expect("it is there");
    assert!(matches!(whole(blob).await, Err(BlobError::Damaged)));
});

#[tokio::test]
async fn a_file_that_is_cut_while_it_is_read_is_noticed() {
    let store = Store::make(Kind::Folder).await;
    let stored = store.put(&content(LARGE)).await;
    let mut blob = store.blobs.get(stored.key, None).await.expect("it is there");
    blob.chunks.next().await.expect("a chunk").expect("it can be read");
    let file = std::fs::File::options().write(true).open(store.file(stored.key)).expect("its file");
    file.set_len(u64::try_from(2 * MIB).expect("small")).expect("it is cut");
    assert!(matches!(whole(blob).await, Err(BlobError::Damaged)));
}

on_both!(what_is_deleted_is_gone_and_may_be_deleted_again, async |store: Store| {
    let (gone, stays) = (store.put(&content(LARGE)).await, store.put(b"another").await);
    store.blobs.delete(gone.key).await.expect("it is deleted");
    assert!(matches!(store.blobs.get(gone.key, None).await, Err(BlobError::NotFound)));
    assert!(matches!(store.blobs.get_verified(gone.key, gone.sha256).await, Err(BlobError::NotFound)));
    assert!(!store.file(gone.key).exists());
    store.blobs.delete(gone.key).await.expect("deleting again is no error");
    store.blobs.delete(key("ffffffffffffffffffffffffffffffff")).await.expect("nor what never was there");
    assert_eq!(store.list().await.iter().map(|listed| listed.key).collect::<Vec<_>>(), [stays.key]);
    assert_eq!(store.read(stays.key).await, b"another");
});

#[test]
fn only_a_key_is_parsed() {
    let text = "0123456789abcdef0123456789abcdef";
    assert_eq!(key(text).to_string(), text);
    for wrong in [
        "",
        "0",
        "..",
        "../../../../../../etc/passwd",
        "/etc/passwd",
        "01/0123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0",
        "0123456789abcdef0123456789abcdef00",
        "0123456789ABCDEF0123456789ABCDEF",
        "0123456789abcdef0123456789abcdeg",
        "0123456789abcdef/0123456789abcde",
        "..............................00",
        "%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e",
        "0123456789abcdef0123456789abcde\0",
        " 123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcdef\n",
        "0123456789abcdef0123456789abcd#1",
        "０１２３４５６７８９",
    ] {
        assert!(wrong.parse::<BlobKey>().is_err(), "{wrong:?}");
    }
}

on_both!(what_others_have_put_there_is_not_listed, async |store: Store| {
    let ours = store.put(b"ours").await;
    let file = store.file(ours.key);
    let folder = file.parent().expect("a folder").to_path_buf();
    let name = ours.key.to_string();
    std::fs::write(folder.join("notes.txt"), "others'").expect("a file");
    std::fs::write(folder.join(format!("{name}0")), "others'").expect("a file");
    std::fs::write(folder.parent().expect("the root").join(&name), "in no folder").expect("a file");
    let other = folder.parent().expect("the root").join(if name.starts_with("00") { "01" } else { "00" });
    std::fs::create_dir_all(&other).expect("a folder");
    std::fs::write(other.join(&name), "in another key's folder").expect("a file");
    let listed = store.list().await;
    assert_eq!(listed.iter().map(|listed| (listed.key, listed.bytes)).collect::<Vec<_>>(), [(ours.key, 4)]);
    let modified = file.metadata().and_then(|about| about.modified()).expect("when it was stored");
    let off = listed[0].modified - chrono::DateTime::<chrono::Utc>::from(modified);
    assert!(off.num_seconds() == 0, "{off}");
});

#[tokio::test]
async fn two_prefixes_in_one_bucket_are_apart() {
    let store = Store::make(Kind::S3).await;
    let mut settings = store.settings.clone();
    settings.s3.as_mut().expect("it is on S3").prefix = "files/of".to_owned();
    let beside = Blobs::open(&settings).expect("it opens");
    settings.s3.as_mut().expect("it is on S3").prefix = String::new();
    let above = Blobs::open(&settings).expect("it opens");
    let (first, second, third) = (
        store.put(b"one").await,
        beside.put(source(b"two"), 3).await.expect("it is stored"),
        above.put(source(b"three"), 5).await.expect("it is stored"),
    );
    for (blobs, stored) in [(&store.blobs, first), (&beside, second), (&above, third)] {
        assert_eq!(listed(blobs).await.iter().map(|listed| listed.key).collect::<Vec<_>>(), [stored.key]);
    }
    assert!(matches!(beside.get(first.key, None).await, Err(BlobError::NotFound)));
}

on_both!(a_large_object_is_not_held_in_memory, async |store: Store| {
    const HUGE: usize = 200 * MIB;
    // What was taken from the source and is not on disk is in memory: in parts, in what the operating system or the server buffers.
    let (taken, before, root) = (Taken::default(), store.on_disk(), store.root.clone());
    let most = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let seen = most.clone();
    let source = taken.source(HUGE, move |taken| {
        if taken % MIB == 0 {
            let on_disk: usize = files(&root)
                .iter()
                .filter_map(|path| path.metadata().ok())
                .map(|about| usize::try_from(about.len()).expect("small"))
                .sum();
            seen.fetch_max(taken.saturating_sub(on_disk.saturating_sub(before)), std::sync::atomic::Ordering::SeqCst);
        }
    });
    let stored = store.blobs.put(source, u64::try_from(HUGE).expect("small")).await.expect("it is stored");
    let most = most.load(std::sync::atomic::Ordering::SeqCst);
    assert_eq!((stored.bytes, taken.bytes()), (u64::try_from(HUGE).expect("small"), HUGE));
    // (2 + 2) parts of 5 MiB, (1 + 2) of 1 MiB, and the chunk that is under way.
    let limit = if store.kind == Kind::S3 { 21 * MIB } else { 4 * MIB };
    assert!(most <= limit, "{} MiB are in memory", most / MIB);

    let mut chunks = store.blobs.get_verified(stored.key, stored.sha256).await.expect("it is there").chunks;
    let (mut read, mut largest) = (0, 0);
    while let Some(chunk) = chunks.next().await {
        let length = chunk.expect("it is not damaged").len();
        read += length;
        largest = largest.max(length);
    }
    assert_eq!(read, HUGE);
    assert!(largest <= MIB, "{largest}");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_answer_stops_the_reading() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let endpoint = format!("http://{}", listener.local_addr().expect("it has an address"));
    // It begins an upload and reads the parts, but never says that it has one.
    let server = axum::Router::new().fallback(async |request: axum::extract::Request| {
        if request.method() == http::Method::POST {
            return "<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>1</UploadId></InitiateMultipartUploadResult>";
        }
        request.into_body().into_data_stream().for_each(|_| std::future::ready(())).await;
        std::future::pending().await
    });
    let serving = tokio::spawn(async move { axum::serve(listener, server).await });
    let mut settings = Settings::for_test(tempfile::tempdir().expect("a folder").path().join("data"), None);
    settings.s3 = Some(s3(&endpoint));
    let blobs = Blobs::open(&settings).expect("it opens");
    let taken = Taken::default();
    let endless = taken.source(usize::MAX, |_| ());
    let put = tokio::spawn(async move { blobs.put(endless, u64::MAX).await });
    let mut last = 0;
    while taken.bytes() < 15 * MIB || taken.bytes() != last {
        last = taken.bytes();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(taken.bytes() <= 20 * MIB + 64 * 1024, "two parts are under way, one waits, one is filled: {}", taken.bytes());
    put.abort();
    serving.abort();
}

const CHILD: &str = "PRAXIS_TEST_BLOBS_CHILD";

/// In the child process: puts without end, until it is killed.
async fn put_until_killed(place: &str) {
    let mut settings = Settings::for_test(Path::new(place).to_path_buf(), None);
    if place.starts_with("http://") {
        settings.s3 = Some(s3(place));
    }
    let blobs = Blobs::open(&settings).expect("it opens");
    let whole = blobs.put(source(b"acknowledged"), 100).await.expect("it is stored");
    println!("stored {}", whole.key);
    let endless = Taken::default().source(usize::MAX, |taken| {
        if taken == 32 * MIB {
            println!("halfway");
            std::thread::sleep(Duration::from_secs(600));
        }
    });
    drop(blobs.put(endless, u64::MAX).await);
}

on_both!(a_put_that_is_killed_leaves_no_object, async |store: Store| {
    if let Ok(place) = std::env::var(CHILD) {
        return put_until_killed(&place).await;
    }
    let (name, place) = match &store.settings.s3 {
        None => ("folder", store.settings.data_dir.display().to_string()),
        Some(s3) => ("s3", s3.endpoint.clone().expect("a server of ours")),
    };
    let mut child = Command::new(std::env::current_exe().expect("this is a program"))
        .args(["--exact", "--nocapture", &format!("blobs::a_put_that_is_killed_leaves_no_object::{name}")])
        .env(CHILD, place)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let acknowledged = tokio::task::spawn_blocking(move || {
        let lines: Vec<String> = lines.map(|line| line.expect("text")).take_while(|line| line != "halfway").collect();
        lines.iter().find_map(|line| line.split("stored ").nth(1).map(key)).unwrap_or_else(|| panic!("{lines:?}"))
    });
    let acknowledged = acknowledged.await.expect("it says so");
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");

    assert_eq!(store.list().await.iter().map(|listed| listed.key).collect::<Vec<_>>(), [acknowledged]);
    assert_eq!(store.read(acknowledged).await, b"acknowledged");
    assert!(store.on_disk() > 5 * MIB, "half of it is on disk");
    assert_eq!(store.again().sweep().await.expect("it can be swept"), 0, "it may be under way");
    if store.kind == Kind::Folder {
        let unfinished: Vec<_> = store.files().into_iter().filter(|path| *path != store.file(acknowledged)).collect();
        assert_eq!(unfinished.len(), 1, "{unfinished:?}");
        make_older(&unfinished[0], 23);
        assert_eq!(store.blobs.sweep().await.expect("it can be swept"), 0);
        make_older(&unfinished[0], 2);
        assert_eq!(store.blobs.sweep().await.expect("it can be swept"), 1);
        assert_eq!(store.files(), [store.file(acknowledged)]);
    }
});

fn make_older(path: &Path, hours: u64) {
    let file = std::fs::File::options().append(true).open(path).expect("it is there");
    let now = file.metadata().and_then(|about| about.modified()).expect("the time that it was written");
    file.set_modified(now - Duration::from_secs(hours * 3600)).expect("it has been there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sweep_of_a_practice_removes_what_was_never_finished() {
    run(
        Engine::Sqlite,
        |_| (),
        async |practice: Practice| {
            let stored = practice.app.blobs.put(source(b"whole"), 5).await.expect("it is stored").key.to_string();
            let folder = practice.app.settings.data_dir.join("blobs").join(&stored[..2]);
            let [old, recent, other] = ["#1", "#12", "#1a"].map(|end| folder.join(format!("{stored}{end}")));
            for path in [&old, &recent, &other] {
                std::fs::write(path, "half").expect("a file");
            }
            for path in [&old, &other, &folder.join(&stored)] {
                make_older(path, 25);
            }
            praxis::platform::sweep::sweep(&practice.app).await.expect("it is swept");
            assert!(!old.exists() && recent.exists() && other.exists());
            assert!(!folder.join(&stored).exists(), "it is old, and no row names it");
        },
    )
    .await;
}

#[tokio::test]
async fn the_folder_is_its_owners_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let store = Store::make(Kind::Folder).await;
    let file = store.file(store.put(b"private").await.key);
    for folder in file.ancestors().skip(1).take(3) {
        let mode = folder.metadata().expect("a folder").permissions().mode() & 0o777;
        assert_eq!(mode, 0o700, "{}", folder.display());
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_stops_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("blobs"), "a file is in its place").expect("a file");
    let settings = Settings::for_test(folder.path().to_path_buf(), None);
    match praxis::server::start(settings, Clock::system()).await {
        Err(StartError::Setting(said)) => {
            assert!(said.starts_with("files cannot be stored in ") && said.contains("blobs"), "{said}")
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it started"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_settings_of_s3_stop_the_start_with_a_sentence_that_names_them() {
    let store = Store::make(Kind::S3).await;
    let right = store.settings.s3.clone().expect("it is on S3");
    let closed = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free");
    let mut wrong = vec![right.clone(); 4];
    wrong[0].secret_key = SecretString::from("wrong/secret+key");
    wrong[1].access_key = SecretString::from("AKIANOBODY");
    wrong[2].bucket = "another-bucket".to_owned();
    wrong[3].endpoint = Some(format!("http://{closed}"));
    for (s3, named) in wrong.into_iter().zip(["s3_secret_key", "s3_access_key", "s3_bucket", "s3_endpoint"]) {
        let mut settings = store.settings.clone();
        settings.s3 = Some(s3);
        let said = match praxis::server::start(settings.clone(), Clock::system()).await {
            Err(StartError::Setting(said)) => said,
            Err(other) => panic!("{named}: {other}"),
            Ok(_) => panic!("it started with a wrong {named}"),
        };
        assert!(said.contains(named) && !said.contains('\n'), "{named}: {said}");
        let refused = match named {
            // A put is retried for minutes without a server, and this one makes a bucket that is missing.
            "s3_endpoint" | "s3_bucket" => String::new(),
            _ => match Blobs::open(&settings).expect("it opens").put(source(b"refused"), 7).await {
                Err(BlobError::Storage(why)) => why,
                other => panic!("{named}: {other:?}"),
            },
        };
        for secret in [SECRET, "wrong/secret+key", ACCESS, "AKIANOBODY"] {
            assert!(!said.contains(secret) && !refused.contains(secret), "{said}; {refused}");
            assert!(!format!("{settings:?}").contains(secret));
        }
    }
    store.is_empty().await;
    let app = praxis::server::start(store.settings.clone(), Clock::system()).await.expect("the right ones are fine");
    app.blobs.put(source(b"stored"), 6).await.expect("it is stored");
    app.stop().await;
    assert!(!store.settings.data_dir.join("blobs").exists(), "no folder is made");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_has_the_stored_files_of_the_data_folder() {
    run(
        Engine::Sqlite,
        |_| (),
        async |practice: Practice| {
            let bytes = content(2 * MIB);
            let stored = practice.app.blobs.put(source(&bytes), u64::MAX).await.expect("it is stored");
            let name = stored.key.to_string();
            let file = practice.app.settings.data_dir.join("blobs").join(&name[..2]).join(format!("{name}#1"));
            std::fs::write(file, "half").expect("a file");
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("practice.backup");
            let target = Target::File { path: path.clone(), replace: false };
            archive::backup(&practice.app.settings, &practice.clock, target, None).await.unwrap_or_else(|error| panic!("{error}"));
            let to = Settings::for_test(folder.path().join("restored"), None);
            archive::restore(&to, &path, &Secrets::default()).await.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(files(&to.data_dir.join("blobs")).len(), 1, "what is not finished is not in it");
            let restored = Blobs::open(&to).expect("it opens").get_verified(stored.key, stored.sha256).await.expect("it is there");
            assert!(whole(restored).await.expect("it is not damaged") == bytes);
        },
    )
    .await;
}
