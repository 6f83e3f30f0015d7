//! Forecasts beside each other: between which pairs, with which totals, in which years.

use super::Plan;
use super::judge::{Errors, Judged, Observed, Totals, percentiles, redrawn};
use super::memory;
use super::rows::{self, called};
use super::sample::{Form, Sample};
use super::told::{Found, fit_of, span};

/// A forecast: its name and the weight of every pair.
pub type Named = (String, Vec<f64>);

/// Persistence first: gains are over it.
pub fn all(found: &Found) -> Vec<Named> {
    let sample = found.sample;
    let last = memory::past(sample, 1);
    let several = memory::held_back(sample);
    let years = &sample.years.fitted[sample.years.fitted.len() - several..];
    let mut forecasts = vec![(
        format!("{PERSISTENCE} of {}", span(&years[years.len() - 1..])),
        last,
    )];
    if several > 1 {
        let name = format!("{PERSISTENCE} of {}", span(years));
        forecasts.push((name, memory::past(sample, several)));
    }
    for form in [Form::Plain, Form::Ties] {
        if let Some(fit) = fit_of(found, form) {
            forecasts.push((called(form).to_owned(), memory::pull(sample, fit)));
        }
    }
    if let Some(fit) = fit_of(found, Form::Ties) {
        let pull = memory::pull(sample, fit);
        let weights = memory::remembered(sample, fit, &pull, found.memory);
        forecasts.push((MEMORY.to_owned(), weights));
    }
    forecasts
}

/// The forecast that takes the moves of earlier years, before those years.
pub(crate) const PERSISTENCE: &str = "persistence";
/// What gravity with memory is called.
pub(crate) const MEMORY: &str = "gravity with pair memory";

/// Pairs that share out totals, and which of them are looked at.
struct Among {
    name: String,
    pairs: Vec<usize>,
    looked_at: Vec<usize>,
    with_corridors: bool,
}

fn among(found: &Found) -> Vec<Among> {
    let all: Vec<usize> = (0..found.sample.pairs.len()).collect();
    let mut among = vec![Among {
        name: "all".to_owned(),
        looked_at: all.clone(),
        pairs: all,
        with_corridors: false,
    }];
    let Some(corridors) = found.corridors else {
        return among;
    };
    let mut add = |name: String, is_looked_at: &dyn Fn(&(&str, &str)) -> bool| {
        let places = 0..corridors.pairs.len();
        among.push(Among {
            name,
            pairs: corridors.pairs.clone(),
            looked_at: places
                .filter(|at| is_looked_at(&found.sample.ends(corridors.pairs[*at])))
                .collect(),
            with_corridors: true,
        });
    };
    add("scenario".to_owned(), &|_| true);
    for focal in found.focal {
        add(format!("from {focal}"), &|ends| ends.0 == focal.as_str());
        add(format!("to {focal}"), &|ends| ends.1 == focal.as_str());
    }
    among
}

/// Every forecast held against what came, between all pairs and those of the scenario.
pub fn judged(found: &Found, plan: &Plan, forecasts: &[Named]) -> Vec<rows::Forecast> {
    let mut rows = Vec::new();
    for among in among(found) {
        let pick = |weights: &[f64]| among.pairs.iter().map(|pair| weights[*pair]).collect();
        let mut own: Vec<Named> = forecasts
            .iter()
            .map(|(name, weights)| (name.clone(), pick(weights)))
            .collect();
        if among.with_corridors
            && let Some(corridors) = found.corridors
        {
            // Weights of an origin add to 1 over its partners, origins do not compare.
            let name = format!("corridors of {}", found.scenario);
            own.push((name, corridors.weights.clone()));
        }
        for totals in [Totals::Year, Totals::Origin] {
            let is_comparable =
                |name: &str| totals == Totals::Origin || !name.starts_with("corridors");
            let own: Vec<&Named> = own.iter().filter(|own| is_comparable(&own.0)).collect();
            rows.extend(judged_among(found.sample, plan, &among, totals, &own));
        }
    }
    rows
}

fn judged_among(
    sample: &Sample,
    plan: &Plan,
    among: &Among,
    totals: Totals,
    forecasts: &[&Named],
) -> Vec<rows::Forecast> {
    let years = &sample.years.judged;
    let pairs = &among.pairs;
    let observed = Observed {
        origins: pairs
            .iter()
            .map(|pair| sample.pairs[*pair].origin)
            .collect(),
        moves: (0..years.len())
            .map(|year| {
                let moves = pairs.iter().map(|pair| sample.judged_moves(*pair)[year]);
                moves.collect()
            })
            .collect(),
    };
    let said: Vec<Vec<Vec<f64>>> = forecasts
        .iter()
        .map(|(_, weights)| observed.forecast(weights, totals))
        .collect();
    let mut rows = Vec::new();
    let spans = std::iter::once(0..years.len());
    let each = (0..years.len()).map(|year| year..year + 1);
    // One judged year is the whole span.
    let spans = spans.chain(each.filter(|_| years.len() > 1));
    for span_of in spans {
        let came = &observed.moves[span_of.clone()];
        let looked_at = among.looked_at.iter();
        let moves: f64 = came
            .iter()
            .flat_map(|moves| looked_at.clone().map(|pair| moves[*pair]))
            .sum();
        if moves <= 0.0 {
            continue;
        }
        let held: Vec<Judged> = said
            .iter()
            .map(|said| Judged::new(came, &said[span_of.clone()], &among.looked_at))
            .collect();
        // Intervals of the whole span alone: those of a year say little more.
        let is_whole = span_of.len() == years.len();
        let redraws = if is_whole { plan.redraws } else { 0 };
        let spread = redrawn(&held, redraws, plan.seed);
        let base = held.first().map_or(0.0, |held| held.errors().common_part);
        for (place, ((name, _), held)) in forecasts.iter().zip(&held).enumerate() {
            let errors = held.errors();
            let ends = |of: &dyn Fn(&[Errors]) -> f64| {
                percentiles(spread.iter().map(|errors| of(errors)).collect())
            };
            let common = ends(&|all| all[place].common_part);
            let gain = ends(&|all| all[place].common_part - all[0].common_part);
            let absolute = ends(&|all| all[place].absolute);
            let deviance = ends(&|all| all[place].deviance);
            rows.push(rows::Forecast {
                pairs: among.name.clone(),
                totals: totals.name(),
                years: span(&years[span_of.clone()]),
                forecast: name.clone(),
                pair_count: among.looked_at.len(),
                moves,
                common_part: errors.common_part,
                common_part_low: common.map(|ends| ends.0),
                common_part_high: common.map(|ends| ends.1),
                gain: errors.common_part - base,
                gain_low: gain.map(|ends| ends.0),
                gain_high: gain.map(|ends| ends.1),
                absolute_error: errors.absolute,
                absolute_error_low: absolute.map(|ends| ends.0),
                absolute_error_high: absolute.map(|ends| ends.1),
                deviance: Some(errors.deviance).filter(|deviance| deviance.is_finite()),
                deviance_low: deviance.map(|ends| ends.0),
                deviance_high: deviance.map(|ends| ends.1),
                ruled_out: held.ruled_out,
            });
        }
    }
    rows
}

/// Every pair with its forecasts, each year's total given.
pub fn pairs(sample: &Sample, forecasts: &[Named]) -> Vec<rows::Pair> {
    let total: f64 = (0..sample.pairs.len())
        .flat_map(|pair| sample.judged_moves(pair))
        .sum();
    let said = |name: &str| {
        let weights = forecasts.iter().find(|own| own.0 == name);
        let weights = weights.map_or(&[][..], |own| &own.1[..]);
        let whole: f64 = weights.iter().sum();
        move |pair: usize| {
            weights
                .get(pair)
                .map_or(0.0, |weight| total * weight / whole)
        }
    };
    let memory = said(MEMORY);
    let gravity = said(called(Form::Ties));
    let plain_gravity = said(called(Form::Plain));
    let persistence = said(forecasts.first().map_or("", |own| &own.0));
    (0..sample.pairs.len())
        .map(|pair| {
            let (origin, destination) = sample.ends(pair);
            rows::Pair {
                origin: origin.to_owned(),
                destination: destination.to_owned(),
                moves_fitted: sample.fitted_moves(pair).iter().sum(),
                moves_judged: sample.judged_moves(pair).iter().sum(),
                memory: memory(pair),
                gravity: gravity(pair),
                plain_gravity: plain_gravity(pair),
                persistence: persistence(pair),
            }
        })
        .collect()
}
