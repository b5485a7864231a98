//! The pages of this feature.

use super::view::EditSlotPage;
use crate::ui::pages::pages;

pages! {
    "/schedule/:id" => EditSlotPage in staff;
}
