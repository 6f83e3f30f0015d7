//! Memory allocation and prefetching; the only module with `unsafe` code. It changes no result.

mod large_pages;
mod out_of_memory;
mod prefetch;

pub use large_pages::{KeptMemory, LargePages, release_kept, set_kept};
pub use out_of_memory::exit_when_out_of_memory;
pub use prefetch::prefetch;
