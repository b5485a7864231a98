//! The app: what handlers and background tasks need, behind a handle that is cheap to clone.
//!
//! In an axum handler it is the state; in a server function `App::current()`.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::use_context;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::blobs::Blobs;
use super::clock::Clock;
use super::config::Settings;
use super::db::{Conn, Db, DbError, Tx};
use super::mail::Mailer;
use super::password::Hasher;
use super::registry::{Demo, FindDemo, Registry};
use super::session::keys::Keys;
use super::sms::Messenger;
use super::uploads::Uploads;
use crate::base::error::{AppError, Code, Result};

/// How long a shutdown waits for background work: longer than the timeout of a mail server.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(22);

#[derive(Clone)]
pub struct App(Arc<Inner>);

pub struct Inner {
    pub settings: Settings,
    pub db: Db,
    pub clock: Clock,
    pub mailer: Mailer,
    pub sms: Messenger,
    pub blobs: Blobs,
    pub uploads: Uploads,
    pub hasher: Hasher,
    pub keys: Keys,
    /// Cancelled when the server begins to stop.
    pub stopping: CancellationToken,
    /// Tasks that must end before the database is closed.
    pub tasks: TaskTracker,
    /// Set if the practice was created by `praxis demo`.
    pub demo: Option<Demo>,
    pub registry: Arc<Registry>,
    /// Held by whoever seals the audit log: its last seal is a file.
    pub sealing: tokio::sync::Mutex<()>,
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Creates the folder if it is missing, readable by its owner only: health data is stored in it.
pub(super) fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Syncs a folder, so that a file's name is on disk too.
pub(super) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    std::fs::File::open(folder)?.sync_all()
}

/// Why the app did not start, as a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0}")]
    Setting(String),
    #[error("the database {url} cannot be used: {source}")]
    Database { url: String, source: DbError },
    #[error("{what} {path}: {source}")]
    File { what: &'static str, path: String, source: std::io::Error },
}

impl App {
    /// Opens the data folder and the database, runs the migrations, and starts the background tasks. Returns the app.
    ///
    /// # Errors
    /// [`StartError`], which names the invalid setting or the file.
    pub async fn start(settings: Settings, clock: Clock, registry: Arc<Registry>) -> std::result::Result<Self, StartError> {
        let app = Self::open(settings, clock, registry).await?;
        app.blobs.check().await.map_err(StartError::Setting)?;
        super::jobs::start(&app);
        super::events::start(&app);
        super::sweep::start(app.clone());
        super::audit::chain::start(&app);
        Ok(app)
    }

    /// Like [`App::start`], without background tasks: for the command line.
    ///
    /// # Errors
    /// See [`App::start`].
    pub async fn open(mut settings: Settings, clock: Clock, registry: Arc<Registry>) -> std::result::Result<Self, StartError> {
        let mailer = Mailer::new(&settings).map_err(StartError::Setting)?;
        let sms = Messenger::new(&settings).map_err(StartError::Setting)?;
        let folder = &settings.data_dir;
        private_folder(folder).map_err(|source| StartError::File {
            what: "cannot make the data folder",
            path: folder.display().to_string(),
            source,
        })?;
        let blobs = Blobs::open(&settings).map_err(StartError::Setting)?;
        let uploads = Uploads::new(folder.clone());
        let url = settings.database_url();
        let failed = |source| StartError::Database { url: settings.redacted_database_url(), source };
        Db::migrate(&url).await.map_err(failed)?;
        let db = Db::open(&url, settings.connections).await.map_err(failed)?;
        let keys = Keys::load(folder).map_err(|source| StartError::File {
            what: "cannot read or make the signing key",
            path: folder.join("signing.key").display().to_string(),
            source,
        })?;
        let demo = match registry.all::<FindDemo>() {
            [find, ..] => find(&db).await.map_err(failed)?,
            [] => None,
        };
        if let Some(demo) = &demo {
            settings.practice_phone.get_or_insert_with(|| demo.phone.to_owned());
        }
        let hasher = Hasher::new(settings.hashing_threads);
        let stopping = CancellationToken::new();
        let tasks = TaskTracker::new();
        let sealing = tokio::sync::Mutex::default();
        Ok(Self(Arc::new(Inner {
            settings,
            db,
            clock,
            mailer,
            sms,
            blobs,
            uploads,
            hasher,
            keys,
            stopping,
            tasks,
            demo,
            registry,
            sealing,
        })))
    }

    /// Returns the app of the request that runs this server function.
    ///
    /// # Errors
    /// [`Code::Internal`] outside a request.
    pub fn current() -> Result<Self> {
        use_context::<Self>().ok_or_else(|| Code::Internal.into())
    }

    /// Returns a read connection.
    ///
    /// # Errors
    /// [`Code::Internal`] or [`Code::Overloaded`].
    pub async fn read(&self) -> Result<Conn> {
        Ok(self.db.read().await?)
    }

    /// Runs `work` in one transaction and returns its result; see [`Db::write`].
    ///
    /// # Errors
    /// The error of `work`, or a database error as an [`AppError`].
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> futures::future::BoxFuture<'t, Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        self.db.write(work).await
    }

    /// The same for frequent writes; see [`Db::write_from`].
    ///
    /// # Errors
    /// See [`write`](Self::write).
    pub async fn write_from<T, F>(&self, work: F) -> Result<T>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> futures::future::BoxFuture<'t, Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        self.db.write_from(work).await
    }

    /// Stops the background tasks, finishes accepted work and closes the database.
    pub async fn stop(&self) {
        self.stopping.cancel();
        self.tasks.close();
        let ended = async { tokio::join!(self.tasks.wait(), self.blobs.settle()) };
        if tokio::time::timeout(SHUTDOWN_TIMEOUT, ended).await.is_err() {
            tracing::warn!(
                "a mail server, the SMS provider or S3 does not answer; messages may be sent a second time, and unfinished uploads may be left"
            );
        }
        self.db.close().await;
    }
}

impl From<sqlx::Error> for AppError {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "a query failed");
        match error {
            sqlx::Error::PoolTimedOut => Self { retry_after: Some(1), ..Code::Overloaded.into() },
            _ => Code::Internal.into(),
        }
    }
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Sqlx(error) => error.into(),
            DbError::Overloaded | DbError::Closed => Self { retry_after: Some(1), ..Code::Overloaded.into() },
            DbError::Panicked | DbError::Migrate(_) => {
                tracing::error!(%error, "a write failed");
                Code::Internal.into()
            }
        }
    }
}
