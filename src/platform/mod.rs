//! The base of all features. It depends on no feature: features register their parts in the [`registry`].
//!
//! `app` combines all of it; `audit`: who did and read what; `db`: the two databases; `archive`: backups, and the move from one database to the other; `clock`: time
//! and randomness; `config`: settings; `session`: who is signed in; `mail`: mail transports; `jobs`: the job queue; `blobs`: stored
//! files; `uploads`: receiving files; `events`: changes pushed to users; `http`: requests and responses; `assets`: embedded files;
//! `zone`: local times; `throttle`: limits of attempts; `password`: hashes; `factor`: second factors; `idempotency`: repeated requests;
//! `cursor`: pagination; `fold`: names for searching;
//! `personal`: what export and deletion do to each table; `sweep`: deletes expired rows; `telemetry`: the log.

pub mod app;
pub mod archive;
pub mod assets;
pub mod audit;
pub mod blobs;
pub mod clock;
pub mod config;
pub mod cursor;
pub mod db;
pub mod events;
pub mod factor;
pub mod fold;
pub mod http;
pub mod idempotency;
pub mod jobs;
pub mod links;
pub mod mail;
pub mod password;
pub mod personal;
pub mod registry;
pub mod session;
pub mod sms;
pub mod sweep;
pub mod telemetry;
pub mod throttle;
pub mod uploads;
pub mod zone;
