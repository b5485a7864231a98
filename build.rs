//! Generates two files at compile time.
//!
//! * `texts.rs`: a function for every key of `locales/*.json`, so that a missing text is a compile error. See
//!   `src/base/text/mod.rs` for how to use them.
//! * `site.rs`: the built site (`PRAXIS_SITE`, or cargo-leptos's `LEPTOS_SITE_ROOT`), the style sheet and the texts of each
//!   language, compressed with brotli and gzip and embedded in the server. Release builds of the server only; a debug server reads
//!   the folders, so that an edit shows without recompiling.

#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a build that cannot go on stops with its reason")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const LANGUAGES: [&str; 4] = ["en", "sq", "fr", "vi"];

/// The cascade layers in order; each is a file or a folder.
const STYLES: [(&str, &str); 5] =
    [("reset", "reset.css"), ("tokens", "tokens.css"), ("base", "base.css"), ("components", "components"), ("pages", "pages")];

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    for watched in ["locales", "build.rs"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let server = env::var("CARGO_FEATURE_SSR").is_ok();
    let tables = texts(&root, &out, server);
    if server {
        println!("cargo::rerun-if-changed=style");
        println!("cargo::rerun-if-changed=migrations");
        println!("cargo::rerun-if-env-changed=PRAXIS_SITE");
        println!("cargo::rerun-if-env-changed=LEPTOS_SITE_ROOT");
        site(&root, &out, &tables);
    }
}

/// Flattens nested JSON to `section_key`; a list becomes `section_key` with an index.
fn flatten(prefix: &str, value: &serde_json::Value, into: &mut BTreeMap<String, Vec<String>>) {
    match value {
        serde_json::Value::Object(map) if map.contains_key("other") && map.keys().all(|key| PLURALS.contains(&key.as_str())) => {
            let form = |name: &str| map.get(name).or_else(|| map.get("other")).and_then(serde_json::Value::as_str);
            let forms = PLURALS.map(|name| form(name).expect("a plural form is a text").to_owned());
            into.insert(format!("{prefix}{PLURAL}"), forms.into());
        }
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}_{key}") };
                flatten(&name, value, into);
            }
        }
        serde_json::Value::Array(list) => {
            let words = list.iter().map(|word| word.as_str().expect("a list holds words").to_owned()).collect();
            into.insert(prefix.to_owned(), words);
        }
        serde_json::Value::String(word) => {
            into.insert(prefix.to_owned(), vec![word.clone()]);
        }
        other => panic!("locales: {prefix} is {other}, and should be a word, a list or a section"),
    }
}

/// The plural forms that our languages have (CLDR), in the order of their table entries; `base::text::plural` chooses one. A language
/// without `one` has `other` alone. (French `many` is for millions.)
const PLURALS: [&str; 2] = ["one", "other"];
/// Languages that have the form `one`.
const WITH_ONE: [&str; 3] = ["en", "sq", "fr"];
/// Ends the key of a text with plural forms.
const PLURAL: char = '#';

/// Fails if a language has other plural forms than its rule asks for, or a form that does not say the number.
fn check_plurals(language: &str, value: &serde_json::Value, problems: &mut Vec<String>) {
    let Some(map) = value.as_object() else { return };
    if map.contains_key("other") && map.keys().all(|key| PLURALS.contains(&key.as_str())) {
        if map.contains_key("one") != WITH_ONE.contains(&language) {
            problems.push(format!("locales/{language}.json: other plural forms than the language has: {value}"));
        }
        if !map.values().all(|form| form.as_str().is_some_and(|form| form.contains("{count}"))) {
            problems.push(format!("locales/{language}.json: a plural form without {{count}}: {value}"));
        }
    } else {
        map.values().for_each(|value| check_plurals(language, value, problems));
    }
}

/// French puts a non-breaking space before these punctuation marks.
fn french(text: &str) -> String {
    [(" :", "\u{a0}:"), (" ;", "\u{202f};"), (" !", "\u{202f}!"), (" ?", "\u{202f}?")]
        .iter()
        .fold(text.to_owned(), |text, (loose, tied)| text.replace(loose, tied))
}

/// The `{names}` in a text, in order of appearance, without duplicates.
fn parameters(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let close = rest[open..].find('}').expect("locales: a { without its }") + open;
        let name = rest[open + 1..close].to_owned();
        if !found.contains(&name) {
            found.push(name);
        }
        rest = &rest[close + 1..];
    }
    found
}

/// `book_chosen` → `BookChosen`.
fn camel_case(name: &str) -> String {
    let capital = |word: &str| word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default();
    name.split('_').map(capital).collect()
}

/// Writes `texts.rs` and returns each language's table as JSON, in the order of the indices in the code.
fn texts(root: &Path, out: &Path, server: bool) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&str, BTreeMap<String, Vec<String>>)> = Vec::new();
    let mut problems = Vec::new();
    for language in LANGUAGES {
        let path = root.join(format!("locales/{language}.json"));
        let json = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let value = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut flat = BTreeMap::new();
        flatten("", &value, &mut flat);
        check_plurals(language, &value, &mut problems);
        if language == "fr" {
            flat.values_mut().flatten().for_each(|text| *text = french(text));
        }
        all.push((language, flat));
    }
    let (_, reference) = &all[0];
    for (language, texts) in &all[1..] {
        for (key, words) in reference {
            match texts.get(key) {
                None => problems.push(format!("locales/{language}.json lacks {key}")),
                Some(other) if other.len() != words.len() => {
                    problems.push(format!("locales/{language}.json: {key} has {} words, en.json {}", other.len(), words.len()));
                }
                Some(other) => {
                    let sorted = |words: &[String]| {
                        let mut names = parameters(&words.concat());
                        names.sort();
                        names
                    };
                    if sorted(words) != sorted(other) {
                        problems.push(format!("locales/{language}.json: {key} has other {{names}} than en.json"));
                    }
                }
            }
        }
        for key in texts.keys().filter(|key| !reference.contains_key(*key)) {
            problems.push(format!("locales/{language}.json has {key}, which en.json has not"));
        }
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));

    let mut code = String::new();
    let mut index = 0;
    for (key, words) in reference {
        let name = match key.as_str() {
            "type" | "move" | "in" | "for" | "match" | "use" => format!("{key}_"),
            _ => key.clone(),
        };
        let mut names = parameters(&words.concat());
        names.sort();
        writeln!(code, "/// “{}”", words.join("” · “").replace('\n', " ")).expect("a string takes it");
        if let Some(name) = name.strip_suffix(PLURAL) {
            assert!(names == ["count"], "locales: {name} has plural forms and other names than {{count}}");
            writeln!(
                code,
                "pub fn {name}(lang: Lang, count: impl Count) -> String {{ let count = count.number(); \
                 fill(word(lang, {index} + plural(lang, count)), &[(\"count\", &count)]) }}"
            )
        } else if words.len() > 1 {
            let count = words.len();
            writeln!(code, "pub fn {name}(lang: Lang, index: usize) -> &'static str {{ word(lang, {index} + index % {count}) }}")
        } else if names.is_empty() {
            writeln!(code, "pub fn {name}(lang: Lang) -> &'static str {{ word(lang, {index}) }}")
        } else if names.len() > 1 {
            // Several values are given by name: a language may have them in another order.
            let type_name = camel_case(&name);
            let letters: Vec<char> = ('A'..='Z').take(names.len()).collect();
            let list = |each: &dyn Fn(&String, &char) -> String| {
                names.iter().zip(&letters).map(|(name, letter)| each(name, letter)).collect::<Vec<_>>().join(", ")
            };
            writeln!(
                code,
                "pub struct {type_name}<{}> {{ {} }}\npub fn {name}(lang: Lang, values: {type_name}<{}>) -> String {{ \
                 fill(word(lang, {index}), &[{}]) }}",
                list(&|_, letter| letter.to_string()),
                list(&|name, letter| format!("pub {name}: {letter}")),
                list(&|_, _| "impl Display".to_owned()),
                list(&|name, _| format!("(\"{name}\", &values.{name})")),
            )
        } else {
            let arguments: Vec<String> = names.iter().map(|n| format!("{n}: impl Display")).collect();
            let pairs: Vec<String> = names.iter().map(|n| format!("(\"{n}\", &{n})")).collect();
            writeln!(
                code,
                "pub fn {name}(lang: Lang, {}) -> String {{ fill(word(lang, {index}), &[{}]) }}",
                arguments.join(", "),
                pairs.join(", ")
            )
        }
        .expect("a string takes it");
        index += words.len();
    }
    writeln!(code, "pub const COUNT: usize = {index};").expect("a string takes it");

    let mut tables = Vec::new();
    for (language, texts) in &all {
        let words: Vec<&String> = reference.keys().flat_map(|key| &texts[key]).collect();
        if server {
            writeln!(code, "pub static {}: [&str; {index}] = {words:?};", language.to_uppercase()).expect("a string takes it");
        }
        tables.push((*language, serde_json::to_string(&words).expect("words are JSON")));
    }
    fs::write(out.join("texts.rs"), code).expect("OUT_DIR can be written");
    tables
}

fn read_css(path: &Path) -> io::Result<String> {
    if path.is_file() {
        return fs::read_to_string(path);
    }
    let mut files: Vec<PathBuf> = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    files.sort();
    files.into_iter().filter(|file| file.extension().is_some_and(|e| e == "css")).map(fs::read_to_string).collect()
}

/// One style sheet without comments and indentation, each file in its cascade layer.
fn bundle_css(root: &Path) -> String {
    let mut css = format!("@layer {};\n", STYLES.map(|(layer, _)| layer).join(","));
    for (layer, path) in STYLES {
        let text = read_css(&root.join("style").join(path)).unwrap_or_else(|error| panic!("style/{path}: {error}"));
        writeln!(css, "@layer {layer}{{\n{}}}", without_comments(&text)).expect("a string takes it");
    }
    css
}

/// The light colour of a token, for places that no style sheet reaches.
fn light<'a>(tokens: &'a str, name: &str) -> &'a str {
    let value = tokens.split_once(&format!("--{name}: light-dark(")).and_then(|(_, rest)| rest.split_once(','));
    value.unwrap_or_else(|| panic!("style/tokens.css has no --{name}: light-dark(…)")).0
}

fn without_comments(css: &str) -> String {
    let mut kept = String::new();
    let mut rest = css;
    while let Some(open) = rest.find("/*") {
        kept.push_str(&rest[..open]);
        rest = rest[open..].find("*/").map_or("", |close| &rest[open + close + 2..]);
    }
    kept.push_str(rest);
    kept.lines().map(str::trim).filter(|line| !line.is_empty()).fold(String::new(), |text, line| text + line + "\n")
}

fn files_below(folder: &Path, into: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files_below(&path, into)? } else { into.push(path) }
    }
    Ok(())
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut small = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut small, &parameters).expect("memory takes it");
    small
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes it")
}

/// The Rust expression for one content coding of a file: `None` in debug builds and if it would save less than 10 % (images are
/// already compressed).
fn coded(out: &Path, name: &str, bytes: &[u8], compress: Option<fn(&[u8]) -> Vec<u8>>) -> String {
    let path = out.join(name);
    let small = compress.map(|compress| compress(bytes)).filter(|small| small.len() < bytes.len() * 9 / 10);
    fs::write(&path, small.as_deref().unwrap_or_default()).expect("OUT_DIR can be written");
    if small.is_some() { format!("Some(include_bytes!({path:?}))") } else { "None".to_owned() }
}

/// Returns the files of each module of the client's code, from what wasm-split-cli writes:
/// `const __chunk_3 = makeLoad(… "./chunk_3.wasm" …, []);` for a file that several modules share, and
/// `export const __wasm_split_load_staff = wrapAsyncCb(makeLoad(… "./split_staff.wasm" …, [__chunk_3]));`
fn modules(script: &str) -> Vec<(String, Vec<String>)> {
    let mut chunks: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut modules = Vec::new();
    for statement in script.split("const __").skip(1) {
        let (name, rest) = statement.split_once(" = ").expect("a constant has a value");
        let Some((_, rest)) = rest.split_once("new URL(\"./") else { continue };
        let (file, rest) = rest.split_once('"').expect("a string ends");
        let (_, rest) = rest.split_once(", [").expect("the chunks come last");
        let (needs, _) = rest.split_once(']').expect("an array ends");
        let needs = needs.split(',').map(str::trim).filter(|need| !need.is_empty());
        let needs = needs.flat_map(|need| chunks[need.trim_start_matches("__")].clone());
        let files: Vec<String> = needs.chain([file.to_owned()]).collect();
        match name.strip_prefix("wasm_split_load_") {
            Some(module) => modules.push((module.to_owned(), files)),
            None => drop(chunks.insert(name, files)),
        }
    }
    modules
}

/// Writes `site.rs`: every file with its plain and compressed bytes, and one hash of all of them (the tag) for the URL.
fn site(root: &Path, out: &Path, tables: &[(&str, String)]) {
    let mut files: Vec<(String, Vec<u8>)> = vec![("praxis.css".to_owned(), bundle_css(root).into_bytes())];
    for (language, table) in tables {
        files.push((format!("text/{language}.json"), table.clone().into_bytes()));
    }
    let release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let folder = env::var("PRAXIS_SITE").or_else(|_| env::var("LEPTOS_SITE_ROOT")).map(|folder| root.join(folder));
    if release && let Ok(folder) = folder {
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut paths = Vec::new();
        files_below(&folder, &mut paths).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        paths.sort();
        for path in paths {
            let name = path.strip_prefix(&folder).expect("it is below").to_str().expect("our names are UTF-8").replace('\\', "/");
            let name = name.strip_prefix("pkg/").unwrap_or(&name).to_owned();
            if !Path::new(&name).extension().is_some_and(|e| e == "br" || e == "css") {
                files.push((name, fs::read(&path).expect("the site can be read")));
            }
        }
    }
    // FNV-1a is enough: the tag only has to change when a byte does.
    let tag = files
        .iter()
        .flat_map(|(name, bytes)| name.bytes().chain(bytes.iter().copied()))
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let tokens = fs::read_to_string(root.join("style/tokens.css")).expect("style/tokens.css can be read");
    let mut code = format!("pub const TAG: &str = \"{tag:016x}\";\n");
    for name in ["surface", "ground"] {
        writeln!(code, "pub const {}: &str = {:?};", name.to_uppercase(), light(&tokens, name)).expect("a string takes it");
    }
    let split = files.iter().find(|(name, _)| name == "__wasm_split.js").map(|(_, bytes)| String::from_utf8_lossy(bytes));
    let modules = modules(&split.unwrap_or_default()).into_iter().map(|(name, files)| format!("({name:?}, &{files:?})"));
    writeln!(code, "pub const MODULES: &[(&str, &[&str])] = &[{}];", modules.collect::<Vec<_>>().join(", "))
        .expect("a string takes it");
    let by = |compress: fn(&[u8]) -> Vec<u8>| release.then_some(compress);
    code.push_str("pub const FILES: &[File] = &[\n");
    for (number, (name, bytes)) in files.iter().enumerate() {
        let plain = out.join(format!("site-{number}"));
        fs::write(&plain, bytes).expect("OUT_DIR can be written");
        let br = coded(out, &format!("site-{number}.br"), bytes, by(brotli));
        let gz = coded(out, &format!("site-{number}.gz"), bytes, by(gzip));
        writeln!(code, "File {{ name: {name:?}, plain: include_bytes!({plain:?}), brotli: {br}, gzip: {gz} }},")
            .expect("a string takes it");
    }
    code.push_str("];\n");
    fs::write(out.join("site.rs"), code).expect("OUT_DIR can be written");
}
