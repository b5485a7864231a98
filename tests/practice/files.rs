//! Photos, and the path by which files are received and stored: what is refused, what is cleaned, who may see what.

mod bad;
mod crash;
pub mod pictures;

use std::path::PathBuf;

use axum::body::Bytes;
use chrono::Duration;
use futures::{FutureExt, TryStreamExt};
use http::Method;
use image::{GenericImageView, ImageFormat, Rgba};
use praxis::features::files::service as files;
use praxis::platform::blobs::BlobKey;
use praxis::platform::sweep;

use self::pictures::{form, jpeg, png};
use crate::harness::{Answer, DoctorSeed, Engine, Person, Practice, both, run, text};

/// Sends a picture.
pub async fn puts(person: &Person, picture: impl Into<reqwest::Body>) -> Answer {
    Answer::of(person.request(Method::PUT, "/me/photo").header("content-type", "image/jpeg").body(picture)).await
}

/// Sends a picture that is accepted; returns its address, as `get` takes it.
pub async fn sets(person: &Person, picture: impl Into<reqwest::Body>) -> String {
    let url = text(&puts(person, picture).await.is(200)["photo_url"]);
    let path = url.strip_prefix("/api/v1").expect("a path of the API").to_owned();
    assert!(path.contains("/photo?v="), "{path}");
    path
}

/// A picture, and the headers that it came with.
pub async fn shown(person: &Person, path: &str) -> (reqwest::header::HeaderMap, Vec<u8>) {
    let answer = person.request(Method::GET, path).send().await.expect("the server answers");
    assert_eq!(answer.status().as_u16(), 200, "{path}");
    let headers = answer.headers().clone();
    assert_eq!(headers["content-type"], "image/jpeg");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["content-disposition"], "inline; filename=\"photo.jpg\"");
    assert_eq!(headers["content-security-policy"], "default-src 'none'; sandbox");
    (headers, answer.bytes().await.expect("an answer ends").to_vec())
}

pub fn decoded(jpeg: &[u8]) -> image::DynamicImage {
    image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).expect("a whole JPEG")
}

/// The keys of all objects.
pub async fn stored(practice: &Practice) -> Vec<BlobKey> {
    practice.app.blobs.settle().await;
    let listed: Vec<_> = practice.app.blobs.list().try_collect().await.expect("it can be listed");
    listed.into_iter().map(|listed| listed.key).collect()
}

/// Waits until the jobs have left so many objects.
pub async fn left(practice: &Practice, count: usize) {
    for _ in 0..500 {
        if stored(practice).await.len() == count {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(stored(practice).await.len(), count);
}

const FILES: &str = "SELECT COUNT(*) FROM files";
const OBJECTS: &str = "SELECT COUNT(*) FROM file_objects";

async fn photographed(practice: Practice) {
    let (doctor, patient, anybody) = (practice.doctor().await, practice.patient("Lan Nguyễn").await, practice.anybody());
    let public = format!("/doctors/{}", doctor.id);
    assert_eq!(doctor.get("/me").await.is(200)["photo_url"], serde_json::Value::Null);
    anybody.get(&format!("{public}/photo")).await.is_problem(404, "not_found");

    let first = sets(&doctor, jpeg(1600, 900)).await;
    let whole = format!("/api/v1{first}");
    assert_eq!(doctor.get("/me").await.is(200)["photo_url"], whole);
    assert_eq!(anybody.get(&public).await.is(200)["photo_url"], whole);
    assert_eq!(anybody.get("/doctors").await.is(200)["items"][0]["photo_url"], whole);
    for page in [format!("/doctors/{}", doctor.id), "/doctors".to_owned()] {
        let page = practice.browser().get(&page).await;
        assert!(page.raw.contains(&format!("src=\"{}&amp;size=128\"", whole)), "{}", page.raw);
        assert!(!page.raw.contains("portrait.svg"));
    }
    let (headers, large) = shown(&anybody, &first).await;
    assert_eq!(headers["cache-control"], "public, max-age=86400");
    assert_eq!(decoded(&large).dimensions(), (512, 512));
    let (_, small) = shown(&anybody, &format!("{first}&size=128")).await;
    assert_eq!(decoded(&small).dimensions(), (128, 128));
    let (headers, _) = shown(&anybody, &format!("{public}/photo")).await;
    assert_eq!(headers["cache-control"], "public, no-cache", "without the version it may be an older one");
    let again = anybody.request(Method::GET, &first).header("if-none-match", headers["etag"].to_str().expect("ASCII"));
    let again = Answer::of(again).await;
    assert_eq!((again.status, again.raw.as_str(), again.headers["cache-control"].as_str()), (304, "", "public, max-age=86400"));
    anybody.get(&format!("{public}/photo?size=64")).await.is_problem(422, "invalid");

    // With the new tokens of an expired session, nobody else may get it from a cache.
    let browser = practice.browser();
    assert_eq!(browser.signs_in(&patient.email, crate::harness::PASSWORD).await.status, 303);
    practice.advance(Duration::minutes(11));
    let refreshed = browser.get(&whole).await;
    assert_eq!((refreshed.status, refreshed.headers["cache-control"].as_str()), (200, "private, no-cache"));
    assert!(refreshed.headers.contains_key("set-cookie"));
    for person in [&doctor, &patient] {
        person.renew().await;
    }

    // A new one has another address, and the objects of the old one are deleted.
    let second = sets(&doctor, png(300, 700)).await;
    assert_ne!(first, second);
    left(&practice, 2).await;
    let (_, other) = shown(&anybody, &first).await;
    assert_eq!(decoded(&other).dimensions(), (300, 300), "an old address shows the present photo, which is not enlarged");

    let own = sets(&patient, jpeg(600, 800)).await;
    assert!(own.starts_with(&format!("/users/{}/photo", patient.id)), "{own}");
    let (headers, _) = shown(&patient, &own).await;
    assert_eq!(headers["cache-control"], "private, no-store");
    anybody.get(&format!("/doctors/{}/photo", patient.id)).await.is_problem(404, "not_found");

    assert_eq!(doctor.delete("/me/photo").await.status, 204);
    assert_eq!(doctor.delete("/me/photo").await.status, 204, "there is none any more");
    assert_eq!(doctor.get("/me").await.is(200)["photo_url"], serde_json::Value::Null);
    anybody.get(&second).await.is_problem(404, "not_found");
    left(&practice, 2).await;
    assert_eq!((practice.rows.count(FILES).await, practice.rows.count(OBJECTS).await), (1, 2));
    let audited = practice.rows.words("SELECT action FROM audit_records WHERE action LIKE 'files.%' ORDER BY action").await;
    assert_eq!(audited, ["files.remove_photo", "files.set_photo", "files.set_photo", "files.set_photo"]);
}

both!(a_photo_is_set_shown_replaced_and_removed, |practice: Practice| photographed(practice));

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_is_set_shown_replaced_and_removed_on_s3() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let s3 = crate::blobs::store::s3(&crate::blobs::store::serve(folder.path()).await);
    run(Engine::Sqlite, |settings| settings.s3 = Some(s3), photographed).await;
}

both!(a_photo_is_seen_by_whom_the_policy_says, |practice: Practice| async move {
    const SUSPEND: &str = "UPDATE users SET status = 'suspended' WHERE full_name = 'Dr Suspended'";
    const WAIT: &str = "UPDATE users SET status = 'pending' WHERE full_name = 'Dr Waiting'";
    const UNAPPROVE: &str = "UPDATE doctors SET approved_at = NULL WHERE id IN (SELECT id FROM users WHERE status = 'pending')";
    const CARE: &str = "INSERT INTO care_relationships (id, patient_id, doctor_id, source, since) \
         SELECT p.id, p.id, d.id, 'appointment', '2027-01-01T00:00:00Z' FROM patients p, doctors d JOIN users u ON u.id = d.id \
         WHERE u.full_name = 'Dr Caring' AND p.id IN (SELECT id FROM users WHERE full_name = 'Lan Nguyễn')";
    const END: &str = "UPDATE care_relationships SET until = '2027-02-01T00:00:00Z'";
    let named = async |name| practice.doctor_like(&DoctorSeed { name, ..DoctorSeed::default() }).await;
    let (caring, other) = (named("Dr Caring").await, named("Dr Other").await);
    let (waiting, suspended) = (named("Dr Waiting").await, named("Dr Suspended").await);
    let (patient, stranger, admin) =
        (practice.patient("Lan Nguyễn").await, practice.patient("Ben Berisha").await, practice.admin().await);
    for person in [&caring, &waiting, &suspended, &patient, &admin] {
        sets(person, png(200, 200)).await;
    }
    for sql in [SUSPEND, WAIT, UNAPPROVE, CARE] {
        practice.rows.change(sql).await;
    }
    let anybody = practice.anybody();
    let mine = |person: &Person| format!("/users/{}/photo", person.id);
    for hidden in [&waiting, &suspended] {
        for reader in [&anybody, &patient, &admin, hidden] {
            let answer = reader.get(&format!("/doctors/{}/photo", hidden.id)).await;
            assert!(matches!(answer.status, 401 | 404), "{}", answer.raw);
        }
    }
    // Owners and admins; a pending doctor's own address is not the public one.
    let own = text(&waiting.get("/me").await.is(200)["photo_url"]);
    assert!(own.starts_with("/api/v1/users/"), "{own}");
    shown(&waiting, &mine(&waiting)).await;
    for person in [&caring, &waiting, &suspended, &patient, &admin] {
        shown(&admin, &mine(person)).await;
        anybody.get(&mine(person)).await.is_problem(401, "not_signed_in");
        stranger.get(&mine(person)).await.is_problem(404, "not_found");
        other.get(&mine(person)).await.is_problem(404, "not_found");
    }
    suspended.get(&mine(&suspended)).await.is_problem(401, "not_signed_in");
    shown(&caring, &mine(&patient)).await;
    caring.get(&mine(&admin)).await.is_problem(404, "not_found");
    practice.rows.change(END).await;
    caring.get(&mine(&patient)).await.is_problem(404, "not_found");
    stranger.get("/users/nobody/photo").await.is_problem(404, "not_found");
});

both!(the_form_works_without_javascript, |practice: Practice| async move {
    let patient = practice.patient("Lan Nguyễn").await;
    let browser = practice.browser();
    assert_eq!(browser.signs_in(&patient.email, crate::harness::PASSWORD).await.status, 303);
    let page = browser.get("/profile/photo").await;
    assert!(page.raw.contains("enctype=\"multipart/form-data\"") && page.raw.contains("type=\"file\""), "{}", page.raw);
    // The name and the type that the form says have no meaning.
    for name in ["me.png", "../../../../etc/cron.d/me", "C:\\me.exe", "photo.svg", ""] {
        let answer = browser.uploads("/profile/photo", form("photo", name, &png(90, 60))).await;
        assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/profile/photo?saved"), "{name:?}");
    }
    let page = browser.get("/profile/photo?saved").await;
    let url = text(&patient.get("/me").await.is(200)["photo_url"]);
    assert!(page.raw.contains(&format!("src=\"{url}\"")) && page.raw.contains("Your photo is saved."), "{}", page.raw);
    left(&practice, 2).await;

    for (sent, sentence) in [
        (
            form("photo", "me.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
            "Only JPEG, PNG and WebP",
        ),
        (form("photo", "me.png", b""), "Fill this in"),
        (form("picture", "me.png", &png(90, 60)), "could not be read"),
        (form("photo", "me.png", &png(90, 60)[..200]), "incomplete or damaged"),
        (form(&"photo".repeat(10_000), "me.png", &png(90, 60)), "could not be read"),
        (("text/plain".to_owned(), png(90, 60)), "not accepted here"),
        (("multipart/form-data; boundary=other".to_owned(), form("photo", "me.png", &png(90, 60)).1), "could not be read"),
        (("multipart/form-data".to_owned(), form("photo", "me.png", &png(90, 60)).1), "not accepted here"),
    ] {
        let answer = browser.uploads("/profile/photo", sent).await;
        assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/profile/photo"), "{sentence}");
        let page = browser.get("/profile/photo").await;
        assert!(page.raw.contains(sentence), "{sentence}: {}", page.raw);
        assert!(!browser.get("/profile/photo").await.raw.contains(sentence), "it is shown once");
    }
    let foreign = browser.uploads_from("https://evil.example", "/profile/photo", form("photo", "me.png", &png(90, 60))).await;
    assert_eq!(foreign.status, 403);
    assert_eq!(text(&patient.get("/me").await.is(200)["photo_url"]), url, "nothing was changed");
    let answer = practice.browser().uploads("/profile/photo", form("photo", "me.png", &png(90, 60))).await;
    assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/sign-in?next=/profile/photo"));

    let removed = browser.form_on("/profile/photo", "/fn/files/remove-photo", &[]).await;
    assert_eq!((removed.status, removed.headers["location"].as_str()), (303, "/profile/photo?removed"));
    left(&practice, 0).await;
});

both!(whoever_sends_too_much_is_told, |practice: Practice| async move {
    let patient = practice.patient("Lan Nguyễn").await;
    let browser = practice.browser();
    assert_eq!(browser.signs_in(&patient.email, crate::harness::PASSWORD).await.status, 303);
    // A connection that is closed while something is on its way is reset, and takes the answer with it.
    for over in [1, 3 * 1024 * 1024, 7 * 1024 * 1024] {
        let bytes = vec![7; 25 * 1024 * 1024 + over];
        let answer = browser.uploads("/profile/photo", form("photo", "me.png", &bytes)).await;
        assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/profile/photo"), "{over}");
        assert!(browser.get("/profile/photo").await.raw.contains("What you sent is too large."), "{over}");
        puts(&patient, bytes).await.is_problem(413, "too_large");
    }
    // The same before anything is read.
    let whole = form("photo", "me.png", &vec![7; 20 * 1024 * 1024]);
    let answer = practice.browser().uploads("/profile/photo", whole.clone()).await;
    assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/sign-in?next=/profile/photo"));
    puts(&practice.anybody(), vec![7; 20 * 1024 * 1024]).await.is_problem(401, "not_signed_in");
    let answer = browser.uploads("/profile/photo", ("text/plain".to_owned(), whole.1)).await;
    assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/profile/photo"));
    assert!(browser.get("/profile/photo").await.raw.contains("not accepted here"));
    assert_eq!(stored(&practice).await, []);
});

both!(an_account_stores_no_more_than_the_limit, |settings| settings.max_storage_per_user = 1, |practice: Practice| async move {
    const FILL: &str = "INSERT INTO files (id, owner_id, kind, created_at) SELECT id, id, 'other', created_at FROM users";
    const OBJECT: &str = "INSERT INTO file_objects (blob_key, file_id, variant, bytes, sha256, media_type) \
         SELECT '0123456789abcdef0123456789abcdef', id, 'full', 999999, \
         '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', 'image/jpeg' FROM files WHERE kind = 'other'";
    const FULL: &str = "UPDATE file_objects SET bytes = 1000000 WHERE bytes = 999999";
    let patient = practice.patient("Lan Nguyễn").await;
    for sql in [FILL, OBJECT] {
        practice.rows.change(sql).await;
    }
    // Known only when it is stored.
    puts(&patient, jpeg(300, 300)).await.is_problem(409, "storage_full");
    practice.rows.change(FULL).await;
    // Known before anything is read.
    puts(&patient, jpeg(300, 300)).await.is_problem(409, "storage_full");
    assert_eq!((practice.rows.count(FILES).await, stored(&practice).await.len()), (1, 0));
    assert_eq!(patient.get("/me").await.is(200)["photo_url"], serde_json::Value::Null);
});

both!(of_two_photos_at_once_one_stays, |practice: Practice| async move {
    let patient = practice.patient("Lan Nguyễn").await;
    let sent = [jpeg(500, 500), png(400, 400), jpeg(300, 300)].map(|picture| puts(&patient, picture));
    for answer in futures::future::join_all(sent).await {
        answer.is(200);
    }
    left(&practice, 2).await;
    assert_eq!((practice.rows.count(FILES).await, practice.rows.count(OBJECTS).await), (1, 2));
    let url = text(&patient.get("/me").await.is(200)["photo_url"]);
    shown(&patient, url.strip_prefix("/api/v1").expect("a path of the API")).await;
});

both!(objects_without_a_row_are_swept_and_rows_without_an_object_are_not_shown, |practice: Practice| async move {
    let (patient, doctor) = (practice.patient("Lan Nguyễn").await, practice.doctor().await);
    let (own, public) = (sets(&patient, png(200, 200)).await, sets(&doctor, png(200, 200)).await);
    let blobs = &practice.app.blobs;
    let orphan = |bytes: &'static [u8]| {
        let source = futures::stream::iter([Ok::<_, std::convert::Infallible>(Bytes::from_static(bytes))]);
        blobs.put(source, u64::MAX)
    };
    let orphans = [orphan(b"one").await.expect("it is stored").key, orphan(b"two").await.expect("it is stored").key];
    let kept: Vec<BlobKey> = stored(&practice).await.into_iter().filter(|key| !orphans.contains(key)).collect();
    assert_eq!(kept.len(), 4);
    sweep::sweep(&practice.app).await.expect("it is swept");
    let mut after = stored(&practice).await;
    after.sort();
    let mut expected = kept.clone();
    expected.sort();
    assert_eq!(after, expected);
    shown(&patient, &own).await;

    // Damaged, and gone.
    let file = |key: BlobKey| -> PathBuf {
        let name = key.to_string();
        practice.app.settings.data_dir.join("blobs").join(&name[..2]).join(name)
    };
    for key in &kept {
        std::fs::write(file(*key), b"something else").expect("a file");
    }
    patient.get(&own).await.is_problem(404, "not_found");
    for key in &kept {
        blobs.delete(*key).await.expect("it is deleted");
    }
    patient.get(&own).await.is_problem(404, "not_found");
    practice.anybody().get(&public).await.is_problem(404, "not_found");
    // It is replaced nevertheless.
    let own = sets(&patient, png(200, 200)).await;
    shown(&patient, &own).await;
});

both!(an_erased_account_has_no_files, |practice: Practice| async move {
    let (patient, other) = (practice.patient("Lan Nguyễn").await, practice.patient("Ben Berisha").await);
    sets(&patient, png(200, 200)).await;
    let kept = sets(&other, png(200, 200)).await;
    let (clock, id) = (practice.app.clock.clone(), patient.id.parse().expect("an id"));
    let erased = practice.app.write(move |tx| async move { files::delete_all_of(tx, &clock, id).await }.boxed()).await;
    erased.expect("it is erased");
    left(&practice, 2).await;
    assert_eq!((practice.rows.count(FILES).await, practice.rows.count(OBJECTS).await), (1, 2));
    assert_eq!(patient.get("/me").await.is(200)["photo_url"], serde_json::Value::Null);
    shown(&other, &kept).await;
});

both!(many_pictures_of_one_account_have_to_wait, |practice: Practice| async move {
    let patient = practice.patient("Lan Nguyễn").await;
    for _ in 0..101 {
        puts(&patient, "no picture").await.is_problem(415, "not_a_picture");
    }
    let answer = puts(&patient, "no picture").await;
    assert!(answer.headers.contains_key("retry-after"));
    answer.is_problem(429, "too_many");
    practice.advance(Duration::minutes(2));
    puts(&practice.sign_in(&patient.email).await, png(40, 40)).await.is(200);
});

/// What a pixel looks like: `r`, `g` or `b`.
fn colour(picture: &image::DynamicImage, x: u32, y: u32) -> char {
    let Rgba([red, green, blue, _]) = picture.get_pixel(x, y);
    match (red > 150, green > 150, blue > 150) {
        (true, false, false) => 'r',
        (false, true, false) => 'g',
        (false, false, true) => 'b',
        _ => '?',
    }
}

both!(nothing_but_the_visible_picture_is_left_of_a_file, |practice: Practice| async move {
    let patient = practice.patient("Lan Nguyễn").await;
    let comment = b"<script>alert('quince')</script>";
    let archive = [png(300, 200).as_slice(), b"PK\x03\x04 and a whole archive of quinces"].concat();
    // Each with the colours of a picture that is not turned: top, left, right; or turned to the right.
    for (what, picture, top, left, right) in [
        ("a turned JPEG", pictures::TURNED_JPEG.to_vec(), 'r', '?', 'g'),
        ("a turned WebP", pictures::TURNED_WEBP.to_vec(), 'r', '?', 'g'),
        ("a progressive JPEG", pictures::PROGRESSIVE.to_vec(), 'g', 'r', 'b'),
        ("a CMYK JPEG", pictures::CMYK.to_vec(), 'g', 'r', 'b'),
        ("a lossy WebP", pictures::LOSSY.to_vec(), 'g', 'r', 'b'),
        ("a JPEG with a comment", pictures::with_segment(pictures::PROGRESSIVE, 0xfe, comment), 'g', 'r', 'b'),
        ("a JPEG with a page behind it", [pictures::PROGRESSIVE, b"<html><quince>"].concat(), 'g', 'r', 'b'),
    ] {
        let path = sets(&patient, picture).await;
        let (_, bytes) = shown(&patient, &path).await;
        for word in ["Exif", "Quince", "quince", "script", "ICC_PROFILE"] {
            assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{what}: {word}");
        }
        let photo = decoded(&bytes);
        assert_eq!(photo.dimensions(), (64, 64), "{what}");
        if top == 'r' {
            // The red half was at the left and is now at the top, the green strip at the right.
            assert_eq!((colour(&photo, 20, 5), colour(&photo, 20, 58), colour(&photo, 60, 30)), ('r', 'b', right), "{what}");
        } else {
            assert_eq!((colour(&photo, 32, 5), colour(&photo, 8, 40), colour(&photo, 56, 40)), (top, left, right), "{what}");
        }
    }
    for (what, picture) in [
        ("a PNG with an archive", archive),
        ("an animated PNG", pictures::ANIMATED_PNG.to_vec()),
        ("a lossless WebP", pictures::plain_webp()),
    ] {
        let (_, bytes) = shown(&patient, &sets(&patient, picture).await).await;
        assert!(!bytes.windows(6).any(|window| window == b"quince"), "{what}");
        decoded(&bytes);
    }
    // What is transparent becomes white; of a lossy WebP nothing is transparent.
    let clear = pictures::png_of(40, 40, [8, 6], &[], &[0; (1 + 40 * 4) * 40]);
    let (_, bytes) = shown(&patient, &sets(&patient, clear).await).await;
    assert_eq!(decoded(&bytes).get_pixel(20, 20), Rgba([255; 4]));
    sets(&patient, pictures::TRANSPARENT.to_vec()).await;
});
