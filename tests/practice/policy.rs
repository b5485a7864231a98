//! The policy's permissions for actors that no route uses yet: doctors by care and by pool, and holders of links.

use praxis::base::error::Code;
use praxis::base::model::Role;
use praxis::policy::{Action, Actor, Link, LinkPurpose, Reach, Scope, act, allow, is_open, scope_of};
use uuid::Uuid;

fn doctor() -> Actor {
    Actor::User { id: Uuid::from_u128(7).into(), role: Role::Doctor }
}

#[test]
fn in_care_and_pool_widen_what_is_the_doctors_own() {
    let id = Some(Uuid::from_u128(7).into());
    for given in [Reach::InCare, Reach::Pool] {
        let scope = scope_of(given, doctor(), Action::ReadPatientRecord).expect("a doctor has both");
        assert_eq!(scope.doctor, id, "a statement that knows of neither shows the doctor's own");
        assert_eq!(scope.in_care_of.or(scope.pool_of), id);
        for other in [Actor::Anonymous, Actor::System, Actor::User { id: Uuid::from_u128(8).into(), role: Role::Patient }] {
            assert_eq!(scope_of(given, other, Action::ReadPatientRecord), None, "{other:?} is no doctor");
        }
    }
}

#[test]
fn a_link_reaches_its_own_actions_only_and_no_row_of_an_account() {
    for purpose in LinkPurpose::ALL {
        let actor = Actor::Link(Link { purpose: *purpose, subject: Uuid::from_u128(9) });
        for action in Action::ALL.iter().filter(|action| !is_open(**action)) {
            let scope = scope_of(Reach::Own, actor, *action);
            assert_eq!(scope, purpose.opens().contains(action).then(Scope::nothing), "{purpose} {action:?}");
        }
        assert!(allow::<act::ReadAppointments>(&actor).is_err_and(|error| error.code == Code::Forbidden));
        assert!(allow::<act::FindDoctors>(&actor).is_ok_and(|permit| permit.link().is_ok_and(|link| link.purpose == *purpose)));
    }
}

#[test]
fn everybody_but_the_system_is_refused_what_the_table_leaves_out() {
    let actors = [Actor::Anonymous, doctor(), Actor::Pending { id: Uuid::from_u128(7).into() }];
    for actor in actors {
        assert!(allow::<act::CreateAdmin>(&actor).is_err());
        assert!(allow::<act::DecideApplications>(&actor).is_err());
    }
    assert_eq!(allow::<act::SignOut>(&Actor::Anonymous).map(drop), Err(Code::NotSignedIn.into()));
}
