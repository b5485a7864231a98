//! Background jobs that were given up, and trying them again.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::base::model::{Page, Role};
use crate::base::text::{self as t, format};
use crate::features::admin::api::{DeadJobs, RetryJob};
use crate::features::admin::model::DeadJob;
use crate::ui::form::{Form, Hidden, Submit, use_form_of};
use crate::ui::{
    Empty, Glyph, PageHead, Pagination, Reload, SignedIn, ToastMessage, ask, loaded_part, toast_after, toast_failure, view, viewer,
};

#[component]
pub fn JobsPage() -> impl IntoView {
    view! {
        <SignedIn role=Role::Admin>
            <Jobs/>
        </SignedIn>
    }
}

#[component]
fn Jobs() -> impl IntoView {
    let lang = viewer().lang;
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor").filter(|cursor| !cursor.is_empty())));
    let reload = Reload::provide();
    let page = ask(move || reload.at(DeadJobs { cursor: cursor.get() }));
    view! {
        <PageHead title=t::jobs_title(lang) lead=t::jobs_lead(lang)/>
        <div class="stack reading">
            {loaded_part(page, move |page| view! { <GivenUp page paged=cursor.with_untracked(Option::is_some)/> })}
        </div>
    }
}

#[component]
fn GivenUp(page: Page<DeadJob>, paged: bool) -> impl IntoView {
    let lang = viewer().lang;
    let Page { items, next_cursor } = page;
    if items.is_empty() {
        return view! { <Empty title=t::jobs_none_title(lang) text=t::jobs_none_text(lang)/> };
    }
    let lines = items.into_iter().map(|job| view! { <li><Job job/></li> }).collect_view();
    view! {
        <ul class="stack plain">{lines}</ul>
        <Pagination path="/jobs" next=next_cursor paged/>
    }
}

#[component]
fn Job(job: DeadJob) -> impl IntoView {
    let lang = viewer().lang;
    let id = job.id.to_string();
    let state = use_form_of::<RetryJob>(&[("id", &id)]);
    Reload::after(state);
    toast_failure(state);
    toast_after(state, move || ToastMessage::plain(t::jobs_retried(lang)));
    let title = match job.kind.as_str() {
        "mail" | "password_forgotten" | "new_browser" => t::jobs_kind_mail(lang).to_owned(),
        "phone_code" => t::jobs_kind_phone_code(lang).to_owned(),
        kind => kind.to_owned(),
    };
    let when = t::jobs_given_up(lang, format::date_time_short(lang, &job.given_up_at));
    view! {
        <article class="card stack tight">
            <h2>{title}</h2>
            <p class="muted">
                <time datetime=format::iso(&job.given_up_at)>{when}</time>
                " · "
                {t::jobs_attempts(lang, job.attempts)}
            </p>
            {job.error.map(|error| view! { <p class="prose"><code>{error}</code></p> })}
            <Form state class="cluster">
                <Hidden name="id" value=id/>
                <Submit label=t::jobs_retry(lang) class="button" glyph=Glyph::Right/>
            </Form>
        </article>
    }
}
