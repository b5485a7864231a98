//! The HTML document of every page, and the application with its router.

use http::request::Parts;
use leptos::hydration::AutoReload;
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{FlatRoutes, FlatRoutesProps, RouteChildren, Router};
use serde::{Deserialize, Serialize};
use server_fn::ServerFn;

use super::pages;
use super::shell::Shell;
use super::static_pages::{is_offline_page, stays};
use crate::base::flash::Flash;
use crate::base::model::{Role, Viewer};
use crate::base::text as t;
use crate::features::notifications::api::CountUnread;
use crate::ui::ask::shared;
use crate::ui::form::{Carried, Faulty, Settling};
use crate::ui::{NotFound, SiteFiles, Toasts, Unread, raw_text, viewer};

/// Sends the reader's time zone to the server as a cookie, if it is new or has changed: the server formats the times.
const ZONE_SCRIPT: &str = r#"try{const z=Intl.DateTimeFormat().resolvedOptions().timeZone,s=location.protocol==="https:",c=(s?"__Host-":"")+"tz="+z;if(/^[\w+\/-]+$/.test(z)&&!document.cookie.split("; ").includes(c))document.cookie=c+";path=/;max-age=31536000;samesite=lax"+(s?";secure":"")}catch{}"#;

/// Loads the modules of the client's code; `scripts/build` has it from wasm-split-cli.
const SPLIT: &str = "__wasm_split.js";

/// Renders the document; on the server only.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let files = use_context::<SiteFiles>();
    let tag = files.map_or("", |files| files.tag);
    let site = format!("/assets/{tag}");
    let is_staff = matches!(viewer.role(), Some(Role::Doctor | Role::Admin));
    let path = use_context::<Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
    let mut parts: Vec<&str> = pages::modules(&path, is_staff)
        .flat_map(|module| files.map_or(&[][..], |files| (files.of_module)(module)))
        .copied()
        .chain([SPLIT])
        .collect();
    parts.sort_unstable();
    parts.dedup();
    let words = format!("text/{lang}.json");
    // The code is requested after the first paint: on a slow connection it would delay the page. (And a preload would cost readers
    // without JavaScript a quarter of a megabyte.) A tab in the background does not paint, so it does not wait. `parts` are loaded by
    // the main module, which is not there yet; this puts them into the browser's cache.
    let wake = format!(
        "const load=name=>fetch(\"{site}/\"+name),wake=async()=>{{const words=load({words:?}).then(answer=>answer.text()),\
         wasm=load(\"praxis_bg.wasm\");for(const part of {parts:?})load(part).catch(()=>0);const page=await \
         import(\"{site}/praxis.js\");await page.default({{module_or_path:wasm}});page.speak(await words);await new \
         Promise(next=>setTimeout(next));page.hydrate()}};document.hidden?wake():requestAnimationFrame(()=>setTimeout(wake))"
    );
    let nonce = leptos::nonce::use_nonce();
    let keys = is_staff.then(|| view! { <script type="module" src=format!("{site}/keys.js") nonce=nonce.clone()></script> });
    let wakes = !stays();
    // What the service worker keeps of the page.
    let kept = wakes.then(|| {
        let fixed = ["praxis.js", "praxis_bg.wasm", &words].into_iter().chain(is_staff.then_some("keys.js"));
        fixed.chain(parts.iter().copied()).collect::<Vec<_>>().join(" ")
    });
    let scripts = wakes.then(|| {
        view! {
            <script nonce=nonce.clone()>{ZONE_SCRIPT}</script>
            <script type="module" nonce=nonce.clone()>{wake}</script>
        }
    });
    let who = viewer.account.map(|account| account.id.to_string()).unwrap_or_default();
    // A debug build has no service worker: its files change under the same URL.
    let tag = (!cfg!(debug_assertions)).then_some(tag);
    view! {
        <!DOCTYPE html>
        <html lang=lang.as_str() data-who=who data-tag=tag data-files=kept data-staff=is_staff.then_some("") data-offline=is_offline_page().then_some("")>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#15201f"/>
                <meta name="description" content=t::app_description(lang)/>
                <link rel="stylesheet" href=format!("{site}/praxis.css")/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
                <link rel="manifest" href=format!("/manifest.webmanifest?lang={lang}")/>
                {scripts}
                <script type="module" src=format!("{site}/page.js") nonce=nonce></script>
                {keys}
                <AutoReload options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
    .into_any()
}

/// What the server passes to the browser besides the page's data.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Handed {
    viewer: Viewer,
    flash: Option<Flash>,
}

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let Handed { viewer, flash } = shared(|| Handed { viewer: use_context().unwrap_or_default(), flash: use_context() });
    let faulty = Faulty::default();
    provide_context(Unread { count: RwSignal::new(viewer.unread), url: CountUnread::PATH });
    provide_context(Carried::new(flash));
    provide_context(faulty.clone());
    provide_context(viewer.clone());
    provide_context(Settling(RwSignal::new(false)));
    Toasts::provide();
    let (routing, set_routing) = signal(false);
    let lang = viewer.lang;
    let title = move |page: String| {
        let title = t::app_title(lang, t::AppTitle { page, practice: &viewer.practice });
        raw_text(if faulty.0.get() > 0 { t::app_error_title(lang, title) } else { title })
    };
    view! {
        <Title formatter=title/>
        <Router set_is_routing=set_routing>
            <Shell routing>
                {FlatRoutes(
                    FlatRoutesProps::builder()
                        .fallback(NotFound)
                        .children(RouteChildren::to_children(pages::router))
                        .build(),
                )}
            </Shell>
        </Router>
    }
    .into_any()
}
