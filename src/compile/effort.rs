//! The effort of a reform: how much more than its change of structure it shortens passage.

use std::collections::BTreeSet;

use super::select::{Selection, acts_on};
use crate::draw::{Key, Purpose, RandomStream, normal_quantile};
use crate::scenario::keys::{Change, Id, Lever, Reform, Root};
use crate::scenario::{Figure, Grade};

/// The round of the uniform of an effort among those of parameters.
const ROUND: u32 = 4;

/// The factor of one reform in one draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Effort {
    factor: f64,
    /// Procedures on which the reform has a change whose size was measured as an elapsed effect:
    /// that size holds the effort already.
    exempt: BTreeSet<Id>,
}

impl Effort {
    /// The factor of a reform: 1 where effort does not act, the median at the central parameters,
    /// in a draw its quantile at a uniform keyed by draw and reform.
    pub fn of_reform(root: &Root, reform: &Reform, (id, (seed, draw)): (&Id, (u64, u32))) -> Self {
        let law = root.prior.as_ref().and_then(|prior| prior.effort.as_ref());
        let Some(law) = law.filter(|law| law.acts) else {
            return Self {
                factor: 1.0,
                exempt: BTreeSet::new(),
            };
        };
        let quantile = if draw == 0 {
            0.0
        } else {
            let key = Key::named("prior.effort").within(Key::named(id.as_str()));
            let stream = RandomStream::new(seed, u64::from(draw));
            normal_quantile(stream.uniform(key, Purpose::Parameter, ROUND))
        };
        let measured = reform.change.values().filter(|change| is_elapsed(change));
        Self {
            factor: law.median.value * libm::exp(law.log_sd.value * quantile),
            exempt: measured
                .flat_map(|change| match acts_on(root, change) {
                    Selection::Steps(steps) => steps.into_iter().map(|(id, _)| id).collect(),
                    Selection::Procedures(_)
                    | Selection::Clocks(_)
                    | Selection::Offices(_)
                    | Selection::Programmes(_)
                    | Selection::Agreements(_)
                    | Selection::Organisations(_)
                    | Selection::Tiers(_)
                    | Selection::Stays(_) => Vec::new(),
                })
                .collect(),
        }
    }

    /// The factor on a procedure.
    pub fn on(&self, procedure: &str) -> f64 {
        let is_exempt = self.exempt.iter().any(|id| id.as_str() == procedure);
        if is_exempt { 1.0 } else { self.factor }
    }
}

/// Whether the size of a change is an elapsed effect that was measured.
fn is_elapsed(change: &Change) -> bool {
    let sizes: [Option<&Figure>; 5] = [
        change.set.as_deref(),
        change.raise.as_deref(),
        change.lower.as_deref(),
        change.scale.as_deref(),
        change.add.as_deref(),
    ];
    matches!(change.lever, Some(Lever::passage | Lever::work))
        && sizes
            .into_iter()
            .flatten()
            .any(|figure| figure.grade != Grade::assumed)
}
