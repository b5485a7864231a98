//! The page for one's own photo. Without JavaScript it is a form with a file, of which the server takes the middle; `public/photo.js` lets
//! people choose the part, and sends only that. It finds its elements by their `data-photo`.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::base::model::Role;
use crate::base::text as t;
use crate::features::files::api::RemovePhoto;
use crate::ui::form::{FileField, NativeForm, Submit, UploadForm, use_native_form, use_upload_form};
use crate::ui::{Glyph, Notice, PageHead, SignedIn, Tone, view, viewer};

/// The page, and the path that its form is posted to.
pub const PHOTO_FORM: &str = "/profile/photo";

#[component]
pub fn PhotoPage() -> impl IntoView {
    view! { <SignedIn><Photo/></SignedIn> }
}

#[component]
fn Photo() -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let said = use_query_map().with_untracked(|query| match (query.get("saved"), query.get("removed")) {
        (Some(_), _) => Some(t::photo_saved(lang)),
        (None, Some(_)) => Some(t::photo_removed(lang)),
        (None, None) => None,
    });
    let Some(account) = viewer.account else { return ().into_any() };
    let is_public = account.role == Role::Doctor;
    let lead = if is_public { t::photo_lead_doctor(lang) } else { t::photo_lead(lang) };
    let shown = account.photo_url.map(|url| {
        view! {
            <section class="card stack">
                <img class="photo" src=url alt=t::photo_present(lang) width="256" height="256"/>
                <Remove/>
            </section>
        }
    });
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::photo_title(lang) lead/>
            {said.map(|said| view! { <Notice tone=Tone::Ok><p>{said}</p></Notice> })}
            {shown}
            <Choose/>
            <p><a href="/profile">{t::profile_back(lang)}</a></p>
        </div>
    }
    .into_any()
}

#[component]
fn Choose() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_upload_form(PHOTO_FORM);
    view! {
        <section class="card stack" data-script="photo" data-to="/api/v1/me/photo" data-failed=t::error_unreachable(lang)>
            <UploadForm state class="stack">
                <FileField name="photo" label=t::photo_choose(lang) hint=t::photo_hint(lang) accept="image/jpeg,image/png,image/webp"/>
                <div class="crop" data-photo="crop" hidden=true>
                    <p class="hint" id="crop-hint">{t::photo_crop_hint(lang)}</p>
                    <canvas
                        data-photo="canvas"
                        width="512"
                        height="512"
                        tabindex="0"
                        role="application"
                        aria-label=t::photo_crop(lang)
                        aria-describedby="crop-hint"
                    ></canvas>
                    <label for="zoom">{t::photo_zoom(lang)}</label>
                    <input type="range" id="zoom" data-photo="zoom" min="100" max="400" value="100"/>
                </div>
                <div data-photo="progress" hidden=true>
                    <progress max="100" value="0" aria-label=t::photo_sending(lang)></progress>
                </div>
                <div class="notice danger" role="alert" data-photo="error" hidden=true></div>
                <div class="cluster"><Submit label=t::photo_save(lang)/></div>
            </UploadForm>
        </section>
    }
}

#[component]
fn Remove() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<RemovePhoto>();
    view! {
        <NativeForm state class="cluster">
            <Submit label=t::photo_remove(lang) class="button" glyph=Glyph::Bin/>
        </NativeForm>
    }
}
