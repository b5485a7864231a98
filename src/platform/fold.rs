//! Names as people search for them: no accents, no case, `đ` is `d`, single blanks. Both databases compare these keys, so that
//! they find and sort alike.

/// `Nguyễn  Đức` → `nguyen duc`. Control characters are blanks too: PostgreSQL's text cannot hold all of them.
pub fn fold(text: &str) -> String {
    let plain = deunicode::deunicode(text).to_lowercase();
    plain.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The pattern for `LIKE … ESCAPE '\'` of everything that contains `part`.
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
