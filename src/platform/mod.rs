//! The cellar: what every room stands on and none owns.
//!
//! `app` holds it all together; `db` the two databases; `archive` backups and the move from one to the other; `clock` time and
//! randomness; `config` the settings; `session` who is signed in; `mail` and `outbox` what leaves the house; `http` the front
//! door's frame; `site` the embedded files; `zone` instants on people's walls;
//! `throttle` guessing made slow; `password` hashes; `idempotency` requests sent again; `cursor` where a list goes on; `fold` names as
//! people search for them; `sweep` removes what has had its time; `telemetry` the log.

pub mod app;
pub mod archive;
pub mod clock;
pub mod config;
pub mod cursor;
pub mod db;
pub mod fold;
pub mod http;
pub mod idempotency;
pub mod mail;
pub mod outbox;
pub mod password;
pub mod session;
pub mod site;
pub mod sweep;
pub mod telemetry;
pub mod throttle;
pub mod zone;
