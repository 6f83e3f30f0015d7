//! What people believe about delay and success, and how far it deters them.

use std::collections::BTreeMap;

use crate::draw::{exp, standard_normal};

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
    /// What decides whether a project begins.
    pub rule: Deterrence,
    /// Stated success at the start.
    pub success: Option<f64>,
    /// Stated delay at the start.
    pub delay_days: Option<f64>,
    /// Public figure at the start by (origin, destination, channel): success and delay in days.
    pub reference: BTreeMap<(usize, usize, usize), (f64, f64)>,
    /// Needs that a pilot run saw refused, abandoned and late, likewise.
    pub setbacks: BTreeMap<(usize, usize, usize), [u32; 3]>,
}

/// What decides whether a project begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Deterrence {
    /// The hope of success alone, against a uniform.
    Hope,
    /// Value times hope, against the hours of the applicants.
    Effort(EffortRule),
}

/// A project begins if its value times the hope of success exceeds the expected hours of its
/// applicants times the cost of an hour.
#[derive(Debug, Clone, PartialEq)]
pub struct EffortRule {
    /// Value of an hour to the median lead. None until the calibration has found it: meanwhile
    /// hope alone decides.
    pub scale: Option<f64>,
    /// Standard deviation of the logarithm of what an hour costs a lead.
    pub sigma: f64,
    /// Whether a run keeps what each lead weighed, to find the scale.
    pub is_sampled: bool,
}

impl EffortRule {
    /// What an hour costs a lead, relative to the median lead: lognormal.
    #[must_use]
    pub fn hour_cost(&self, u: f64) -> f64 {
        exp(self.sigma * standard_normal(u))
    }
}

/// What a lead weighed before a decision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// The least scale that deters: value times hope over the weighted hours.
    pub threshold: f64,
    /// Value of the project, in millionths.
    pub value: u64,
    /// It was not begun.
    pub is_deterred: bool,
}

impl Belief {
    /// The rule by effort, if it decides or its scale is still to be found.
    #[must_use]
    pub fn effort(&self) -> Option<&EffortRule> {
        match &self.rule {
            Deterrence::Hope => None,
            Deterrence::Effort(rule) => Some(rule),
        }
    }

    /// The rule by effort and its scale, where it decides.
    #[must_use]
    pub fn effort_in_force(&self) -> Option<(&EffortRule, f64)> {
        let rule = self.effort()?;
        Some((rule, rule.scale?))
    }

    /// Gives the rule by effort its scale, unless the scenario states one.
    pub fn fit_scale(&mut self, found: Option<f64>) {
        if let Deterrence::Effort(rule) = &mut self.rule {
            rule.scale = rule.scale.or(found);
        }
    }

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
