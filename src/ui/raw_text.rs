//! Text inside `<title>` and `<textarea>`, which Leptos writes unescaped: `</title>` in a user's name would end the title, and the rest
//! would be parsed as elements of the page.
//!
//! Only `site/app.rs` and `form/fields/text.rs` write into these elements, and both use this module (checked by
//! `tests/practice/rules.rs`). The only other elements with unescaped text are `<script>`, `<style>` and `<noscript>`; they must not
//! contain user input (tachys 0.2.19, `html/element/elements.rs`).

/// Escapes `text` for HTML (WHATWG HTML §13.2.5.2, RCDATA state). A browser that sets `document.title` or a value takes the plain
/// text: see `raw_text_browser.rs`.
pub fn raw_text(text: String) -> String {
    if text.contains(['&', '<', '>']) {
        return text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    }
    text
}

/// Like [`raw_text`], for a `<textarea>`: a parser drops a line break right after the start tag, so a text that starts with one needs
/// another before it.
pub fn raw_lines(text: String) -> String {
    let text = raw_text(text);
    if text.starts_with(['\n', '\r']) { format!("\n{text}") } else { text }
}
