//! Names as people search for them: no accents, no case, `đ` is `d`, single blanks. Both databases compare these keys, so that
//! they find and sort alike.

/// `Nguyễn  Đức` → `nguyen duc`.
pub fn fold(text: &str) -> String {
    deunicode::deunicode(text).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
