//! Models calibrated on their baseline, with one correction by a pilot run.

use std::collections::BTreeMap;

use super::bound;
use super::world::WarmedUp;
use crate::calibrate::{self, Beliefs, Calibration, Flows, Measured, calibrate, merge_calibration};
use crate::compile::{Options, build};
use crate::engine::Decided;
use crate::model::{Channel, DAY, Model, Policy, Span, Transform};
use crate::observe::RunSums;
use crate::scenario::{Faults, Scenario};
use crate::stats::{self, Context, Entry, Names};

/// Ratios of a pilot run of the baseline to the equations: filings at each procedure,
/// success and delay of each corridor and channel. They are measured once at the central
/// parameters and applied to every draw, so that a draw needs no pilot.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Correction {
    filed: Vec<f64>,
    beliefs: Beliefs,
    setbacks: Setbacks,
    /// Bytes that the pilot took at its end.
    pub(super) bytes: u64,
    /// Bytes of the figures of one run.
    pub(super) kept: u64,
    /// Bytes of the names of these figures, which every world keeps once.
    pub(super) named: u64,
}

/// Needs refused, abandoned and late, by (origin, destination, channel).
type Setbacks = BTreeMap<(usize, usize, usize), [u32; 3]>;

/// The replication number of pilot runs; no study reaches it.
const PILOT: u32 = u32::MAX;

/// A pilot runs through this much of the measured years at most. It compares rates, and
/// longer counts would hardly make them more exact.
const PILOT_AT_MOST: Span = Span::from_seconds((4 * 365 + 1) * DAY.seconds());

/// Rates of fewer events are not compared: the relative error of a count of thirty is
/// near a fifth (1 / sqrt 30).
const FEWEST: f64 = 30.0;

impl Correction {
    /// Runs the baseline once with what the equations expect, and compares.
    ///
    /// # Errors
    ///
    /// All faults that only show when the tables are put together.
    pub fn new(scenario: &Scenario, options: &Options) -> Result<Self, Faults> {
        let central = Options {
            draw: 0,
            ..*options
        };
        Ok(Self::measure(
            &Expected::new(scenario, &central)?,
            &central,
            1,
        ))
    }

    /// Runs the model of the equations at the central parameters, in several parallel parts,
    /// and compares.
    #[must_use]
    pub fn measure(expected: &Expected, central: &Options, parts: usize) -> Self {
        let flows = &expected.calibration.flows;
        let mut model = expected.model.clone();
        model.transform = central.transform;
        if model.kinds.is_empty() {
            return Self::default();
        }
        let from = model.frame.measured_from;
        let measured_to = model.frame.measured_to.min(from + PILOT_AT_MOST);
        let years = f64::from(measured_to - from) / crate::time::YEAR_SECONDS;
        let places = model.jurisdictions.len();
        let expected = model.belief.reference.clone();
        let (shared, start) = WarmedUp::in_parts(model, central.seed, PILOT, parts).into_parts();
        let policy = Policy::default();
        // Filings and decisions of the measured years: the run-off adds nothing.
        let mut pilot = shared.begin(start.unpaired(), &policy);
        if pilot.run_to(measured_to, &|| false).is_none() {
            return Self::default();
        }
        let sums = pilot.sums_so_far();
        let names = Names::new(shared.model(), "");
        let (entries, figures) = stats::measure(&sums, &names, &Context::default());
        Self {
            filed: filing_ratios(&flows.filed, &sums, years),
            beliefs: belief_ratios(&expected, &pilot.decided(), places),
            setbacks: setbacks(&expected, &pilot.decided(), places),
            bytes: pilot.bytes(),
            kept: figures.bytes(),
            named: entries.len() as u64 * Entry::BYTES,
        }
    }
}

/// Filings of a pilot over those expected, by procedure.
fn filing_ratios(expected: &[f64], sums: &RunSums, years: f64) -> Vec<f64> {
    expected
        .iter()
        .enumerate()
        .map(|(number, expected)| {
            let filed: u64 = sums.procedures[number][0].filed.iter().sum();
            if filed as f64 >= FEWEST && expected * years >= 1.0 {
                filed as f64 / years / expected
            } else {
                1.0
            }
        })
        .collect()
}

/// Success and delay of a pilot's crossings over those expected. A corridor with few
/// crossings takes the ratio of its channel over all corridors.
fn belief_ratios(expected: &Beliefs, decided: &[Decided], places: usize) -> Beliefs {
    let decided_on = |&(origin, destination, channel): &(usize, usize, usize)| {
        decided[(origin * places + destination) * Channel::ALL.len() + channel]
    };
    // The decisions, and what the equations expected of the same number.
    let mut channels: BTreeMap<usize, (Decided, [f64; 2])> = BTreeMap::new();
    for (place, (success, delay)) in expected {
        let decided = decided_on(place);
        let (sum, [successes, days]) = channels.entry(place.2).or_default();
        sum.add(decided);
        *successes += decided.number() as f64 * success;
        *days += decided.number() as f64 * delay;
    }
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
            let ratios = ratio(decided_on(place), *success, *delay)
                .or_else(|| ratio(sum, successes / count, days / count))
                .unwrap_or((1.0, 1.0));
            (*place, ratios)
        })
        .collect()
}

/// How the needs of a pilot failed. A corridor with few failures takes those of its channel over
/// all corridors; a channel without any is left out.
fn setbacks(expected: &Beliefs, decided: &[Decided], places: usize) -> Setbacks {
    let mut channels = [Decided::default(); Channel::ALL.len()];
    for (place, of_place) in decided.iter().enumerate() {
        channels[place % Channel::ALL.len()].add(*of_place);
    }
    let seen = |&(origin, destination, channel): &(usize, usize, usize)| {
        let corridor = origin * places + destination;
        let of_place = decided[corridor * Channel::ALL.len() + channel];
        let lost: u64 = of_place.lost.iter().sum();
        let is_enough = lost as f64 >= FEWEST;
        let of_place = is_enough.then(|| of_place.setbacks()).flatten();
        of_place.or_else(|| channels[channel].setbacks())
    };
    let keys = expected.keys();
    keys.filter_map(|key| Some((*key, seen(key)?))).collect()
}

/// The model of a draw, calibrated on its baseline. Transforms and edits come after
/// the calibration: what is known of the baseline stays known.
///
/// # Errors
///
/// All faults that only show when the tables are put together.
pub fn calibrated(
    scenario: &Scenario,
    options: &Options,
    correction: &Correction,
) -> Result<(Model, Calibration), Faults> {
    Expected::new(scenario, options)?.corrected(scenario, options, correction)
}

/// The model of a scenario as stated, calibrated by the equations alone. Every correction
/// starts from it.
#[derive(Debug, Clone)]
pub struct Expected {
    model: Model,
    calibration: Calibration,
}

impl Expected {
    /// Calibrates the model of a draw without a pilot and without edits.
    ///
    /// # Errors
    ///
    /// All faults that only show when the tables are put together.
    pub fn new(scenario: &Scenario, options: &Options) -> Result<Self, Faults> {
        let stated = scenario.as_stated();
        Self::uncorrected(stated.as_ref().unwrap_or(scenario), &plain(options))
    }

    /// Bytes that a run of it is expected to take.
    #[must_use]
    pub fn bytes(&self) -> f64 {
        calibrate::bytes(&self.model, &self.calibration)
    }

    /// The model of the same scenario and draw, corrected, and with its edits.
    ///
    /// # Errors
    ///
    /// All faults that only show when the tables are put together.
    pub fn corrected(
        &self,
        scenario: &Scenario,
        options: &Options,
        correction: &Correction,
    ) -> Result<(Model, Calibration), Faults> {
        let (mut model, calibration) = match scenario.as_stated() {
            None => self.apply(correction),
            Some(stated) => {
                let (model, calibration) =
                    self.edited(scenario, &stated, &plain(options), correction)?;
                bound::check(scenario, &model, &calibration, options)?;
                (model, calibration)
            }
        };
        model.transform = options.transform;
        Ok((model, calibration))
    }

    /// A model calibrated on its own scenario, without a pilot.
    fn uncorrected(scenario: &Scenario, options: &Options) -> Result<Self, Faults> {
        let mut model = build(scenario, options)?;
        let calibration = calibrate(&mut model, None);
        bound::check(scenario, &model, &calibration, options)?;
        Ok(Self { model, calibration })
    }

    /// A model with its edits and the calibration of the scenario as stated.
    fn edited(
        &self,
        scenario: &Scenario,
        stated: &Scenario,
        options: &Options,
        correction: &Correction,
    ) -> Result<(Model, Calibration), Faults> {
        let built = build(stated, options)?;
        let (calibrated, calibration) = self.apply(correction);
        let mut model = build(scenario, options)?;
        match merge_calibration(&mut model, &built, &calibrated, &calibration) {
            Some(reached) => Ok((model, reached)),
            None => Ok(Self::uncorrected(scenario, options)?.apply(correction)),
        }
    }

    /// The model corrected by a pilot.
    fn apply(&self, correction: &Correction) -> (Model, Calibration) {
        let (mut model, mut calibration) = (self.model.clone(), self.calibration.clone());
        if !correction.filed.is_empty() {
            let filed = calibration
                .flows
                .filed
                .iter()
                .zip(&correction.filed)
                .map(|(expected, ratio)| expected * ratio)
                .collect();
            let measured = Measured {
                flows: Flows {
                    filed,
                    reached: Vec::new(),
                },
                beliefs: correction.beliefs.clone(),
            };
            calibration = calibrate(&mut model, Some(&measured));
            model.belief.setbacks.clone_from(&correction.setbacks);
        }
        (model, calibration)
    }
}

/// Options of the same draw with nothing switched off.
fn plain(options: &Options) -> Options {
    Options {
        transform: Transform::default(),
        ..*options
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::load;

    fn tiny(sets: &[&str], recalibrate: bool) -> (Model, Calibration) {
        let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
        let mut scenario =
            load("scenarios/tiny.toml", &sets).unwrap_or_else(|faults| panic!("{faults}"));
        if recalibrate {
            scenario.recalibrate();
        }
        calibrated(&scenario, &Options::default(), &Correction::default())
            .unwrap_or_else(|faults| panic!("{faults}"))
    }

    fn officers(model: &Model, id: &str) -> f64 {
        let office = model.offices.iter().find(|office| office.id == id);
        office.map_or(f64::NAN, |office| {
            model.levers[office.officers.index()].base
        })
    }

    const MORE_CASES: &str = "procedure.xaa-permit.background_a_year=9000";

    #[test]
    fn an_edit_does_not_calibrate_anew() {
        let (stated, calibration) = tiny(&[], false);
        let (edited, reached) = tiny(&[MORE_CASES], false);
        let office = "xaa-bureau";
        assert!(
            officers(&stated, office)
                .total_cmp(&officers(&edited, office))
                .is_eq()
        );
        assert_eq!(stated.belief.reference, edited.belief.reference);
        let load = |calibration: &Calibration, model: &Model| {
            let row = calibration
                .offices
                .iter()
                .find(|row| model.offices[row.office].id == office);
            row.map_or(f64::NAN, |row| row.load)
        };
        assert!(
            load(&reached, &edited) > 1.1 * load(&calibration, &stated),
            "its load rises"
        );
        for (before, after) in stated.procedures.iter().zip(&edited.procedures) {
            for (before, after) in before.steps.iter().zip(&after.steps) {
                assert_eq!(before.passage, after.passage, "{}", before.id);
            }
        }
    }

    #[test]
    fn an_edit_may_ask_for_it() {
        let office = "xaa-bureau";
        let before = officers(&tiny(&[], false).0, office);
        assert!(officers(&tiny(&[MORE_CASES], true).0, office) > before);
        assert!(officers(&tiny(&["office.xaa-bureau.load=0.4"], false).0, office) > before);
    }

    #[test]
    fn officers_that_an_edit_states_stay() {
        let (model, _) = tiny(&["office.xaa-data.officers=3"], false);
        assert!(officers(&model, "xaa-data").total_cmp(&3.0).is_eq());
    }

    #[test]
    fn an_edit_that_changes_nothing_gives_the_same_model() {
        let value = "procedure.xaa-data-out.step.assess.refuse_share=";
        let text = std::fs::read_to_string("scenarios/tiny.toml").unwrap_or_default();
        let stated = text
            .split("[procedure.xaa-data-out.step.assess]")
            .nth(1)
            .and_then(|rest| rest.split("refuse_share =").nth(1))
            .and_then(|rest| rest.lines().next())
            .unwrap_or("0")
            .trim();
        let (plain, _) = tiny(&[], false);
        let (same, _) = tiny(&[&format!("{value}{stated}")], false);
        assert!(plain == same, "bit by bit");
    }
}
