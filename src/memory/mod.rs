//! How memory is asked for: the only module with `unsafe` code. It changes no result.

mod exhausted;
mod large_pages;
mod prefetch;

pub use exhausted::end_where_exhausted;
pub use large_pages::{Keep, LargePages, give_back_kept, keep};
pub use prefetch::prefetch;
