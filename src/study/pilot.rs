//! Pilot runs of a baseline, and what they found beside the equations.

use std::collections::BTreeMap;

use super::world::WarmedUp;
use crate::calibrate::{Beliefs, Calibration};
use crate::compile::Options;
use crate::engine::Decided;
use crate::model::{Channel, DAY, Deterrence, Model, Policy, Span, Weighed};
use crate::observe::RunSums;
use crate::stats::{self, Context, Entry, Names};

/// The replication number of pilot runs; no study reaches it.
const PILOT: u32 = u32::MAX;

/// A pilot runs through this much of the measured years at most. It compares rates, and
/// longer counts would hardly make them more exact.
const PILOT_AT_MOST: Span = Span::from_seconds((4 * 365 + 1) * DAY.seconds());

/// Rates of fewer events are not compared: the relative error of a count of thirty is
/// near a fifth (1 / sqrt 30).
pub(super) const FEWEST: f64 = 30.0;

/// Needs refused, abandoned and late, by (origin, destination, channel).
pub(super) type Setbacks = BTreeMap<(usize, usize, usize), [u32; 3]>;

/// A pilot run of a baseline.
pub(super) struct Pilot {
    pub sums: RunSums,
    decided: Vec<Decided>,
    /// What leads weighed, by rising threshold.
    weighed: Vec<Weighed>,
    places: usize,
    /// Posts whose earliest start it measured, by jurisdiction.
    pub needed: Vec<u64>,
    /// Years that it was measured.
    years: f64,
    /// Bytes that it took at its end.
    pub bytes: u64,
    /// Bytes of its figures.
    pub kept: u64,
    /// Bytes of the names of these figures.
    pub named: u64,
}

impl Pilot {
    /// The first and the second pilot are number 0. None where nothing can be compared: a world
    /// without projects whose steps state no times.
    pub fn run(model: &Model, options: &Options, parts: usize, number: u32) -> Option<Self> {
        let mut model = model.clone();
        model.transform = options.transform;
        if let Deterrence::Effort(rule) = &mut model.belief.rule {
            rule.is_sampled = true;
        }
        let mut steps = model.procedures.iter().flat_map(|given| &given.steps);
        if model.kinds.is_empty() && steps.all(|step| step.elapsed.is_none()) {
            return None;
        }
        let from = model.frame.measured_from;
        let measured_to = model.frame.measured_to.min(from + PILOT_AT_MOST);
        let years = f64::from(measured_to - from) / crate::time::YEAR_SECONDS;
        let places = model.jurisdictions.len();
        let (shared, start) =
            WarmedUp::in_parts(model, options.seed, PILOT - number, parts).into_parts();
        let policy = Policy::default();
        // Filings and decisions of the measured years: the run-off adds nothing.
        let mut run = shared.begin(start.unpaired(), &policy);
        run.run_to(measured_to, &|| false)?;
        let sums = run.sums_so_far();
        let names = Names::new(shared.model(), "");
        let (entries, figures) = stats::measure(&sums, &names, &Context::default());
        Some(Self {
            decided: run.decided(),
            weighed: run.weighed(),
            needed: run.posts_needed(from, measured_to),
            bytes: run.bytes(),
            sums,
            places,
            years,
            kept: figures.bytes(),
            named: entries.len() as u64 * Entry::BYTES,
        })
    }

    /// Filings of a pilot over those expected, by procedure.
    pub fn filing_ratios(&self, expected: &[f64]) -> Vec<f64> {
        expected
            .iter()
            .enumerate()
            .map(|(number, expected)| {
                let filed: u64 = self.sums.procedures[number][0].filed.iter().sum();
                if filed as f64 >= FEWEST && expected * self.years >= 1.0 {
                    filed as f64 / self.years / expected
                } else {
                    1.0
                }
            })
            .collect()
    }

    /// Success and delay of a pilot's crossings over those expected. A corridor with few
    /// crossings takes the ratio of its channel over all corridors.
    pub fn belief_ratios(&self, expected: &Beliefs) -> Beliefs {
        let channels = self.by_channel(expected);
        let ratio = |decided: Decided, success: f64, delay: f64| {
            let (seen, days) = decided.means()?;
            let part = |seen: f64, expected: f64| {
                if expected > 0.0 { seen / expected } else { 1.0 }
            };
            (decided.number() as f64 >= FEWEST).then(|| (part(seen, success), part(days, delay)))
        };
        expected
            .iter()
            .map(|(place, (success, delay))| {
                let (sum, [successes, days]) = channels[&place.2];
                let count = sum.number() as f64;
                let ratios = ratio(self.decided_on(place), *success, *delay)
                    .or_else(|| ratio(sum, successes / count, days / count))
                    .unwrap_or((1.0, 1.0));
                (*place, ratios)
            })
            .collect()
    }

    /// By how much this pilot would still change what its model expects.
    pub fn remaining(&self, calibration: &Calibration, expected: &Beliefs) -> Remaining {
        let many = |number: u64| number >= MANY;
        let filed = calibration.flows.filed.iter().enumerate();
        let filings = filed.filter_map(|(number, expected)| {
            let filed: u64 = self.sums.procedures[number][0].filed.iter().sum();
            (many(filed) && *expected > 0.0).then(|| filed as f64 / self.years / expected)
        });
        let channels = self.by_channel(expected).into_values();
        let means = channels.filter_map(|(decided, [successes, days])| {
            let (success, delay) = decided.means().filter(|_| many(decided.number()))?;
            let count = decided.number() as f64;
            Some((success / (successes / count), delay / (days / count)))
        });
        let (success, delay): (Vec<f64>, Vec<f64>) = means.unzip();
        let finite = |ratios: Vec<f64>| largest(ratios.into_iter().filter(|one| one.is_finite()));
        Remaining {
            filings: largest(filings),
            success: finite(success),
            delay: finite(delay),
        }
    }

    /// By channel: the decisions, and what the equations expected of the same number.
    fn by_channel(&self, expected: &Beliefs) -> BTreeMap<usize, (Decided, [f64; 2])> {
        let mut channels: BTreeMap<usize, (Decided, [f64; 2])> = BTreeMap::new();
        for (place, (success, delay)) in expected {
            let decided = self.decided_on(place);
            let (sum, [successes, days]) = channels.entry(place.2).or_default();
            sum.add(decided);
            *successes += decided.number() as f64 * success;
            *days += decided.number() as f64 * delay;
        }
        channels
    }

    /// How the needs of the pilot failed. A corridor with few failures takes those of its channel
    /// over all corridors; a channel without any is left out.
    pub fn setbacks(&self, expected: &Beliefs) -> Setbacks {
        let mut channels = [Decided::default(); Channel::ALL.len()];
        for (place, of_place) in self.decided.iter().enumerate() {
            channels[place % Channel::ALL.len()].add(*of_place);
        }
        let seen = |place: &(usize, usize, usize)| {
            let of_place = self.decided_on(place);
            let lost: u64 = of_place.lost.iter().sum();
            let is_enough = lost as f64 >= FEWEST;
            let of_place = is_enough.then(|| of_place.setbacks()).flatten();
            of_place.or_else(|| channels[place.2].setbacks())
        };
        let places = expected.keys();
        places
            .filter_map(|place| Some((*place, seen(place)?)))
            .collect()
    }

    /// Share of the value of matched projects, past their calls, that was deterred. None where
    /// nobody weighed the effort.
    pub fn deterred_share(&self) -> Option<f64> {
        let value = |all: bool| {
            let counted = self.weighed.iter().filter(|one| all || one.is_deterred);
            counted.map(|one| one.value as f64).sum::<f64>()
        };
        (!self.weighed.is_empty()).then(|| value(false) / value(true).max(1.0))
    }

    /// The scale of effort at which this share of value would be deterred, by what leads of this
    /// pilot hoped; where even the greatest deters less, the least that deters all who have
    /// papers to work on. None without any.
    pub fn effort_scale(&self, share: f64) -> Option<f64> {
        let whole: f64 = self.weighed.iter().map(|one| one.value as f64).sum();
        let (mut deterred, mut before) = (0.0, None);
        let finite = self.weighed.iter().filter(|one| one.threshold.is_finite());
        for one in finite {
            if deterred >= share * whole {
                // Between the last that is deterred and the first that is not.
                let last = before.unwrap_or(0.0);
                return Some(f64::midpoint(last, one.threshold));
            }
            deterred += one.value as f64;
            before = Some(one.threshold);
        }
        before
    }

    fn decided_on(&self, &(origin, destination, channel): &(usize, usize, usize)) -> Decided {
        self.decided[(origin * self.places + destination) * Channel::ALL.len() + channel]
    }
}

/// The largest part by which a further pilot would change what is expected, where it counts
/// enough to tell. None where it does not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Remaining {
    /// Filings of a procedure.
    pub filings: Option<f64>,
    /// Success of the crossings of a channel.
    pub success: Option<f64>,
    /// Their delay.
    pub delay: Option<f64>,
}

/// From this count on a ratio differs from chance: the error of such a count is 1 %.
const MANY: u64 = 10_000;

/// The ratio that is farthest from 1, as a part of 1.
fn largest(ratios: impl Iterator<Item = f64>) -> Option<f64> {
    ratios
        .map(|ratio| (ratio - 1.0).abs())
        .max_by(f64::total_cmp)
}
