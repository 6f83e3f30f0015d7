//! A unit of a study: one world, warmed up once, and the packages run in it.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::calibrated::{Correction, calibrated};
use super::plan::{Draw, Extras, Plan};
use super::unlock::UNLOCKS;
use super::variant::{VARIANTS, Variant};
use super::watch::Counter;
use super::world::{Formed, Ran, RanForShare, Warm};
use crate::engine::Check;
use crate::model::{Model, Options, Package, Policy, Transform, drawn, policy};
use crate::observe::Crossings;
use crate::scenario::{Faults, Scenario};
use crate::stats::{self, Context, Entry, Figures, Ideal, Names, Sample, Target};

/// What one unit runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Every package.
    Main(Draw),
    /// Baseline and `full` of a variant.
    Variant(Variant, Draw),
    /// The baseline with one cause removed, by its place in the list.
    Unlock(usize, Draw),
}

/// What one unit has brought.
#[derive(Debug, Default)]
pub(super) struct Brought {
    /// Runs: package (of the main design or of variants), draw, replication.
    pub samples: Vec<Sample>,
    /// What the values are of.
    pub entries: Vec<Entry>,
    /// Identities, with the run they are of.
    pub checks: Vec<(String, Check)>,
    /// Convergence with a cause removed, by its place in the list.
    pub unlocked: Option<(usize, Draw, f64)>,
    /// Events of all runs.
    pub events: u64,
}

/// What all units read.
pub(super) struct Design<'a> {
    pub scenario: &'a Scenario,
    pub plan: &'a Plan,
    pub packages: Vec<Package>,
    pub correction: Correction,
    pub of_variants: Vec<usize>,
    /// The model of the central parameters.
    pub central: Model,
    /// What forms in it under the first luck; units that would draw the same share it.
    pub formed: OnceLock<Arc<Formed>>,
    pub counter: Counter<'a>,
    /// Packages of a unit run beside each other.
    pub beside: bool,
}

/// The units of a plan, the main design first.
pub(super) fn units(plan: &Plan) -> Vec<Unit> {
    let lucks = plan.lucks();
    let extra: &[Draw] = match plan.extras {
        Extras::None => &[],
        Extras::Usual => &lucks[..lucks.len().min(1)],
        Extras::Thorough => &lucks[..lucks.len().min(plan.replications as usize)],
    };
    let main = lucks.iter().map(|luck| Unit::Main(*luck));
    let variants = VARIANTS
        .iter()
        .flat_map(|variant| extra.iter().map(|luck| Unit::Variant(*variant, *luck)));
    let unlocks = (0..UNLOCKS.len())
        .flat_map(|place| extra.iter().map(move |luck| Unit::Unlock(place, *luck)));
    main.chain(variants).chain(unlocks).collect()
}

impl Design<'_> {
    /// Runs that a unit makes.
    pub fn runs(&self, unit: Unit) -> usize {
        match unit {
            Unit::Main(luck) => {
                let evidence = if self.has_evidence(luck) {
                    self.packages.len() - 1
                } else {
                    0
                };
                self.packages.len() + evidence + usize::from(self.plan.extras != Extras::None)
            }
            Unit::Variant(..) => self.of_variants.len(),
            Unit::Unlock(..) => 1,
        }
    }

    /// Whether packages are also run without what is only assumed: in the first
    /// replication at the central parameters; in all and every draw if thorough.
    fn has_evidence(&self, luck: Draw) -> bool {
        match self.plan.extras {
            Extras::None => false,
            Extras::Usual => luck.draw == 0 && luck.replication == 0,
            Extras::Thorough => true,
        }
    }

    /// Carries a unit out; none if told to stop.
    ///
    /// # Errors
    ///
    /// Faults that only a draw or a variant brings to light.
    pub fn carry_out(&self, unit: Unit) -> Result<Option<Brought>, Faults> {
        if self.counter.stop() {
            return Ok(None);
        }
        match unit {
            Unit::Main(luck) => self.main(luck),
            Unit::Variant(variant, luck) => self.variant(variant, luck),
            Unit::Unlock(place, luck) => self.unlock(place, luck),
        }
    }

    fn main(&self, luck: Draw) -> Result<Option<Brought>, Faults> {
        let options = self.plan.options(luck.draw);
        let model = self.model(&options)?;
        let formed = self.formed(&model, luck);
        let ideal = if self.plan.extras == Extras::None {
            None
        } else {
            let Some(ideal) = self.ideal(&model, &formed) else {
                return Ok(None);
            };
            Some(ideal)
        };
        let warm = Warm::with(model, formed);
        let all: Vec<usize> = (0..self.packages.len()).collect();
        let Some(mut brought) = self.packages_in(
            &warm,
            self.scenario,
            &options,
            &all,
            luck,
            ideal.as_ref().map(|(ideal, _)| ideal),
        )?
        else {
            return Ok(None);
        };
        if let Some((_, checks)) = ideal {
            brought.checks.extend(checks);
        }
        if self.has_evidence(luck) {
            let options = Options {
                without_assumed: true,
                ..options
            };
            if self.evidence(&warm, &options, &mut brought)?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(brought))
    }

    /// The convergence of each package without what is only assumed; none if told to
    /// stop.
    fn evidence(
        &self,
        warm: &Warm,
        options: &Options,
        brought: &mut Brought,
    ) -> Result<Option<()>, Faults> {
        let Some((baseline, others)) = brought.samples.split_first_mut() else {
            return Ok(Some(()));
        };
        for sample in others {
            let package = &self.packages[sample.package];
            let policy = policy(self.scenario, warm.model(), package, options)?;
            if policy == Policy::default() {
                // Nothing is left of it: its run would be the baseline's.
                sample.evidence = baseline.figures.convergence();
                self.counter.one();
                continue;
            }
            let Some(ran) = self.run_for_share(warm, &policy) else {
                return Ok(None);
            };
            sample.evidence = ran.convergence;
            brought.events += ran.events;
            let name = format!("{} without what is assumed", package.name());
            brought.checks.extend(named(&name, ran.checks));
        }
        Ok(Some(()))
    }

    /// What forms in a model, drawn once where it is the same.
    fn formed(&self, model: &Model, luck: Draw) -> Arc<Formed> {
        if luck.draw > 0 || luck.replication > 0 {
            return Arc::new(Formed::new(model, self.plan.seed, luck.replication));
        }
        let first = self
            .formed
            .get_or_init(|| Arc::new(Formed::new(&self.central, self.plan.seed, 0)));
        Formed::of(first, (&self.central, model), self.plan.seed, 0)
    }

    /// The model of a draw.
    fn model(&self, options: &Options) -> Result<Model, Faults> {
        if options.draw == 0 {
            return Ok(self.central.clone());
        }
        calibrated(self.scenario, options, &self.correction).map(|(model, _)| model)
    }

    /// The frictionless world of a draw and luck; it must converge wholly.
    fn ideal(&self, model: &Model, formed: &Arc<Formed>) -> Option<(Ideal, Vec<(String, Check)>)> {
        let model = Model {
            transform: Transform::FRICTIONLESS,
            ..model.clone()
        };
        let warm = Warm::with(model, Arc::clone(formed));
        let ran = self.run(&warm, &Policy::default())?;
        let all = ran.outcome.all();
        let mut checks = named("frictionless", ran.checks);
        checks.push((
            "frictionless".to_owned(),
            Check {
                check: "potential = realised where nothing stands in the way",
                subject: "all projects".to_owned(),
                residual: all.potential as i64 - all.realised as i64,
            },
        ));
        Some((Ideal::new(&ran.outcome), checks))
    }

    fn variant(&self, variant: Variant, luck: Draw) -> Result<Option<Brought>, Faults> {
        let (scenario, options) = variant.of(self.scenario, self.plan.options(luck.draw));
        let (model, _) = calibrated(&scenario, &options, &self.correction)?;
        let formed = self.formed(&model, luck);
        let warm = Warm::with(model, formed);
        let brought =
            self.packages_in(&warm, &scenario, &options, &self.of_variants, luck, None)?;
        let at = VARIANTS
            .iter()
            .position(|own| *own == variant)
            .unwrap_or_default();
        Ok(brought.map(|mut brought| {
            for sample in &mut brought.samples {
                let place = self
                    .of_variants
                    .iter()
                    .position(|own| *own == sample.package);
                sample.package =
                    self.packages.len() + at * self.of_variants.len() + place.unwrap_or_default();
            }
            brought
        }))
    }

    fn unlock(&self, place: usize, luck: Draw) -> Result<Option<Brought>, Faults> {
        let model = self.model(&self.plan.options(luck.draw))?;
        let model = Model {
            transform: UNLOCKS[place].1,
            ..model
        };
        let formed = self.formed(&model, luck);
        let warm = Warm::with(model, formed);
        let Some(ran) = self.run_for_share(&warm, &Policy::default()) else {
            return Ok(None);
        };
        let cause = UNLOCKS[place].0.first().map_or("", |cause| cause.name());
        Ok(Some(Brought {
            unlocked: ran.convergence.map(|share| (place, luck, share)),
            checks: named(&format!("baseline without {cause}"), ran.checks),
            events: ran.events,
            ..Brought::default()
        }))
    }

    /// Runs packages in one world, the baseline first, for the others are paired
    /// with it.
    fn packages_in(
        &self,
        warm: &Warm,
        scenario: &Scenario,
        options: &Options,
        numbers: &[usize],
        luck: Draw,
        ideal: Option<&Ideal>,
    ) -> Result<Option<Brought>, Faults> {
        let root = drawn(scenario, options);
        let names = Names::new(
            warm.model(),
            root.study.currency.as_deref().unwrap_or_default(),
        );
        let targets = stats::targets(&root, warm.model());
        let world = InWorld {
            names: &names,
            targets: &targets,
            ideal,
            luck,
        };
        let mut policies = Vec::new();
        for number in numbers {
            let package = &self.packages[*number];
            let cost = stats::cost_of(package, &root, &warm.model().frame).total();
            policies.push((
                *number,
                policy(scenario, warm.model(), package, options)?,
                cost,
            ));
        }
        let Some(((first, baseline, cost), others)) = policies.split_first() else {
            return Ok(None);
        };
        let Some(mut ran) = self.run(warm, baseline) else {
            return Ok(None);
        };
        let crossings = std::mem::take(&mut ran.outcome.crossings);
        ran.outcome.crossings.clone_from(&crossings);
        let (entries, brought) =
            world.measured(*first, &self.packages[*first], ran, &crossings, *cost);
        let one = |(number, policy, cost): &(usize, Policy, f64)| {
            let ran = self.run(warm, policy)?;
            Some(
                world
                    .measured(*number, &self.packages[*number], ran, &crossings, *cost)
                    .1,
            )
        };
        let rest: Option<Vec<Brought>> = if self.beside {
            others.par_iter().map(one).collect()
        } else {
            others.iter().map(one).collect()
        };
        let Some(rest) = rest else { return Ok(None) };
        let mut whole = Brought { entries, ..brought };
        for brought in rest {
            whole.samples.extend(brought.samples);
            whole.checks.extend(brought.checks);
            whole.events += brought.events;
        }
        Ok(Some(whole))
    }

    fn run_for_share(&self, warm: &Warm, policy: &Policy) -> Option<RanForShare> {
        let ran = warm.run_for_share(policy, &|| self.counter.stop())?;
        self.counter.one();
        Some(ran)
    }

    fn run(&self, warm: &Warm, policy: &Policy) -> Option<Ran> {
        let ran = warm.run(policy, &|| self.counter.stop())?;
        self.counter.one();
        Some(ran)
    }
}

/// What the figures of all runs in one world need.
struct InWorld<'a> {
    names: &'a Names,
    targets: &'a [Target],
    ideal: Option<&'a Ideal>,
    luck: Draw,
}

impl InWorld<'_> {
    fn measured(
        &self,
        number: usize,
        package: &Package,
        ran: Ran,
        baseline: &Crossings,
        cost: f64,
    ) -> (Vec<Entry>, Brought) {
        let Ran {
            mut outcome,
            checks,
            ..
        } = ran;
        outcome.pair(baseline);
        let context = Context {
            ideal: self.ideal,
            cost: Some(cost),
            targets: if number == 0 { self.targets } else { &[] },
            waiting: self.luck.draw == 0,
        };
        let (entries, figures): (Vec<Entry>, Figures) =
            stats::measure(&outcome, self.names, &context);
        let events = figures.events;
        let sample = Sample {
            package: number,
            draw: self.luck.draw,
            replication: self.luck.replication,
            figures,
            evidence: None,
        };
        let checks = named(&package.name(), checks);
        (
            entries,
            Brought {
                samples: vec![sample],
                checks,
                events,
                ..Brought::default()
            },
        )
    }
}

fn named(run: &str, checks: Vec<Check>) -> Vec<(String, Check)> {
    checks
        .into_iter()
        .map(|check| (run.to_owned(), check))
        .collect()
}
