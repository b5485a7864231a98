//! Text inside `<title>` and `<textarea>`, which Leptos writes into the page as it is: `</title>` in somebody's name would end the title
//! there, and what follows it would be elements of the page.
//!
//! Only `app.rs` and `form/fields/text.rs` write into such an element, and both go through here (`tests/practice/rules.rs` holds it). No
//! other element's text is written unescaped but that of `<script>`, `<style>` and `<noscript>`, into which nothing may be put that
//! people typed (tachys 0.2.19, `html/element/elements.rs`).

/// `text` as HTML that reads as that text (WHATWG HTML §13.2.5.2, RCDATA state). A browser that sets `document.title` or a value
/// takes the text itself: see `raw_text_browser.rs`.
pub fn raw_text(text: String) -> String {
    if text.contains(['&', '<', '>']) {
        return text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    }
    text
}

/// As [`raw_text`], for a `<textarea>`: a parser drops the line break right behind its tag, so one that belongs to the text needs
/// another before it.
pub fn raw_lines(text: String) -> String {
    let text = raw_text(text);
    if text.starts_with(['\n', '\r']) { format!("\n{text}") } else { text }
}
