//! Predictions of natural experiments with effort: a law learnt from the other families of reforms.

use std::collections::BTreeMap;

use super::event_row::{EventRow, IntervalBand, event_row};
use super::predict::predict;
use crate::compile::load;
use crate::scenario::keys::{Effort, Event, Prior};
use crate::scenario::{Faults, Scenario};

/// The logarithm of the effort factor: normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffortLaw {
    /// Mean.
    pub mean: f64,
    /// Standard deviation of a prediction for a further family.
    pub sd: f64,
    /// Families that it was learnt from.
    pub families: u32,
}

impl EffortLaw {
    /// The law of some families, each by the mean of its events; none with fewer than two.
    #[must_use]
    pub fn learn<'a>(events: impl IntoIterator<Item = (&'a str, f64)>) -> Option<Self> {
        let mut families: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for (family, log_factor) in events {
            families.entry(family).or_default().push(log_factor);
        }
        let n = families.len() as f64;
        let means = families
            .values()
            .map(|events| events.iter().sum::<f64>() / events.len() as f64);
        let means: Vec<f64> = means.collect();
        let mean = means.iter().sum::<f64>() / n;
        let squares: f64 = means.iter().map(|one| (one - mean) * (one - mean)).sum();
        (means.len() > 1).then(|| Self {
            mean,
            sd: libm::sqrt(squares / (n - 1.0) * (1.0 + 1.0 / n)),
            families: means.len() as u32,
        })
    }
}

/// How a prediction fares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Position of the observed change.
    pub within: IntervalBand,
    /// Logarithmic score (Good 1952): that of the density at the observed ratio of after to before, on the logarithmic
    /// scale: of a normal law with the median and the middle 80 % of the draws.
    pub log_density: f64,
    /// Width of the middle 80 %, as a share of the figure before.
    pub width: f64,
}

impl Score {
    fn of(row: &EventRow) -> Option<Self> {
        /// Quantile of the standard normal distribution at 0.9.
        const Z: f64 = 1.281_551_565_545;
        let interval = row.predicted?;
        let log = |change: f64| libm::log((1.0 + change).max(1e-6));
        let (low, high) = interval.middle_80;
        let sd = ((log(high) - log(low)) / (2.0 * Z)).max(1e-6);
        let z = (log(row.observed) - log(interval.median)) / sd;
        Some(Self {
            within: row.within?,
            log_density: -0.5 * z * z - libm::log(sd * libm::sqrt(std::f64::consts::TAU)),
            width: high - low,
        })
    }
}

/// One event with and without effort.
#[derive(Debug, Clone, PartialEq)]
pub struct EffortRow {
    /// The scenario's name.
    pub scenario: String,
    /// The event's id.
    pub event: String,
    /// Its family.
    pub family: String,
    /// The law, learnt from the other families.
    pub law: EffortLaw,
    /// The median of the predicted change with effort.
    pub predicted: f64,
    /// The observed change.
    pub observed: f64,
    /// Without effort.
    pub without: Score,
    /// With effort.
    pub with: Score,
}

/// The events that teach effort: durations that were predicted, of reforms that changed a
/// structure.
fn teaches(row: &EventRow, scenario: &Scenario, event: &Event) -> bool {
    let reform = scenario.root.reform.get(&event.reform);
    let changes_structure = reform.is_some_and(|reform| {
        let mut changes = reform.change.values();
        changes.any(|change| {
            !(change.remove.is_empty() && change.merge.is_empty() && change.parallel.is_empty())
        })
    });
    let is_duration = row.indicator.starts_with("elapsed_");
    !row.fitted && is_duration && row.log_ratio.is_some() && changes_structure
}

/// The predictions with effort.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EffortResults {
    /// The law that all events teach; none with fewer than two families.
    pub law: Option<EffortLaw>,
    /// The events that teach it, each predicted with the law of the other families.
    pub rows: Vec<EffortRow>,
    /// Sum of the absolute residuals of all identities of all runs.
    pub residual: u64,
}

/// A scenario with its events that teach effort: place among its events, row, family.
struct Lesson<'a> {
    scenario: Scenario,
    events: Vec<(usize, &'a EventRow, String)>,
}

/// Learns effort from rows that were predicted without it, and predicts their events again.
///
/// # Errors
///
/// All faults of the files.
pub fn with_effort(
    files: &[String],
    rows: &[EventRow],
    (draws, seed): (u32, u64),
) -> Result<EffortResults, Faults> {
    let lessons: Result<Vec<Lesson>, Faults> = files
        .iter()
        .map(|file| Ok(lesson(load(file, &[])?, rows)))
        .collect();
    let lessons = lessons?;
    let learnt = |left_out: Option<&str>| {
        let events = lessons.iter().flat_map(|lesson| &lesson.events);
        let others = events.filter(|(.., family)| Some(family.as_str()) != left_out);
        EffortLaw::learn(
            others.filter_map(|(_, row, family)| Some((family.as_str(), -row.log_ratio?))),
        )
    };
    let mut results = EffortResults {
        law: learnt(None),
        ..EffortResults::default()
    };
    for lesson in &lessons {
        let mut laws: Vec<(&str, EffortLaw)> = Vec::new();
        for (.., family) in &lesson.events {
            if !laws.iter().any(|(known, _)| known == family) {
                laws.extend(learnt(Some(family)).map(|law| (family.as_str(), law)));
            }
        }
        for (family, law) in laws {
            let mut scenario = lesson.scenario.clone();
            scenario.root.prior = Some(Prior {
                effort: Some(Effort::acting(libm::exp(law.mean), law.sd)),
            });
            let all = predict(&scenario, draws.max(1), seed)?;
            results.residual += all.residual;
            let of_family = lesson.events.iter().filter(|(.., other)| other == family);
            results.rows.extend(of_family.filter_map(|(place, row, _)| {
                let (id, event) = scenario.root.event.iter().nth(*place)?;
                let with = event_row(&scenario, id.as_str(), event, &all.pairs[*place]);
                Some(EffortRow {
                    scenario: row.scenario.clone(),
                    event: row.event.clone(),
                    family: family.to_owned(),
                    law,
                    predicted: with.predicted?.median,
                    observed: row.observed,
                    without: Score::of(row)?,
                    with: Score::of(&with)?,
                })
            }));
        }
    }
    Ok(results)
}

/// The events of a scenario that teach effort. Without a family of its own an event has that of
/// its file.
fn lesson(scenario: Scenario, rows: &[EventRow]) -> Lesson<'_> {
    let events = scenario.root.event.iter().enumerate();
    let events = events.filter_map(|(place, (id, event))| {
        let mut rows = rows.iter();
        let row = rows.find(|row| row.scenario == scenario.name && row.event == id.as_str())?;
        let family = event.family.as_ref();
        let family = family.map_or_else(|| scenario.name.clone(), ToString::to_string);
        teaches(row, &scenario, event).then_some((place, row, family))
    });
    let events = events.collect();
    Lesson { scenario, events }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two families: the first has two events and counts once.
    #[test]
    fn families_count_alike() {
        let events = [("a", -0.2), ("a", -0.6), ("b", -1.0)];
        let law = EffortLaw::learn(events).expect("two families");
        assert!((law.mean + 0.7).abs() < 1e-12);
        // Means -0.4 and -1.0: variance 0.18, of a further family 1.5 times that.
        assert!((law.sd - libm::sqrt(0.27)).abs() < 1e-12);
        assert_eq!(law.families, 2);
        assert_eq!(EffortLaw::learn([("a", -0.2), ("a", -0.6)]), None);
    }
}
