//! How a package changes the model, and from when on it does.

use std::collections::BTreeMap;

use super::levers::Level;
use super::{Graph, Instant, Move, ProcedureIndex};
use crate::draw::Key;
use crate::time::DAY_SECONDS;

/// How a package changes the model. The baseline changes nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Levers that move.
    pub moves: Vec<Move>,
    /// Structural changes by procedure.
    pub structure: BTreeMap<ProcedureIndex, Structure>,
    /// Procedures of a route that no longer wait for one another.
    pub parallel: Vec<ParallelProcedures>,
}

impl Policy {
    /// The first midnight from which a run under this policy may differ from one of the
    /// baseline: until then no change has begun to come in. None if nothing changes.
    #[must_use]
    pub fn acts_from(&self) -> Option<Instant> {
        let moves = self.moves.iter().flat_map(|lever_move| &lever_move.steps);
        let structure = self
            .structure
            .values()
            .flat_map(|structure| &structure.changes);
        moves
            .map(|step| step.level)
            .chain(structure.map(|(_, level, _)| *level))
            .chain(self.parallel.iter().map(|change| change.level))
            .map(|level| level.start.max(0.0).ceil() * DAY_SECONDS)
            .min_by(f64::total_cmp)
            .map(Instant::from_seconds_f64)
    }
}

/// Structural changes of one procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct Structure {
    /// Each change: its key, how far it has come in, whether it reaches the other cases.
    pub changes: Vec<(Key, Level, bool)>,
    /// The graph with each subset of the changes made; index = bit set.
    pub graphs: Vec<Graph>,
    /// The factor on passage under each graph; 1 where no effort acts.
    pub effort: Vec<f64>,
}

/// Procedures of a route side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct ParallelProcedures {
    pub key: Key,
    /// How far it has come in.
    pub level: Level,
    pub procedures: Vec<ProcedureIndex>,
}
