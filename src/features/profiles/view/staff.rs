//! Components that only doctors and staff see: see [`parts!`].

use crate::features::doctors::model::DoctorProfile;
use crate::ui::lazy::parts;

parts! {
    profile::Bookings(doctor: DoctorProfile);
    profile::DoctorProfileFacts(doctor: DoctorProfile);
    profile::Pending(name: String, doctor: DoctorProfile);
}
