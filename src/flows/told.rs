//! What was found, as rows and sentences.

use super::Plan;
use super::gravity::{self, Gravity};
use super::judge::{Errors, Judged, Observed, Totals, percentiles, redrawn};
use super::memory::{self, Memory, Tried};
use super::refusal::{Ahead, FORECASTS, NAIVE};
use super::rows::{self, Tables, called};
use super::sample::{Form, Sample};
use super::scenario::{Corridors, Implied, Refused};
use crate::scenario::JurisdictionId;

/// All that was found.
pub struct Found<'a> {
    pub sample: &'a Sample,
    pub fits: &'a [Gravity],
    pub memory: Memory,
    pub tried: &'a [Tried],
    pub corridors: Option<&'a Corridors>,
    pub implied: Option<&'a Implied>,
    pub ahead: Option<&'a Ahead>,
    pub refused: &'a [Refused],
    pub nameless: usize,
    pub focal: &'a [JurisdictionId],
    pub scenario: &'a str,
}

/// A forecast: its name and the weight of every pair.
type Named = (String, Vec<f64>);

/// Every table.
pub fn tables(found: &Found, plan: &Plan) -> Tables {
    let forecasts = all_forecasts(found);
    Tables {
        notes: notes(found),
        fits: found
            .fits
            .iter()
            .map(|fit| fitted(found.sample, fit))
            .collect(),
        coefficients: found.fits.iter().flat_map(coefficients).collect(),
        elasticities: elasticities(found),
        memory: found
            .tried
            .iter()
            .map(|tried| tried_row(found, tried))
            .collect(),
        forecasts: judged(found, plan, &forecasts),
        pairs: pairs(found.sample, &forecasts),
        refusals: refusals(found, plan),
        refusal_origins: origins(found),
        refusal_scenario: found
            .refused
            .iter()
            .map(|row| refused(found, row))
            .collect(),
    }
}

fn fit_of<'a>(found: &'a Found, form: Form) -> Option<&'a Gravity> {
    found.fits.iter().find(|fit| fit.form == form)
}

fn span(years: &[i32]) -> String {
    match (years.first(), years.last()) {
        (Some(first), Some(last)) if first < last => format!("{first}-{last}"),
        (Some(only), _) => only.to_string(),
        _ => String::new(),
    }
}

fn fitted(sample: &Sample, fit: &Gravity) -> rows::Fitted {
    let years = &sample.years.fitted;
    let dropped: Vec<String> = fit.dropped.iter().map(ToString::to_string).collect();
    rows::Fitted {
        fit: called(fit.form).to_owned(),
        first_year: years[0],
        last_year: years[years.len() - 1],
        rows: fit.rows,
        pairs: fit.pairs,
        rows_without_moves: fit.zeros,
        moves: fit.moves,
        deviance: fit.deviance,
        squared_correlation: fit.correlation,
        separated: fit.apart,
        left_out: dropped.join("; "),
    }
}

fn coefficients(fit: &Gravity) -> Vec<rows::Coefficient> {
    let row = |term: &gravity::Term| {
        let ends = term.interval();
        rows::Coefficient {
            fit: called(fit.form).to_owned(),
            term: term.name.clone(),
            estimate: term.estimate,
            low: ends.map(|ends| ends.0),
            high: ends.map(|ends| ends.1),
            error_by_pair: term.by_pair,
            error_robust: term.robust,
            error_by_place: term.by_place,
        }
    };
    fit.terms.iter().map(row).collect()
}

fn elasticities(found: &Found) -> Vec<rows::Elasticity> {
    let Some(implied) = found.implied else {
        return Vec::new();
    };
    let gravity = fit_of(found, Form::Ties);
    let row = |(place, name): (usize, &String)| {
        let moves = gravity::ends(implied.observed[place], implied.errors[place]);
        let term = gravity.and_then(|fit| fit.terms.iter().find(|term| term.name == *name));
        let ends = term.and_then(gravity::Term::interval);
        rows::Elasticity {
            scenario: found.scenario.to_owned(),
            term: name.clone(),
            corridors: implied.corridors[place],
            moves: implied.observed[place],
            moves_low: moves.map(|ends| ends.0),
            moves_high: moves.map(|ends| ends.1),
            gravity: term.and_then(|term| term.estimate),
            gravity_low: ends.map(|ends| ends.0),
            gravity_high: ends.map(|ends| ends.1),
        }
    };
    implied.names.iter().enumerate().map(row).collect()
}

fn tried_row(found: &Found, tried: &Tried) -> rows::Memory {
    rows::Memory {
        years: tried.memory.years,
        strength: tried.memory.strength,
        deviance: tried.deviance,
        chosen: tried.memory == found.memory,
    }
}

/// Persistence first: gains are over it.
fn all_forecasts(found: &Found) -> Vec<Named> {
    let sample = found.sample;
    let last = memory::past(sample, 1);
    let several = memory::held_back(sample);
    let years = &sample.years.fitted[sample.years.fitted.len() - several..];
    let mut forecasts = vec![(
        format!("persistence of {}", span(&years[years.len() - 1..])),
        last,
    )];
    if several > 1 {
        let name = format!("persistence of {}", span(years));
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

/// What gravity with memory is called.
const MEMORY: &str = "gravity with pair memory";

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

fn judged(found: &Found, plan: &Plan, forecasts: &[Named]) -> Vec<rows::Forecast> {
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

fn pairs(sample: &Sample, forecasts: &[Named]) -> Vec<rows::Pair> {
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

fn refusals(found: &Found, plan: &Plan) -> Vec<rows::Refusal> {
    let Some(ahead) = found.ahead else {
        return Vec::new();
    };
    let redrawn = ahead.redrawn(plan.redraws, plan.seed);
    let all = || 0..ahead.origins.len();
    let decided = ahead.origins.iter().map(|origin| origin.decided).sum();
    let naive = ahead.errors(FORECASTS[1].1, all()).absolute;
    let rows = FORECASTS.iter().enumerate();
    rows.map(|(place, (name, said))| {
        let errors = ahead.errors(*said, all());
        let absolute = percentiles(redrawn.iter().map(|all| all[place].absolute).collect());
        let gain = redrawn
            .iter()
            .map(|all| all[place].absolute - all[1].absolute);
        let gain = percentiles(gain.collect());
        rows::Refusal {
            year: ahead.year,
            forecast: (*name).to_owned(),
            origins: ahead.origins.len(),
            decided,
            absolute_error: errors.absolute,
            absolute_error_low: absolute.map(|ends| ends.0),
            absolute_error_high: absolute.map(|ends| ends.1),
            gain: errors.absolute - naive,
            gain_low: gain.map(|ends| ends.0),
            gain_high: gain.map(|ends| ends.1),
            bias: errors.bias,
        }
    })
    .collect()
}

fn origins(found: &Found) -> Vec<rows::RefusalOrigin> {
    let Some(ahead) = found.ahead else {
        return Vec::new();
    };
    ahead
        .origins
        .iter()
        .map(|origin| rows::RefusalOrigin {
            origin: origin.name.clone(),
            year: ahead.year,
            decided: origin.decided,
            observed: origin.observed,
            forecast: Some(origin.forecast),
            last_year: Some(origin.naive),
        })
        .collect()
}

fn refused(found: &Found, row: &Refused) -> rows::RefusalScenario {
    rows::RefusalScenario {
        scenario: found.scenario.to_owned(),
        origin: row.origin.clone(),
        states: row.states,
        year: found.ahead.map_or(0, |ahead| ahead.year),
        decided: row.decided,
        scenario_share: row.scenario,
        last_year: row.before,
        observed: row.observed,
        difference: 100.0 * (row.scenario - row.observed),
    }
}

/// How the sample, the memory and the way were chosen.
fn notes(found: &Found) -> Vec<String> {
    let sample = found.sample;
    let years = &sample.years;
    let mut notes = vec![
        format!(
            "Sample: all {} ordered pairs among {} places that have researchers in each year of {}, move in any year and are a known distance apart; {:.1} % of the moves of these years. A pair and year without a row counts as 0.",
            sample.pairs.len(),
            sample.places.len(),
            span(&years.fitted),
            100.0 * sample.coverage
        ),
        format!(
            "Places that move and are left out: {}.",
            if sample.left_out.is_empty() {
                "none".to_owned()
            } else {
                format!("{} ({})", sample.left_out.len(), sample.left_out.join(", "))
            }
        ),
        format!(
            "Judged: {}, with coefficients, memory and researchers of {} alone; the totals named are given for every forecast alike.",
            span(&years.judged),
            span(&years.fitted)
        ),
        format!(
            "Memory: the last {} years, strength {}, of least deviance when fitted without {} and judged on them.",
            found.memory.years,
            found.memory.strength,
            span(&years.fitted[years.fitted.len() - memory::held_back(sample)..])
        ),
    ];
    if found.nameless > 0 {
        notes.push(format!(
            "{} rows of researchers have no code and are left out.",
            found.nameless
        ));
    }
    match found.corridors {
        Some(corridors) if !corridors.missing.is_empty() => notes.push(format!(
            "Places of {} that the sample lacks: {}.",
            found.scenario,
            corridors.missing.join(", ")
        )),
        Some(_) => {}
        None => notes.push(format!(
            "{} has no corridors between places of the sample.",
            found.scenario
        )),
    }
    if let Some(ahead) = found.ahead {
        let new: f64 = ahead.new.iter().map(|(_, decided)| decided).sum();
        notes.push(format!(
            "Refusals: each year counts {} of the next, all origins' share for {} decisions, {} of last year's drift goes on: of least error in {} ({:.2} points; last year's share {:.2}){}.",
            ahead.way.fade,
            ahead.way.strength,
            ahead.way.drift,
            span(&ahead.chosen_on),
            100.0 * ahead.error,
            100.0 * ahead.naive_error,
            if ahead.way == NAIVE {
                ", which is last year's share"
            } else {
                ""
            }
        ));
        if !ahead.new.is_empty() {
            let names: Vec<&str> = ahead.new.iter().map(|(name, _)| &**name).collect();
            notes.push(format!(
                "Origins without a past, left out with {new} decisions: {}.",
                names.join(", ")
            ));
        }
    }
    notes
}
