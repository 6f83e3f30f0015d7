//! Chains: procedures whose background cases fit in one record each.

use crate::limits::CHAIN_STEPS;
use crate::model::{Graph, Place, Procedure};

/// The steps of a procedure one after another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// The place of its first step among the steps of all chains.
    pub first: u32,
}

/// The chain of each procedure whose background cases can be kept as background files: its steps
/// follow one another at offices, no clock runs and no applicant gives up.
#[must_use]
pub fn chains(procedures: &[Procedure]) -> Vec<Option<Chain>> {
    let mut place = 0;
    let chain = |procedure: &Procedure| {
        let chain = chain(procedure, place)?;
        place += procedure.steps.len() as u32;
        Some(chain)
    };
    procedures.iter().map(chain).collect()
}

fn chain(procedure: &Procedure, place: u32) -> Option<Chain> {
    let graph: &Graph = &procedure.graph;
    let steps = procedure.steps.len();
    let at_offices = procedure
        .steps
        .iter()
        .all(|step| matches!(step.place, Place::Office(_)));
    let is_whole = graph.active.count_ones() as usize == steps;
    let first = graph.first();
    let single = |set: u32| set.count_ones() <= 1;
    let is_chain = graph.shares.is_none()
        && first.is_power_of_two()
        && (0..steps).all(|step| single(graph.before[step]) && single(graph.next[step]));
    let nothing_moves_it = procedure.clocks.is_empty() && procedure.background_patience.is_none();
    if !(nothing_moves_it && at_offices && is_whole && is_chain && steps <= CHAIN_STEPS) {
        return None;
    }
    Some(Chain {
        first: place + first.trailing_zeros(),
    })
}
