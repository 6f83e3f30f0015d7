//! The results of a fit as table rows and notes.

use super::FlowPlan;
use super::flow_sample::{FlowSample, GravityForm};
use super::forecast_errors::percentile_interval;
use super::forecasts;
use super::gravity::{self, GravityFit};
use super::pair_memory::{self, MemoryTrial, PairMemory};
use super::refusal_forecast::{FORECASTS, NAIVE, RefusalForecast};
use super::scenario_flows::{ImpliedElasticities, ScenarioCorridors, ScenarioRefusal};
use super::tables::{self, FlowTables, form_name};
use crate::scenario::JurisdictionId;

/// All results.
pub struct FlowResults<'a> {
    pub sample: &'a FlowSample,
    pub fits: &'a [GravityFit],
    pub memory: PairMemory,
    pub trials: &'a [MemoryTrial],
    pub corridors: Option<&'a ScenarioCorridors>,
    pub implied: Option<&'a ImpliedElasticities>,
    pub refusal_forecast: Option<&'a RefusalForecast>,
    pub scenario_refusals: &'a [ScenarioRefusal],
    pub rows_without_code: usize,
    /// Years of moves that are not fitted because no place has researchers in them.
    pub years_without_researchers: &'a [i32],
    pub focal: &'a [JurisdictionId],
    pub scenario: &'a str,
}

/// Builds every table.
pub fn build_tables(results: &FlowResults, plan: &FlowPlan) -> FlowTables {
    let forecasts = forecasts::all_forecasts(results);
    FlowTables {
        notes: notes(results),
        fits: results
            .fits
            .iter()
            .map(|fit| fit_row(results.sample, fit))
            .collect(),
        coefficients: results.fits.iter().flat_map(coefficient_rows).collect(),
        elasticities: elasticity_rows(results),
        memory: results
            .trials
            .iter()
            .map(|trial| memory_row(results, trial))
            .collect(),
        forecasts: forecasts::forecast_rows(results, plan, &forecasts),
        pairs: forecasts::pair_rows(results.sample, &forecasts),
        refusals: refusal_rows(results, plan),
        refusal_origins: origin_rows(results),
        refusal_scenario: results
            .scenario_refusals
            .iter()
            .map(|refusal| scenario_row(results, refusal))
            .collect(),
    }
}

/// The fit of a form.
pub fn fit_of<'a>(results: &'a FlowResults, form: GravityForm) -> Option<&'a GravityFit> {
    results.fits.iter().find(|fit| fit.form == form)
}

/// Years as a span, `2013-2015`.
pub fn year_span(years: &[i32]) -> String {
    match (years.first(), years.last()) {
        (Some(first), Some(last)) if first < last => format!("{first}-{last}"),
        (Some(only), _) => only.to_string(),
        _ => String::new(),
    }
}

fn fit_row(sample: &FlowSample, fit: &GravityFit) -> tables::FitRow {
    let years = &sample.years.fitted;
    let dropped: Vec<String> = fit.dropped.iter().map(ToString::to_string).collect();
    tables::FitRow {
        fit: form_name(fit.form).to_owned(),
        first_year: years[0],
        last_year: years[years.len() - 1],
        rows: fit.rows,
        pairs: fit.pairs,
        rows_without_moves: fit.zeros,
        moves: fit.moves,
        deviance: fit.deviance,
        squared_correlation: fit.correlation,
        separated: fit.separated,
        left_out: dropped.join("; "),
    }
}

fn coefficient_rows(fit: &GravityFit) -> Vec<tables::CoefficientRow> {
    let row = |term: &gravity::GravityTerm| {
        let ends = term.interval();
        tables::CoefficientRow {
            fit: form_name(fit.form).to_owned(),
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

fn elasticity_rows(results: &FlowResults) -> Vec<tables::ElasticityRow> {
    let Some(implied) = results.implied else {
        return Vec::new();
    };
    let gravity = fit_of(results, GravityForm::Ties);
    let row = |(place, name): (usize, &String)| {
        let moves = gravity::interval_95(implied.observed[place], implied.errors[place]);
        let term = gravity.and_then(|fit| fit.terms.iter().find(|term| term.name == *name));
        let ends = term.and_then(gravity::GravityTerm::interval);
        tables::ElasticityRow {
            scenario: results.scenario.to_owned(),
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

fn memory_row(results: &FlowResults, trial: &MemoryTrial) -> tables::MemoryRow {
    tables::MemoryRow {
        years: trial.memory.years,
        strength: trial.memory.strength,
        lasting: trial.memory.lasting,
        deviance: trial.deviance,
        chosen: trial.memory == results.memory,
    }
}

fn refusal_rows(results: &FlowResults, plan: &FlowPlan) -> Vec<tables::RefusalRow> {
    let Some(forecast) = results.refusal_forecast else {
        return Vec::new();
    };
    let bootstrap = forecast.bootstrap_errors(plan.redraws, plan.seed);
    let all_origins = || 0..forecast.origins.len();
    let decided = forecast.origins.iter().map(|origin| origin.decided).sum();
    let naive = forecast.errors(FORECASTS[1].1, all_origins()).absolute;
    let rows = FORECASTS.iter().enumerate();
    rows.map(|(place, (name, share))| {
        let errors = forecast.errors(*share, all_origins());
        let samples = bootstrap.iter();
        let absolute = samples.clone().map(|errors| errors[place].absolute);
        let absolute = percentile_interval(absolute.collect());
        let gain = samples.map(|errors| errors[place].absolute - errors[1].absolute);
        let gain = percentile_interval(gain.collect());
        tables::RefusalRow {
            year: forecast.year,
            years_ahead: forecast.years_ahead,
            forecast: (*name).to_owned(),
            origins: forecast.origins.len(),
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

fn origin_rows(results: &FlowResults) -> Vec<tables::RefusalOriginRow> {
    let Some(forecast) = results.refusal_forecast else {
        return Vec::new();
    };
    forecast
        .origins
        .iter()
        .map(|origin| tables::RefusalOriginRow {
            origin: origin.name.clone(),
            year: forecast.year,
            decided: origin.decided,
            observed: origin.observed,
            forecast: Some(origin.forecast),
            last_year: Some(origin.naive),
        })
        .collect()
}

fn scenario_row(results: &FlowResults, refusal: &ScenarioRefusal) -> tables::RefusalScenarioRow {
    tables::RefusalScenarioRow {
        scenario: results.scenario.to_owned(),
        origin: refusal.origin.clone(),
        states: refusal.states,
        year: results.refusal_forecast.map_or(0, |forecast| forecast.year),
        decided: refusal.decided,
        scenario_share: refusal.scenario,
        last_year: refusal.before,
        observed: refusal.observed,
        difference: 100.0 * (refusal.scenario - refusal.observed),
    }
}

/// How the sample, the memory and the forecast rule were chosen.
fn notes(results: &FlowResults) -> Vec<String> {
    let sample = results.sample;
    let years = &sample.years;
    let mut notes = vec![
        format!(
            "Sample: all {} ordered pairs among {} places with researchers in each year of {}, moves in any year and a known distance; {:.1} % of the moves of these years. A pair and year without a row counts as 0.",
            sample.pairs.len(),
            sample.places.len(),
            year_span(&years.fitted),
            100.0 * sample.coverage
        ),
        format!(
            "Places with moves that are left out: {}.",
            if sample.left_out.is_empty() {
                "none".to_owned()
            } else {
                format!("{} ({})", sample.left_out.len(), sample.left_out.join(", "))
            }
        ),
        format!(
            "Judged years: {}, with coefficients, memory and researchers of {} only; every forecast gets the same totals.",
            year_span(&years.judged),
            year_span(&years.fitted)
        ),
        format!(
            "Memory: the last {} years, strength {}{}; it has the least deviance if fitted without {} and tested on these years.",
            results.memory.years,
            results.memory.strength,
            results.memory.lasting.map_or_else(
                || ", no layer for the last year".to_owned(),
                |lasting| format!(", against the last year {lasting}")
            ),
            year_span(&years.fitted[years.fitted.len() - pair_memory::test_years(sample)..])
        ),
    ];
    if !results.years_without_researchers.is_empty() {
        let years: Vec<String> = results
            .years_without_researchers
            .iter()
            .map(ToString::to_string)
            .collect();
        notes.push(format!(
            "Years without researchers, left out: {}.",
            years.join(", ")
        ));
    }
    if results.rows_without_code > 0 {
        notes.push(format!(
            "{} rows of researchers have no code; they are left out.",
            results.rows_without_code
        ));
    }
    match results.corridors {
        Some(corridors) if !corridors.missing.is_empty() => notes.push(format!(
            "Places of {} that are not in the sample: {}.",
            results.scenario,
            corridors.missing.join(", ")
        )),
        Some(_) => {}
        None => notes.push(format!(
            "{} has no corridors between places of the sample.",
            results.scenario
        )),
    }
    notes.extend(scenario_note(results));
    if let Some(forecast) = results.refusal_forecast {
        let new_decisions: f64 = forecast
            .new_origins
            .iter()
            .map(|(_, decided)| decided)
            .sum();
        notes.push(format!(
            "Refusals: each year counts {} of the next, the share of all origins counts as {} decisions, and {} of last year's drift continues; this has the least error in {} ({:.2} points; last year's share {:.2}){}.",
            forecast.rule.fade,
            forecast.rule.strength,
            forecast.rule.drift,
            year_span(&forecast.training_years),
            100.0 * forecast.error,
            100.0 * forecast.naive_error,
            if forecast.rule == NAIVE {
                ", which is last year's share"
            } else {
                ""
            }
        ));
        notes.extend(break_note(forecast));
        if !forecast.new_origins.is_empty() {
            let names: Vec<&str> = forecast
                .new_origins
                .iter()
                .map(|(name, _)| &**name)
                .collect();
            notes.push(format!(
                "Origins without a past, left out with {new_decisions} decisions: {}.",
                names.join(", ")
            ));
        }
    }
    notes
}

/// The years with a break and their effect on the forecast.
fn break_note(forecast: &RefusalForecast) -> Option<String> {
    let years: Vec<String> = forecast.breaks.iter().map(ToString::to_string).collect();
    let after = if forecast.after_break {
        "; because of a recent break the forecast of every origin is its last share"
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

/// The mean error of a scenario's refusals, weighted by decisions.
fn scenario_note(results: &FlowResults) -> Option<String> {
    let decided: f64 = results
        .scenario_refusals
        .iter()
        .map(|refusal| refusal.decided)
        .sum();
    let error =
        |refusal: &ScenarioRefusal| refusal.decided * (refusal.scenario - refusal.observed).abs();
    let error: f64 = results.scenario_refusals.iter().map(error).sum();
    (decided > 0.0).then(|| {
        format!(
            "Refusals of {}: mean error {:.2} points, weighted by decisions, over {} origins.",
            results.scenario,
            100.0 * error / decided,
            results.scenario_refusals.len()
        )
    })
}
