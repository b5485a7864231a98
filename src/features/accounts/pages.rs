//! No pages: the sign-in page is in `profiles`.

use crate::ui::pages::pages;

pages! {}
