//! No pages: `profiles` has those of signing in.

use crate::ui::pages::pages;

pages! {}
