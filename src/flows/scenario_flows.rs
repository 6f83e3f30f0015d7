//! Corridors and refusals of a scenario, for comparison with real flows.

use std::collections::BTreeMap;

use super::flow_sample::{self, FlowPair, FlowSample};
use super::input_files::{PlaceNames, Refusals};
use super::pair_memory;
use super::poisson::{self, DesignMatrix, FitError};
use crate::scenario::Scenario;
use crate::scenario::keys::{Channel, Direction, JurisdictionId, Procedure};

/// Corridors of a scenario among the pairs of a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioCorridors {
    /// Indices of pairs of the sample.
    pub pairs: Vec<usize>,
    /// The scenario's weight of each. The weights of an origin may add to less than 1, because the
    /// sample can lack some of its partners.
    pub weights: Vec<f64>,
    /// Jurisdictions of the scenario that the sample lacks.
    pub missing: Vec<String>,
}

impl ScenarioCorridors {
    /// The corridors of a scenario; none if fewer than two are in the sample.
    #[must_use]
    pub fn new(scenario: &Scenario, sample: &FlowSample) -> Option<Self> {
        let pairs: BTreeMap<(&str, &str), usize> = (0..sample.pairs.len())
            .map(|pair| (sample.ends(pair), pair))
            .collect();
        let mut corridors: Vec<(usize, f64)> = scenario
            .tables
            .corridors
            .iter()
            .filter_map(|row| {
                let pair = pairs.get(&(row.origin.as_str(), row.destination.as_str()))?;
                Some((*pair, row.weight))
            })
            .collect();
        corridors.sort_by_key(|(pair, _)| *pair);
        let jurisdictions = scenario
            .root
            .jurisdiction
            .keys()
            .map(JurisdictionId::as_str);
        let missing = jurisdictions
            .filter(|id| !sample.places.iter().any(|place| place == id))
            .map(str::to_owned);
        let weight_sum: f64 = corridors.iter().map(|(_, weight)| weight).sum();
        (corridors.len() > 1 && weight_sum > 0.0).then(|| Self {
            pairs: corridors.iter().map(|(pair, _)| *pair).collect(),
            weights: corridors.iter().map(|(_, weight)| *weight).collect(),
            missing: missing.collect(),
        })
    }
}

/// Elasticities with effects of origins: of observed moves, and of the moves that the scenario's
/// weights give for each origin's total.
#[derive(Debug, Clone, PartialEq)]
pub struct ImpliedElasticities {
    /// Names of the terms.
    pub names: Vec<String>,
    /// Coefficients of the moves of the last fitted years.
    pub observed: Vec<Option<f64>>,
    /// Their standard errors, robust to the distribution of counts.
    pub errors: Vec<Option<f64>>,
    /// Coefficients of the scenario's corridors.
    pub corridors: Vec<Option<f64>>,
    /// Number of the last fitted years with these moves.
    pub years: usize,
}

/// Fits researchers at the destination, distance and ties, with an effect of each origin,
/// to moves and to corridors between the same pairs. Researchers are those of the last
/// fitted year.
///
/// # Errors
///
/// If one of the fits fails.
pub fn implied_elasticities(
    sample: &FlowSample,
    corridors: &ScenarioCorridors,
) -> Result<ImpliedElasticities, FitError> {
    let years = pair_memory::test_years(sample);
    let moves = pair_memory::past_moves(sample, years);
    let pair = |index: usize| sample.pairs[corridors.pairs[index]];
    let count = corridors.pairs.len();
    let (mut origin_moves, mut origin_weights) = (BTreeMap::new(), BTreeMap::new());
    for index in 0..count {
        let origin = pair(index).origin;
        *origin_moves.entry(origin).or_insert(0.0) += moves[corridors.pairs[index]];
        *origin_weights.entry(origin).or_insert(0.0) += corridors.weights[index];
    }
    let observed: Vec<f64> = corridors.pairs.iter().map(|pair| moves[*pair]).collect();
    let implied: Vec<f64> = (0..count)
        .map(|index| {
            let origin = pair(index).origin;
            let share = corridors.weights[index] / origin_weights[&origin];
            if share.is_finite() {
                share * origin_moves[&origin]
            } else {
                0.0
            }
        })
        .collect();
    let origins: Vec<usize> = origin_moves.into_keys().collect();
    let pairs: Vec<FlowPair> = (0..count).map(pair).collect();
    let mut design = design(sample, &pairs, &origins);
    let names: Vec<String> = design.names[..TERMS].to_vec();
    design.counts = observed;
    let fit = poisson::fit(&design)?;
    let robust = super::clustered_errors::covariance(&design, &fit, count, |row| row);
    let robust = robust
        .as_ref()
        .map(super::clustered_errors::standard_errors);
    let position = |name: &String| {
        fit.kept
            .iter()
            .position(|column| design.names[*column] == *name)
    };
    let errors = names
        .iter()
        .map(|name| robust.as_ref()?.get(position(name)?).copied()?)
        .collect();
    let coefficients = |design: &DesignMatrix, fit: &poisson::PoissonFit| {
        names
            .iter()
            .map(|name| fit.coefficient(design, name))
            .collect()
    };
    let observed = coefficients(&design, &fit);
    design.counts = implied;
    let fit = poisson::fit(&design)?;
    Ok(ImpliedElasticities {
        corridors: coefficients(&design, &fit),
        observed,
        errors,
        names,
        years,
    })
}

/// Number of terms before the effects of origins.
const TERMS: usize = 5;

fn design(sample: &FlowSample, pairs: &[FlowPair], origins: &[usize]) -> DesignMatrix {
    let last = sample.years.fitted.len() - 1;
    let mut names = vec![
        flow_sample::DESTINATION.to_owned(),
        flow_sample::DISTANCE.to_owned(),
    ];
    names.extend(flow_sample::TIES.map(str::to_owned));
    let effects = origins.iter().map(|origin| sample.places[*origin].as_str());
    names.extend(effects.map(|origin| format!("origin {origin}")));
    let mut design = DesignMatrix {
        names,
        ..DesignMatrix::default()
    };
    for pair in pairs {
        let researchers = sample.log_researchers(pair.destination, last);
        design.values.extend([researchers, pair.log_distance]);
        design.values.extend(flow_sample::ties(pair));
        let effects = origins.iter();
        let effects = effects.map(|origin| f64::from(u8::from(*origin == pair.origin)));
        design.values.extend(effects);
    }
    design
}

/// Refusal of visitors of one origin, over the states with a visa in the scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioRefusal {
    /// The origin's code.
    pub origin: String,
    pub states: usize,
    /// Applications decided in the judged year.
    pub decided: f64,
    /// The scenario's share of refusals, weighted by applications decided in the judged year.
    pub scenario: f64,
    /// Share of refusals in the last fitted year; none if nothing was decided.
    pub before: Option<f64>,
    /// Share of refusals in the judged year.
    pub observed: f64,
}

/// Compares the scenario's refusals of visits with those of a year, for the focal origins if the
/// scenario has any.
#[must_use]
pub fn scenario_refusals(
    scenario: &Scenario,
    refusals: &Refusals,
    names: &PlaceNames,
    last: i32,
    year: i32,
) -> Vec<ScenarioRefusal> {
    let root = &scenario.root;
    let focal = &root.study.focal;
    let origins = root.jurisdiction.keys();
    let origins = origins.filter(|id| focal.is_empty() || focal.contains(id));
    origins
        .filter_map(|origin| {
            let name = names.get(origin.as_str())?.to_uppercase();
            let mut row = ScenarioRefusal {
                origin: origin.to_string(),
                states: 0,
                decided: 0.0,
                scenario: 0.0,
                before: None,
                observed: 0.0,
            };
            let mut before = [0.0; 2];
            for state in root.jurisdiction.keys() {
                let Some(share) = refusal_share(root.procedure.values(), state, origin) else {
                    continue;
                };
                let Some(state_name) = names.get(state.as_str()) else {
                    continue;
                };
                let counts = |year: i32| refusals.get(&(name.clone(), state_name.clone(), year));
                if let Some([issued, refused]) =
                    counts(year).filter(|counts| counts[0] + counts[1] > 0.0)
                {
                    row.states += 1;
                    row.decided += issued + refused;
                    row.scenario += share * (issued + refused);
                    row.observed += refused;
                    if let Some([issued, refused]) = counts(last) {
                        before[0] += issued;
                        before[1] += refused;
                    }
                }
            }
            row.scenario /= row.decided;
            row.observed /= row.decided;
            let decided = before[0] + before[1];
            row.before = (decided > 0.0).then(|| before[1] / decided);
            (row.states > 0).then_some(row)
        })
        .collect()
}

/// The probability that a visitor of an origin is refused entry to a state; none if no visa is
/// needed.
fn refusal_share<'a>(
    procedures: impl Iterator<Item = &'a Procedure>,
    state: &JurisdictionId,
    origin: &JurisdictionId,
) -> Option<f64> {
    let visas = procedures.filter(|procedure| {
        let partners = &procedure.partners;
        procedure.jurisdiction == *state
            && procedure.channel == Channel::personnel
            && procedure.direction == Direction::entry
            && procedure
                .route
                .as_ref()
                .is_some_and(|route| *route == "visit")
            && procedure.class.is_none()
            && procedure.tier.is_none()
            && procedure.in_force
            && (partners.is_empty() || partners.contains(origin))
            && !procedure.except.contains(origin)
    });
    let mut passed = None;
    for step in visas.flat_map(|procedure| procedure.step.values()) {
        if let Some(refuse) = &step.refuse_share {
            passed = Some(passed.unwrap_or(1.0) * (1.0 - refuse.value));
        }
    }
    passed.map(|passed| 1.0 - passed)
}
