//! How far a simulated log is from a real one, beside how far parts of the real one are
//! from one another.
//!
//! Distances of this kind, over times, rhythm and order of activities, are those by which
//! Chapela-Campa, Benchekroun, Baron, Dumas, Krass and Senderovich ("Can I trust my
//! simulation model? Measuring the quality of business process simulation models",
//! Business Process Management 2023) measure simulation models of processes. A distance alone says
//! little: it grows as logs become smaller, and no two samples of one law are the same.
//! So each stands beside yardsticks that are worked out in the same way from as many cases.

mod distance;
mod sample;
mod unshared;
mod yardstick;

use serde::Serialize;

use super::EventLog;
use distance::DAY;
pub use distance::{MEASURES, Measure, kolmogorov_smirnov};
use sample::{Sample, Vocabulary};
pub use unshared::Unshared;
use unshared::unshared;
pub use yardstick::{Plan, Spread};
use yardstick::{Yardstick, quantile};

/// Why two logs cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooFew {
    /// The simulated log has no case.
    Simulated,
    /// The real log has fewer than two cases, and cannot be parted.
    Real,
    /// The training log has no case.
    Training,
    /// No halving is asked for.
    Halvings,
}

impl std::fmt::Display for TooFew {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Simulated => "the simulated log has no case",
            Self::Real => {
                "the real log has fewer than two cases; wanted: two at least, for it is parted in two; is `--from` or `--until` outside it?"
            }
            Self::Training => {
                "the training log has no case; is `--training-from` or `--training-until` outside it?"
            }
            Self::Halvings => "no halving; wanted: one at least",
        })
    }
}

impl std::error::Error for TooFew {}

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The logs, each for itself.
    pub simulated: Figures,
    /// The real log.
    pub real: Figures,
    /// Activities of the simulated log that the real one lacks, the most frequent first.
    pub only_simulated: Vec<Unshared>,
    /// Activities of the real log that the simulated one lacks, the most frequent first.
    pub only_real: Vec<Unshared>,
    /// Cases a side in every comparison but the plain one.
    pub cases_a_side: usize,
    /// How often the logs were parted.
    pub halvings: u32,
    /// What stands for the simulation in naive replay.
    pub replay: Replay,
    /// The distances.
    pub distances: Vec<Row>,
}

/// A log in a few figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// Cases.
    pub cases: usize,
    /// Events.
    pub events: usize,
    /// Different sequences of activities.
    pub variants: usize,
    /// Median of the days from a case's first event to its last.
    pub median_days: f64,
    /// 90 % quantile of the same.
    pub p90_days: f64,
    /// Share of the cases in which an activity comes again.
    pub rework_share: f64,
}

/// What stands for the simulation in naive replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Replay {
    /// The training log, against the real one.
    Training,
    /// The first half of the real log in time, against its second half.
    FirstHalf,
}

/// Where the mean distance of the simulation lies beside the range of half against half.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Above it: the logs differ by more than halves of the real one do by chance.
    Above,
    /// Within it: these logs do not tell the simulation from the real procedure.
    Within,
    /// Below it: nearer than independent cases of one law are, as copies are.
    Below,
}

/// One distance with its yardsticks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// What is measured.
    pub measure: Measure,
    /// Its unit.
    pub unit: &'static str,
    /// The whole simulated log against the whole real one.
    pub plain: f64,
    /// As many simulated cases as real ones, as many as in the yardsticks.
    pub fair: Spread,
    /// Half of the real log against its other half.
    pub halves: Spread,
    /// Naive replay: what was known before, taken as the simulation.
    pub replay: Spread,
    /// Mean of `fair` / mean of `halves`; none where halves do not differ.
    pub ratio: Option<f64>,
    /// Mean of `replay` / mean of `halves`.
    pub replay_ratio: Option<f64>,
    /// `fair` beside `halves`.
    pub standing: Standing,
}

/// Compares a simulated log with a real one.
///
/// # Errors
///
/// When a log has too few cases, or there is no halving.
pub fn compare(
    simulated: &EventLog,
    real: &EventLog,
    training: Option<&EventLog>,
    plan: Plan,
) -> Result<Comparison, TooFew> {
    if simulated.cases.is_empty() {
        return Err(TooFew::Simulated);
    }
    if real.cases.len() < 2 {
        return Err(TooFew::Real);
    }
    if training.is_some_and(|training| training.cases.is_empty()) {
        return Err(TooFew::Training);
    }
    if plan.halvings == 0 {
        return Err(TooFew::Halvings);
    }
    let mut vocabulary = Vocabulary::default();
    let real_sample = Sample::of(real, &mut vocabulary);
    let simulated_sample = Sample::of(simulated, &mut vocabulary);
    // Cases stand in the order of their first event.
    let half = real.cases.len() / 2;
    let (before, after) = match training {
        Some(training) => (Sample::of(training, &mut vocabulary), None),
        None => (
            Sample::of_cases(real, &real.cases[..half], &mut vocabulary),
            Some(Sample::of_cases(real, &real.cases[half..], &mut vocabulary)),
        ),
    };
    let yardstick = Yardstick {
        size: half.min(simulated.cases.len()).min(before.cases()),
        plan,
        vocabulary: &vocabulary,
    };
    let plain = distance::all(
        &simulated_sample.whole(&vocabulary),
        &real_sample.whole(&vocabulary),
    );
    let fair = yardstick.between(&simulated_sample, &real_sample);
    let halves = yardstick.halves(&real_sample);
    let replay = yardstick.between(&before, after.as_ref().unwrap_or(&real_sample));
    let rows = MEASURES.iter().enumerate();
    let distances = rows.map(|(place, measure)| {
        let (fair, halves, replay) = (fair[place], halves[place], replay[place]);
        let ratio = |mean: f64| (halves.mean > 0.0).then(|| mean / halves.mean);
        Row {
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

fn figures(sample: &Sample, vocabulary: &Vocabulary) -> Figures {
    let profile = sample.whole(vocabulary);
    let days: Vec<f64> = profile
        .times
        .iter()
        .map(|time| *time as f64 / DAY)
        .collect();
    Figures {
        cases: sample.cases(),
        events: sample.events(),
        variants: profile.variants.iter().filter(|count| **count > 0).count(),
        median_days: quantile(&days, 0.5),
        p90_days: quantile(&days, 0.9),
        rework_share: profile.rework_share(),
    }
}
