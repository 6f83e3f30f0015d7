//! Prefetches the records of the next agenda entries.
//!
//! The order of a day's entries is known when it begins. Each entry leads from record to record:
//! token, case, crossing, project. The first record is prefetched far ahead; nearer, the records
//! that it points to. A wrong prefetch, after a record has moved on, costs little and changes
//! nothing. Two levels pay off for every entry, a third only for the assembly of a project, which
//! leads to all its needs.

use crate::engine::agenda::Due;
use crate::engine::ledger::fact::Listener;
use crate::engine::part::Part;
use crate::engine::record::{BranchId, CaseId, File, Owner, ProjectId, TokenId};
use crate::engine::run::Run;
use crate::memory::prefetch;
use crate::model::needs_in;

/// How many entries ahead each level is prefetched.
const FAR: usize = 12;
const MIDDLE: usize = 8;
const NEAR: usize = 4;

impl<L: Listener> Run<'_, '_, L> {
    /// Prefetches the records of the next entries.
    #[inline]
    pub(in crate::engine) fn prefetch_records(&self) {
        let state = &*self.state;
        if let Some(entry) = state.agenda.today().ahead(FAR) {
            first_record(state, entry.due);
        }
        if let Some(entry) = state.agenda.today().ahead(MIDDLE) {
            self.second_record(entry.due);
        }
        if let Some(entry) = state.agenda.today().ahead(NEAR) {
            self.needs_of_project(entry.due);
        }
    }

    fn second_record(&self, due: Due) {
        let state = &*self.state;
        match due {
            Due::ServiceEnds(file) => match file.unpack() {
                File::Background(background) => {
                    self.prefetch_branch(state.background_files[background].branch);
                }
                File::Full(token) => {
                    self.prefetch_case_of(token);
                    self.prefetch_branch(state.tokens[token].branch);
                }
            },
            Due::PassageEnds(file) | Due::CorrectionEnds(file) => match file.unpack() {
                File::Background(_) => {}
                File::Full(token) => self.prefetch_case_of(token),
            },
            Due::PreparationEnds(file) => match file.unpack() {
                File::Background(_) => {}
                File::Full(case) => {
                    self.prefetch_branch(state.cases[case].home);
                    self.prefetch_crossing_of(case);
                }
            },
            Due::PatienceEnds(case) => self.prefetch_crossing_of(case),
            Due::ClockEnds(clock) => prefetch(&state.cases[state.clocks[clock].case]),
            Due::ProcedureBegins(crossing)
            | Due::JourneyBegins(crossing)
            | Due::JourneyEnds(crossing)
            | Due::Spoils(crossing)
            | Due::NeedDate(crossing) => {
                let crossing = &state.crossings[crossing];
                state.trails.prefetch(crossing.trail);
                if let Some(Owner::Need { project, .. }) = crossing.owner() {
                    prefetch(&state.projects[project]);
                }
            }
            Due::Assembly(project) | Due::LastStart(project) => self.prefetch_needs(project),
            Due::BackgroundCase(stream) => {
                prefetch(&state.branches[self.world.streams[stream.index()].branch]);
            }
            Due::StayYear(resident) => {
                prefetch(&state.bundle[resident.index()]);
                prefetch(&state.potential_residents[resident]);
            }
            Due::Inquiry(_)
            | Due::CallCloses(_)
            | Due::AwardsDecided(_)
            | Due::PanelMeets(_)
            | Due::PartTimeBegins(_)
            | Due::OrganisationComes(_)
            | Due::OrganisationCloses(_) => {}
        }
    }

    fn prefetch_branch(&self, branch: Option<BranchId>) {
        if let Some(branch) = branch {
            prefetch(&self.state.branches[branch]);
        }
    }

    fn prefetch_case_of(&self, token: TokenId) {
        let state = &*self.state;
        let token = &state.tokens[token];
        prefetch(&state.cases[token.case]);
        state.trails.prefetch(token.trail);
        state.crossings.prefetch(token.crossing);
    }

    fn prefetch_crossing_of(&self, case: CaseId) {
        let state = &*self.state;
        let case = &state.cases[case];
        state.trails.prefetch(case.trail);
        state.crossings.prefetch(case.crossing);
    }

    fn needs_of_project(&self, due: Due) {
        let state = &*self.state;
        if let Due::Assembly(project) | Due::LastStart(project) = due {
            let project = &state.projects[project];
            for need in needs_in(project.has) {
                // A project that has ended has none.
                if let Some(crossing) = project.needs[need.index()] {
                    state.trails.prefetch(state.crossings[crossing].trail);
                }
            }
        }
        if let Due::JourneyEnds(crossing) = due
            && let Some(Owner::Need { project, .. }) = state.crossings[crossing].owner()
        {
            // The last arrival lets the project converge, which ends all needs.
            self.prefetch_needs(project);
        }
    }

    fn prefetch_needs(&self, project: ProjectId) {
        let project = &self.state.projects[project];
        for need in needs_in(project.has) {
            self.state.crossings.prefetch(project.needs[need.index()]);
        }
    }
}

fn first_record(state: &Part, due: Due) {
    match due {
        Due::ServiceEnds(file) | Due::PassageEnds(file) | Due::CorrectionEnds(file) => {
            match file.unpack() {
                File::Background(background) => prefetch(&state.background_files[background]),
                File::Full(token) => prefetch(&state.tokens[token]),
            }
        }
        Due::PreparationEnds(file) => match file.unpack() {
            File::Background(background) => prefetch(&state.background_files[background]),
            File::Full(case) => prefetch(&state.cases[case]),
        },
        Due::PatienceEnds(case) => prefetch(&state.cases[case]),
        Due::ClockEnds(clock) => prefetch(&state.clocks[clock]),
        Due::ProcedureBegins(crossing)
        | Due::JourneyBegins(crossing)
        | Due::JourneyEnds(crossing)
        | Due::Spoils(crossing)
        | Due::NeedDate(crossing) => prefetch(&state.crossings[crossing]),
        Due::Assembly(project) | Due::LastStart(project) => prefetch(&state.projects[project]),
        Due::StayYear(resident) => {
            prefetch(&state.resident[resident.index()]);
            prefetch(&state.resident_since[resident.index()]);
        }
        Due::Inquiry(_)
        | Due::CallCloses(_)
        | Due::AwardsDecided(_)
        | Due::BackgroundCase(_)
        | Due::PanelMeets(_)
        | Due::PartTimeBegins(_)
        | Due::OrganisationComes(_)
        | Due::OrganisationCloses(_) => {}
    }
}
