//! The pages of this feature.

use super::view::{CodePage, CodesPage, TwoFactorPage};
use crate::ui::pages::pages;

pages! {
    "/sign-in/code" => CodePage in account;
    "/profile/two-factor" => TwoFactorPage in account;
    "/profile/two-factor/codes" => CodesPage in account;
}
