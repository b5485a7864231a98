//! The pages: Leptos routes and their context.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::{FromRef, Request, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode};
use leptos::config::LeptosOptions;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list, render_app_async_with_context};

use super::headers::page_policy;
use super::page_cache::{self, PageCache};
use crate::base::error::Code;
use crate::base::flash::Flash;
use crate::base::model::Viewer;
use crate::platform::app::App;
use crate::platform::http::{failed, flash, local_path};
use crate::platform::session::RequestContext;
use crate::platform::{assets, zone};
use crate::policy::Actor;
use crate::site::app::{App as Site, shell};
use crate::ui::{RedirectTo, RenderedAt, ResponseStatus, SiteFiles};

impl FromRef<App> for LeptosOptions {
    fn from_ref(_: &App) -> Self {
        Self::builder().output_name("praxis").build()
    }
}

/// Returns a function that provides the context of a page or a server function.
fn context(app: &App) -> impl Fn() + Clone + Send + Sync + 'static {
    let app = app.clone();
    move || {
        provide_context(app.clone());
        provide_context(SiteFiles { tag: assets::TAG, of_module: assets::of_module });
        let Some(answer) = use_context::<ResponseOptions>() else { return };
        if let Some(parts) = use_context::<Parts>()
            && let Some(context) = parts.extensions.get::<RequestContext>()
        {
            provide_context(context.viewer.clone());
            provide_context(context.clone());
            offline(&app, &parts, context);
            // With `no-store` the browser's back button does not show the input again.
            let flash = parts.extensions.get::<Flash>();
            let kept = context.actor == Actor::Anonymous && flash.is_none() && page_cache::is_shared(parts.uri.path());
            answer.insert_header(CACHE_CONTROL, HeaderValue::from_static(if kept { "no-cache" } else { "no-store" }));
            if let Some(flash) = flash {
                provide_context(flash.clone());
            }
        }
        if let Some(nonce) = leptos::nonce::use_nonce()
            && let Ok(policy) = HeaderValue::from_str(&page_policy(&nonce))
        {
            answer.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
        let for_status = answer.clone();
        provide_context(ResponseStatus(Arc::new(move |status| {
            if let Ok(status) = StatusCode::from_u16(status) {
                for_status.set_status(status);
            }
        })));
        provide_context(RedirectTo(Arc::new(move |path| {
            // Never to another host; an invalid header value would panic.
            leptos_axum::redirect(local_path(path).unwrap_or("/"));
            answer.set_status(StatusCode::FOUND);
        })));
    }
}

/// Gives the offline page the time of its rendering. `/offline?plain` is for everybody: it has no personal data.
fn offline(app: &App, parts: &Parts, context: &RequestContext) {
    if parts.uri.path() != "/offline" {
        return;
    }
    provide_context(RenderedAt(zone::zoned(app.clock.now(), context.zone.unwrap_or_default())));
    if parts.uri.query() == Some("plain") {
        provide_context(Viewer { account: None, unread: 0, deletion_due_at: None, ..context.viewer.clone() });
    }
}

/// The routes of all pages, listed once per process: while Leptos lists them, no resource in the process is loaded, and a page that is
/// being rendered never completes (leptos-rs/leptos#4773, leptos 0.8.23). That happens if one process serves several practices.
static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(Site));

/// Returns the router with all pages and server functions added.
pub fn add(router: Router<App>, app: &App) -> Router<App> {
    let options = LeptosOptions::from_ref(app);
    router
        .leptos_routes_with_context(app, ROUTES.clone(), context(app), move || shell(options.clone()))
        .layer(from_fn_with_state((app.clone(), PageCache::default()), page_cache::serve))
        .layer(from_fn_with_state(app.clone(), with_flash))
}

/// Middleware: adds a form's flash to the request for its page.
async fn with_flash(State(app): State<App>, mut request: Request, next: axum::middleware::Next) -> Response {
    if request.method() == Method::GET {
        let session = request.extensions().get::<RequestContext>().and_then(|context| context.session);
        if let Some(name) = flash::named(&app, request.headers()) {
            match flash::show(&app, name, session, request.uri().path()).await {
                Ok(Some(flash)) => {
                    request.extensions_mut().insert(flash);
                }
                Ok(None) => {}
                Err(error) => return failed(&error),
            }
        }
    }
    next.run(request).await
}

/// Responds to unmatched paths: with a file at the root, a problem for the API, and otherwise the "not found" page.
pub async fn fallback(State(app): State<App>, request: Request) -> Response {
    let path = request.uri().path();
    if let Some(file) = assets::root_file(request.headers(), path) {
        return file;
    }
    if path.starts_with("/api/") || path.starts_with("/fn/") || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return failed(&Code::NotFound.into());
    }
    let options = LeptosOptions::from_ref(&app);
    render_app_async_with_context(context(&app), move || shell(options.clone()))(request).await.into_response()
}
