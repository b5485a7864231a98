//! What every feature stands on. It knows no feature: what features give it comes by the [`registry`].
//!
//! `app` holds it all together; `db` the two databases; `archive` backups and the move from one to the other; `clock` time and
//! randomness; `config` the settings; `session` who is signed in; `mail` how mails are sent; `jobs` the queue of what follows a commit; `events` what people are shown without asking; `http` requests and
//! answers; `assets` the embedded files; `zone` instants on local clocks; `throttle` limits of attempts; `password` hashes;
//! `idempotency` requests sent again; `cursor` pages of lists; `fold` names as people search for them; `sweep` removes expired rows;
//! `telemetry` the log.

pub mod app;
pub mod archive;
pub mod assets;
pub mod clock;
pub mod config;
pub mod cursor;
pub mod db;
pub mod events;
pub mod fold;
pub mod http;
pub mod idempotency;
pub mod jobs;
pub mod mail;
pub mod password;
pub mod registry;
pub mod session;
pub mod sweep;
pub mod telemetry;
pub mod throttle;
pub mod zone;
