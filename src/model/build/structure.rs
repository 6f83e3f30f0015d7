//! Structural changes: steps taken out, merged or put side by side; procedures of
//! a route side by side; procedures that come into force.

use super::policy::Draft;
use super::select;
use crate::draw::Key;
use crate::model::levers::Level;
use crate::model::{Abreast, Graph, Structure};
use crate::scenario::keys::{Change, Id};

/// Structural changes that one procedure may meet in a package: the graphs of all
/// their subsets are kept.
const CHANGES_AT_MOST: usize = 8;

/// What one change does to the graph of a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edit {
    /// Steps taken out.
    Without(u32),
    /// Steps that no longer wait for one another.
    Abreast(u32),
}

/// One structural change of one procedure.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The procedure's number.
    pub procedure: usize,
    /// The change's key.
    pub key: Key,
    /// How far it has come in.
    pub level: Level,
    /// Whether it reaches the desk's other cases.
    pub background: bool,
    /// What it does.
    pub edit: Edit,
    /// Where it stands.
    pub address: String,
}

/// Steps taken out of the selected procedures.
pub fn remove(draft: &mut Draft, change: &Change, address: &str, level: Level, key: Key) {
    for (procedure, places) in listed(draft, change, &change.remove, address, "remove") {
        let set = places.iter().fold(0, |set, place| set | 1 << place);
        push(
            draft,
            procedure,
            change,
            address,
            level,
            key,
            Edit::Without(set),
        );
    }
}

/// Steps done as one: the first stays.
pub fn merge(draft: &mut Draft, change: &Change, address: &str, level: Level, key: Key) {
    let found = listed(draft, change, &change.merge, address, "merge");
    let mut merged = false;
    for (procedure, places) in found {
        // Where the first of them does not exist, the others have nothing to join.
        let first = change
            .merge
            .first()
            .and_then(|id| place_of(draft, procedure, id));
        let others = places.iter().filter(|place| Some(**place) != first);
        let set = others.fold(0, |set, place| set | 1 << place);
        if first.is_some() && set != 0 {
            merged = true;
            push(
                draft,
                procedure,
                change,
                address,
                level,
                key,
                Edit::Without(set),
            );
        }
    }
    if !merged {
        draft.fault(
            &format!("{address}.merge"),
            "fewer than two of the steps in any selected procedure",
            "steps of one procedure",
        );
    }
}

/// Steps of the selected procedures, or procedures of one route, side by side.
pub fn parallel(draft: &mut Draft, change: &Change, address: &str, level: Level, key: Key) {
    let chosen = select::procedures(draft, &change.select, address);
    let are_steps = change.parallel.iter().all(|id| {
        chosen
            .iter()
            .any(|procedure| place_of(draft, *procedure, id).is_some())
    });
    if !are_steps {
        abreast(draft, change, address, level, key);
        return;
    }
    let mut found = false;
    for procedure in chosen {
        let places = change
            .parallel
            .iter()
            .filter_map(|id| place_of(draft, procedure, id));
        let set = places.fold(0_u32, |set, place| set | 1 << place);
        if set.count_ones() > 1 {
            found = true;
            let of = &draft.model.procedures[procedure];
            if of.graph.shares.is_some() {
                let found = format!("`{}`, whose files go by shares", of.id);
                draft.fault(
                    &format!("{address}.parallel"),
                    found,
                    "a procedure whose steps wait for one another (`after`)",
                );
                continue;
            }
            push(
                draft,
                procedure,
                change,
                address,
                level,
                key,
                Edit::Abreast(set),
            );
        }
    }
    if !found {
        draft.fault(
            &format!("{address}.parallel"),
            "fewer than two of the steps in any selected procedure",
            "steps of one procedure",
        );
    }
}

fn abreast(draft: &mut Draft, change: &Change, address: &str, level: Level, key: Key) {
    let at = format!("{address}.parallel");
    let mut procedures = Vec::new();
    for id in &change.parallel {
        procedures.extend(draft.procedure(id, &at));
    }
    procedures.sort_unstable();
    procedures.dedup();
    if procedures.len() < 2 {
        draft.fault(
            &at,
            format!("{} procedures", procedures.len()),
            "two or more procedures, or steps of the selected procedures",
        );
        return;
    }
    draft.abreast.push(Abreast {
        key,
        level,
        procedures,
    });
}

/// The places of the listed steps in each selected procedure that has any.
fn listed(
    draft: &mut Draft,
    change: &Change,
    ids: &[Id],
    address: &str,
    what: &str,
) -> Vec<(usize, Vec<usize>)> {
    let chosen = select::procedures(draft, &change.select, address);
    for id in ids {
        let somewhere = chosen
            .iter()
            .any(|procedure| place_of(draft, *procedure, id).is_some());
        if !somewhere {
            draft.fault(
                &format!("{address}.{what}"),
                format!("no step `{id}` in the selected procedures"),
                "steps of the selected procedures",
            );
        }
    }
    chosen
        .into_iter()
        .map(|procedure| {
            let places = ids.iter().filter_map(|id| place_of(draft, procedure, id));
            (procedure, places.collect::<Vec<usize>>())
        })
        .filter(|(_, places)| !places.is_empty())
        .collect()
}

fn place_of(draft: &Draft, procedure: usize, id: &Id) -> Option<usize> {
    let steps = &draft.model.procedures[procedure].steps;
    steps.iter().position(|step| step.id == id.as_str())
}

fn push(
    draft: &mut Draft,
    procedure: usize,
    change: &Change,
    address: &str,
    level: Level,
    key: Key,
    edit: Edit,
) {
    draft.edits.push(Edited {
        procedure,
        key,
        level,
        background: change.background,
        edit,
        address: address.to_owned(),
    });
}

/// The structural changes of each procedure with the graphs of all subsets.
pub fn structures(draft: &mut Draft) -> std::collections::BTreeMap<usize, Structure> {
    let mut by_procedure: std::collections::BTreeMap<usize, Vec<Edited>> =
        std::collections::BTreeMap::new();
    for edited in std::mem::take(&mut draft.edits) {
        by_procedure
            .entry(edited.procedure)
            .or_default()
            .push(edited);
    }
    let mut structures = std::collections::BTreeMap::new();
    for (procedure, edits) in by_procedure {
        if let Some(structure) = structure(draft, procedure, &edits) {
            structures.insert(procedure, structure);
        }
    }
    structures
}

fn structure(draft: &mut Draft, procedure: usize, edits: &[Edited]) -> Option<Structure> {
    let model = draft.model;
    let given = &model.procedures[procedure];
    let last = edits.last()?;
    if edits.len() > CHANGES_AT_MOST {
        let found = format!("{} structural changes of `{}`", edits.len(), given.id);
        draft.fault(
            &last.address,
            found,
            format!("at most {CHANGES_AT_MOST} in one package"),
        );
        return None;
    }
    let graphs: Vec<Graph> = (0..1_u32 << edits.len())
        .map(|set| graph(&given.graph, edits, set))
        .collect();
    if graphs.iter().any(|graph| graph.active == 0) {
        draft.fault(
            &last.address,
            format!("no step of `{}` is left", given.id),
            "at least one step; an exemption takes a procedure away",
        );
        return None;
    }
    let changes = edits
        .iter()
        .map(|edited| (edited.key, edited.level, edited.background))
        .collect();
    Some(Structure { changes, graphs })
}

/// The graph with the changes of a set made: steps are taken out first, so that
/// the order in which reforms are named means nothing.
fn graph(base: &Graph, edits: &[Edited], set: u32) -> Graph {
    let mut made: Vec<Edit> = edits
        .iter()
        .enumerate()
        .filter(|(place, _)| set & (1 << place) != 0)
        .map(|(_, edited)| edited.edit)
        .collect();
    made.sort_unstable();
    made.into_iter()
        .fold(base.clone(), |graph, edit| match edit {
            Edit::Without(gone) => graph.without(gone & graph.active),
            Edit::Abreast(steps) => graph.abreast(steps & graph.active),
        })
}
