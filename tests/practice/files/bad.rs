//! Uploads that are not what they say, do not end, or ask for more than there is: each is refused with a sentence, and leaves nothing.

use std::time::Duration;

use axum::body::Bytes;
use futures::{StreamExt, stream};
use praxis::base::error::Code;
use praxis::platform::uploads::{Announced, Uploads};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::pictures::{self, jpeg, png};
use super::{puts, sets, stored};
use crate::harness::{Person, Practice, both};

/// Names in the data folder: a temporary file would be among them, if it had one.
fn names(practice: &Practice) -> Vec<String> {
    let entries = std::fs::read_dir(&practice.app.settings.data_dir).expect("the data folder").flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with("praxis.sqlite") && name != "audit.head");
    names.sort();
    names
}

/// Open files in the data folder that have no name.
fn unnamed(practice: &Practice) -> usize {
    let open =
        std::fs::read_dir("/proc/self/fd").expect("Linux").flatten().filter_map(|entry| std::fs::read_link(entry.path()).ok());
    let folder = &practice.app.settings.data_dir;
    open.filter(|path| path.starts_with(folder) && path.to_string_lossy().ends_with("(deleted)")).count()
}

both!(
    what_is_no_picture_or_costs_too_much_is_refused_and_leaves_nothing,
    |settings| settings.limits = false,
    |practice: Practice| async move {
        let patient = practice.patient("Lan Nguyễn").await;
        let before = names(&practice);
        let whole = jpeg(640, 480);
        let svg = b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec();
        let not_pictures: Vec<(&str, Vec<u8>)> = vec![
            ("nothing", Vec::new()),
            ("one byte", vec![0xff]),
            ("text", b"a photo of me".to_vec()),
            ("SVG", svg.clone()),
            ("HTML", b"<!doctype html><script>alert(1)</script>".to_vec()),
            ("HTML before a picture", [b"<html>".as_slice(), &whole].concat()),
            ("GIF", pictures::GIF.to_vec()),
            ("GIF that is a script", b"GIF89a/*\x01\0*/=1;alert(1)".to_vec()),
            ("PDF", b"%PDF-1.7\n1 0 obj".to_vec()),
            ("ZIP", b"PK\x03\x04".to_vec()),
            ("program", b"\x7fELF\x02\x01\x01".to_vec()),
            ("BMP", b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0".to_vec()),
            ("TIFF", b"II*\0\x08\0\0\0".to_vec()),
            ("RIFF of sound", b"RIFF\x24\0\0\0WAVEfmt ".to_vec()),
            ("AVIF", b"\0\0\0\x1cftypavif\0\0\0\0".to_vec()),
            ("animated WebP", pictures::ANIMATED_WEBP.to_vec()),
        ];
        let damaged: Vec<(&str, Vec<u8>)> = vec![
            ("the beginning of a JPEG", vec![0xff, 0xd8, 0xff]),
            ("HTML that begins like a JPEG", [b"\xff\xd8\xff\xe0<html><script>alert(1)</script>".as_slice(), &svg].concat()),
            ("JPEG without its end", whole[..whole.len() - 2].to_vec()),
            ("half of a JPEG", whole[..whole.len() / 2].to_vec()),
            ("the headers of a JPEG", whole[..400].to_vec()),
            ("JPEG without height", pictures::resized(&whole, 640, 0)),
            ("JPEG with many scans", pictures::with_scans(pictures::PROGRESSIVE, 2000)),
            ("half of a PNG", png(640, 480)[..2000].to_vec()),
            ("the beginning of a PNG", png(640, 480)[..12].to_vec()),
            ("PNG with too few lines", pictures::png_of(100, 100, [8, 0], &[], &[0; 101 * 50])),
            ("PNG without width", pictures::png_of(0, 100, [8, 0], &[], &[0; 100])),
            ("the beginning of a WebP", pictures::LOSSY[..12].to_vec()),
            ("half of a WebP", pictures::LOSSY[..100].to_vec()),
            ("WebP without its data", pictures::empty_webp(100, 100)),
        ];
        let too_big: Vec<(&str, Vec<u8>)> = vec![
            ("PNG of 4 billion pixels", pictures::png_of(65_535, 65_535, [8, 2], &[], &[0; 100])),
            ("PNG of 2 billion lines", pictures::png_of(1, 0x7fff_ffff, [8, 2], &[], &[0; 100])),
            ("PNG of 900 million black pixels", pictures::black_png()),
            ("PNG with 8 bytes for a pixel", pictures::png_of(6000, 6000, [16, 6], &[], &[0; 100])),
            ("JPEG of 4 billion pixels", pictures::resized(&whole, 65_500, 65_500)),
            ("JPEG that is kept until its last scan", pictures::resized(pictures::PROGRESSIVE, 6000, 5000)),
            ("WebP of 268 million pixels", pictures::resized_webp(pictures::LOSSY, 16_383, 16_383)),
            ("the same in a small container", pictures::contained_webp(&pictures::resized_webp(pictures::LOSSY, 16_383, 16_383))),
            ("lossless WebP of 268 million pixels", pictures::empty_webp(16_384, 16_384)),
            ("lossless WebP with room for many tables", pictures::noise_webp(300)),
        ];
        for (cases, status, code) in
            [(not_pictures, 415, "not_a_picture"), (damaged, 422, "picture_damaged"), (too_big, 422, "picture_too_big")]
        {
            for (what, picture) in cases {
                let answer = puts(&patient, picture).await;
                assert_eq!((answer.status, answer.body["code"].as_str()), (status, Some(code)), "{what}: {}", answer.raw);
                assert!(answer.body["detail"].as_str().is_some_and(|sentence| sentence.ends_with('.')), "{what}: {}", answer.raw);
                assert_eq!(stored(&practice).await, [], "{what}");
            }
        }
        // 300 MB of zeros in a colour profile are not unpacked; whether the picture is accepted does not matter.
        let answer = puts(&patient, pictures::profile_png()).await;
        assert!([200, 422].contains(&answer.status), "{}", answer.raw);
        patient.delete("/me/photo").await;
        super::left(&practice, 0).await;
        assert_eq!(practice.rows.count("SELECT COUNT(*) FROM files").await, 0);
        assert_eq!((names(&practice), unnamed(&practice)), (before, 0));
        // After all of this, a picture is accepted.
        sets(&patient, whole).await;
    }
);

/// What becomes of the connection when everything is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    Waits,
    Closes,
}

/// Sends the head of an upload by hand, and these parts of a body; returns what the server answers.
async fn by_hand(
    practice: &Practice,
    patient: &Person,
    (head, then): (&str, Then),
    parts: impl IntoIterator<Item = Vec<u8>>,
) -> String {
    let address = practice.url.trim_start_matches("http://");
    let mut socket = TcpStream::connect(address).await.expect("the server listens");
    let head = format!(
        "PUT /api/v1/me/photo HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n{head}\r\n\r\n",
        patient.token()
    );
    socket.write_all(head.as_bytes()).await.expect("it is sent");
    let (mut read, mut write) = socket.split();
    let sending = async {
        for part in parts {
            if write.write_all(&part).await.is_err() {
                return;
            }
        }
        if then == Then::Closes {
            drop(write.shutdown().await);
        }
    };
    let mut answer = Vec::new();
    let reading = async {
        let mut chunk = [0; 4096];
        while let Ok(length @ 1..) = read.read(&mut chunk).await {
            answer.extend_from_slice(&chunk[..length]);
        }
    };
    tokio::join!(sending, reading);
    String::from_utf8_lossy(&answer).into_owned()
}

both!(a_length_that_is_not_true_stores_nothing, |settings| settings.limits = false, |practice: Practice| async move {
    let patient = practice.patient("Lan Nguyễn").await;
    let picture = jpeg(640, 480);
    let length = picture.len();
    let over = 25 * 1024 * 1024 + 1;
    // More than is allowed, and not sent: the answer comes at once, also to a client that waits to be asked for the body.
    let answer = by_hand(&practice, &patient, (&format!("Content-Length: {over}\r\nExpect: 100-continue"), Then::Waits), []).await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("too_large"), "{answer}");
    // More than is sent.
    let answer = by_hand(&practice, &patient, (&format!("Content-Length: {}", length + 1), Then::Closes), [picture.clone()]).await;
    assert!(answer.is_empty() || answer.contains("malformed"), "{answer}");
    // Less than the picture has: it ends there, and what follows is no request.
    let cut = picture[..length - 100].to_vec();
    let answer = by_hand(&practice, &patient, (&format!("Content-Length: {}", length - 100), Then::Waits), [cut]).await;
    assert!(answer.starts_with("HTTP/1.1 422") && answer.contains("picture_damaged"), "{answer}");
    let answer = by_hand(&practice, &patient, (&format!("Content-Length: {}", length - 100), Then::Waits), [picture.clone()]).await;
    assert!(!answer.contains("HTTP/1.1 200"), "{answer}");
    // Two lengths, and both ways of saying it.
    for head in [
        format!("Content-Length: {length}\r\nContent-Length: 5"),
        "Content-Length: none".to_owned(),
        "Content-Length: -1".to_owned(),
    ] {
        let answer = by_hand(&practice, &patient, (&head, Then::Waits), [picture.clone()]).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{head}: {answer}");
    }
    // Without a length, and without an end.
    let chunk = [b"10000\r\n".to_vec(), vec![0xff; 0x10000], b"\r\n".to_vec()].concat();
    let endless = std::iter::repeat_n(chunk, 1600);
    let answer = by_hand(&practice, &patient, ("Transfer-Encoding: chunked", Then::Waits), endless).await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("too_large"), "{answer}");
    let answer =
        by_hand(&practice, &patient, ("Transfer-Encoding: chunked", Then::Closes), [b"10\r\n0123456789abcdef\r\n".to_vec()]).await;
    assert!(answer.is_empty() || answer.contains("malformed"), "{answer}");
    let answer =
        by_hand(&practice, &patient, ("Transfer-Encoding: chunked", Then::Waits), [b"zz\r\nx\r\n0\r\n\r\n".to_vec()]).await;
    assert!(answer.is_empty() || answer.contains("malformed") || answer.starts_with("HTTP/1.1 400"), "{answer}");
    // A whole picture without a length is accepted.
    let whole = [format!("{length:x}\r\n").into_bytes(), picture.clone(), b"\r\n0\r\n\r\n".to_vec()].concat();
    let answer = by_hand(&practice, &patient, ("Transfer-Encoding: chunked", Then::Waits), [whole]).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    patient.delete("/me/photo").await;
    super::left(&practice, 0).await;
    assert_eq!(unnamed(&practice), 0);
});

both!(nothing_of_a_body_is_read_before_the_permission_is_known, |practice: Practice| async move {
    let nobody = practice.anybody();
    // The server does not ask for the body (100 Continue).
    let answer = by_hand(&practice, &nobody, ("Content-Length: 1000\r\nExpect: 100-continue", Then::Waits), []).await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    let patient = practice.patient("Lan Nguyễn").await;
    practice.rows.change("UPDATE users SET status = 'suspended'").await;
    let answer = by_hand(&practice, &patient, ("Content-Length: 1000\r\nExpect: 100-continue", Then::Waits), []).await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
});

both!(an_account_sends_three_files_at_once_at_most, |practice: Practice| async move {
    let (patient, other) = (practice.patient("Lan Nguyễn").await, practice.patient("Ben Berisha").await);
    let address = practice.url.trim_start_matches("http://").to_owned();
    let mut open = Vec::new();
    for _ in 0..3 {
        let mut socket = TcpStream::connect(&address).await.expect("the server listens");
        let head = format!(
            "PUT /api/v1/me/photo HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n",
            patient.token()
        );
        socket.write_all(head.as_bytes()).await.expect("it is sent");
        // It has its place when it is asked for its body.
        let mut asked = [0; 12];
        socket.read_exact(&mut asked).await.expect("the server answers");
        assert_eq!(&asked, b"HTTP/1.1 100");
        open.push(socket);
    }
    puts(&patient, png(40, 40)).await.is_problem(429, "too_many");
    puts(&other, png(40, 40)).await.is(200);
    drop(open);
    for _ in 0..500 {
        if puts(&patient, png(40, 40)).await.status == 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the places of closed connections are not free again");
});

#[tokio::test(start_paused = true)]
async fn a_body_that_comes_too_slowly_is_given_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let uploads = Uploads::new(folder.path().to_path_buf());
    let user = uuid::Uuid::nil().into();
    let limit = 200 * 1024 * 1024;
    let slow = |bytes: usize, pause: Duration| {
        stream::repeat_with(move || Ok::<_, Code>(Bytes::from(vec![7; bytes]))).then(move |chunk| async move {
            tokio::time::sleep(pause).await;
            chunk
        })
    };
    // Silent, byte by byte, and below 16 KiB a second.
    for (bytes, pause) in [(1, Duration::from_secs(3600)), (1, Duration::from_millis(200)), (15_000, Duration::from_secs(1))] {
        let place = uploads.begin(user).expect("a place");
        let refused = uploads.receive(place, slow(bytes, pause), Announced::default(), limit).await;
        assert_eq!(refused.err().map(|error| error.code), Some(Code::TimedOut), "{bytes} bytes each {pause:?}");
    }
    // As slow as is allowed, for an hour.
    let place = uploads.begin(user).expect("a place");
    let steady = slow(17_000, Duration::from_secs(1)).take(3600);
    let received = uploads.receive(place, steady, Announced::default(), limit).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(received.bytes, 17_000 * 3600);
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "its file has no name");
}
