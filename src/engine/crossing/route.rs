//! Routes: the procedures that a crossing meets.

use crate::model::{JurisdictionIndex, Procedure, ProcedureIndex};

/// A procedure on a route, with the stages that precede it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stage {
    pub procedure: ProcedureIndex,
    /// Stages of the route that must end first, by bit.
    pub after: u32,
    /// It begins on arrival.
    pub on_arrival: bool,
}

/// The procedures that a need meets on a corridor, in the order of their ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    pub stages: Vec<Stage>,
    /// Those that begin on arrival, by bit.
    pub on_arrival: u32,
    /// Those of each jurisdiction, by bit.
    by_place: Vec<(JurisdictionIndex, u32)>,
}

impl Route {
    pub fn new(stages: Vec<Stage>, procedures: &[Procedure]) -> Self {
        let on_arrival = (0..stages.len())
            .filter(|&i| stages[i].on_arrival)
            .fold(0, |set, i| set | 1 << i);
        let mut by_place: Vec<(JurisdictionIndex, u32)> = Vec::new();
        for (i, stage) in stages.iter().enumerate() {
            let place = procedures[stage.procedure.index()].jurisdiction;
            match by_place.iter_mut().find(|(known, _)| *known == place) {
                Some((_, set)) => *set |= 1 << i,
                None => by_place.push((place, 1 << i)),
            }
        }
        Self {
            stages,
            on_arrival,
            by_place,
        }
    }

    /// All its stages, by bit.
    #[must_use]
    pub fn all_stages(&self) -> u32 {
        ((1_u64 << self.stages.len()) - 1) as u32
    }

    /// The jurisdiction of the stages abroad; home if there are none.
    #[must_use]
    pub fn abroad_of(&self, home: JurisdictionIndex) -> JurisdictionIndex {
        let mut places = self.by_place.iter();
        places
            .find(|(place, _)| *place != home)
            .map_or(home, |(place, _)| *place)
    }

    /// The stages in a jurisdiction, by bit.
    #[inline]
    #[must_use]
    pub fn stages_at(&self, place: JurisdictionIndex) -> u32 {
        let mut places = self.by_place.iter();
        places
            .find(|(known, _)| *known == place)
            .map_or(0, |(_, set)| *set)
    }

    /// The stages before the journey or on arrival, by bit.
    #[must_use]
    pub fn part(&self, on_arrival: bool) -> u32 {
        if on_arrival {
            self.on_arrival
        } else {
            self.all_stages() & !self.on_arrival
        }
    }
}
