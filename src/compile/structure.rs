//! Structural changes of one procedure: steps taken out, merged or put side by side.

use std::collections::BTreeMap;

use super::policy::PolicyBuilder;
use crate::draw::Key;
use crate::limits;
use crate::model::levers::Level;
use crate::model::{Graph, Procedure, ProcedureIndex, Structure};
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
    Parallel(u32),
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
    /// Whether it reaches background cases.
    pub background: bool,
    /// What it does.
    pub edit: Edit,
    /// Factor of its reform on passage; 1 without effort.
    pub effort: f64,
    /// Where it stands.
    pub address: String,
}

/// The edits that a change of structure makes: steps taken out, steps done as one, of which
/// the first stays, or steps side by side.
pub fn edit(
    builder: &mut PolicyBuilder,
    change: &Change,
    procedures: &[usize],
    address: &str,
    (key, level): (Key, Level),
    effort: &dyn Fn(usize) -> f64,
) {
    for procedure in procedures {
        let given = &builder.model.procedures[*procedure];
        if given.graph.has_no_sets() {
            let found = format!("`{}` has {} steps", given.id, given.steps.len());
            let expected = format!(
                "at most {} steps in a procedure whose structure a reform changes",
                limits::STEPS
            );
            builder.fault(address, found, expected);
            continue;
        }
        let edit = if !change.remove.is_empty() {
            Edit::Without(set_of(given, &change.remove))
        } else if let Some(first) = change.merge.first() {
            let stays = set_of(given, std::slice::from_ref(first));
            Edit::Without(set_of(given, &change.merge) & !stays)
        } else if given.graph.shares.is_some() {
            let found = format!(
                "`{}` has `begins`: its steps do not wait for one another",
                given.id
            );
            builder.fault(
                &format!("{address}.parallel"),
                found,
                "a procedure with steps ordered by `after`",
            );
            continue;
        } else {
            Edit::Parallel(set_of(given, &change.parallel))
        };
        builder.edits.push(Edited {
            procedure: *procedure,
            key,
            level,
            background: change.background,
            edit,
            effort: effort(*procedure),
            address: address.to_owned(),
        });
    }
}

/// The named steps of a procedure as a bit set.
fn set_of(procedure: &Procedure, ids: &[Id]) -> u32 {
    let steps = procedure.steps.iter().enumerate();
    steps
        .filter(|(_, step)| ids.iter().any(|id| id.as_str() == step.id))
        .fold(0, |set, (place, _)| set | 1 << place)
}

/// The structural changes of each procedure with the graphs of all subsets.
pub fn structures(builder: &mut PolicyBuilder) -> BTreeMap<ProcedureIndex, Structure> {
    let mut by_procedure: BTreeMap<usize, Vec<Edited>> = BTreeMap::new();
    for edited in std::mem::take(&mut builder.edits) {
        let edits = by_procedure.entry(edited.procedure).or_default();
        edits.push(edited);
    }
    let structures = by_procedure.into_iter().filter_map(|(procedure, edits)| {
        let structure = structure(builder, procedure, &edits)?;
        Some((ProcedureIndex::from_index(procedure), structure))
    });
    structures.collect()
}

fn structure(builder: &mut PolicyBuilder, procedure: usize, edits: &[Edited]) -> Option<Structure> {
    let model = builder.model;
    let given = &model.procedures[procedure];
    let last = edits.last()?;
    if edits.len() > CHANGES_AT_MOST {
        let found = format!("`{}` has {} structural changes", given.id, edits.len());
        builder.fault(
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
        builder.fault(
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
    let effort = (0..1_u32 << edits.len())
        .map(|set| {
            let same = graphs[set as usize] == graphs[0];
            if same { 1.0 } else { farthest(edits, set) }
        })
        .collect();
    Some(Structure {
        changes,
        graphs,
        effort,
    })
}

/// Of the factors of the changes made, the one farthest from 1 on the logarithmic scale.
fn farthest(edits: &[Edited], set: u32) -> f64 {
    let made = edits.iter().enumerate();
    let made = made.filter(|(place, _)| set & (1 << place) != 0);
    made.map(|(_, edited)| edited.effort)
        .fold(1.0, |farthest, factor| {
            if libm::fabs(libm::log(factor)) > libm::fabs(libm::log(farthest)) {
                factor
            } else {
                farthest
            }
        })
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
            Edit::Parallel(steps) => graph.parallel(steps & graph.active),
        })
}
