//! The name of a browser, for people who look through their sessions.

/// In this order: most browsers also name those that they are compatible with.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("MSIE", "Internet Explorer"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];
/// Max characters of the name of a program that is none of these.
const NAME_MAX: usize = 40;

/// Returns browser and system of a `User-Agent` header, such as “Firefox, Windows”; for another program its name; empty without one.
pub fn describe(user_agent: &str) -> String {
    let find = |known: &[(&str, &'static str)]| known.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name);
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) => one.to_owned(),
        _ => user_agent.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(NAME_MAX).collect(),
    }
}
