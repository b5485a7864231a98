//! The pages of this feature.

use super::view::PhotoPage;
use crate::ui::pages::pages;

pages! {
    "/profile/photo" => PhotoPage in account;
}
