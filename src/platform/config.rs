//! The settings, by precedence: flags, environment, `praxis.toml`, defaults.
//!
//! How to add one: a field in [`Settings`], the same in [`File`] and, for the command line, in [`Flags`] (`sources`); a line with its default in
//! [`Settings::merge`]; a check in [`Settings::check`] whose error names it.

mod s3;
mod sms;
mod sources;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

pub use self::s3::{S3, S3Flags};
pub use self::sms::{BodyKind, SmsFlags, SmsWebhook};
pub use self::sources::{File, Flags};
use crate::base::parse::parse_phone;

/// The settings of one run. Secrets are printed as `[REDACTED]`.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder of the SQLite file, keys and files.
    pub data_dir: PathBuf,
    /// `postgres://…`, or `None` for the SQLite file in the data folder.
    pub database: Option<SecretString>,
    /// Read connections (SQLite), all connections (PostgreSQL).
    pub connections: u32,
    pub listen: SocketAddr,
    /// The public URL; for links in mails and the cross-site check.
    pub public_url: String,
    pub practice_name: String,
    /// `smtp://user:password@host:port`, `smtps://…`; overrides `mail_dir`.
    pub smtp_url: Option<SecretString>,
    /// The folder for mails as `.eml` files.
    pub mail_dir: Option<PathBuf>,
    pub mail_memory: bool,
    pub mail_from: String,
    /// How text messages are sent; `None` for files in `mail_dir`, if mails are files there, too.
    pub sms: Option<SmsWebhook>,
    /// Max text messages of the practice per day: each costs money.
    pub max_sms_per_day: u32,
    /// Where files are stored; `None` for a folder in the data folder.
    pub s3: Option<S3>,
    /// The practice's phone number, mainly for cancelling after the deadline.
    pub practice_phone: Option<String>,
    /// Patients may cancel a confirmed appointment until this many hours before its start.
    pub cancel_hours: u32,
    /// Care by a doctor ends this many months after the last visit.
    pub care_months: u32,
    /// A doctor who opens a patient's record in an emergency reads it for this many hours.
    pub emergency_hours: u32,
    /// Max future appointments of a patient: in total, with one doctor, and in total before the email address is verified.
    pub max_bookings: u32,
    pub max_bookings_per_doctor: u32,
    pub max_bookings_unverified: u32,
    /// Max mails to one address per hour; further mails are combined into one.
    pub max_mails_per_hour: u32,
    /// Max size of all stored files of one account, in MB.
    pub max_storage_per_user: u32,
    /// Days from asking for the deletion of an account until it is carried out.
    pub deletion_days: u32,
    /// Years for which the records of a deleted account are kept, without identity: as long as the law of the practice's country asks.
    pub record_years: u32,
    /// Rate limits, the sign-in throttle, and the limits on bookings and mails; off only for load tests.
    pub limits: bool,
    /// Doctors and admins need a second factor; off only in tests.
    pub require_second_factor: bool,
    /// Max requests per minute from one IP address.
    pub requests_per_minute: u32,
    /// Wrong passwords for one account from one IP address, or from a known browser, before delays start.
    pub free_attempts: u32,
    /// Wrong passwords for one account from all IP addresses, per day, before unknown browsers are delayed.
    pub free_attempts_account: u32,
    /// Accounts with failed sign-ins from one IP address, per day, before unknown browsers there are delayed.
    pub free_attempts_address: u32,
    /// Max passwords hashed at the same time.
    pub hashing_threads: usize,
    /// Number of trusted reverse proxies; `X-Forwarded-For` is counted from the right.
    pub trusted_proxies: usize,
    /// Max open client connections.
    pub max_connections: usize,
    /// The same from one IP address, at most three quarters of `max_connections`; behind a proxy, its concurrent requests.
    pub max_connections_per_address: usize,
}

impl Settings {
    /// Reads the file (if there is one); flags override it.
    ///
    /// # Errors
    /// A message that names the invalid setting.
    pub fn load(flags: &Flags, listen: Option<&str>) -> Result<Self, String> {
        let default = Path::new("praxis.toml");
        let path = flags.config.as_deref().or_else(|| default.exists().then_some(default));
        let file = match path {
            None => File::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|error| format!("the settings file {} cannot be read: {error}", path.display()))?;
                toml::from_str(&text)
                    .map_err(|error| format!("the settings file {} is wrong: {}", path.display(), error.message()))?
            }
        };
        Self::merge(flags, listen, file)
    }

    fn merge(flags: &Flags, listen: Option<&str>, file: File) -> Result<Self, String> {
        let listen = listen.map(str::to_owned).or(file.listen).unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let listen: SocketAddr =
            listen.parse().map_err(|_| format!("listen: “{listen}” is not an address with a port, such as 127.0.0.1:3000"))?;
        let limits = match flags.limits.as_deref() {
            None => file.limits.unwrap_or(true),
            Some(text) => on_or_off("limits", text)?,
        };
        let s3 = S3Flags {
            s3_bucket: flags.s3.s3_bucket.clone().or(file.s3_bucket),
            s3_prefix: flags.s3.s3_prefix.clone().or(file.s3_prefix),
            s3_endpoint: flags.s3.s3_endpoint.clone().or(file.s3_endpoint),
            s3_region: flags.s3.s3_region.clone().or(file.s3_region),
            s3_access_key: flags.s3.s3_access_key.clone().or(file.s3_access_key),
            s3_secret_key: flags.s3.s3_secret_key.clone().or(file.s3_secret_key),
            s3_path_style: flags.s3.s3_path_style.clone(),
        };
        let sms = SmsFlags {
            sms_url: flags.sms.sms_url.clone().or(file.sms_url),
            sms_method: flags.sms.sms_method.clone().or(file.sms_method),
            sms_headers: flags.sms.sms_headers.clone().or(file.sms_headers),
            sms_body: flags.sms.sms_body.clone().or(file.sms_body),
            max_sms_per_day: None,
        };
        let settings = Self {
            data_dir: flags.data_dir.clone().or(file.data_dir).unwrap_or_else(|| PathBuf::from("praxis-data")),
            database: flags.database.clone().or(file.database),
            connections: flags.connections.or(file.connections).unwrap_or(16),
            listen,
            public_url: flags
                .public_url
                .clone()
                .or(file.public_url)
                .unwrap_or_else(|| format!("http://{listen}"))
                .trim_end_matches('/')
                .to_owned(),
            practice_name: flags.practice_name.clone().or(file.practice_name).unwrap_or_else(|| "Praxis".to_owned()),
            smtp_url: flags.smtp_url.clone().or(file.smtp_url),
            mail_dir: flags.mail_dir.clone().or(file.mail_dir),
            mail_memory: false,
            mail_from: flags.mail_from.clone().or(file.mail_from).unwrap_or_else(|| "Praxis <praxis@localhost>".to_owned()),
            sms: sms.read()?,
            max_sms_per_day: flags.sms.max_sms_per_day.or(file.max_sms_per_day).unwrap_or(200),
            s3: s3.read(file.s3_path_style)?,
            practice_phone: phone(flags.practice_phone.as_deref().or(file.practice_phone.as_deref()))?,
            cancel_hours: flags.cancel_hours.or(file.cancel_hours).unwrap_or(24),
            care_months: flags.care_months.or(file.care_months).unwrap_or(24),
            emergency_hours: flags.emergency_hours.or(file.emergency_hours).unwrap_or(8),
            max_bookings: flags.max_bookings.or(file.max_bookings).unwrap_or(10),
            max_bookings_per_doctor: flags.max_bookings_per_doctor.or(file.max_bookings_per_doctor).unwrap_or(3),
            max_bookings_unverified: flags.max_bookings_unverified.or(file.max_bookings_unverified).unwrap_or(1),
            max_mails_per_hour: flags.max_mails_per_hour.or(flags.max_letters_per_hour).or(file.max_mails_per_hour).unwrap_or(10),
            max_storage_per_user: flags.max_storage_per_user.or(file.max_storage_per_user).unwrap_or(1000),
            deletion_days: flags.deletion_days.or(file.deletion_days).unwrap_or(7),
            record_years: flags.record_years.or(file.record_years).unwrap_or(10),
            limits,
            require_second_factor: true,
            requests_per_minute: flags.requests_per_minute.or(file.requests_per_minute).unwrap_or(600),
            free_attempts: flags.free_attempts.or(file.free_attempts).unwrap_or(5),
            free_attempts_account: flags.free_attempts_account.or(file.free_attempts_account).unwrap_or(100),
            free_attempts_address: flags.free_attempts_address.or(file.free_attempts_address).unwrap_or(40),
            hashing_threads: std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
            trusted_proxies: flags.trusted_proxies.or(file.trusted_proxies).unwrap_or(0),
            max_connections: flags.max_connections.or(file.max_connections).unwrap_or(10_000),
            max_connections_per_address: flags.max_connections_per_address.or(file.max_connections_per_address).unwrap_or(1000),
        };
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), String> {
        if let Some(url) = &self.database {
            let url = url.expose_secret();
            if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
                return Err(
                    "database: only postgres://… can be set; without it, the SQLite file in the data folder is used".to_owned()
                );
            }
        }
        if !self.public_url.starts_with("http://") && !self.public_url.starts_with("https://") {
            return Err(format!("public_url: “{}” does not begin with http:// or https://", self.public_url));
        }
        if self.mail_from.parse::<lettre::message::Mailbox>().is_err() {
            return Err(format!("mail_from: “{}” is not a mail address", self.mail_from));
        }
        for (name, value, min, max) in [
            ("connections", u64::from(self.connections), 1, 500),
            ("cancel_hours", u64::from(self.cancel_hours), 0, 8760),
            ("care_months", u64::from(self.care_months), 1, 600),
            ("emergency_hours", u64::from(self.emergency_hours), 1, 168),
            ("max_bookings", u64::from(self.max_bookings), 1, 100_000),
            ("max_bookings_per_doctor", u64::from(self.max_bookings_per_doctor), 1, 100_000),
            ("max_bookings_unverified", u64::from(self.max_bookings_unverified), 1, 100_000),
            ("max_mails_per_hour", u64::from(self.max_mails_per_hour), 1, 100_000),
            ("max_storage_per_user", u64::from(self.max_storage_per_user), 1, 1_000_000_000),
            ("max_sms_per_day", u64::from(self.max_sms_per_day), 1, 100_000),
            ("deletion_days", u64::from(self.deletion_days), 1, 90),
            ("record_years", u64::from(self.record_years), 1, 100),
            ("requests_per_minute", u64::from(self.requests_per_minute), 1, 1_000_000),
            ("free_attempts", u64::from(self.free_attempts), 1, 1000),
            ("free_attempts_account", u64::from(self.free_attempts_account), 1, 100_000),
            ("free_attempts_address", u64::from(self.free_attempts_address), 1, 100_000),
            ("trusted_proxies", u64::try_from(self.trusted_proxies).unwrap_or(u64::MAX), 0, 16),
            ("max_connections", u64::try_from(self.max_connections).unwrap_or(u64::MAX), 1, 1_000_000),
            ("max_connections_per_address", u64::try_from(self.max_connections_per_address).unwrap_or(u64::MAX), 1, 1_000_000),
        ] {
            if value < min || value > max {
                return Err(format!("{name}: {value} is not between {min} and {max}"));
            }
        }
        Ok(())
    }

    /// Settings for a test: its own folder, mails and text messages in memory, a free port. The limits on bookings and mails are high;
    /// tests of the limits set their own. Nobody needs a second factor: hundreds of tests sign staff in.
    #[must_use]
    pub fn for_test(data_dir: PathBuf, database: Option<String>) -> Self {
        let file = File { listen: Some("127.0.0.1:0".to_owned()), ..File::default() };
        let mut settings = Self::merge(&Flags::default(), None, file).unwrap_or_else(|message| unreachable!("{message}"));
        settings.data_dir = data_dir;
        settings.database = database.map(SecretString::from);
        settings.mail_memory = true;
        settings.connections = 8;
        settings.max_bookings = 100_000;
        settings.max_bookings_per_doctor = 100_000;
        settings.max_bookings_unverified = 100_000;
        settings.max_mails_per_hour = 100_000;
        settings.require_second_factor = false;
        settings
    }

    /// The database URL with credentials: never show it.
    pub fn database_url(&self) -> String {
        self.database.as_ref().map_or_else(
            || format!("sqlite:{}", self.data_dir.join("praxis.sqlite").display()),
            |url| url.expose_secret().to_owned(),
        )
    }

    /// The same without credentials.
    pub fn redacted_database_url(&self) -> String {
        redacted(&self.database_url())
    }

    /// Whether cookies have `Secure` and the `__Host-` prefix: everywhere except on plain http.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

fn on_or_off(name: &str, text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        other => Err(format!("{name}: “{other}” is neither on nor off")),
    }
}

/// Whether a URL's host is this machine; an IPv6 address may be in brackets.
pub(super) fn is_loopback(host: &str) -> bool {
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A phone number; `None` if it is empty.
fn phone(text: Option<&str>) -> Result<Option<String>, String> {
    let text = text.unwrap_or_default();
    parse_phone(text).map_err(|_| format!("practice_phone: “{text}” is not a phone number such as +33 1 55 50 01 00"))
}

/// A database URL without credentials. A password may contain any character, so everything before the last `@` is removed.
pub fn redacted(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let place = rest.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://…@{}", place.split('?').next().unwrap_or_default())
}
