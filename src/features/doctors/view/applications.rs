//! The page for approving doctors: pending doctors, their data, and the decision.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::change::changed;
use crate::base::model::{Page, Role};
use crate::base::specialty::Specialty;
use crate::base::text::{self as t, format};
use crate::features::doctors::api::{DecideApplication, PendingDoctors};
use crate::features::doctors::model::{Decision, PendingDoctor, Review};
use crate::ui::form::{Form, Hidden, Submit, TextArea, use_form_of};
use crate::ui::{
    AskDialog, Avatar, Empty, Glyph, PageHead, Pagination, Reload, SignedIn, ToastMessage, ask, loaded_part, toast_after, view,
    viewer, words,
};

#[component]
pub fn ApplicationsPage() -> impl IntoView {
    view! {
        <SignedIn role=Role::Admin>
            <Applications/>
        </SignedIn>
    }
}

#[component]
fn Applications() -> impl IntoView {
    let lang = viewer().lang;
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor").filter(|cursor| !cursor.is_empty())));
    let reload = Reload::provide();
    let page = ask(move || reload.at(PendingDoctors { cursor: cursor.get() }));
    view! {
        <PageHead title=t::applications_title(lang) lead=t::applications_lead(lang)/>
        <div class="stack reading">
            {loaded_part(page, move |page| view! { <PendingDoctors page paged=cursor.with_untracked(Option::is_some)/> })}
        </div>
    }
}

#[component]
fn PendingDoctors(page: Page<PendingDoctor>, paged: bool) -> impl IntoView {
    let lang = viewer().lang;
    let Page { items, next_cursor } = page;
    if items.is_empty() {
        return view! { <Empty title=t::applications_none_title(lang) text=t::applications_none_text(lang)/> };
    }
    let cards = items.into_iter().map(|doctor| view! { <li><PendingCard doctor/></li> }).collect_view();
    view! {
        <ul class="stack plain">{cards}</ul>
        <Pagination path="/doctor-applications" next=next_cursor paged/>
    }
}

#[component]
fn PendingCard(doctor: PendingDoctor) -> impl IntoView {
    let lang = viewer().lang;
    let id = doctor.id.to_string();
    let (name, heading) = (doctor.full_name.clone(), format!("doctor-{id}"));
    let labelled = heading.clone();
    let seen = ReviewedData::of(&doctor);
    let asks = doctor.change.as_ref().map(|change| {
        let facts = changed(lang, &doctor.full_name, doctor.specialty, &doctor.licence_number, change);
        view! {
            <h3>{t::applications_change_title(lang)}</h3>
            <dl class="facts">{facts}</dl>
        }
    });
    let facts = [
        (t::profile_licence(lang), doctor.licence_number),
        (t::profile_location(lang), doctor.location),
        (t::doctor_experience(lang), words::years(lang, doctor.experience_years)),
        (t::sign_in_email(lang), doctor.email),
        (t::register_phone(lang), doctor.phone.unwrap_or_else(|| t::profile_unknown(lang).to_owned())),
    ];
    let facts = facts.map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    let bio = (!doctor.bio.is_empty()).then(|| view! { <p class="prose">{doctor.bio}</p> });
    view! {
        <article class="card stack" aria-labelledby=labelled>
            <header class="person">
                <Avatar name=&name photo=doctor.photo_url.as_deref() large=true/>
                <div>
                    <h2 id=heading>{doctor.full_name}</h2>
                    <p>{doctor.specialty.name(lang)}</p>
                    <p class="muted small">{t::applications_since(lang, format::date_time(lang, &doctor.since))}</p>
                </div>
            </header>
            {asks}
            <dl class="facts">{facts.into_iter().collect_view()}</dl>
            {bio}
            <EarlierDecisions reviews=doctor.reviews/>
            <div class="moves">
                <Approve id=id.clone() seen=seen.clone() name=name.clone()/>
                <Reject id seen name/>
            </div>
        </article>
    }
}

/// The data that the decision is based on.
#[derive(Clone)]
struct ReviewedData {
    is_change: bool,
    full_name: String,
    specialty: Specialty,
    licence_number: String,
}

impl ReviewedData {
    fn of(doctor: &PendingDoctor) -> Self {
        let change = doctor.change.as_ref();
        Self {
            is_change: change.is_some(),
            full_name: change.map_or(&doctor.full_name, |change| &change.full_name).clone(),
            specialty: change.map_or(doctor.specialty, |change| change.specialty),
            licence_number: change.map_or(&doctor.licence_number, |change| &change.licence_number).clone(),
        }
    }

    fn fields(self) -> AnyView {
        view! {
            <Hidden name="full_name" value=self.full_name/>
            <Hidden name="specialty" value=self.specialty.to_string()/>
            <Hidden name="licence_number" value=self.licence_number/>
        }
    }
}

/// Earlier decisions, if any.
#[component]
fn EarlierDecisions(reviews: Vec<Review>) -> impl IntoView {
    let lang = viewer().lang;
    (!reviews.is_empty()).then(|| {
        let lines = reviews.into_iter().map(|review| {
            let what = match review.decision {
                Decision::Approved => t::applications_was_approved(lang, words::name(lang, Role::Admin, &review.by_name)),
                Decision::Rejected => t::applications_was_rejected(lang, words::name(lang, Role::Admin, &review.by_name)),
            };
            view! {
                <li>
                    <p class="small">{what}", "{format::date_time_short(lang, &review.at)}</p>
                    {review.reason.map(|reason| view! { <p class="prose">{reason}</p> })}
                </li>
            }
        });
        view! {
            <section>
                <h3>{t::applications_before(lang)}</h3>
                <ol class="history">{lines.collect_view()}</ol>
            </section>
        }
    })
}

#[component]
fn Approve(id: String, seen: ReviewedData, name: String) -> impl IntoView {
    let lang = viewer().lang;
    let spoken = t::applications_approve_of(lang, &name);
    let state = use_form_of::<DecideApplication>(&[("id", &id), ("decision", Decision::Approved.as_str())]);
    Reload::after(state);
    let is_change = seen.is_change;
    toast_after(state, move || {
        ToastMessage::plain(if is_change {
            t::applications_change_approved(lang, &name)
        } else {
            t::applications_approved(lang, &name)
        })
    });
    view! {
        <Form state>
            <Hidden name="id" value=id/>
            {seen.fields()}
            <Hidden name="decision" value=Decision::Approved.as_str()/>
            <Submit label=t::applications_approve(lang) spoken=spoken glyph=Glyph::Check/>
        </Form>
    }
}

#[component]
fn Reject(id: String, seen: ReviewedData, name: String) -> impl IntoView {
    let lang = viewer().lang;
    let spoken = t::applications_reject_of(lang, &name);
    let state = use_form_of::<DecideApplication>(&[("id", &id), ("decision", Decision::Rejected.as_str())]);
    Reload::after(state);
    let is_change = seen.is_change;
    toast_after(state, move || {
        ToastMessage::plain(if is_change {
            t::applications_change_rejected(lang, &name)
        } else {
            t::applications_rejected(lang, &name)
        })
    });
    let submit = if is_change { t::applications_change_reject_submit(lang) } else { t::applications_reject_submit(lang) };
    view! {
        <AskDialog id=format!("refuse-{id}") label=t::applications_reject(lang) spoken=spoken.clone() title=spoken state>
            <Form state class="stack">
                <TextArea
                    name="reason"
                    id=format!("reason-{id}")
                    label=t::applications_reject_reason(lang)
                    hint=t::applications_reject_hint(lang)
                    rows=3
                />
                <Hidden name="id" value=id/>
                {seen.fields()}
                <Hidden name="decision" value=Decision::Rejected.as_str()/>
                <Submit label=submit class="button primary danger"/>
            </Form>
        </AskDialog>
    }
}
