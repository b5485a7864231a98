//! What staff can do to an account: each in a dialog, with a reason.

use leptos::prelude::*;

use super::ReasonField;
use super::roles::Roles;
use crate::base::model::Role;
use crate::base::text::{self as t, Lang};
use crate::features::admin::people::api::{
    CancelPersonsAppointments, ChangePersonsEmail, DecideAboutPerson, DeletePerson, EndPersonsSessions, InvitePerson,
    ResetPersonsPassword, RestorePerson, SuspendPerson,
};
use crate::features::admin::people::model::{PersonPage, PersonState};
use crate::features::doctors::model::{Decision, DoctorProfile};
use crate::features::second_factor::api::ResetSecondFactor;
use crate::ui::form::{Form, FormState, Hidden, Submit, TextField, use_form_of};
use crate::ui::{AskDialog, Reload, ToastMessage, toast_after, view, viewer};

#[component]
pub fn Actions(person: PersonPage) -> impl IntoView {
    let lang = viewer().lang;
    let id = person.account.id.to_string();
    let body = if person.is_own {
        view! {
            <p>{t::people_own(lang)}</p>
            <p><a href="/profile">{t::people_own_profile(lang)}</a></p>
            <div class="moves">{end_sessions(lang, &id)}</div>
        }
    } else {
        others(lang, &id, person)
    };
    view! {
        <section class="card stack" aria-labelledby="actions">
            <h2 id="actions">{t::people_actions(lang)}</h2>
            {body}
        </section>
    }
}

/// What can be done to somebody else, by the state of the account.
fn others(lang: Lang, id: &str, person: PersonPage) -> AnyView {
    let (name, state) = (person.account.full_name.clone(), person.state);
    let invited = person.invited_at.is_some();
    let open = state != PersonState::Suspended;
    let has_sessions = person.sessions > 0;
    let is_doctor = person.account.role == Role::Doctor;
    view! {
        <div class="moves">
            {(open && invited).then(|| invite(lang, id))}
            {(open && !invited).then(|| reset_password(lang, id))}
            {has_sessions.then(|| end_sessions(lang, id))}
            {person.has_second_factor.then(|| reset_factor(lang, id))}
            {open.then(|| change_email(lang, id, invited))}
            {if open { suspend(lang, id, &name, is_doctor) } else { restore(lang, id, &name) }}
            {delete(lang, id, &name)}
        </div>
        {open.then(|| view! { <Roles person/> })}
    }
}

/// What a dialog says.
#[derive(Default)]
pub(super) struct Words {
    pub label: &'static str,
    pub title: String,
    pub text: &'static str,
    pub more: &'static str,
    pub submit: &'static str,
    pub is_dangerous: bool,
}

/// Fields of a form, created inside it: they take their values and errors from it.
pub(super) type Fields = Box<dyn FnOnce() -> AnyView + Send>;

/// A dialog with a form that names the account and asks for a reason; `fields` are the others.
pub(super) fn dialog(state: FormState, id: &str, name: &'static str, words: Words, fields: Option<Fields>) -> AnyView {
    let Words { label, title, text, more, submit, is_dangerous } = words;
    let title = if title.is_empty() { label.to_owned() } else { title };
    let submit = if submit.is_empty() { label } else { submit };
    let class = if is_dangerous { "button primary danger" } else { "button primary" };
    let id = id.to_owned();
    let more = (!more.is_empty()).then(|| view! { <p>{more}</p> });
    view! {
        <AskDialog id=name label title state>
            <Form state class="stack">
                <p>{text}</p>
                {more}
                <Hidden name="id" value=id/>
                {fields.map(|fields| fields())}
                <ReasonField id=format!("reason-{name}")/>
                <Submit label=submit class=class/>
            </Form>
        </AskDialog>
    }
}

/// After a success the page is loaded again, and a toast says what was done.
pub(super) fn reports(state: FormState, message: &'static str) -> FormState {
    Reload::after(state);
    toast_after(state, move || ToastMessage::plain(message));
    state
}

fn invite(lang: Lang, id: &str) -> AnyView {
    let state = reports(use_form_of::<InvitePerson>(&[("id", id)]), t::people_invite_done(lang));
    let words = Words { label: t::people_invite(lang), text: t::people_invite_text(lang), ..Words::default() };
    dialog(state, id, "invite", words, None)
}

fn reset_password(lang: Lang, id: &str) -> AnyView {
    let state = reports(use_form_of::<ResetPersonsPassword>(&[("id", id)]), t::people_reset_done(lang));
    let words = Words {
        label: t::people_reset(lang),
        text: t::people_reset_text(lang),
        submit: t::people_reset_submit(lang),
        is_dangerous: true,
        ..Words::default()
    };
    dialog(state, id, "reset", words, None)
}

fn reset_factor(lang: Lang, id: &str) -> AnyView {
    let state = reports(use_form_of::<ResetSecondFactor>(&[("id", id)]), t::people_factor_done(lang));
    let words = Words {
        label: t::people_factor(lang),
        text: t::people_factor_text(lang),
        submit: t::people_factor_submit(lang),
        is_dangerous: true,
        ..Words::default()
    };
    dialog(state, id, "reset-factor", words, None)
}

fn end_sessions(lang: Lang, id: &str) -> AnyView {
    let state = reports(use_form_of::<EndPersonsSessions>(&[("id", id)]), t::people_end_done(lang));
    let words = Words { label: t::people_end(lang), text: t::people_end_text(lang), ..Words::default() };
    dialog(state, id, "end", words, None)
}

fn change_email(lang: Lang, id: &str, invited: bool) -> AnyView {
    let state = reports(use_form_of::<ChangePersonsEmail>(&[("id", id)]), t::people_email_done(lang));
    let text = if invited { t::people_email_text_invited(lang) } else { t::people_email_text(lang) };
    let field = move || view! { <TextField name="email" label=t::recovery_email_new(lang) input="email"/> };
    let words = Words { label: t::people_email(lang), text, submit: t::common_save(lang), ..Words::default() };
    dialog(state, id, "change-email", words, Some(Box::new(field)))
}

fn suspend(lang: Lang, id: &str, name: &str, is_doctor: bool) -> AnyView {
    let state = reports(use_form_of::<SuspendPerson>(&[("id", id)]), t::people_suspend_done(lang));
    let words = Words {
        label: t::people_suspend(lang),
        title: t::people_suspend_title(lang, name),
        text: t::people_suspend_text(lang),
        more: if is_doctor { t::people_suspend_doctor(lang) } else { "" },
        is_dangerous: true,
        ..Words::default()
    };
    dialog(state, id, "suspend", words, None)
}

fn restore(lang: Lang, id: &str, name: &str) -> AnyView {
    let state = reports(use_form_of::<RestorePerson>(&[("id", id)]), t::people_restore_done(lang));
    let words = Words {
        label: t::people_restore(lang),
        title: t::people_restore_title(lang, name),
        text: t::people_restore_text(lang),
        ..Words::default()
    };
    dialog(state, id, "restore", words, None)
}

fn delete(lang: Lang, id: &str, name: &str) -> AnyView {
    let state = use_form_of::<DeletePerson>(&[("id", id)]);
    let words = Words {
        label: t::people_delete(lang),
        title: t::people_delete_title(lang, name),
        text: t::people_delete_text(lang),
        more: t::people_delete_coming(lang),
        is_dangerous: true,
        ..Words::default()
    };
    dialog(state, id, "delete", words, None)
}

/// Cancelling all coming appointments of a suspended person.
#[component]
pub fn CancelAll(id: String) -> impl IntoView {
    let lang = viewer().lang;
    let state = reports(use_form_of::<CancelPersonsAppointments>(&[("id", &id)]), t::people_cancel_all_done(lang));
    view! {
        <AskDialog id="cancel-all" label=t::people_cancel_all(lang) title=t::people_cancel_all_title(lang) keep=t::common_close(lang) state>
            <Form state class="stack">
                <Hidden name="id" value=id/>
                <ReasonField id="reason-cancel-all" hint=t::appointment_cancel_hint_staff(lang)/>
                <Submit label=t::people_cancel_all(lang) class="button primary danger"/>
            </Form>
        </AskDialog>
    }
}

/// Approving and rejecting a doctor's application, with the values that the page shows.
#[component]
pub fn Decisions(person: PersonPage, doctor: DoctorProfile) -> impl IntoView {
    let lang = viewer().lang;
    let decisions = [Decision::Approved, Decision::Rejected].map(|decision| {
        let (id, name) = (person.account.id.to_string(), person.account.full_name.clone());
        let licence_number = doctor.licence_number.clone();
        let state = use_form_of::<DecideAboutPerson>(&[("id", &id), ("decision", decision.as_str())]);
        let (dialog, label, title, hint, class) = match decision {
            Decision::Approved => (
                "approve",
                t::applications_approve(lang),
                t::applications_approve_of(lang, &name),
                t::people_applies_hint(lang),
                "button primary",
            ),
            Decision::Rejected => (
                "reject",
                t::applications_reject(lang),
                t::applications_reject_of(lang, &name),
                t::applications_reject_hint(lang),
                "button primary danger",
            ),
        };
        let done = match decision {
            Decision::Approved => t::people_did_approve(lang),
            Decision::Rejected => t::people_did_reject(lang),
        };
        let state = reports(state, done);
        view! {
            <AskDialog id=dialog label title state>
                <Form state class="stack">
                    <Hidden name="id" value=id/>
                    <Hidden name="decision" value=decision.as_str()/>
                    <Hidden name="full_name" value=name/>
                    <Hidden name="specialty" value=doctor.specialty.to_string()/>
                    <Hidden name="licence_number" value=licence_number/>
                    <ReasonField id=format!("reason-{dialog}") hint/>
                    <Submit label class=class/>
                </Form>
            </AskDialog>
        }
    });
    view! { <div class="moves">{decisions.into_iter().collect_view()}</div> }
}
