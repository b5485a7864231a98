//! `praxis audit verify`.

use crate::platform::audit::chain::{self, Verified};
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::server;

/// Verifies the audit log and prints the result.
pub async fn verify(settings: Settings) -> Result<(), String> {
    let app = server::open(settings, Clock::system()).await.map_err(|error| error.to_string())?;
    let started = std::time::Instant::now();
    let verified = chain::verify(&app).await;
    app.db.close().await;
    let verified = verified.map_err(|error| format!("the audit log cannot be read: {error}"))?;
    let Verified { rows, unsealed, has_head } = verified.map_err(|broken| format!("the audit log is broken: {broken}."))?;
    println!("{rows} rows of the audit log are intact ({:.1} s).", started.elapsed().as_secs_f64());
    if unsealed > 0 {
        println!("{unsealed} rows have not been sealed yet: a running server does that.");
    }
    if !has_head {
        println!(
            "This data folder does not know the last row yet, as after a restore: rows cut off at the end would not be noticed."
        );
    }
    Ok(())
}
