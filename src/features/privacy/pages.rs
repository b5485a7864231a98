//! The pages of this feature.

use super::view::{DeleteAccountPage, MyDataPage};
use crate::ui::pages::pages;

pages! {
    "/profile/data" => MyDataPage in account;
    "/profile/data/delete" => DeleteAccountPage in account;
}
