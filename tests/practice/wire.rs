//! What crosses the wire is read by the browser with `serde-json-core`, which knows neither tagged nor flattened types, nor maps: everything
//! that a server function answers is read back here with the same reader, and is the same when it is written again.

use std::collections::BTreeSet;

use praxis::base::error::{AppError, Code, FieldCode, FieldError};
use praxis::base::flash::Flash;
use praxis::base::model::{DemoSignIn, Id, Page, Role, Viewer, ZonedTime};
use praxis::base::slot::{ChosenTime, SlotView};
use praxis::features::accounts::api::{DemoSignIns, SetLanguage, SignIn, SignOut};
use praxis::features::admin::api as admin;
use praxis::features::admin::model::DeadJob;
use praxis::features::admin::people::api as people;
use praxis::features::admin::people::model::{PersonLine, PersonPage, PersonState};
use praxis::features::appointments::api as appointments;
use praxis::features::appointments::model::{AppointmentView, BookingPage, MovePage, ScheduleWeek};
use praxis::features::audit::api as audit;
use praxis::features::audit::model::{ActionChoice, AuditEntry};
use praxis::features::care::api as care;
use praxis::features::care::model::{EmergencyView, PatientLine, PatientRecord};
use praxis::features::doctors::api as doctors;
use praxis::features::doctors::model::{ApplicationState, DoctorPage, DoctorView, PendingDoctor};
use praxis::features::files::api as files;
use praxis::features::notifications::api as notifications;
use praxis::features::notifications::model::NotificationView;
use praxis::features::privacy::api as privacy;
use praxis::features::privacy::model::{ExportState, ExportView, MyData};
use praxis::features::profiles::api as profiles;
use praxis::features::profiles::model::{Account, PhoneState, SessionView};
use praxis::features::schedule::api as schedule;
use praxis::features::second_factor::api as second_factor;
use praxis::features::second_factor::model::{FactorState, PendingStep, QrPicture, SetupView};
use praxis::platform::links::Purpose;
use praxis::platform::registry::Form;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use server_fn::ServerFn;

use crate::harness::{Browser, Engine, Practice, run};

/// As `ui::ask` reads in a browser.
fn read<T: DeserializeOwned>(json: &str) -> T {
    let mut unescaped = vec![0; json.len()];
    let read = serde_json_core::from_str_escaped(json, &mut unescaped);
    read.unwrap_or_else(|error| panic!("{}: {error:?}: {json}", std::any::type_name::<T>())).0
}

/// Reads what was written, and compares.
fn same<T: DeserializeOwned + Serialize>(json: &str) -> T {
    let value: T = read(json);
    let sent: Value = serde_json::from_str(json).expect("JSON");
    assert_eq!(serde_json::to_value(&value).expect("JSON"), sent, "{}", std::any::type_name::<T>());
    value
}

fn sample<T: DeserializeOwned + Serialize>(value: &T) {
    same::<T>(&serde_json::to_string(value).expect("JSON"));
}

/// The server functions that have been read.
#[derive(Default)]
struct Seen(BTreeSet<&'static str>);

impl Seen {
    /// Calls the server function and reads its answer.
    async fn reads<F, T>(&mut self, browser: &Browser, fields: &[(&str, &str)]) -> T
    where
        F: ServerFn<Output = T>,
        T: DeserializeOwned + Serialize,
    {
        self.0.insert(F::PATH);
        let answer = browser.call(F::PATH, fields).await;
        assert_eq!(answer.status, 200, "{}: {}", F::PATH, answer.raw);
        same(&answer.raw)
    }

    /// A server function that answers nothing.
    fn answers_nothing<F: ServerFn<Output = ()>>(&mut self) {
        self.0.insert(F::PATH);
    }
}

async fn signed_in(practice: &Practice, sign_ins: &[DemoSignIn], role: Role) -> Browser {
    let browser = practice.browser();
    let who = sign_ins.iter().find(|sign_in| sign_in.role == role).expect("the demo has everybody");
    assert_eq!(browser.signs_in(&who.email, &who.password).await.status, 303);
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_reads_everything_that_the_server_writes() {
    run(
        Engine::Sqlite,
        |_| (),
        |practice: Practice| async move {
            let sign_ins = praxis::demo::create(&practice.app).await.expect("it is made").expect("nobody else is here");
            let anybody = practice.browser();
            let patient = signed_in(&practice, &sign_ins, Role::Patient).await;
            let doctor = signed_in(&practice, &sign_ins, Role::Doctor).await;
            let staff = signed_in(&practice, &sign_ins, Role::Admin).await;
            let mut seen = Seen::default();

            let found: Page<DoctorView> = seen.reads::<doctors::GetDoctors, _>(&anybody, &[]).await;
            let one = found.items.iter().find(|doctor| !doctor.next_slots.is_empty()).expect("somebody has time");
            let id = one.id.to_string();
            let page: DoctorPage = seen.reads::<doctors::GetDoctorPage, _>(&anybody, &[("id", &id)]).await;
            let slot = page.slots.first().expect("a free slot").clone();
            let slot_id = slot.id.to_string();
            let _: Option<ChosenTime> = seen.reads::<appointments::GetChosenTime, _>(&anybody, &[("slot", &slot_id)]).await;
            let _: Option<PendingStep> = seen.reads::<second_factor::PendingSignIn, _>(&anybody, &[]).await;
            let _: Vec<DemoSignIn> = seen.reads::<DemoSignIns, _>(&anybody, &[]).await;
            let _: BookingPage = seen.reads::<appointments::GetBookingPage, _>(&patient, &[("slot", &slot_id)]).await;
            for browser in [&patient, &doctor, &staff] {
                let _: Account = seen.reads::<profiles::MyAccount, _>(browser, &[]).await;
                let _: PhoneState = seen.reads::<profiles::MyPhone, _>(browser, &[]).await;
                let _: Vec<SessionView> = seen.reads::<profiles::MySessions, _>(browser, &[]).await;
                let _: FactorState = seen.reads::<second_factor::SecondFactorState, _>(browser, &[]).await;
                let _: Vec<String> = seen.reads::<second_factor::FreshRecoveryCodes, _>(browser, &[]).await;
                let _: MyData = seen.reads::<privacy::GetMyData, _>(browser, &[]).await;
                let _: u32 = seen.reads::<notifications::CountUnread, _>(browser, &[]).await;
                let _: Page<NotificationView> = seen.reads::<notifications::MyNotifications, _>(browser, &[]).await;
            }
            let mut details = 0;
            for (browser, status) in [&patient, &doctor, &staff]
                .into_iter()
                .flat_map(|browser| ["pending", "confirmed", "completed", "cancelled", "no_show"].map(|status| (browser, status)))
            {
                let asked = [("period", "all"), ("filter[status]", status)];
                let list: Page<AppointmentView> = seen.reads::<appointments::MyAppointments, _>(browser, &asked).await;
                for appointment in list.items.iter().take(3) {
                    let id = appointment.id.to_string();
                    let _: AppointmentView = seen.reads::<appointments::GetAppointment, _>(browser, &[("id", &id)]).await;
                    details += 1;
                }
            }
            assert!(details > 10, "the demo has appointments of every kind");
            let asked = [("period", "upcoming"), ("filter[status]", "confirmed")];
            let list: Page<AppointmentView> = seen.reads::<appointments::MyAppointments, _>(&staff, &asked).await;
            let id = list.items.first().expect("somebody comes").id.to_string();
            let _: MovePage = seen.reads::<appointments::GetTimes, _>(&staff, &[("id", &id)]).await;
            let week: ScheduleWeek = seen.reads::<appointments::MyWeek, _>(&doctor, &[]).await;
            let next = (0..3).map(|weeks| week.monday + chrono::Days::new(7 * weeks));
            let mut own = None;
            for monday in next {
                let week: ScheduleWeek = seen.reads::<appointments::MyWeek, _>(&doctor, &[("monday", &monday.to_string())]).await;
                own = own.or_else(|| week.entries.into_iter().find(|entry| entry.appointment.is_none()).map(|entry| entry.slot));
            }
            let own = own.expect("the doctor has a slot");
            let _: SlotView = seen.reads::<schedule::MySlot, _>(&doctor, &[("id", &own.id.to_string())]).await;
            let _: Option<ApplicationState> = seen.reads::<doctors::MyApplicationState, _>(&doctor, &[]).await;
            let patients: Page<PatientLine> = seen.reads::<care::GetPatients, _>(&doctor, &[]).await;
            let in_care = patients.items.first().expect("the demo's doctors have patients").id.to_string();
            for browser in [&doctor, &staff] {
                let _: PatientRecord = seen.reads::<care::GetPatient, _>(browser, &[("id", &in_care)]).await;
            }
            let accesses: Page<EmergencyView> = seen.reads::<care::EmergencyAccesses, _>(&staff, &[]).await;
            assert_eq!(accesses.items.iter().filter(|access| access.reviewed_at.is_some()).count(), 1, "of two");
            let _: Page<DeadJob> = seen.reads::<admin::DeadJobs, _>(&staff, &[]).await;
            for browser in [&patient, &staff] {
                let log: Page<AuditEntry> = seen.reads::<audit::AuditRecords, _>(browser, &[]).await;
                assert!(!log.items.is_empty(), "the demo has been read");
                let actions: Vec<ActionChoice> = seen.reads::<audit::AuditActions, _>(browser, &[]).await;
                assert!(actions.len() > 20, "{actions:?}");
            }
            let _: Page<PendingDoctor> = seen.reads::<doctors::PendingDoctors, _>(&staff, &[]).await;

            for state in PersonState::ALL {
                let asked = [("query[state]", state.as_str())];
                let list: Page<PersonLine> = seen.reads::<people::ListPeople, _>(&staff, &asked).await;
                assert!(!list.items.is_empty(), "the demo has nobody who is {state}");
                for person in list.items.iter().take(5) {
                    let id = person.id.to_string();
                    let _: PersonPage = seen.reads::<people::GetPerson, _>(&staff, &[("id", &id)]).await;
                }
            }

            seen.answers_nothing::<SetLanguage>();
            seen.answers_nothing::<SignIn>();
            seen.answers_nothing::<SignOut>();
            seen.answers_nothing::<files::RemovePhoto>();
            seen.answers_nothing::<profiles::AcceptInvitation>();
            let user = practice.rows.ids("SELECT id FROM users LIMIT 1").await[0];
            let token = practice.link(Purpose::VerifyEmail, user, "").await;
            let _: Option<String> = seen.reads::<profiles::AddressToVerify, _>(&anybody, &[("token", &token)]).await;
            let token = practice.link(Purpose::ChangeEmail, user, "new@people.example").await;
            let _: Option<String> = seen.reads::<profiles::AddressToConfirm, _>(&anybody, &[("token", &token)]).await;
            seen.answers_nothing::<profiles::AskVerification>();
            seen.answers_nothing::<profiles::SendPhoneCode>();
            seen.answers_nothing::<profiles::VerifyPhone>();
            seen.answers_nothing::<profiles::ChangeAccount>();
            seen.answers_nothing::<profiles::ChangeDoctorProfile>();
            seen.answers_nothing::<profiles::ChangeEmail>();
            seen.answers_nothing::<profiles::ChangePassword>();
            seen.answers_nothing::<profiles::ConfirmEmail>();
            seen.answers_nothing::<profiles::EndOtherSessions>();
            seen.answers_nothing::<profiles::EndSession>();
            seen.answers_nothing::<profiles::ForgotPassword>();
            seen.answers_nothing::<profiles::ResetPassword>();
            seen.answers_nothing::<profiles::VerifyEmail>();
            seen.answers_nothing::<profiles::Register>();
            seen.answers_nothing::<profiles::RegisterDoctor>();
            seen.answers_nothing::<profiles::SetAutoConfirm>();
            seen.answers_nothing::<appointments::ChangeStatus>();
            seen.answers_nothing::<appointments::MoveAppointment>();
            seen.answers_nothing::<appointments::RewordAppointment>();
            seen.answers_nothing::<appointments::WriteNote>();
            seen.answers_nothing::<appointments::Book>();
            seen.answers_nothing::<care::EndEmergencyAccess>();
            seen.answers_nothing::<care::FindInEmergency>();
            seen.answers_nothing::<care::OpenInEmergency>();
            seen.answers_nothing::<care::ReviewEmergencyAccess>();
            seen.answers_nothing::<care::WritePatientNote>();
            seen.answers_nothing::<doctors::AskForApproval>();
            seen.answers_nothing::<doctors::DecideApplication>();
            seen.answers_nothing::<notifications::MarkAllRead>();
            seen.answers_nothing::<notifications::MarkRead>();
            seen.answers_nothing::<admin::RetryJob>();
            seen.answers_nothing::<people::CancelPersonsAppointments>();
            seen.answers_nothing::<people::ChangePersonsEmail>();
            seen.answers_nothing::<people::ChangeRole>();
            seen.answers_nothing::<people::CreatePerson>();
            seen.answers_nothing::<people::DecideAboutPerson>();
            seen.answers_nothing::<people::DeletePerson>();
            seen.answers_nothing::<people::EditPerson>();
            seen.answers_nothing::<people::EndPersonsSessions>();
            seen.answers_nothing::<people::InvitePerson>();
            seen.answers_nothing::<people::ResetPersonsPassword>();
            seen.answers_nothing::<people::RestorePerson>();
            seen.answers_nothing::<people::SuspendPerson>();
            seen.answers_nothing::<privacy::AskDeletion>();
            seen.answers_nothing::<privacy::AskExport>();
            seen.answers_nothing::<privacy::KeepAccount>();
            seen.answers_nothing::<schedule::AddSlot>();
            seen.answers_nothing::<schedule::DeleteSlot>();
            seen.answers_nothing::<schedule::EditSlot>();
            seen.answers_nothing::<second_factor::BeginSecondFactor>();
            seen.answers_nothing::<second_factor::ConfirmSecondFactor>();
            seen.answers_nothing::<second_factor::EnterCode>();
            seen.answers_nothing::<second_factor::EnterFirstCode>();
            seen.answers_nothing::<second_factor::RenewRecoveryCodes>();
            seen.answers_nothing::<second_factor::ResetSecondFactor>();
            seen.answers_nothing::<second_factor::TurnOffSecondFactor>();
            let all: BTreeSet<&str> = practice.app.registry.all::<Form>().iter().map(|form| form.path).collect();
            assert_eq!(seen.0, all, "every server function has its line here");

            let setup = SetupView {
                secret: "GEZD GNBV".to_owned(),
                uri: "otpauth://totp/Praxis:a?secret=GEZDGNBV".to_owned(),
                picture: QrPicture { size: 53, path: "M4 4h7v1h-7z".to_owned() },
            };
            sample(&Some(PendingStep { setup: Some(setup.clone()) }));
            sample(&Some(PendingStep { setup: None }));
            sample(&FactorState { is_on: false, is_required: true, codes_left: 0, setup: Some(setup) });

            let time = ZonedTime { at: slot.starts_at.at, zone: "Europe/Tirane".to_owned() };
            let export = ExportView {
                id: Id::from(uuid::Uuid::nil()),
                state: ExportState::Ready,
                asked_at: time.clone(),
                expires_at: Some(time.clone()),
                bytes: Some(24_310),
                url: Some("/exports/1/data.zip".to_owned()),
            };
            sample(&export);
            let job = DeadJob {
                id: Id::from(uuid::Uuid::nil()),
                kind: "mail".to_owned(),
                added_at: time.clone(),
                given_up_at: time,
                attempts: 3,
                error: None,
            };
            sample(&Page { items: vec![job], next_cursor: Some("next".to_owned()) });
            // What no server function answers: errors, what a page has in it, and the demo's sign-ins, which this practice does not offer.
            sample(&sign_ins);
            for code in Code::ALL {
                let field = FieldError { field: "reason/0".to_owned(), code: FieldCode::TooLong };
                sample(&AppError {
                    fields: vec![field],
                    nearest: vec![slot.clone()],
                    retry_after: Some(3),
                    limit: Some(10),
                    ..(*code).into()
                });
                sample(&AppError::from(*code));
            }
            let values = vec![("reason".to_owned(), "“tab\t, line\n, quote\", é, \u{1F9E1}, \\ and \u{1}”".to_owned())];
            let error = Some(AppError::field("reason", FieldCode::Required));
            sample(&Flash { page: "/book/1?day=2".to_owned(), form: "/fn/appointments/book".to_owned(), values, error });
            sample(&Viewer::default());
        },
    )
    .await;
}
