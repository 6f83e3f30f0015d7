//! A job of a study: one world, warmed up once, and the packages run in it.

use std::sync::Arc;

use super::branches::{Branch, BranchResult, run_all};
use super::calibrated::{Correction, calibrated};
use super::plan::{Extras, Plan, WorldId};
use super::under_way::{RunResult, ShareResult};
use super::unlock::UNLOCKS;
use super::variant::{VARIANTS, Variant};
use super::watch::Counter;
use super::world::{Generated, SharedInput, StartState, WarmedUp};
use crate::compile::{Cube, Options, Package, drawn, policy};
use crate::engine::Check;
use crate::model::{Model, Policy, Transform};
use crate::observe::Crossings;
use crate::scenario::{Faults, Group, Scenario};
use crate::stats::{self, Context, Entry, Figures, Ideal, Names, Point, Sample, Target};

/// What one job runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Job {
    /// Every package.
    Main(WorldId),
    /// Baseline and `full` of a variant.
    Variant(Variant, WorldId),
    /// The baseline with one cause removed, by its place in the list.
    Unlock(usize, WorldId),
    /// Every package at a point that splits the spread over draws.
    Split(Point, WorldId),
}

/// What one job has brought.
#[derive(Debug, Default)]
pub(super) struct JobResult {
    /// Runs: package (of the main design or of variants), draw, replication.
    pub samples: Vec<Sample>,
    /// What the values are of.
    pub entries: Vec<Entry>,
    /// Identities, with the run they are of.
    pub checks: Vec<(String, Check)>,
    /// Convergence with a cause removed, by its place in the list.
    pub unlocked: Option<(usize, WorldId, f64)>,
    /// Events of all runs.
    pub events: u64,
}

/// What all jobs read.
pub(super) struct Design<'a> {
    pub scenario: &'a Scenario,
    pub plan: &'a Plan,
    pub packages: Vec<Package>,
    pub correction: Correction,
    pub of_variants: Vec<usize>,
    /// The model of the central parameters.
    pub central: Model,
    /// What has formed beside the pilot; jobs that would draw the same share it.
    pub beside: GeneratedAhead,
    pub counter: Counter<'a>,
    /// Parts of each run, which can go side by side.
    pub parts: usize,
}

/// The jobs of a plan, the main design first.
pub(super) fn jobs(plan: &Plan, uncertain: &[Group]) -> Vec<Job> {
    let world_ids = plan.world_ids();
    let extra: &[WorldId] = match plan.extras {
        Extras::None => &[],
        Extras::Usual => &world_ids[..world_ids.len().min(1)],
        Extras::Thorough => &world_ids[..world_ids.len().min(plan.replications as usize)],
    };
    let main = world_ids.iter().map(|world_id| Job::Main(*world_id));
    let variants = VARIANTS.iter().flat_map(|variant| {
        extra
            .iter()
            .map(|world_id| Job::Variant(*variant, *world_id))
    });
    let unlocks = (0..UNLOCKS.len()).flat_map(|place| {
        extra
            .iter()
            .map(move |world_id| Job::Unlock(place, *world_id))
    });
    // WorldId by draw, so that one that is cut short has some at every point.
    let points = points(plan, uncertain);
    let drawn = world_ids.iter().filter(|world_id| world_id.draw > 0);
    let split = drawn.flat_map(|world_id| points.iter().map(|point| Job::Split(*point, *world_id)));
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
fn at(point: Point, of: WorldId) -> (Cube, WorldId) {
    let second = WorldId {
        replication: SECOND | of.replication,
        ..of
    };
    match point {
        Point::Second => (Cube::Second, second),
        Point::But(group) => (Cube::FirstBut(group), of),
        Point::Luck => (Cube::First, second),
    }
}

/// What forms at the central parameters under the first world_ids, drawn while the pilot
/// runs, which keeps one thread busy: it does not depend on what the pilot finds.
pub(super) struct GeneratedAhead {
    /// What it was drawn for: the model before it is corrected.
    model: Model,
    /// By replication.
    formed: Vec<Arc<Generated>>,
}

/// So many are drawn beside the pilot at most: about as long as it takes.
const BESIDE_AT_MOST: u32 = 4;

impl GeneratedAhead {
    /// Draws what forms in a model under the first replications of a plan.
    pub fn new(model: Model, plan: &Plan) -> Self {
        let first = 0..plan.replications.min(BESIDE_AT_MOST);
        let formed =
            first.map(|replication| Arc::new(Generated::new(&model, plan.seed, replication)));
        Self {
            formed: formed.collect(),
            model,
        }
    }
}

impl Design<'_> {
    /// Runs that a job makes.
    pub fn runs(&self, job: Job) -> usize {
        match job {
            Job::Main(world_id) => {
                let evidence = if self.has_evidence(world_id) {
                    self.packages.len() - 1
                } else {
                    0
                };
                self.packages.len() + evidence + usize::from(self.plan.extras != Extras::None)
            }
            Job::Split(..) => self.packages.len() + usize::from(self.plan.extras != Extras::None),
            Job::Variant(..) => self.of_variants.len(),
            Job::Unlock(..) => 1,
        }
    }

    /// Whether packages are also run without what is only assumed: in the first
    /// replication at the central parameters; in all and every draw if thorough.
    fn has_evidence(&self, world_id: WorldId) -> bool {
        match self.plan.extras {
            Extras::None => false,
            Extras::Usual => world_id.draw == 0 && world_id.replication == 0,
            Extras::Thorough => true,
        }
    }

    /// Carries a job out; none if told to stop.
    ///
    /// # Errors
    ///
    /// Faults that only a draw or a variant brings to light.
    pub fn carry_out(&self, job: Job) -> Result<Option<JobResult>, Faults> {
        if self.counter.stop() {
            return Ok(None);
        }
        match job {
            Job::Main(world_id) => self.main(
                &self.plan.options(world_id.draw),
                world_id,
                self.has_evidence(world_id),
            ),
            Job::Split(point, world_id) => self.split(point, world_id),
            Job::Variant(variant, world_id) => self.variant(variant, world_id),
            Job::Unlock(place, world_id) => self.unlock(place, world_id),
        }
    }

    /// Every package in one world.
    fn main(
        &self,
        options: &Options,
        world_id: WorldId,
        evidence: bool,
    ) -> Result<Option<JobResult>, Faults> {
        let model = self.model(options)?;
        let formed = self.formed(&model, world_id);
        let ideal = if self.plan.extras == Extras::None {
            None
        } else {
            let Some(ideal) = self.ideal(&model, &formed) else {
                return Ok(None);
            };
            Some(ideal)
        };
        let (ground, start) = WarmedUp::with(model, formed, self.parts).into_parts();
        let start = if shows_waiting(world_id) {
            start
        } else {
            start.without_waiting()
        };
        let packages = InWorld {
            ground: &ground,
            scenario: self.scenario,
            options,
            ideal: ideal.as_ref().map(|(ideal, _)| ideal),
            world_id,
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
    fn split(&self, point: Point, world_id: WorldId) -> Result<Option<JobResult>, Faults> {
        let (cube, world_id) = at(point, world_id);
        let options = Options {
            cube,
            ..self.plan.options(world_id.draw)
        };
        let brought = self.main(&options, world_id, false)?;
        Ok(brought.map(|mut brought| {
            for sample in &mut brought.samples {
                sample.figures.keep_values();
            }
            brought
        }))
    }

    /// What forms in a model, drawn once where it is the same.
    fn formed(&self, model: &Model, world_id: WorldId) -> Arc<Generated> {
        let GeneratedAhead { model: own, formed } = &self.beside;
        let known = (world_id.draw == 0).then(|| formed.get(world_id.replication as usize));
        match known.flatten() {
            Some(known) => Generated::of(known, (own, model), self.plan.seed, world_id.replication),
            None => Arc::new(Generated::new(model, self.plan.seed, world_id.replication)),
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
    fn ideal(
        &self,
        model: &Model,
        formed: &Arc<Generated>,
    ) -> Option<(Ideal, Vec<(String, Check)>)> {
        let model = Model {
            transform: Transform::FRICTIONLESS,
            ..model.clone()
        };
        let warm = WarmedUp::with(model, Arc::clone(formed), self.parts).without_waiting();
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

    fn variant(&self, variant: Variant, world_id: WorldId) -> Result<Option<JobResult>, Faults> {
        let (scenario, options) = variant.of(self.scenario, self.plan.options(world_id.draw));
        let (model, _) = calibrated(&scenario, &options, &self.correction)?;
        let formed = self.formed(&model, world_id);
        // Of variants only the world's indicators are shown.
        let (ground, start) = WarmedUp::with(model, formed, self.parts).into_parts();
        let packages = InWorld {
            ground: &ground,
            scenario: &scenario,
            options: &options,
            ideal: None,
            world_id,
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

    fn unlock(&self, place: usize, world_id: WorldId) -> Result<Option<JobResult>, Faults> {
        let model = self.model(&self.plan.options(world_id.draw))?;
        let model = Model {
            transform: UNLOCKS[place].1,
            ..model
        };
        let formed = self.formed(&model, world_id);
        let warm = WarmedUp::with(model, formed, self.parts);
        let Some(ran) = self.run_for_share(warm, &Policy::default()) else {
            return Ok(None);
        };
        let cause = UNLOCKS[place].0.first().map_or("", |cause| cause.name());
        Ok(Some(JobResult {
            unlocked: ran.convergence.map(|share| (place, world_id, share)),
            checks: named(&format!("baseline without {cause}"), ran.checks),
            events: ran.events,
            ..JobResult::default()
        }))
    }

    /// Runs packages in one world, the baseline first, for the others are paired
    /// with it; none if told to stop.
    fn packages_in(
        &self,
        of: &InWorld<'_>,
        start: StartState,
        numbers: &[usize],
    ) -> Result<Option<JobResult>, Faults> {
        let root = drawn(of.scenario, of.options);
        let model = of.ground.model();
        let figures = OfRuns {
            names: &Names::new(model, root.study.currency.as_deref().unwrap_or_default()),
            targets: &stats::targets(&root, model),
            ideal: of.ideal,
            world_id: of.world_id,
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
                BranchResult::Whole(ran) => {
                    let (_, brought) =
                        figures.measured(number, package, *ran, &crossings, cost(number));
                    whole.samples.extend(brought.samples);
                    whole.checks.extend(brought.checks);
                    whole.events += brought.events;
                }
                BranchResult::Share(ran) => {
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

    fn run_for_share(&self, warm: WarmedUp, policy: &Policy) -> Option<ShareResult> {
        let ran = warm.into_run_for_share(policy, &|| self.counter.stop())?;
        self.counter.one();
        Some(ran)
    }

    fn run(&self, warm: &WarmedUp, policy: &Policy) -> Option<RunResult> {
        let ran = warm.run(policy, &|| self.counter.stop())?;
        self.counter.one();
        Some(ran)
    }
}

/// A world and what is asked of the packages run in it.
struct InWorld<'a> {
    ground: &'a SharedInput,
    scenario: &'a Scenario,
    options: &'a Options,
    ideal: Option<&'a Ideal>,
    world_id: WorldId,
    /// Whether each package is also run without what is only assumed.
    evidence: bool,
}

/// What the figures of all runs in one world need.
struct OfRuns<'a> {
    names: &'a Names,
    targets: &'a [Target],
    ideal: Option<&'a Ideal>,
    world_id: WorldId,
}

impl OfRuns<'_> {
    fn measured(
        &self,
        number: usize,
        package: &Package,
        ran: RunResult,
        baseline: &Crossings,
        cost: f64,
    ) -> (Vec<Entry>, JobResult) {
        let RunResult {
            mut outcome,
            checks,
            ..
        } = ran;
        outcome.pair(baseline);
        let context = Context {
            ideal: self.ideal,
            cost: Some(cost),
            targets: if number == 0 { self.targets } else { &[] },
            waiting: shows_waiting(self.world_id),
        };
        let (entries, figures): (Vec<Entry>, Figures) =
            stats::measure(&outcome, self.names, &context);
        let events = figures.events;
        let sample = Sample {
            package: number,
            draw: self.world_id.draw,
            replication: self.world_id.replication,
            figures,
            evidence: None,
        };
        let checks = named(&package.name(), checks);
        (
            entries,
            JobResult {
                samples: vec![sample],
                checks,
                events,
                ..JobResult::default()
            },
        )
    }
}

/// Whether the waiting ledger of a run is shown: only of the central parameters.
fn shows_waiting(world_id: WorldId) -> bool {
    world_id.draw == 0
}

fn named(run: &str, checks: Vec<Check>) -> Vec<(String, Check)> {
    checks
        .into_iter()
        .map(|check| (run.to_owned(), check))
        .collect()
}
