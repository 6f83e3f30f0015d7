//! Real flows of researchers: gravity models, forecasts, and their errors.
//!
//! Gravity is fitted to the moves of some years and judged on later ones, with and without pair
//! memory, against naive persistence. Visa refusal by origin is forecast too. A scenario's
//! corridors and refusals are compared with both. No simulation depends on this module.

mod break_years;
pub mod clustered_errors;
pub(crate) mod flow_sample;
pub mod forecast_errors;
pub(crate) mod forecasts;
pub(crate) mod gravity;
pub mod input_files;
pub(crate) mod matrix;
pub mod pair_memory;
pub mod poisson;
pub mod refusal_forecast;
mod result_tables;
pub(crate) mod scenario_flows;
mod separation;
pub mod tables;

use std::collections::BTreeSet;

pub use input_files::InputFiles;
pub(crate) use input_files::LAYOUT;
pub use tables::{DICTIONARY, FlowTables};

use crate::scenario::{Faults, Scenario};
use flow_sample::{FlowSample, GravityForm, SampleYears};
use input_files::{Moves, PairDistances, PlaceNames, Refusals, Requirements, Stocks};
use poisson::FitError;

/// Settings of a fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlowPlan {
    /// First fitted year of moves; none: the first with researchers.
    pub fit_from: Option<i32>,
    /// Last fitted year of moves.
    pub fit_to: i32,
    /// Last judged year of moves.
    pub judge_to: i32,
    /// Last fitted year of refusals.
    pub refusals_to: i32,
    /// Years from the last fitted to the judged year of refusals.
    pub refusals_ahead: i32,
    /// Bootstrap samples of pairs and of origins for each interval.
    pub redraws: u32,
    /// Seed of the bootstrap samples.
    pub seed: u64,
}

/// Why a fit has no result.
#[derive(Debug)]
pub enum FlowsError {
    /// Faults of the files.
    Faults(Faults),
    /// A model could not be fitted: its name and the reason.
    Fit(String, FitError),
    /// The files lack what the settings require.
    Request(String),
}

/// The content of the input files.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FlowData {
    pub moves: Moves,
    /// Researchers.
    pub stocks: Stocks,
    /// Distances and ties.
    pub distances: PairDistances,
    /// Visa requirements; empty if no file is given.
    pub requirements: Requirements,
    /// Refusals; empty if no file is given.
    pub refusals: Refusals,
    /// Names of places; empty if no file is given.
    pub names: PlaceNames,
}

/// Reads every file.
///
/// # Errors
///
/// All faults of all files.
pub fn load(files: &InputFiles) -> Result<FlowData, Faults> {
    let mut faults = Faults::new();
    let data = FlowData {
        moves: input_files::read_moves(&files.moves, &mut faults).unwrap_or_default(),
        stocks: input_files::read_stocks(&files.stocks, &mut faults).unwrap_or_default(),
        distances: input_files::read_distances(&files.distances, &mut faults).unwrap_or_default(),
        requirements: optional(files.requirements.as_ref(), |path| {
            input_files::read_requirements(path, &mut faults)
        }),
        refusals: optional(files.refusals.as_ref(), |path| {
            input_files::read_refusals(path, &mut faults)
        }),
        names: optional(files.names.as_ref(), |path| {
            input_files::read_names(path, &mut faults)
        }),
    };
    if faults.has_errors() {
        return Err(faults);
    }
    Ok(data)
}

fn optional<T: Default>(
    path: Option<&std::path::PathBuf>,
    read: impl FnOnce(&std::path::Path) -> Option<T>,
) -> T {
    path.and_then(|path| read(path)).unwrap_or_default()
}

/// The years of moves to fit, and those left out because no place has researchers in them.
fn fitted_years(data: &FlowData, plan: &FlowPlan) -> (Vec<i32>, Vec<i32>) {
    let stocks = data.stocks.researchers.iter();
    let with_researchers: BTreeSet<i32> = stocks
        .filter(|(_, count)| **count > 0.0)
        .map(|((_, year), _)| *year)
        .collect();
    let with_moves: BTreeSet<i32> = data.moves.keys().map(|(_, _, year)| *year).collect();
    let from = plan.fit_from.unwrap_or(i32::MIN);
    let years = with_moves
        .into_iter()
        .filter(|year| (from..=plan.fit_to).contains(year));
    years.partition(|year| with_researchers.contains(year))
}

/// The fewest places with researchers in a fitted year, and that year.
fn fewest_places(data: &FlowData, years: &SampleYears) -> Option<(usize, i32)> {
    let places = |year: i32| {
        let stocks = data.stocks.researchers.iter();
        stocks
            .filter(|((_, stock_year), count)| *stock_year == year && **count > 0.0)
            .count()
    };
    let fitted = years.fitted.iter();
    fitted.map(|year| (places(*year), *year)).min()
}

/// The sample for some settings.
///
/// # Errors
///
/// If there are too few years, pairs or moves.
pub fn build_sample(data: &FlowData, plan: &FlowPlan) -> Result<FlowSample, FlowsError> {
    let all_years: BTreeSet<i32> = data.moves.keys().map(|(_, _, year)| *year).collect();
    let years = SampleYears {
        fitted: fitted_years(data, plan).0,
        judged: all_years
            .range(plan.fit_to + 1..)
            .copied()
            .filter(|year| *year <= plan.judge_to)
            .collect(),
    };
    if years.fitted.len() < 2 || years.judged.is_empty() {
        let span = match (all_years.first(), all_years.last()) {
            (Some(first), Some(last)) => format!("{first} to {last}"),
            _ => "no year".to_owned(),
        };
        return Err(FlowsError::Request(format!(
            "the moves are of {span}; expected at least two years with researchers up to {} and one later year up to {}; choose other years with --fit-from, --fit-to and --judge-to",
            plan.fit_to, plan.judge_to
        )));
    }
    let fewest = fewest_places(data, &years);
    let sample = FlowSample::new(
        years,
        &data.moves,
        &data.stocks,
        &data.distances,
        &data.requirements,
    );
    if sample.pairs.len() < 2 {
        return Err(FlowsError::Request(format!(
            "{} pairs of places have moves, researchers in every fitted year and a distance; expected at least two{}; check that the three files use the same codes",
            sample.pairs.len(),
            fewest.map_or_else(String::new, |(places, year)| format!(
                "; fewest places with researchers: {places}, in {year}; leave years out with --fit-from and --fit-to"
            ))
        )));
    }
    let has_moves = (0..sample.pairs.len()).any(|pair| {
        let moves = sample.judged_moves(pair);
        moves.iter().any(|moves| *moves > 0.0)
    });
    if !has_moves {
        return Err(FlowsError::Request(
            "the judged years have no moves between the pairs of the sample; expected at least one; choose other years with --judge-to"
                .to_owned(),
        ));
    }
    Ok(sample)
}

/// Fits the models, forecasts, and compares with observed moves and refusals.
///
/// # Errors
///
/// If the files contain too little, or a model cannot be fitted.
pub fn analyse(
    data: &FlowData,
    scenario: &Scenario,
    plan: &FlowPlan,
) -> Result<FlowTables, FlowsError> {
    let sample = build_sample(data, plan)?;
    let mut forms = vec![GravityForm::Plain, GravityForm::Ties];
    if sample.pairs.iter().any(|pair| pair.visa.is_some()) {
        forms.push(GravityForm::Visa);
    }
    let mut fits = Vec::new();
    for form in forms {
        let fit = gravity::fit(&sample, form);
        fits.push(fit.map_err(|error| FlowsError::Fit(tables::form_name(form).to_owned(), error))?);
    }
    let chosen = pair_memory::choose(&sample);
    let (memory, trials) = chosen
        .map_err(|error| FlowsError::Fit("gravity of the earlier years".to_owned(), error))?;
    let corridors = scenario_flows::ScenarioCorridors::new(scenario, &sample);
    let implied = corridors
        .as_ref()
        .map(|corridors| scenario_flows::implied_elasticities(&sample, corridors))
        .transpose()
        .map_err(|error| FlowsError::Fit("the scenario's corridors".to_owned(), error))?;
    let history = refusal_forecast::RefusalHistory::new(&data.refusals);
    let refusal_forecast = history.choose_and_forecast(plan.refusals_to, plan.refusals_ahead);
    if refusal_forecast.is_none() && !data.refusals.is_empty() {
        return Err(FlowsError::Request(format!(
            "the refusals cover too few years; expected at least {} years up to {}, and {}; choose other years with --refusals-to and --refusals-ahead",
            plan.refusals_ahead + 3,
            plan.refusals_to,
            plan.refusals_to + plan.refusals_ahead
        )));
    }
    let scenario_refusals = refusal_forecast.as_ref().map_or_else(Vec::new, |forecast| {
        let names = &data.names;
        scenario_flows::scenario_refusals(
            scenario,
            &data.refusals,
            names,
            plan.refusals_to,
            forecast.year,
        )
    });
    Ok(result_tables::build_tables(
        &result_tables::FlowResults {
            sample: &sample,
            fits: &fits,
            memory,
            trials: &trials,
            corridors: corridors.as_ref(),
            implied: implied.as_ref(),
            refusal_forecast: refusal_forecast.as_ref(),
            scenario_refusals: &scenario_refusals,
            rows_without_code: data.stocks.rows_without_code,
            years_without_researchers: &fitted_years(data, plan).1,
            focal: &scenario.root.study.focal,
            scenario: &scenario.name,
        },
        plan,
    ))
}
