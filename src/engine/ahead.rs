//! Records that the entries to come will need, asked for before their turn.
//!
//! A day's entries are known in their order when it begins, and each leads from
//! record to record: token, case, crossing, project. Far ahead the first record is
//! asked for; nearer, what that one, by then here, points to. What is asked for in
//! vain, because a record has moved on, costs a little and changes nothing.

use super::agenda::Due;
use super::fact::Listener;
use super::prefetch::prefetch;
use super::run::{Run, is};
use super::state::{Crossing, Owner, State};
use crate::model::bits;

/// How many entries ahead each look goes, the farthest first.
const FAR: usize = 24;
const MIDDLE: usize = 16;
const NEAR: usize = 8;
const NEXT: usize = 4;

impl<L: Listener> Run<'_, '_, L> {
    /// Asks for what the entries to come will need.
    #[inline]
    pub(super) fn look_ahead(&self) {
        let state = &*self.state;
        if let Some(entry) = state.agenda.today().ahead(FAR) {
            first_record(state, entry.due, entry.index);
        }
        if let Some(entry) = state.agenda.today().ahead(MIDDLE) {
            self.second_record(entry.due, entry.index);
        }
        if let Some(entry) = state.agenda.today().ahead(NEAR) {
            self.third_record(entry.due, entry.index);
        }
        if let Some(entry) = state.agenda.today().ahead(NEXT) {
            match entry.due {
                Due::ServiceEnds => next_in_queue(state, state.tokens[entry.index].branch),
                Due::PassageEnds => self.permits_after(entry.index),
                Due::ProcedureBegins => self.permits_of(entry.index),
                Due::JourneyEnds => self.experience_of(entry.index),
                Due::Assembly | Due::LastStart => {
                    self.of_needs(entry.index, |crossing| {
                        state.trails.prefetch_before(crossing.trail);
                    });
                }
                _ => {}
            }
        }
    }

    fn second_record(&self, due: Due, index: u32) {
        let state = &*self.state;
        match due {
            Due::ServiceEnds | Due::PassageEnds | Due::CorrectionEnds => {
                let token = &state.tokens[index];
                prefetch(&state.cases[token.case]);
                state.trails.prefetch(token.trail);
                state.crossings.prefetch(token.crossing);
                if due == Due::ServiceEnds && is(token.branch) {
                    prefetch(&state.branches[token.branch as usize]);
                }
            }
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
                if let Owner::Need { project, .. } = crossing.owner {
                    prefetch(&state.projects[project]);
                }
            }
            Due::Assembly | Due::LastStart => {
                let project = &state.projects[index];
                prefetch(&self.world.formation.seeds[project.seed as usize]);
                for need in bits(u32::from(project.has)) {
                    state.crossings.prefetch(project.needs[need]);
                }
            }
            Due::BackgroundCase => {
                prefetch(&state.branches[self.world.streams[index as usize].branch as usize]);
            }
            Due::StayYear => {
                prefetch(&state.bundle[index as usize]);
                prefetch(&self.world.formation.residents[index as usize]);
            }
            _ => {}
        }
    }

    fn third_record(&self, due: Due, index: u32) {
        let state = &*self.state;
        match due {
            Due::ServiceEnds | Due::PassageEnds | Due::CorrectionEnds => {
                let token = &state.tokens[index];
                if due == Due::ServiceEnds
                    && is(token.branch)
                    && let Some(ticket) = state.branches[token.branch as usize].first_ticket()
                {
                    prefetch(&state.tokens[ticket.token]);
                }
                if is(token.crossing)
                    && let Owner::Need { project, .. } = state.crossings[token.crossing].owner
                {
                    prefetch(&state.projects[project]);
                }
                let case = &state.cases[token.case];
                for clock in case.clocks.into_iter().filter(|clock| is(*clock)) {
                    prefetch(&state.clocks[clock]);
                }
            }
            Due::PreparationEnds | Due::PatienceEnds => {
                let case = &state.cases[index];
                if is(case.crossing)
                    && let Owner::Need { project, .. } = state.crossings[case.crossing].owner
                {
                    prefetch(&state.projects[project]);
                }
                if let Some(memory) = self.memory_of_house(case) {
                    state.memories.prefetch(memory.bits());
                    let population = self.world.population;
                    population.prefetch_members(usize::from(case.at), case.institution);
                }
            }
            Due::Assembly | Due::LastStart => {
                self.of_needs(index, |crossing| state.trails.prefetch(crossing.trail));
            }
            Due::JourneyEnds => {
                if let Owner::Need { project, .. } = state.crossings[index].owner {
                    let project = &state.projects[project];
                    prefetch(&self.world.formation.seeds[project.seed as usize]);
                    // Who comes last lets the project converge, and all needs end.
                    for need in bits(u32::from(project.has)) {
                        state.crossings.prefetch(project.needs[need]);
                    }
                }
            }
            _ => {}
        }
    }

    /// Something to be done for the crossing of each need of a project.
    #[inline]
    fn of_needs(&self, project: u32, what: impl Fn(&Crossing)) {
        let project = &self.state.projects[project];
        for need in bits(u32::from(project.has)) {
            // A project that has ended has none.
            let crossing = project.needs[need];
            if is(crossing) {
                what(&self.state.crossings[crossing]);
            }
        }
    }

    /// Asks for what will be changed by the experience of a crossing.
    fn experience_of(&self, index: u32) {
        let state = &*self.state;
        let Owner::Need {
            project: number,
            need,
        } = state.crossings[index].owner
        else {
            return;
        };
        let project = &state.projects[number];
        self.of_needs(number, |crossing| state.trails.prefetch(crossing.trail));
        let seed = &self.world.formation.seeds[project.seed as usize];
        let kind = &self.world.model.kinds[usize::from(project.kind)];
        // A crossing that has moved on may name a need of another kind.
        let Some(need) = kind.needs.get(usize::from(need)) else {
            return;
        };
        let place = self.place_of(seed, need.channel, need.from);
        prefetch(&state.public[place]);
        if seed.believed_again {
            let key = self.belief_key(seed, self.community(seed), need.channel, need.from);
            state.beliefs.prefetch(key.bits());
        }
    }

    /// Asks for the permits that the stages to come of a crossing may be spared by.
    fn permits_of(&self, index: u32) {
        let crossing = &self.state.crossings[index];
        let route = self.world.route(crossing.route);
        for stage in bits(route.permitted & !crossing.begun) {
            let procedure = usize::from(route.stages[stage].procedure);
            if let Some(key) = self.permit_key(crossing, procedure) {
                self.state.permits.prefetch(key.bits());
            }
        }
    }

    /// Asks for the permits that the last step of a case leads to: its own and those that
    /// may spare the next ones.
    fn permits_after(&self, index: u32) {
        let token = &self.state.tokens[index];
        if !is(token.crossing) {
            return;
        }
        let procedure = usize::from(token.procedure);
        let done = self.state.cases[token.case].done | 1 << token.step;
        if self.world.model.procedures[procedure].graph.active & !done != 0 {
            return;
        }
        let crossing = &self.state.crossings[token.crossing];
        if let Some(key) = self.permit_key(crossing, procedure) {
            self.state.permits.prefetch(key.bits());
        }
        self.permits_of(token.crossing);
    }

    /// Asks for what a potential project some places on believes.
    #[inline]
    pub(super) fn look_ahead_to_seed(&self, number: usize) {
        let Some(seed) = self.world.formation.seeds.get(number) else {
            return;
        };
        if !seed.believed_before {
            return;
        }
        let community = self.community(seed);
        let kind = &self.world.model.kinds[usize::from(seed.kind)];
        for (i, need) in kind.needs.iter().enumerate() {
            if need.essential && seed.has(i) {
                let key = self.belief_key(seed, community, need.channel, need.from);
                self.state.beliefs.prefetch(key.bits());
            }
        }
    }
}

fn first_record(state: &State, due: Due, index: u32) {
    match due {
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

/// The token that an officer will take next leads to its case and its trail.
fn next_in_queue(state: &State, branch: u32) {
    if is(branch)
        && let Some(ticket) = state.branches[branch as usize].first_ticket()
    {
        let token = &state.tokens[ticket.token];
        prefetch(&state.cases[token.case]);
        state.trails.prefetch(token.trail);
    }
}
