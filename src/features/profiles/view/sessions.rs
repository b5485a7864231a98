//! Where the user is signed in, and signing out there.

use leptos::prelude::*;

use crate::base::text::{self as t, format};
use crate::features::profiles::api::{EndOtherSessions, EndSession, MySessions};
use crate::features::profiles::model::SessionView;
use crate::ui::form::{Form, Hidden, Submit, use_form, use_form_of};
use crate::ui::{Glyph, PageHead, Reload, SignedIn, ToastMessage, ask, loaded_part, toast_after, toast_failure, view, viewer};

#[component]
pub fn SessionsPage() -> impl IntoView {
    view! { <SignedIn><Sessions/></SignedIn> }
}

#[component]
fn Sessions() -> impl IntoView {
    let lang = viewer().lang;
    let reload = Reload::provide();
    let sessions = ask(move || reload.at(MySessions {}));
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::sessions_title(lang) lead=t::sessions_lead(lang)/>
            {loaded_part(sessions, |sessions| view! { <List sessions/> })}
            <p><a href="/profile">{t::profile_back(lang)}</a></p>
        </div>
    }
}

#[component]
fn List(sessions: Vec<SessionView>) -> impl IntoView {
    let several = sessions.len() > 1;
    let lines = sessions.into_iter().map(|session| view! { <li><Line session/></li> }).collect_view();
    view! {
        <ul class="stack plain">{lines}</ul>
        {several.then(|| view! { <EndOthers/> })}
    }
}

#[component]
fn Line(session: SessionView) -> impl IntoView {
    let lang = viewer().lang;
    let client = if session.client.is_empty() { t::sessions_unknown(lang).to_owned() } else { session.client };
    let used = t::sessions_last_used(lang, format::date_time_short(lang, &session.last_used_at));
    let began = t::sessions_began(lang, format::date_time_short(lang, &session.began_at));
    let end = if session.is_current {
        view! { <p><span class="badge info">{t::sessions_current(lang)}</span></p> }.into_any()
    } else {
        view! { <End id=session.id.to_string()/> }.into_any()
    };
    view! {
        <article class="card stack tight">
            <h2>{client}</h2>
            <p class="muted">
                <time datetime=format::iso(&session.last_used_at)>{used}</time>
                " · "
                <time datetime=format::iso(&session.began_at)>{began}</time>
            </p>
            {end}
        </article>
    }
}

#[component]
fn End(id: String) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form_of::<EndSession>(&[("id", &id)]);
    Reload::after(state);
    toast_failure(state);
    toast_after(state, move || ToastMessage::plain(t::sessions_ended(lang)));
    view! {
        <Form state class="cluster">
            <Hidden name="id" value=id/>
            <Submit label=t::sessions_end(lang) class="button" glyph=Glyph::Leave/>
        </Form>
    }
}

#[component]
fn EndOthers() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form::<EndOtherSessions>();
    Reload::after(state);
    toast_failure(state);
    toast_after(state, move || ToastMessage::plain(t::sessions_others_ended(lang)));
    view! {
        <Form state class="cluster">
            <Submit label=t::sessions_end_others(lang) class="button" glyph=Glyph::Leave/>
        </Form>
    }
}
