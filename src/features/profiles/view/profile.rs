//! The profile page: account, doctor profile, confirmation of bookings, and language.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::base::model::Role;
use crate::base::text::{self as t, Lang, format};
use crate::features::accounts::api::SignOut;
use crate::features::accounts::view::LanguageChoice;
use crate::features::doctors::model::DoctorProfile;
use crate::features::doctors::view::card::kinds;
use crate::features::doctors::view::change::changed;
use crate::features::profiles::api::{AskVerification, MyAccount, SetAutoConfirm};
use crate::features::profiles::model::Account;
use crate::features::profiles::view::patient::patient_facts;
use crate::features::profiles::view::staff;
use crate::ui::form::{CheckField, Form, NativeForm, Submit, use_form, use_native_form};
use crate::ui::{Glyph, Icon, Notice, PageHead, SignedIn, Tone, ask, loaded_part, static_view, view, viewer, words};

#[component]
pub fn ProfilePage() -> impl IntoView {
    view! { <SignedIn><Profile/></SignedIn> }
}

#[component]
fn Profile() -> impl IntoView {
    let lang = viewer().lang;
    let account = ask(|| MyAccount {});
    let (saved, sent) = use_query_map().with_untracked(|query| (query.get("saved").is_some(), query.get("sent").is_some()));
    let show = move |account: Account| {
        let unverified = account.email_verified_at.is_none().then(|| view! { <Unverified email=account.email.clone() sent/> });
        let practice = account.doctor.clone().map(|doctor| view! { <staff::DoctorProfileFacts doctor/> });
        let name = account.full_name.clone();
        let pending = account
            .doctor
            .clone()
            .filter(|doctor| doctor.pending_change.is_some())
            .map(|doctor| view! { <staff::Pending name doctor/> });
        let bookings =
            account.doctor.clone().filter(|doctor| doctor.approved_at.is_some()).map(|doctor| view! { <staff::Bookings doctor/> });
        view! {
            {unverified}
            {pending}
            <AboutMe account/>
            {practice}
            {bookings}
        }
    };
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::profile_title(lang)/>
            {saved.then(|| view! { <Notice tone=Tone::Ok><p>{t::common_saved(lang)}</p></Notice> })}
            {loaded_part(account, show)}
            <Settings/>
            <section class="card stack">
                <h2>{t::app_language(lang)}</h2>
                <p class="muted">{t::profile_language_text(lang)}</p>
                <LanguageChoice/>
            </section>
            <SignOut/>
        </div>
    }
}

/// Has the link that verifies the address mailed again.
#[component]
fn Unverified(
    email: String,
    /// It has just been.
    sent: bool,
) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<AskVerification>();
    if sent {
        return view! { <Notice tone=Tone::Ok><p>{t::verification_sent(lang, email)}</p></Notice> };
    }
    view! {
        <Notice tone=Tone::Warn>
            <h2>{t::verification_title(lang)}</h2>
            <p>{t::verification_text(lang, email)}</p>
            <NativeForm state class="cluster">
                <Submit label=t::verification_submit(lang) class="button"/>
            </NativeForm>
        </Notice>
    }
}

/// The pages about the account.
#[component]
fn Settings() -> impl IntoView {
    let viewer = viewer();
    let (lang, role) = (viewer.lang, viewer.role());
    let photo = if role == Some(Role::Doctor) { t::photo_lead_doctor(lang) } else { t::photo_lead(lang) };
    let you = [
        Some(("/profile/photo", Glyph::User, t::photo_title(lang), photo)),
        Some(("/profile/email", Glyph::Mail, t::recovery_email_title(lang), t::profile_email_hint(lang))),
        viewer.sends_sms.then(|| ("/profile/phone", Glyph::Phone, t::phone_title(lang), t::profile_phone_hint(lang))),
    ];
    let security = [
        Some(("/profile/password", Glyph::Lock, t::recovery_section(lang), t::recovery_section_text(lang))),
        Some(("/profile/two-factor", Glyph::Shield, t::factor_title(lang), t::profile_factor_hint(lang))),
        Some(("/profile/sessions", Glyph::Screen, t::sessions_title(lang), t::profile_sessions_hint(lang))),
    ];
    let access = ("/profile/access", Glyph::Eye, t::audit_access_title(lang), t::profile_access_hint(lang));
    let privacy = [
        (role == Some(Role::Patient)).then_some(access),
        Some(("/profile/data", Glyph::Download, t::privacy_title(lang), t::privacy_lead(lang))),
    ];
    view! {
        <Pages id="you" title=t::profile_you(lang) pages=you.into_iter().flatten().collect()/>
        <Pages id="security" title=t::profile_security(lang) pages=security.into_iter().flatten().collect()/>
        <Pages id="privacy" title=t::profile_privacy(lang) pages=privacy.into_iter().flatten().collect()/>
    }
}

/// Links under a heading.
#[component]
fn Pages(
    id: &'static str,
    title: &'static str,
    /// The path of each, its icon and name, and what is there.
    pages: Vec<(&'static str, Glyph, &'static str, &'static str)>,
) -> impl IntoView {
    let lines = move || pages.into_iter().map(|page| view! { <li><PageLink page/></li> }).collect_view();
    view! {
        <section class="stack" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            {static_view(move || view! { <ul class="list card settings">{lines()}</ul> })}
        </section>
    }
}

#[component]
fn PageLink(page: (&'static str, Glyph, &'static str, &'static str)) -> impl IntoView {
    let (path, glyph, name, what) = page;
    view! {
        <a class="row" href=path>
            <span class="row-glyph"><Icon glyph/></span>
            <span class="row-main">
                <strong>{name}</strong>
                <span class="muted small">{what}</span>
            </span>
            <Icon glyph=Glyph::Right/>
        </a>
    }
}

/// Facts under a heading, with a link to edit them.
#[component]
fn Facts(title: &'static str, facts: Vec<(&'static str, String)>, edit: &'static str, spoken: &'static str) -> impl IntoView {
    let lang = viewer().lang;
    let facts = facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    view! {
        <section class="card stack">
            <div class="spread">
                <h2>{title}</h2>
                <a class="button quiet" href=edit aria-label=spoken><Icon glyph=Glyph::Pencil/>{t::profile_change(lang)}</a>
            </div>
            <dl class="facts">{facts.collect_view()}</dl>
        </section>
    }
}

/// The text, or a word for none.
pub fn given(lang: Lang, text: Option<String>) -> String {
    text.filter(|text| !text.is_empty()).unwrap_or_else(|| t::profile_unknown(lang).to_owned())
}

#[component]
fn AboutMe(account: Account) -> impl IntoView {
    let lang = viewer().lang;
    let email = if account.email_verified_at.is_some() { account.email } else { t::recovery_unverified(lang, account.email) };
    let phone = match account.phone {
        Some(phone) if account.phone_verified_at.is_some() => Some(t::phone_verified(lang, phone)),
        Some(phone) if viewer().sends_sms => Some(t::phone_unverified(lang, phone)),
        phone => phone,
    };
    let mut facts = vec![
        (t::profile_name(lang), account.full_name),
        (t::profile_role(lang), words::role(lang, account.role).to_owned()),
        (t::sign_in_email(lang), email),
        (t::register_phone(lang), given(lang, phone)),
        (t::register_gender(lang), account.gender.name(lang).to_owned()),
        (
            t::profile_zone(lang),
            given(lang, account.time_zone.or_else(|| viewer().zone).map(|zone| format::zone_city(lang, &zone))),
        ),
    ];
    // Visible only to the practice.
    if let Some(doctor) = account.doctor {
        facts.push((t::profile_licence(lang), doctor.licence_number));
    }
    if let Some(patient) = account.patient {
        facts.extend(patient_facts(lang, patient));
    }
    view! { <Facts title=t::profile_about(lang) facts edit="/profile/edit" spoken=t::profile_edit_title(lang)/> }
}

/// The change that waits for an admin's approval.
#[component]
pub fn Pending(name: String, doctor: DoctorProfile) -> impl IntoView {
    let lang = viewer().lang;
    doctor.pending_change.map(|change| {
        let asked = t::profile_pending_text(lang, format::date_long(lang, change.asked_at.date_naive()));
        let facts = changed(lang, &name, doctor.specialty, &doctor.licence_number, &change);
        view! {
            <Notice tone=Tone::Info>
                <h2>{t::profile_pending_title(lang)}</h2>
                <dl class="facts">{facts}</dl>
                <p>{asked}</p>
            </Notice>
        }
    })
}

/// The facts of a doctor profile.
#[component]
pub fn DoctorProfileFacts(doctor: DoctorProfile) -> impl IntoView {
    let lang = viewer().lang;
    let spoken = format::listed(doctor.languages.iter().map(|spoken| spoken.name(lang)), lang == Lang::En);
    let facts = vec![
        (t::profile_specialty(lang), doctor.specialty.name(lang).to_owned()),
        (t::doctor_experience(lang), words::years(lang, doctor.experience_years)),
        (t::profile_location(lang), doctor.location),
        (t::doctor_about(lang), given(lang, Some(doctor.bio))),
        (t::doctor_languages(lang), given(lang, Some(spoken))),
        (t::doctor_kinds(lang), kinds(lang, &doctor.kinds)),
        (t::doctor_fee(lang), given(lang, doctor.fee.map(|fee| format::money(lang, &fee)))),
    ];
    view! {
        <Facts title=t::profile_practice(lang) facts edit="/profile/practice" spoken=t::profile_practice_title(lang)/>
    }
}

#[component]
pub fn Bookings(doctor: DoctorProfile) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form::<SetAutoConfirm>();
    let saved =
        move || (state.succeeded.get() > 0).then(|| view! { <Notice tone=Tone::Ok><p>{t::common_saved(lang)}</p></Notice> });
    view! {
        <section class="card stack">
            <h2>{t::profile_bookings(lang)}</h2>
            <Form state class="stack">
                <CheckField
                    name="auto_confirm"
                    label=t::profile_auto_confirm(lang)
                    hint=t::profile_auto_confirm_hint(lang)
                    checked=doctor.auto_confirm
                />
                <div class="cluster"><Submit label=t::common_save(lang)/></div>
            </Form>
            <div aria-live="polite">{saved}</div>
        </section>
    }
}

#[component]
fn SignOut() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<SignOut>();
    view! {
        <section class="card stack">
            <h2>{t::profile_leave(lang)}</h2>
            <p class="muted">{t::profile_leave_text(lang)}</p>
            <NativeForm state class="cluster">
                <Submit label=t::nav_sign_out(lang) class="button" glyph=Glyph::Leave/>
            </NativeForm>
        </section>
    }
}
