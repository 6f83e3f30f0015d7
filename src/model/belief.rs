//! What people believe about delay and success, and how far it deters them.

use std::collections::BTreeMap;

/// What people believe.
#[derive(Debug, Clone, PartialEq)]
pub struct Belief {
    /// Days until half of the way back to the public figure.
    pub half_life_days: f64,
    /// Weight of an experience in a community's belief.
    pub weight: f64,
    /// Weight of one's own last experience.
    pub own_weight: f64,
    /// Strength of deterrence.
    pub deterrence: f64,
    /// Stated success at the start.
    pub success: Option<f64>,
    /// Stated delay at the start.
    pub delay_days: Option<f64>,
    /// Public figure at the start by (origin, destination, channel): success and delay in days.
    pub reference: BTreeMap<(usize, usize, usize), (f64, f64)>,
    /// Needs that a pilot run saw refused, abandoned and late, likewise.
    pub setbacks: BTreeMap<(usize, usize, usize), [u32; 3]>,
}

impl Belief {
    /// The chance that a project begins with this hope of success: the hope to the power of the
    /// strength of deterrence. A power of 0 is 1, even of no hope.
    #[must_use]
    pub fn willingness(&self, hope: f64) -> f64 {
        if self.deterrence.total_cmp(&1.0).is_eq() {
            hope
        } else {
            libm::pow(hope, self.deterrence)
        }
    }
}
