//! Memory allocation and prefetching; the only module with `unsafe` code. It changes no result.

mod large_pages;
mod out_of_memory;
mod prefetch;

pub use large_pages::LargePages;
pub(crate) use large_pages::{KeptMemory, release_kept, set_kept};
pub(crate) use out_of_memory::exit_when_out_of_memory;
pub(crate) use prefetch::prefetch;
