//! Carries out the jobs of a study.

use std::sync::Arc;

use super::branches::{Branch, BranchResult, run_all};
use super::calibrated::{Correction, calibrated};
use super::counterfactual::{edited, thinning};
use super::job::{Job, JobResult, sample_at};
use super::plan::{Extras, Plan, WorldId};
use super::under_way::RunResult;
use super::unlock::UNLOCKS;
use super::variant::{VARIANTS, Variant};
use super::watch::Counter;
use super::world::{Generated, SharedInput, StartState, WarmedUp};
use crate::compile::{Options, Package, drawn, policy};
use crate::engine::Check;
use crate::model::{Model, Policy, Transform};
use crate::observe::Crossings;
use crate::scenario::{Faults, Scenario};
use crate::stats::{self, Context, Counterfactual, Entry, Ideal, Names, Point, Sample, Target};

/// What all jobs read.
pub(super) struct Design<'a> {
    pub scenario: &'a Scenario,
    pub plan: &'a Plan,
    pub packages: Vec<Package>,
    pub correction: Correction,
    /// The packages that variants are run for, by number.
    pub variant_packages: Vec<usize>,
    /// The model of the central parameters.
    pub central: Model,
    /// The same of a thinned world; none if the world is too small to be thinned.
    pub thinned: Option<Model>,
    /// Projects generated alongside the pilot. Jobs that would draw the same share them.
    pub generated_ahead: GeneratedAhead,
    pub counter: Counter<'a>,
    /// Parts of each run, which can run in parallel.
    pub parts: usize,
}

/// Potential projects of the first replications at the central parameters. They do not
/// depend on the pilot run, which keeps one thread busy, so they are generated alongside it.
pub(super) struct GeneratedAhead {
    /// The model they were drawn for, before it is corrected.
    model: Model,
    by_replication: Vec<Arc<Generated>>,
}

/// Replications generated alongside the pilot at most: they take about as long as it does.
const AHEAD_AT_MOST: u32 = 4;

impl GeneratedAhead {
    /// Generates the projects of a model for the first replications of a plan.
    pub fn new(model: Model, plan: &Plan) -> Self {
        let by_replication = (0..plan.replications.min(AHEAD_AT_MOST))
            .map(|replication| Arc::new(Generated::new(&model, plan.seed, replication)))
            .collect();
        Self {
            model,
            by_replication,
        }
    }
}

impl Design<'_> {
    /// Runs that a job makes.
    pub fn runs(&self, job: Job) -> usize {
        let frictionless = usize::from(self.plan.extras != Extras::None);
        match job {
            Job::Main(world) if self.has_evidence(world) => {
                2 * self.packages.len() - 1 + frictionless
            }
            Job::Main(_) | Job::Split(..) => self.packages.len() + frictionless,
            Job::Variant(..) => self.variant_packages.len(),
            Job::Unlock(..) | Job::Thinned(..) => 1,
        }
    }

    /// Whether packages are also run without what is only assumed: in the first
    /// replication at the central parameters; in every world if thorough.
    fn has_evidence(&self, world: WorldId) -> bool {
        match self.plan.extras {
            Extras::None => false,
            Extras::Usual => world.draw == 0 && world.replication == 0,
            Extras::Thorough => true,
        }
    }

    /// Carries a job out; none if stopped.
    ///
    /// # Errors
    ///
    /// Faults that only a draw or a variant brings to light.
    pub fn carry_out(&self, job: Job) -> Result<Option<JobResult>, Faults> {
        if self.counter.stop() {
            return Ok(None);
        }
        match job {
            Job::Main(world) => {
                let options = self.plan.options(world.draw);
                self.run_main(&options, world, self.has_evidence(world))
            }
            Job::Split(point, world) => self.run_split(point, world),
            Job::Variant(variant, world) => self.run_variant(variant, world),
            Job::Unlock(place, world) => self.run_unlock(place, world),
            Job::Thinned(counterfactual, world) => self.run_thinned(counterfactual, world),
        }
    }

    /// Every package in one world.
    fn run_main(
        &self,
        options: &Options,
        world: WorldId,
        evidence: bool,
    ) -> Result<Option<JobResult>, Faults> {
        let model = self.model(options)?;
        let generated = self.generated(&model, world);
        let ideal = if self.plan.extras == Extras::None {
            None
        } else {
            let Some(ideal) = self.ideal(&model, &generated) else {
                return Ok(None);
            };
            Some(ideal)
        };
        let warm = WarmedUp::with(model, generated, self.parts);
        let (shared, start) = warm.into_parts();
        let start = if shows_waiting(world) {
            start
        } else {
            start.without_waiting()
        };
        let request = WorldRequest {
            shared: &shared,
            scenario: self.scenario,
            options,
            ideal: ideal.as_ref().map(|(ideal, _)| ideal),
            world,
            evidence,
        };
        let numbers: Vec<usize> = (0..self.packages.len()).collect();
        let result = self.run_packages(&request, start, &numbers)?;
        Ok(result.map(|mut result| {
            result
                .checks
                .extend(ideal.into_iter().flat_map(|(_, checks)| checks));
            result
        }))
    }

    /// Every package at a point that splits the variance. Only values are kept.
    fn run_split(&self, point: Point, world: WorldId) -> Result<Option<JobResult>, Faults> {
        let (cube, world) = sample_at(point, world);
        let options = Options {
            cube,
            ..self.plan.options(world.draw)
        };
        let result = self.run_main(&options, world, false)?;
        Ok(result.map(|mut result| {
            for sample in &mut result.samples {
                sample.figures.keep_values();
            }
            result
        }))
    }

    /// The potential projects of a model, shared where they were generated ahead.
    fn generated(&self, model: &Model, world: WorldId) -> Arc<Generated> {
        let (seed, replication) = (self.plan.seed, world.replication);
        let ahead = &self.generated_ahead;
        let shared = ahead.by_replication.get(replication as usize);
        match shared.filter(|_| world.draw == 0) {
            Some(shared) => {
                Generated::reused_or_new(shared, (&ahead.model, model), seed, replication)
            }
            None => Arc::new(Generated::new(model, seed, replication)),
        }
    }

    /// The model of a draw.
    fn model(&self, options: &Options) -> Result<Model, Faults> {
        if options.draw == 0 {
            return Ok(self.central.clone());
        }
        let factor = thinning(&self.central);
        let correction = self.correction.of_draw(self.scenario, options, factor)?;
        calibrated(self.scenario, options, &correction).map(|(model, _)| model)
    }

    /// The frictionless run of a world; it must converge wholly.
    fn ideal(
        &self,
        model: &Model,
        generated: &Arc<Generated>,
    ) -> Option<(Ideal, Vec<(String, Check)>)> {
        let model = Model {
            transform: Transform::FRICTIONLESS,
            ..model.clone()
        };
        let warm = WarmedUp::with(model, Arc::clone(generated), self.parts).without_waiting();
        let run = warm.run(&Policy::default(), &|| self.counter.stop())?;
        self.counter.add_run();
        let projects = run.sums.total();
        let mut checks = with_name("frictionless", run.checks);
        checks.push((
            "frictionless".to_owned(),
            Check {
                check: "potential = realised where nothing stands in the way",
                subject: "all projects".to_owned(),
                residual: projects.potential as i64 - projects.realised as i64,
            },
        ));
        Some((Ideal::new(&run.sums), checks))
    }

    fn run_variant(&self, variant: Variant, world: WorldId) -> Result<Option<JobResult>, Faults> {
        let (scenario, options) = variant.apply(self.scenario, self.plan.options(world.draw));
        let (model, _) = calibrated(&scenario, &options, &self.correction)?;
        let generated = self.generated(&model, world);
        // Of variants only the world's indicators are shown.
        let (shared, start) = WarmedUp::with(model, generated, self.parts).into_parts();
        let request = WorldRequest {
            shared: &shared,
            scenario: &scenario,
            options: &options,
            ideal: None,
            world,
            evidence: false,
        };
        let numbers = &self.variant_packages;
        let result = self.run_packages(&request, start.without_waiting(), numbers)?;
        let variants = VARIANTS.iter();
        let before = variants.take_while(|other| **other != variant).count() * numbers.len();
        Ok(result.map(|mut result| {
            for sample in &mut result.samples {
                let place = numbers.iter().position(|number| *number == sample.package);
                sample.package = self.packages.len() + before + place.unwrap_or_default();
            }
            result
        }))
    }

    fn run_unlock(&self, place: usize, world: WorldId) -> Result<Option<JobResult>, Faults> {
        let unlock = &UNLOCKS[place];
        let mut model = Model {
            transform: unlock.transform,
            ..self.model(&self.plan.options(world.draw))?
        };
        if unlock.takes_no_time {
            model = edited(model, Counterfactual::NoTimeEverywhere);
        }
        let generated = self.generated(&model, world);
        let warm = WarmedUp::with(model, generated, self.parts);
        let run = warm.into_run_for_share(&Policy::default(), &|| self.counter.stop());
        let Some(run) = run else {
            return Ok(None);
        };
        self.counter.add_run();
        let cause = unlock.causes.first().map_or("", |cause| cause.name());
        Ok(Some(JobResult {
            unlocked: run.convergence.map(|share| (place, world, share)),
            checks: with_name(&format!("baseline without {cause}"), run.checks),
            events: run.events,
            ..JobResult::default()
        }))
    }

    /// Runs packages in one world, the baseline first, because the others are paired
    /// with it; none if stopped.
    fn run_packages(
        &self,
        request: &WorldRequest<'_>,
        start: StartState,
        numbers: &[usize],
    ) -> Result<Option<JobResult>, Faults> {
        let Some((first, others)) = numbers.split_first() else {
            return Ok(None);
        };
        let model = request.shared.model();
        let root = drawn(request.scenario, request.options);
        let figures = FigureInput {
            names: &Names::new(model, root.study.currency.as_deref().unwrap_or_default()),
            targets: &stats::targets(&root, model),
            ideal: request.ideal,
            world: request.world,
        };
        let baseline = self.policy(request, *first, request.options)?;
        let planned = self.plan_branches(request, others)?;
        let branches: Vec<Branch<'_>> = planned.branches.iter().map(PlannedBranch::run).collect();
        let start = if branches.is_empty() {
            start.unpaired()
        } else {
            start
        };
        let runs = run_all((request.shared, start), &baseline, &branches, &self.counter);
        let Some((mut run, branch_results)) = runs else {
            return Ok(None);
        };
        let cost =
            |number: usize| stats::cost_of(&self.packages[number], &root, &model.frame).total();
        let crossings = std::mem::take(&mut run.sums.crossings);
        run.sums.crossings.clone_from(&crossings);
        let package = &self.packages[*first];
        let (entries, mut result) = figures.measure(*first, package, run, &crossings, cost(*first));
        result.entries = entries;
        let baseline_convergence = result.samples[0]
            .figures
            .convergence(figures.names.headline());
        for (branch, branch_result) in planned.branches.iter().zip(branch_results) {
            let number = others[branch.place];
            let package = &self.packages[number];
            match branch_result {
                BranchResult::Whole(run) => {
                    let (_, other) =
                        figures.measure(number, package, *run, &crossings, cost(number));
                    result.samples.extend(other.samples);
                    result.checks.extend(other.checks);
                    result.events += other.events;
                }
                BranchResult::Share(run) => {
                    result.samples[1 + branch.place].evidence = run.convergence;
                    result.events += run.events;
                    let name = format!("{} without what is assumed", package.name());
                    result.checks.extend(with_name(&name, run.checks));
                }
            }
        }
        for place in planned.without_evidence {
            result.samples[1 + place].evidence = baseline_convergence;
            self.counter.add_run();
        }
        Ok(Some(result))
    }

    /// The runs that branch off from the baseline: whole runs first, then those without
    /// what is only assumed.
    fn plan_branches(
        &self,
        request: &WorldRequest<'_>,
        numbers: &[usize],
    ) -> Result<PlannedBranches, Faults> {
        let mut planned = PlannedBranches::default();
        for (place, number) in numbers.iter().enumerate() {
            planned.branches.push(PlannedBranch {
                place,
                policy: self.policy(request, *number, request.options)?,
                for_share: false,
            });
        }
        if !request.evidence {
            return Ok(planned);
        }
        let evidence_only = Options {
            without_assumed: true,
            ..*request.options
        };
        for (place, number) in numbers.iter().enumerate() {
            let policy = self.policy(request, *number, &evidence_only)?;
            if policy.acts_from().is_some() {
                planned.branches.push(PlannedBranch {
                    place,
                    policy,
                    for_share: true,
                });
            } else {
                planned.without_evidence.push(place);
            }
        }
        Ok(planned)
    }

    /// The policy of a package, by its number.
    fn policy(
        &self,
        request: &WorldRequest<'_>,
        number: usize,
        options: &Options,
    ) -> Result<Policy, Faults> {
        let model = request.shared.model();
        policy(request.scenario, model, &self.packages[number], options)
    }
}

/// A world and the options of the packages run in it.
struct WorldRequest<'a> {
    shared: &'a SharedInput,
    scenario: &'a Scenario,
    options: &'a Options,
    ideal: Option<&'a Ideal>,
    world: WorldId,
    /// Whether each package is also run without what is only assumed.
    evidence: bool,
}

/// The runs of a world beside the baseline.
#[derive(Default)]
struct PlannedBranches {
    branches: Vec<PlannedBranch>,
    /// Packages that only assume: without that, their run would repeat the baseline.
    without_evidence: Vec<usize>,
}

struct PlannedBranch {
    /// The place of its package after the baseline.
    place: usize,
    policy: Policy,
    for_share: bool,
}

impl PlannedBranch {
    fn run(&self) -> Branch<'_> {
        Branch {
            policy: &self.policy,
            for_share: self.for_share,
        }
    }
}

/// What the figures of all runs in one world need.
struct FigureInput<'a> {
    names: &'a Names,
    targets: &'a [Target],
    ideal: Option<&'a Ideal>,
    world: WorldId,
}

impl FigureInput<'_> {
    fn measure(
        &self,
        number: usize,
        package: &Package,
        run: RunResult,
        baseline: &Crossings,
        cost: f64,
    ) -> (Vec<Entry>, JobResult) {
        let RunResult { mut sums, checks } = run;
        sums.pair(baseline);
        let context = Context {
            ideal: self.ideal,
            cost: Some(cost),
            targets: if number == 0 { self.targets } else { &[] },
            waiting: shows_waiting(self.world),
            bases: number == 0,
        };
        let (entries, figures) = stats::measure(&sums, self.names, &context);
        let events = figures.events;
        let sample = Sample {
            package: number,
            draw: self.world.draw,
            replication: self.world.replication,
            figures,
            evidence: None,
        };
        let result = JobResult {
            samples: vec![sample],
            checks: with_name(&package.name(), checks),
            events,
            ..JobResult::default()
        };
        (entries, result)
    }
}

/// Whether the waiting ledger of a run is shown: only at the central parameters.
fn shows_waiting(world: WorldId) -> bool {
    world.draw == 0
}

pub(super) fn with_name(run: &str, checks: Vec<Check>) -> Vec<(String, Check)> {
    checks
        .into_iter()
        .map(|check| (run.to_owned(), check))
        .collect()
}
