//! The introduction to the API, in the OpenAPI description and on `/api/docs`.

use serde_json::{Value, json};

/// Title and text of each section; text between backticks is code.
pub const SECTIONS: [(&str, &str); 6] = [
    (
        "Signing in",
        "`POST /api/v1/auth/login` returns an access token, valid for ten minutes, and a refresh token. For an account with two-step \
         sign-in it returns an `mfa_token` instead, which `POST /api/v1/auth/mfa` takes together with a code of the app. Send the access token as \
         `Authorization: Bearer …`. Before it expires, `POST /api/v1/auth/refresh` returns new tokens; a refresh token can be used \
         once. A session ends after an hour without a refresh, after a day, or with `POST /api/v1/auth/logout`. The acting user is \
         always the token’s owner, never a field of the body.",
    ),
    (
        "Requests",
        "Bodies are JSON objects in UTF-8, at most 256 KiB, sent as `application/json`, except for files, which are sent as they are. An unknown or repeated field is a 422; `null` is \
         the same as a missing field, unless the field’s description says that it removes the value. A query may contain each known \
         parameter once. Responses are JSON, or a file, whatever `Accept` asks for.",
    ),
    (
        "Errors",
        "Every error is a problem (RFC 9457, `application/problem+json`): `type`, `title` and `status`, `detail` in the user’s language \
         (the account’s, otherwise that of `Accept-Language`), and a `code` for programs. `errors` names each invalid field by a \
         `pointer`. 400 malformed, 401 not signed in, 403 not allowed, 404 does not exist or not yours, 405 with `Allow`, 408 sent too \
         slowly, 409 conflict, 410 a link that was used or has expired, 413 too large, 415 wrong media type, 422 invalid field, 429 too many requests and 503 overloaded, \
         both with `Retry-After` in seconds.",
    ),
    (
        "Lists",
        "A list returns `items` and `next_cursor`. `limit` is the number of items, 1 to 200, by default 50. While `next_cursor` is not \
         `null`, the same request with `cursor` set to it returns the next page. A cursor is opaque; one that does not belong to the \
         list is a 400.",
    ),
    (
        "Retries",
        "If a response is lost, send the request again with the same `Idempotency-Key`, 1 to 255 visible ASCII characters chosen by the \
         client: for 24 hours it returns the first response again, also if the first request is still in progress. The same key with \
         another body is a 422 (`key_reused`). Keys belong to the account and the operation. A rejected request has changed nothing \
         and does not use up its key: it can be sent again with the same key and may then succeed.",
    ),
    (
        "Times and ids",
        "Times are RFC 3339 with an offset. Visits in person have the offset of the doctor’s time zone; video visits and all other times \
         have that of the user’s time zone if known, otherwise of the doctor’s. Each slot names its zone. Ids are UUIDs (version 7). \
         Amounts are in the currency’s minor unit.",
    ),
];

/// Returns the OpenAPI `info` object.
pub fn info() -> Value {
    let text = SECTIONS.map(|(title, text)| format!("## {title}\n\n{text}")).join("\n\n");
    json!({
        "title": "Praxis",
        "summary": "The REST API of a medical practice",
        "description": text,
        "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        "version": env!("CARGO_PKG_VERSION"),
    })
}
