//! The reforms under other forms of the model, and the deep causes elsewhere in the ranges.

mod forms;
mod persistence;
mod region;

pub(super) use forms::SideResults;
use forms::{Form, FormRuns, form_worlds, forms};
use region::{RUNS_OF_WORLD, region_worlds};

use super::counterfactual::thinning;
use super::design::Design;
use super::plan::{Extras, Plan};
use crate::compile::Package;
use crate::model::Model;
use crate::scenario::{Faults, Scenario};
use crate::stats::FormSample;
use crate::stats::tables::{self, PersistenceRow, RegionRow};

/// The results of all of them.
pub(super) struct StructureResults {
    pub forms: SideResults<FormSample>,
    pub region: SideResults<RegionRow>,
    pub persistence: SideResults<PersistenceRow>,
}

/// The runs of a study under other forms of the model and, with `--structure`, in the region.
pub(super) struct StructureRuns {
    pub forms: Vec<Form>,
    region: Vec<(tables::Design, u32)>,
}

impl StructureRuns {
    /// Those of a plan.
    ///
    /// # Errors
    ///
    /// All faults of the forms.
    pub fn new(scenario: &Scenario, plan: &Plan) -> Result<Self, Faults> {
        let forms = match plan.extras {
            Extras::None => Vec::new(),
            Extras::Usual | Extras::Thorough => forms(scenario)?,
        };
        let region = if plan.structure {
            region_worlds(scenario, plan.draws)
        } else {
            Vec::new()
        };
        Ok(Self { forms, region })
    }

    /// How many there are.
    pub fn number(&self, plan: &Plan, packages: &[Package], central: &Model) -> usize {
        let of_forms = self.forms.len() * form_worlds(plan).len() * packages.len();
        let lasting = if plan.extras == Extras::None {
            0
        } else {
            persistence::number(central, plan.replications, packages.len())
        };
        of_forms + self.region.len() * RUNS_OF_WORLD + lasting
    }

    /// Carries them out.
    ///
    /// # Errors
    ///
    /// All faults that only show when the tables of a form, draw or corner are put together.
    pub fn run(&self, design: &Design<'_>) -> Result<StructureResults, Faults> {
        let runs = FormRuns {
            plan: design.plan,
            packages: &design.packages,
            thinning: thinning(&design.central),
            counter: &design.counter,
        };
        let forms = runs.run(&self.forms)?;
        let region = runs.run_region(design.scenario, &self.region)?;
        let persistence = if design.plan.extras == Extras::None {
            SideResults::default()
        } else {
            runs.run_persistence(design.scenario, &design.central)?
        };
        Ok(StructureResults {
            forms,
            region,
            persistence,
        })
    }
}
