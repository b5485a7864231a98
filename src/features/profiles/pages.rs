//! The pages of this feature.

use super::view::{
    AcceptInvitationPage, ChangeEmailPage, ChangePasswordPage, ConfirmEmailPage, EditAccountPage, EditDoctorProfilePage,
    ForgotPasswordPage, PhonePage, ProfilePage, RegisterDoctorPage, RegisterPage, ResetPasswordPage, SessionsPage, SignInPage,
    VerifyEmailPage,
};
use crate::base::text as t;
use crate::ui::Glyph;
use crate::ui::pages::{Link, Who, pages};

pages! {
    "/sign-in" => SignInPage, public();
    "/register" => RegisterPage, public();
    "/register/doctor" => RegisterDoctorPage in account, public();
    "/forgot-password" => ForgotPasswordPage in account;
    "/reset-password" => ResetPasswordPage in account;
    "/accept-invitation" => AcceptInvitationPage in account;
    "/verify-email" => VerifyEmailPage in account;
    "/confirm-email" => ConfirmEmailPage in account;
    "/profile/email" => ChangeEmailPage in account;
    "/profile/password" => ChangePasswordPage in account;
    "/profile/phone" => PhonePage in account;
    "/profile/sessions" => SessionsPage in account;
    "/profile" => ProfilePage in account, linked(&[Link::new("/profile", t::nav_profile, Glyph::User, &[Who::Doctor, Who::Admin])]);
    "/profile/edit" => EditAccountPage in account;
    "/profile/practice" => EditDoctorProfilePage in staff;
}
