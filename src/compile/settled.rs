//! From when on reforms have settled, and which jurisdictions they change.

use super::compiler::Compiler;
use super::level::{days_between, stated};
use super::select::{Selection, acts_on};
use crate::model::Instant;
use crate::scenario::JurisdictionId;
use crate::scenario::keys::Root;
use crate::time::YEAR_DAYS;

/// The first measured year, by number, in which reforms have settled; `year_starts` ends with
/// the end of the last one. As many as there are years if none is settled.
pub fn first_settled_year(compiler: &Compiler, year_starts: &[Instant]) -> usize {
    // Central values: the years are the same in all draws.
    let root = &compiler.scenario.root;
    let study = &root.study;
    let start = f64::from(year_starts[0].day());
    let from = study.settled_from.map_or_else(
        || start + days_until_settled(root),
        |day| start + days_between(study.start.0, day.0) as f64,
    );
    let years = &year_starts[..year_starts.len() - 1];
    years
        .iter()
        .filter(|year| f64::from(year.day()) < from)
        .count()
}

/// Days from the start of the study until every project that may start forms after the last
/// ramp and one full year of public figures.
fn days_until_settled(root: &Root) -> f64 {
    let changes = root
        .reform
        .values()
        .flat_map(|reform| reform.change.values().map(move |change| (reform, change)));
    let in_full = changes.map(|(reform, change)| {
        let level = stated(root, root.study.start.0, reform, change);
        level.start + level.ramp
    });
    let Some(last) = in_full.max_by(f64::total_cmp) else {
        return 0.0;
    };
    let leads = root.project.values().map(|kind| kind.lead_days.value);
    last + YEAR_DAYS + leads.fold(0.0, f64::max)
}

/// Whether some change of some reform selects each jurisdiction, in the order of ids.
pub fn reforming(compiler: &Compiler) -> Vec<bool> {
    let root = compiler.root;
    let changes = root
        .reform
        .values()
        .flat_map(|reform| reform.change.values());
    let selected: Vec<&JurisdictionId> = changes
        .flat_map(|change| jurisdictions(root, &acts_on(root, change)))
        .collect();
    root.jurisdiction
        .keys()
        .map(|id| selected.contains(&id))
        .collect()
}

/// The jurisdictions of what a change acts on. An agreement between institutions has none.
fn jurisdictions<'a>(root: &'a Root, selection: &Selection) -> Vec<&'a JurisdictionId> {
    let of_procedure = |id| root.procedure.get(id).map(|found| &found.jurisdiction);
    match selection {
        Selection::Procedures(ids) => ids.iter().filter_map(of_procedure).collect(),
        Selection::Steps(ids) | Selection::Clocks(ids) => {
            ids.iter().filter_map(|(id, _)| of_procedure(id)).collect()
        }
        Selection::Offices(ids) => {
            let offices = ids.iter().filter_map(|id| root.office.get(id));
            offices.map(|office| &office.jurisdiction).collect()
        }
        Selection::Tiers(ids) => {
            let offices = ids.iter().filter_map(|(id, _)| root.office.get(id));
            offices.map(|office| &office.jurisdiction).collect()
        }
        Selection::Programmes(ids) => {
            let programmes = ids.iter().filter_map(|id| root.programme.get(id));
            programmes
                .map(|programme| &programme.jurisdiction)
                .collect()
        }
        Selection::Organisations(ids) => {
            let organisations = ids.iter().filter_map(|id| root.organisation.get(id));
            organisations.map(|kind| &kind.jurisdiction).collect()
        }
        Selection::Stays(ids) => {
            let stays = ids.iter().filter_map(|id| root.stay.get_key_value(id));
            stays.map(|(id, _)| id).collect()
        }
        Selection::Agreements(_) => Vec::new(),
    }
}
