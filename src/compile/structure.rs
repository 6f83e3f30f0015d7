//! Structural changes of one procedure: steps taken out, merged or put side by side.

use super::policy::Draft;
use crate::draw::Key;
use crate::model::levers::Level;
use crate::model::{Graph, ProcedureIndex, Structure};
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

/// Steps taken out of procedures.
pub fn remove(
    draft: &mut Draft,
    change: &Change,
    procedures: &[usize],
    address: &str,
    level: Level,
    key: Key,
) {
    for procedure in procedures {
        let edit = Edit::Without(set_of(draft, *procedure, &change.remove));
        push(draft, *procedure, change, address, level, key, edit);
    }
}

/// Steps done as one: the first stays.
pub fn merge(
    draft: &mut Draft,
    change: &Change,
    procedures: &[usize],
    address: &str,
    level: Level,
    key: Key,
) {
    let (first, _) = change.merge.split_at(change.merge.len().min(1));
    for procedure in procedures {
        let stays = set_of(draft, *procedure, first);
        let edit = Edit::Without(set_of(draft, *procedure, &change.merge) & !stays);
        push(draft, *procedure, change, address, level, key, edit);
    }
}

/// Steps side by side.
pub fn parallel(
    draft: &mut Draft,
    change: &Change,
    procedures: &[usize],
    address: &str,
    level: Level,
    key: Key,
) {
    for procedure in procedures {
        let model = &draft.model.procedures[*procedure];
        if model.graph.shares.is_some() {
            let found = format!("`{}`, whose files go by shares", model.id);
            draft.fault(
                &format!("{address}.parallel"),
                found,
                "a procedure whose steps wait for one another (`after`)",
            );
            continue;
        }
        let edit = Edit::Abreast(set_of(draft, *procedure, &change.parallel));
        push(draft, *procedure, change, address, level, key, edit);
    }
}

/// The named steps of a procedure as a bit set.
fn set_of(draft: &Draft, procedure: usize, ids: &[Id]) -> u32 {
    let steps = draft.model.procedures[procedure].steps.iter().enumerate();
    steps
        .filter(|(_, step)| ids.iter().any(|id| id.as_str() == step.id))
        .fold(0, |set, (place, _)| set | 1 << place)
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
pub fn structures(draft: &mut Draft) -> std::collections::BTreeMap<ProcedureIndex, Structure> {
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
            structures.insert(ProcedureIndex::from_index(procedure), structure);
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
