//! What protects browsers, and `docs/security.md` against the tests and files that it names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use reqwest::{Client, Method};

use crate::harness::{Engine, PASSWORD, Practice, run};

/// Requirements of ASVS 5.0.0 of level 1, and of level 2.
const REQUIREMENTS: [usize; 2] = [70, 183];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_response_has_the_headers_that_protect_browsers() {
    let test = |practice: Practice| async move {
        let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let pages = ["/", "/doctors", "/sign-in", "/profile", "/verify-email?token=AAAA", "/nothing/here"];
        let others = ["/api/v1/doctors", "/api/v1/me", "/api/v1/nothing", "/livez", "/robots.txt", "/assets/none", "/fn/nothing"];
        for path in pages.into_iter().chain(others) {
            let request = client.get(format!("{}{path}", practice.url)).header("accept", "text/html");
            let answer = request.header("origin", "https://evil.example").send().await.expect("an answer");
            let headers = answer.headers().clone();
            let header = |name: &str| headers.get(name).map(|value| value.to_str().expect("text")).unwrap_or_default();
            assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(header("referrer-policy"), "same-origin", "{path}");
            assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{path}");
            assert!(!headers.contains_key("access-control-allow-origin"), "{path}");
            let policy = header("content-security-policy");
            for needed in ["frame-ancestors 'none'", "base-uri 'none'"] {
                assert!(policy.contains(needed), "{path}: {policy}");
            }
            assert!(policy.contains("object-src 'none'") || policy.contains("default-src 'none'"), "{path}: {policy}");
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
            // What everybody sees alike may be kept.
            if !path.starts_with("/assets/") && !["/", "/doctors", "/robots.txt"].contains(&path) {
                assert!(header("cache-control").contains("no-store"), "{path}: {}", header("cache-control"));
            }
            let kind = header("content-type").to_owned();
            let body = answer.text().await.expect("a body");
            assert!(body.is_empty() || !kind.is_empty(), "{path}: a body without a type");
            if kind.starts_with("text/") {
                assert!(kind.contains("charset=utf-8"), "{path}: {kind}");
            }
        }
        let trace = client.request(Method::TRACE, &practice.url).header("x-secret", "quince").send().await.expect("an answer");
        assert!(trace.status().is_client_error());
        assert!(!trace.text().await.expect("a body").contains("quince"));
    };
    run(Engine::Sqlite, |_| (), test).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_https_every_cookie_is_bound_to_this_host() {
    const PUBLIC: &str = "https://practice.example";
    let test = |practice: Practice| async move {
        let person = practice.patient("Lan Nguyễn").await;
        let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let mut names = BTreeSet::new();
        let forms = [
            ("/fn/accounts/language", "lang=vi&back=/".to_owned()),
            ("/fn/accounts/sign-in", format!("email={}&password={}&next=/", person.email, PASSWORD.replace(' ', "+"))),
            ("/fn/accounts/sign-in", format!("email={}&password=wrong&next=/", person.email)),
        ];
        for (path, fields) in forms {
            let request = client.post(format!("{}{path}", practice.url)).header("accept", "text/html").header("origin", PUBLIC);
            let request = request.header("content-type", "application/x-www-form-urlencoded").body(fields);
            let answer = request.header("referer", format!("{PUBLIC}/sign-in")).send().await.expect("an answer");
            assert_eq!(answer.status(), 303, "{path}");
            assert!(answer.headers()["strict-transport-security"].to_str().expect("text").contains("includeSubDomains"));
            for cookie in answer.headers().get_all("set-cookie") {
                let cookie = cookie.to_str().expect("text");
                assert!(cookie.starts_with("__Host-") && cookie.contains("; Secure"), "{path}: {cookie}");
                assert!(cookie.contains("; Path=/") && !cookie.contains("Domain="), "{path}: {cookie}");
                names.extend(cookie.split_once('=').map(|(name, _)| name.to_owned()));
            }
        }
        for name in ["access", "refresh", "device", "lang"] {
            assert!(names.contains(&format!("__Host-{name}")), "{name}: {names:?}");
        }
        // The two that scripts write have these names there, too; without the prefix they are not ours.
        let page = async |cookies: &str| {
            let request = client.get(format!("{}/doctors", practice.url)).header("cookie", cookies);
            request.send().await.expect("an answer").text().await.expect("a page")
        };
        let chosen = page("__Host-lang=vi; __Host-tz=Asia/Tokyo").await;
        assert!(chosen.contains("<html lang=\"vi\"") && chosen.contains("Asia/Tokyo"), "{chosen}");
        let foreign = page("lang=vi; tz=Asia/Tokyo").await;
        assert!(foreign.contains("<html lang=\"en\"") && !foreign.contains("Asia/Tokyo"), "{foreign}");
        assert!(chosen.contains(r#"(s?"__Host-":"")+"tz="+z"#), "{chosen}");
        let script = std::fs::read_to_string(root().join("public/page.js")).expect("page.js");
        assert!(script.contains("`${isSecure ? '__Host-' : ''}lang=${lang}`"));
    };
    run(Engine::Sqlite, |settings| PUBLIC.clone_into(&mut settings.public_url), test).await;
}

/// A row of a table in `docs/security.md`.
struct Row {
    number: String,
    level: usize,
    state: String,
    evidence: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn rows(text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let is_number = |cell: &str| cell.split('.').count() == 3 && cell.split('.').all(|part| part.parse::<u32>().is_ok());
        if let [number, level, _, state, evidence] = cells[..]
            && is_number(number)
        {
            let level = level.parse().expect("a level");
            rows.push(Row { number: number.to_owned(), level, state: state.to_owned(), evidence: evidence.to_owned() });
        }
    }
    rows
}

/// The names of all tests of this binary.
fn tests() -> BTreeSet<String> {
    let mut folders = vec![root().join("tests/practice")];
    let mut names = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).expect("the tests").map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                names.extend(tests_in(&path));
            }
        }
    }
    names
}

fn tests_in(path: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(path).expect("a source");
    let name =
        |text: &str| -> String { text.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect() };
    let mut found = BTreeSet::new();
    for call in ["both!(", "both_with_provider!(", "tampered!("] {
        found.extend(text.split(call).skip(1).map(name));
    }
    for part in text.split("test").skip(1).filter(|part| part.starts_with(']') || part.starts_with('(')) {
        // The attribute's end, and the function that follows it.
        let rest = part.split_once("fn ").map(|(_, rest)| rest).unwrap_or_default();
        found.insert(name(rest));
    }
    found
}

#[test]
fn the_list_of_security_requirements_names_tests_that_exist() {
    let text = read("docs/security.md");
    let (rows, tests) = (rows(&text), tests());
    assert!(tests.len() > 200, "{tests:?}");
    let mut wrong = Vec::new();
    for Row { number, state, evidence, .. } in &rows {
        let quoted: Vec<&str> = evidence.split('`').skip(1).step_by(2).collect();
        let mut shown = false;
        for word in quoted {
            let is_test = word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if is_test && word.matches('_').count() >= 3 {
                shown = true;
                if !tests.contains(word) {
                    wrong.push(format!("{number}: there is no test {word}"));
                }
            } else if ["src/", "deploy/", "public/", "tests/", "end2end/"].iter().any(|folder| word.starts_with(folder))
                && !root().join(word).exists()
            {
                wrong.push(format!("{number}: there is no {word}"));
            }
        }
        for named in evidence.split("; ").filter(|part| part.contains(".spec.ts: ")) {
            let (file, title) = named.split_once(": ").expect("a file and a title");
            shown = true;
            if !read(&format!("end2end/tests/{file}")).contains(title.trim_end_matches('.')) {
                wrong.push(format!("{number}: {file} has no test “{title}”"));
            }
        }
        if state == "tested" && !shown {
            wrong.push(format!("{number}: tested, but no test is named"));
        }
        if !["tested", "by code", "not met", "in progress", "does not apply"].contains(&state.as_str()) || evidence.is_empty() {
            wrong.push(format!("{number}: {state}"));
        }
    }
    assert!(wrong.is_empty(), "docs/security.md:\n  {}", wrong.join("\n  "));
}

#[test]
fn the_list_of_security_requirements_is_complete_and_counted() {
    let text = read("docs/security.md");
    let rows = rows(&text);
    let numbers: BTreeSet<&str> = rows.iter().map(|row| row.number.as_str()).collect();
    assert_eq!(numbers.len(), rows.len(), "a number is there twice");
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for row in &rows {
        counts.entry(&row.state).or_default()[row.level - 1] += 1;
        counts.entry("all").or_default()[row.level - 1] += 1;
    }
    assert_eq!(counts["all"], REQUIREMENTS);
    for (state, [one, two]) in counts {
        let line = format!("| {state} | {one} | {two} | {} |", one + two);
        assert!(text.contains(&line), "the table at the top should have: {line}");
    }
}
