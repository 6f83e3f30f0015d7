//! Each change of the reforms by itself: what it does to the headline.

use rayon::prelude::*;

use super::calibrated::{Correction, Expected};
use super::compare::{StudyError, start_pool};
use super::counterfactual::thinning;
use super::plan::Plan;
use super::watch::Watch;
use super::world::WarmedUp;
use crate::calibrate::idle_changes::changes;
use crate::compile::{Options, policy_of_change};
use crate::model::{Model, Policy};
use crate::scenario::{Faults, Scenario};
use crate::stats::tables::Statistic;
use crate::stats::{Scale, Uncertainty, difference, statistic};

/// The effect of one change alone.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeEffect {
    /// Its reform.
    pub reform: String,
    /// The change.
    pub change: String,
    /// Difference of convergence from the baseline in the years of the headline, paired.
    pub effect: Statistic,
    /// Whether every run was the baseline's, bit for bit.
    pub is_zero: bool,
}

/// Measures each change alone at the central parameters, in a world with one researcher in
/// `thinning`; none: in as many as counterfactuals are.
///
/// # Errors
///
/// As [`super::compare()`].
pub fn levers(
    scenario: &Scenario,
    plan: &Plan,
    full_size: bool,
    watch: &dyn Watch,
) -> Result<Vec<ChangeEffect>, StudyError> {
    let pool = start_pool(plan.threads.unwrap_or(0))?;
    let options = plan.options(0);
    let model = pool
        .install(|| central_model(scenario, plan, full_size))
        .map_err(StudyError::Faults)?;
    let changes = changes(scenario);
    let policies: Result<Vec<Policy>, _> = changes
        .iter()
        .map(|(reform, change)| policy_of_change(scenario, &model, (reform, change), &options))
        .collect();
    let policies = policies.map_err(StudyError::Faults)?;
    let stop = || watch.stop();
    let mut differences: Vec<Vec<Option<f64>>> = vec![Vec::new(); changes.len()];
    for replication in 0..plan.replications {
        let warm = pool.install(|| WarmedUp::new(model.clone(), plan.seed, replication));
        let share = |policy: &Policy| warm.begin(policy).finish_for_share(&stop)?.convergence;
        let baseline = share(&Policy::default());
        let shares: Vec<Option<f64>> = pool.install(|| policies.par_iter().map(&share).collect());
        if watch.stop() {
            return Err(StudyError::Stopped);
        }
        for (differences, share) in differences.iter_mut().zip(shares) {
            differences.push(difference(share, baseline));
        }
    }
    let rows = changes.into_iter().zip(differences);
    Ok(rows
        .map(|((reform, change), differences)| ChangeEffect {
            reform,
            change,
            is_zero: differences.iter().flatten().all(|one| one.abs() <= 0.0),
            effect: statistic(Uncertainty::Stochastic, Scale::Plain, differences),
        })
        .collect())
}

/// The calibrated model at the central parameters, thinned unless at full size.
pub(super) fn central_model(
    scenario: &Scenario,
    plan: &Plan,
    full_size: bool,
) -> Result<Model, Faults> {
    let options = plan.options(0);
    let expected = Expected::new(scenario, &options)?;
    let correction = Correction::measure(&expected, &options, 1);
    let (central, _) = expected.corrected(scenario, &options, &correction)?;
    let factor = if full_size { 1 } else { thinning(&central) };
    if factor == 1 {
        return Ok(central);
    }
    let thinned = Options {
        scale: Some(central.frame.scale * factor),
        ..options
    };
    let expected = Expected::new(scenario, &thinned)?;
    Ok(expected.corrected(scenario, &thinned, &correction)?.0)
}
