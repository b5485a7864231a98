//! The command line: `praxis serve`, `migrate`, `demo`, `admin create`.

use std::io::Read;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tokio_util::sync::CancellationToken;

use crate::accounts::model::{NAME_MAX, parse_email, parse_password, parse_text};
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::config::{Flags, Settings};
use crate::platform::{http, telemetry};
use crate::policy::{Actor, act, allow};
use crate::text::Lang;
use crate::ui::words;

/// The front door of a medical practice, on one machine.
///
/// Patients find a doctor and book; doctors run their day. Everything lives in one data folder (a SQLite file, or PostgreSQL
/// by --database). Settings come from flags, then the environment, then praxis.toml, then defaults.
///
/// To begin: `praxis admin create …`, then `praxis serve`. To look around first: `praxis demo`, then `praxis serve`.
#[derive(Parser)]
#[command(name = "praxis", version, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the practice until SIGTERM or Ctrl-C
    Serve {
        /// Address and port [default: 127.0.0.1:3000]
        #[arg(long, env = "PRAXIS_LISTEN", value_name = "ADDRESS")]
        listen: Option<String>,
    },
    /// Bring the database's tables up to this version; `serve` does it by itself
    Migrate,
    /// Fill an empty data folder with a demo practice: doctors with free times, patients, an admin
    Demo,
    /// The practice's staff
    Admin {
        #[command(subcommand)]
        command: Admin,
    },
}

#[derive(Subcommand)]
enum Admin {
    /// Create an admin: echo "$PASSWORD" | praxis admin create --email a@b.org --full-name "A B" --password-stdin
    Create {
        #[arg(long)]
        email: String,
        #[arg(long)]
        full_name: String,
        /// Read the password from standard input, so that it stands in no list of processes
        #[arg(long, required = true)]
        password_stdin: bool,
    },
}

/// Runs the command; what went wrong goes to standard error in one sentence.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    telemetry::start();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("the runtime does not start: {error}")),
    };
    match runtime.block_on(act(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => fail(&sentence),
    }
}

fn fail(sentence: &str) -> ExitCode {
    eprintln!("praxis: {sentence}");
    ExitCode::FAILURE
}

async fn act(cli: Cli) -> Result<(), String> {
    let listen = if let Command::Serve { listen } = &cli.command { listen.clone() } else { None };
    let settings = Settings::load(&cli.flags, listen.as_deref())?;
    let sentence = |error: crate::platform::app::StartError| error.to_string();
    match cli.command {
        Command::Serve { .. } => {
            let address = settings.listen;
            let listener = tokio::net::TcpListener::bind(address)
                .await
                .map_err(|error| format!("listen: {address} cannot be listened on: {error}"))?;
            let app = App::start(settings, Clock::system()).await.map_err(sentence)?;
            tracing::info!(%address, database = app.settings.database_shown(), "open");
            if !app.settings.secure() && !address.ip().is_loopback() {
                tracing::warn!(
                    "serving plain http beyond this machine: sign-ins can be read on the way; set public_url to https://… behind a proxy"
                );
            }
            let shutdown = CancellationToken::new();
            tokio::spawn(on_signal(shutdown.clone()));
            http::serve(app.clone(), listener, shutdown).await;
            app.stop().await;
            tracing::info!("closed");
            Ok(())
        }
        Command::Migrate => {
            let app = App::open(settings, Clock::system()).await.map_err(sentence)?;
            println!("The tables of {} are up to date.", app.settings.database_shown());
            app.stop().await;
            Ok(())
        }
        Command::Demo => {
            let app = App::open(settings, Clock::system()).await.map_err(sentence)?;
            let made = crate::demo::create(&app).await;
            app.stop().await;
            let sign_ins = made
                .map_err(|error| words::code(Lang::En, error.code).to_owned())?
                .ok_or("this practice has people of its own, and a demo's password is public; choose another --data-dir")?;
            println!("A demo practice stands in {}. Sign in as:", app.settings.data_dir.display());
            for sign_in in sign_ins {
                println!("  {:8} {:34} {}   {}", sign_in.role.as_str(), sign_in.email, sign_in.password, sign_in.full_name);
            }
            Ok(())
        }
        Command::Admin { command: Admin::Create { email, full_name, .. } } => {
            let mut password = String::new();
            std::io::stdin().read_to_string(&mut password).map_err(|error| format!("the password cannot be read: {error}"))?;
            let said = |name: &str, code| format!("{name}: {}", words::field_code(Lang::En, code));
            let email = parse_email(&email).map_err(|code| said("--email", code))?;
            let full_name = parse_text(&full_name, NAME_MAX, false).map_err(|code| said("--full-name", code))?;
            let password = parse_password(password.trim_end_matches(['\r', '\n'])).map_err(|code| said("the password", code))?;
            let app = App::open(settings, Clock::system()).await.map_err(sentence)?;
            let permit = allow::<act::CreateAdmin>(&Actor::System).map_err(|error| error.to_string())?;
            let created = crate::accounts::service::create_admin(&app, &permit, email.clone(), full_name, password).await;
            app.stop().await;
            created.map_err(|error| match error.field_code("email") {
                Some(_) => format!("--email: {email} has an account already"),
                None => words::code(Lang::En, error.code).to_owned(),
            })?;
            println!("{email} can sign in as admin.");
            Ok(())
        }
    }
}

/// Waits for SIGTERM or Ctrl-C.
async fn on_signal(shutdown: CancellationToken) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            },
            Err(error) => {
                tracing::warn!(%error, "SIGTERM cannot be heard");
                drop(tokio::signal::ctrl_c().await);
            }
        }
    }
    #[cfg(not(unix))]
    drop(tokio::signal::ctrl_c().await);
    shutdown.cancel();
}
