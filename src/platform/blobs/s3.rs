//! The S3 client of the settings, and the check at the start.

use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::{BackoffConfig, ClientOptions, Error, RetryConfig};
use secrecy::ExposeSecret;

use super::error::{reason, status};
use crate::platform::config::S3;

/// How long the server may be silent, also while a part is sent to it: 10 MiB, with 0.5 Mbit/s. There is no limit for a whole request:
/// somebody may read a large object slowly.
const READ_TIMEOUT: Duration = Duration::from_secs(180);
/// How long the check at the start tries again.
const PROBE_TIME: Duration = Duration::from_secs(10);

/// Retries of requests: ten, within three minutes.
pub(super) fn retries() -> RetryConfig {
    RetryConfig::default()
}

/// The client. TLS is rustls with aws-lc-rs and the system's certificates.
pub(super) fn store(s3: &S3, retry: RetryConfig) -> Result<AmazonS3, Error> {
    let is_plain = s3.endpoint.as_ref().is_some_and(|url| url.starts_with("http://"));
    let options = ClientOptions::new().with_timeout_disabled().with_read_timeout(READ_TIMEOUT).with_allow_http(is_plain);
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&s3.bucket)
        .with_region(&s3.region)
        .with_access_key_id(s3.access_key.expose_secret())
        .with_secret_access_key(s3.secret_key.expose_secret())
        .with_virtual_hosted_style_request(!s3.path_style)
        // One request for each deletion: not all servers have the request for many.
        .with_disable_bulk_delete(true)
        .with_retry(retry)
        .with_client_options(options);
    if let Some(endpoint) = &s3.endpoint {
        builder = builder.with_endpoint(match endpoint.split_once("://") {
            Some((scheme, host)) if !s3.path_style => format!("{scheme}://{}.{host}", s3.bucket),
            _ => endpoint.clone(),
        });
    }
    builder.build()
}

/// Checks the settings with a request.
pub(super) struct Probe {
    client: AmazonS3,
    prefix: Option<String>,
    bucket: String,
    endpoint: String,
}

impl Probe {
    pub(super) fn new(s3: &S3) -> Result<Self, Error> {
        let backoff = BackoffConfig { max_backoff: Duration::from_secs(1), ..BackoffConfig::default() };
        let retry = RetryConfig { backoff, max_retries: 5, retry_timeout: PROBE_TIME };
        Ok(Self {
            client: store(s3, retry)?,
            prefix: Some(s3.prefix.clone()).filter(|prefix| !prefix.is_empty()),
            bucket: s3.bucket.clone(),
            endpoint: s3.endpoint.clone().unwrap_or_else(|| format!("Amazon's endpoint of {}", s3.region)),
        })
    }

    /// # Errors
    /// A sentence that names the invalid setting.
    pub(super) async fn check(&self) -> Result<(), String> {
        let Self { bucket, endpoint, .. } = self;
        let options = PaginatedListOptions { max_keys: Some(1), ..PaginatedListOptions::default() };
        let Err(error) = self.client.list_paginated(self.prefix.as_deref(), options).await else { return Ok(()) };
        let what = reason(&error);
        Err(match status(&error) {
            Some(401 | 403) => {
                format!("s3_access_key, s3_secret_key: {endpoint} does not let this key list the bucket {bucket} ({what})")
            }
            Some(404) => format!("s3_bucket: {endpoint} has no bucket {bucket} ({what})"),
            _ => format!("s3_endpoint, s3_region: {endpoint} cannot be used for the bucket {bucket} ({what})"),
        })
    }
}
