//! Records that the entries to come will need, asked for before their turn.
//!
//! A day's entries are known in their order when it begins, and each leads from
//! record to record: token, case, crossing, project. Far ahead the first record is
//! asked for; nearer, what that one, by then here, points to. What is asked for in
//! vain, because a record has moved on, costs a little and changes nothing. Two steps
//! are worth their price for every entry; a third only where a project is looked at,
//! which leads to all its needs.

use crate::engine::agenda::Due;
use crate::engine::ledger::fact::Listener;
use crate::engine::part::Part;
use crate::engine::record::{Owner, is, is_errand, place_of};
use crate::engine::run::Run;
use crate::memory::prefetch;
use crate::model::bits;

/// How many entries ahead each look goes, the farthest first.
const FAR: usize = 12;
const MIDDLE: usize = 8;
const NEAR: usize = 4;

impl<L: Listener> Run<'_, '_, L> {
    /// Asks for what the entries to come will need.
    #[inline]
    pub(in crate::engine) fn look_ahead(&self) {
        let state = &*self.state;
        if let Some(entry) = state.agenda.today().ahead(FAR) {
            first_record(state, entry.due, entry.index);
        }
        if let Some(entry) = state.agenda.today().ahead(MIDDLE) {
            self.second_record(entry.due, entry.index);
        }
        if let Some(entry) = state.agenda.today().ahead(NEAR) {
            self.needs_of_project(entry.due, entry.index);
        }
    }

    fn second_record(&self, due: Due, index: u32) {
        let state = &*self.state;
        match due {
            Due::ServiceEnds if is_errand(index) => {
                let errand = &state.errands[place_of(index)];
                prefetch(&state.branches[errand.branch as usize]);
            }
            Due::ServiceEnds | Due::PassageEnds | Due::CorrectionEnds => {
                if is_errand(index) {
                    return;
                }
                let token = &state.tokens[index];
                prefetch(&state.cases[token.case]);
                state.trails.prefetch(token.trail);
                state.crossings.prefetch(token.crossing);
                if due == Due::ServiceEnds && is(token.branch) {
                    prefetch(&state.branches[token.branch as usize]);
                }
            }
            Due::PreparationEnds if is_errand(index) => {}
            Due::PreparationEnds | Due::PatienceEnds => {
                let case = &state.cases[index];
                if due == Due::PreparationEnds && is(case.home) {
                    prefetch(&state.branches[case.home as usize]);
                }
                state.trails.prefetch(case.trail);
                state.crossings.prefetch(case.crossing);
            }
            Due::ClockEnds => prefetch(&state.cases[state.clocks[index].case]),
            Due::ProcedureBegins | Due::JourneyBegins | Due::JourneyEnds | Due::Spoils => {
                let crossing = &state.crossings[index];
                state.trails.prefetch(crossing.trail);
                if let Some(Owner::Need { project, .. }) = crossing.owner() {
                    prefetch(&state.projects[project]);
                }
            }
            Due::Assembly | Due::LastStart => {
                self.prefetch_needs(index);
            }
            Due::BackgroundCase => {
                prefetch(&state.branches[self.world.streams[index as usize].branch as usize]);
            }
            Due::StayYear => {
                prefetch(&state.bundle[index as usize]);
                prefetch(&state.stayers[index as usize]);
            }
            _ => {}
        }
    }

    fn needs_of_project(&self, due: Due, index: u32) {
        let state = &*self.state;
        match due {
            Due::Assembly | Due::LastStart => {
                let project = &state.projects[index];
                for need in bits(u32::from(project.has)) {
                    // A project that has ended has none.
                    let crossing = project.needs[need];
                    if is(crossing) {
                        state.trails.prefetch(state.crossings[crossing].trail);
                    }
                }
            }
            Due::JourneyEnds => {
                if let Some(Owner::Need { project, .. }) = state.crossings[index].owner() {
                    // Who comes last lets the project converge, and all needs end.
                    self.prefetch_needs(project);
                }
            }
            _ => {}
        }
    }

    fn prefetch_needs(&self, project: u32) {
        let project = &self.state.projects[project];
        for need in bits(u32::from(project.has)) {
            self.state.crossings.prefetch(project.needs[need]);
        }
    }
}

fn first_record(state: &Part, due: Due, index: u32) {
    match due {
        Due::ServiceEnds | Due::PassageEnds | Due::CorrectionEnds | Due::PreparationEnds
            if is_errand(index) =>
        {
            prefetch(&state.errands[place_of(index)]);
        }
        Due::ServiceEnds | Due::PassageEnds | Due::CorrectionEnds => {
            prefetch(&state.tokens[index]);
        }
        Due::PreparationEnds | Due::PatienceEnds => prefetch(&state.cases[index]),
        Due::ClockEnds => prefetch(&state.clocks[index]),
        Due::ProcedureBegins | Due::JourneyBegins | Due::JourneyEnds | Due::Spoils => {
            prefetch(&state.crossings[index]);
        }
        Due::Assembly | Due::LastStart => prefetch(&state.projects[index]),
        Due::StayYear => {
            prefetch(&state.resident[index as usize]);
            prefetch(&state.resident_since[index as usize]);
        }
        _ => {}
    }
}
