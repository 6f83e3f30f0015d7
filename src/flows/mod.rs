//! Real flows: what moved, what gravity makes of it, and how far forecasts are off.
//!
//! Gravity is fitted to the moves of some years and judged on later ones, beside naive
//! persistence and with pair memory; visa refusal by origin is forecast a year ahead. What
//! a scenario says of both stands beside. Nothing here reaches a run.

mod breaks;
pub mod cluster;
pub(crate) mod forecasts;
pub mod gravity;
pub mod judge;
pub mod linear;
pub mod memory;
pub mod poisson;
pub mod read;
pub mod refusal;
pub mod rows;
pub mod sample;
pub mod scenario;
mod separation;
mod told;

use std::collections::BTreeSet;

pub use read::{Files, LAYOUT};
pub use rows::{DICTIONARY, Tables};

use crate::scenario::{Faults, Scenario};
use poisson::Unfit;
use read::{Distances, Moves, Names, Refusals, Requirements, Stocks};
use sample::{Form, Sample, Years};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// First year whose moves are fitted; none: the first with researchers.
    pub fit_from: Option<i32>,
    /// Last year whose moves are fitted.
    pub fit_to: i32,
    /// Last year whose moves are judged.
    pub judge_to: i32,
    /// Last year whose refusals are fitted.
    pub refusals_to: i32,
    /// How many years after it the judged year is.
    pub refusals_ahead: i32,
    /// Redraws of pairs and of origins behind each interval.
    pub redraws: u32,
    /// Seed of the redraws.
    pub seed: u64,
}

/// Why there is no result.
#[derive(Debug)]
pub enum Failure {
    /// Faults of the files.
    Faults(Faults),
    /// A form that could not be fitted.
    Unfit(String, Unfit),
    /// The files do not hold what the plan asks for.
    Asked(String),
}

/// The files as read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Data {
    /// Moves.
    pub moves: Moves,
    /// Researchers.
    pub stocks: Stocks,
    /// Distances and ties.
    pub distances: Distances,
    /// Visa requirements; empty where no file is given.
    pub requirements: Requirements,
    /// Refusals; empty where no file is given.
    pub refusals: Refusals,
    /// Names of places; empty where no file is given.
    pub names: Names,
}

/// Reads every file.
///
/// # Errors
///
/// All faults of all files.
pub fn load(files: &Files) -> Result<Data, Faults> {
    let mut faults = Faults::new();
    let data = Data {
        moves: read::moves(&files.moves, &mut faults).unwrap_or_default(),
        stocks: read::stocks(&files.stocks, &mut faults).unwrap_or_default(),
        distances: read::distances(&files.distances, &mut faults).unwrap_or_default(),
        requirements: optional(files.requirements.as_ref(), |path| {
            read::requirements(path, &mut faults)
        }),
        refusals: optional(files.refusals.as_ref(), |path| {
            read::refusals(path, &mut faults)
        }),
        names: optional(files.names.as_ref(), |path| read::names(path, &mut faults)),
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

/// Years of moves to be fitted, and those of them that are left out because no place has
/// researchers in them.
fn fitted(data: &Data, plan: &Plan) -> (Vec<i32>, Vec<i32>) {
    let counted = data.stocks.of.iter().filter(|(_, count)| **count > 0.0);
    let counted: BTreeSet<i32> = counted.map(|((_, year), _)| *year).collect();
    let moved: BTreeSet<i32> = data.moves.keys().map(|(_, _, year)| *year).collect();
    let from = plan.fit_from.unwrap_or(i32::MIN);
    let asked = moved
        .into_iter()
        .filter(|year| (from..=plan.fit_to).contains(year));
    asked.partition(|year| counted.contains(year))
}

/// The fitted year in which the fewest places have researchers, and how many have.
fn fewest(data: &Data, years: &Years) -> Option<(usize, i32)> {
    let places = |year: i32| {
        let of = data.stocks.of.iter();
        of.filter(|((_, own), count)| *own == year && **count > 0.0)
            .count()
    };
    let each = years.fitted.iter().map(|year| (places(*year), *year));
    each.min()
}

/// The sample of a plan.
///
/// # Errors
///
/// When there are too few years or pairs.
pub fn sample(data: &Data, plan: &Plan) -> Result<Sample, Failure> {
    let all: BTreeSet<i32> = data.moves.keys().map(|(_, _, year)| *year).collect();
    let years = Years {
        fitted: fitted(data, plan).0,
        judged: all
            .range(plan.fit_to + 1..)
            .copied()
            .filter(|year| *year <= plan.judge_to)
            .collect(),
    };
    if years.fitted.len() < 2 || years.judged.is_empty() {
        let span = match (all.first(), all.last()) {
            (Some(first), Some(last)) => format!("{first} to {last}"),
            _ => "no year".to_owned(),
        };
        return Err(Failure::Asked(format!(
            "moves are of {span}; expected at least two years with researchers to {} and one year to {}; choose others with --fit-from, --fit-to and --judge-to",
            plan.fit_to, plan.judge_to
        )));
    }
    let fewest = fewest(data, &years);
    let sample = Sample::new(
        years,
        &data.moves,
        &data.stocks,
        &data.distances,
        &data.requirements,
    );
    if sample.pairs.len() < 2 {
        return Err(Failure::Asked(format!(
            "{} pairs of places have moves, researchers in every fitted year and a distance; expected at least two{}; do the three files use the same codes?",
            sample.pairs.len(),
            fewest.map_or_else(String::new, |(places, year)| format!(
                "; fewest places with researchers: {places}, in {year}; --fit-from and --fit-to leave years out"
            ))
        )));
    }
    let came = (0..sample.pairs.len()).any(|pair| {
        let moves = sample.judged_moves(pair);
        moves.iter().any(|moves| *moves > 0.0)
    });
    if !came {
        return Err(Failure::Asked(
            "the judged years have no moves between the pairs of the sample; choose others with --judge-to"
                .to_owned(),
        ));
    }
    Ok(sample)
}

/// Fits, forecasts and judges.
///
/// # Errors
///
/// When the files hold too little, or a form cannot be fitted.
pub fn study(data: &Data, scenario: &Scenario, plan: &Plan) -> Result<Tables, Failure> {
    let sample = sample(data, plan)?;
    let mut forms = vec![Form::Plain, Form::Ties];
    if sample.pairs.iter().any(|pair| pair.visa.is_some()) {
        forms.push(Form::Visa);
    }
    let mut fits = Vec::new();
    for form in forms {
        let fit = gravity::fit(&sample, form);
        fits.push(fit.map_err(|unfit| Failure::Unfit(rows::called(form).to_owned(), unfit))?);
    }
    let chosen = memory::choose(&sample);
    let (memory, tried) =
        chosen.map_err(|unfit| Failure::Unfit("gravity of the earlier years".to_owned(), unfit))?;
    let corridors = scenario::Corridors::new(scenario, &sample);
    let implied = corridors
        .as_ref()
        .map(|corridors| scenario::implied(&sample, corridors))
        .transpose()
        .map_err(|unfit| Failure::Unfit("the scenario's corridors".to_owned(), unfit))?;
    let ahead = refusal::History::new(&data.refusals).judged(plan.refusals_to, plan.refusals_ahead);
    if ahead.is_none() && !data.refusals.is_empty() {
        return Err(Failure::Asked(format!(
            "expected refusals of at least {} years to {} and of {}; choose others with --refusals-to and --refusals-ahead",
            plan.refusals_ahead + 3,
            plan.refusals_to,
            plan.refusals_to + plan.refusals_ahead
        )));
    }
    let refused = ahead.as_ref().map_or_else(Vec::new, |ahead| {
        let names = &data.names;
        scenario::refused(
            scenario,
            &data.refusals,
            names,
            plan.refusals_to,
            ahead.year,
        )
    });
    Ok(told::tables(
        &told::Found {
            sample: &sample,
            fits: &fits,
            memory,
            tried: &tried,
            corridors: corridors.as_ref(),
            implied: implied.as_ref(),
            ahead: ahead.as_ref(),
            refused: &refused,
            nameless: data.stocks.nameless,
            without_stocks: &fitted(data, plan).1,
            focal: &scenario.root.study.focal,
            scenario: &scenario.name,
        },
        plan,
    ))
}
