//! The settings of S3, the storage for files instead of a folder. Without a bucket there is none of them.

use secrecy::SecretString;

use super::{is_loopback, on_or_off};

/// Where files are stored on S3, and with which key.
#[derive(Clone, Debug)]
pub struct S3 {
    pub bucket: String,
    /// What precedes each key, without a slash at either end; may be empty.
    pub prefix: String,
    /// `https://host:port`, or `http://` on this machine; `None` for Amazon's endpoint of the region.
    pub endpoint: Option<String>,
    pub region: String,
    pub access_key: SecretString,
    pub secret_key: SecretString,
    /// Whether the bucket is in the path of URLs (`https://host/bucket/key`), not in their host (`https://bucket.host/key`).
    pub path_style: bool,
}

/// S3 on the command line and in the environment.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct S3Flags {
    /// Store files in this bucket, not in the data folder
    #[arg(long, env = "PRAXIS_S3_BUCKET", global = true, value_name = "NAME", help_heading = "Files on S3")]
    pub s3_bucket: Option<String>,
    /// What the names of objects begin with, such as praxis/files
    #[arg(long, env = "PRAXIS_S3_PREFIX", global = true, value_name = "PATH", help_heading = "Files on S3")]
    pub s3_prefix: Option<String>,
    /// https://host, if it is not Amazon's; http:// only on this machine
    #[arg(long, env = "PRAXIS_S3_ENDPOINT", global = true, value_name = "URL", help_heading = "Files on S3")]
    pub s3_endpoint: Option<String>,
    /// The bucket's region [default: us-east-1]
    #[arg(long, env = "PRAXIS_S3_REGION", global = true, value_name = "NAME", help_heading = "Files on S3")]
    pub s3_region: Option<String>,
    /// The id of the key that may list, read, write and delete there
    #[arg(
        long,
        env = "PRAXIS_S3_ACCESS_KEY",
        global = true,
        value_name = "KEY",
        hide_env_values = true,
        help_heading = "Files on S3"
    )]
    pub s3_access_key: Option<SecretString>,
    /// Its secret
    #[arg(
        long,
        env = "PRAXIS_S3_SECRET_KEY",
        global = true,
        value_name = "KEY",
        hide_env_values = true,
        help_heading = "Files on S3"
    )]
    pub s3_secret_key: Option<SecretString>,
    /// Whether the bucket is in the path of URLs, not in their host [default: on with s3_endpoint, else off]
    #[arg(long, env = "PRAXIS_S3_PATH_STYLE", global = true, value_name = "on|off", help_heading = "Files on S3")]
    pub s3_path_style: Option<String>,
}

impl S3Flags {
    /// The checked settings; `None` without a bucket.
    ///
    /// # Errors
    /// A sentence that names the invalid setting, without its value if that may hold a secret.
    pub(super) fn read(self, path_style: Option<bool>) -> Result<Option<S3>, String> {
        let Some(bucket) = self.s3_bucket else {
            for (name, is_set) in [
                ("s3_prefix", self.s3_prefix.is_some()),
                ("s3_endpoint", self.s3_endpoint.is_some()),
                ("s3_region", self.s3_region.is_some()),
                ("s3_access_key", self.s3_access_key.is_some()),
                ("s3_secret_key", self.s3_secret_key.is_some()),
                ("s3_path_style", self.s3_path_style.is_some() || path_style.is_some()),
            ] {
                if is_set {
                    return Err(format!("{name}: it needs s3_bucket too; without that, files are stored in the data folder"));
                }
            }
            return Ok(None);
        };
        if !is_bucket(&bucket) {
            return Err(format!("s3_bucket: “{bucket}” is no bucket's name: 3 to 63 lowercase letters, digits, hyphens and dots"));
        }
        let prefix = self.s3_prefix.unwrap_or_default();
        if !prefix.is_empty() && !prefix.split('/').all(is_segment) {
            return Err(format!(
                "s3_prefix: “{prefix}” is not one or more names with a slash between them, such as praxis/files: letters, digits, \
                 hyphens, underscores and dots"
            ));
        }
        let region = self.s3_region.unwrap_or_else(|| "us-east-1".to_owned());
        if !is_segment(&region) {
            return Err(format!("s3_region: “{region}” is no region, such as eu-central-1"));
        }
        let path_style = match self.s3_path_style.as_deref() {
            Some(text) => Some(on_or_off("s3_path_style", text)?),
            None => path_style,
        };
        let needed = |name: &str, value: Option<SecretString>| value.ok_or_else(|| format!("{name}: it is needed with s3_bucket"));
        Ok(Some(S3 {
            prefix,
            path_style: path_style.unwrap_or(self.s3_endpoint.is_some()),
            endpoint: self.s3_endpoint.map(|url| endpoint(&url)).transpose()?,
            region,
            access_key: needed("s3_access_key", self.s3_access_key)?,
            secret_key: needed("s3_secret_key", self.s3_secret_key)?,
            bucket,
        }))
    }
}

fn is_bucket(name: &str) -> bool {
    let is_end = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    (3..=63).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.')
        && is_end(name.chars().next())
        && is_end(name.chars().next_back())
        && !name.contains("..")
}

fn is_segment(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && name.chars().all(is_plain) && !name.chars().all(|c| c == '.')
}

/// The endpoint without a slash at its end. A wrong one is not repeated: it may hold a password.
fn endpoint(url: &str) -> Result<String, String> {
    let wrong = || "s3_endpoint: this is no https://host or https://host:port, without a path".to_owned();
    let parsed: http::Uri = url.parse().map_err(|_| wrong())?;
    let (Some(scheme), Some(authority)) = (parsed.scheme_str(), parsed.authority()) else { return Err(wrong()) };
    if authority.as_str().contains('@') || !matches!(parsed.path(), "" | "/") || parsed.query().is_some() {
        return Err(wrong());
    }
    match scheme {
        "https" => {}
        "http" if is_loopback(authority.host()) => {}
        "http" => return Err("s3_endpoint: http:// is for this machine only; files would be sent unencrypted".to_owned()),
        _ => return Err(wrong()),
    }
    Ok(format!("{scheme}://{authority}"))
}
