//! One person: facts, coming appointments, what staff can do, and what they did.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::actions::{Actions, CancelAll, Decisions};
use super::{StateBadge, done};
use crate::base::model::Role;
use crate::base::text::{self as t, Lang, format};
use crate::features::admin::people::api::GetPerson;
use crate::features::admin::people::model::{HistoryEntry, PersonPage, PersonState};
use crate::features::appointments::model::AppointmentView;
use crate::features::appointments::view::StatusBadge;
use crate::features::appointments::view::card::zone_of;
use crate::features::doctors::model::DoctorProfile;
use crate::features::profiles::view::patient::patient_facts;
use crate::features::profiles::view::profile::given;
use crate::ui::{Glyph, Icon, Notice, PageHead, Reload, SignedIn, Tone, ask, encode, loaded, static_view, view, viewer, words};

#[component]
pub fn PersonPageView() -> impl IntoView {
    view! {
        <SignedIn role=Role::Admin>
            <OnePerson/>
        </SignedIn>
    }
}

#[component]
fn OnePerson() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let [created, saved] = query.with_untracked(|query| ["created", "saved"].map(|name| query.get(name).is_some()));
    let reload = Reload::provide();
    let found = ask(move || reload.at(GetPerson { id: id.get() }));
    loaded(found, move |person| view! { <Detail person created saved/> })
}

#[component]
fn Detail(person: PersonPage, created: bool, saved: bool) -> impl IntoView {
    let lang = viewer().lang;
    let news = [(created, t::people_created(lang)), (saved, t::common_saved(lang))];
    let news = news.into_iter().filter(|(is_new, _)| *is_new);
    let news = news.map(|(_, text)| view! { <Notice tone=Tone::Ok><p>{text}</p></Notice> }).collect_view();
    let coming = (person.coming_count > 0).then(|| view! { <Coming person=person.clone()/> });
    let applies = person.account.doctor.clone().filter(|_| person.applies).map(|doctor| {
        view! { <Application person=person.clone() doctor/> }
    });
    let history = person.history.clone();
    view! {
        <PageHead title=person.account.full_name.clone() lead=words::role(lang, person.account.role)>
            <StateBadge state=person.state/>
        </PageHead>
        {news}
        <div class="split">
            <div class="stack">
                {applies}
                <Facts person=person.clone()/>
                {coming}
            </div>
            <div class="stack">
                <Actions person/>
                <History history/>
            </div>
        </div>
        <p><a href="/people">{t::people_back(lang)}</a></p>
    }
}

fn facts(lang: Lang, person: &PersonPage) -> Vec<(&'static str, String)> {
    let account = &person.account;
    let email = account.email.clone();
    let email = if account.email_verified_at.is_some() { email } else { t::recovery_unverified(lang, email) };
    let mut facts = vec![
        (t::sign_in_email(lang), email),
        (t::register_phone(lang), given(lang, account.phone.clone())),
        (t::register_gender(lang), account.gender.name(lang).to_owned()),
        (t::app_language(lang), account.locale.own_name().to_owned()),
        (t::profile_zone(lang), given(lang, account.time_zone.as_ref().map(|zone| format::zone_city(lang, zone)))),
        (t::people_since(lang), format::date_time(lang, &person.created_at)),
    ];
    facts.extend(account.patient.clone().map(|patient| patient_facts(lang, patient)).into_iter().flatten());
    facts.extend(account.doctor.as_ref().map(|doctor| doctor_facts(lang, doctor)).into_iter().flatten());
    let sessions = match person.sessions {
        0 => t::people_sessions_none(lang).to_owned(),
        count => t::people_sessions(lang, count),
    };
    facts.push((t::people_signed_in(lang), sessions));
    facts
}

fn doctor_facts(lang: Lang, doctor: &DoctorProfile) -> [(&'static str, String); 4] {
    [
        (t::profile_specialty(lang), doctor.specialty.name(lang).to_owned()),
        (t::profile_licence(lang), doctor.licence_number.clone()),
        (t::doctor_experience(lang), words::years(lang, doctor.experience_years)),
        (t::profile_location(lang), doctor.location.clone()),
    ]
}

#[component]
fn Facts(person: PersonPage) -> impl IntoView {
    let lang = viewer().lang;
    let invited = person.invited_at.as_ref().map(|at| {
        let text = t::people_invited(lang, format::date_time(lang, at));
        view! { <p class="muted">{text}</p> }
    });
    let rows = facts(lang, &person).into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    let edit = format!("/people/{}/edit", person.account.id);
    view! {
        <section class="card stack" aria-labelledby="facts">
            <div class="spread">
                <h2 id="facts">{t::people_facts(lang)}</h2>
                <a class="button quiet" href=edit aria-label=t::people_edit_title(lang, &person.account.full_name)>
                    <Icon glyph=Glyph::Pencil/>
                    {t::profile_change(lang)}
                </a>
            </div>
            {invited}
            <dl class="facts">{rows.collect_view()}</dl>
        </section>
    }
}

/// A doctor's application, and the decision.
#[component]
fn Application(person: PersonPage, doctor: DoctorProfile) -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <section class="card stack" aria-labelledby="applies">
            <h2 id="applies">{t::people_applies(lang)}</h2>
            <p>{t::people_applies_text(lang)}</p>
            <Decisions person doctor/>
        </section>
    }
}

/// Of somebody who is not suspended, so many coming appointments are shown; of others, all, because there is something to do about them.
const FEW: usize = 5;

/// Coming appointments; what to do with those of a suspended person.
#[component]
fn Coming(person: PersonPage) -> impl IntoView {
    let lang = viewer().lang;
    let is_suspended = person.state == PersonState::Suspended;
    let suspended = is_suspended.then(|| {
        view! {
            <Notice tone=Tone::Warn><p>{t::people_coming_suspended(lang)}</p></Notice>
            <div class="moves"><CancelAll id=person.account.id.to_string()/></div>
        }
    });
    let all = format!("/appointments?period=upcoming&name={}", encode(&person.account.full_name));
    let shown = if is_suspended { person.coming.len() } else { FEW };
    let is_doctor = person.account.role == Role::Doctor;
    let appointments: Vec<AppointmentView> = person.coming.into_iter().take(shown).collect();
    view! {
        <section class="stack" aria-labelledby="coming">
            <div class="spread">
                <h2 id="coming">{t::people_coming(lang, person.coming_count)}</h2>
                <a class="link" href=all>{t::home_all(lang)}</a>
            </div>
            {suspended}
            {static_view(move || view! { <ComingList appointments is_doctor/> })}
        </section>
    }
}

/// Each with the other party, as a link to its page.
#[component]
fn ComingList(appointments: Vec<AppointmentView>, is_doctor: bool) -> impl IntoView {
    let lang = viewer().lang;
    let zone = zone_of(lang, &appointments);
    let zoned = zone.is_none();
    let lines = appointments.into_iter().map(|appointment| {
        let when = format::date_time_short(lang, &appointment.starts_at);
        let when = if zoned { words::at_place(lang, when, &appointment.starts_at) } else { when };
        let with = if is_doctor { appointment.patient.full_name } else { appointment.doctor.full_name };
        view! {
            <li>
                <a class="row" href=format!("/appointments/{}", appointment.id)>
                    <span class="row-main">
                        <strong>{when}</strong>
                        <span class="muted">{with}</span>
                    </span>
                    <StatusBadge status=appointment.status/>
                </a>
            </li>
        }
    });
    view! {
        <div class="stack tight">
            <ul class="list card">{lines.collect_view()}</ul>
            <p class="muted small">{zone}</p>
        </div>
    }
}

/// What staff did, and why.
#[component]
fn History(history: Vec<HistoryEntry>) -> impl IntoView {
    let lang = viewer().lang;
    let none = history.is_empty().then(|| view! { <p class="muted">{t::people_history_none(lang)}</p> });
    let lines = history.into_iter().map(|entry| {
        let name = words::name(lang, Role::Admin, &entry.by_name);
        let what = t::people_history_entry(lang, t::PeopleHistoryEntry { what: done(lang, entry.what), name });
        view! {
            <li>
                <p><strong>{what}</strong></p>
                <p class="muted small"><time datetime=format::iso(&entry.at)>{format::date_time(lang, &entry.at)}</time></p>
                {entry.reason.map(|reason| view! { <p class="prose">{reason}</p> })}
            </li>
        }
    });
    view! {
        <section class="card stack" aria-labelledby="history">
            <h2 id="history">{t::people_history(lang)}</h2>
            {none}
            <ol class="history">{lines.collect_view()}</ol>
        </section>
    }
}
