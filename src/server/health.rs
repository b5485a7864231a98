//! `/livez`: the process responds. `/readyz`: the database responds, and mails are sent.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;

use crate::features::notifications::mail::MAIL;
use crate::platform::app::App;
use crate::platform::jobs;

/// If a mail has waited longer than this, mails are not being sent.
const STALE_MINUTES: i64 = 60;

pub async fn live() -> &'static str {
    "ok"
}

pub async fn ready(State(app): State<App>) -> Response {
    let oldest = async {
        let mut conn = app.read().await?;
        // Without a mail transport mails wait forever, and this query would get slower every day.
        if app.mailer.works() {
            jobs::store::oldest(&mut conn, MAIL, app.clock.now()).await
        } else {
            jobs::store::ping(&mut conn).await.map(|()| None)
        }
    }
    .await;
    let database = oldest.is_ok();
    let waiting = oldest.ok().flatten().map_or(0, |at| (app.clock.now() - at).num_minutes());
    let mail = waiting < STALE_MINUTES;
    let ready = database && mail && !app.stopping.is_cancelled();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let stopping = app.stopping.is_cancelled();
    (status, Json(json!({ "ready": ready, "database": database, "mail": mail, "outbox_minutes": waiting, "stopping": stopping })))
        .into_response()
}
