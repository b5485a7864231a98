//! What is said before the list of operations: in the description for machines, and on `/api/docs` for people.

use serde_json::{Value, json};

/// Title and text; words between backticks are code. The only place where this is written.
pub const SECTIONS: [(&str, &str); 6] = [
    (
        "Signing in",
        "`POST /api/v1/auth/login` gives an access token, which lives for ten minutes, and a refresh token. Send the access token as \
         `Authorization: Bearer …`. Before it runs out, `POST /api/v1/auth/refresh` gives the next pair; a refresh token can be used \
         once. A session ends after an hour without a refresh, after a day, or by `POST /api/v1/auth/logout`. Who acts is always the \
         token’s owner, never a field of the body.",
    ),
    (
        "What is sent",
        "Bodies are JSON objects in UTF-8, at most 256 KiB, sent as `application/json`. A field that is not known here is a 422, and so \
         is one that is there twice; `null` is the same as leaving it out, unless the field says that it removes something. A query may name each of its parameters once, and no other. \
         Answers are always JSON, whatever `Accept` asks for.",
    ),
    (
        "Errors",
        "Every error is a problem (RFC 9457, `application/problem+json`): `type`, `title` and `status`, `detail` in the reader’s language \
         (the account’s, otherwise that of `Accept-Language`), and a `code` to decide by. `errors` names each field at fault by a \
         `pointer`. 400 malformed, 401 not signed in, 403 not allowed to do this, 404 not there or not yours, 405 with `Allow`, 408 sent \
         too slowly, 409 conflict, 413 too large, 415 wrong media type, 422 invalid field, 429 too many requests and 503 overloaded, \
         both with `Retry-After` in seconds.",
    ),
    (
        "Lists",
        "A list answers `items` and `next_cursor`. `limit` says how many, 1 to 200, 50 unless said otherwise. While `next_cursor` is not \
         `null`, the same request with `cursor` set to it gives the next page. A cursor is opaque; one that is not of that list is a \
         400.",
    ),
    (
        "Sending again",
        "A request that may have got lost is sent again with the same `Idempotency-Key`, 1 to 255 visible ASCII characters of the \
         client’s choice: it is given the first answer again, also when the first is still under way, for 24 hours. The same key with \
         another body is a 422 (`key_reused`). Keys belong to the account and the operation. A request that was refused has changed \
         nothing and uses no key up: it may be sent again under the same one, and may succeed then.",
    ),
    (
        "Times and ids",
        "Instants are RFC 3339 with an offset. A visit in person is told with the offset of the doctor’s time zone, a visit by \
         video and all else with that of the reader’s, where it is known, otherwise of the doctor’s; each slot names its zone. Ids are UUIDs (version 7). Amounts are in the currency’s minor unit.",
    ),
];

/// The OpenAPI's `info`.
pub fn info() -> Value {
    let text = SECTIONS.map(|(title, text)| format!("## {title}\n\n{text}")).join("\n\n");
    json!({
        "title": "Praxis",
        "summary": "The front door of a medical practice",
        "description": text,
        "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        "version": env!("CARGO_PKG_VERSION"),
    })
}
