//! Notices that `public/page.js` shows: the connection is lost, a form was not sent, a new version is ready. It finds them by their
//! ids and removes `hidden`; the texts are rendered here.

use leptos::prelude::*;

use crate::base::text as t;
use crate::ui::{Glyph, Icon, static_view, view, viewer};

#[component]
pub(super) fn Notices() -> impl IntoView {
    let lang = viewer().lang;
    static_view(move || {
        view! {
            <div class="notices" role="status">
                <p class="net-notice" id="net-notice" hidden><Icon glyph=Glyph::Alert/><span>{t::notice_no_connection(lang)}</span></p>
                <p class="net-notice" id="net-unsent" hidden><Icon glyph=Glyph::Alert/><span>{t::notice_unsent(lang)}</span></p>
                <div class="update-notice" id="update-notice" hidden>
                    <p>{t::notice_update(lang)}</p>
                    <div class="cluster">
                        <button type="button" class="button primary" id="update-now">{t::notice_update_now(lang)}</button>
                        <button type="button" class="button quiet" id="update-later">{t::notice_later(lang)}</button>
                    </div>
                </div>
            </div>
        }
    })
}
