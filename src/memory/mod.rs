//! How memory is asked for: the only module with `unsafe` code. It changes no result.

mod large_pages;
mod prefetch;

pub use large_pages::{Keep, LargePages, give_back_kept, keep};
pub use prefetch::prefetch;
