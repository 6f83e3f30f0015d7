//! A unit of a study: one world, warmed up once, and the packages run in it.

use std::sync::Arc;

use super::calibrated::{Correction, calibrated};
use super::plan::{Draw, Extras, Plan};
use super::tree::{Branch, Came, run_all};
use super::under_way::{Ran, RanForShare};
use super::unlock::UNLOCKS;
use super::variant::{VARIANTS, Variant};
use super::watch::Counter;
use super::world::{Formed, Ground, Start, Warm};
use crate::compile::{Cube, Options, Package, drawn, policy};
use crate::engine::Check;
use crate::model::{Model, Policy, Transform};
use crate::observe::Crossings;
use crate::scenario::{Faults, Group, Scenario};
use crate::stats::{self, Context, Entry, Figures, Ideal, Names, Point, Sample, Target};

/// What one unit runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Every package.
    Main(Draw),
    /// Baseline and `full` of a variant.
    Variant(Variant, Draw),
    /// The baseline with one cause removed, by its place in the list.
    Unlock(usize, Draw),
    /// Every package at a point that splits the spread over draws.
    Split(Point, Draw),
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
    /// What has formed beside the pilot; units that would draw the same share it.
    pub beside: FormedBeside,
    pub counter: Counter<'a>,
    /// Parts of each run, which can go side by side.
    pub parts: usize,
}

/// The units of a plan, the main design first.
pub(super) fn units(plan: &Plan, uncertain: &[Group]) -> Vec<Unit> {
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
    // Draw by draw, so that one that is cut short has some at every point.
    let points = points(plan, uncertain);
    let drawn = lucks.iter().filter(|luck| luck.draw > 0);
    let split = drawn.flat_map(|luck| points.iter().map(|point| Unit::Split(*point, *luck)));
    main.chain(variants).chain(unlocks).chain(split).collect()
}

/// The points at which a plan splits the spread over draws. A group of which nothing is
/// uncertain needs no run: it would be the draw's own.
fn points(plan: &Plan, uncertain: &[Group]) -> Vec<Point> {
    if !plan.split {
        return Vec::new();
    }
    let groups = uncertain.iter().map(|group| Point::But(*group));
    [Point::Second, Point::Luck]
        .into_iter()
        .chain(groups)
        .collect()
}

/// The luck of a draw in the second sample. No replication of a study comes near it, and
/// none is the pilot's.
const SECOND: u32 = 1 << 31;

/// Where a point takes its parameters from, and its luck.
fn at(point: Point, of: Draw) -> (Cube, Draw) {
    let second = Draw {
        replication: SECOND | of.replication,
        ..of
    };
    match point {
        Point::Second => (Cube::Second, second),
        Point::But(group) => (Cube::FirstBut(group), of),
        Point::Luck => (Cube::First, second),
    }
}

/// What forms at the central parameters under the first lucks, drawn while the pilot
/// runs, which keeps one thread busy: it does not depend on what the pilot finds.
pub(super) struct FormedBeside {
    /// What it was drawn for: the model before it is corrected.
    model: Model,
    /// By replication.
    formed: Vec<Arc<Formed>>,
}

/// So many are drawn beside the pilot at most: about as long as it takes.
const BESIDE_AT_MOST: u32 = 4;

impl FormedBeside {
    /// Draws what forms in a model under the first replications of a plan.
    pub fn new(model: Model, plan: &Plan) -> Self {
        let first = 0..plan.replications.min(BESIDE_AT_MOST);
        let formed = first.map(|replication| Arc::new(Formed::new(&model, plan.seed, replication)));
        Self {
            formed: formed.collect(),
            model,
        }
    }
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
            Unit::Split(..) => self.packages.len() + usize::from(self.plan.extras != Extras::None),
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
            Unit::Main(luck) => {
                self.main(&self.plan.options(luck.draw), luck, self.has_evidence(luck))
            }
            Unit::Split(point, luck) => self.split(point, luck),
            Unit::Variant(variant, luck) => self.variant(variant, luck),
            Unit::Unlock(place, luck) => self.unlock(place, luck),
        }
    }

    /// Every package in one world.
    fn main(
        &self,
        options: &Options,
        luck: Draw,
        evidence: bool,
    ) -> Result<Option<Brought>, Faults> {
        let model = self.model(options)?;
        let formed = self.formed(&model, luck);
        let ideal = if self.plan.extras == Extras::None {
            None
        } else {
            let Some(ideal) = self.ideal(&model, &formed) else {
                return Ok(None);
            };
            Some(ideal)
        };
        let (ground, start) = Warm::with(model, formed, self.parts).into_parts();
        let start = if shows_waiting(luck) {
            start
        } else {
            start.without_waiting()
        };
        let packages = InWorld {
            ground: &ground,
            scenario: self.scenario,
            options,
            ideal: ideal.as_ref().map(|(ideal, _)| ideal),
            luck,
            evidence,
        };
        let all: Vec<usize> = (0..self.packages.len()).collect();
        let Some(mut brought) = self.packages_in(&packages, start, &all)? else {
            return Ok(None);
        };
        if let Some((_, checks)) = ideal {
            brought.checks.extend(checks);
        }
        Ok(Some(brought))
    }

    /// Every package at a point that splits the spread; of figures only values are kept.
    fn split(&self, point: Point, luck: Draw) -> Result<Option<Brought>, Faults> {
        let (cube, luck) = at(point, luck);
        let options = Options {
            cube,
            ..self.plan.options(luck.draw)
        };
        let brought = self.main(&options, luck, false)?;
        Ok(brought.map(|mut brought| {
            for sample in &mut brought.samples {
                sample.figures.keep_values();
            }
            brought
        }))
    }

    /// What forms in a model, drawn once where it is the same.
    fn formed(&self, model: &Model, luck: Draw) -> Arc<Formed> {
        let FormedBeside { model: own, formed } = &self.beside;
        let known = (luck.draw == 0).then(|| formed.get(luck.replication as usize));
        match known.flatten() {
            Some(known) => Formed::of(known, (own, model), self.plan.seed, luck.replication),
            None => Arc::new(Formed::new(model, self.plan.seed, luck.replication)),
        }
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
        let warm = Warm::with(model, Arc::clone(formed), self.parts).without_waiting();
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
        // Of variants only the world's indicators are shown.
        let (ground, start) = Warm::with(model, formed, self.parts).into_parts();
        let packages = InWorld {
            ground: &ground,
            scenario: &scenario,
            options: &options,
            ideal: None,
            luck,
            evidence: false,
        };
        let start = start.without_waiting();
        let brought = self.packages_in(&packages, start, &self.of_variants)?;
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
        let warm = Warm::with(model, formed, self.parts);
        let Some(ran) = self.run_for_share(warm, &Policy::default()) else {
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
    /// with it; none if told to stop.
    fn packages_in(
        &self,
        of: &InWorld<'_>,
        start: Start,
        numbers: &[usize],
    ) -> Result<Option<Brought>, Faults> {
        let root = drawn(of.scenario, of.options);
        let model = of.ground.model();
        let figures = OfRuns {
            names: &Names::new(model, root.study.currency.as_deref().unwrap_or_default()),
            targets: &stats::targets(&root, model),
            ideal: of.ideal,
            luck: of.luck,
        };
        let evidence_only = Options {
            without_assumed: true,
            ..*of.options
        };
        let policy_of = |number: &usize, options: &Options| {
            policy(of.scenario, model, &self.packages[*number], options)
        };
        let Some((first, others)) = numbers.split_first() else {
            return Ok(None);
        };
        let baseline = policy_of(first, of.options)?;
        // By place among the packages: whole runs first, then those for evidence.
        let mut asked = Vec::new();
        for (place, number) in others.iter().enumerate() {
            asked.push((place, policy_of(number, of.options)?, false));
        }
        // Where nothing is left of a package its run would be the baseline's.
        let mut left_with_nothing = Vec::new();
        for (place, number) in others.iter().enumerate().filter(|_| of.evidence) {
            let policy = policy_of(number, &evidence_only)?;
            if policy.acts_from().is_some() {
                asked.push((place, policy, true));
            } else {
                left_with_nothing.push(place);
            }
        }
        let branches: Vec<Branch<'_>> = asked
            .iter()
            .map(|(_, policy, for_share)| Branch {
                policy,
                for_share: *for_share,
            })
            .collect();
        let start = if branches.is_empty() {
            start.unpaired()
        } else {
            start
        };
        let all = run_all((of.ground, start), &baseline, &branches, &self.counter);
        let Some((mut ran, came)) = all else {
            return Ok(None);
        };
        let cost =
            |number: usize| stats::cost_of(&self.packages[number], &root, &model.frame).total();
        let crossings = std::mem::take(&mut ran.outcome.crossings);
        ran.outcome.crossings.clone_from(&crossings);
        let (entries, mut whole) = figures.measured(
            *first,
            &self.packages[*first],
            ran,
            &crossings,
            cost(*first),
        );
        whole.entries = entries;
        let of_baseline = whole
            .samples
            .first()
            .and_then(|own| own.figures.convergence());
        for ((place, ..), came) in asked.iter().zip(came) {
            let number = others[*place];
            let package = &self.packages[number];
            match came {
                Came::Whole(ran) => {
                    let (_, brought) =
                        figures.measured(number, package, *ran, &crossings, cost(number));
                    whole.samples.extend(brought.samples);
                    whole.checks.extend(brought.checks);
                    whole.events += brought.events;
                }
                Came::Share(ran) => {
                    whole.samples[1 + place].evidence = ran.convergence;
                    whole.events += ran.events;
                    let name = format!("{} without what is assumed", package.name());
                    whole.checks.extend(named(&name, ran.checks));
                }
            }
        }
        for place in left_with_nothing {
            whole.samples[1 + place].evidence = of_baseline;
            self.counter.one();
        }
        Ok(Some(whole))
    }

    fn run_for_share(&self, warm: Warm, policy: &Policy) -> Option<RanForShare> {
        let ran = warm.into_run_for_share(policy, &|| self.counter.stop())?;
        self.counter.one();
        Some(ran)
    }

    fn run(&self, warm: &Warm, policy: &Policy) -> Option<Ran> {
        let ran = warm.run(policy, &|| self.counter.stop())?;
        self.counter.one();
        Some(ran)
    }
}

/// A world and what is asked of the packages run in it.
struct InWorld<'a> {
    ground: &'a Ground,
    scenario: &'a Scenario,
    options: &'a Options,
    ideal: Option<&'a Ideal>,
    luck: Draw,
    /// Whether each package is also run without what is only assumed.
    evidence: bool,
}

/// What the figures of all runs in one world need.
struct OfRuns<'a> {
    names: &'a Names,
    targets: &'a [Target],
    ideal: Option<&'a Ideal>,
    luck: Draw,
}

impl OfRuns<'_> {
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
            waiting: shows_waiting(self.luck),
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

/// Whether the waiting ledger of a run is shown: only of the central parameters.
fn shows_waiting(luck: Draw) -> bool {
    luck.draw == 0
}

fn named(run: &str, checks: Vec<Check>) -> Vec<(String, Check)> {
    checks
        .into_iter()
        .map(|check| (run.to_owned(), check))
        .collect()
}
