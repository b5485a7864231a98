//! What a device loads to install the practice as an app, and what it may cache.

use serde_json::Value;

use crate::harness::{Browser, PASSWORD, Practice, REASON, both, text};

const LANGUAGES: [&str; 4] = ["en", "fr", "sq", "vi"];

async fn manifest(browser: &Browser, query: &str) -> Value {
    let answer = browser.get(&format!("/manifest.webmanifest{query}")).await;
    assert_eq!(answer.headers["content-type"], "application/manifest+json");
    answer.is(200)
}

/// All `src` in it, with their types.
fn pictures(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Object(map) => {
            let own = map.get("src").map(|src| (text(src), text(&map["type"])));
            own.into_iter().chain(map.values().flat_map(pictures)).collect()
        }
        Value::Array(list) => list.iter().flat_map(pictures).collect(),
        _ => Vec::new(),
    }
}

both!(
    the_manifest_speaks_the_readers_language_and_names_what_is_there,
    |settings| settings.practice_name = "Cabinet médical du Parc".to_owned(),
    |practice: Practice| async move {
        let browser = practice.browser();
        let mut descriptions = Vec::new();
        for lang in LANGUAGES {
            let manifest = manifest(&browser, &format!("?lang={lang}")).await;
            assert_eq!(manifest["lang"], lang);
            assert_eq!(
                (text(&manifest["name"]).as_str(), text(&manifest["short_name"]).as_str()),
                ("Cabinet médical du Parc", "Cabinet")
            );
            for shortcut in manifest["shortcuts"].as_array().expect("shortcuts") {
                assert!(matches!(browser.get(&text(&shortcut["url"])).await.status, 200 | 302), "{shortcut}");
            }
            let found = pictures(&manifest);
            assert!(found.len() >= 9, "{found:?}");
            for (path, kind) in found {
                let picture = browser.get(&path).await;
                assert_eq!((picture.status, picture.headers["content-type"].as_str()), (200, kind.as_str()), "{path}");
            }
            descriptions.push(text(&manifest["description"]));
        }
        descriptions.sort();
        descriptions.dedup();
        assert_eq!(descriptions.len(), 4);
        let page = browser.get("/").await.raw;
        for path in ["/manifest.webmanifest?lang=en", "/apple-touch-icon.png", "/favicon.svg"] {
            assert!(page.contains(&format!("href=\"{path}\"")), "the page does not name {path}");
            assert_eq!(browser.get(path).await.status, 200, "{path}");
        }
        assert_eq!(manifest(&browser, "?lang=tlh").await["lang"], "en");
    }
);

both!(the_manifests_colours_are_the_style_sheets, |practice: Practice| async move {
    let browser = practice.browser();
    let manifest = manifest(&browser, "").await;
    let tokens = include_str!("../../style/tokens.css");
    for (name, token) in [("theme_color", "surface"), ("background_color", "ground")] {
        let line = format!("--{token}: light-dark({},", text(&manifest[name]));
        assert!(tokens.contains(&line), "{line}");
    }
});

#[test]
fn the_mark_is_drawn_once() {
    let lines = |text: &str| text.split(" d=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    let drawn = lines(include_str!("../../public/favicon.svg"));
    assert!(drawn.is_some());
    assert_eq!(drawn, lines(&include_str!("../../src/site/mark.rs").replace("\n                d=", " d=")));
}

both!(each_build_has_a_worker_of_its_own, |practice: Practice| async move {
    let browser = practice.browser();
    let worker = browser.get("/sw.js").await;
    assert_eq!(worker.status, 200);
    assert_eq!(worker.headers["cache-control"], "no-cache");
    let idle = format!("const STALE = {} * 60_000;", praxis::platform::session::IDLE_MINUTES);
    assert!(worker.raw.contains(&idle), "the copy of the offline page ends when a session does");
    assert_eq!(worker.headers["content-type"], "text/javascript; charset=utf-8");
    assert!(worker.headers["content-security-policy"].contains("connect-src 'self'"), "it may ask nobody");
    let page = browser.get("/").await.raw;
    let tag = page.split("data-tag=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the page names its build");
    assert!(worker.raw.contains(&format!("const TAG = '{tag}'")), "the worker is another build's");
    let account = browser.get("/register/doctor").await.raw;
    let files = account.split("data-files=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the page names its files");
    let files: Vec<_> = files.split(' ').map(str::to_owned).collect();
    for name in ["praxis.css", "page.js", "praxis.js", "praxis_bg.wasm", "__wasm_split.js", "keys.js", "text/fr.json"] {
        assert_eq!(browser.get(&format!("/assets/{tag}/{name}")).await.status, 200, "{name}");
    }
    // A module only fits the main module of its build.
    let modules = files.iter().filter(|name| name.starts_with("split_") || name.starts_with("chunk_"));
    let modules: Vec<_> = modules.collect();
    assert!(!modules.is_empty(), "{files:?}");
    for name in modules {
        assert_eq!(browser.get(&format!("/assets/{tag}/{name}")).await.status, 200, "{name}");
        assert_eq!(browser.get(&format!("/assets/0123456789abcdef/{name}")).await.status, 404, "{name} of another build");
    }
    assert_eq!(browser.get("/assets/0123456789abcdef/praxis.js").await.status, 200, "an old page gets this build's main module");
    for path in ["/page.js", "/praxis.js", "/praxis_bg.wasm", "/icons/icon-192.png", "/sw.js/", "/sw.json"] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
});

both!(the_sites_files_come_compressed_as_the_browser_asks, |practice: Practice| async move {
    use std::io::Read as _;
    let page = practice.browser().get("/").await.raw;
    let tag = page.split("data-tag=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the page names its build");
    let http = reqwest::Client::builder().no_proxy().build().expect("a client can be made");
    let ask = async |path: &str, accepted: Option<&str>| {
        let request = http.get(format!("{}{path}", practice.url));
        let request = accepted.into_iter().fold(request, |request, accepted| request.header("accept-encoding", accepted));
        let answer = request.send().await.expect("it answers");
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()["vary"], "accept-encoding", "{path}");
        let coding = answer.headers().get("content-encoding").map(|coding| coding.to_str().expect("a word").to_owned());
        (coding.unwrap_or_default(), answer.bytes().await.expect("a body").to_vec())
    };
    let script = format!("/assets/{tag}/praxis.js");
    let (_, plain) = ask(&script, None).await;
    for (accepted, expected) in [
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP, BR", "br"),
        ("gzip", "gzip"),
        ("GZip;q=1.0, *;q=0", "gzip"),
        ("br;q=0, *", "gzip"),
        ("gzip;q=0.5, br;q=0.4", "gzip"),
        ("*", "br"),
        ("br;q=0, gzip;q=0", ""),
        ("identity", ""),
        ("broccoli", ""),
    ] {
        let (coding, body) = ask(&script, Some(accepted)).await;
        assert_eq!(coding, expected, "{accepted}");
        match expected {
            "" => assert!(body == plain, "{accepted}"),
            "gzip" => {
                let mut opened = Vec::new();
                flate2::read::GzDecoder::new(&body[..]).read_to_end(&mut opened).expect("it is gzip");
                assert!(opened == plain && body.len() < plain.len() / 2, "{accepted}: {} of {}", body.len(), plain.len());
            }
            _ => assert!(body.len() < plain.len() / 2, "{accepted}: {} of {}", body.len(), plain.len()),
        }
    }
    for name in ["praxis_bg.wasm", "praxis.css", "text/vi.json"] {
        assert_eq!(ask(&format!("/assets/{tag}/{name}"), Some("gzip")).await.0, "gzip", "{name}");
    }
    assert_eq!(ask("/icon-512.png", Some("gzip, br")).await.0, "", "a picture is compressed already");
});

both!(the_offline_page_tells_when_with_whom_and_where_and_never_why, |practice: Practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let slot = doctor.offers("2027-03-04T09:00:00Z", "2027-03-04T10:00:00Z").await;
    patient.books(&slot).await.is(201);
    let browser = practice.browser();
    let stranger = browser.get("/offline").await;
    assert_eq!(stranger.status, 200);
    assert!(stranger.raw.contains("No connection") && stranger.raw.contains("data-who=\"\""), "{}", stranger.raw);
    assert!(!stranger.raw.contains(&doctor.name), "{}", stranger.raw);

    browser.signs_in(&patient.email, PASSWORD).await.is(303);
    let known = browser.get("/offline").await.raw;
    for part in [doctor.name.as_str(), "Thursday 4\u{a0}March 2027, 10:00", "Paris time", "As of Mon 1\u{a0}March, 09:00"] {
        assert!(known.contains(part), "{part} is missing: {known}");
    }
    assert!(!known.contains(REASON), "the reason stands in the page");
    assert!(!known.contains("praxis_bg.wasm") && known.contains("/page.js"), "the page must not wake up");
    let plain = browser.get("/offline?plain").await.raw;
    assert!(!plain.contains(&doctor.name) && !plain.contains("Lan Nguyễn") && plain.contains("data-who=\"\""), "{plain}");

    let doctors = practice.browser();
    doctors.signs_in(&doctor.email, PASSWORD).await.is(303);
    let known = doctors.get("/offline").await.raw;
    assert!(known.contains("Lan Nguyễn") && !known.contains(REASON), "{known}");
    let admin = practice.admin().await;
    let staff = practice.browser();
    staff.signs_in(&admin.email, PASSWORD).await.is(303);
    assert!(!staff.get("/offline").await.raw.contains("Lan Nguyễn"), "staff would leave everybody's names behind");
});
