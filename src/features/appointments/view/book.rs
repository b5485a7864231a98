//! The booking page. If the slot has been taken, the form keeps the reason and offers the nearest free slots.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::terms::TermsBefore;
use crate::base::error::{AppError, Code};
use crate::base::model::{Appointment, Doctor, Id, Role, VisitKind};
use crate::base::slot::{Offer, SlotState, SlotView};
use crate::base::text::{self as t, format};
use crate::features::appointments::api::{Book, GetBookingPage};
use crate::features::appointments::model::{AppointmentView, BookingPage, Cancelling};
use crate::features::doctors::model::DoctorView;
use crate::features::doctors::view::card::{confirm_glyph, fee};
use crate::ui::form::{Form, Hidden, LooseFault, Submit, TextArea, use_form};
use crate::ui::{
    CancellingRule, Glyph, Icon, Notice, PageHead, Portrait, SignedIn, Tone, ask, kind_glyph, loaded, static_view, view, viewer,
    words,
};

#[component]
pub fn BookPage() -> impl IntoView {
    view! {
        <SignedIn role=Role::Patient>
            <Booking/>
        </SignedIn>
    }
}

#[component]
fn Booking() -> impl IntoView {
    let params = use_params_map();
    let slot = Memo::new(move |_| params.with(|params| params.get("slot").unwrap_or_default()));
    let page = ask(move || GetBookingPage { slot: slot.get() });
    loaded(page, |page| view! { <BookingPanel page/> })
}

#[component]
fn BookingPanel(page: BookingPage) -> impl IntoView {
    let lang = viewer().lang;
    let BookingPage { slot, doctor, cancelling, nearest, overlapping, same_day, refused } = page;
    let zone = format::clock_line(lang, &slot.starts_at, slot.doctors_clock.as_ref());
    let all_times = format!("/doctors/{}?day={}", doctor.id, slot.starts_at.at.date_naive());
    let mine = same_day.iter().find(|other| other.slot_id == slot.id).map(|other| other.id);
    let is_gone = mine.is_none() && refused.is_none() && slot.state != SlotState::Free;
    let warned = |same_day: Vec<AppointmentView>| (!same_day.is_empty()).then(|| view! { <SameDay same_day/> });
    let is_busy = !overlapping.is_empty();
    let form = |nearest| {
        let terms = BookTerms { cancelling, confirms_at_once: doctor.auto_confirm };
        view! { <BookForm time=slot.clone() doctor=doctor.id cannot=is_gone || is_busy nearest terms/> }
    };
    let alternatives = match mine {
        Some(id) => view! { <Yours id/> },
        None if refused.is_some() => view! { <Refused refused/> },
        None if is_busy => view! {
            <Overlapping overlapping/>
            {form(nearest)}
        },
        // If this slot is not free, the alternatives come first.
        None if is_gone => view! {
            {form(nearest)}
            {warned(same_day)}
        },
        None => view! {
            {warned(same_day)}
            {form(nearest)}
        },
    };
    let gone = is_gone.then(|| {
        view! {
            <Notice tone=Tone::Warn>
                <h2>{t::book_gone_title(lang)}</h2>
                <p>{t::book_gone_text(lang)}</p>
            </Notice>
        }
    });
    let alternatives = view! { <div class="stack">{alternatives}</div> };
    let what = static_view(move || view! { <What time=slot doctor zone all_times gone=is_gone/> });
    let parts = if is_gone { [alternatives, what] } else { [what, alternatives] };
    view! {
        <PageHead title=t::book_title(lang)/>
        {gone}
        <div class="split booking" class:gone=is_gone>{parts}</div>
    }
}

#[component]
fn What(time: SlotView, doctor: DoctorView, zone: String, all_times: String, gone: bool) -> impl IntoView {
    let lang = viewer().lang;
    let place = match time.kind {
        VisitKind::InPerson => doctor.location.clone(),
        VisitKind::Video => t::appointment_where_video(lang).to_owned(),
    };
    let when = view! {
        <time datetime=format::iso(&time.starts_at)>
            {format::weekday_date(lang, time.starts_at.at.date_naive())}
            <span class="when-time">{format::time_range(&time.starts_at, &time.ends_at)}</span>
        </time>
    };
    view! {
        <section class="card stack" aria-label=t::appointment_title(lang)>
            <p class="when">
                {if gone { view! { <s>{when}</s> } } else { when }}
                <span class="muted small">{zone}</span>
            </p>
            <div class="person">
                <Portrait doctor=doctor.id name=&doctor.full_name photo=doctor.photo_url.as_deref()/>
                <div>
                    <p><strong>{doctor.full_name.clone()}</strong></p>
                    <p class="muted small">{doctor.specialty.name(lang)}</p>
                </div>
            </div>
            <p class="fact">
                <Icon glyph=kind_glyph(time.kind)/>
                <span>{words::kind(lang, time.kind)}<br/><span class="muted small">{place}</span></span>
            </p>
            <p class="fact">
                <Icon glyph=Glyph::Money/>
                <span>{fee(lang, &doctor)}<span class="visually-hidden">" ("{t::book_fee(lang)}")"</span></span>
            </p>
            <p class="fact">
                <Icon glyph=confirm_glyph(doctor.auto_confirm)/>
                <span>{words::confirms(lang, doctor.auto_confirm)}</span>
            </p>
            <p><a class="link" href=all_times><Icon glyph=Glyph::Calendar/>{t::book_other_time(lang)}</a></p>
        </section>
    }
}

/// Shown to a patient who returns to this page after booking.
#[component]
fn Yours(id: Id<Appointment>) -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <Notice tone=Tone::Ok>
            <h2>{t::book_yours_title(lang)}</h2>
            <p>{t::book_yours_text(lang)}</p>
        </Notice>
        <div class="cluster"><a class="button primary" href=format!("/appointments/{id}")>{t::home_details(lang)}</a></div>
    }
}

/// Shown instead of the form, because the booking would be rejected.
#[component]
fn Refused(refused: Option<AppError>) -> impl IntoView {
    let lang = viewer().lang;
    let unverified = refused.as_ref().is_some_and(|error| error.code == Code::TooManyUnverified);
    view! {
        <Notice tone=Tone::Warn>
            <h2>{t::book_refused_title(lang)}</h2>
            <p>{refused.map(|error| words::error(lang, &error))}</p>
            {unverified.then(|| view! { <Verify/> })}
        </Notice>
        <div class="cluster"><a class="button primary" href="/appointments">{t::book_refused_list(lang)}</a></div>
    }
}

/// To the page that mails the link again which verifies the address.
#[component]
fn Verify() -> impl IntoView {
    view! { <p><a class="link" href="/profile"><Icon glyph=Glyph::User/>{t::verification_link(viewer().lang)}</a></p> }
}

/// Other appointments on the same day; the slot can still be booked.
#[component]
fn SameDay(same_day: Vec<AppointmentView>) -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <Notice tone=Tone::Info>
            <h2>{t::book_same_day_title(lang)}</h2>
            <Others others=same_day/>
            <p>{t::book_same_day_text(lang)}</p>
        </Notice>
    }
}

/// Overlapping appointments; the slot cannot be booked.
#[component]
fn Overlapping(overlapping: Vec<AppointmentView>) -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <Notice tone=Tone::Warn>
            <h2>{t::book_overlap_title(lang)}</h2>
            <Others others=overlapping/>
            <p>{t::book_overlap_text(lang)}</p>
        </Notice>
    }
}

#[component]
fn Others(others: Vec<AppointmentView>) -> impl IntoView {
    let lang = viewer().lang;
    let those = others.into_iter().map(|other| {
        let when = words::at_place(lang, format::time_range(&other.starts_at, &other.ends_at), &other.starts_at);
        let named = format!("{when}, {}", other.doctor.name(lang));
        view! { <li><a href=format!("/appointments/{}", other.id)>{named}</a></li> }
    });
    view! { <ul>{those.collect_view()}</ul> }
}

/// The deadline for cancelling, and how the booking is confirmed.
#[derive(Clone)]
struct BookTerms {
    cancelling: Cancelling,
    confirms_at_once: bool,
}

#[component]
fn BookForm(
    time: SlotView,
    doctor: Id<Doctor>,
    /// The slot itself cannot be booked, only the nearest ones.
    cannot: bool,
    nearest: Vec<SlotView>,
    terms: BookTerms,
) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form::<Book>();
    if cannot && nearest.is_empty() {
        return view! { <p>{t::book_nearest_none(lang)}</p> };
    }
    // The response to a conflict is newer than the page; its slots are shown until the next response.
    let offers = Memo::new(move |before: Option<&Vec<SlotView>>| {
        let answered = state.error.with(|error| error.as_ref().map(|error| error.nearest.clone()));
        let known = || before.cloned().unwrap_or_else(|| if cannot { nearest.clone() } else { Vec::new() });
        answered.filter(|near| !near.is_empty()).unwrap_or_else(known)
    });
    let submit = if terms.confirms_at_once { t::book_submit(lang) } else { t::book_request(lang) };
    let offered = Offer::of(&time).to_string();
    let chosen = move || {
        let offers = offers.get();
        if offers.is_empty() {
            view! { <Hidden name="slot" value=offered.clone()/> }
        } else {
            view! { <Nearest offers doctor/> }
        }
    };
    let terms_text = move || {
        if offers.with(Vec::is_empty) {
            let BookTerms { cancelling, confirms_at_once } = terms.clone();
            view! { <TermsBefore cancelling confirms_at_once/> }
        } else {
            view! { <CancellingRule/> }
        }
    };
    let busy = move || {
        let is_busy = state.error.with(|error| error.as_ref().is_some_and(|error| error.code == Code::PatientBusy));
        is_busy.then(
            || view! { <p><a class="link" href="/appointments"><Icon glyph=Glyph::Calendar/>{t::appointments_title(lang)}</a></p> },
        )
    };
    let unverified = move || {
        let is_limited = state.error.with(|error| error.as_ref().is_some_and(|error| error.code == Code::TooManyUnverified));
        is_limited.then(|| view! { <Verify/> })
    };
    view! {
        <Form state class="card stack">
            {busy}
            {unverified}
            <LooseFault name="slot" label=t::book_nearest(lang) first="slot-0"/>
            {chosen}
            <TextArea name="reason" label=t::book_reason(lang) hint=t::book_reason_hint(lang)/>
            {terms_text}
            <Submit label=submit class="button primary large"/>
        </Form>
    }
}

/// The nearest free slots to choose from; none is preselected.
#[component]
fn Nearest(offers: Vec<SlotView>, doctor: Id<Doctor>) -> impl IntoView {
    let lang = viewer().lang;
    let choices = move || {
        offers
            .into_iter()
            .enumerate()
            .map(|(place, offer)| {
                let id = format!("slot-{place}");
                let labelled = id.clone();
                let when = words::at_place(lang, format::date_time_short(lang, &offer.starts_at), &offer.starts_at);
                let other = (offer.doctor_id != doctor).then(|| format!("\u{a0}· {}", t::book_other_doctor(lang)));
                view! {
                    <label class="choice" for=labelled>
                        <input type="radio" name="slot" id=id value=Offer::of(&offer).to_string()/>
                        <span>
                            <time datetime=format::iso(&offer.starts_at)>{when}</time>
                            {format!("\u{a0}· {}", words::kind(lang, offer.kind))}
                            {other}
                        </span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <fieldset class="field">
            <legend>{t::book_nearest(lang)}</legend>
            // New slots replace the whole list: no choice is carried over.
            {static_view(move || view! { <div class="choices">{choices()}</div> })}
        </fieldset>
    }
}
