//! What a scenario says of flows: who works with whom, and who is refused.

use std::collections::BTreeMap;

use super::memory;
use super::poisson::{self, Design, Unfit};
use super::read::{Names, Refusals};
use super::sample::{self, Pair, Sample};
use crate::scenario::Scenario;
use crate::scenario::keys::{Channel, Direction, JurisdictionId, Procedure};

/// Corridors of a scenario among the pairs of a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Corridors {
    /// Pairs of the sample.
    pub pairs: Vec<usize>,
    /// The scenario's weight of each; those of an origin need not add to 1 here, for some
    /// of its partners are no places of the sample.
    pub weights: Vec<f64>,
    /// Jurisdictions of the scenario that the sample lacks.
    pub missing: Vec<String>,
}

impl Corridors {
    /// The corridors of a scenario; none where it has fewer than two in the sample.
    #[must_use]
    pub fn new(scenario: &Scenario, sample: &Sample) -> Option<Self> {
        let known: BTreeMap<(&str, &str), usize> = (0..sample.pairs.len())
            .map(|pair| (sample.ends(pair), pair))
            .collect();
        let mut found: Vec<(usize, f64)> = scenario
            .tables
            .corridors
            .iter()
            .filter_map(|row| {
                let pair = known.get(&(row.origin.as_str(), row.destination.as_str()))?;
                Some((*pair, row.weight))
            })
            .collect();
        found.sort_by_key(|(pair, _)| *pair);
        let jurisdictions = scenario
            .root
            .jurisdiction
            .keys()
            .map(JurisdictionId::as_str);
        let missing = jurisdictions
            .filter(|id| !sample.places.iter().any(|place| place == id))
            .map(str::to_owned);
        let whole: f64 = found.iter().map(|(_, weight)| weight).sum();
        (found.len() > 1 && whole > 0.0).then(|| Self {
            pairs: found.iter().map(|(pair, _)| *pair).collect(),
            weights: found.iter().map(|(_, weight)| *weight).collect(),
            missing: missing.collect(),
        })
    }
}

/// Elasticities of a table of pairs, with effects of origins: of moves that came, or of
/// those that the scenario's weights make of each origin's total.
#[derive(Debug, Clone, PartialEq)]
pub struct Implied {
    /// Names of the terms.
    pub names: Vec<String>,
    /// Coefficients of the moves of the last fitted years.
    pub observed: Vec<Option<f64>>,
    /// Their errors, robust to the law of each pair's count.
    pub errors: Vec<Option<f64>>,
    /// Coefficients of the scenario's corridors.
    pub corridors: Vec<Option<f64>>,
    /// The moves are of so many of the last fitted years.
    pub years: usize,
}

/// Fits researchers at the destination, distance and ties, with an effect of each origin,
/// to moves and to corridors between the same pairs. Researchers are those of the last
/// fitted year.
///
/// # Errors
///
/// When one of the fits has no end.
pub fn implied(sample: &Sample, corridors: &Corridors) -> Result<Implied, Unfit> {
    let years = memory::held_back(sample);
    let moves = memory::past(sample, years);
    let own = |at: usize| sample.pairs[corridors.pairs[at]];
    let count = corridors.pairs.len();
    let (mut of_moves, mut of_weights) = (BTreeMap::new(), BTreeMap::new());
    for at in 0..count {
        *of_moves.entry(own(at).origin).or_insert(0.0) += moves[corridors.pairs[at]];
        *of_weights.entry(own(at).origin).or_insert(0.0) += corridors.weights[at];
    }
    let observed: Vec<f64> = corridors.pairs.iter().map(|pair| moves[*pair]).collect();
    let shared_out: Vec<f64> = (0..count)
        .map(|at| {
            let origin = own(at).origin;
            let share = corridors.weights[at] / of_weights[&origin];
            if share.is_finite() {
                share * of_moves[&origin]
            } else {
                0.0
            }
        })
        .collect();
    let origins: Vec<usize> = of_moves.into_keys().collect();
    let pairs: Vec<Pair> = (0..count).map(own).collect();
    let mut design = design(sample, &pairs, &origins);
    let names: Vec<String> = design.names[..TERMS].to_vec();
    design.counts = observed;
    let fit = poisson::fit(&design)?;
    let robust = super::cluster::covariance(&design, &fit, count, |row| row);
    let robust = robust.as_ref().map(super::cluster::errors);
    let place = |name: &String| {
        fit.kept
            .iter()
            .position(|column| design.names[*column] == *name)
    };
    let errors = names
        .iter()
        .map(|name| robust.as_ref()?.get(place(name)?).copied()?)
        .collect();
    let coefficients = |design: &Design, fit: &poisson::Fit| {
        names
            .iter()
            .map(|name| fit.coefficient(design, name))
            .collect()
    };
    let observed = coefficients(&design, &fit);
    design.counts = shared_out;
    let fit = poisson::fit(&design)?;
    Ok(Implied {
        corridors: coefficients(&design, &fit),
        observed,
        errors,
        names,
        years,
    })
}

/// Terms before the effects of origins.
const TERMS: usize = 5;

fn design(sample: &Sample, pairs: &[Pair], origins: &[usize]) -> Design {
    let last = sample.years.fitted.len() - 1;
    let mut names = vec![sample::DESTINATION.to_owned(), sample::DISTANCE.to_owned()];
    names.extend(sample::TIES.map(str::to_owned));
    let effects = origins.iter().map(|origin| sample.places[*origin].as_str());
    names.extend(effects.map(|origin| format!("origin {origin}")));
    let mut design = Design {
        names,
        ..Design::default()
    };
    for pair in pairs {
        let mass = sample.log_researchers(pair.destination, last);
        design.values.extend([mass, pair.log_distance]);
        design.values.extend(sample::ties(pair));
        let effects = origins.iter();
        let effects = effects.map(|origin| f64::from(u8::from(*origin == pair.origin)));
        design.values.extend(effects);
    }
    design
}

/// Refusal of visitors of one origin, over the states whose visa the scenario has.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// The origin's code.
    pub origin: String,
    /// States.
    pub states: usize,
    /// Applications decided in the judged year.
    pub decided: f64,
    /// The scenario's share, over the states by applications decided in the judged year.
    pub scenario: f64,
    /// Refused of decided in the last fitted year; none where none were decided.
    pub before: Option<f64>,
    /// Refused of decided in the judged year.
    pub observed: f64,
}

/// Holds the scenario's refusals of visits against those of a year. Only origins that are
/// focal, where the scenario names any.
#[must_use]
pub fn refused(
    scenario: &Scenario,
    refusals: &Refusals,
    names: &Names,
    last: i32,
    year: i32,
) -> Vec<Refused> {
    let root = &scenario.root;
    let focal = &root.study.focal;
    let origins = root.jurisdiction.keys();
    let origins = origins.filter(|id| focal.is_empty() || focal.contains(id));
    origins
        .filter_map(|origin| {
            let name = names.get(origin.as_str())?.to_uppercase();
            let mut row = Refused {
                origin: origin.to_string(),
                states: 0,
                decided: 0.0,
                scenario: 0.0,
                before: None,
                observed: 0.0,
            };
            let mut before = [0.0; 2];
            for state in root.jurisdiction.keys() {
                let Some(share) = share(root.procedure.values(), state, origin) else {
                    continue;
                };
                let Some(called) = names.get(state.as_str()) else {
                    continue;
                };
                let counts = |year: i32| refusals.get(&(name.clone(), called.clone(), year));
                if let Some([issued, refused]) = counts(year).filter(|own| own[0] + own[1] > 0.0) {
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

/// Chance that a visitor of an origin is refused on entering a state; none where she needs
/// no visa there.
fn share<'a>(
    procedures: impl Iterator<Item = &'a Procedure>,
    state: &JurisdictionId,
    origin: &JurisdictionId,
) -> Option<f64> {
    let own = procedures.filter(|procedure| {
        let partners = &procedure.partners;
        procedure.jurisdiction == *state
            && procedure.channel == Channel::personnel
            && procedure.direction == Direction::entry
            && procedure
                .route
                .as_ref()
                .is_some_and(|route| *route == "visit")
            && procedure.class.is_none()
            && procedure.in_force
            && (partners.is_empty() || partners.contains(origin))
            && !procedure.except.contains(origin)
    });
    let mut passed = None;
    for step in own.flat_map(|procedure| procedure.step.values()) {
        if let Some(refuse) = &step.refuse_share {
            passed = Some(passed.unwrap_or(1.0) * (1.0 - refuse.value));
        }
    }
    passed.map(|passed| 1.0 - passed)
}
