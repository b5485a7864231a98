//! The server binary; its code is in `praxis::cli`.

/// Rendering a page makes a thousand small allocations; the system's allocator took a third of the rendering time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    praxis::cli::run()
}
