//! The command.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: tidegate::memory::HugePages = tidegate::memory::HugePages;

fn main() -> ExitCode {
    tidegate::cli::main()
}
