//! Backup, restore, and the move to PostgreSQL.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::TryStreamExt;
use praxis::platform::archive::{self, ArchiveError, Counts, Encryption, Identities, Key, Manifest, Recipients, Secrets, Target};
use praxis::platform::config::Settings;
use praxis::platform::db::copy::{CopyError, Snapshot};
use praxis::platform::db::migrate::SQLITE;
use serde_json::json;
use tempfile::TempDir;

use crate::harness::{Engine, Place, Practice, Rows, both, run, start, text};
use crate::start::{praxis, said};

const KEY: &str = "0123456789abcdef0123456789abcdef";

/// Every row of every table, in the format that is common to both engines.
async fn everything(url: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut snapshot = Snapshot::begin(url).await.expect("it can be read");
    let mut all = BTreeMap::new();
    for table in snapshot.tables().to_vec() {
        // The order of columns may differ between engines.
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let parts: Vec<Vec<u8>> = snapshot.rows(&table).try_collect().await.expect("it can be read");
        let lines = String::from_utf8(parts.concat()).expect("lines are UTF-8");
        let rows = lines.lines().map(|line| {
            let mut fields: Vec<_> = names.iter().zip(line.split('\t')).collect();
            fields.sort();
            format!("{fields:?}")
        });
        let rows: BTreeSet<String> = rows.collect();
        let counted = snapshot.count(&table).await.expect("it can be counted");
        assert_eq!(u64::try_from(rows.len()).expect("small"), counted, "{}", table.name);
        all.insert(table.name.clone(), rows);
    }
    snapshot.end().await.expect("it ends");
    all
}

/// An empty place to restore a backup to.
struct Elsewhere {
    folder: TempDir,
    place: Option<Place>,
}

impl Elsewhere {
    async fn make(engine: Engine) -> Self {
        let place = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => {
                let place = Place::make(engine).await;
                place.rows.change("DROP SCHEMA public CASCADE").await;
                place.rows.change("CREATE SCHEMA public").await;
                Some(place)
            }
        };
        Self { folder: tempfile::tempdir().expect("a folder"), place }
    }

    fn settings(&self) -> Settings {
        let database = self.place.as_ref().and_then(|place| place.database.clone());
        Settings::for_test(self.folder.path().join("data"), database)
    }

    async fn rows(&self) -> Rows {
        Rows::open(&self.settings().database_url()).await
    }

    /// Whether nothing was created.
    async fn is_untouched(&self) -> bool {
        let tables = match &self.place {
            Some(place) => place.rows.count("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'").await,
            None => 0,
        };
        let data = self.folder.path().join("data");
        tables == 0 && std::fs::read_dir(data).map_or(0, Iterator::count) == 0
    }

    async fn clear(self) {
        if let Some(place) = self.place {
            place.clear().await;
        }
    }
}

struct Backup {
    folder: TempDir,
    counts: Counts,
    manifest: Manifest,
}

impl Backup {
    fn path(&self) -> PathBuf {
        self.folder.path().join("practice.praxis")
    }

    async fn of(settings: &Settings, practice: &Practice, key: Option<Key>) -> Self {
        // Otherwise a server would seal rows between this and a comparison.
        praxis::platform::audit::chain::seal(&practice.app, true).await.expect("the audit log can be sealed");
        Self::encrypted(settings, practice, key.map(Encryption::Key)).await
    }

    async fn encrypted(settings: &Settings, practice: &Practice, encryption: Option<Encryption>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let target = Target::File { path: folder.path().join("practice.praxis"), replace: false };
        let made = archive::backup(settings, &practice.clock, target, encryption).await;
        let (manifest, counts) = made.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing unfinished is left");
        Self { folder, counts, manifest }
    }
}

fn with_key(key: Option<&Key>) -> Secrets {
    Secrets { key: key.cloned(), ..Secrets::default() }
}

fn a_key(folder: &Path, secret: &str) -> Key {
    let path = folder.join(format!("{}.key", secret.len()));
    std::fs::write(&path, secret).expect("a file");
    Key::read(&path).unwrap_or_else(|error| panic!("{error}"))
}

/// People, an appointment with a change, and edge cases: texts that look like the format's own syntax.
async fn lived_in(practice: &Practice) -> String {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let slot = doctor.offers("2027-03-04T09:00:00Z", "2027-03-04T10:00:00Z").await;
    let reason = "1. \\N is nothing,\n2. C:\\new\\table, “quoted”, đ";
    let booked = patient.post("/appointments", json!({ "slot_id": slot, "reason": reason })).await.is(201);
    doctor.sets(&text(&booked["id"]), "confirmed").await.is(200);
    practice.browser().signs_in("nobody@practice.example", "wrong password").await;
    for odd in [
        "INSERT INTO practice_facts (name, value) VALUES ('controls', 'a\tb\nc\rd\u{8}e\u{b}f\u{c}g\\t\\')",
        "INSERT INTO practice_facts (name, value) VALUES ('null', '\\N')",
        "INSERT INTO practice_facts (name, value) VALUES ('empty', '')",
        "INSERT INTO practice_facts (name, value) VALUES ('', '\\.')",
    ] {
        practice.rows.change(odd).await;
    }
    let uploads = practice.app.settings.data_dir.join("uploads");
    std::fs::create_dir_all(uploads.join("ab")).expect("a folder");
    std::fs::write(uploads.join("ab").join("scan"), [0_u8, 159, 146, 150].repeat(50_000)).expect("a file");
    std::fs::write(uploads.join("empty"), []).expect("a file");
    text(&booked["id"])
}

both!(what_is_restored_is_what_was_backed_up_on_either_database, |practice| async move {
    let appointment = lived_in(&practice).await;
    let patient = practice.sign_in("lan.nguyen@patients.example").await;
    let photo = crate::files::sets(&patient, crate::files::pictures::jpeg(600, 600)).await;
    let (_, picture) = crate::files::shown(&patient, &photo).await;
    let settings = practice.app.settings.clone();
    let backup = Backup::of(&settings, &practice, None).await;
    let before = everything(&settings.database_url()).await;
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let elsewhere = Elsewhere::make(engine).await;
        let restored = archive::restore(&elsewhere.settings(), &backup.path(), &Secrets::default()).await;
        let (manifest, counts) = restored.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((&manifest, &counts), (&backup.manifest, &backup.counts));
        let after = everything(&elsewhere.settings().database_url()).await;
        for (table, rows) in &before {
            assert_eq!(Some(rows), after.get(table), "{table}");
        }
        let data = elsewhere.settings().data_dir;
        let file = |folder: &Path, name: &str| std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        for name in ["signing.key", "uploads/ab/scan", "uploads/empty"] {
            assert!(file(&settings.data_dir, name) == file(&data, name), "{name}");
        }
        // With the two sizes of the photo.
        assert_eq!(counts.files, 5);

        // The token of the first server, the password, and the data of the appointment are valid.
        let (app, url, closing) = start(elsewhere.settings(), practice.clock.clone()).await;
        let there = patient.at_server(&url);
        there.get(&format!("/appointments/{appointment}")).await.is(200);
        there.renew().await;
        let seen = there.get(&format!("/appointments/{appointment}")).await.is(200);
        assert_eq!(seen["status"], "confirmed");
        assert!(text(&seen["reason"]).contains("C:\\new\\table"), "{seen}");
        assert_eq!(crate::files::shown(&there, &photo).await.1, picture);
        closing.cancel();
        app.stop().await;
        elsewhere.clear().await;
    }
});

both!(a_backup_made_while_people_book_is_of_one_moment, |practice| async move {
    let practice = Arc::new(practice);
    let doctor = practice.doctor().await;
    let mut slots = Vec::new();
    let first = crate::harness::at("2027-03-02T00:00:00Z");
    for n in 0..400 {
        let from = first + chrono::Duration::minutes(15 * n);
        slots.push((doctor.id.parse().expect("an id"), from, from + chrono::Duration::minutes(15)));
    }
    let slots = practice.rows.add_slots(&slots, practice.clock.now()).await;
    let enough = Arc::new(AtomicBool::new(false));
    let mut booking = Vec::new();
    for (n, slots) in slots.chunks(100).enumerate() {
        let patient = practice.patient(&format!("Patient {n}")).await;
        let (slots, enough) = (slots.to_vec(), enough.clone());
        booking.push(tokio::spawn(async move {
            for slot in slots {
                if enough.load(Ordering::SeqCst) {
                    break;
                }
                patient.books(&slot.to_string()).await.is(201);
            }
        }));
    }
    while practice.rows.count("SELECT COUNT(*) FROM appointments").await < 20 {
        tokio::task::yield_now().await;
    }
    let settings = practice.app.settings.clone();
    let backup = Backup::of(&settings, &practice, None).await;
    enough.store(true, Ordering::SeqCst);
    for booking in booking {
        booking.await.expect("it is booked");
    }
    let elsewhere = Elsewhere::make(Engine::Sqlite).await;
    archive::restore(&elsewhere.settings(), &backup.path(), &Secrets::default()).await.unwrap_or_else(|error| panic!("{error}"));
    let rows = elsewhere.rows().await;
    let booked = rows.count("SELECT COUNT(*) FROM appointments").await;
    assert!(booked >= 20 && booked < practice.rows.count("SELECT COUNT(*) FROM appointments").await, "it went on meanwhile");
    // All rows of a booking, or none.
    assert_eq!(rows.count("SELECT COUNT(*) FROM appointment_changes").await, booked);
    assert_eq!(rows.count("SELECT COUNT(DISTINCT appointment_id) FROM appointment_changes").await, booked);
    assert_eq!(rows.count("SELECT COUNT(*) FROM notifications").await, booked);
    assert_eq!(rows.count("SELECT COUNT(*) FROM jobs WHERE payload LIKE '%\"appointment\":%'").await, 2 * booked);
    rows.close().await;
    let (before, after) = (everything(&elsewhere.settings().database_url()).await, everything(&settings.database_url()).await);
    for table in ["appointments", "appointment_changes", "notifications", "audit_records", "users", "slots"] {
        assert!(before[table].is_subset(&after[table]), "{table}");
    }
    elsewhere.clear().await;
});

both!(no_table_and_no_column_is_left_out, |practice| async move {
    const SQLITE: &str = "SELECT m.name || '.' || p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p \
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '_sqlx_migrations'";
    const POSTGRES: &str = "SELECT table_name || '.' || column_name FROM information_schema.columns \
         WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations' \
         AND table_name IN (SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE')";
    let sql = if practice.app.settings.database.is_some() { POSTGRES } else { SQLITE };
    let mut there = practice.rows.words(sql).await;
    there.sort();
    let backup = Backup::of(&practice.app.settings, &practice, None).await;
    let columns = |table: &archive::Columns| -> Vec<String> {
        table.columns.iter().map(|column| format!("{}.{column}", table.name)).collect()
    };
    let mut inside: Vec<String> = backup.manifest.tables.iter().flat_map(columns).collect();
    inside.sort();
    assert_eq!(there, inside);
    assert!(inside.len() > 50);
    if practice.app.settings.database.is_some() {
        let counters = practice.rows.count("SELECT COUNT(*) FROM pg_sequences").await;
        assert_eq!(counters, 0, "where a sequence stands is not in a backup: ids are UUIDv7");
    }
});

fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    flate2::bufread::GzDecoder::new(bytes).read_to_end(&mut content).ok().map(|_| content)
}

both!(a_backup_that_is_not_whole_is_refused_and_nothing_is_made, |practice| async move {
    lived_in(&practice).await;
    let folder = tempfile::tempdir().expect("a folder");
    let settings = practice.app.settings.clone();
    for key in [None, Some(a_key(folder.path(), KEY))] {
        let backup = Backup::of(&settings, &practice, key.clone()).await;
        let whole = std::fs::read(backup.path()).expect("a backup");
        let mut broken = Vec::new();
        for part in [0, 1, 20, 40, 60, 80, 99] {
            let at = whole.len() * part / 100;
            broken.push((format!("cut at {at}"), whole[..at].to_vec()));
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            // A flipped bit in gzip's header, or in the choice between equal sources of a copy, may change nothing.
            if unpacked(&flipped) != unpacked(&whole) || key.is_some() {
                broken.push((format!("flipped at {at}"), flipped));
            }
        }
        broken.push(("cut by one".to_owned(), whole[..whole.len() - 1].to_vec()));
        broken.push(("followed by more".to_owned(), [&whole[..], b"more"].concat()));
        let elsewhere = Elsewhere::make(Engine::Sqlite).await;
        for (how, bytes) in broken {
            let path = folder.path().join("broken");
            std::fs::write(&path, bytes).expect("a file");
            let refused = archive::restore(&elsewhere.settings(), &path, &with_key(key.as_ref())).await;
            let error = refused.expect_err(&how);
            assert!(
                matches!(error, ArchiveError::Damaged { .. } | ArchiveError::NotABackup(_) | ArchiveError::WrongKey(_)),
                "{how}: {error}"
            );
            assert!(elsewhere.is_untouched().await, "{how}");
        }
        archive::restore(&elsewhere.settings(), &backup.path(), &with_key(key.as_ref())).await.expect("the whole one is restored");
        elsewhere.clear().await;
    }
});

both!(a_backup_with_a_key_opens_with_that_key_alone, |practice| async move {
    lived_in(&practice).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (right, wrong) = (a_key(folder.path(), KEY), a_key(folder.path(), "another key that is long enough to be one"));
    let settings = practice.app.settings.clone();
    let sealed = Backup::of(&settings, &practice, Some(right.clone())).await;
    let plain = Backup::of(&settings, &practice, None).await;
    let bytes = std::fs::read(sealed.path()).expect("a backup");
    assert!(!bytes.windows(13).any(|window| window == b"manifest.json"));
    let elsewhere = Elsewhere::make(Engine::Postgres).await;
    let to = elsewhere.settings();
    let refused = archive::restore(&to, &sealed.path(), &with_key(Some(&wrong))).await;
    assert!(matches!(refused, Err(ArchiveError::WrongKey(_))), "{refused:?}");
    let refused = archive::restore(&to, &sealed.path(), &Secrets::default()).await;
    assert!(matches!(refused, Err(ArchiveError::KeyNeeded(_))), "{refused:?}");
    let refused = archive::restore(&to, &plain.path(), &with_key(Some(&right))).await;
    assert!(matches!(refused, Err(ArchiveError::NoKeyNeeded(_))), "{refused:?}");
    std::fs::write(folder.path().join("short"), "password").expect("a file");
    assert!(matches!(Key::read(&folder.path().join("short")), Err(ArchiveError::ShortKey(_))));
    assert!(elsewhere.is_untouched().await);
    archive::restore(&to, &sealed.path(), &with_key(Some(&right))).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(everything(&to.database_url()).await, everything(&settings.database_url()).await);
    elsewhere.clear().await;
});

/// The file that `age-keygen` would write, and the recipient that it prints.
fn an_identity(folder: &Path, name: &str) -> (PathBuf, String) {
    use age::secrecy::ExposeSecret as _;
    let identity = age::x25519::Identity::generate();
    let (path, recipient) = (folder.join(name), identity.to_public().to_string());
    let text = format!("# created: today\n# public key: {recipient}\n{}\n", identity.to_string().expose_secret());
    std::fs::write(&path, text).expect("a file");
    (path, recipient)
}

both!(what_a_killed_backup_has_left_is_removed_by_one_a_day_later, |practice| async move {
    let folder = tempfile::tempdir().expect("a folder");
    let [old, recent, other] = [".praxis-backup-1", ".praxis-backup-2", "backup-1"].map(|name| folder.path().join(name));
    for path in [&old, &recent, &other] {
        std::fs::write(path, "half of one").expect("a file");
    }
    for path in [&old, &other] {
        let file = std::fs::File::options().append(true).open(path).expect("it is there");
        let now = file.metadata().and_then(|about| about.modified()).expect("the time that it was written");
        file.set_modified(now - std::time::Duration::from_secs(25 * 3600)).expect("it has been there");
    }
    let path = folder.path().join("practice.praxis");
    let target = Target::File { path: path.clone(), replace: false };
    archive::backup(&practice.app.settings, &practice.clock, target, None).await.unwrap_or_else(|error| panic!("{error}"));
    assert!(!old.exists() && recent.exists() && other.exists(), "another backup may be under way, and what is not ours stays");
    archive::inspect(&path, &Secrets::default()).await.unwrap_or_else(|error| panic!("{error}"));
});

both!(a_backup_for_a_recipient_opens_with_that_identity_and_by_age_alone, |practice| async move {
    use std::io::Read as _;
    lived_in(&practice).await;
    let settings = practice.app.settings.clone();
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, recipient) = an_identity(folder.path(), "ours");
    let (second, other_recipient) = an_identity(folder.path(), "second");
    let (strangers, _) = an_identity(folder.path(), "strangers");
    let recipients = Recipients::read(&[recipient, other_recipient], None).expect("recipients").expect("two");
    let backup = Backup::encrypted(&settings, &practice, Some(Encryption::Recipients(recipients))).await;
    let whole = std::fs::read(backup.path()).expect("a backup");
    let opens = |path: &Path| Secrets { identities: Some(Identities::read(path).expect("an identity")), key: None };

    // Decrypted without Praxis, it is the .tar.gz of a plain backup.
    let plain = {
        let identity: age::x25519::Identity =
            std::fs::read_to_string(&ours).expect("a file").lines().last().expect("a line").parse().expect("an identity");
        let decryptor = age::Decryptor::new_buffered(&whole[..]).expect("age's header");
        let mut plain = Vec::new();
        let identities: [&dyn age::Identity; 1] = [&identity];
        let mut reader = decryptor.decrypt(identities.into_iter()).expect("it opens");
        reader.read_to_end(&mut plain).expect("to its end");
        plain
    };
    assert!(unpacked(&plain).is_some_and(|tar| tar.windows(13).any(|window| window == b"manifest.json")));

    for identity in [&ours, &second] {
        archive::inspect(&backup.path(), &opens(identity)).await.unwrap_or_else(|error| panic!("{error}"));
    }
    assert!(archive::check_encrypted(&backup.path()).await.expect("it looks whole"), "it is encrypted");
    let elsewhere = Elsewhere::make(Engine::Sqlite).await;
    let refused = archive::restore(&elsewhere.settings(), &backup.path(), &opens(&strangers)).await;
    assert!(matches!(refused, Err(ArchiveError::WrongKey(_))), "{refused:?}");
    let refused = archive::restore(&elsewhere.settings(), &backup.path(), &Secrets::default()).await;
    assert!(matches!(refused, Err(ArchiveError::IdentityNeeded(_))), "{refused:?}");
    let (head, middle) = (whole.len() / 8, whole.len() / 2);
    for (what, damaged) in [
        ("its end is missing", whole[..whole.len() - 40].to_vec()),
        ("half is missing", whole[..middle].to_vec()),
        ("the header is cut off", whole[..head.min(120)].to_vec()),
        ("a byte is another", {
            let mut bytes = whole.clone();
            bytes[middle] ^= 1;
            bytes
        }),
        ("something follows", [whole.clone(), b"more".to_vec()].concat()),
    ] {
        let path = folder.path().join("damaged");
        std::fs::write(&path, damaged).expect("a file");
        let refused = archive::restore(&elsewhere.settings(), &path, &opens(&ours)).await;
        let error = refused.expect_err(what);
        assert!(matches!(error, ArchiveError::Damaged { .. } | ArchiveError::NotABackup(_)), "{what}: {error:?}");
        assert!(elsewhere.is_untouched().await, "{what}");
    }
    archive::restore(&elsewhere.settings(), &backup.path(), &opens(&second)).await.expect("the whole one is restored");
    elsewhere.clear().await;

    assert!(matches!(Recipients::read(&["age1nobody".to_owned()], None), Err(ArchiveError::Recipient(_))));
    let secret = std::fs::read_to_string(&ours).expect("a file").lines().last().expect("a line").to_owned();
    let refused = Recipients::read(std::slice::from_ref(&secret), None).expect_err("an identity is no recipient").to_string();
    assert!(!refused.contains(&secret) && refused.contains("secret"), "{refused}");
    assert!(matches!(Recipients::read(&[" ".to_owned()], None), Err(ArchiveError::NoRecipient(_))));
    std::fs::write(folder.path().join("empty"), "# nobody\n").expect("a file");
    assert!(matches!(Recipients::read(&[], Some(&folder.path().join("empty"))), Err(ArchiveError::NoRecipient(_))));
    assert!(matches!(Identities::read(&folder.path().join("empty")).err(), Some(ArchiveError::NoIdentity(_))));
});

both!(a_backup_is_not_restored_where_anybody_lives, |practice| async move {
    lived_in(&practice).await;
    let settings = practice.app.settings.clone();
    let backup = Backup::of(&settings, &practice, None).await;
    practice.patient("Somebody New").await;
    let before = everything(&settings.database_url()).await;
    let refused = archive::restore(&settings, &backup.path(), &Secrets::default()).await.expect_err("people live here");
    let words = refused.to_string();
    assert!(words.contains("--data-dir") || words.contains("not empty"), "{words}");
    assert!(!words.contains("postgres@"), "no credentials: {words}");
    assert_eq!(everything(&settings.database_url()).await, before);
    let left: Vec<_> = std::fs::read_dir(&settings.data_dir).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".praxis-")), "{left:?}");

    // The same database from another folder, and another database with this folder.
    let mut other = settings.clone();
    other.data_dir = backup.folder.path().join("other");
    if settings.database.is_some() {
        archive::restore(&other, &backup.path(), &Secrets::default()).await.expect_err("people live in the database");
    }
    let elsewhere = Elsewhere::make(Engine::Postgres).await;
    other = elsewhere.settings();
    other.data_dir = settings.data_dir.clone();
    let refused = archive::restore(&other, &backup.path(), &Secrets::default()).await.expect_err("the folder has its own key");
    assert!(refused.to_string().contains("already exists"), "{refused}");
    assert!(elsewhere.is_untouched().await, "not even the tables were made");
    elsewhere.clear().await;
});

both!(a_backup_holds_no_backups_and_replaces_none_unasked, |practice| async move {
    lived_in(&practice).await;
    let settings = practice.app.settings.clone();
    let path = settings.data_dir.join("yesterday");
    let to = |replace| Target::File { path: path.clone(), replace };
    let make = |replace| archive::backup(&settings, &practice.clock, to(replace), None);
    let (_, first) = make(false).await.unwrap_or_else(|error| panic!("{error}"));
    let before = std::fs::read(&path).expect("a backup");
    let refused = make(false).await.expect_err("it is there");
    assert!(refused.to_string().contains("--force"), "{refused}");
    assert_eq!(std::fs::read(&path).expect("a backup"), before);
    let (_, second) = make(true).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(first.files, second.files, "yesterday's is not in it");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).expect("a backup").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "people's health is in it");
    }
});

both!(a_newer_practices_backup_is_refused, |practice| async move {
    const LATER: &str = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         SELECT 99991231235959, 'later', success, checksum, execution_time FROM _sqlx_migrations LIMIT 1";
    lived_in(&practice).await;
    practice.rows.change(LATER).await;
    let backup = Backup::of(&practice.app.settings, &practice, None).await;
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let elsewhere = Elsewhere::make(engine).await;
        let refused = archive::restore(&elsewhere.settings(), &backup.path(), &Secrets::default()).await.expect_err("it is newer");
        assert!(refused.to_string().contains("newer"), "{refused}");
        assert!(elsewhere.is_untouched().await);
        elsewhere.clear().await;
    }
});

#[tokio::test(flavor = "multi_thread")]
async fn an_older_practices_backup_takes_the_steps_since() {
    run(
        Engine::Sqlite,
        |_| (),
        |practice| async move {
            let first = SQLITE.iter().next().expect("a first step").version;
            let folder = tempfile::tempdir().expect("a folder");
            let old = Settings::for_test(folder.path().to_path_buf(), None);
            let options =
                sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("praxis.sqlite")).create_if_missing(true);
            let pool = sqlx::SqlitePool::connect_with(options).await.expect("a file");
            SQLITE.run_to(first, &pool).await.expect("the first step");
            pool.close().await;
            let rows = Rows::open(&old.database_url()).await;
            rows.change("INSERT INTO practice_facts (name, value) VALUES ('founded', '1987')").await;
            rows.close().await;
            let backup = Backup::of(&old, &practice, None).await;
            assert_eq!(backup.manifest.steps, [first]);
            for engine in [Engine::Sqlite, Engine::Postgres] {
                let elsewhere = Elsewhere::make(engine).await;
                archive::restore(&elsewhere.settings(), &backup.path(), &Secrets::default())
                    .await
                    .unwrap_or_else(|error| panic!("{error}"));
                let rows = elsewhere.rows().await;
                let steps = rows.count("SELECT COUNT(*) FROM _sqlx_migrations").await;
                assert_eq!(usize::try_from(steps).expect("few"), SQLITE.iter().count());
                assert_eq!(rows.words("SELECT value FROM practice_facts WHERE name = 'founded'").await, ["1987"]);
                rows.close().await;
                elsewhere.clear().await;
            }
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_moves_to_postgres_with_everything() {
    run(
        Engine::Sqlite,
        |_| (),
        |practice| async move {
            let appointment = lived_in(&practice).await;
            let patient = practice.sign_in("lan.nguyen@patients.example").await;
            let settings = practice.app.settings.clone();
            let elsewhere = Elsewhere::make(Engine::Postgres).await;
            let to = elsewhere.settings().database_url();
            let before = everything(&settings.database_url()).await;
            let moved = archive::move_to(&settings, &to).await.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(everything(&to).await, before);
            let fresh = Place::make(Engine::Postgres).await;
            assert_eq!(
                held(&to).await,
                held(fresh.database.as_deref().expect("PostgreSQL has a URL")).await,
                "what keeps the rows in order"
            );
            fresh.clear().await;
            let counts: BTreeMap<String, u64> = moved.into_iter().collect();
            for (table, rows) in &before {
                assert_eq!(counts.get(table).copied(), u64::try_from(rows.len()).ok(), "{table}");
            }
            // The data folder is kept, with its signing key.
            let mut there = settings.clone();
            there.database = elsewhere.settings().database;
            let (app, url, closing) = start(there.clone(), practice.clock.clone()).await;
            let patient = patient.at_server(&url);
            let seen = patient.get(&format!("/appointments/{appointment}")).await.is(200);
            assert_eq!(seen["status"], "confirmed");
            patient.renew().await;
            closing.cancel();
            app.stop().await;

            let refused = archive::move_to(&settings, &to).await.expect_err("people live there now");
            assert!(refused.to_string().contains("not empty"), "{refused}");
            let refused = archive::move_to(&there, &to).await.expect_err("it has moved");
            assert!(matches!(refused, ArchiveError::MovedAlready), "{refused}");
            let refused = archive::move_to(&settings, "mysql://host/name").await.expect_err("another database");
            assert!(matches!(refused, ArchiveError::NotPostgres), "{refused}");
            let refused = archive::move_to(&settings, "postgres://me:hush@127.0.0.1:1/name").await.expect_err("nobody answers");
            assert!(!refused.to_string().contains("hush") && refused.to_string().contains("127.0.0.1:1"), "{refused}");
            elsewhere.clear().await;
        },
    )
    .await;
}

/// The definitions of all indexes, constraints and triggers of a PostgreSQL database.
async fn held(url: &str) -> BTreeSet<String> {
    const ALL: &str = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' \
         UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint \
         WHERE connamespace = 'public'::regnamespace \
         UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal";
    let rows = Rows::open(url).await;
    let found: BTreeSet<String> = rows.words(ALL).await.into_iter().collect();
    rows.close().await;
    assert!(found.len() > 40, "{found:?}");
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_notices_that_somebody_writes_meanwhile() {
    run(
        Engine::Sqlite,
        |_| (),
        |practice| async move {
            let url = practice.app.settings.database_url();
            let quiet = Snapshot::begin(&url).await.expect("a snapshot");
            assert!(!quiet.end().await.expect("it ends"));
            let snapshot = Snapshot::begin(&url).await.expect("a snapshot");
            practice.patient("Somebody Quick").await;
            assert!(snapshot.end().await.expect("it ends"));
        },
    )
    .await;
}

#[tokio::test]
async fn where_there_is_no_practice_none_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings::for_test(folder.path().join("data"), None);
    let clock = praxis::platform::clock::Clock::system();
    let refused = archive::backup(&settings, &clock, Target::Stdout, None).await.expect_err("there is none");
    assert!(matches!(refused, ArchiveError::NoPractice(_)), "{refused}");
    assert!(!folder.path().join("data").exists());
    let place = Elsewhere::make(Engine::Postgres).await;
    let refused = Snapshot::begin(&place.settings().database_url()).await.err();
    assert!(matches!(refused, Some(CopyError::NoPractice)), "{refused:?}");
    place.clear().await;
}

#[test]
fn the_command_line_backs_up_checks_and_restores() {
    let folder = tempfile::tempdir().expect("a folder");
    let call = |arguments: &[&str]| {
        let output = praxis(folder.path()).args(arguments).output().expect("it runs");
        (output.status.success(), said(&output))
    };
    std::fs::write(folder.path().join("key"), KEY).expect("a file");
    assert!(call(&["--data-dir", "one", "demo"]).0);
    let (done, words) = call(&["--data-dir", "one", "backup", "b.praxis", "--key-file", "key"]);
    assert!(done && words.contains("rows"), "{words}");
    let (done, words) = call(&["restore", "--check", "b.praxis", "--key-file", "key"]);
    assert!(done && words.contains("is complete") && !folder.path().join("praxis-data").exists(), "{words}");
    let (done, words) = call(&["--data-dir", "one", "restore", "b.praxis", "--key-file", "key"]);
    assert!(!done && words.contains("--data-dir"), "{words}");
    let (done, words) = call(&["--data-dir", "two", "restore", "b.praxis"]);
    assert!(!done && words.contains("--key-file") && !folder.path().join("two").exists(), "{words}");
    let (done, words) = call(&["--data-dir", "two", "restore", "b.praxis", "--key-file", "key"]);
    assert!(done && words.contains("Restored"), "{words}");
    let (done, words) = call(&["--data-dir", "two", "demo"]);
    assert!(done && words.contains("Sign in as"), "it is the demo still: {words}");
    let (identity, recipient) = an_identity(folder.path(), "identity");
    let (done, words) = call(&["--data-dir", "one", "backup", "a.praxis", "--recipient", &recipient]);
    assert!(done && !words.contains("WARNING"), "{words}");
    let identity = identity.to_str().expect("a path");
    let (done, words) = call(&["restore", "--check", "a.praxis", "--identity", identity]);
    assert!(done && words.contains("is complete"), "{words}");
    let (done, words) = call(&["restore", "--check", "a.praxis"]);
    assert!(done && words.contains("Only --identity can tell"), "{words}");
    let (done, words) = call(&["--data-dir", "three", "restore", "a.praxis"]);
    assert!(!done && words.contains("--identity") && !folder.path().join("three").exists(), "{words}");
    let (done, words) = call(&["--data-dir", "three", "restore", "a.praxis", "--identity", identity]);
    assert!(done && words.contains("Restored"), "{words}");
    let (done, words) = call(&["--data-dir", "one", "backup", "p.praxis"]);
    assert!(done && words.contains("WARNING") && words.contains("signing key"), "{words}");
    let (done, words) = call(&["--data-dir", "one", "backup", "u.praxis", "--unencrypted"]);
    assert!(done && !words.contains("WARNING"), "{words}");
    let (done, words) = call(&["--data-dir", "one", "backup", "u2.praxis", "--unencrypted", "--recipient", &recipient]);
    assert!(!done && words.contains("omit one of the two"), "{words}");
    let (done, words) = call(&["--data-dir", "one", "backup", "k.praxis", "--key-file", "key"]);
    assert!(done && words.contains("WARNING") && words.contains("next release"), "{words}");
    let piped = praxis(folder.path()).args(["--data-dir", "two", "backup", "-"]).output().expect("it runs");
    assert!(piped.status.success() && piped.stdout.starts_with(&[0x1f, 0x8b]), "{}", said(&piped));
    let (done, words) = call(&["health", "--listen", "127.0.0.1:1"]);
    assert!(!done && words.contains("nobody answers"), "{words}");
}
