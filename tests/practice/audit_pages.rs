//! The audit log as people read it: what patients see, what staff find and export, and the words for every action.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::Duration;
use praxis::base::text::Lang;
use praxis::platform::audit::{ActionWords, chain};
use serde_json::{Value, json};

use crate::harness::{Browser, PASSWORD, Person, Practice, both, text};

const TIMES: [&str; 4] = ["2027-03-04T09:00:00Z", "2027-03-04T10:00:00Z", "2027-03-04T11:00:00Z", "2027-03-04T12:00:00Z"];

async fn browser(practice: &Practice, person: &Person) -> Browser {
    let browser = practice.browser();
    assert_eq!(browser.signs_in(&person.email, PASSWORD).await.status, 303);
    browser
}

/// Books the time from the n-th to the next.
async fn booked(doctor: &Person, patient: &Person, n: usize) -> String {
    text(&patient.books(&doctor.offers(TIMES[n], TIMES[n + 1]).await).await.is(201)["id"])
}

async fn found(person: &Person, query: &str) -> Vec<Value> {
    person.get(&format!("/audit{query}")).await.is(200)["items"].as_array().expect("a list").clone()
}

/// All entries of a query, page by page.
async fn pages(person: &Person, query: &str) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = person.get(&format!("/audit?limit=3{query}{cursor}")).await.is(200);
        ids.extend(page["items"].as_array().expect("a list").iter().map(|entry| text(&entry["id"])));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
}

both!(a_patient_reads_who_saw_or_changed_something_of_theirs, |practice| async move {
    let (doctor, admin) = (practice.doctor().await, practice.admin().await);
    let (ana, besa) = (practice.patient("Ana Dervishi").await, practice.patient_reading("Besa Kola", "fr").await);
    let own = booked(&doctor, &ana, 0).await;
    ana.get(&format!("/appointments/{own}")).await.is(200);
    assert_eq!(found(&ana, "").await, Vec::<Value>::new(), "their own acts are not listed");
    let at_first = browser(&practice, &ana).await.get("/profile/access").await;
    assert!(at_first.status == 200 && at_first.raw.contains("Nobody yet"), "{}", at_first.raw);

    doctor.get(&format!("/appointments/{own}")).await.is(200);
    practice.advance(Duration::days(1));
    let (doctor, admin) = (practice.sign_in(&doctor.email).await, practice.sign_in(&admin.email).await);
    admin.get("/appointments").await.is(200);
    practice.advance(Duration::seconds(1));
    doctor.sets(&own, "confirmed").await.is(200);
    besa.renew().await;
    besa.get(&format!("/appointments/{own}")).await.is_problem(404, "not_found");

    ana.renew().await;
    let entries = found(&ana, "").await;
    let said: Vec<(String, String)> =
        entries.iter().map(|entry| (text(&entry["actor"]["full_name"]), text(&entry["action"]))).collect();
    let expected = [
        ("Dr Vera Hoxha", "appointments.change_status"),
        ("Ada Admin", "appointments.read"),
        ("Dr Vera Hoxha", "appointments.read"),
    ];
    assert_eq!(said, expected.map(|(who, what)| (who.to_owned(), what.to_owned())), "the latest first");
    for entry in &entries {
        assert_eq!(entry["patient_id"], ana.id.as_str());
        assert!(entry["session_id"].is_null() && entry["address"].is_null(), "for staff only: {entry}");
        assert!(text(&entry["at"]).ends_with("+01:00"), "on their clock: {entry}");
    }
    assert_eq!(pages(&ana, "").await.len(), 3);
    // Filters narrow, and reach nobody else's.
    assert_eq!(found(&ana, "?action=appointments.read").await.len(), 2);
    assert_eq!(found(&ana, &format!("?actor_id={}", admin.id)).await.len(), 1);
    assert_eq!(found(&besa, &format!("?patient_id={}", ana.id)).await, Vec::<Value>::new());
    assert_eq!(found(&besa, "").await, Vec::<Value>::new(), "nobody has read anything of theirs");
    doctor.get("/audit").await.is_problem(403, "forbidden");

    let page = browser(&practice, &ana).await.get("/profile/access").await;
    for words in
        ["Dr Vera Hoxha", "Ada Admin", "Practice staff", "Changed the status of an appointment", "Monday 1\u{a0}March 2027"]
    {
        assert!(page.status == 200 && page.raw.contains(words), "{words}: {}", page.raw);
    }
    assert!(page.raw.find("Tuesday 2\u{a0}March") < page.raw.find("Monday 1\u{a0}March"), "the latest day first");
    assert!(!page.raw.contains("appointments.read\">") && !page.raw.contains("127.0.0.1"), "words, and no addresses");
    booked(&doctor, &besa, 1).await;
    doctor.get("/appointments").await.is(200);
    let page = browser(&practice, &besa).await.get("/profile/access").await;
    assert!(page.raw.contains("Consultation de rendez-vous") && !page.raw.contains("Ada Admin"), "{}", page.raw);
    let profile = browser(&practice, &besa).await.get("/profile").await;
    assert!(profile.raw.contains("href=\"/profile/access\""), "the profile leads there");
});

both!(staff_find_entries_by_person_patient_action_outcome_and_day, |practice| async move {
    let (doctor, admin) = (practice.doctor().await, practice.admin().await);
    let (ana, besa) = (practice.patient("Ana Dërvishi").await, practice.patient("Besa Kola").await);
    let (first, second) = (booked(&doctor, &ana, 0).await, booked(&doctor, &besa, 1).await);
    doctor.get(&format!("/appointments/{first}")).await.is(200);
    doctor.get(&format!("/appointments/{second}")).await.is(200);
    besa.get(&format!("/appointments/{first}")).await.is_problem(404, "not_found");
    practice.advance(Duration::days(1));
    let (doctor, admin) = (practice.sign_in(&doctor.email).await, practice.sign_in(&admin.email).await);
    doctor.sets(&first, "confirmed").await.is(200);
    doctor.sets(&second, "cancelled").await.is(200);

    let all = pages(&admin, "").await;
    let count = practice.rows.count("SELECT COUNT(*) FROM audit_records").await;
    assert_eq!(i64::try_from(all.len()), Ok(count), "page by page, everything");
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "nothing twice");
    assert!(all.is_sorted_by(|one, next| one > next), "the latest first");

    let of = |entries: Vec<Value>| entries.iter().map(|entry| text(&entry["action"])).collect::<Vec<_>>();
    assert_eq!(
        of(found(&admin, &format!("?patient_id={}&actor_id={}", ana.id, doctor.id)).await),
        ["appointments.change_status", "appointments.read"]
    );
    assert_eq!(of(found(&admin, "?outcome=refused").await), ["ReadAppointments"]);
    assert_eq!(found(&admin, "?action=appointments.read").await.len(), 2);
    assert_eq!(of(found(&admin, "?from=2027-03-02T00:00:00Z&action=appointments.change_status").await).len(), 2);
    assert_eq!(of(found(&admin, "?to=2027-03-02T00:00:00Z&action=appointments.change_status").await).len(), 0);
    let read = &found(&admin, "?action=appointments.read").await[0];
    assert!(read["address"] == "127.0.0.1" && read["session_id"].is_string(), "{read}");
    admin.get("/audit?limit=0").await.is_problem(422, "invalid");
    admin.get("/audit?cursor=x").await.is_problem(400, "malformed");
    admin.get("/audit?outcome=perhaps").await.is_problem(422, "invalid");
    admin.get(&format!("/audit?action={}", "x".repeat(101))).await.is_problem(422, "invalid");
    admin.get("/audit?from=-262143-01-01T00:00:00Z&to=%2B262142-12-31T00:00:00Z").await.is(200);

    // The page, without a script: names without accents, ids, words.
    let browser = browser(&practice, &admin).await;
    let rows = async |query: &str| {
        let page = browser.get(&format!("/audit{query}")).await;
        assert_eq!(page.status, 200, "{}", page.raw);
        (page.raw.matches("<tr role=\"row\"").count().saturating_sub(1), page.raw)
    };
    let (about_ana, page) = rows("?about=dervishi").await;
    assert_eq!(about_ana, 3, "booked, read, confirmed: {page}");
    for words in
        ["Ana Dërvishi", "Read appointments", "appointments.change_status", "127.0.0.1", "href=\"/audit.csv?about=dervishi\""]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(rows(&format!("?about={}", ana.id)).await.0, 3);
    assert_eq!(rows("?by=HOXHA&about=ana").await.0, 2);
    assert_eq!(rows(&format!("?by={}&action=appointments.read", doctor.id)).await.0, 2);
    assert_eq!(rows("?by=hoxha&from=2027-03-02&to=2027-03-02&action=appointments.read").await.0, 0);
    assert_eq!(rows("?by=hoxha&to=2027-03-01&action=appointments.read").await.0, 2);
    let (refused, page) = rows("?outcome=refused&by=besa").await;
    assert!(refused == 1 && page.contains("Tried something that is not allowed") && page.contains("ReadAppointments"), "{page}");
    let (none, page) = rows("?by=%25&outcome=failed&from=soon").await;
    assert!(none == 0 && page.contains("Nothing found"), "a percent sign is not a pattern: {page}");
    assert_eq!(browser.get(&format!("/audit?by={}", "x".repeat(121))).await.status, 422);
});

/// Parses RFC 4180.
fn table(csv: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = csv.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(cell.is_empty() && row.is_empty(), "the last line ends: {row:?} {cell}");
    rows
}

both!(staff_export_what_they_filter_and_the_export_is_recorded, |practice| async move {
    const EXPORTS: &str = "SELECT COUNT(*) FROM audit_records WHERE action = 'audit.export' AND outcome = 'done' AND actor = subject AND session_id IS NOT NULL";
    let (doctor, admin) = (practice.doctor().await, practice.admin().await);
    let names = ["=1+1 \"Ana\", Kola", "+Besa", "-Cana", "Dana Ümit"];
    let mut patients = Vec::new();
    for (n, name) in names.iter().enumerate() {
        let email = format!("patient.{n}@patients.example");
        let body =
            json!({ "role": "patient", "email": email, "password": PASSWORD, "full_name": name, "date_of_birth": "1987-06-05" });
        practice.anybody().post("/auth/register", body).await.is(202);
        let patient = practice.sign_in(&email).await;
        if n < 3 {
            let id = booked(&doctor, &patient, n).await;
            doctor.get(&format!("/appointments/{id}")).await.is(200);
        }
        patients.push(patient);
    }
    // More than are sent at once.
    for _ in 0..6 {
        let (clock, by) = (practice.clock.clone(), praxis::policy::By::SYSTEM);
        let many = practice.app.write(move |tx| {
            Box::pin(async move {
                for _ in 0..100 {
                    praxis::platform::audit::record(tx, &clock, by, "demo.create", uuid::Uuid::nil());
                }
                Ok(())
            })
        });
        many.await.expect("rows are written");
    }
    let browser = browser(&practice, &admin).await;
    let before = practice.rows.count("SELECT COUNT(*) FROM audit_records").await;
    let answer = browser.get("/audit.csv").await;
    assert_eq!((answer.status, answer.headers["content-type"].as_str()), (200, "text/csv; charset=utf-8"));
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"audit.csv\"");
    let rows = table(answer.raw.strip_prefix('\u{feff}').expect("a byte order mark"));
    assert_eq!(rows[0].join(","), "id,at,actor_id,actor,role,action,what,patient_id,patient,subject,outcome,session_id,address");
    assert!(rows.iter().all(|row| row.len() == 13), "{rows:?}");
    assert_eq!(i64::try_from(rows.len() - 1), Ok(before + 1), "all, and the export itself");
    assert_eq!(rows.iter().map(|row| &row[0]).collect::<BTreeSet<_>>().len(), rows.len(), "each once");
    assert_eq!(practice.rows.count(EXPORTS).await, 1);
    let cells: BTreeSet<&str> = rows.iter().flatten().map(String::as_str).collect();
    for name in &names[..3] {
        assert!(cells.contains(format!("'{name}").as_str()), "{name} is text: {cells:?}");
    }
    assert!(cells.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{cells:?}");

    let answer = browser.get("/audit.csv?about=besa&action=appointments.read").await;
    let rows = table(answer.raw.trim_start_matches('\u{feff}'));
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(
        (rows[1][3].as_str(), rows[1][4].as_str(), rows[1][6].as_str(), rows[1][10].as_str()),
        ("Dr Vera Hoxha", "Doctor", "Read appointments", "done")
    );
    for wrong in ["?who=besa", "?outcome=perhaps", "?from=soon"] {
        assert_eq!(browser.get(&format!("/audit.csv{wrong}")).await.status, 422, "{wrong}");
    }
    assert_eq!(practice.rows.count(EXPORTS).await, 2, "what is not exported is not recorded");
    let of_patient = practice.browser();
    assert_eq!(of_patient.signs_in(&patients[3].email, PASSWORD).await.status, 303);
    assert_eq!(of_patient.get("/audit.csv").await.status, 403);
    assert_eq!(practice.browser().get("/audit.csv").await.status, 401);
    assert_eq!(practice.rows.count(EXPORTS).await, 2);
});

both!(servers_that_seal_at_once_leave_no_gap_and_seal_nothing_twice, |practice| async move {
    const GAPS: &str = "SELECT MAX(seq) - COUNT(*) FROM audit_seals";
    const TWICE: &str = "SELECT COUNT(*) - COUNT(DISTINCT record_id) FROM audit_seals";
    const UNSEALED: &str =
        "SELECT COUNT(*) FROM audit_records r WHERE NOT EXISTS (SELECT 1 FROM audit_seals s WHERE s.record_id = r.id)";
    let ana = practice.patient("Ana Dervishi").await;
    // On SQLite a practice has one server, which seals twice at once.
    let (second, base) = match practice.database {
        Some(_) => practice.second_server(|_| ()).await,
        None => (practice.app.clone(), practice.url.clone()),
    };
    let there = ana.at_server(&base);
    let head = practice.app.settings.data_dir.join("audit.head");
    chain::seal(&practice.app, true).await.expect("it seals alone");
    let mut kept = Vec::new();
    for round in 0..12 {
        futures::join!(ana.renew(), there.renew(), ana.renew(), there.renew());
        let everything = round % 4 == 0;
        let (one, two, three) = futures::join!(
            chain::seal(&practice.app, everything),
            chain::seal(&second, everything),
            chain::seal(&practice.app, false)
        );
        one.and(two).and(three).expect("they can be sealed");
        if round == 5 {
            kept = std::fs::read(&head).expect("the last seal is in the data folder");
        }
        assert_eq!((practice.rows.count(GAPS).await, practice.rows.count(TWICE).await), (0, 0), "round {round}");
    }
    // One that was killed after it sealed rows and before it wrote the file; and rows that waited for longer than a running server looks back.
    std::fs::write(&head, kept).expect("the file can be written");
    ana.renew().await;
    practice.advance(Duration::minutes(30));
    chain::seal(&second, true).await.expect("they can be sealed");
    chain::seal(&practice.app, true).await.expect("they can be sealed");
    assert_eq!((practice.rows.count(UNSEALED).await, practice.rows.count(GAPS).await, practice.rows.count(TWICE).await), (0, 0, 0));
    let rows = practice.rows.count("SELECT COUNT(*) FROM audit_records").await;
    for app in [&practice.app, &second] {
        let verified = chain::verify(app).await.expect("the log can be read").expect("nothing is broken");
        assert_eq!(verified.rows, rows, "both verify all of it");
    }
});

/// Every string in the sources that has the form of an action of a feature, with its file.
fn recorded() -> Vec<(String, String)> {
    fn below(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("src can be read") {
            let path = entry.expect("src can be read").path();
            if path.is_dir() { below(&path, into) } else { into.push(path) }
        }
    }
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    below(&src, &mut paths);
    let features = std::fs::read_dir(src.join("features")).expect("src can be read");
    let mut owners: Vec<String> =
        features.map(|entry| entry.expect("src can be read").file_name().into_string().expect("our names are UTF-8")).collect();
    owners.extend(["demo", "people", "settings"].map(str::to_owned));
    let mut found = Vec::new();
    for path in paths {
        let file = path.strip_prefix(&src).expect("it is below").display().to_string();
        let text = std::fs::read_to_string(&path).expect("a source");
        for part in
            text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| line.split('"').skip(1).step_by(2))
        {
            let named = part
                .split_once('.')
                .filter(|(_, name)| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
            // Files: the last seal, and the export.
            if named.is_some_and(|(owner, _)| owners.iter().any(|known| known == owner))
                && !["audit.head", "audit.csv"].contains(&part)
            {
                found.push((part.to_owned(), file.clone()));
            }
        }
    }
    found
}

#[test]
fn every_recorded_action_has_words_in_each_language() {
    let registry = praxis::server::registry();
    let known: Vec<&ActionWords> = registry.all::<ActionWords>().iter().collect();
    let names: BTreeSet<&str> = known.iter().map(|words| words.action).collect();
    assert_eq!(names.len(), known.len(), "each has its words once");
    let recorded = recorded();
    let is_registration = |file: &str| file.ends_with("routes.rs") || file == "server/registry.rs";
    let without: Vec<_> = recorded.iter().filter(|(action, _)| !names.contains(action.as_str())).collect();
    assert!(without.is_empty(), "recorded actions without words (`ActionWords` in the feature's routes.rs): {without:?}");
    let used: BTreeSet<&str> =
        recorded.iter().filter(|(_, file)| !is_registration(file)).map(|(action, _)| action.as_str()).collect();
    let unused: Vec<_> = names.difference(&used).collect();
    assert!(unused.is_empty(), "words for what nobody records: {unused:?}");
    for lang in Lang::ALL {
        let words: BTreeSet<&str> = known.iter().map(|words| (words.words)(*lang)).collect();
        assert_eq!(words.len(), known.len(), "{lang}: two actions have the same words");
    }
}

both!(what_is_written_in_the_log_has_words, |practice| async move {
    // What the scan above could miss: an action whose name is put together.
    praxis::demo::create(&practice.app).await.expect("it is made");
    let registry = praxis::server::registry();
    let actions = practice.rows.words("SELECT DISTINCT action FROM audit_records WHERE outcome <> 'refused'").await;
    assert!(actions.len() > 4, "{actions:?}");
    for action in actions {
        assert!(registry.all::<ActionWords>().iter().any(|words| words.action == action), "{action} has no words");
    }
});
