//! Checks the direction of imports (ARCHITECTURE.md, "Which folder may use which") by reading every path that begins with `crate`,
//! `super` or `self`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Every folder below `src`, the lowest first: a file may use its own folder and those above it in this list. Folders in one row do not
/// use each other.
const LEVELS: &[&[&str]] = &[
    &["base"],
    &["policy"],
    &["platform", "ui"],
    &["features/audit"],
    &["features/accounts"],
    &["features/notifications"],
    &["features/care"],
    &["features/files"],
    &["features/schedule"],
    &["features/doctors"],
    &["features/appointments"],
    &["features/profiles"],
    &["features/second_factor"],
    &["features/privacy"],
    &["features/admin"],
    &["features"],
    &["site"],
    &["demo"],
    &["server"],
    &["cli"],
];

/// The crate's root files: they declare the folders and start their code.
const ROOTS: [&str; 3] = ["lib.rs", "main.rs", "hydrate.rs"];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The text of each file, by its path below `src`.
fn files() -> BTreeMap<String, String> {
    fn below(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("src can be read") {
            let path = entry.expect("src can be read").path();
            if path.is_dir() { below(&path, into) } else { into.push(path) }
        }
    }
    let mut paths = Vec::new();
    below(&src(), &mut paths);
    let name = |path: &Path| path.strip_prefix(src()).expect("it is below").to_str().expect("our names are UTF-8").to_owned();
    paths
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| (name(path), std::fs::read_to_string(path).expect("a source")))
        .collect()
}

/// The text without comments and string literals.
fn code(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(['"', '/', '\'']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if rest.starts_with("'\"'") {
            rest = &rest[3..];
        } else if let Some(quoted) = rest.strip_prefix('"') {
            let mut escaped = false;
            let end = quoted.find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            rest = &quoted[end.map_or(quoted.len(), |end| end + 1)..];
        } else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out + rest
}

/// The module of a file, as path segments.
fn module(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if ROOTS.contains(&file) { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// Splits at commas outside braces.
fn parts(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_u32, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&list[start..]);
    found
}

fn segments(path: &str) -> impl Iterator<Item = String> + '_ {
    path.split("::").map(str::trim).filter(|part| !part.is_empty() && *part != "self").map(str::to_owned)
}

/// Every path in a list in braces, with `prefix`.
fn expand(prefix: &[String], list: &str, into: &mut BTreeSet<Vec<String>>) {
    for part in parts(list).into_iter().map(str::trim).filter(|part| !part.is_empty()) {
        let (head, tail) = part.split_once('{').map_or((part, None), |(head, tail)| (head, tail.rsplit_once('}')));
        let head = head.split(" as ").next().unwrap_or_default();
        let path: Vec<String> = prefix.iter().cloned().chain(segments(head)).collect();
        match tail {
            Some((inner, _)) => expand(&path, inner, into),
            None => drop(into.insert(path)),
        }
    }
}

/// Every path of this crate that a file uses, from the crate's root.
fn paths(file: &str, text: &str) -> BTreeSet<Vec<String>> {
    let (code, me, mut found) = (code(text), module(file), BTreeSet::new());
    for root in ["crate", "super", "self"] {
        let sign = format!("{root}::");
        let mut at = 0;
        while let Some(next) = code[at..].find(&sign) {
            let start = at + next;
            at = start + sign.len();
            let before = code[..start].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
                continue;
            }
            let rest = &code[at..];
            let plain =
                rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':' || c.is_whitespace())).unwrap_or(rest.len());
            // `crate::a::b as c` and `crate::a::b in …` end at the space.
            let plain = rest[..plain].find(" as ").or_else(|| rest[..plain].find(" in ")).unwrap_or(plain);
            let mut base = match root {
                "crate" => Vec::new(),
                "self" => me.clone(),
                _ => me[..me.len().saturating_sub(1)].to_vec(),
            };
            let mut named: Vec<String> = segments(&rest[..plain]).collect();
            while named.first().is_some_and(|part| part == "super") {
                base.pop();
                named.remove(0);
            }
            base.extend(named);
            if rest[plain..].starts_with('{') {
                let mut depth = 0_u32;
                let end = rest[plain..].find(|c| {
                    depth = match c {
                        '{' => depth + 1,
                        '}' => depth - 1,
                        _ => depth,
                    };
                    depth == 0
                });
                expand(&base, &rest[plain + 1..plain + end.expect("the list ends")], &mut found);
            } else {
                found.insert(base);
            }
        }
    }
    found
}

/// The file of a path: its longest prefix that is a module.
fn target<'a>(path: &[String], modules: &'a BTreeMap<Vec<String>, String>) -> Option<&'a String> {
    (1..=path.len()).rev().find_map(|length| modules.get(&path[..length]))
}

/// The folder of [`LEVELS`] that a file is in, and its level.
fn folder(file: &str) -> Option<(&'static str, usize)> {
    LEVELS.iter().enumerate().find_map(|(level, row)| {
        let is_in = |folder: &&&str| file.strip_prefix(**folder).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'));
        row.iter().find(is_in).map(|folder| (*folder, level))
    })
}

/// The imports: file → the files that it uses.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let files = files();
    let modules: BTreeMap<Vec<String>, String> =
        files.keys().filter(|file| !ROOTS.contains(&file.as_str())).map(|file| (module(file), file.clone())).collect();
    let used = |file: &String, text: &String| {
        paths(file, text).iter().filter_map(|path| target(path, &modules)).filter(|other| *other != file).cloned().collect()
    };
    files.iter().map(|(file, text)| (file.clone(), used(file, text))).collect()
}

#[test]
fn imports_point_down_only() {
    let imports = imports();
    let edges: usize = imports.values().map(BTreeSet::len).sum();
    assert!(edges > 1000, "the sources name each other more often than {edges} times");
    let mut found = Vec::new();
    for (file, used) in imports.iter().filter(|(file, _)| !ROOTS.contains(&file.as_str())) {
        let Some((mine, level)) = folder(file) else {
            found.push(format!("src/{file} stands in no folder of LEVELS"));
            continue;
        };
        for other in used {
            match folder(other) {
                Some((theirs, below)) if theirs == mine || below < level => {}
                _ => found.push(format!("src/{file} uses src/{other}")),
            }
        }
    }
    assert!(found.is_empty(), "imports point up or sideways:\n  {}", found.join("\n  "));
}

#[test]
fn the_import_test_sees_every_form_of_a_path() {
    let text = "use crate::a::{b::{C, d as e}, f};\nuse super::super::g::h;\n// crate::not::here\nfn x() -> crate::i::J<self::K> { \"crate::nor::here\" }";
    let found: Vec<String> = paths("m/n.rs", text).into_iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["a::b::C", "a::b::d", "a::f", "g::h", "i::J", "m::n::K"]);
}
