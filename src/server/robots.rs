//! `/robots.txt` (RFC 9309): search engines may index the public pages only.

use std::collections::BTreeSet;

use crate::site::pages;

/// Returns the file: it disallows the API, and the path prefix of each page that is not public.
pub async fn robots() -> String {
    let private = pages::all().filter(|page| !page.is_public).map(|page| page.path);
    let beginnings: BTreeSet<&str> = private.map(|path| path.split(':').next().unwrap_or(path)).collect();
    // A public page's path must not start with one of these prefixes.
    let lines = ["/api/", "/fn/"].into_iter().chain(beginnings).map(|path| format!("Disallow: {path}\n"));
    format!("User-agent: *\n{}", lines.collect::<String>())
}
