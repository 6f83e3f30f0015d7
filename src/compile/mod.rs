//! From a scenario to a model: every reference resolved, every parameter a
//! number, every lever a slot.
//!
//! The order of everything is the order of ids, so that neither the order of a
//! file nor its labels can reach a result.

mod calendars;
mod checks;
mod compiler;
mod distributions;
mod effort;
mod graph;
mod level;
mod lever_ids;
mod levers;
mod matching;
mod offices;
mod operations;
mod package;
mod parameter_draw;
mod people;
mod policy;
mod procedures;
mod programmes;
mod projects;
pub(crate) mod select;
mod settled;
mod structure;
mod surfaces;
mod target_indicator;
mod time;
mod units;

#[cfg(test)]
mod tests;

pub(crate) use checks::YEARS;
pub use package::Package;

pub use parameter_draw::Cube;
pub(crate) use parameter_draw::drawn;
pub use policy::{policy, policy_of_change};
pub(crate) use target_indicator::{CaseFigure, JurisdictionFigure, TargetIndicator, TargetKind};

use crate::model::{
    Agreement, Frame, Jurisdiction, Model, Office, Organisation, Procedure, Programme, ProjectKind,
    Stay, Transform,
};
use crate::scenario::{self, Faults, Scenario};
use compiler::{Compiler, Kind};

/// What a model is built with beside the scenario.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Which draw of the parameters; 0 takes the central values.
    pub draw: u32,
    /// How many draws there are; each takes its part of every range.
    pub draws: u32,
    /// From which of two hypercubes it takes them.
    pub cube: Cube,
    /// The seed of the draws.
    pub seed: u64,
    /// Measured years; replaces the scenario's.
    pub years: Option<f64>,
    /// One researcher in this many; replaces the scenario's.
    pub scale: Option<u32>,
    /// What is switched off.
    pub transform: Transform,
    /// Load aimed at, at every office that states one.
    pub load: Option<f64>,
    /// Leaves out every change of a reform whose size is only assumed.
    pub without_assumed: bool,
    /// Makes every change of a reform at the favourable end of its range, at once and for good.
    pub at_ceiling: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            draw: 0,
            draws: 0,
            cube: Cube::First,
            seed: 1,
            years: None,
            scale: None,
            transform: Transform::default(),
            load: None,
            without_assumed: false,
            at_ceiling: false,
        }
    }
}

/// Reads a scenario from a file, or by the name of a built-in one, applies edits of the form
/// `address=value`, and checks what its keys mean together.
///
/// # Errors
///
/// All faults of the scenario's files, tables and keys.
pub fn load(path: &str, sets: &[String]) -> Result<Scenario, Faults> {
    scenario::read(path, sets).and_then(checked)
}

/// The same of a text; files that it names are looked up in the current folder.
///
/// # Errors
///
/// As [`load`].
pub fn load_text(name: &str, text: &str, sets: &[String]) -> Result<Scenario, Faults> {
    scenario::read_text(name, text, sets).and_then(checked)
}

fn checked(mut scenario: Scenario) -> Result<Scenario, Faults> {
    let mut faults = std::mem::take(&mut scenario.warnings);
    operations::check(&scenario.tree, &mut faults);
    let options = Options::default();
    let mut compiler = Compiler::new(&scenario, &scenario.root, &options, faults);
    if checks::check(&mut compiler) {
        resolve(&mut compiler);
    }
    let mut faults = compiler.faults;
    if !faults.has_errors() {
        scenario::check_forms(&scenario, &mut faults);
        scenario::check_corners(&scenario, &mut faults);
    }
    if faults.has_errors() {
        return Err(faults.errors());
    }
    scenario.warnings = faults;
    Ok(scenario)
}

/// Builds the model of a scenario. Officers that follow from a load, passage that
/// follows from elapsed time and the reference beliefs are set by calibration.
///
/// # Errors
///
/// All faults that only show when the tables are put together.
pub fn build(scenario: &Scenario, options: &Options) -> Result<Model, Faults> {
    let root = drawn(scenario, options);
    let mut compiler = Compiler::new(scenario, &root, options, scenario.faults());
    let tables = resolve(&mut compiler);
    if compiler.faults.has_errors() {
        return Err(compiler.faults.errors());
    }
    put_together(&mut compiler, tables).ok_or(compiler.faults)
}

/// What the model holds of the tables whose keys name other things.
struct Tables {
    frame: Option<Frame>,
    jurisdictions: Vec<Jurisdiction>,
    offices: Vec<Office>,
    agreements: Vec<Agreement>,
    procedures: Vec<Procedure>,
    kinds: Vec<ProjectKind>,
    programmes: Vec<Programme>,
    organisations: Vec<Organisation>,
    stays: Vec<Option<Stay>>,
}

/// Resolves every name. That a name leads to nothing is a fault; what is built then is not
/// used, but building it must not fail.
fn resolve(compiler: &mut Compiler) -> Tables {
    let frame = time::frame(compiler);
    if let Some(frame) = &frame {
        compiler.calendars.cover(frame);
    }
    Tables {
        jurisdictions: people::jurisdictions(compiler),
        offices: offices::offices(compiler),
        agreements: offices::agreements(compiler),
        procedures: procedures::procedures(compiler),
        kinds: projects::kinds(compiler),
        programmes: programmes::programmes(compiler, frame.as_ref()),
        organisations: programmes::organisations(compiler),
        stays: programmes::stays(compiler),
        frame,
    }
}

fn put_together(compiler: &mut Compiler, tables: Tables) -> Option<Model> {
    let (corridors, simulated) = people::corridors(compiler);
    let mut model = Model {
        title: compiler.root.title.clone(),
        frame: tables.frame?,
        jurisdictions: tables.jurisdictions,
        fields: people::fields(compiler),
        activities: people::activities(compiler),
        matching: matching::matching(compiler, &corridors),
        corridors,
        simulated,
        awareness: people::awareness(compiler),
        aware_may_fall: people::aware_may_fall(compiler),
        belief: people::belief(compiler),
        offices: tables.offices,
        agreements: tables.agreements,
        areas: procedures::areas(compiler.root, &tables.procedures),
        procedures: tables.procedures,
        kinds: tables.kinds,
        programmes: tables.programmes,
        organisations: tables.organisations,
        stays: tables.stays,
        routes: compiler.names(Kind::Route),
        classes: compiler.classes.names(),
        calendars: std::sync::Arc::new(std::mem::take(&mut compiler.calendars.list)),
        surfaces: Vec::new(),
        levers: std::mem::take(&mut compiler.lever_ids.levers),
        reforming: settled::reforming(compiler),
        transform: compiler.options.transform,
    };
    surfaces::surfaces(compiler, &mut model);
    model.set_posts();
    Some(model)
}
