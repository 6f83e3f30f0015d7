//! Surfaces: counts of filings, and the shares that the calibration solves to meet them.

use super::compiler::{Compiler, Kind};
use super::target_indicator::{CaseFigure, TargetIndicator, TargetKind};
use crate::model::{
    JurisdictionIndex, Model, NeedIndex, OrganisationIndex, ProcedureIndex, ProjectKindIndex,
    SolvedShare, Surface,
};
use crate::scenario::keys::{self, Counts, Root};

/// The procedure whose filings a target counts; none where it counts something else.
pub fn counted_procedure(target: &keys::Target, root: &Root) -> Option<String> {
    let indicator = TargetIndicator::parse(&target.indicator, root).ok()?;
    let is_count = matches!(
        indicator.kind,
        TargetKind::Procedure(CaseFigure::Completed | CaseFigure::Filed)
    );
    is_count.then_some(indicator.id)
}

/// The addresses of all shares that a surface may solve, with their places in the model.
pub fn solvable(compiler: &Compiler) -> Vec<(String, SolvedShare)> {
    let root = compiler.root;
    let mut all = Vec::new();
    for (kind, (id, project)) in root.project.iter().enumerate() {
        let kind = ProjectKindIndex::from_index(kind);
        for (number, (name, need)) in project.need.iter().enumerate() {
            let number = NeedIndex::from_index(number);
            let path = format!("project.{id}.need.{name}");
            all.push((format!("{path}.share"), SolvedShare::Need(kind, number)));
            all.extend(need.class.keys().filter_map(|class| {
                let index = compiler.class(class)?;
                let share = SolvedShare::Class(kind, number, index);
                Some((format!("{path}.class.{class}"), share))
            }));
        }
    }
    for (number, id) in root.organisation.keys().enumerate() {
        let share = SolvedShare::Arrivals(OrganisationIndex::from_index(number));
        all.push((format!("organisation.{id}.arrivals_a_year"), share));
    }
    for (id, stay) in &root.stay {
        let Some(place) = compiler.find(Kind::Jurisdiction, id.as_str()) else {
            continue;
        };
        let place = JurisdictionIndex::from_index(place);
        for (number, procedure) in stay.bundle.keys().enumerate() {
            let address = format!("stay.{id}.bundle.{procedure}.need_share");
            all.push((address, SolvedShare::Bundle(place, number)));
        }
    }
    all
}

/// The surfaces, in the order of their ids. Their factors are 1, and the background cases of
/// their procedures are what the count leaves.
pub fn surfaces(compiler: &Compiler, model: &mut Model) {
    if compiler.root.surface.is_empty() {
        return;
    }
    let solvable = solvable(compiler);
    let given = compiler.root.surface.iter();
    let surfaces = given.filter_map(|(id, given)| {
        let target = compiler.root.target.get(&given.keeps)?;
        let procedure = counted_procedure(target, compiler.root)?;
        let procedure = compiler.find(Kind::Procedure, &procedure)?;
        let solved = solvable
            .iter()
            .filter(|(address, _)| given.reaches(address));
        let mut surface = Surface {
            id: id.to_string(),
            target: given.keeps.to_string(),
            procedure: ProcedureIndex::from_index(procedure),
            count: target.observed.value,
            research_share: given
                .research_share
                .as_ref()
                .map_or(1.0, |share| share.value),
            has_background: target.counts == Counts::all,
            solved: solved
                .map(|(_, share)| (*share, stated(model, *share)))
                .collect(),
            low: given.low,
            high: given.high,
            factor: 1.0,
            own: 0.0,
        };
        surface.own = surface.wanted();
        Some(surface)
    });
    model.surfaces = surfaces.collect();
    for surface in model
        .surfaces
        .iter()
        .filter(|surface| surface.has_background)
    {
        let background = &mut model.procedures[surface.procedure].background_a_year;
        *background = surface.count - surface.own;
    }
}

/// A share as the scenario states it.
fn stated(model: &Model, share: SolvedShare) -> f64 {
    match share {
        SolvedShare::Need(kind, need) => model.kinds[kind].needs[need].share,
        SolvedShare::Class(kind, need, class) => {
            let mut classes = model.kinds[kind].needs[need].classes.iter();
            classes
                .find(|(own, _)| *own == class)
                .map_or(0.0, |(_, share)| *share)
        }
        SolvedShare::Arrivals(organisation) => {
            model.levers[model.organisations[organisation].arrivals.index()].base
        }
        SolvedShare::Bundle(jurisdiction, place) => {
            let stay = model.stays[jurisdiction].as_ref();
            stay.map_or(0.0, |stay| stay.bundle[place].2)
        }
    }
}
