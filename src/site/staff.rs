//! Components that only doctors and staff see: see [`parts!`].

use crate::ui::lazy::parts;

parts! {
    home::AdminHome();
    home::DoctorHome();
    home::PendingHome();
    jump::Jump();
}
