//! The permission matrix: every route of the policy and every page, requested by every role and relation, on a running practice.
//!
//! The tables are in `matrix/table.rs`. Each cell is one request. A granted request has worked; a refused one has changed nothing in
//! the database; and no answer, granted or refused, contains private data that the actor may not see.

use std::collections::BTreeSet;

use praxis::base::model::{Role, UserStatus};
use praxis::policy::{Action, ROUTES};
use reqwest::{Client, Method};

use crate::contents::Contents;
use crate::files::pictures;
use crate::harness::{Answer, PASSWORD, Practice, both};

mod table;
mod world;

use table::Effect;
use world::{About, SECRETS, World};

/// Who sends the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Actor {
    Nobody,
    /// With the patient's token, issued eleven minutes ago.
    Expired,
    /// With the claims of the doctor's token, signed with another key.
    Forged,
    /// With the token of a sign-in of the doctor whose second factor is due.
    BetweenSteps,
    SuspendedPatient,
    SuspendedDoctor,
    /// The owner of the record.
    Patient,
    Stranger,
    /// The doctor of the appointment or slot.
    Doctor,
    Colleague,
    PendingDoctor,
    Admin,
}

impl Actor {
    const ALL: [Self; 12] = [
        Self::Nobody,
        Self::Expired,
        Self::Forged,
        Self::BetweenSteps,
        Self::SuspendedPatient,
        Self::SuspendedDoctor,
        Self::Patient,
        Self::Stranger,
        Self::Doctor,
        Self::Colleague,
        Self::PendingDoctor,
        Self::Admin,
    ];

    /// The column of the table. Actors who are not signed in are in the first.
    const fn column(self) -> usize {
        match self {
            Self::Nobody | Self::Expired | Self::Forged | Self::BetweenSteps | Self::SuspendedPatient | Self::SuspendedDoctor => 0,
            Self::Patient => 1,
            Self::Stranger => 2,
            Self::Doctor => 3,
            Self::Colleague => 4,
            Self::PendingDoctor => 5,
            Self::Admin => 6,
        }
    }

    /// The actors with this role and status. A new role or status has to be added here and in the tables.
    const fn with(role: Role, status: UserStatus) -> &'static [Self] {
        match (role, status) {
            (Role::Patient, UserStatus::Active) => &[Self::Patient, Self::Stranger],
            (Role::Patient, UserStatus::Suspended) => &[Self::SuspendedPatient],
            (Role::Doctor, UserStatus::Active) => &[Self::Doctor, Self::Colleague],
            (Role::Doctor, UserStatus::Pending) => &[Self::PendingDoctor],
            (Role::Doctor, UserStatus::Suspended) => &[Self::SuspendedDoctor],
            (Role::Admin, UserStatus::Active) => &[Self::Admin],
            // Only doctors are ever pending; a suspended admin is refused by the same check as the other two.
            (Role::Patient | Role::Admin, UserStatus::Pending) | (Role::Admin, UserStatus::Suspended) => &[],
        }
    }
}

/// The outcome of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 2xx.
    Done,
    /// 401; a page redirects to the sign-in page.
    SignIn,
    /// 403.
    Refused,
    /// 404.
    Hidden,
    /// 409.
    Clash,
    /// 410.
    Gone,
    /// A page that redirects, but not to the sign-in page.
    Away,
}

impl Outcome {
    fn of(answer: &Answer) -> Option<Self> {
        let leads = answer.headers.get("location").map(String::as_str);
        match (answer.status, leads) {
            (200..=299, _) => Some(Self::Done),
            (300..=399, Some(path)) if path.starts_with("/sign-in") => Some(Self::SignIn),
            (300..=399, Some(_)) => Some(Self::Away),
            (401, _) => Some(Self::SignIn),
            (403, _) => Some(Self::Refused),
            (404, _) => Some(Self::Hidden),
            (409, _) => Some(Self::Clash),
            (410, _) => Some(Self::Gone),
            _ => None,
        }
    }
}

/// A line of a table.
#[derive(Debug)]
pub struct Row {
    /// Method and path, as in the router.
    pub route: &'static str,
    pub about: About,
    /// The body: a form for `/fn`, JSON for `/api`.
    pub sent: &'static str,
    pub effect: Effect,
    pub outcomes: [Outcome; 7],
}

/// The results of all cells of a table.
#[derive(Default)]
struct Sum {
    cells: usize,
    refused: usize,
    leaks: usize,
    wrong: Vec<String>,
}

impl Sum {
    fn note(&mut self, row: &Row, actor: Actor, what: &str) {
        self.wrong.push(format!("{} ({:?}, {:?}), {actor:?}: {what}", row.route, row.about, row.sent));
    }
}

/// Sends the request with a bearer token to `/api`, and with a cookie everywhere else.
async fn ask(world: &World, http: &Client, row: &Row, token: Option<&str>, (path, body): (&str, String)) -> Answer {
    let (method, _) = row.route.split_once(' ').expect("method and path");
    let url = format!("{}{path}", world.practice.url);
    let request = http.request(method.parse::<Method>().expect("a method"), url);
    let api = path.starts_with("/api/");
    let request = match token {
        None => request,
        Some(token) if api => request.bearer_auth(token),
        Some(token) => request.header("cookie", format!("access={token}")),
    };
    let uploads = body == "<photo>";
    let request = if uploads && api {
        return Answer::of(request.header("content-type", "image/png").body(pictures::png(40, 30))).await;
    } else if uploads {
        let (kind, form) = pictures::form("photo", "me.png", &pictures::png(40, 30));
        let request = request.header("content-type", kind).header("accept", "application/json");
        return Answer::of(request.header("origin", &world.practice.url).body(form)).await;
    } else if method == "GET" {
        request.header("accept", if api { "application/json" } else { "text/html" })
    } else {
        let kind = if api { "application/json" } else { "application/x-www-form-urlencoded" };
        let request = request.header("content-type", kind).header("accept", "application/json");
        if api { request } else { request.header("origin", &world.practice.url) }
    };
    Answer::of(request.body(body)).await
}

async fn cell(world: &World, http: &Client, contents: &Contents, row: &Row, actor: Actor, sum: &mut Sum) {
    let expected = row.outcomes[actor.column()];
    let (id, from) = world.record(row.about).await;
    let named = id.clone().unwrap_or_default();
    let (_, path) = row.route.split_once(' ').expect("method and path");
    let path = ["{id}", ":id", ":slot"].iter().fold(path.to_owned(), |path, hole| path.replace(hole, &named));
    let body = world.fill(row.sent, &named, from, actor).await;
    let body = if path.starts_with("/api/") { body.replace("correct+horse+battery", PASSWORD) } else { body };
    let new = if row.about == About::NewSession { world.new_session(actor).await } else { None };
    let token = new.as_deref().or_else(|| world.token(actor));

    contents.changed().await;
    let answer = ask(world, http, row, token, (&path, body)).await;
    let changes = contents.changed().await;

    // Their jobs change more rows than their own.
    let works_on = row.route.starts_with("POST") && row.route.ends_with("/export");
    if works_on || ["POST /fn/people/delete", "DELETE /api/v1/users/{id}"].contains(&row.route) {
        world.settled().await;
    }

    sum.cells += 1;
    let as_expected = Outcome::of(&answer) == Some(expected);
    let said = format!("{} {:?}", answer.raw, answer.headers);
    for (secret, eyes) in SECRETS {
        if said.contains(secret) && !eyes.contains(&actor) {
            sum.leaks += 1;
            sum.note(row, actor, &format!("was told {secret:?} with {}", answer.status));
        }
    }
    if !as_expected {
        sum.note(row, actor, &format!("{expected:?} is right, and it was {} {}", answer.status, short(&answer.raw)));
        return;
    }
    let granted = expected == Outcome::Done;
    sum.refused += usize::from(!granted);
    match row.effect {
        Effect::Writes if granted && changes.is_empty() => sum.note(row, actor, "was granted and changed nothing"),
        Effect::Writes | Effect::Either if granted => {}
        _ if !changes.is_empty() => sum.note(row, actor, &format!("should change nothing, and changed {changes:?}")),
        _ => {}
    }
    if let (true, Effect::Reads, Some(id)) = (granted, row.effect, id)
        && !row.route.ends_with("/slots")
        // A slot that cannot be booked is not shown.
        && answer.raw != "null"
        && !row.route.ends_with("/portrait.svg")
        && !row.route.ends_with("/photo")
        && !row.route.ends_with("/data.zip")
        && !answer.raw.contains(&id)
    {
        sum.note(row, actor, "was granted and does not show what was asked for");
    }
}

fn short(text: &str) -> String {
    text.chars().take(200).collect()
}

async fn check(practice: Practice, table: &[Row], what: &str) {
    let world = World::open(practice).await;
    let contents = Contents::watch(&world.practice.rows).await;
    let http = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("a client can be made");
    let mut sum = Sum::default();
    for row in table {
        for actor in Actor::ALL {
            cell(&world, &http, &contents, row, actor, &mut sum).await;
        }
    }
    let Sum { cells, refused, leaks, wrong } = sum;
    println!("{what}: {cells} cells, {refused} of them refused, {leaks} leaks");
    assert!(wrong.is_empty(), "{what}:\n  {}", wrong.join("\n  "));
    assert_eq!(leaks, 0);
}

both!(every_route_does_for_everybody_what_the_table_says, |settings| settings.limits = false, |practice: Practice| async move {
    check(practice, table::ROUTES, "routes").await;
});

both!(every_page_shows_everybody_what_the_table_says, |settings| settings.limits = false, |practice: Practice| async move {
    check(practice, table::PAGES, "pages").await;
});

/// Fails with the entries that are in only one of the two.
#[track_caller]
fn alike(rows: &BTreeSet<String>, real: &BTreeSet<String>, what: &str) {
    let missing: Vec<_> = real.difference(rows).collect();
    let gone: Vec<_> = rows.difference(real).collect();
    assert!(missing.is_empty() && gone.is_empty(), "{what} without a line: {missing:?}; lines without one: {gone:?}");
}

/// The path of every page, as in the router.
pub fn pages() -> impl Iterator<Item = &'static str> {
    let paths: BTreeSet<&str> = table::PAGES.iter().filter_map(|row| row.route.strip_prefix("GET ")).collect();
    paths.into_iter()
}

fn routes_of(table: &[Row]) -> BTreeSet<String> {
    table.iter().map(|row| row.route.to_owned()).collect()
}

#[test]
fn every_route_of_the_policy_has_a_line() {
    alike(&routes_of(table::ROUTES), &ROUTES.iter().map(|(method, path, _)| format!("{method} {path}")).collect(), "routes");
}

#[test]
fn every_action_is_asked_for_by_a_route() {
    // Actions of the command line, and the patient record, which has no route yet.
    let inside = [Action::CreateAdmin, Action::MakeDemo, Action::ReadPatientRecord];
    let asked: Vec<Action> = ROUTES.iter().map(|(_, _, action)| *action).chain(inside).collect();
    let missing: Vec<_> = Action::ALL.iter().filter(|action| !asked.contains(action)).collect();
    assert!(missing.is_empty(), "no route asks for {missing:?}");
}

#[test]
fn every_page_has_a_line() {
    let pages: BTreeSet<String> = praxis::site::pages::all().map(|page| format!("GET {}", page.path)).collect();
    assert!(pages.len() > 10, "{pages:?}");
    alike(&routes_of(table::PAGES), &pages, "pages");
}

#[test]
fn every_role_and_status_has_a_column() {
    let accounts = Role::ALL.iter().flat_map(|role| UserStatus::ALL.iter().map(|status| Actor::with(*role, *status)));
    let with: BTreeSet<Actor> = accounts.flatten().copied().collect();
    let without = [Actor::Nobody, Actor::Expired, Actor::Forged, Actor::BetweenSteps];
    assert_eq!(with.into_iter().chain(without).collect::<BTreeSet<_>>(), Actor::ALL.into_iter().collect());
}
