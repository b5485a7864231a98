//! The server binary; everything is in `praxis::cli`.

fn main() -> std::process::ExitCode {
    praxis::cli::run()
}
