//! The command.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: tidegate::memory::LargePages = tidegate::memory::LargePages;

fn main() -> ExitCode {
    tidegate::cli::main()
}
