//! What each form may say. `server_fn` overlooks a field that it does not know; here it is refused, as in the API.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use server_fn::ServerFn;

use crate::base::error::{AppError, Code, FieldCode, FieldError};
use crate::features::{accounts, appointments, doctors, notifications, profiles, schedule};

/// Unknown fields that are named at most, and letters of each.
const MAX_NAMED: usize = 20;
const MAX_NAME_LENGTH: usize = 100;

macro_rules! forms {
    ($($function:path),+ $(,)?) => {
        [$((<$function as ServerFn>::PATH, names::<$function>())),+]
    };
}

/// The fields of each server function, by its address.
fn forms() -> &'static HashMap<&'static str, &'static [&'static str]> {
    static FORMS: OnceLock<HashMap<&'static str, &'static [&'static str]>> = OnceLock::new();
    FORMS.get_or_init(|| {
        HashMap::from(forms![
            profiles::api::ChangeAccount,
            profiles::api::ChangeDoctorProfile,
            accounts::api::DemoSignIns,
            profiles::api::MyAccount,
            profiles::api::Register,
            profiles::api::RegisterDoctor,
            profiles::api::SetAutoConfirm,
            accounts::api::SetLanguage,
            accounts::api::SignIn,
            accounts::api::SignOut,
            appointments::api::Book,
            appointments::api::ChangeStatus,
            appointments::api::GetAppointment,
            appointments::api::GetBookingPage,
            appointments::api::GetChosenTime,
            appointments::api::GetTimes,
            appointments::api::MoveAppointment,
            appointments::api::MyAppointments,
            appointments::api::RewordAppointment,
            appointments::api::WriteNote,
            doctors::api::AskForApproval,
            doctors::api::GetDoctorPage,
            doctors::api::GetDoctors,
            doctors::api::MyApplicationState,
            doctors::api::DecideApplication,
            doctors::api::PendingDoctors,
            notifications::api::CountUnread,
            notifications::api::MarkAllRead,
            notifications::api::MarkRead,
            notifications::api::MyNotifications,
            schedule::api::AddSlot,
            schedule::api::DeleteSlot,
            schedule::api::EditSlot,
            schedule::api::MySlot,
            appointments::api::MyWeek,
        ])
    })
}

/// Fails for every name that the function at `path` does not have. Of `languages[]` and `filter[status]` the first word counts.
///
/// # Errors
/// [`Code::Invalid`] with the fields.
pub fn check(path: &str, values: &[(String, String)]) -> Result<(), AppError> {
    let Some(known) = forms().get(path) else { return Ok(()) };
    let name = |field: &str| field.split('[').next().unwrap_or_default().to_owned();
    let mut unknown: Vec<String> =
        values.iter().map(|(field, _)| name(field)).filter(|field| !known.contains(&field.as_str())).take(MAX_NAMED).collect();
    unknown.sort();
    unknown.dedup();
    let short = |field: String| field.chars().take(MAX_NAME_LENGTH).collect();
    let fields: Vec<FieldError> =
        unknown.into_iter().map(|field| FieldError { field: short(field), code: FieldCode::Unknown }).collect();
    if fields.is_empty() { Ok(()) } else { Err(AppError { fields, ..Code::Invalid.into() }) }
}

/// Whether a server function has its line here; a test asks for all.
pub fn knows(path: &str) -> bool {
    forms().contains_key(path)
}

/// The names of a struct's fields, which serde tells whoever offers to deserialize it.
fn names<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut told: &'static [&'static str] = &[];
    // It is told the names and given nothing: the error says only that.
    drop(T::deserialize(Listener(&mut told)));
    told
}

struct Listener<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Listener<'_> {
    type Error = de::value::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        *self.0 = fields;
        Err(de::Error::custom("only asked for the names"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(de::Error::custom("no struct"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map enum identifier ignored_any
    }
}
