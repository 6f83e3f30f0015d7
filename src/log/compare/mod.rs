//! Distances between a simulated and a real log, compared with distances between parts of the
//! real one.
//!
//! The distances cover times, rhythm and order of activities. Chapela-Campa, Benchekroun,
//! Baron, Dumas, Krass and Senderovich ("Can I trust my simulation model? Measuring the
//! quality of business process simulation models", Business Process Management 2023) use
//! distances of this kind. A distance alone says little: it grows as logs become smaller, and
//! two samples of one distribution differ by chance. So each is shown with yardsticks,
//! computed in the same way from the same number of cases.

mod distance_measure;
mod log_sample;
mod unshared;
mod yardstick;

use serde::Serialize;

use super::EventLog;
use crate::stats::percentile;
use distance_measure::DAY;
pub use distance_measure::{DistanceMeasure, MEASURES, kolmogorov_smirnov};
use log_sample::{LogSample, Vocabulary};
pub use unshared::UnsharedActivity;
use unshared::unshared;
pub use yardstick::ComparePlan;
pub(crate) use yardstick::DistanceRange;
use yardstick::Yardstick;

/// Why two logs cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareError {
    /// The simulated log has no case.
    Simulated,
    /// The real log has fewer than two cases and cannot be split.
    Real,
    /// The training log has no case.
    Training,
    /// The number of splits is 0.
    Halvings,
}

impl std::fmt::Display for CompareError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Simulated => "the simulated log has no case; expected: at least one",
            Self::Real => {
                "the real log has fewer than two cases; expected: at least two, to split it into halves; check `--from` and `--until`"
            }
            Self::Training => {
                "the training log has no case; expected: at least one; check `--training-from` and `--training-until`"
            }
            Self::Halvings => "the number of halvings is 0; expected: at least 1; set `--halvings`",
        })
    }
}

impl std::error::Error for CompareError {}

/// The result of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Figures of the simulated log.
    pub simulated: LogFigures,
    /// Figures of the real log.
    pub real: LogFigures,
    /// Activities of the simulated log that the real one lacks, the most frequent first.
    pub only_simulated: Vec<UnsharedActivity>,
    /// Activities of the real log that the simulated one lacks, the most frequent first.
    pub only_real: Vec<UnsharedActivity>,
    /// Cases on each side in every comparison except `plain`.
    pub cases_a_side: usize,
    /// Number of random splits.
    pub halvings: u32,
    /// What naive replay takes as the simulation.
    pub replay: Replay,
    pub distances: Vec<DistanceRow>,
}

/// Figures of one log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogFigures {
    pub cases: usize,
    pub events: usize,
    /// Different sequences of activities.
    pub variants: usize,
    /// Median of the days from a case's first event to its last.
    pub median_days: f64,
    /// 90 % quantile of these days.
    pub p90_days: f64,
    /// Share of the cases with a repeated activity.
    pub rework_share: f64,
}

/// What naive replay takes as the simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Replay {
    /// The training log, against the real one.
    Training,
    /// The first half of the real log in time, against its second half.
    FirstHalf,
}

/// Position of the mean distance of the simulation relative to the range of half against half.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Above: the logs differ by more than halves of the real one differ by chance.
    Above,
    /// Within: these logs cannot distinguish the simulation from the real procedure.
    Within,
    /// Below: closer than independent cases of one distribution, as copies are.
    Below,
}

/// One distance with its yardsticks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DistanceRow {
    pub measure: DistanceMeasure,
    pub unit: &'static str,
    /// The whole simulated log against the whole real one.
    pub plain: f64,
    /// Simulated against real cases, the same number of each as in the yardsticks.
    pub fair: DistanceRange,
    /// Half of the real log against its other half.
    pub halves: DistanceRange,
    /// Naive replay: earlier cases, taken as the simulation.
    pub replay: DistanceRange,
    /// Mean of `fair` / mean of `halves`; none if halves do not differ.
    pub ratio: Option<f64>,
    /// Mean of `replay` / mean of `halves`.
    pub replay_ratio: Option<f64>,
    /// Position of `fair` relative to `halves`.
    pub standing: Standing,
}

/// Compares a simulated log with a real one.
///
/// # Errors
///
/// If a log has too few cases, or the number of splits is 0.
pub fn compare(
    simulated: &EventLog,
    real: &EventLog,
    training: Option<&EventLog>,
    plan: ComparePlan,
) -> Result<Comparison, CompareError> {
    if simulated.cases.is_empty() {
        return Err(CompareError::Simulated);
    }
    if real.cases.len() < 2 {
        return Err(CompareError::Real);
    }
    if training.is_some_and(|training| training.cases.is_empty()) {
        return Err(CompareError::Training);
    }
    if plan.halvings == 0 {
        return Err(CompareError::Halvings);
    }
    let mut vocabulary = Vocabulary::default();
    let real_sample = LogSample::from_log(real, &mut vocabulary);
    let simulated_sample = LogSample::from_log(simulated, &mut vocabulary);
    // Cases are in the order of their first event.
    let half = real.cases.len() / 2;
    let (before, after) = match training {
        Some(training) => (LogSample::from_log(training, &mut vocabulary), None),
        None => (
            LogSample::from_cases(real, &real.cases[..half], &mut vocabulary),
            Some(LogSample::from_cases(
                real,
                &real.cases[half..],
                &mut vocabulary,
            )),
        ),
    };
    let yardstick = Yardstick {
        size: half.min(simulated.cases.len()).min(before.cases()),
        plan,
        vocabulary: &vocabulary,
    };
    let plain = distance_measure::measure_all(
        &simulated_sample.full_profile(&vocabulary),
        &real_sample.full_profile(&vocabulary),
    );
    let fair = yardstick.between(&simulated_sample, &real_sample);
    let halves = yardstick.halves(&real_sample);
    let replay = yardstick.between(&before, after.as_ref().unwrap_or(&real_sample));
    let rows = MEASURES.iter().enumerate();
    let distances = rows.map(|(place, measure)| {
        let (fair, halves, replay) = (fair[place], halves[place], replay[place]);
        let ratio = |mean: f64| (halves.mean > 0.0).then(|| mean / halves.mean);
        DistanceRow {
            measure: *measure,
            unit: measure.unit(),
            plain: plain[place],
            fair,
            halves,
            replay,
            ratio: ratio(fair.mean),
            replay_ratio: ratio(replay.mean),
            standing: if fair.mean > halves.high {
                Standing::Above
            } else if fair.mean < halves.low {
                Standing::Below
            } else {
                Standing::Within
            },
        }
    });
    Ok(Comparison {
        simulated: figures(&simulated_sample, &vocabulary),
        real: figures(&real_sample, &vocabulary),
        only_simulated: unshared(simulated, real),
        only_real: unshared(real, simulated),
        cases_a_side: yardstick.size,
        halvings: plan.halvings,
        replay: if training.is_some() {
            Replay::Training
        } else {
            Replay::FirstHalf
        },
        distances: distances.collect(),
    })
}

/// Figures of a sample.
fn figures(sample: &LogSample, vocabulary: &Vocabulary) -> LogFigures {
    let profile = sample.full_profile(vocabulary);
    let days: Vec<f64> = profile
        .times
        .iter()
        .map(|time| *time as f64 / DAY)
        .collect();
    LogFigures {
        cases: sample.cases(),
        events: sample.events(),
        variants: profile.variants.iter().filter(|count| **count > 0).count(),
        median_days: percentile(&days, 0.5).unwrap_or(0.0),
        p90_days: percentile(&days, 0.9).unwrap_or(0.0),
        rework_share: profile.rework_share(),
    }
}
