//! Models calibrated on their baseline, and corrected by two pilot runs.

use super::bound;
use super::pilot::{Pilot, Remaining, Setbacks};
use super::stay_ratios::{StayRatios, corrected_stays, stay_ratios};
use crate::calibrate::{
    self, Beliefs, Calibration, Flows, Measured, calibrate, merge_calibration, solve,
};
use crate::compile::{Options, build};
use crate::model::{Model, Transform};
use crate::scenario::{Faults, Scenario};

/// What pilot runs of the baseline found beside the equations. The first, at the central
/// parameters and repeated up to twice, finds how much longer each step takes, filings, stays, and
/// the success and delay of each corridor and channel. The second finds all but the times of steps
/// again, where steps take as long as known. The times of steps are added in every draw. The rest
/// are ratios, and each draw has a second pilot of its own, thinned.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Correction {
    filed: Vec<f64>,
    beliefs: Beliefs,
    /// Seconds of the wall clock, by procedure, then by step.
    excess: Vec<Vec<f64>>,
    stays: Vec<StayRatios>,
    setbacks: Setbacks,
    /// Where effort deters and the scenario states no scale: what was found.
    effort: Option<FoundEffort>,
    /// Bytes that the pilot took at its end.
    pub(super) bytes: u64,
    /// Bytes of the figures of one run.
    pub(super) kept: u64,
    /// Bytes of the names of these figures, which every world keeps once.
    pub(super) named: u64,
}

/// The scale of effort that pilots found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoundEffort {
    /// Value that an hour must bring.
    pub scale: f64,
    /// Share of the value of matched projects that hope alone deters.
    pub aimed: f64,
    /// Share that the scale before this one deterred in the last pilot.
    pub reached: f64,
}

/// Pilots that find the scale of effort, after one in which hope alone decides: beliefs follow
/// who begins, so the first scale is not the last.
const EFFORT_ROUNDS: usize = 2;

/// Times of steps that ended less often are not compared: at a coefficient of variation of one
/// half, the error of such a mean is 5 %.
const FEWEST_TIMES: u64 = 100;

/// The first pilot is repeated until every step meets its known time as closely as this, beyond
/// twice the error of its mean,
const TOLERANCE: f64 = 0.01;

/// and at most so often: a step whose office is closed at night does not take an hour less where
/// its passage does.
const ROUNDS: usize = 3;

impl Correction {
    /// Runs both pilots of the baseline at the central parameters.
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

    /// Runs both pilots of the model of the equations at the central parameters, in several
    /// parallel parts.
    #[must_use]
    pub fn measure(expected: &Expected, central: &Options, parts: usize) -> Self {
        let mut correction = Self::default();
        for _ in 0..ROUNDS {
            let (model, calibration) = expected.apply(&correction);
            let Some(pilot) = Pilot::run(&model, central, parts, 0) else {
                return correction;
            };
            (correction.bytes, correction.kept, correction.named) =
                (pilot.bytes, pilot.kept, pilot.named);
            correction.take_traffic(&pilot, &model, &calibration);
            if !correction.take_times(&pilot, &calibration) {
                break;
            }
        }
        if expected.model.kinds.is_empty() {
            return correction;
        }
        let rule = expected.model.belief.effort();
        if rule.is_some_and(|rule| rule.scale.is_none()) {
            return correction.with_effort(expected, central, parts);
        }
        correction.with_second(expected, central, parts)
    }

    /// What pilots found where effort deters, if the scenario states no scale.
    #[must_use]
    pub fn effort(&self) -> Option<FoundEffort> {
        self.effort
    }

    /// The second pilot where the scale of effort is still to be found: once where hope alone
    /// decides, then where effort does.
    fn with_effort(mut self, expected: &Expected, options: &Options, parts: usize) -> Self {
        for _ in 0..=EFFORT_ROUNDS {
            let (model, calibration) = expected.apply(&self);
            let Some(pilot) = Pilot::run(&model, options, parts, 0) else {
                return self;
            };
            self.take_traffic(&pilot, &model, &calibration);
            let Some(reached) = pilot.deterred_share() else {
                return self;
            };
            let aimed = self.effort.map_or(reached, |found| found.aimed);
            let Some(scale) = pilot.effort_scale(aimed) else {
                return self;
            };
            self.effort = Some(FoundEffort {
                scale,
                aimed,
                reached,
            });
        }
        self
    }

    /// The correction of a draw: that of the central parameters, and a second pilot in a world
    /// with one researcher in `thinning` of those of the options.
    ///
    /// # Errors
    ///
    /// All faults that only show when the tables are put together.
    pub fn of_draw(
        &self,
        scenario: &Scenario,
        options: &Options,
        thinning: u32,
    ) -> Result<Self, Faults> {
        if scenario.root.project.is_empty() || self.filed.is_empty() {
            return Ok(self.clone());
        }
        let scale = options.scale.unwrap_or(scenario.root.study.scale).max(1);
        let thinned = Options {
            scale: Some(scale * thinning),
            ..*options
        };
        let expected = Expected::new(scenario, &thinned)?;
        Ok(self.clone().with_second(&expected, &thinned, 1))
    }

    /// Corrects filings, success and delay by a further pilot.
    fn with_second(mut self, expected: &Expected, options: &Options, parts: usize) -> Self {
        let (model, calibration) = expected.apply(&self);
        if let Some(second) = Pilot::run(&model, options, parts, 0) {
            self.take_traffic(&second, &model, &calibration);
        }
        self
    }

    /// By how much a third pilot, with other random numbers, would change what is expected of the
    /// baseline; none without projects.
    #[must_use]
    pub fn remaining(&self, expected: &Expected, central: &Options) -> Option<Remaining> {
        if expected.model.kinds.is_empty() {
            return None;
        }
        let (model, calibration) = expected.apply(self);
        let pilot = Pilot::run(&model, central, 1, 1)?;
        Some(pilot.remaining(&calibration, &model.belief.reference))
    }

    /// Filings, success and delay that a pilot found beside those expected of its model.
    fn take_traffic(&mut self, pilot: &Pilot, model: &Model, calibration: &Calibration) {
        let filed = pilot.filing_ratios(&calibration.flows.filed);
        self.filed.resize(filed.len(), 1.0);
        for (ratio, found) in self.filed.iter_mut().zip(filed) {
            *ratio *= found;
        }
        self.setbacks = pilot.setbacks(&model.belief.reference);
        let stays = stay_ratios(model, &pilot.sums, &pilot.needed);
        let before = self.stays.iter().copied().map(Some);
        let before = before.chain(std::iter::repeat(None));
        self.stays = before
            .zip(&stays)
            .map(|(before, further)| before.map_or(*further, |ratios| ratios.then(*further)))
            .collect();
        for (place, found) in pilot.belief_ratios(&model.belief.reference) {
            let (success, delay) = self.beliefs.entry(place).or_insert((1.0, 1.0));
            *success *= found.0;
            *delay *= found.1;
        }
    }

    /// How much longer each step took than the equations expect. Whether some step that can be
    /// shortened or lengthened still misses its known time by more than a hundredth and the error
    /// of the mean.
    fn take_times(&mut self, pilot: &Pilot, calibration: &Calibration) -> bool {
        let procedures = pilot.sums.procedures.iter();
        let as_expected = procedures.map(|cases| vec![0.0; cases[0].steps.len()]);
        if self.excess.is_empty() {
            self.excess = as_expected.collect();
        }
        let mut misses = false;
        for split in &calibration.splits {
            let Some(known) = split.known else { continue };
            let cases = pilot.sums.procedures[split.procedure].iter();
            let (ended, elapsed) = cases.fold((0, 0), |(ended, elapsed), cases| {
                let step = &cases.steps[split.step];
                (ended + step.ended, elapsed + step.elapsed)
            });
            if ended < FEWEST_TIMES {
                continue;
            }
            let mean = elapsed as f64 / ended as f64;
            let missed = mean - split.elapsed();
            self.excess[split.procedure][split.step] += missed;
            let error = TOLERANCE + 1.0 / (ended as f64).sqrt();
            misses |= split.passage > 0.0 && missed.abs() > error * known;
        }
        misses
    }
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
        let calibration = solve(&mut model, &[]);
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
        model
            .belief
            .fit_scale(correction.effort.map(|found| found.scale));
        if !correction.filed.is_empty() {
            if !model.surfaces.is_empty() {
                calibration = solve(&mut model, &correction.filed);
            }
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
                excess: correction.excess.clone(),
                stays: corrected_stays(&model, &correction.stays),
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
