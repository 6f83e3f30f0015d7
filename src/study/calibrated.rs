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

/// What a pilot run of the baseline brought for each thing that the equations
/// expected: filings at each procedure, success and delay of each corridor and
/// channel. Found once at the central parameters; every draw is corrected alike, so
/// that a draw costs no run of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Correction {
    filed: Vec<f64>,
    beliefs: Beliefs,
    /// Bytes that the pilot took at its end.
    pub(super) bytes: u64,
    /// Bytes of the figures of one run.
    pub(super) kept: u64,
    /// Bytes of the names of these figures, which every world keeps once.
    pub(super) named: u64,
}

/// The replication number of pilot runs; no study reaches it.
const PILOT: u32 = u32::MAX;

/// A pilot runs through so much of the measured years at most. It compares rates, and
/// longer counts would make them hardly more exact.
const PILOT_AT_MOST: Span = Span::from_seconds((4 * 365 + 1) * DAY.seconds());

/// What a pilot has seen fewer times measures nothing: the relative error of a
/// count of thirty is near a fifth (1 / sqrt 30).
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
        Ok(Self::of(&Expected::new(scenario, &central)?, &central, 1))
    }

    /// Runs what the equations expect at the central parameters, in so many parts side by
    /// side, and compares.
    #[must_use]
    pub fn of(expected: &Expected, central: &Options, parts: usize) -> Self {
        let found = &expected.found;
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
        let (ground, start) = WarmedUp::in_parts(model, central.seed, PILOT, parts).into_parts();
        let policy = Policy::default();
        // Filings and decisions of the measured years: the run-off adds nothing.
        let mut pilot = ground.begin(start.unpaired(), &policy);
        if pilot.go_on(measured_to, &|| false).is_none() {
            return Self::default();
        }
        let outcome = pilot.so_far();
        let names = Names::new(ground.model(), "");
        let (entries, figures) = stats::measure(&outcome, &names, &Context::default());
        Self {
            filed: filed(&found.flows.filed, &outcome, years),
            beliefs: beliefs(&expected, &pilot.decided(), places),
            bytes: pilot.bytes(),
            kept: figures.bytes(),
            named: entries.iter().map(Entry::bytes).sum(),
        }
    }
}

/// Filings of a pilot for each that was expected, by procedure.
fn filed(expected: &[f64], outcome: &RunSums, years: f64) -> Vec<f64> {
    expected
        .iter()
        .enumerate()
        .map(|(number, expected)| {
            let filed: u64 = outcome.procedures[number][0].filed.iter().sum();
            if filed as f64 >= FEWEST && expected * years >= 1.0 {
                filed as f64 / years / expected
            } else {
                1.0
            }
        })
        .collect()
}

/// Success and delay of a pilot's crossings for each that was expected. A corridor
/// that saw few takes the figure of its channel over all corridors.
fn beliefs(expected: &Beliefs, decided: &[Decided], places: usize) -> Beliefs {
    let heard = |&(origin, destination, channel): &(usize, usize, usize)| {
        decided[(origin * places + destination) * Channel::ALL.len() + channel]
    };
    // What was decided, and what the equations expected of as many.
    let mut channels: BTreeMap<usize, (Decided, [f64; 2])> = BTreeMap::new();
    for (place, (success, delay)) in expected {
        let decided = heard(place);
        let (sum, [successes, days]) = channels.entry(place.2).or_default();
        sum.add(decided);
        *successes += decided.all as f64 * success;
        *days += decided.all as f64 * delay;
    }
    let ratio = |decided: Decided, success: f64, delay: f64| {
        let (seen, days) = decided.means()?;
        let part = |seen: f64, expected: f64| {
            if expected > 0.0 { seen / expected } else { 1.0 }
        };
        (decided.all as f64 >= FEWEST).then(|| (part(seen, success), part(days, delay)))
    };
    expected
        .iter()
        .map(|(place, (success, delay))| {
            let (sum, [successes, days]) = channels[&place.2];
            let all = sum.all as f64;
            let found = ratio(heard(place), *success, *delay)
                .or_else(|| ratio(sum, successes / all, days / all))
                .unwrap_or((1.0, 1.0));
            (*place, found)
        })
        .collect()
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

/// The model of a scenario as stated, with what the equations alone expect of it: what
/// every correction begins with.
#[derive(Debug, Clone)]
pub struct Expected {
    model: Model,
    found: Calibration,
}

impl Expected {
    /// Calibrates the model of a draw without a pilot and without edits.
    ///
    /// # Errors
    ///
    /// All faults that only show when the tables are put together.
    pub fn new(scenario: &Scenario, options: &Options) -> Result<Self, Faults> {
        let stated = scenario.as_stated();
        Self::on_its_own(stated.as_ref().unwrap_or(scenario), &plain(options))
    }

    /// Bytes that a run of it is expected to take.
    #[must_use]
    pub fn bytes(&self) -> f64 {
        calibrate::bytes(&self.model, &self.found)
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
        let (mut model, found) = match scenario.as_stated() {
            None => self.with(correction),
            Some(stated) => {
                let (model, found) = self.edited(scenario, &stated, &plain(options), correction)?;
                bound::hold(scenario, &model, &found, options)?;
                (model, found)
            }
        };
        model.transform = options.transform;
        Ok((model, found))
    }

    /// A model with what the equations expect of its own scenario.
    fn on_its_own(scenario: &Scenario, options: &Options) -> Result<Self, Faults> {
        let mut model = build(scenario, options)?;
        let found = calibrate(&mut model, None);
        bound::hold(scenario, &model, &found, options)?;
        Ok(Self { model, found })
    }

    /// A model with what was found of the scenario as stated, before its edits.
    fn edited(
        &self,
        scenario: &Scenario,
        stated: &Scenario,
        options: &Options,
        correction: &Correction,
    ) -> Result<(Model, Calibration), Faults> {
        let built = build(stated, options)?;
        let (calibrated, found) = self.with(correction);
        let mut model = build(scenario, options)?;
        match merge_calibration(&mut model, &built, &calibrated, &found) {
            Some(reached) => Ok((model, reached)),
            None => Ok(Self::on_its_own(scenario, options)?.with(correction)),
        }
    }

    /// The model set right by what a pilot brought.
    fn with(&self, correction: &Correction) -> (Model, Calibration) {
        let (mut model, mut found) = (self.model.clone(), self.found.clone());
        if !correction.filed.is_empty() {
            let filed = found
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
            found = calibrate(&mut model, Some(&measured));
        }
        (model, found)
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
            model.levers[office.officers.0 as usize].base
        })
    }

    const MORE_CASES: &str = "procedure.xaa-permit.background_a_year=9000";

    #[test]
    fn an_edit_does_not_calibrate_anew() {
        let (stated, found) = tiny(&[], false);
        let (edited, reached) = tiny(&[MORE_CASES], false);
        let desk = "xaa-bureau";
        assert!(
            officers(&stated, desk)
                .total_cmp(&officers(&edited, desk))
                .is_eq()
        );
        assert_eq!(stated.belief.reference, edited.belief.reference);
        let load = |found: &Calibration, model: &Model| {
            let row = found
                .offices
                .iter()
                .find(|row| model.offices[row.office].id == desk);
            row.map_or(f64::NAN, |row| row.load)
        };
        assert!(
            load(&reached, &edited) > 1.1 * load(&found, &stated),
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
        let desk = "xaa-bureau";
        let before = officers(&tiny(&[], false).0, desk);
        assert!(officers(&tiny(&[MORE_CASES], true).0, desk) > before);
        assert!(officers(&tiny(&["office.xaa-bureau.load=0.4"], false).0, desk) > before);
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
