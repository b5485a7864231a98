//! The server binary; everything is in `praxis::cli`.

/// A page is a thousand small pieces of memory; the system's allocator took a third of the time of drawing one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    praxis::cli::run()
}
