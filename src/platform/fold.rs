//! Search keys for names: no accents, lower case, `đ` as `d`, single spaces. Both databases compare these keys, so that they find and
//! sort alike.

/// `Nguyễn  Đức` → `nguyen duc`. Control characters become spaces too: PostgreSQL's text cannot contain all of them.
pub fn fold(text: &str) -> String {
    let plain = deunicode::deunicode(text).to_lowercase();
    plain.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The pattern for `LIKE … ESCAPE '\'` that matches everything that contains `part`.
pub fn containing(part: &str) -> String {
    let mut pattern = String::with_capacity(part.len() + 4);
    pattern.push('%');
    for c in part.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
