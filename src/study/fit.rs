//! Fits the parameters that targets name.

use super::calibrated::{Correction, calibrated};
use super::plan::Plan;
use super::watch::Watch;
use super::world::WarmedUp;
use crate::model::Policy;
use crate::scenario::{Faults, Figure, Scenario, visit_parameters, visit_parameters_mut};
use crate::stats::{self, Names};

/// A parameter that was fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    pub target: String,
    /// The parameter's address.
    pub address: String,
    /// Its value before.
    pub before: f64,
    /// Its fitted value.
    pub value: f64,
    /// The figure observed.
    pub observed: f64,
    /// The figure simulated with the fitted value.
    pub simulated: Option<f64>,
    /// Whether the simulated figure is within the tolerance.
    pub met: bool,
}

/// Steps of one search at most.
const STEPS: u32 = 12;
/// Rounds over all targets: one parameter may move another's figure.
const ROUNDS: u32 = 2;
/// A step changes a parameter by this factor at most.
const LEAP: f64 = 8.0;

/// Moves the parameter that each fitted target names until the mean of pilot
/// runs meets the figure: secant steps on the logarithms of parameter and
/// figure, kept within the parameter's stated range where it has one. The watcher can stop
/// it early, unmet.
///
/// # Errors
///
/// When a value on the way gives no model.
pub fn fit(
    scenario: &Scenario,
    plan: &Plan,
    tolerance: f64,
    watch: &dyn Watch,
) -> Result<Vec<Fit>, Faults> {
    let mut scenario = scenario.clone();
    let wanted: Vec<(String, String, f64)> = (scenario.root.target.iter())
        .filter(|(_, target)| target.fitted)
        .filter_map(|(id, target)| {
            Some((id.to_string(), target.fits.clone()?, target.observed.value))
        })
        .collect();
    let before: Vec<Option<f64>> = wanted
        .iter()
        .map(|(_, address, _)| parameter(&scenario, address).map(|figure| figure.value))
        .collect();
    let mut fits = Vec::new();
    for round in 0..ROUNDS {
        // Calibrates the values fitted so far as a study would.
        let correction = Correction::new(&scenario, &plan.options(0))?;
        fits.clear();
        let mut moved = false;
        for ((target, address, observed), before) in wanted.iter().zip(&before) {
            let Some(before) = before else { continue };
            let search = Search {
                target,
                address,
                observed: *observed,
                tolerance,
                correction: &correction,
            };
            let (value, simulated, steps) = search.run(&mut scenario, plan, watch)?;
            moved |= steps > 0;
            fits.push(Fit {
                target: target.clone(),
                address: address.clone(),
                before: *before,
                value,
                observed: *observed,
                simulated,
                met: simulated.is_some_and(|simulated| near(simulated, *observed, tolerance)),
            });
        }
        if !moved || watch.stop() || (round == 0 && wanted.len() < 2) {
            break;
        }
    }
    Ok(fits)
}

fn near(simulated: f64, observed: f64, tolerance: f64) -> bool {
    (simulated - observed).abs() <= tolerance * observed.abs()
}

/// The parameter at an address.
pub(crate) fn parameter<'a>(scenario: &'a Scenario, address: &str) -> Option<&'a Figure> {
    let mut result = None;
    visit_parameters(&scenario.root, &mut |figure| {
        if &*figure.address == address {
            result = Some(figure);
        }
    });
    result
}

fn set(scenario: &mut Scenario, address: &str, value: f64) {
    visit_parameters_mut(&mut scenario.root, &mut |figure| {
        if &*figure.address == address {
            figure.value = value;
        }
    });
}

struct Search<'a> {
    target: &'a str,
    address: &'a str,
    observed: f64,
    tolerance: f64,
    correction: &'a Correction,
}

impl Search<'_> {
    /// The fitted value, its simulated figure, and the number of steps.
    fn run(
        &self,
        scenario: &mut Scenario,
        plan: &Plan,
        watch: &dyn Watch,
    ) -> Result<(f64, Option<f64>, u32), Faults> {
        let start = parameter(scenario, self.address).map_or((1.0, 0.0, f64::INFINITY), |figure| {
            (
                figure.value,
                figure.low.unwrap_or(0.0),
                figure.high.unwrap_or(f64::INFINITY),
            )
        });
        let (mut value, low, high) = start;
        let mut last: Option<(f64, f64)> = None;
        let mut best: Option<(f64, f64)> = None;
        for step in 0..STEPS {
            let simulated = self.pilot(scenario, plan)?;
            watch.progress(step as usize + 1, STEPS as usize);
            let Some(now) = simulated.filter(|now| *now > 0.0) else {
                return Ok((value, simulated, step));
            };
            let off = |figure: f64| libm::fabs(libm::log(figure / self.observed));
            if best.is_none_or(|(_, figure)| off(now) < off(figure)) {
                best = Some((value, now));
            }
            if near(now, self.observed, self.tolerance) || watch.stop() || self.observed <= 0.0 {
                break;
            }
            // The elasticity of the figure; 1 until there are two points.
            let elasticity = last.map_or(1.0, |(before, figure)| {
                libm::log(now / figure) / libm::log(value / before)
            });
            let elasticity = if elasticity.is_finite() && elasticity.abs() > 0.05 {
                elasticity
            } else {
                1.0
            };
            let factor = libm::pow(self.observed / now, 1.0 / elasticity).clamp(1.0 / LEAP, LEAP);
            let next = (value * factor).clamp(low, high);
            if (next - value).abs() <= 1e-9 * value.abs() {
                break;
            }
            last = Some((value, now));
            value = next;
            set(scenario, self.address, value);
        }
        let (value, simulated) = best.unwrap_or((value, f64::NAN));
        set(scenario, self.address, value);
        Ok((
            value,
            Some(simulated).filter(|figure| figure.is_finite()),
            u32::from(last.is_some()),
        ))
    }

    /// The mean figure of baseline runs of the scenario.
    fn pilot(&self, scenario: &Scenario, plan: &Plan) -> Result<Option<f64>, Faults> {
        let (model, _) = calibrated(scenario, &plan.options(0), self.correction)?;
        let targets = stats::targets(&scenario.root, &model);
        let Some(target) = targets.iter().find(|target| target.id == self.target) else {
            return Ok(None);
        };
        let names = Names::new(&model, "");
        let mut sum = 0.0;
        let mut count = 0.0;
        for replication in 0..plan.replications {
            let warm = WarmedUp::new(model.clone(), plan.seed, replication);
            let Some(run) = warm.run(&Policy::default(), &|| false) else {
                continue;
            };
            if let Some(figure) = stats::simulated(target.measure, &run.sums, &names) {
                sum += figure;
                count += 1.0;
            }
        }
        Ok((count > 0.0).then(|| sum / count))
    }
}
