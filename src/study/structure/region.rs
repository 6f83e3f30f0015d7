//! The deep causes in every draw and at corners of the widest ranges, thinned.

use std::sync::Arc;

use rayon::prelude::*;

use super::super::calibrated::{Correction, Expected, calibrated};
use super::super::counterfactual::edited;
use super::super::design::with_name;
use super::super::world::{Generated, WarmedUp};
use super::forms::{FormRuns, SideResults};
use crate::model::{Model, Policy};
use crate::scenario::{Faults, Scenario, at_corner};
use crate::stats::tables::{Design, RegionRow};
use crate::stats::{Counterfactual, DeepCauses, region_rows, shapley};

/// Corners of the design.
const CORNERS: u32 = 32;

/// Runs of one world: without each set of deep causes.
pub(super) const RUNS_OF_WORLD: usize = 1 << 3;

/// The worlds of the region: all draws, and the corners if the scenario names parameters.
pub(super) fn region_worlds(scenario: &Scenario, draws: u32) -> Vec<(Design, u32)> {
    let corners = if scenario.root.study.corners.is_empty() {
        0
    } else {
        CORNERS
    };
    let draws = (1..=draws).map(|draw| (Design::Draw, draw));
    let corners = (1..=corners).map(|corner| (Design::Corner, corner));
    draws.chain(corners).collect()
}

/// The ends of ten factors in one of 32 corners: a fractional factorial design of resolution
/// IV, 2^(10-5), with the generators F = ABCD, G = ABCE, H = ABDE, J = ACDE, K = BCDE (Box,
/// Hunter and Hunter 2005, table of two-level designs).
fn ends(corner: u32) -> [bool; 10] {
    let base: [bool; 5] = std::array::from_fn(|factor| ((corner - 1) >> factor) & 1 == 1);
    let product = |left_out: usize| {
        let factors = base.iter().enumerate();
        let low = factors.filter(|(factor, high)| *factor != left_out && !**high);
        low.count() % 2 == 0
    };
    std::array::from_fn(|factor| match factor {
        0..5 => base[factor],
        made => product(9 - made),
    })
}

impl FormRuns<'_> {
    /// Runs all worlds of the region without each set of deep causes.
    ///
    /// # Errors
    ///
    /// All faults that only show when the tables of a draw or a corner are put together.
    pub fn run_region(
        &self,
        scenario: &Scenario,
        worlds: &[(Design, u32)],
    ) -> Result<SideResults<RegionRow>, Faults> {
        if worlds.is_empty() {
            return Ok(SideResults::default());
        }
        if self.counter.stop() {
            return Ok(SideResults::stopped());
        }
        let mut stated = scenario.clone();
        stated.recalibrate();
        let options = self.options(&stated, 0);
        let expected = Expected::new(&stated, &options)?;
        let correction = Correction::measure(&expected, &options, 1);
        let results: Result<Vec<Option<SideResults<RegionRow>>>, Faults> = worlds
            .par_iter()
            .with_max_len(1)
            .map(|world| self.run_causes(&stated, &correction, *world))
            .collect();
        results.map(SideResults::gathered)
    }

    fn run_causes(
        &self,
        stated: &Scenario,
        correction: &Correction,
        (design, number): (Design, u32),
    ) -> Result<Option<SideResults<RegionRow>>, Faults> {
        if self.counter.stop() {
            return Ok(None);
        }
        let (model, replication) = match design {
            Design::Draw => {
                let options = self.options(stated, number);
                let of_draw = correction.of_draw(stated, &options, 1)?;
                (calibrated(stated, &options, &of_draw)?.0, number)
            }
            Design::Corner => {
                let scenario = at_corner(stated, &ends(number));
                let options = self.options(&scenario, 0);
                let expected = Expected::new(&scenario, &options)?;
                let correction = Correction::measure(&expected, &options, 1);
                (calibrated(&scenario, &options, &correction)?.0, 0)
            }
        };
        let name = format!("{} {number}", design.name());
        let mut results = SideResults::default();
        let Some(shares) = self.without_causes(&model, replication, &name, &mut results) else {
            return Ok(None);
        };
        let value = |causes: DeepCauses| shares[usize::from(causes.0)];
        if let Some(shares) = shapley(value) {
            results.rows.extend(region_rows(design, number, shares));
        }
        Ok(Some(results))
    }

    /// Convergence without each set of deep causes; none if stopped.
    fn without_causes(
        &self,
        model: &Model,
        replication: u32,
        name: &str,
        results: &mut SideResults<RegionRow>,
    ) -> Option<[Option<f64>; RUNS_OF_WORLD]> {
        let seed = self.plan.seed;
        let generated = Arc::new(Generated::new(model, seed, replication));
        let mut shares = [None; RUNS_OF_WORLD];
        for (set, share) in shares.iter_mut().enumerate() {
            let causes = DeepCauses(set as u8);
            let without = edited(model.clone(), Counterfactual::Without(causes));
            let generated =
                Generated::reused_or_new(&generated, (model, &without), seed, replication);
            let warm = WarmedUp::with(without, generated, 1);
            let run = warm.into_run_for_share(&Policy::default(), &|| self.counter.stop())?;
            self.counter.add_run();
            *share = run.convergence;
            let run_name = format!("{name}, set {set} of deep causes removed");
            results.add(&with_name(&run_name, run.checks), run.events);
        }
        Some(shares)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every factor is high in half of the corners, and no two factors go together: the
    /// columns are orthogonal.
    #[test]
    fn the_corners_are_an_orthogonal_design() {
        let sign = |high: bool| if high { 1 } else { -1 };
        for one in 0..10 {
            let sum: i32 = (1..=CORNERS).map(|corner| sign(ends(corner)[one])).sum();
            assert_eq!(sum, 0, "factor {one}");
            for other in 0..one {
                let products = (1..=CORNERS).map(ends);
                let sum: i32 = products
                    .map(|ends| sign(ends[one]) * sign(ends[other]))
                    .sum();
                assert_eq!(sum, 0, "factors {one} and {other}");
            }
        }
    }
}
