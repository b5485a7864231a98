//! See `raw_text.rs`: a browser sets titles and values as plain text, so nothing has to be escaped.

pub fn raw_text(text: String) -> String {
    text
}

pub fn raw_lines(text: String) -> String {
    text
}
