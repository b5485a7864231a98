//! A whole account: the fields of all users, and the patient or doctor profile.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::model::{Gender, Id, Role, Session, User, UserStatus, ZonedTime};
use crate::features::accounts::model::PatientProfile;
use crate::features::doctors::model::DoctorProfile;

/// An account as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Account {
    #[cfg_attr(feature = "ssr", schema(value_type = uuid::Uuid))]
    pub id: Id<User>,
    pub role: Role,
    pub email: String,
    pub full_name: String,
    pub phone: Option<String>,
    pub gender: Gender,
    pub locale: crate::base::text::Lang,
    pub time_zone: Option<String>,
    pub status: UserStatus,
    pub email_verified_at: Option<DateTime<Utc>>,
    /// The path of the photo, if there is one; a new photo has another path.
    pub photo_url: Option<String>,
    /// Another number is not verified.
    pub phone_verified_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub patient: Option<PatientProfile>,
    pub doctor: Option<DoctorProfile>,
}

/// The user's phone number, and the code that was sent to it or to a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneState {
    pub phone: Option<String>,
    pub is_verified: bool,
    /// The number to which a code was sent that can still be entered.
    pub sent_to: Option<String>,
}

/// Where the user is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    pub id: Id<Session>,
    /// Browser and system, or the name of a program; empty if it sent none.
    pub client: String,
    pub began_at: ZonedTime,
    /// Within ten minutes.
    pub last_used_at: ZonedTime,
    /// The one that asks.
    pub is_current: bool,
}
