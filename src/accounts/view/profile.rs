//! Who I am here, my language, and for doctors how bookings are answered.

use leptos::prelude::*;

use crate::accounts::api::{SetAutoConfirm, SignOut, my_account};
use crate::accounts::model::{Account, DoctorProfile};
use crate::text::{self as t, format};
use crate::ui::form::{CheckField, Form, NativeForm, Submit, use_form, use_native_form};
use crate::ui::{Glyph, LanguageChoice, Notice, PageHead, SignedIn, Tone, loaded_part, viewer, words};

#[component]
pub fn ProfilePage() -> impl IntoView {
    view! { <SignedIn><Profile/></SignedIn> }.into_any()
}

#[component]
fn Profile() -> impl IntoView {
    let lang = viewer().lang;
    let account = Resource::new(|| (), |()| my_account());
    let show = |account: Account| {
        let bookings = account.doctor.clone().map(|doctor| view! { <Bookings doctor/> });
        view! {
            <AboutMe account/>
            {bookings}
        }
    };
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::profile_title(lang)/>
            {loaded_part(account, show)}
            <section class="card stack">
                <h2>{t::app_language(lang)}</h2>
                <p class="muted">{t::profile_language_text(lang)}</p>
                <LanguageChoice/>
            </section>
            <Leave/>
        </div>
    }
    .into_any()
}

#[component]
fn AboutMe(account: Account) -> impl IntoView {
    let lang = viewer().lang;
    let given = |text: Option<String>| text.unwrap_or_else(|| t::profile_unknown(lang).to_owned());
    let mut facts = vec![
        (t::profile_name(lang), account.full_name),
        (t::profile_role(lang), words::role(lang, account.role).to_owned()),
        (t::sign_in_email(lang), account.email),
        (t::register_phone(lang), given(account.phone)),
        (t::register_gender(lang), words::gender(lang, account.gender).to_owned()),
        (t::profile_zone(lang), given(account.time_zone.map(|zone| format::zone_city(&zone)))),
    ];
    if let Some(patient) = account.patient {
        facts.push((t::register_born(lang), format::date_long(lang, patient.date_of_birth)));
        facts.push((t::register_address(lang), given(patient.address)));
    }
    if let Some(doctor) = account.doctor {
        facts.push((t::profile_specialty(lang), doctor.specialty.name(lang).to_owned()));
        facts.push((t::profile_location(lang), doctor.location));
        facts.push((t::profile_licence(lang), doctor.licence_number));
    }
    let facts = facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    view! {
        <section class="card stack">
            <h2>{t::profile_about(lang)}</h2>
            <dl class="facts">{facts.collect_view()}</dl>
        </section>
    }
    .into_any()
}

#[component]
fn Bookings(doctor: DoctorProfile) -> impl IntoView {
    let lang = viewer().lang;
    let action = ServerAction::<SetAutoConfirm>::new();
    let state = use_form(action);
    let saved =
        move || (state.succeeded.get() > 0).then(|| view! { <Notice tone=Tone::Ok><p>{t::common_saved(lang)}</p></Notice> });
    view! {
        <section class="card stack">
            <h2>{t::profile_bookings(lang)}</h2>
            <Form action state class="stack">
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
    .into_any()
}

#[component]
fn Leave() -> impl IntoView {
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
    .into_any()
}
