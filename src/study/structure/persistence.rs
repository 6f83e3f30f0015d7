//! Whether the effects of the settled years are those of later years: runs of twelve measured
//! years in which no reform fades, thinned, at the central parameters.

use rayon::prelude::*;

use super::super::calibrated::{Correction, Expected, calibrated};
use super::super::design::with_name;
use super::super::world::WarmedUp;
use super::forms::{FormRuns, SideResults};
use crate::compile::{Options, policy};
use crate::model::{Model, Policy};
use crate::scenario::{Faults, Scenario};
use crate::stats::tables::PersistenceRow;
use crate::stats::{PackageKey, convergence_of_years, persistence_rows};

/// Measured years of the long runs.
const YEARS: usize = 12;
/// The years, from 0, that the settled ones are compared with: nine to twelve.
const LATE: std::ops::Range<usize> = 8..YEARS;
/// Replications at most.
const REPLICATIONS: u32 = 4;

/// The measured years of a model in which reforms have settled; none if they end later than those
/// that they are compared with begin, or if there are none.
pub(super) fn settled_years(model: &Model) -> Option<std::ops::Range<usize>> {
    let frame = &model.frame;
    let years = frame.first_settled_year..frame.years.len();
    (!years.is_empty() && years.end <= LATE.start).then_some(years)
}

/// The number of runs for a number of packages.
pub(super) fn number(model: &Model, replications: u32, packages: usize) -> usize {
    match settled_years(model) {
        Some(_) if packages > 1 => replications.min(REPLICATIONS) as usize * packages,
        Some(_) | None => 0,
    }
}

/// A scenario in which no reform fades, calibrated anew.
fn without_decay(scenario: &Scenario) -> Scenario {
    let mut lasting = scenario.clone();
    lasting.recalibrate();
    for reform in lasting.root.reform.values_mut() {
        reform.decay_half_life_years = None;
        reform.decay_floor = None;
        for change in reform.change.values_mut() {
            change.decay_half_life_years = None;
            change.decay_floor = None;
        }
    }
    lasting
}

/// The convergence of a run in the settled years and in the late ones.
type Shares = Option<(f64, f64)>;

impl FormRuns<'_> {
    /// Runs every package for twelve years. `central` is the model of the study.
    ///
    /// # Errors
    ///
    /// All faults that only show when the tables are put together.
    pub fn run_persistence(
        &self,
        scenario: &Scenario,
        central: &Model,
    ) -> Result<SideResults<PersistenceRow>, Faults> {
        let mut all = SideResults::default();
        let Some(settled) = settled_years(central).filter(|_| self.packages.len() > 1) else {
            return Ok(all);
        };
        if self.counter.stop() {
            return Ok(SideResults::stopped());
        }
        let lasting = without_decay(scenario);
        let options = Options {
            years: Some(YEARS as f64),
            ..self.options(&lasting, 0)
        };
        let expected = Expected::new(&lasting, &options)?;
        let correction = Correction::measure(&expected, &options, 1);
        let (model, _) = calibrated(&lasting, &options, &correction)?;
        let policies: Result<Vec<Policy>, Faults> = (self.packages.iter())
            .map(|package| policy(&lasting, &model, package, &options))
            .collect();
        let policies = policies?;
        let mut shares: Vec<Vec<Shares>> = vec![Vec::new(); policies.len()];
        for replication in 0..self.plan.replications.min(REPLICATIONS) {
            let warm = WarmedUp::new(model.clone(), self.plan.seed, replication).without_waiting();
            let runs: Vec<_> = policies
                .par_iter()
                .map(|policy| {
                    warm.begin(policy)
                        .finish_for_projects(&|| self.counter.stop())
                })
                .collect();
            let names = self.packages.iter();
            for ((name, run), shares) in names.zip(runs).zip(&mut shares) {
                let Some(run) = run else {
                    all.stopped = true;
                    return Ok(all);
                };
                self.counter.add_run();
                let of = |years| convergence_of_years(&run.sums, years);
                shares.push(of(settled.clone()).zip(of(LATE)));
                let name = format!("{} for {YEARS} years", name.name());
                all.add(&with_name(&name, run.checks), run.sums.events);
            }
        }
        let keys: Vec<PackageKey> = (self.packages.iter().cloned())
            .map(PackageKey::new)
            .collect();
        all.rows = persistence_rows(&keys, &shares);
        Ok(all)
    }
}
