//! The rules of ARCHITECTURE.md, each checked by a test that reads the sources, and the parity of the two databases.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

use crate::harness::{Engine, Place, Rows};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file: its path below `src`, and its text without comments.
fn sources() -> Vec<(String, String)> {
    fn below(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("src can be read") {
            let path = entry.expect("src can be read").path();
            if path.is_dir() { below(&path, into) } else { into.push(path) }
        }
    }
    let src = root().join("src");
    let mut paths = Vec::new();
    below(&src, &mut paths);
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    paths.sort();
    assert!(paths.len() > 40, "the house has more rooms than that");
    let name = |path: &Path| path.strip_prefix(&src).expect("it is below").to_str().expect("our names are UTF-8").to_owned();
    paths.iter().map(|path| (name(path), without_comments(&std::fs::read_to_string(path).expect("a source")))).collect()
}

/// Removes line comments; `//` inside a string (a URL) stays.
fn without_comments(text: &str) -> String {
    let keep = |line: &str| {
        let mut quoted = false;
        let bytes = line.as_bytes();
        for at in 0..bytes.len() {
            match bytes[at] {
                b'"' if at == 0 || bytes[at - 1] != b'\\' => quoted = !quoted,
                b'/' if !quoted && bytes.get(at + 1) == Some(&b'/') => return line[..at].trim_end().to_owned(),
                _ => {}
            }
        }
        line.to_owned()
    };
    text.lines().map(keep).collect::<Vec<_>>().join("\n")
}

fn is_store(path: &str) -> bool {
    path.ends_with("/store.rs") || path.contains("/store/")
}

/// Fails with the whole list, so that one run shows all faults.
#[track_caller]
fn none(rule: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{rule}\n  {}", found.join("\n  "));
}

fn lines_with<'a>(sources: &'a [(String, String)], signs: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
    sources.iter().flat_map(move |(path, text)| {
        text.lines().filter(|line| signs.iter().any(|sign| line.contains(sign))).map(move |line| (path.as_str(), line.trim()))
    })
}

#[test]
fn rule_1_sql_stands_only_in_stores() {
    let sources = sources();
    let signs = [
        "sqlx::query",
        "query_as(",
        "query_scalar(",
        "\"SELECT ",
        "\"INSERT INTO ",
        "\"UPDATE ",
        "\"DELETE FROM ",
        "\"CREATE ",
        "\"WITH ",
    ];
    let found = lines_with(&sources, &signs)
        .filter(|(path, _)| !is_store(path) && !path.starts_with("platform/db/"))
        .map(|(path, line)| format!("src/{path}: {line}"))
        .collect();
    none("SQL stands outside a store:", found);
    let found = lines_with(&sources, &["AssertSqlSafe"])
        .filter(|(path, _)| {
            !path.starts_with("platform/db/copy/") && !["platform/db/append.rs", "platform/db/conn.rs"].contains(path)
        })
        .map(|(path, line)| format!("src/{path}: {line}"))
        .collect();
    none("SQL is made at run time outside platform/db/copy, append.rs and conn.rs:", found);
}

#[test]
fn rule_1_a_feature_calls_another_features_service_and_never_its_store() {
    let mut found = Vec::new();
    for (path, text) in sources() {
        let own = path.strip_prefix("features/").unwrap_or(&path).split('/').next().unwrap_or_default();
        for line in text.lines().filter(|line| line.contains("store")) {
            for other in line.split("crate::features::").skip(1) {
                let mut parts = other.split("::");
                let (theirs, what) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
                if theirs != own && what.starts_with("store") {
                    found.push(format!("src/{path}: {}", line.trim()));
                }
            }
        }
    }
    none("a store is its own feature's:", found);
}

#[test]
fn what_is_active_or_free_is_defined_by_the_views() {
    let sources = sources();
    let found = lines_with(&sources, &["'pending', 'confirmed'", "'confirmed', 'pending'"])
        .map(|(path, line)| format!("src/{path}: {line}"))
        .collect();
    none("`active_appointments` and `free_slots` say what is active and free:", found);
}

#[test]
fn rule_1_a_table_is_written_by_one_store() {
    let mut writers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for statement in statements() {
        for verb in ["INSERT INTO ", "UPDATE ", "DELETE FROM "] {
            if let Some(rest) = statement.sql.strip_prefix(verb) {
                let table: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                // The files of a folder are one store.
                let store = statement.path.split("/store").next().unwrap_or_default();
                writers.entry(table).or_default().insert(store.to_owned());
            }
        }
    }
    assert!(writers.len() > 5, "{writers:?}");
    let found =
        writers.iter().filter(|(_, stores)| stores.len() > 1).map(|(table, stores)| format!("{table}: {stores:?}")).collect();
    none("a table is written by several stores:", found);
}

#[test]
fn rule_2_only_the_policy_makes_a_permit() {
    let sources = sources();
    let found = lines_with(&sources, &["Permit {", "Permit::<", "PhantomData<fn() -> A>"])
        .filter(|(path, line)| *path != "policy/mod.rs" && !line.contains("&Permit"))
        .map(|(path, line)| format!("src/{path}: {line}"))
        .collect();
    none("a permit is made outside policy/mod.rs:", found);
}

/// The routes in the sources: method, path, and the text of the handler.
fn routes_in_the_sources() -> Vec<(String, String, String)> {
    let mut routes = Vec::new();
    for (path, text) in sources() {
        for part in text.split("#[server(name").skip(1) {
            let endpoint =
                between(part, "endpoint = \"", "\"").unwrap_or_else(|| panic!("src/{path}: a server function without endpoint"));
            let prefix =
                between(part, "prefix = \"", "\"").unwrap_or_else(|| panic!("src/{path}: a server function without prefix"));
            routes.push(("POST".to_owned(), format!("{prefix}/{endpoint}"), part.to_owned()));
        }
        for part in text.split("#[utoipa::path(").skip(1) {
            let method = part.trim_start().split(',').next().expect("a method").trim().to_uppercase();
            let route = between(part, "path = \"", "\"").unwrap_or_else(|| panic!("src/{path}: a handler without path"));
            routes.push((method, route.to_owned(), part.to_owned()));
        }
        for part in text.split(".route(").skip(1) {
            let Some(route) = between(part, "\"", "\"") else { continue };
            let call = part.split_once(',').map_or("", |(_, rest)| rest.trim_start());
            let verb = call.trim_start_matches("axum::routing::").split('(').next().unwrap_or_default();
            let method =
                if ["post", "put", "patch", "delete", "any"].contains(&verb) { verb.to_uppercase() } else { "GET".to_owned() };
            routes.push((method, route.to_owned(), String::new()));
        }
    }
    routes
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let rest = &text[text.find(open)? + open.len()..];
    Some(&rest[..rest.find(close)?])
}

/// Routes without personal data: the site's own files, the server's state, the description of the API.
fn shows_nothing_of_anybody(method: &str, path: &str) -> bool {
    method == "GET"
        && (path.starts_with("/assets/")
            || [
                "/livez",
                "/readyz",
                "/api/docs",
                "/api/v1/openapi.json",
                "/manifest.webmanifest",
                "/sw.js",
                "/robots.txt",
                "/reviews",
            ]
            .contains(&path))
}

#[test]
fn rule_2_every_route_has_a_row_in_the_policy_and_asks_it() {
    let rows: BTreeMap<(String, String), String> = praxis::policy::ROUTES
        .iter()
        .map(|(method, path, action)| (((*method).to_owned(), (*path).to_owned()), format!("{action:?}")))
        .collect();
    assert_eq!(rows.len(), praxis::policy::ROUTES.len(), "a route has two rows");
    let routes = routes_in_the_sources();
    assert!(routes.len() > 20, "{routes:?}");
    let mut found = Vec::new();
    for (method, path, handler) in &routes {
        let Some(action) = rows.get(&(method.clone(), path.clone())) else {
            if !shows_nothing_of_anybody(method, path) {
                found.push(format!("{method} {path} has no row in policy::ROUTES"));
            }
            continue;
        };
        if !handler.is_empty() && action != "SeePublicPages" && !handler.contains(&format!("act::{action}>")) {
            found.push(format!("{method} {path} does not ask for act::{action}"));
        }
    }
    let real: BTreeSet<(String, String)> = routes.into_iter().map(|(method, path, _)| (method, path)).collect();
    found.extend(
        rows.keys()
            .filter(|row| !real.contains(*row))
            .map(|(method, path)| format!("policy::ROUTES has {method} {path}, which is no route")),
    );
    none("routes and policy differ:", found);
}

#[test]
fn text_that_leptos_does_not_escape_has_one_place_each() {
    let sources = sources();
    // Leptos does not escape the text of these elements (`ui/raw_text.rs`).
    let signs = ["<textarea", "<Title", "<noscript", "<style", "inner_html", "leptos_meta::"];
    let found = lines_with(&sources, &signs)
        .filter(|(path, line)| match *path {
            // The formatter escapes the titles of all pages.
            "site/app.rs" => !line.contains("<Title formatter=title/>") && !line.contains("use leptos_meta::"),
            "ui/page.rs" => !line.contains("<Title text=") && !line.contains("use leptos_meta::Title"),
            "ui/form/fields/text.rs" => !line.contains("<textarea"),
            _ => true,
        })
        .map(|(path, line)| format!("src/{path}: {line}"))
        .collect();
    none("`ui::raw_text` stands between what people typed and an element that is not escaped:", found);
    let text = |name: &str| sources.iter().find(|(path, _)| path == name).map(|(_, text)| text.clone()).unwrap_or_default();
    assert!(text("site/app.rs").contains("raw_text(if faulty"), "the formatter of titles escapes");
    let area = text("ui/form/fields/text.rs");
    assert_eq!(area.matches("{raw_lines(").count(), area.matches("<textarea").count(), "each textarea escapes");
}

#[test]
fn rule_2_who_has_no_role_is_not_given_one() {
    // On one line, so that call chains over several lines are found too.
    let flat = |text: &str| text.split_whitespace().collect::<String>();
    let defaults = ["unwrap_or(", "unwrap_or_else(||", "map_or(", "unwrap_or_else(|_|"];
    let given = ["Role::", "Actor::User", "Actor::System", "Reach::", "UserStatus::Active", "Scope{"];
    let signs: Vec<String> =
        defaults.iter().flat_map(|default| given.iter().map(move |given| format!("{default}{given}"))).collect();
    let found = sources().into_iter().filter(|(path, _)| !path.contains("/view/") && !path.starts_with("ui/"));
    let mut wrong = Vec::new();
    for (path, text) in found {
        let text = flat(&text);
        wrong.extend(signs.iter().filter(|sign| text.contains(sign.as_str())).map(|sign| format!("src/{path}: {sign}")));
        for sign in ["implDefaultforRole", "implDefaultforActor", ".role().unwrap_or_default()"] {
            wrong.extend(text.contains(sign).then(|| format!("src/{path}: {sign}")));
        }
    }
    none("an absent role, status or scope becomes one that may more; refuse instead:", wrong);
}

#[test]
fn rule_3_wire_types_are_in_models_and_rest_files() {
    let inner = |path: &str| {
        path.ends_with("/api.rs")
            || path.ends_with("/service.rs")
            || path.contains("/service/")
            || is_store(path)
            || path.contains("/view/")
            || path.starts_with("ui/")
            || path.starts_with("policy/")
            || ["site/app.rs", "hydrate.rs"].contains(&path)
    };
    let sources = sources();
    // The page embeds data for hydration: the reader, and the form that failed.
    let inside = ["site/app.rs", "ui/icons.rs"];
    let found = lines_with(&sources, &["derive("])
        .filter(|(path, line)| {
            inner(path) && !inside.contains(path) && (line.contains("Serialize") || line.contains("Deserialize"))
        })
        .map(|(path, line)| format!("src/{path}: {line}"))
        .collect();
    none("a wire type stands outside model.rs and rest.rs:", found);
    let rows = lines_with(&sources, &["FromRow"])
        .filter(|(path, line)| !is_store(path) && !path.starts_with("platform/db/") && line.contains("derive("))
        .map(|(path, line)| format!("src/{path}: {line}"))
        .collect();
    none("a row stands outside a store:", rows);
}

#[test]
fn rule_4_features_switch_whole_modules() {
    let mut found = Vec::new();
    for (path, text) in sources() {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (at, line) in lines.iter().enumerate() {
            if !line.contains("feature = ") || line.starts_with("#![") {
                continue;
            }
            let derive =
                line.contains("cfg_attr(feature = \"ssr\"") && ["ToSchema", "schema("].iter().any(|word| line.contains(word));
            let next = lines[at + 1..].iter().find(|line| !line.starts_with("#[")).copied().unwrap_or_default();
            let module = line.starts_with("#[cfg(")
                && (path == "lib.rs" || path.ends_with("mod.rs"))
                && (next.starts_with("mod ") || next.starts_with("pub mod ") || next.starts_with("pub(crate) mod "));
            if !derive && !module {
                found.push(format!("src/{path}: {line}"));
            }
        }
    }
    none("a feature is asked for where no module begins:", found);
}

#[test]
fn rule_5_nobody_but_the_clock_reads_the_time_or_throws_dice() {
    let bans = std::fs::read_to_string(root().join("clippy.toml")).expect("clippy.toml");
    for method in ["chrono::Utc::now", "chrono::Local::now", "std::time::SystemTime::now", "uuid::Uuid::now_v7"] {
        assert!(bans.contains(&format!("path = \"{method}\", reason")), "clippy.toml does not ban {method}");
    }
    let sources = sources();
    let calls = [
        "Utc::now(",
        "Local::now(",
        "SystemTime::now(",
        "Uuid::now_v7(",
        "Uuid::new_v4(",
        "rand::rng(",
        "thread_rng(",
        "SystemRandom::new(",
    ];
    let found = lines_with(&sources, &calls)
        .filter(|(path, _)| *path != "platform/clock.rs")
        .map(|(path, line)| format!("src/{path}: {line}"))
        .collect();
    none("time or randomness is read outside platform/clock.rs:", found);
}

#[test]
fn every_exception_to_a_lint_has_a_reason() {
    let mut found = Vec::new();
    for (path, text) in sources() {
        for part in text.split("[expect(").skip(1) {
            let attribute = &part[..part.find(")]").unwrap_or(part.len())];
            if !attribute.contains("reason") {
                found.push(format!("src/{path}: expect({attribute})"));
            }
        }
        found.extend(text.lines().filter(|line| line.contains("[allow(")).map(|line| format!("src/{path}: {}", line.trim())));
    }
    none("a lint is silenced without a reason, or by `allow`:", found);
}

#[test]
fn every_text_is_used() {
    fn flatten(prefix: &str, value: &serde_json::Value, into: &mut Vec<String>) {
        match value {
            // Plural forms are one text.
            serde_json::Value::Object(map)
                if map.contains_key("other") && map.keys().all(|key| ["one", "other"].contains(&key.as_str())) =>
            {
                into.push(prefix.to_owned());
            }
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    flatten(&if prefix.is_empty() { key.clone() } else { format!("{prefix}_{key}") }, value, into);
                }
            }
            _ => into.push(prefix.to_owned()),
        }
    }
    let english = std::fs::read_to_string(root().join("locales/en.json")).expect("the English texts");
    let mut keys = Vec::new();
    flatten("", &serde_json::from_str(&english).expect("JSON"), &mut keys);
    let code: String = sources().into_iter().map(|(_, text)| text).collect();
    let words: BTreeSet<&str> = code.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    none("nobody says:", keys.into_iter().filter(|key| !words.contains(key.as_str())).collect());
}

/// A statement of a store.
#[derive(Debug)]
struct Statement {
    path: String,
    name: String,
    sql: String,
}

impl Statement {
    /// Whether it has to prepare on this engine: on both, unless its name or its SQL says otherwise.
    fn is_for(&self, engine: Engine) -> bool {
        let postgres = self.name.ends_with("_POSTGRES") || self.sql.contains("FOR UPDATE") || self.sql.contains("pg_");
        match engine {
            Engine::Sqlite => !postgres,
            Engine::Postgres => !self.name.ends_with("_SQLITE"),
        }
    }
}

/// The first string literal in `text`.
fn literal(text: &str) -> Option<String> {
    let mut value = String::new();
    let mut characters = text[text.find('"')? + 1..].chars().peekable();
    loop {
        match characters.next()? {
            '"' => return Some(value),
            '\\' => match characters.next()? {
                'n' => value.push('\n'),
                // The literal continues on the next line, after its indentation.
                '\n' => while characters.next_if(|c| c.is_whitespace()).is_some() {},
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
}

/// All string constants of the stores, with the macros expanded that put a common prefix before a text.
fn statements() -> Vec<Statement> {
    let mut found = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| is_store(path)) {
        let mut beginnings: BTreeMap<String, String> = BTreeMap::new();
        for part in text.split("macro_rules! ").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let body = between(part, "=> {", "};").unwrap_or_else(|| panic!("src/{path}: {name}! has no end"));
            let beginning = match body.split_once("concat!(") {
                None => literal(body).unwrap_or_default(),
                // Another macro's text, a literal, or both, before the text.
                Some((_, inside)) => {
                    let called = inside.split_once('!').map(|(called, _)| called.trim()).and_then(|called| beginnings.get(called));
                    let own = inside.contains('"').then(|| literal(inside)).flatten();
                    format!("{}{}", called.map_or("", String::as_str), own.unwrap_or_default())
                }
            };
            beginnings.insert(name, beginning);
        }
        for part in text.split("const ").skip(1) {
            let Some((name, rest)) = part.split_once(": &str =") else { continue };
            if !name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_') {
                continue;
            }
            let tail = literal(rest).unwrap_or_else(|| panic!("src/{path}: {name} is no literal"));
            let before = &rest[..rest.find('"').expect("a literal begins")];
            let sql = match before.trim().trim_end_matches('(').strip_suffix('!') {
                None => tail,
                Some(macro_name) => {
                    let beginning = beginnings
                        .get(macro_name)
                        .unwrap_or_else(|| panic!("src/{path}: {macro_name}! is not understood by this test"));
                    format!("{beginning}{tail}")
                }
            };
            found.push(Statement { path: path.clone(), name: name.to_owned(), sql });
        }
    }
    assert!(found.len() > 40, "only {} statements were found", found.len());
    found
}

#[test]
fn stores_run_nothing_but_their_constants() {
    let mut found = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| is_store(path)) {
        for line in text.lines().filter(|line| {
            ["format!(", "AssertSqlSafe", "query(\"", "query_as(\"", "query_scalar(\""].iter().any(|sign| line.contains(sign))
        }) {
            found.push(format!("src/{path}: {}", line.trim()));
        }
    }
    none("SQL that no test can prepare:", found);
}

async fn unprepared(engine: Engine) {
    let place = Place::make(engine).await;
    let mut found = Vec::new();
    for statement in statements().into_iter().filter(|statement| statement.is_for(engine)) {
        let sql = AssertSqlSafe(statement.sql.clone()).into_sql_str();
        let prepared = match &place.rows {
            Rows::Sqlite(pool) => pool.prepare(sql).await.map(|_| ()),
            Rows::Postgres(pool) => pool.prepare(sql).await.map(|_| ()),
        };
        if let Err(error) = prepared {
            found.push(format!("src/{} {}: {error}\n    {}", statement.path, statement.name, statement.sql));
        }
    }
    place.clear().await;
    none("statements that do not prepare:", found);
}

#[tokio::test]
async fn every_statement_prepares_on_sqlite() {
    unprepared(Engine::Sqlite).await;
}

#[tokio::test]
async fn every_statement_prepares_on_postgres() {
    unprepared(Engine::Postgres).await;
}

/// `.cargo/config.toml` says why.
#[tokio::test]
async fn sqlite_is_compiled_with_our_options() {
    let place = Place::make(Engine::Sqlite).await;
    let options = place.rows.words("SELECT compile_options FROM pragma_compile_options").await;
    place.clear().await;
    assert!(options.iter().any(|option| option == "ENABLE_QPSG"), "{options:?}");
    none(
        "SQLite has:",
        options.into_iter().filter(|option| ["ENABLE_STAT4", "ENABLE_MEMORY_MANAGEMENT"].contains(&option.as_str())).collect(),
    );
}

#[test]
fn both_databases_take_the_same_steps() {
    let steps = |folder: &str| -> BTreeSet<String> {
        let folder = root().join("migrations").join(folder);
        std::fs::read_dir(folder)
            .expect("migrations")
            .map(|entry| entry.expect("a file").file_name().into_string().expect("UTF-8"))
            .collect()
    };
    let sqlite = steps("sqlite");
    assert_eq!(sqlite, steps("postgres"));
    for name in &sqlite {
        let (number, words) = name.split_once('_').unwrap_or_else(|| panic!("{name}: YYYYMMDDHHMMSS_verb_object.sql"));
        assert!(number.len() == 14 && number.bytes().all(|b| b.is_ascii_digit()) && words.contains('_'), "{name}");
    }
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    const SQLITE: &str = "SELECT m.name || '.' || p.name || CASE WHEN p.\"notnull\" = 1 THEN ' not null' ELSE '' END \
         FROM sqlite_master m JOIN pragma_table_info(m.name) p \
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '_sqlx_migrations' ORDER BY 1";
    const POSTGRES: &str = "SELECT table_name || '.' || column_name || CASE WHEN is_nullable = 'NO' THEN ' not null' ELSE '' END \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations' \
         AND table_name IN (SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE') ORDER BY 1";
    let mut columns = Vec::new();
    for (engine, sql) in [(Engine::Sqlite, SQLITE), (Engine::Postgres, POSTGRES)] {
        let place = Place::make(engine).await;
        let mut words = place.rows.words(sql).await;
        words.sort();
        place.clear().await;
        columns.push(words);
    }
    assert!(columns[0].len() > 50, "{:?}", columns[0]);
    assert_eq!(columns[0], columns[1]);
}
