//! The reforms under other forms of the model, in thinned worlds with pilots of their own.

use rayon::prelude::*;

use super::super::calibrated::{Correction, Expected, calibrated};
use super::super::design::with_name;
use super::super::plan::{Plan, WorldId};
use super::super::watch::Counter;
use super::super::world::WarmedUp;
use crate::compile::{Options, Package, build, policy};
use crate::engine::Check;
use crate::model::Model;
use crate::scenario::{Faults, Scenario, with_form};
use crate::stats::tables::StructureRow;
use crate::stats::{self, AS_STATED, FormSample, PackageKey};

/// A form of the model, applied to a scenario.
#[derive(Debug, Clone)]
pub(in crate::study) struct Form {
    /// Its id; the scenario as stated has one too.
    pub id: String,
    /// The scenario under it, to be calibrated anew.
    pub scenario: Scenario,
}

/// The forms of a scenario, the scenario as stated first; none if it names no others.
///
/// # Errors
///
/// All faults of their edits.
pub(super) fn forms(scenario: &Scenario) -> Result<Vec<Form>, Faults> {
    if scenario.root.structure.is_empty() {
        return Ok(Vec::new());
    }
    let mut stated = scenario.clone();
    stated.recalibrate();
    let mut forms = vec![Form {
        id: AS_STATED.to_owned(),
        scenario: stated,
    }];
    for id in scenario.root.structure.keys() {
        let form = Form {
            id: id.to_string(),
            scenario: with_form(scenario, id)?,
        };
        // Faults of what its keys mean together are found before any run.
        build(&form.scenario, &Options::default())?;
        forms.push(form);
    }
    Ok(forms)
}

/// The worlds in which each form is run: the first replication at the central parameters, and,
/// where the forms are ranked, every draw.
pub(super) fn form_worlds(plan: &Plan) -> Vec<WorldId> {
    let worlds = plan.world_ids().into_iter();
    worlds
        .filter(|world| {
            let is_first = world.draw == 0 && world.replication == 0;
            is_first || (plan.structure && world.draw > 0)
        })
        .collect()
}

/// What the runs of all forms have in common.
pub(in crate::study) struct FormRuns<'a> {
    pub plan: &'a Plan,
    pub packages: &'a [Package],
    /// How many researchers of the scenario one researcher of these runs stands for.
    pub thinning: u32,
    pub counter: &'a Counter<'a>,
}

/// The result of some of the runs beside the main design.
#[derive(Debug)]
pub(in crate::study) struct SideResults<R> {
    pub rows: Vec<R>,
    pub checks: Vec<(String, Check)>,
    pub events: u64,
    /// Whether the runs were stopped.
    pub stopped: bool,
}

impl<R> Default for SideResults<R> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            checks: Vec::new(),
            events: 0,
            stopped: false,
        }
    }
}

impl<R> SideResults<R> {
    /// Nothing, because the runs were stopped.
    pub fn stopped() -> Self {
        Self {
            stopped: true,
            ..Self::default()
        }
    }

    /// The results of several worlds in their order; none is a world that was stopped.
    pub fn gathered(worlds: Vec<Option<Self>>) -> Self {
        let mut all = Self::default();
        for world in worlds {
            match world {
                Some(world) => {
                    all.rows.extend(world.rows);
                    all.add(&world.checks, world.events);
                }
                None => all.stopped = true,
            }
        }
        all
    }

    /// Adds the identities and events of a run.
    pub fn add(&mut self, checks: &[(String, Check)], events: u64) {
        self.checks.extend_from_slice(checks);
        self.events += events;
    }
}

impl SideResults<FormSample> {
    /// The rows of the structure table.
    pub fn table(&self, forms: &[Form], packages: &[Package]) -> Vec<StructureRow> {
        let names: Vec<String> = forms.iter().map(|form| form.id.clone()).collect();
        let keys = packages.iter().cloned().map(PackageKey::new);
        stats::structure_rows(&names, &keys.collect::<Vec<_>>(), &self.rows)
    }
}

impl FormRuns<'_> {
    /// Runs every package under every form. Each form has its own pilots.
    ///
    /// # Errors
    ///
    /// All faults that only show when the tables of a form are put together.
    pub fn run(&self, forms: &[Form]) -> Result<SideResults<FormSample>, Faults> {
        let corrections: Result<Vec<Option<Correction>>, Faults> = forms
            .par_iter()
            .with_max_len(1)
            .map(|form| self.correction(form))
            .collect();
        let corrections = corrections?;
        let worlds = form_worlds(self.plan);
        let jobs: Vec<(usize, WorldId)> = (0..forms.len())
            .flat_map(|form| worlds.iter().map(move |world| (form, *world)))
            .collect();
        let results: Result<Vec<Option<SideResults<FormSample>>>, Faults> = jobs
            .par_iter()
            .with_max_len(1)
            .map(|(form, world)| match &corrections[*form] {
                Some(correction) => self.run_world((*form, &forms[*form]), correction, *world),
                None => Ok(None),
            })
            .collect();
        results.map(SideResults::gathered)
    }

    pub fn options(&self, scenario: &Scenario, draw: u32) -> Options {
        let scale = self.plan.scale.unwrap_or(scenario.root.study.scale).max(1);
        Options {
            scale: Some(scale * self.thinning),
            ..self.plan.options(draw)
        }
    }

    fn correction(&self, form: &Form) -> Result<Option<Correction>, Faults> {
        if self.counter.stop() {
            return Ok(None);
        }
        let options = self.options(&form.scenario, 0);
        let expected = Expected::new(&form.scenario, &options)?;
        Ok(Some(Correction::measure(&expected, &options, 1)))
    }

    /// Every package in one world of a form; none if stopped.
    fn run_world(
        &self,
        (number, form): (usize, &Form),
        correction: &Correction,
        world: WorldId,
    ) -> Result<Option<SideResults<FormSample>>, Faults> {
        if self.counter.stop() {
            return Ok(None);
        }
        let options = self.options(&form.scenario, world.draw);
        let model = model(form, correction, &options)?;
        let policies: Result<Vec<_>, Faults> = self
            .packages
            .iter()
            .map(|package| policy(&form.scenario, &model, package, &options))
            .collect();
        let policies = policies?;
        let warm = WarmedUp::new(model, self.plan.seed, world.replication).without_waiting();
        let mut results = SideResults::default();
        for (package, policy) in policies.iter().enumerate() {
            let run = warm.begin(policy).finish_for_share(&|| self.counter.stop());
            let Some(run) = run else {
                return Ok(None);
            };
            self.counter.add_run();
            results.rows.push(FormSample {
                form: number,
                package,
                draw: world.draw,
                replication: world.replication,
                share: run.convergence,
            });
            let name = format!("{} under {}", self.packages[package].name(), form.id);
            results.add(&with_name(&name, run.checks), run.events);
        }
        Ok(Some(results))
    }
}

/// The model of a form; each draw has a second pilot of its own.
fn model(form: &Form, correction: &Correction, options: &Options) -> Result<Model, Faults> {
    let of_draw = if options.draw == 0 {
        None
    } else {
        Some(correction.of_draw(&form.scenario, options, 1)?)
    };
    let correction = of_draw.as_ref().unwrap_or(correction);
    calibrated(&form.scenario, options, correction).map(|(model, _)| model)
}
