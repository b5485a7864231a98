//! Where settings come from: the file, and the command line with the environment.

use std::path::PathBuf;

use secrecy::SecretString;
use serde::Deserialize;

use super::{S3Flags, SmsFlags};

/// `praxis.toml`. An unknown key stops the start.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub(super) data_dir: Option<PathBuf>,
    pub(super) database: Option<SecretString>,
    pub(super) connections: Option<u32>,
    pub(super) listen: Option<String>,
    pub(super) public_url: Option<String>,
    pub(super) practice_name: Option<String>,
    pub(super) smtp_url: Option<SecretString>,
    pub(super) mail_dir: Option<PathBuf>,
    pub(super) mail_from: Option<String>,
    pub(super) sms_url: Option<SecretString>,
    pub(super) sms_method: Option<String>,
    pub(super) sms_headers: Option<Vec<SecretString>>,
    pub(super) sms_body: Option<SecretString>,
    pub(super) max_sms_per_day: Option<u32>,
    pub(super) s3_bucket: Option<String>,
    pub(super) s3_prefix: Option<String>,
    pub(super) s3_endpoint: Option<String>,
    pub(super) s3_region: Option<String>,
    pub(super) s3_access_key: Option<SecretString>,
    pub(super) s3_secret_key: Option<SecretString>,
    pub(super) s3_path_style: Option<bool>,
    pub(super) practice_phone: Option<String>,
    pub(super) cancel_hours: Option<u32>,
    pub(super) care_months: Option<u32>,
    pub(super) emergency_hours: Option<u32>,
    pub(super) max_bookings: Option<u32>,
    pub(super) max_bookings_per_doctor: Option<u32>,
    pub(super) max_bookings_unverified: Option<u32>,
    /// `max_letters_per_hour` is its name in earlier versions.
    #[serde(alias = "max_letters_per_hour")]
    pub(super) max_mails_per_hour: Option<u32>,
    pub(super) max_storage_per_user: Option<u32>,
    pub(super) deletion_days: Option<u32>,
    pub(super) record_years: Option<u32>,
    pub(super) limits: Option<bool>,
    pub(super) requests_per_minute: Option<u32>,
    pub(super) free_attempts: Option<u32>,
    pub(super) free_attempts_account: Option<u32>,
    pub(super) free_attempts_address: Option<u32>,
    pub(super) trusted_proxies: Option<usize>,
    pub(super) max_connections: Option<usize>,
    pub(super) max_connections_per_address: Option<usize>,
}

/// Settings from the command line and the environment.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Flags {
    /// Folder for the database file, keys and uploads [default: ./praxis-data]
    #[arg(long, env = "PRAXIS_DATA_DIR", global = true, value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
    /// postgres://user:password@host/name instead of the SQLite file in the data folder
    #[arg(long, env = "PRAXIS_DATABASE", global = true, value_name = "URL", hide_env_values = true)]
    pub database: Option<SecretString>,
    /// Settings file [default: praxis.toml, if it exists]
    #[arg(long, env = "PRAXIS_CONFIG", global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Write mails as files to this folder, if no SMTP server is set
    #[arg(long, env = "PRAXIS_MAIL_DIR", global = true, value_name = "FOLDER")]
    pub mail_dir: Option<PathBuf>,
    /// smtp://user:password@host:587 (STARTTLS with ?tls=required) or smtps://…
    #[arg(long, env = "PRAXIS_SMTP_URL", global = true, value_name = "URL", hide_env_values = true)]
    pub smtp_url: Option<SecretString>,
    /// The public URL of the practice, for links in mails [default: http://ADDRESS]
    #[arg(long, env = "PRAXIS_PUBLIC_URL", global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// The practice's name, on pages and in mails [default: Praxis]
    #[arg(long, env = "PRAXIS_PRACTICE_NAME", global = true, value_name = "NAME", help_heading = "Advanced")]
    pub practice_name: Option<String>,
    /// The practice's phone number, for patients who cancel late
    #[arg(long, env = "PRAXIS_PRACTICE_PHONE", global = true, value_name = "NUMBER", help_heading = "Advanced")]
    pub practice_phone: Option<String>,
    /// Sender of mails [default: Praxis <praxis@localhost>]
    #[arg(long, env = "PRAXIS_MAIL_FROM", global = true, value_name = "ADDRESS", help_heading = "Advanced")]
    pub mail_from: Option<String>,
    /// Patients may cancel a confirmed appointment until this many hours before [default: 24]
    #[arg(long, env = "PRAXIS_CANCEL_HOURS", global = true, value_name = "HOURS", help_heading = "Advanced")]
    pub cancel_hours: Option<u32>,
    /// Care by a doctor ends this many months after the last visit [default: 24]
    #[arg(long, env = "PRAXIS_CARE_MONTHS", global = true, value_name = "MONTHS", help_heading = "Advanced")]
    pub care_months: Option<u32>,
    /// How long a doctor reads a record that was opened in an emergency [default: 8]
    #[arg(long, env = "PRAXIS_EMERGENCY_HOURS", global = true, value_name = "HOURS", help_heading = "Advanced")]
    pub emergency_hours: Option<u32>,
    /// Max upcoming appointments of a patient [default: 10]
    #[arg(long, env = "PRAXIS_MAX_BOOKINGS", global = true, value_name = "NUMBER", help_heading = "Advanced")]
    pub max_bookings: Option<u32>,
    /// The same with one doctor [default: 3]
    #[arg(long, env = "PRAXIS_MAX_BOOKINGS_PER_DOCTOR", global = true, value_name = "NUMBER", help_heading = "Advanced")]
    pub max_bookings_per_doctor: Option<u32>,
    /// The same before a new patient's address is confirmed [default: 1]
    #[arg(long, env = "PRAXIS_MAX_BOOKINGS_UNVERIFIED", global = true, value_name = "NUMBER", help_heading = "Advanced")]
    pub max_bookings_unverified: Option<u32>,
    /// Max size of all stored files of one account, in MB [default: 1000]
    #[arg(long, env = "PRAXIS_MAX_STORAGE_PER_USER", global = true, value_name = "MB", help_heading = "Advanced")]
    pub max_storage_per_user: Option<u32>,
    /// Max mails to one address per hour; further ones are combined into one [default: 10]
    #[arg(long, env = "PRAXIS_MAX_MAILS_PER_HOUR", global = true, value_name = "NUMBER", help_heading = "Advanced")]
    pub max_mails_per_hour: Option<u32>,
    /// Days from asking for the deletion of an account until it is carried out [default: 7]
    #[arg(long, env = "PRAXIS_DELETION_DAYS", global = true, value_name = "DAYS", help_heading = "Advanced")]
    pub deletion_days: Option<u32>,
    /// Years for which the law asks to keep the records of a deleted account [default: 10]
    #[arg(long, env = "PRAXIS_RECORD_YEARS", global = true, value_name = "YEARS", help_heading = "Advanced")]
    pub record_years: Option<u32>,
    /// The name of --max-mails-per-hour in earlier versions
    #[arg(long, env = "PRAXIS_MAX_LETTERS_PER_HOUR", global = true, value_name = "NUMBER", hide = true)]
    pub max_letters_per_hour: Option<u32>,
    /// Max requests per minute from one IP address [default: 600]
    #[arg(long, env = "PRAXIS_REQUESTS_PER_MINUTE", global = true, value_name = "NUMBER", help_heading = "Advanced")]
    pub requests_per_minute: Option<u32>,
    /// Wrong passwords for one account from one IP address before delays start [default: 5]
    #[arg(long, env = "PRAXIS_FREE_ATTEMPTS", global = true, value_name = "NUMBER", help_heading = "Advanced")]
    pub free_attempts: Option<u32>,
    /// Wrong passwords for one account per day, from all addresses, before unknown browsers are delayed [default: 100]
    #[arg(long, env = "PRAXIS_FREE_ATTEMPTS_ACCOUNT", global = true, value_name = "NUMBER", help_heading = "Advanced")]
    pub free_attempts_account: Option<u32>,
    /// Accounts with failed sign-ins per day, from one IP address, before unknown browsers there are delayed [default: 40]
    #[arg(long, env = "PRAXIS_FREE_ATTEMPTS_ADDRESS", global = true, value_name = "NUMBER", help_heading = "Advanced")]
    pub free_attempts_address: Option<u32>,
    /// Number of reverse proxies in front whose X-Forwarded-For is trusted [default: 0]
    #[arg(long, env = "PRAXIS_TRUSTED_PROXIES", global = true, value_name = "NUMBER", help_heading = "Advanced")]
    pub trusted_proxies: Option<usize>,
    /// Database connections [default: 16]
    #[arg(long, env = "PRAXIS_CONNECTIONS", global = true, value_name = "NUMBER", help_heading = "Advanced")]
    pub connections: Option<u32>,
    /// Max client connections [default: 10000]
    #[arg(long, env = "PRAXIS_MAX_CONNECTIONS", global = true, value_name = "NUMBER", help_heading = "Advanced")]
    pub max_connections: Option<usize>,
    /// Max client connections from one IP address; behind a proxy, its concurrent requests [default: 1000]
    #[arg(long, env = "PRAXIS_MAX_CONNECTIONS_PER_ADDRESS", global = true, value_name = "NUMBER", help_heading = "Advanced")]
    pub max_connections_per_address: Option<usize>,
    /// "off" turns rate limits, the sign-in throttle and the limits on bookings and mails off: for load tests only
    #[arg(long, env = "PRAXIS_LIMITS", global = true, value_name = "on|off", hide = true)]
    pub limits: Option<String>,
    #[command(flatten)]
    pub s3: S3Flags,
    #[command(flatten)]
    pub sms: SmsFlags,
}
