//! Counts that fix only a product of parameters.

use super::super::parameter::{Parameter, Share};
use super::super::record::record;
use super::super::tree::split_address;
use super::Id;

record! {
    /// A count of filings, and the shares that follow from it. Rates, pathways, exemptions,
    /// awareness and shares of needs all multiply to the same filings; so the shares listed
    /// here are multiplied by one common factor that the calibration solves, anew in every
    /// draw, until the expected research filings are `research_share` of the count.
    pub struct Surface {
        /// Target whose figure is kept: `filed.<procedure>` or `completed.<procedure>`. A case
        /// completed counts as a case filed. With `counts = "all"` the procedure has the rest of
        /// the count as background cases, and states no `background_a_year`.
        pub keeps: Id,
        /// Share of the count that are research cases. Default: 1.
        pub research_share: Option<Parameter<Share>>,
        /// Addresses of the shares that are solved; `*` means any id. They may be the
        /// share of a need, the share of a class of a need, `need_share` of a resident's
        /// procedure, or `arrivals_a_year` of organisations. Their ranges are not drawn.
        pub solves: Vec<String>,
        /// Least factor, above 0 and at most 1.
        pub low: f64,
        /// Greatest factor, at least 1. No share rises above 1. Where the factor would lie
        /// outside, it is held at the end, and background cases fill the count.
        pub high: f64,
    }
}

impl Surface {
    /// Whether it solves the parameter at an address.
    #[must_use]
    pub fn reaches(&self, address: &str) -> bool {
        let mut patterns = self.solves.iter();
        patterns.any(|pattern| is_of_pattern(address, pattern))
    }
}

/// Whether an address is one that matches a pattern.
#[must_use]
pub fn is_of_pattern(address: &str, pattern: &str) -> bool {
    let (parts, wanted) = (split_address(address), split_address(pattern));
    let mut pairs = parts.iter().zip(&wanted);
    parts.len() == wanted.len() && pairs.all(|(part, wanted)| wanted == "*" || part == wanted)
}
