//! From a scenario to a model: every reference resolved, every parameter a
//! number, every lever a slot.
//!
//! The order of everything is the order of ids, so that neither the order of a
//! file nor its labels can reach a result.

mod calendars;
mod checks;
mod drawn;
mod laws;
mod levers;
mod offices;
mod package;
mod people;
mod policy;
mod procedures;
mod programmes;
mod projects;
pub mod select;
mod site;
mod slots;
mod structure;
mod tables;
mod target_indicator;
mod time;
mod units;

#[cfg(test)]
mod tests;

pub use checks::YEARS;
pub use drawn::{Cube, drawn, drawn_value};
pub use package::{Package, UnknownPackage};
pub use policy::policy;
pub use target_indicator::{Detail, Subject, TargetIndicator, TargetKind};

use crate::model::{Model, Transform};
use crate::scenario::{self, Faults, Scenario};
use site::Site;

/// What a model is built with beside the scenario.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Which draw of the parameters; 0 takes the central values.
    pub draw: u32,
    /// How many draws there are, of which each takes its part of every range.
    pub draws: u32,
    /// From which of two hypercubes it takes them.
    pub cube: Cube,
    /// The seed of the draws.
    pub seed: u64,
    /// Measured years, in place of the scenario's.
    pub years: Option<f64>,
    /// One researcher in this many, in place of the scenario's.
    pub scale: Option<u32>,
    /// What is switched off.
    pub transform: Transform,
    /// Load aimed at, at every office that states one.
    pub load: Option<f64>,
    /// Leaves out every change of a reform whose size is only assumed.
    pub without_assumed: bool,
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
    checks::check(
        &scenario.root,
        &scenario.tree,
        &scenario.tables,
        &mut faults,
    );
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
    let mut site = Site::new(scenario, &root, options);
    let model = put_together(&mut site);
    match model {
        Some(model) if !site.faults.has_errors() => Ok(model),
        Some(_) | None => Err(site.faults),
    }
}

fn put_together(site: &mut Site) -> Option<Model> {
    let frame = time::frame(site)?;
    site.calendars.cover(&frame);
    let jurisdictions = people::jurisdictions(site);
    let offices = offices::offices(site);
    let agreements = offices::agreements(site);
    let procedures = procedures::procedures(site);
    let kinds = projects::kinds(site);
    let programmes = programmes::programmes(site, &frame);
    let organisations = programmes::organisations(site);
    let stays = programmes::stays(site);
    let (corridors, simulated) = people::corridors(site);
    Some(Model {
        title: site.root.title.clone(),
        frame,
        jurisdictions,
        fields: people::fields(site),
        corridors,
        simulated,
        matching: people::matching(site),
        awareness: people::awareness(site),
        aware_may_fall: people::aware_may_fall(site),
        belief: people::belief(site),
        offices,
        agreements,
        procedures,
        kinds,
        programmes,
        organisations,
        stays,
        routes: site.routes.names(),
        classes: site.classes.names(),
        calendars: std::sync::Arc::new(std::mem::take(&mut site.calendars.list)),
        levers: std::mem::take(&mut site.slots.levers),
        transform: site.options.transform,
    })
}
