//! The matrix: every route and every page, with the outcome for every actor.
//!
//! A new route needs a line here: `method path`, the record in the path, the body, its effect, and an outcome for each column. A
//! route with different kinds of requests has a line for each. In the path `{id}` (a page's `:id`, `:slot`) is the record's id; the
//! body may contain the placeholders of [`World::fill`](super::world::World), between `<` and `>`.

use About::{
    AnyDoctor, Applicant, Emergency, FreeTime, Message, NewSession, Nothing, OtherPatient, PatientsExport, PatientsSession,
    PendingDoctor, Request, Standing, SuspendedDoctor, ThePatient, WaitingTime,
};
use Effect::{Either, Reads, Writes};
use Outcome::{Away, Clash, Done, Gone, Hidden, Refused, SignIn};

use super::world::About;
use super::{Outcome, Row};

/// What a granted request does to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Reads,
    Writes,
    /// The requested state may already exist.
    Either,
}

const REGISTER: &str = "full_name=Somebody+New&email=<new>&password=<password>&birth_day=5&birth_month=6&birth_year=1987";
const REGISTER_API: &str =
    r#"{"role":"patient","full_name":"Somebody New","email":"<new>","password":"<password>","date_of_birth":"1987-06-05"}"#;
const REGISTER_DOCTOR: &str = "full_name=Somebody+New&email=<new>&password=<password>&specialty=neurology&licence_number=L-7&experience_years=3&location=Here&time_zone=UTC";
const REGISTER_DOCTOR_API: &str = r#"{"role":"doctor","full_name":"Somebody New","email":"<new>","password":"<password>","specialty":"neurology","licence_number":"L-7","experience_years":3,"location":"Here","time_zone":"UTC"}"#;
const CHANGE: &str = "full_name=Somebody+Else&gender=other&time_zone=Europe/Paris&birth_day=1&birth_month=2&birth_year=1973";
const PRACTICE: &str = "specialty=cardiology&experience_years=5&location=Here&languages[]=sq&kinds[]=video&currency=EUR";
const CREDENTIALS: &str = "email=<guest>&password=<password>&next=/";
const CREDENTIALS_API: &str = r#"{"email":"<guest>","password":"<password>"}"#;
const SUSPENDED: &str = "email=<suspended>&password=<password>&next=/";
const SUSPENDED_API: &str = r#"{"email":"<suspended>","password":"<password>"}"#;
const TIME: &str = "date=<date>&start=<start>&end=<end>&kind=video";
const TIME_API: &str = r#"{"starts_at":"<from>","ends_at":"<to>","kind":"video"}"#;

const fn row(route: &'static str, about: About, sent: &'static str, effect: Effect, outcomes: [Outcome; 7]) -> Row {
    Row { route, about, sent, effect, outcomes }
}

const fn page(route: &'static str, about: About, outcomes: [Outcome; 7]) -> Row {
    row(route, about, "", Reads, outcomes)
}

// `nobody` also covers expired and forged tokens, and suspended accounts. `patient` and `doctor` are those of the record,
// `stranger` and `colleague` another patient and another doctor; `pending` is a doctor whom no admin has approved yet.
#[rustfmt::skip]
pub const ROUTES: &[Row] = &[
    //                                                                                        nobody   patient  stranger doctor   colleague pending admin
    row("POST /fn/accounts/sign-in", NewSession, CREDENTIALS, Writes,                         [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/sign-in", Nothing, SUSPENDED, Reads,                               [SignIn,  SignIn,  SignIn,  SignIn,  SignIn,  SignIn,  SignIn]),
    row("POST /fn/accounts/sign-out", NewSession, "", Writes,                                 [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/register", Nothing, REGISTER, Writes,                              [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/register-doctor", Nothing, REGISTER_DOCTOR, Writes,                [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/verify-email", NewSession, "token=<verify>", Writes,               [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/verify-email", Nothing, "token=<reset>", Reads,                    [Gone,    Gone,    Gone,    Gone,    Gone,    Gone,    Gone]),
    row("POST /fn/accounts/forgot-password", Nothing, "email=<guest>", Writes,                [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/reset-password", Nothing, "token=<reset>&password=<password>", Writes,
                                                                                              [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/reset-password", Nothing, "token=<verify>&password=<password>", Reads,
                                                                                              [Gone,    Gone,    Gone,    Gone,    Gone,    Gone,    Gone]),
    row("POST /fn/accounts/change-password", Nothing, "present_password=<password>&new_password=<password>", Writes,
                                                                                              [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/change-email", Nothing, "email=<new>&password=<password>", Writes, [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/confirm-email", Nothing, "token=<change>", Writes,                 [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/confirm-email", Nothing, "token=<verify>", Reads,                  [Gone,    Gone,    Gone,    Gone,    Gone,    Gone,    Gone]),
    row("POST /fn/accounts/sessions", Nothing, "", Reads,                                     [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/end-session", PatientsSession, "id=<id>", Writes,                  [SignIn,  Done,    Hidden,  Hidden,  Hidden,  Hidden,  Hidden]),
    row("POST /fn/accounts/end-other-sessions", Nothing, "", Either,                          [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/privacy/mine", Nothing, "", Reads,                                          [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/privacy/export", Nothing, "password=<password>", Writes,                    [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/privacy/delete", Nothing, "password=<password>", Writes,                    [SignIn,  Done,    Done,    Done,    Done,    Done,    Clash]),
    row("POST /fn/privacy/keep", Nothing, "", Either,                                         [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/language", Nothing, "lang=en&back=/", Either,                      [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/me", Nothing, "", Reads,                                           [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/auto-confirm", Nothing, "", Either,                                [SignIn,  Refused, Refused, Done,    Done,    Done,    Refused]),
    row("POST /fn/accounts/practice", Nothing, PRACTICE, Writes,                              [SignIn,  Refused, Refused, Done,    Done,    Done,    Refused]),
    row("POST /fn/doctors/review-state", Nothing, "", Reads,                                  [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/doctors/ask", Nothing, "", Writes,                                          [SignIn,  Refused, Refused, Refused, Refused, Done,    Refused]),
    row("POST /fn/doctors/waiting", Applicant, "", Reads,                                     [SignIn,  Refused, Refused, Refused, Refused, Refused, Done]),
    row("POST /fn/doctors/review", Applicant, "id=<id>&decision=approved&full_name=Dr+Applicant&specialty=general_practice&licence_number=L-1", Writes,            [SignIn,  Refused, Refused, Refused, Refused, Refused, Done]),
    row("POST /fn/doctors/review", Applicant, "id=<id>&decision=refused&full_name=Dr+Applicant&specialty=general_practice&licence_number=L-1&reason=<reason>", Writes,
                                                                                              [SignIn,  Refused, Refused, Refused, Refused, Refused, Done]),
    row("POST /fn/doctors/review", AnyDoctor, "id=<id>&decision=refused&full_name=Dr+Applicant&specialty=general_practice&licence_number=L-1&reason=<reason>", Writes,
                                                                                              [SignIn,  Refused, Refused, Refused, Refused, Refused, Clash]),
    row("POST /fn/accounts/demo", Nothing, "", Reads,                                         [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/doctors/find", Nothing, "", Reads,                                          [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/doctors/page", AnyDoctor, "id=<id>", Reads,                                 [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/doctors/page", PendingDoctor, "id=<id>", Reads,                             [Hidden,  Hidden,  Hidden,  Hidden,  Hidden,  Hidden,  Hidden]),
    row("POST /fn/doctors/page", SuspendedDoctor, "id=<id>", Reads,                           [Hidden,  Hidden,  Hidden,  Hidden,  Hidden,  Hidden,  Hidden]),
    row("POST /fn/schedule/week", Nothing, "", Reads,                                         [SignIn,  Refused, Refused, Done,    Done,    Refused, Refused]),
    row("POST /fn/schedule/slot", FreeTime, "id=<id>", Reads,                                 [SignIn,  Refused, Refused, Done,    Hidden,  Refused, Refused]),
    row("POST /fn/schedule/add", Nothing, TIME, Writes,                                       [SignIn,  Refused, Refused, Done,    Done,    Refused, Refused]),
    row("POST /fn/schedule/edit", FreeTime, "id=<id>&date=<date>&start=<start>&end=<end>&kind=video", Writes,
                                                                                              [SignIn,  Refused, Refused, Done,    Hidden,  Refused, Refused]),
    row("POST /fn/schedule/delete", FreeTime, "id=<id>", Writes,                              [SignIn,  Refused, Refused, Done,    Hidden,  Refused, Refused]),
    row("POST /fn/appointments/chosen", FreeTime, "slot=<id>", Reads,                         [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/appointments/booking", FreeTime, "slot=<id>", Reads,                        [SignIn,  Done,    Done,    Refused, Refused, Refused, Refused]),
    row("POST /fn/appointments/booking", WaitingTime, "slot=<id>", Reads,                     [SignIn,  Hidden,  Hidden,  Refused, Refused, Refused, Refused]),
    row("POST /fn/appointments/book", FreeTime, "slot=<seen>&reason=<reason>", Writes,        [SignIn,  Done,    Done,    Refused, Refused, Refused, Refused]),
    row("POST /fn/appointments/book", WaitingTime, "slot=<seen>&reason=<reason>", Writes,     [SignIn,  Hidden,  Hidden,  Refused, Refused, Refused, Refused]),
    row("POST /fn/appointments/list", Nothing, "period=all", Reads,                           [SignIn,  Done,    Done,    Done,    Done,    Refused, Done]),
    row("POST /fn/appointments/detail", Standing, "id=<id>", Reads,                           [SignIn,  Done,    Hidden,  Done,    Hidden,  Refused, Done]),
    row("POST /fn/appointments/change", Request, "id=<id>&to=confirmed", Writes,              [SignIn,  Clash,   Hidden,  Done,    Hidden,  Refused, Done]),
    row("POST /fn/appointments/change", Request, "id=<id>&to=cancelled&reason=<reason>", Writes,
                                                                                              [SignIn,  Done,    Hidden,  Done,    Hidden,  Refused, Done]),
    row("POST /fn/appointments/times", Request, "id=<id>", Reads,                             [SignIn,  Refused, Refused, Refused, Refused, Refused, Done]),
    row("POST /fn/appointments/move", Request, "id=<id>&slot=<other>&reason=<reason>", Writes, [SignIn,  Refused, Refused, Refused, Refused, Refused, Done]),
    row("POST /fn/appointments/reword", Request, "id=<id>&reason=<reason>", Writes,           [SignIn,  Refused, Refused, Refused, Refused, Refused, Done]),
    row("POST /fn/appointments/note", Request, "id=<id>&note=<note>", Writes,                 [SignIn,  Done,    Hidden,  Done,    Hidden,  Refused, Refused]),
    row("POST /fn/admin/jobs", Nothing, "", Reads,                                            [SignIn,  Refused, Refused, Refused, Refused, Refused, Done]),
    row("POST /fn/admin/retry-job", Applicant, "id=<id>", Reads,                              [SignIn,  Refused, Refused, Refused, Refused, Refused, Hidden]),
    row("POST /fn/notifications/list", Nothing, "", Reads,                                    [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/notifications/unread", Nothing, "", Reads,                                  [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/notifications/read", Message, "id=<id>", Writes,                            [SignIn,  Done,    Hidden,  Hidden,  Hidden,  Hidden,  Hidden]),
    row("POST /fn/notifications/read-all", Message, "", Either,                               [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/patients/list", Nothing, "", Reads,                                         [SignIn,  Done,    Done,    Done,    Done,    Refused, Done]),
    row("POST /fn/patients/record", ThePatient, "id=<id>", Reads,                             [SignIn,  Done,    Hidden,  Done,    Hidden,  Refused, Done]),
    row("POST /fn/patients/note", ThePatient, "id=<id>&note=<note>", Writes,                  [SignIn,  Refused, Refused, Done,    Hidden,  Refused, Refused]),
    row("POST /fn/patients/emergency", OtherPatient, "id=<id>&reason=<reason>", Either,       [SignIn,  Refused, Refused, Done,    Done,    Refused, Refused]),
    row("POST /fn/patients/emergency", Applicant, "id=<id>&reason=<reason>", Reads,           [SignIn,  Refused, Refused, Hidden,  Hidden,  Refused, Refused]),
    row("POST /fn/patients/find-in-emergency", Nothing, "full_name=Quincilla+Medlar&birth_day=1&birth_month=2&birth_year=1931&reason=<reason>", Reads,
                                                                                              [SignIn,  Refused, Refused, Hidden,  Hidden,  Refused, Refused]),
    row("POST /fn/patients/end-emergency", Emergency, "id=<id>", Writes,                      [SignIn,  Refused, Refused, Done,    Hidden,  Refused, Refused]),
    row("POST /fn/patients/emergencies", Emergency, "", Reads,                                [SignIn,  Refused, Refused, Refused, Refused, Refused, Done]),
    row("POST /fn/patients/review-emergency", Emergency, "id=<id>", Writes,                   [SignIn,  Refused, Refused, Refused, Refused, Refused, Done]),

    //                                                                                        nobody   patient  stranger doctor   colleague pending admin
    row("POST /api/v1/auth/register", Nothing, REGISTER_API, Writes,                          [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /api/v1/auth/register", Nothing, REGISTER_DOCTOR_API, Writes,                   [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /api/v1/auth/login", Nothing, CREDENTIALS_API, Writes,                          [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /api/v1/auth/login", Nothing, SUSPENDED_API, Reads,                             [SignIn,  SignIn,  SignIn,  SignIn,  SignIn,  SignIn,  SignIn]),
    row("POST /api/v1/auth/refresh", Nothing, r#"{"refresh_token":"<refresh>"}"#, Writes,     [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /api/v1/auth/refresh", Nothing, r#"{"refresh_token":"<suspended refresh>"}"#, Writes,
                                                                                              [SignIn,  SignIn,  SignIn,  SignIn,  SignIn,  SignIn,  SignIn]),
    row("POST /api/v1/auth/logout", NewSession, "{}", Writes,                                 [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /api/v1/auth/verify-email", Nothing, r#"{"token":"<verify>"}"#, Writes,         [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /api/v1/auth/password/forgot", Nothing, r#"{"email":"<guest>"}"#, Writes,       [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /api/v1/auth/password/reset", Nothing, r#"{"token":"<reset>","password":"<password>"}"#, Writes,
                                                                                              [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /api/v1/auth/confirm-email", Nothing, r#"{"token":"<change>"}"#, Writes,        [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /api/v1/me/email", Nothing, r#"{"email":"<new>","password":"<password>"}"#, Writes,
                                                                                              [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /api/v1/me/password", Nothing, r#"{"present_password":"<password>","new_password":"<password>"}"#, Writes,
                                                                                              [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("GET /api/v1/me/sessions", Nothing, "", Reads,                                        [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("DELETE /api/v1/me/sessions/{id}", PatientsSession, "", Writes,                       [SignIn,  Done,    Hidden,  Hidden,  Hidden,  Hidden,  Hidden]),
    row("POST /api/v1/me/export", Nothing, r#"{"password":"<password>"}"#, Writes,            [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("GET /api/v1/me/export", Nothing, "", Reads,                                          [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("GET /exports/{id}/data.zip", PatientsExport, "", Reads,                              [SignIn,  Done,    Hidden,  Hidden,  Hidden,  Hidden,  Hidden]),
    row("DELETE /api/v1/me", Nothing, r#"{"password":"<password>"}"#, Writes,                 [SignIn,  Done,    Done,    Done,    Done,    Done,    Clash]),
    row("GET /api/v1/me/deletion", Nothing, "", Reads,                                        [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /api/v1/me/deletion/cancel", Nothing, "", Either,                               [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("GET /api/v1/me", Nothing, "", Reads,                                                 [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("GET /api/v1/doctors", Nothing, "", Reads,                                            [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("GET /api/v1/doctors/{id}", AnyDoctor, "", Reads,                                     [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("GET /api/v1/doctors/{id}", PendingDoctor, "", Reads,                                 [Hidden,  Hidden,  Hidden,  Hidden,  Hidden,  Hidden,  Hidden]),
    row("GET /api/v1/doctors/{id}/slots", AnyDoctor, "", Reads,                               [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("GET /api/v1/doctors/{id}/slots", PendingDoctor, "", Reads,                           [Hidden,  Hidden,  Hidden,  Hidden,  Hidden,  Hidden,  Hidden]),
    row("GET /api/v1/me/slots", Nothing, "", Reads,                                           [SignIn,  Refused, Refused, Done,    Done,    Refused, Refused]),
    row("POST /api/v1/me/slots", Nothing, TIME_API, Writes,                                   [SignIn,  Refused, Refused, Done,    Done,    Refused, Refused]),
    row("PATCH /api/v1/me/slots/{id}", FreeTime, r#"{"kind":"video"}"#, Writes,               [SignIn,  Refused, Refused, Done,    Hidden,  Refused, Refused]),
    row("DELETE /api/v1/me/slots/{id}", FreeTime, "", Writes,                                 [SignIn,  Refused, Refused, Done,    Hidden,  Refused, Refused]),
    row("POST /api/v1/appointments", FreeTime, r#"{"slot_id":"<id>","reason":"<reason>"}"#, Writes,
                                                                                              [SignIn,  Done,    Done,    Refused, Refused, Refused, Refused]),
    row("POST /api/v1/appointments", WaitingTime, r#"{"slot_id":"<id>","reason":"<reason>"}"#, Writes,
                                                                                              [SignIn,  Hidden,  Hidden,  Refused, Refused, Refused, Refused]),
    row("GET /api/v1/appointments", Nothing, "", Reads,                                       [SignIn,  Done,    Done,    Done,    Done,    Refused, Done]),
    row("GET /api/v1/appointments/{id}", Standing, "", Reads,                                 [SignIn,  Done,    Hidden,  Done,    Hidden,  Refused, Done]),
    row("PATCH /api/v1/appointments/{id}", Request, r#"{"status":"confirmed"}"#, Writes,      [SignIn,  Clash,   Hidden,  Done,    Hidden,  Refused, Done]),
    row("PATCH /api/v1/appointments/{id}", Request, r#"{"status":"cancelled"}"#, Writes,      [SignIn,  Done,    Hidden,  Done,    Hidden,  Refused, Done]),
    row("PATCH /api/v1/appointments/{id}", Request, r#"{"status":"completed"}"#, Writes,      [SignIn,  Clash,   Hidden,  Clash,   Hidden,  Refused, Clash]),
    row("PATCH /api/v1/appointments/{id}", Request, r#"{"slot_id":"<other id>"}"#, Writes,    [SignIn,  Refused, Refused, Refused, Refused, Refused, Done]),
    row("PATCH /api/v1/appointments/{id}", Request, r#"{"notes":"<note>"}"#, Writes,          [SignIn,  Done,    Hidden,  Done,    Hidden,  Refused, Refused]),
    row("GET /api/v1/patients", Nothing, "", Reads,                                           [SignIn,  Done,    Done,    Done,    Done,    Refused, Done]),
    row("GET /api/v1/patients/{id}", ThePatient, "", Reads,                                   [SignIn,  Done,    Hidden,  Done,    Hidden,  Refused, Done]),
    row("POST /api/v1/patients/{id}/access", OtherPatient, r#"{"reason":"unconscious, allergies unknown"}"#, Either,
                                                                                              [SignIn,  Refused, Refused, Done,    Done,    Refused, Refused]),
    row("GET /api/v1/notifications", Nothing, "", Reads,                                      [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /api/v1/notifications/{id}/read", Message, "", Writes,                          [SignIn,  Done,    Hidden,  Hidden,  Hidden,  Hidden,  Hidden]),
    row("GET /appointments/{id}/calendar.ics", Standing, "", Reads,                           [SignIn,  Done,    Hidden,  Done,    Hidden,  Refused, Done]),
    row("GET /doctors/{id}/portrait.svg", AnyDoctor, "", Reads,                               [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    row("GET /doctors/{id}/portrait.svg", PendingDoctor, "", Reads,                           [Hidden,  Hidden,  Hidden,  Hidden,  Hidden,  Hidden,  Hidden]),
    row("GET /doctors/{id}/portrait.svg", SuspendedDoctor, "", Reads,                         [Hidden,  Hidden,  Hidden,  Hidden,  Hidden,  Hidden,  Hidden]),
    // Last, because these change the private values.
    row("PATCH /api/v1/me", Nothing, r#"{"gender":"male"}"#, Writes,                          [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    row("POST /fn/accounts/change", Nothing, CHANGE, Writes,                                  [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
];

#[rustfmt::skip]
pub const PAGES: &[Row] = &[
    //                                           nobody   patient  stranger doctor   colleague pending admin
    page("GET /", Nothing,                       [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /sign-in", Nothing,                [Done,    Away,    Away,    Away,    Away,    Away,    Away]),
    page("GET /register", Nothing,               [Done,    Away,    Away,    Away,    Away,    Away,    Away]),
    page("GET /register/doctor", Nothing,        [Done,    Away,    Away,    Away,    Away,    Away,    Away]),
    page("GET /forgot-password", Nothing,        [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /reset-password", Nothing,         [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /verify-email", Nothing,           [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /profile/password", Nothing,       [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /confirm-email", Nothing,          [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /profile/email", Nothing,          [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /profile/sessions", Nothing,       [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /profile/data", Nothing,           [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /profile/data/delete", Nothing,    [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /profile/edit", Nothing,           [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /profile/practice", Nothing,       [SignIn,  Refused, Refused, Done,    Done,    Done,    Refused]),
    page("GET /profile", Nothing,                [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /doctors", Nothing,                [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /doctors/:id", AnyDoctor,          [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /doctors/:id", PendingDoctor,      [Hidden,  Hidden,  Hidden,  Hidden,  Hidden,  Hidden,  Hidden]),
    page("GET /book/:slot", FreeTime,            [SignIn,  Done,    Done,    Refused, Refused, Refused, Refused]),
    page("GET /book/:slot", WaitingTime,         [SignIn,  Hidden,  Hidden,  Refused, Refused, Refused, Refused]),
    page("GET /appointments", Nothing,           [SignIn,  Done,    Done,    Done,    Done,    Refused, Done]),
    page("GET /appointments/:id", Standing,      [SignIn,  Done,    Hidden,  Done,    Hidden,  Refused, Done]),
    page("GET /appointments/:id/move", Request,  [SignIn,  Refused, Refused, Refused, Refused, Refused, Done]),
    page("GET /doctor-applications", Applicant,              [SignIn,  Refused, Refused, Refused, Refused, Refused, Done]),
    page("GET /jobs", Nothing,                   [SignIn,  Refused, Refused, Refused, Refused, Refused, Done]),
    page("GET /patients", Nothing,               [SignIn,  Done,    Done,    Done,    Done,    Refused, Done]),
    page("GET /patients/:id", ThePatient,        [SignIn,  Done,    Hidden,  Done,    Hidden,  Refused, Done]),
    page("GET /emergency-access", Nothing,       [SignIn,  Refused, Refused, Done,    Done,    Done,    Refused]),
    page("GET /patients/:id/emergency", OtherPatient, [SignIn, Refused, Refused, Done, Done,   Done,    Refused]),
    page("GET /emergency-accesses", Emergency,   [SignIn,  Refused, Refused, Refused, Refused, Refused, Done]),
    page("GET /schedule", Nothing,               [SignIn,  Refused, Refused, Done,    Done,    Refused, Refused]),
    page("GET /schedule/:id", FreeTime,          [SignIn,  Refused, Refused, Done,    Hidden,  Refused, Refused]),
    // Only in a demo practice and in debug builds.
    page("GET /design", Nothing,                 [if cfg!(debug_assertions) { Done } else { Hidden }; 7]),
    page("GET /notifications", Nothing,          [SignIn,  Done,    Done,    Done,    Done,    Done,    Done]),
    page("GET /offline", Nothing,                [Done,    Done,    Done,    Done,    Done,    Done,    Done]),
];
