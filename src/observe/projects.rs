//! Sums over projects and over their needs.

use super::histogram::Histogram;
use super::sum::sums;

sums! {
    /// Potential projects of one slice, by earliest start.
    pub struct ProjectSums {
        /// Projects.
        pub projects: u64,
        /// Potential value, millionths.
        pub potential: u64,
        /// Realised value, millionths.
        pub realised: u64,
        /// Projects begun.
        pub begun: u64,
        /// Projects that converged, which is always within their window.
        pub converged: u64,
        /// Seconds from initiation to convergence.
        pub assembly: Histogram,
        /// Converged projects by the kind of need that came last.
        pub last: [u64; 4],
        /// Seconds that needs stood ready while others were missing.
        pub stranded: u64,
    }
}

sums! {
    /// Crossings of one channel and one slice: needs by earliest start of their
    /// projects, organisations and entitlements by decision.
    pub struct NeedSums {
        /// Seconds from filing to the outcome of the crossing.
        pub elapsed: Histogram,
    }
}
