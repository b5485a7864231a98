//! The command line: `praxis serve`, `migrate`, `backup`, `restore`, `demo`, `audit verify`, `admin create`,
//! `admin reset-second-factor`, `health`.

mod archive;
mod audit;
mod health;
mod serve;

use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use secrecy::SecretString;

use crate::base::error::Code;
use crate::base::parse::{parse_email, parse_name, parse_text};
use crate::base::text::Lang;
use crate::base::words;
use crate::features::accounts::model::parse_password;
use crate::features::second_factor;
use crate::features::second_factor::model::REASON_MAX;
use crate::platform::clock::Clock;
use crate::platform::config::{Flags, Settings};
use crate::platform::telemetry;
use crate::policy::{Actor, act, allow};
use crate::server;

/// The web app of a medical practice, on one machine.
///
/// Patients find a doctor and book; doctors manage their schedule. Data is stored in one data folder, with SQLite by default or
/// PostgreSQL by --database. Settings come from flags, then the environment, then praxis.toml, then defaults.
///
/// To begin: `praxis admin create …`, then `praxis serve`. To try it first: `praxis demo`, then `praxis serve`.
/// Every day: `praxis backup …`, while the server keeps running.
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
    /// Run the server until SIGTERM or Ctrl-C
    Serve {
        /// Address and port [default: 127.0.0.1:3000]
        #[arg(long, env = "PRAXIS_LISTEN", value_name = "ADDRESS")]
        listen: Option<String>,
    },
    /// Migrate the database schema to this version, or move the data to PostgreSQL
    ///
    /// Without --to: migrates the schema to this version of Praxis, as `serve` does at startup.
    ///
    /// With --to: copies all rows from the SQLite file to an empty PostgreSQL database, all or none, and compares the counts. Stop the
    /// server first. Then set `database` to the same URL and start it again; the key and files in the data folder are still used.
    Migrate {
        /// An empty PostgreSQL database: postgres://user:password@host/name
        #[arg(long, env = "PRAXIS_MIGRATE_TO", value_name = "URL", hide_env_values = true)]
        to: Option<SecretString>,
    },
    /// Back up all data to one file, also while the server is running
    ///
    /// The file contains the database rows and the data folder's files, including the signing key, and can be restored into SQLite or
    /// PostgreSQL. With --recipient it is encrypted by age: `age -d -i identity.txt` or `restore --identity` decrypts it. Without, it is a
    /// .tar.gz that anybody can open, and whoever opens it can sign in as anybody.
    Backup {
        /// Output file; `-` for standard output
        file: PathBuf,
        #[command(flatten)]
        encryption: archive::EncryptionArgs,
        /// Overwrite an existing file
        #[arg(long)]
        force: bool,
    },
    /// Restore a backup into an empty data folder, or into an empty PostgreSQL database and a data folder
    ///
    /// Nothing is changed unless the backup is complete, undamaged, and made by this version of Praxis or an earlier one. Queued mail in
    /// it is sent once the server runs; to prevent that, leave the mail server out of the settings.
    Restore {
        file: PathBuf,
        #[command(flatten)]
        decryption: archive::DecryptionArgs,
        /// Only check the backup and print a summary
        #[arg(long)]
        check: bool,
    },
    /// Check that the server on this machine is ready; fails if it is not
    Health {
        /// Address and port of the server [default: 127.0.0.1:3000]
        #[arg(long, env = "PRAXIS_LISTEN", value_name = "ADDRESS")]
        listen: Option<String>,
    },
    /// Fill an empty data folder with a demo practice: doctors with free times, patients, an admin
    Demo,
    /// The log of who did and read what
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
    /// Manage the practice's staff
    Admin {
        #[command(subcommand)]
        command: Admin,
    },
}

#[derive(Subcommand)]
enum Audit {
    /// Verify that no row of the log was changed, removed or reordered; fails and names the first that was
    Verify,
}

#[derive(Subcommand)]
enum Admin {
    /// Create an admin: echo "$PASSWORD" | praxis admin create --email a@b.org --full-name "A B" --password-stdin
    Create {
        #[arg(long)]
        email: String,
        #[arg(long)]
        full_name: String,
        /// Read the password from standard input, so that it does not appear in process lists
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Remove the second factor of somebody who has lost the app and the recovery codes; all their devices are signed out
    ///
    /// They are told by mail. Doctors and admins set up a new one when they next sign in.
    ResetSecondFactor {
        #[arg(long)]
        email: String,
        /// Why, for the record
        #[arg(long, default_value = "on the command line")]
        reason: String,
    },
}

/// Runs the command and returns its exit code; an error is printed to standard error in one sentence.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    telemetry::start();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("the async runtime cannot start: {error}")),
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
    let listen = match &cli.command {
        Command::Serve { listen } | Command::Health { listen } => listen.clone(),
        _ => None,
    };
    let settings = Settings::load(&cli.flags, listen.as_deref())?;
    let sentence = |error: crate::platform::app::StartError| error.to_string();
    match cli.command {
        Command::Serve { .. } => serve::serve(settings).await,
        Command::Health { .. } => health::ask(settings.listen).await,
        Command::Backup { file, encryption, force } => archive::backup(&settings, &file, &encryption, force).await,
        Command::Restore { file, decryption, check } => archive::restore(&settings, &file, &decryption, check).await,
        Command::Migrate { to: Some(to) } => archive::move_to(&settings, &to).await,
        Command::Migrate { to: None } => {
            let app = server::open(settings, Clock::system()).await.map_err(sentence)?;
            println!("The database schema of {} is up to date.", app.settings.redacted_database_url());
            app.stop().await;
            Ok(())
        }
        Command::Demo => {
            let app = server::open(settings, Clock::system()).await.map_err(sentence)?;
            let made = crate::demo::create(&app).await;
            app.stop().await;
            let sign_ins = made
                .map_err(|error| words::code(Lang::En, error.code).to_owned())?
                .ok_or("this practice already has accounts, and the demo's password is public; choose another --data-dir")?;
            println!("The demo practice is in {}. Sign in as:", app.settings.data_dir.display());
            for sign_in in sign_ins {
                println!("  {:8} {:34} {}   {}", sign_in.role.as_str(), sign_in.email, sign_in.password, sign_in.full_name);
            }
            Ok(())
        }
        Command::Audit { command: Audit::Verify } => audit::verify(settings).await,
        Command::Admin { command: Admin::Create { email, full_name, .. } } => {
            let mut password = String::new();
            std::io::stdin().read_to_string(&mut password).map_err(|error| format!("the password cannot be read: {error}"))?;
            let invalid = |name: &str, code| format!("{name}: {}", words::field_code(Lang::En, code));
            let email = parse_email(&email).map_err(|code| invalid("--email", code))?;
            let full_name = parse_name(&full_name).map_err(|code| invalid("--full-name", code))?;
            let password = parse_password(password.trim_end_matches(['\r', '\n'])).map_err(|code| invalid("the password", code))?;
            let app = server::open(settings, Clock::system()).await.map_err(sentence)?;
            let permit = allow::<act::CreateAdmin>(&Actor::System).map_err(|error| error.to_string())?;
            let created = crate::features::accounts::service::create_admin(&app, &permit, email.clone(), full_name, password).await;
            app.stop().await;
            created.map_err(|error| match (error.field_code("email"), error.field_code("password")) {
                (Some(_), _) => format!("--email: {email} already has an account"),
                (None, Some(code)) => invalid("the password", code),
                (None, None) => words::code(Lang::En, error.code).to_owned(),
            })?;
            println!("{email} can sign in as admin.");
            Ok(())
        }
        Command::Admin { command: Admin::ResetSecondFactor { email, reason } } => {
            let invalid = |code| format!("--reason: {}", words::field_code(Lang::En, code));
            let reason = parse_text(&reason, REASON_MAX, true).map_err(invalid)?;
            let app = server::open(settings, Clock::system()).await.map_err(sentence)?;
            let permit = allow::<act::ResetSecondFactor>(&Actor::System).map_err(|error| error.to_string())?;
            let reset = second_factor::service::reset_by_email(&app, &permit, &email, reason).await;
            app.stop().await;
            reset.map_err(|error| match error.code {
                Code::NotFound => format!("--email: {email} has no account"),
                Code::FactorInactive => format!("--email: {email} has no second factor"),
                code => words::code(Lang::En, code).to_owned(),
            })?;
            println!(
                "{email} has no second factor any more, and is signed out everywhere. The mail about it is sent by the server."
            );
            Ok(())
        }
    }
}
