//! The forecasts of moves and their errors, by pairs, totals and years.

use super::FlowPlan;
use super::flow_sample::{FlowSample, GravityForm};
use super::forecast_errors::{
    GivenTotals, MoveErrors, ObservedMoves, ScoredForecast, bootstrap_errors, percentile_interval,
};
use super::pair_memory;
use super::result_tables::{FlowResults, fit_of, year_span};
use super::tables::{self, form_name};

/// A forecast: its name and the weight of every pair.
pub type NamedForecast = (String, Vec<f64>);

/// All forecasts. Persistence is first; gains are relative to it.
pub fn all_forecasts(results: &FlowResults) -> Vec<NamedForecast> {
    let sample = results.sample;
    let test_years = pair_memory::test_years(sample);
    let years = &sample.years.fitted[sample.years.fitted.len() - test_years..];
    let mut forecasts = vec![(
        format!("{PERSISTENCE} of {}", year_span(&years[years.len() - 1..])),
        pair_memory::past_moves(sample, 1),
    )];
    if test_years > 1 {
        let name = format!("{PERSISTENCE} of {}", year_span(years));
        forecasts.push((name, pair_memory::past_moves(sample, test_years)));
    }
    for form in [GravityForm::Plain, GravityForm::Ties] {
        if let Some(fit) = fit_of(results, form) {
            forecasts.push((
                form_name(form).to_owned(),
                pair_memory::gravity_weights(sample, fit),
            ));
        }
    }
    if let Some(fit) = fit_of(results, GravityForm::Ties) {
        let base = pair_memory::gravity_weights(sample, fit);
        let weights = pair_memory::memory_weights(sample, fit, &base, results.memory);
        forecasts.push((MEMORY.to_owned(), weights));
    }
    forecasts
}

/// The beginning of the name of a forecast by the moves of earlier years.
pub(crate) const PERSISTENCE: &str = "persistence";
/// The name of gravity with pair memory.
pub(crate) const MEMORY: &str = "gravity with pair memory";

/// A selection of pairs. Totals are distributed over `pairs`; errors are computed over
/// `evaluated`, which are indices into `pairs`.
struct PairSelection {
    name: String,
    pairs: Vec<usize>,
    evaluated: Vec<usize>,
    with_corridors: bool,
}

fn pair_selections(results: &FlowResults) -> Vec<PairSelection> {
    let all: Vec<usize> = (0..results.sample.pairs.len()).collect();
    let mut selections = vec![PairSelection {
        name: "all".to_owned(),
        evaluated: all.clone(),
        pairs: all,
        with_corridors: false,
    }];
    let Some(corridors) = results.corridors else {
        return selections;
    };
    let mut add = |name: String, is_evaluated: &dyn Fn(&(&str, &str)) -> bool| {
        let indices = 0..corridors.pairs.len();
        selections.push(PairSelection {
            name,
            pairs: corridors.pairs.clone(),
            evaluated: indices
                .filter(|index| is_evaluated(&results.sample.ends(corridors.pairs[*index])))
                .collect(),
            with_corridors: true,
        });
    };
    add("scenario".to_owned(), &|_| true);
    for focal in results.focal {
        add(format!("from {focal}"), &|ends| ends.0 == focal.as_str());
        add(format!("to {focal}"), &|ends| ends.1 == focal.as_str());
    }
    selections
}

/// The errors of every forecast, over all pairs and over those of the scenario.
pub fn forecast_rows(
    results: &FlowResults,
    plan: &FlowPlan,
    forecasts: &[NamedForecast],
) -> Vec<tables::ForecastRow> {
    let mut rows = Vec::new();
    for selection in pair_selections(results) {
        let select = |weights: &[f64]| selection.pairs.iter().map(|pair| weights[*pair]).collect();
        let mut selected: Vec<NamedForecast> = forecasts
            .iter()
            .map(|(name, weights)| (name.clone(), select(weights)))
            .collect();
        if selection.with_corridors
            && let Some(corridors) = results.corridors
        {
            let name = format!("corridors of {}", results.scenario);
            selected.push((name, corridors.weights.clone()));
        }
        for totals in [GivenTotals::Year, GivenTotals::Origin] {
            // The weights of each origin add to 1, so they do not compare origins.
            let is_comparable =
                |name: &str| totals == GivenTotals::Origin || !name.starts_with("corridors");
            let selected: Vec<&NamedForecast> = selected
                .iter()
                .filter(|(name, _)| is_comparable(name))
                .collect();
            rows.extend(selection_rows(
                results.sample,
                plan,
                &selection,
                totals,
                &selected,
            ));
        }
    }
    rows
}

/// The errors of forecasts over a selection of pairs.
fn selection_rows(
    sample: &FlowSample,
    plan: &FlowPlan,
    selection: &PairSelection,
    totals: GivenTotals,
    forecasts: &[&NamedForecast],
) -> Vec<tables::ForecastRow> {
    let years = &sample.years.judged;
    let pairs = &selection.pairs;
    let observed = ObservedMoves {
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
    let forecast_moves: Vec<Vec<Vec<f64>>> = forecasts
        .iter()
        .map(|(_, weights)| observed.forecast(weights, totals))
        .collect();
    let mut rows = Vec::new();
    let spans = std::iter::once(0..years.len());
    let single_years = (0..years.len()).map(|year| year..year + 1);
    // One judged year is the whole span.
    let spans = spans.chain(single_years.filter(|_| years.len() > 1));
    for span in spans {
        let observed = &observed.moves[span.clone()];
        let evaluated = selection.evaluated.iter();
        let moves: f64 = observed
            .iter()
            .flat_map(|moves| evaluated.clone().map(|pair| moves[*pair]))
            .sum();
        if moves <= 0.0 {
            continue;
        }
        let scored: Vec<ScoredForecast> = forecast_moves
            .iter()
            .map(|moves| ScoredForecast::new(observed, &moves[span.clone()], &selection.evaluated))
            .collect();
        // Only the whole span gets intervals; those of single years add little.
        let is_whole = span.len() == years.len();
        let redraws = if is_whole { plan.redraws } else { 0 };
        let bootstrap = bootstrap_errors(&scored, redraws, plan.seed);
        let base = scored
            .first()
            .map_or(0.0, |scored| scored.errors().common_part);
        for (place, ((name, _), scored)) in forecasts.iter().zip(&scored).enumerate() {
            let errors = scored.errors();
            let interval = |value: &dyn Fn(&[MoveErrors]) -> f64| {
                percentile_interval(bootstrap.iter().map(|errors| value(errors)).collect())
            };
            let common = interval(&|errors| errors[place].common_part);
            let gain = interval(&|errors| errors[place].common_part - errors[0].common_part);
            let absolute = interval(&|errors| errors[place].absolute);
            let deviance = interval(&|errors| errors[place].deviance);
            rows.push(tables::ForecastRow {
                pairs: selection.name.clone(),
                totals: totals.name(),
                years: year_span(&years[span.clone()]),
                forecast: name.clone(),
                pair_count: selection.evaluated.len(),
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
                ruled_out: scored.ruled_out,
            });
        }
    }
    rows
}

/// Every pair with its forecasts, with the total of each year given.
pub fn pair_rows(sample: &FlowSample, forecasts: &[NamedForecast]) -> Vec<tables::PairRow> {
    let total: f64 = (0..sample.pairs.len())
        .flat_map(|pair| sample.judged_moves(pair))
        .sum();
    let forecast = |name: &str| {
        let weights = forecasts.iter().find(|forecast| forecast.0 == name);
        let weights = weights.map_or(&[][..], |forecast| &forecast.1[..]);
        let weight_sum: f64 = weights.iter().sum();
        move |pair: usize| {
            weights
                .get(pair)
                .map_or(0.0, |weight| total * weight / weight_sum)
        }
    };
    let memory = forecast(MEMORY);
    let gravity = forecast(form_name(GravityForm::Ties));
    let plain_gravity = forecast(form_name(GravityForm::Plain));
    let persistence = forecast(forecasts.first().map_or("", |forecast| &forecast.0));
    (0..sample.pairs.len())
        .map(|pair| {
            let (origin, destination) = sample.ends(pair);
            tables::PairRow {
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
