//! What was found, as rows and sentences.

use super::Plan;
use super::forecasts;
use super::gravity::{self, Gravity};
use super::judge::percentiles;
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
    /// Years of moves that are not fitted, for no place has researchers in them.
    pub without_stocks: &'a [i32],
    pub focal: &'a [JurisdictionId],
    pub scenario: &'a str,
}

/// Every table.
pub fn tables(found: &Found, plan: &Plan) -> Tables {
    let named = forecasts::all(found);
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
        forecasts: forecasts::judged(found, plan, &named),
        pairs: forecasts::pairs(found.sample, &named),
        refusals: refusals(found, plan),
        refusal_origins: origins(found),
        refusal_scenario: found
            .refused
            .iter()
            .map(|row| refused(found, row))
            .collect(),
    }
}

/// The fit of a form.
pub fn fit_of<'a>(found: &'a Found, form: Form) -> Option<&'a Gravity> {
    found.fits.iter().find(|fit| fit.form == form)
}

/// Years as a span, `2013-2015`.
pub fn span(years: &[i32]) -> String {
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
        lasting: tried.memory.lasting,
        deviance: tried.deviance,
        chosen: tried.memory == found.memory,
    }
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
            years_ahead: ahead.years_ahead,
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
            "Memory: the last {} years, strength {}{}; of least deviance when fitted without {} and judged on them.",
            found.memory.years,
            found.memory.strength,
            found.memory.lasting.map_or_else(
                || ", no layer for the last year".to_owned(),
                |lasting| format!(", against the last year {lasting}")
            ),
            span(&years.fitted[years.fitted.len() - memory::held_back(sample)..])
        ),
    ];
    if !found.without_stocks.is_empty() {
        let years: Vec<String> = found
            .without_stocks
            .iter()
            .map(ToString::to_string)
            .collect();
        notes.push(format!(
            "Years of moves without researchers, left out: {}.",
            years.join(", ")
        ));
    }
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
    notes.extend(off(found));
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
        notes.extend(breaks(ahead));
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

/// Years that broke with their past, and what that does to the forecast.
fn breaks(ahead: &Ahead) -> Option<String> {
    let years: Vec<String> = ahead.breaks.iter().map(ToString::to_string).collect();
    let after = if ahead.after_break {
        "; the forecast of every origin is its last share, for a break is not two years past"
    } else {
        ""
    };
    (!years.is_empty()).then(|| {
        format!(
            "Breaks (a change of refusals or decisions beyond three standard deviations of earlier ones): {}{after}.",
            years.join(", ")
        )
    })
}

/// How far a scenario's refusals are off, over its origins.
fn off(found: &Found) -> Option<String> {
    let decided: f64 = found.refused.iter().map(|row| row.decided).sum();
    let apart = |row: &Refused| row.decided * (row.scenario - row.observed).abs();
    let apart: f64 = found.refused.iter().map(apart).sum();
    (decided > 0.0).then(|| {
        format!(
            "Refusals of {}: {:.2} points off by decisions; origins: {}.",
            found.scenario,
            100.0 * apart / decided,
            found.refused.len()
        )
    })
}
