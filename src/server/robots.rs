//! `/robots.txt` (RFC 9309): of our pages, search engines may list the public ones.

use std::collections::BTreeSet;

use crate::site::pages;

/// What nobody may list: the API, and the beginning of every page's path that is not public.
pub async fn robots() -> String {
    let private = pages::all().filter(|page| !page.is_public).map(|page| page.path);
    let beginnings: BTreeSet<&str> = private.map(|path| path.split(':').next().unwrap_or(path)).collect();
    // A public page's path must not begin like a private one's.
    let lines = ["/api/", "/fn/"].into_iter().chain(beginnings).map(|path| format!("Disallow: {path}\n"));
    format!("User-agent: *\n{}", lines.collect::<String>())
}
